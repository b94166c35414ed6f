//! A count as one report gives it; never overwritten, never averaged.

use super::Type::{Bool, Choice, Date, Integer, Term, Text};
use super::field::SUBJECT;
use super::{Kind, Spec, Told, link, record};
use crate::domain::time::Edtf;
use crate::domain::record::RecordId;

const QUALIFIERS: &[&str] =
    &["exact", "about", "at_least", "more_than", "at_most", "fewer_than", "range", "vague", "zero", "derived"];

record! {
    Figure {
        about: Option<RecordId> = required(SUBJECT),
        measure: String = required(Term("fig")),
        group: Option<RecordId> = field(link(Kind::Person)),
        verbatim: String = required(Text),
        qualifier: String = required(Choice(QUALIFIERS)),
        lo: Option<i64> = field(Integer),
        best: Option<i64> = field(Integer),
        hi: Option<i64> = field(Integer),
        as_of: Option<Edtf> = field(Date),
        claimed_by: Option<String> = field(Text),
        preferred: bool = usual(Bool, "false"),
    }
}

pub(super) const SPEC: Spec = Spec {
    fields: FIELDS,
    groups: &[&["qualifier", "lo", "best", "hi", "verbatim"]],
    identity: &["about", "measure", "group", "verbatim", "as_of", "claimed_by"],
    told: Some(Told {
        words: "verbatim",
        fields: &["about", "measure", "group", "verbatim", "qualifier", "lo", "best", "hi", "as_of"],
        when: None,
    }),
    ..Spec::fact("figure", "figures", "F")
};
