//! One custody episode of one person or group; its steps are custody events.

use super::Type::{Choice, Date, Prose, Text};
use super::field::owner;
use super::{BASES, Kind, Naming, PARTS, Spec, Type, link, record};
use crate::domain::time::Edtf;
use crate::domain::record::RecordId;

const YES_NO_PARTLY: Type = Choice(&["yes", "no", "partly", "unknown"]);

record! {
    Detention {
        person: Option<RecordId> = required(owner(Kind::Person)),
        incident: Option<RecordId> = field(link(Kind::Incident)),
        start: Option<Edtf> = field(Date),
        start_basis: String = usual(BASES, "stated"),
        start_part: Option<String> = field(PARTS),
        arrest_place: Option<RecordId> = field(link(Kind::Place)),
        arresting_organization: Option<RecordId> = field(link(Kind::Organization)),
        ordering_organization: Option<RecordId> = field(link(Kind::Organization)),
        warrant: String = usual(Choice(&["shown", "not_shown", "none", "unknown"]), "unknown"),
        stated_reason: Option<String> = field(Text),
        legal_basis: Option<String> = field(Text),
        presumed_reason: Option<String> = field(Text),
        acknowledged: String = usual(Choice(&["yes", "denied", "unknown"]), "unknown"),
        incommunicado: String = usual(YES_NO_PARTLY, "unknown"),
        lawyer: String = usual(YES_NO_PARTLY, "unknown"),
        family_contact: String = usual(YES_NO_PARTLY, "unknown"),
        ill_treatment: String =
            usual(Choice(&["alleged", "established", "denied", "none_reported", "unknown"]), "unknown"),
        health: Option<String> = field(Prose),
    }
}

impl Detention {
    /// The questions that every detention raises, each with what its record says by itself.
    pub fn conditions(&self) -> [(&'static str, &str); 6] {
        [
            ("warrant", &self.warrant),
            ("acknowledged", &self.acknowledged),
            ("incommunicado", &self.incommunicado),
            ("lawyer", &self.lawyer),
            ("family_contact", &self.family_contact),
            ("ill_treatment", &self.ill_treatment),
        ]
    }
}

pub(super) const SPEC: Spec = Spec {
    fields: FIELDS,
    groups: &[&["start", "start_basis", "start_part"]],
    naming: Naming::Owner,
    is_fact: true,
    is_mergeable: true,
    ..Spec::thing("detention", "detentions", "D")
};
