//! All rows of one kind that refer to a record, and all that a report supports.

use maud::{Markup, html};

use super::report::paragraphs_of;
use crate::domain::citation::Citation;
use crate::pages::report::Supported;
use crate::pages::section::Section;
use crate::view::PageContext;
use crate::view::kit::link;
use crate::view::kit::section::pages;
use crate::view::kit::source::Sources;
use crate::view::kit::summary::described;

/// `path` is the address of the list.
pub fn section(cx: &PageContext<'_>, path: &str, section: &Section) -> Markup {
    let sources = Sources::new(&section.citations);
    html! {
        div class="two" {
            div {
                p class="hd" { b { (cx.label("kind", section.of.kind.table())) } span class="ref" { (section.of.reference) } }
                h1 { (cx.label("facts", section.kind.table())) }
                p class="lede" { (link(&section.of)) }
                @if section.facts.is_empty() { p class="meta" { (cx.text("list-none")) } }
                ul class="list" {
                    @for (id, fact) in &section.facts { li { (described(cx, fact)) (sources.of(cx, *id)) } }
                }
                (pages(cx, (path, "after"), section.next.as_deref(), section.continued))
            }
            (sources.panel(cx))
        }
    }
}

/// What a report supports, paragraph by paragraph, and where the next page of it starts.
pub fn supported(
    cx: &PageContext<'_>,
    path: &str,
    (page, next): (&Supported, Option<&str>),
    paragraphs: &[(Option<i64>, Vec<Citation>)],
) -> Markup {
    html! {
        p class="hd" { b { (cx.label("kind", page.report.kind.table())) } span class="ref" { (page.report.reference) } }
        h1 { (cx.text("report-supports-all")) }
        p class="lede" { (link(&page.report)) }
        h2 class="vh" { (cx.text("report-supports")) }
        (paragraphs_of(cx, paragraphs, &page.facts))
        (pages(cx, (path, "after"), next, page.continued))
    }
}
