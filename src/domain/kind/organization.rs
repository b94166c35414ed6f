//! A body of people that acts as one: a ministry, a party, a paper.

use super::Type::{Bool, Prose, Term};
use super::{Kind, Spec, link, record, tree};
use crate::domain::record::RecordId;

record! {
    Organization {
        r#type: String = required(Term("org")),
        state_actor: bool = usual(Bool, "false"),
        parent: Option<RecordId> = field(link(Kind::Organization)),
        place: Option<RecordId> = field(link(Kind::Place)),
        description: Option<String> = field(Prose),
    }
}

pub(super) const SPEC: Spec = Spec {
    fields: FIELDS,
    inline: &["type", "state_actor"],
    orders: &[tree("parent")],
    is_mergeable: true,
    ..Spec::thing("organization", "organizations", "O")
};
