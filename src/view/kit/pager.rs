//! The ways through a list that is longer than a page: its letters, and the pages before and behind this one.

use maud::{Markup, html};

use crate::domain::collation::NO_LETTER;
use crate::domain::overview::Listing;
use crate::view::Reader;

/// Every letter that the list has for the reader, each leading to its first name.
pub fn letters(reader: &Reader<'_>, path: &str, letters: &[String]) -> Markup {
    html! {
        @if !letters.is_empty() {
            nav class="letters" aria-label=(reader.t("list-letters")) {
                ul {
                    @for letter in letters {
                        li { a href=(with(path, "letter", letter)) aria-label=(said(reader, letter)) { (shown(letter)) } }
                    }
                }
            }
        }
    }
}

/// Where the list goes on. A list of one page has no such line.
pub fn pager(reader: &Reader<'_>, path: &str, listing: &Listing) -> Markup {
    let page = &listing.page;
    let Some((first, last)) = &listing.ends else { return html! {} };
    html! {
        @if page.before || page.after {
            nav class="pages" aria-label=(reader.t("list-pages")) {
                span {
                    @if page.before {
                        a href=(path) { (reader.t("first-page")) } " · "
                        a rel="prev" href=(with(path, "before", first)) { (reader.t("previous-page")) }
                    }
                }
                span { @if page.after { a rel="next" href=(with(path, "after", last)) { (reader.t("next-page")) } } }
            }
        }
    }
}

/// An address with one more parameter.
pub fn with(path: &str, name: &str, value: &str) -> String {
    let parameter = form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
    format!("{path}{}{parameter}", if path.contains('?') { "&" } else { "?" })
}

/// What stands together stands under one letter, and both are shown.
fn shown(letter: &str) -> &str {
    if letter == "Е" { "Е Ё" } else { letter }
}

fn said(reader: &Reader<'_>, letter: &str) -> String {
    let key = if letter == NO_LETTER { "list-no-letter" } else { "list-letter" };
    reader.tw(key, &[("letter", shown(letter).into())]).into_owned()
}
