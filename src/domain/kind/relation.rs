//! A tie between two records: co-chair of, spouse of, one of a group, capital of.

use super::Type::{Date, Term, Text};
use super::field::{CERTAINTY, SUBJECT};
use super::{Spec, order, record};
use crate::domain::time::{Edtf, Takes};
use crate::domain::record::RecordId;

/// Two records that may be of one, until somebody finds out; and two that were found not to be.
pub const MAY_BE_SAME: &str = "rel/may_be_same";
pub const NOT_SAME: &str = "rel/not_same";

/// Ties that say what the team found, and no report: nothing is cited for them.
pub const OF_THE_TEAM: [&str; 2] = [MAY_BE_SAME, NOT_SAME];

record! {
    Relation {
        subject: Option<RecordId> = required(SUBJECT),
        r#type: String = required(Term("rel")),
        object: Option<RecordId> = required(SUBJECT),
        title: Option<String> = field(Text),
        valid: Option<Edtf> = dated(Takes::Period),
        as_of: Option<Edtf> = field(Date),
        certainty: String = usual(CERTAINTY, "stated"),
        note: Option<String> = field(Text),
    }
}

pub(super) const SPEC: Spec = Spec {
    fields: FIELDS,
    several: &["type", "title"],
    is_tie: true,
    identity: &["subject", "type", "object"],
    mutual: &["rel/spouse_of", "rel/sibling_of", "rel/relative_of", "rel/near", MAY_BE_SAME, NOT_SAME],
    orders: &[order("subject", "object", &["rel/subset_of", "rel/parent_of"])],
    ..Spec::fact("relation", "relations", "T")
};
