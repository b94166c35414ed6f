//! The facts that nothing is cited for, each with the form where that is mended.

use maud::{Markup, html};

use crate::domain::kind::Kind;
use crate::domain::query::limit::NEWEST;
use crate::pages::actions::Uncited;
use crate::pages::desk::UncitedPage;
use crate::view::PageContext;
use crate::view::kit::pager::with;
use crate::view::kit::summary::described;

/// Where they are listed: all of them, or those of a kind.
pub fn address(kind: Option<Kind>) -> String {
    kind.map_or_else(|| "/uncited".to_owned(), |kind| with("/uncited", "kind", kind.collection()))
}

pub fn uncited(cx: &PageContext<'_>, page: &UncitedPage) -> Markup {
    let all: i64 = page.counts.iter().map(|(_, count)| count).sum();
    let first = address(page.kind);
    html! {
        h1 { (cx.text("attention-uncited")) }
        p class="lede" { (cx.text("uncited-lede")) }
        @if page.is_partial { p class="meta" { (cx.text_with("desk-newest", &[("records", NEWEST.into())])) } }
        @if all == 0 { p { (cx.text("attention-none")) } }
        @else {
            p class="ui" {
                (choice(page, None, &cx.text("all"), all))
                @for (kind, count) in &page.counts { " · " (choice(page, Some(*kind), &cx.label("kind", kind.table()), *count)) }
            }
        }
        ul class="list" {
            @for Uncited { kind, reference, fact } in &page.facts {
                li id=(reference) {
                    (cx.label("kind", kind.table())) ": "
                    @if let Some(fact) = fact { (described(cx, fact)) " · " }
                    a href={ (kind.address(reference)) "/edit" } { (cx.text_with("form-edit-title", &[("ref", reference.as_str().into())])) }
                }
            }
        }
        @if page.continued || page.next.is_some() {
            nav class="pages" aria-label=(cx.text("list-pages")) {
                span { @if page.continued { a href=(first) { (cx.text("first-page")) } } }
                span { @if let Some(next) = &page.next { a rel="next" href=(with(&first, "from", next)) { (cx.text("next-page")) } } }
            }
        }
    }
}

/// How many there are of a kind, and the way to them.
fn choice(page: &UncitedPage, kind: Option<Kind>, name: &str, count: i64) -> Markup {
    html! {
        @if page.kind == kind { b aria-current="true" { (name) ": " (count) } }
        @else { a href=(address(kind)) { (name) ": " (count) } }
    }
}
