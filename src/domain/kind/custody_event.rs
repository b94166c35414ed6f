//! A dated step in a custody episode.

use super::Type::{Choice, Date, Integer, Real, Term, Text};
use super::field::{CERTAINTY, owner};
use super::{BASES, Kind, PARTS, Spec, link, record};
use crate::domain::custody::{STATUSES, Status, step};
use crate::domain::time::Edtf;
use crate::domain::record::RecordId;

/// On what grounds somebody was let go.
pub const RELEASES: &[&str] = &[
    "served",
    "bail",
    "recognisance",
    "amnesty",
    "pardon",
    "acquitted",
    "charges_dropped",
    "exchanged",
    "no_reason_given",
];

record! {
    CustodyEvent {
        detention: Option<RecordId> = required(owner(Kind::Detention)),
        seq: i64 = required(Integer),
        r#type: String = required(Term(step::LIST)),
        date: Option<Edtf> = field(Date),
        date_basis: String = usual(BASES, "stated"),
        date_part: Option<String> = field(PARTS),
        place: Option<RecordId> = field(link(Kind::Place)),
        place_basis: String = usual(BASES, "stated"),
        organization: Option<RecordId> = field(link(Kind::Organization)),
        organization_basis: String = usual(BASES, "stated"),
        court: Option<RecordId> = field(link(Kind::Organization)),
        judge: Option<String> = field(Text),
        case_number: Option<String> = field(Text),
        next_hearing: Option<Edtf> = field(Date),
        law: Option<String> = field(Text),
        article: Option<String> = field(Text),
        verdict: Option<String> = field(Text),
        sentence: Option<String> = field(Text),
        fine_amount: Option<f64> = field(Real),
        fine_currency: Option<String> = field(Text),
        bail_amount: Option<f64> = field(Real),
        bail_currency: Option<String> = field(Text),
        release_kind: Option<String> = field(Choice(RELEASES)),
        status_after: Option<Status> = field(Choice(STATUSES)),
        certainty: String = usual(CERTAINTY, "stated"),
        note: Option<String> = field(Text),
    }
}

pub(super) const SPEC: Spec = Spec {
    fields: FIELDS,
    groups: &[
        &["date", "date_basis", "date_part"],
        &["place", "place_basis"],
        &["organization", "organization_basis"],
        &["fine_amount", "fine_currency"], &["bail_amount", "bail_currency"],
    ],
    pairs: &[("fine_amount", "fine_currency"), ("bail_amount", "bail_currency")],
    identity: &["detention", "type", "date", "date_part", "place", "sentence"],
    is_on_timeline: true,
    ..Spec::fact("custody_event", "custody-events", "E")
};
