//! Words attributed to someone: a speech, a chant, a demand, a denial.

use super::Type::{Bool, Choice, Code, Prose, Term};
use super::field::owner;
use super::{Kind, Spec, Told, record};
use crate::domain::codes::Codes;
use crate::domain::record::RecordId;

record! {
    Statement {
        incident: Option<RecordId> = field(owner(Kind::Incident)),
        person: Option<RecordId> = field(owner(Kind::Person)),
        organization: Option<RecordId> = field(owner(Kind::Organization)),
        form: String = required(Choice(&["speech", "chant", "demand", "appeal", "denial", "comment", "testimony"])),
        topic: Option<String> = field(Term("dem")),
        text: String = required(Prose),
        lang: Option<String> = field(Code(Codes::Language)),
        direct: bool = usual(Bool, "false"),
    }
}

pub(super) const SPEC: Spec = Spec {
    fields: FIELDS,
    groups: &[&["person", "organization"]],
    identity: &["incident", "person", "organization", "form", "text"],
    // Somebody's own words; a paraphrase is the team's.
    told: Some(Told { words: "text", fields: &["text"], when: Some("direct") }),
    ..Spec::fact("statement", "statements", "Q")
};
