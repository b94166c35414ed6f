//! A person or an organization in an incident: in which role, doing or suffering which act.

use super::Type::{Term, Text};
use super::field::{CERTAINTY, owner};
use super::{Kind, Spec, record};
use crate::domain::record::RecordId;

record! {
    Participation {
        incident: Option<RecordId> = required(owner(Kind::Incident)),
        person: Option<RecordId> = field(owner(Kind::Person)),
        organization: Option<RecordId> = field(owner(Kind::Organization)),
        role: String = required(Term("role")),
        act: Option<String> = field(Term("act")),
        certainty: String = usual(CERTAINTY, "stated"),
        note: Option<String> = field(Text),
    }
}

pub(super) const SPEC: Spec = Spec {
    fields: FIELDS,
    groups: &[&["person", "organization"]],
    is_tie: true,
    identity: &["incident", "person", "organization", "role", "act"],
    ..Spec::fact("participation", "participations", "X")
};
