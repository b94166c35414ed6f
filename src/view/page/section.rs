//! All rows of one kind that refer to a record, and all that a report supports.

use maud::{Markup, html};

use super::report::paragraphs_of;
use crate::domain::overview::{Section, Supported};
use crate::domain::source::Citation;
use crate::view::Reader;
use crate::view::kit::described::described;
use crate::view::kit::link;
use crate::view::kit::section::pages;
use crate::view::kit::source::Sources;

/// `path` is the address of the list.
pub fn section(reader: &Reader<'_>, path: &str, section: &Section) -> Markup {
    let sources = Sources::new(&section.citations);
    html! {
        div class="two" {
            div {
                p class="hd" { b { (reader.word("kind", section.of.kind.table())) } span class="ref" { (section.of.reference) } }
                h1 { (reader.word("facts", section.kind.table())) }
                p class="lede" { (link(&section.of)) }
                @if section.facts.is_empty() { p class="meta" { (reader.t("list-none")) } }
                ul class="list" {
                    @for (id, fact) in &section.facts { li { (described(reader, fact)) (sources.of(reader, *id)) } }
                }
                (pages(reader, path, section.next.as_deref(), section.continued))
            }
            (sources.panel(reader))
        }
    }
}

/// What a report supports, paragraph by paragraph.
pub fn supported(
    reader: &Reader<'_>,
    path: &str,
    page: &Supported,
    paragraphs: &[(Option<i64>, Vec<Citation>)],
) -> Markup {
    let next = page.next.map(|next| next.to_string());
    html! {
        p class="hd" { b { (reader.word("kind", page.report.kind.table())) } span class="ref" { (page.report.reference) } }
        h1 { (reader.t("report-supports-all")) }
        p class="lede" { (link(&page.report)) }
        h2 class="vh" { (reader.t("report-supports")) }
        (paragraphs_of(reader, paragraphs, &page.facts))
        (pages(reader, path, next.as_deref(), page.continued))
    }
}
