//! An individual or a group, named or not.

use super::Type::{Age, Bool, Choice, Code, Date, Prose, Text};
use super::{BASES, Kind, Spec, link, record};
use crate::domain::codes::Codes;
use crate::domain::time::Edtf;
use crate::domain::record::RecordId;

/// What is not a group.
pub(super) const INDIVIDUAL: &str = "individual";

record! {
    Person {
        unit: String = usual(Choice(&[INDIVIDUAL, "family", "group", "community", "people"]), INDIVIDUAL),
        identified: bool = usual(Bool, "true"),
        sex: String = usual(Choice(&["male", "female", "other", "mixed", "unknown"]), "unknown"),
        age: Option<String> = field(Age),
        age_as_of: Option<Edtf> = field(Date),
        birth: Option<Edtf> = field(Date),
        birth_basis: String = usual(BASES, "stated"),
        death: Option<Edtf> = field(Date),
        birth_place: Option<RecordId> = field(link(Kind::Place)),
        nationality: Option<String> = field(Code(Codes::Nationality)),
        ethnicity: Option<String> = field(Text),
        civil_status: Option<String> = field(Text),
        occupation: Option<String> = field(Text),
        health: Option<String> = field(Prose),
        description: Option<String> = field(Prose),
        consent: Option<String> = field(Choice(&["none", "internal", "share", "publish"])),
    }
}

pub(super) const SPEC: Spec = Spec {
    fields: FIELDS,
    groups: &[&["age", "age_as_of"], &["birth", "birth_basis"]],
    pairs: &[("age", "age_as_of")],
    several: &["nationality"],
    group_letter: Some("G"),
    inline: &["unit", "sex"],
    is_mergeable: true,
    ..Spec::thing("person", "people", "P")
};

impl Person {
    /// Everything but an individual: families, groups, communities.
    pub fn is_group(&self) -> bool {
        self.unit != INDIVIDUAL
    }
}
