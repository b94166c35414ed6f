//! The way from a section of a page to all of its rows.

use maud::{Markup, html};

use crate::domain::kind::Kind;
use crate::domain::record::Header;
use crate::pages::dossier::Dossier;
use crate::view::PageContext;
use crate::view::kit::pager::with;

/// Where the rows of a kind go on, if the page has not all of them.
pub fn more<T>(cx: &PageContext<'_>, dossier: &Dossier<T>, kind: Kind) -> Markup {
    let header = &dossier.record.header;
    html! { @if dossier.more.contains(&kind) { (rest(cx, &address(header, kind.collection()), kind)) } }
}

/// The list of all rows of a kind.
fn rest(cx: &PageContext<'_>, address: &str, kind: Kind) -> Markup {
    let what = cx.label("facts", kind.table());
    html! {
        p class="more" {
            (cx.text("section-some")) " "
            a class="btn low" href=(address) { (cx.text_with("section-all", &[("what", what.into())])) }
        }
    }
}

/// What a report supports beyond what its page has.
pub fn more_supported(cx: &PageContext<'_>, header: &Header) -> Markup {
    html! {
        p class="more" {
            (cx.text("section-some")) " "
            a class="btn low" href=(address(header, "citations")) { (cx.text("report-supports-all")) }
        }
    }
}

fn address(header: &Header, collection: &str) -> String {
    format!("{}/{collection}", header.address())
}

/// The pages of a list that is read onwards. `path` is its address.
pub fn pages(cx: &PageContext<'_>, (path, parameter): (&str, &str), next: Option<&str>, continued: bool) -> Markup {
    html! {
        @if continued || next.is_some() {
            nav class="pages" aria-label=(cx.text("list-pages")) {
                span { @if continued { a href=(path) { (cx.text("first-page")) } } }
                span { @if let Some(next) = next { a rel="next" href=(with(path, parameter, next)) { (cx.text("next-page")) } } }
            }
        }
    }
}
