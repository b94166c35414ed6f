//! What is attached to records, described field by field as the kinds are: names, sources of reports, outside identifiers,
//! citations.
//!
//! A new table of this sort is a table with `id`, `uid`, the column of its owner and its fields, and a line in each arm below.

use crate::domain::citation::{HEDGES, SOURCE_ROLES, STANCES, SUPPORTS};
use crate::domain::codes::Codes;
use crate::domain::kind::{Field, Kind, Reference, Target, Type, dated, field, link, proposed, required, usual};
use crate::domain::name::NAME_KINDS;
use crate::domain::time::Takes;

/// Every Admiralty grade.
const GRADES: &[&str] = &[
    "A1", "A2", "A3", "A4", "A5", "A6", "B1", "B2", "B3", "B4", "B5", "B6", "C1", "C2", "C3", "C4", "C5", "C6", "D1",
    "D2", "D3", "D4", "D5", "D6", "E1", "E2", "E3", "E4", "E5", "E6", "F1", "F2", "F3", "F4", "F5", "F6",
];

pub const NAME: &[Field] = &[
    required("text", Type::Text),
    usual("kind", Type::Choice(NAME_KINDS), "alias"),
    field("lang", Type::Code(Codes::Language)),
    dated("valid", Takes::Period),
    field("report", link(Kind::Report)),
];

pub const SOURCE: &[Field] =
    &[required("source", link(Kind::Source)), proposed("role", Type::Choice(SOURCE_ROLES), "publisher")];

pub const EXTERNAL_ID: &[Field] = &[required("scheme", Type::Text), required("value", Type::Text)];

/// The tables of rows that belong to a record and are no records themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attached {
    Name,
    Source,
    ExternalId,
    Citation,
}

impl Attached {
    pub const ALL: [Attached; 4] = [Attached::Name, Attached::Source, Attached::ExternalId, Attached::Citation];

    pub fn table(self) -> &'static str {
        match self {
            Attached::Name => "name",
            Attached::Source => "report_source",
            Attached::ExternalId => "external_id",
            Attached::Citation => "citation",
        }
    }

    pub fn parse(table: &str) -> Option<Attached> {
        Attached::ALL.into_iter().find(|attached| attached.table() == table)
    }

    /// What the rows of a record are called in forms, exchange files and the JSON API.
    pub fn list(self) -> &'static str {
        match self {
            Attached::Name => "names",
            Attached::Source => "sources",
            Attached::ExternalId => "external_ids",
            Attached::Citation => "citations",
        }
    }

    pub fn fields(self) -> &'static [Field] {
        match self {
            Attached::Name => NAME,
            Attached::Source => SOURCE,
            Attached::ExternalId => EXTERNAL_ID,
            Attached::Citation => CITATION,
        }
    }

    /// The fields that forms ask for.
    pub fn asked(self) -> impl Iterator<Item = &'static Field> {
        self.fields().iter().filter(|field| field.name != PREFERRED)
    }

    pub fn field(self, name: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.name == name)
    }

    /// The column of the record that a row belongs to.
    pub fn owner(self) -> &'static str {
        match self {
            Attached::Source => "report_id",
            _ => "record_id",
        }
    }

    /// Whether people and programs know a row by its number; otherwise it is known by what it says.
    pub fn is_numbered(self) -> bool {
        matches!(self, Attached::Name | Attached::Citation)
    }

    /// Whether a record of this kind can have such rows.
    pub fn admits(self, kind: Kind) -> bool {
        match self {
            Attached::Name => kind.has_names(),
            Attached::Source => kind == Kind::Report,
            Attached::ExternalId | Attached::Citation => true,
        }
    }
}

/// What a citation is added to, in a form that does nothing else.
pub const CITED: &[Field] = &[required("record", Type::Ref(Target::Any, Reference::Linked))];

pub const CITATION: &[Field] = &[
    required("report", link(Kind::Report)),
    field("field", Type::Text),
    field("paragraph", Type::Integer),
    field("page", Type::Text),
    field("quote", Type::Prose),
    usual("hedge", Type::Choice(HEDGES), "asserted"),
    field("via", link(Kind::Source)),
    usual("grade", Type::Choice(GRADES), "F6"),
    usual("stance", Type::Choice(STANCES), SUPPORTS),
    field("gives", Type::Text),
    field("gives_record", Type::Ref(Target::Any, Reference::Linked)),
    usual(PREFERRED, Type::Bool, "false"),
    field("note", Type::Prose),
];

/// Of a citation: an act of its own, with a reason, and no question of a form.
pub const PREFERRED: &str = "preferred";

#[cfg(test)]
mod tests {
    use super::GRADES;
    use crate::domain::citation::Grade;

    #[test]
    fn every_grade_is_one() {
        assert!(GRADES.len() == 36 && GRADES.iter().all(|grade| Grade::parse(grade).is_some()));
    }
}
