//! Who told it: an outlet, an agency, an organization, a witness.

use super::Type::{Bool, Code, Term, Text};
use super::field::ADMIRALTY;
use super::{Kind, Spec, link, record};
use crate::domain::codes::Codes;
use crate::domain::record::{RecordId, Sensitivity};

record! {
    Source {
        r#type: String = required(Term("src")),
        organization: Option<RecordId> = field(link(Kind::Organization)),
        person: Option<RecordId> = field(link(Kind::Person)),
        reliability: String = usual(ADMIRALTY, "F"),
        protected: bool = usual(Bool, "false"),
        lang: Option<String> = field(Code(Codes::Language)),
        url: Option<String> = field(Text),
    }
}

pub(super) const SPEC: Spec = Spec {
    fields: FIELDS,
    groups: &[&["organization", "person"]],
    inline: &["type", "reliability"],
    is_mergeable: true,
    // Who a protected source is.
    closed_by: &[("protected", Sensitivity::Restricted)],
    ..Spec::thing("source", "sources", "S")
};
