//! The way from a section of a page to all of its rows.

use maud::{Markup, html};

use crate::domain::dossier::Dossier;
use crate::domain::kind::Kind;
use crate::domain::record::Header;
use crate::view::Reader;
use crate::view::kit::pager::with;

/// Where the rows of a kind go on, if the page has not all of them.
pub fn more<T>(reader: &Reader<'_>, dossier: &Dossier<T>, kind: Kind) -> Markup {
    let header = &dossier.record.header;
    html! { @if dossier.more.contains(&kind) { (rest(reader, &address(header, kind.collection()), kind)) } }
}

/// The list of all rows of a kind.
fn rest(reader: &Reader<'_>, address: &str, kind: Kind) -> Markup {
    let what = reader.word("facts", kind.table());
    html! {
        p class="more" {
            (reader.t("section-some")) " "
            a class="btn low" href=(address) { (reader.tw("section-all", &[("what", what.into())])) }
        }
    }
}

/// What a report supports beyond what its page has.
pub fn more_supported(reader: &Reader<'_>, header: &Header) -> Markup {
    html! {
        p class="more" {
            (reader.t("section-some")) " "
            a class="btn low" href=(address(header, "citations")) { (reader.t("report-supports-all")) }
        }
    }
}

fn address(header: &Header, collection: &str) -> String {
    format!("/{}/{}/{collection}", header.kind.collection(), header.reference)
}

/// The pages of a list that is read onwards. `path` is its address.
pub fn pages(reader: &Reader<'_>, path: &str, next: Option<&str>, continued: bool) -> Markup {
    html! {
        @if continued || next.is_some() {
            nav class="pages" aria-label=(reader.t("list-pages")) {
                span { @if continued { a href=(path) { (reader.t("first-page")) } } }
                span { @if let Some(next) = next { a rel="next" href=(with(path, "after", next)) { (reader.t("next-page")) } } }
            }
        }
    }
}
