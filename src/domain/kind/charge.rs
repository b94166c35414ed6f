//! One charge in a custody episode: what somebody is accused of, under which article, and what came of it.

use super::Type::{Choice, Date, Text};
use super::field::{CERTAINTY, owner};
use super::{BASES, Kind, PARTS, Spec, record};
use crate::domain::record::RecordId;
use crate::domain::time::Edtf;

/// What came of a charge.
pub const OUTCOMES: &[&str] = &["pending", "dropped", "changed", "convicted", "acquitted", "pardoned", "unknown"];

record! {
    Charge {
        detention: Option<RecordId> = required(owner(Kind::Detention)),
        offence: Option<String> = field(Text),
        law: Option<String> = field(Text),
        article: Option<String> = field(Text),
        date: Option<Edtf> = field(Date),
        date_basis: String = usual(BASES, "stated"),
        date_part: Option<String> = field(PARTS),
        outcome: String = usual(Choice(OUTCOMES), "unknown"),
        outcome_date: Option<Edtf> = field(Date),
        sentence: Option<String> = field(Text),
        certainty: String = usual(CERTAINTY, "stated"),
        note: Option<String> = field(Text),
    }
}

pub(super) const SPEC: Spec = Spec {
    fields: FIELDS,
    groups: &[&["date", "date_basis", "date_part"]],
    identity: &["detention", "offence", "law", "article", "date"],
    ..Spec::fact("charge", "charges", "C")
};
