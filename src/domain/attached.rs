//! What is attached to records, described field by field as the kinds are: names, sources of reports, outside identifiers,
//! citations.
//!
//! A new table of this sort is a table with `id`, `uid`, the column of its owner and its fields, and a line in each arm below.

use super::kind::{Field, Kind, Target, Tie, Type, field, link, proposed, required, usual};
use super::name::{NAME_KINDS, Name};
use super::record::{Fields, RecordId, Value};
use super::source::{Citation, Grade, HEDGES, NewCitation, SOURCE_ROLES, STANCES};

/// Every Admiralty grade.
const GRADES: &[&str] = &[
    "A1", "A2", "A3", "A4", "A5", "A6", "B1", "B2", "B3", "B4", "B5", "B6", "C1", "C2", "C3", "C4", "C5", "C6", "D1",
    "D2", "D3", "D4", "D5", "D6", "E1", "E2", "E3", "E4", "E5", "E6", "F1", "F2", "F3", "F4", "F5", "F6",
];

pub const NAME: &[Field] = &[
    required("text", Type::Text),
    usual("kind", Type::Choice(NAME_KINDS), "alias"),
    field("lang", Type::Text),
    field("valid", Type::Date),
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
pub const CITED: &[Field] = &[required("record", Type::Ref(Target::Any, Tie::Link))];

pub const CITATION: &[Field] = &[
    required("report", link(Kind::Report)),
    field("field", Type::Text),
    field("paragraph", Type::Integer),
    field("page", Type::Text),
    field("quote", Type::Prose),
    usual("hedge", Type::Choice(HEDGES), "asserted"),
    field("via", link(Kind::Source)),
    usual("grade", Type::Choice(GRADES), "F6"),
    usual("stance", Type::Choice(STANCES), "supports"),
    field("note", Type::Prose),
];

/// A name out of its fields; one that does not say what it is is an alias.
pub fn name(mut row: Fields) -> Name {
    Name {
        id: 0,
        text: text(&mut row, "text").unwrap_or_default(),
        kind: text(&mut row, "kind").unwrap_or_else(|| "alias".to_owned()),
        lang: text(&mut row, "lang"),
        valid: match row.remove("valid") {
            Some(Some(Value::Date(date))) => Some(date),
            _ => None,
        },
        report: record(&row, "report"),
    }
}

/// The fields of a name that is there.
pub fn name_fields(name: &Name) -> Fields {
    let text = |text: &Option<String>| text.clone().map(Value::Text);
    Fields::from([
        ("text", Some(Value::Text(name.text.clone()))),
        ("kind", Some(Value::Text(name.kind.clone()))),
        ("lang", text(&name.lang)),
        ("valid", name.valid.clone().map(Value::Date)),
        ("report", name.report.map(Value::Ref)),
    ])
}

/// The fields of a citation that is there.
pub fn citation_fields(citation: &Citation) -> Fields {
    let text = |text: &Option<String>| text.clone().map(Value::Text);
    Fields::from([
        ("report", Some(Value::Ref(citation.report_id))),
        ("field", text(&citation.field)),
        ("paragraph", citation.paragraph.map(Value::Integer)),
        ("page", text(&citation.page)),
        ("quote", text(&citation.quote)),
        ("hedge", Some(Value::Text(citation.hedge.clone()))),
        ("via", citation.via.as_ref().map(|via| Value::Ref(via.id))),
        ("grade", Some(Value::Text(citation.grade.to_string()))),
        ("stance", Some(Value::Text(citation.stance.clone()))),
        ("note", text(&citation.note)),
    ])
}

/// The fields of a source of a report.
pub fn source_fields(source: RecordId, role: &str) -> Fields {
    Fields::from([("source", Some(Value::Ref(source))), ("role", Some(Value::Text(role.to_owned())))])
}

/// The fields of an identifier in another system.
pub fn external_id_fields(scheme: &str, value: &str) -> Fields {
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    Fields::from([("scheme", text(scheme)), ("value", text(value))])
}

/// The fields of a citation on its way into the store.
pub fn new_citation_fields(citation: &NewCitation) -> Fields {
    let text = |text: &Option<String>| text.clone().map(Value::Text);
    Fields::from([
        ("report", Some(Value::Ref(citation.report))),
        ("field", text(&citation.field)),
        ("paragraph", citation.paragraph.map(Value::Integer)),
        ("page", text(&citation.page)),
        ("quote", text(&citation.quote)),
        ("hedge", Some(Value::Text(citation.hedge.clone()))),
        ("via", citation.via.map(Value::Ref)),
        ("grade", Some(Value::Text(citation.grade.to_string()))),
        ("stance", Some(Value::Text(citation.stance.clone()))),
        ("note", text(&citation.note)),
    ])
}

/// Source and role; nothing without a source.
pub fn source(mut row: Fields) -> Option<(RecordId, String)> {
    Some((record(&row, "source")?, text(&mut row, "role")?))
}

/// A citation out of its fields; nothing without a report. What is not said is as in the schema: it supports, the
/// report asserts it, nobody judged it.
pub fn citation(mut row: Fields) -> Option<NewCitation> {
    let or = |said: Option<String>, usual: &str| said.unwrap_or_else(|| usual.to_owned());
    Some(NewCitation {
        report: record(&row, "report")?,
        field: text(&mut row, "field"),
        stance: or(text(&mut row, "stance"), "supports"),
        paragraph: match row.get("paragraph") {
            Some(Some(Value::Integer(paragraph))) => Some(*paragraph),
            _ => None,
        },
        page: text(&mut row, "page"),
        quote: text(&mut row, "quote"),
        hedge: or(text(&mut row, "hedge"), "asserted"),
        via: record(&row, "via"),
        grade: text(&mut row, "grade").and_then(|grade| Grade::parse(&grade)).unwrap_or(Grade::UNJUDGED),
        note: text(&mut row, "note"),
    })
}

fn text(row: &mut Fields, name: &str) -> Option<String> {
    match row.remove(name) {
        Some(Some(Value::Text(text))) => Some(text),
        _ => None,
    }
}

fn record(row: &Fields, name: &str) -> Option<RecordId> {
    match row.get(name) {
        Some(Some(Value::Ref(id))) => Some(*id),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{CITATION, GRADES};
    use crate::domain::record::{Fields, RecordId, Value};
    use crate::domain::source::Grade;

    #[test]
    fn every_grade_is_one() {
        assert!(GRADES.len() == 36 && GRADES.iter().all(|grade| Grade::parse(grade).is_some()));
    }

    #[test]
    fn a_citation_says_what_was_said_and_the_usual_of_the_rest() {
        let mut row: Fields = CITATION.iter().map(|field| (field.name, None)).collect();
        assert!(super::citation(row.clone()).is_none(), "no report");
        row.insert("report", Some(Value::Ref(RecordId(7))));
        row.insert("grade", Some(Value::Text("B2".into())));
        let citation = super::citation(row).map(|c| (c.report.0, c.grade.to_string(), c.hedge, c.stance, c.via));
        assert_eq!(citation, Some((7, "B2".into(), "asserted".into(), "supports".into(), None)));
    }
}
