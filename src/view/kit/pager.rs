//! The ways through a list that is longer than a page: its letters, and the pages before and behind this one.

use maud::{Markup, html};

use crate::domain::collation::NO_LETTER;
use crate::pages::list::Listing;
use crate::view::PageContext;

/// Every letter that the list has for the reader, each leading to its first name by the address that is told of it.
pub fn letters<'l>(cx: &PageContext<'_>, letters: impl IntoIterator<Item = (&'l str, String)>) -> Markup {
    let mut letters = letters.into_iter().peekable();
    html! {
        @if letters.peek().is_some() {
            nav class="letters" aria-label=(cx.text("list-letters")) {
                ul {
                    @for (letter, address) in letters {
                        li { a href=(address) aria-label=(said(cx, letter)) { (shown(letter)) } }
                    }
                }
            }
        }
    }
}

/// Where the list goes on. A list of one page has no such line.
pub fn pager(cx: &PageContext<'_>, path: &str, listing: &Listing) -> Markup {
    let page = &listing.page;
    let Some((first, last)) = &listing.ends else { return html! {} };
    html! {
        @if page.before || page.after {
            nav class="pages" aria-label=(cx.text("list-pages")) {
                span {
                    @if page.before {
                        a href=(path) { (cx.text("first-page")) } " · "
                        a rel="prev" href=(with(path, "before", first)) { (cx.text("previous-page")) }
                    }
                }
                span { @if page.after { a rel="next" href=(with(path, "after", last)) { (cx.text("next-page")) } } }
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

fn said(cx: &PageContext<'_>, letter: &str) -> String {
    let key = if letter == NO_LETTER { "list-no-letter" } else { "list-letter" };
    cx.text_with(key, &[("letter", shown(letter).into())]).into_owned()
}
