//! One document from a source: an article, a video, a testimony, a court record.

use super::Type::{Code, Date, Prose, Term, Text};
use super::{BASES, Kind, Naming, PARTS, Spec, link, record, tree};
use crate::domain::codes::Codes;
use crate::domain::time::Edtf;
use crate::domain::record::RecordId;

record! {
    Report {
        r#type: String = required(Term("doc")),
        title: String = required(Text),
        author: Option<String> = field(Text),
        url: Option<String> = field(Text),
        archive_url: Option<String> = field(Text),
        lang: Option<String> = field(Code(Codes::Language)),
        parent: Option<RecordId> = field(link(Kind::Report)),
        published: Option<Edtf> = field(Date),
        published_basis: String = usual(BASES, "stated"),
        published_part: Option<String> = field(PARTS),
        accessed: Option<Edtf> = field(Date),
        body: Option<String> = field(Prose),
    }
}

pub(super) const SPEC: Spec = Spec {
    fields: FIELDS,
    groups: &[&["published", "published_basis", "published_part"]],
    inline: &["type", "url", "published", "lang"],
    naming: Naming::Title("title"),
    orders: &[tree("parent")],
    is_mergeable: true,
    identity: &["url", "title", "published", "body"],
    ..Spec::thing("report", "reports", "R")
};
