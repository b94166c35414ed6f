//! Something that happened at a time and a place.

use super::Type::{Choice, Integer, Prose, Term, Text};
use super::{BASES, Kind, Naming, PARTS, Spec, link, record};
use crate::domain::time::{Edtf, Takes};
use crate::domain::record::RecordId;

record! {
    Incident {
        r#type: String = required(Term("inc")),
        title: String = required(Text),
        summary: Option<String> = field(Prose),
        date: Option<Edtf> = dated(Takes::Either),
        date_basis: String = usual(BASES, "stated"),
        date_part: Option<String> = field(PARTS),
        day_seq: i64 = usual(Integer, "0"),
        time_note: Option<String> = field(Text),
        place: Option<RecordId> = field(link(Kind::Place)),
        place_basis: String = usual(BASES, "stated"),
        place_note: Option<String> = field(Text),
        finding: Option<String> = field(Choice(&["confirmed", "likely", "possible", "unlikely", "unknown"])),
    }
}

pub(super) const SPEC: Spec = Spec {
    fields: FIELDS,
    groups: &[&["date", "date_basis", "date_part"], &["place", "place_basis"]],
    inline: &["type", "date", "place"],
    naming: Naming::Title("title"),
    is_fact: true,
    is_mergeable: true,
    identity: &["type", "date", "place"],
    is_on_timeline: true,
    ..Spec::thing("incident", "incidents", "I")
};
