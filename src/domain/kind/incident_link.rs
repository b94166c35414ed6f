//! How one incident stands to another.

use super::Type::{Choice, Text};
use super::field::{CERTAINTY, owner};
use super::{Kind, Spec, order, record};
use crate::domain::record::RecordId;

const LINKS: &[&str] = &["part_of", "precedes", "led_to", "response_to", "parallel", "same_as", "related"];

record! {
    IncidentLink {
        from_incident: Option<RecordId> = required(owner(Kind::Incident)),
        r#type: String = required(Choice(LINKS)),
        to_incident: Option<RecordId> = required(owner(Kind::Incident)),
        certainty: String = usual(CERTAINTY, "stated"),
        note: Option<String> = field(Text),
    }
}

pub(super) const SPEC: Spec = Spec {
    fields: FIELDS,
    is_tie: true,
    several: &["type"],
    identity: &["from_incident", "type", "to_incident"],
    mutual: &["parallel", "same_as", "related"],
    orders: &[order("from_incident", "to_incident", &["part_of", "precedes", "led_to"])],
    ..Spec::fact("incident_link", "incident-links", "K")
};
