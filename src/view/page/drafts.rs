//! Drafts: what was typed and not saved.

use maud::{Markup, html};

use crate::domain::form_data::{FormData, KeptDraft};
use crate::domain::kind::Kind;
use crate::view::PageContext;
use crate::view::kit::date::moment;
use crate::view::layout::csrf;

/// Characters of a draft that are shown to know it again.
const SHOWN: usize = 80;

pub fn drafts(cx: &PageContext<'_>, drafts: &[KeptDraft]) -> Markup {
    html! {
        h1 { (cx.text("drafts-title")) }
        p class="lede" { (cx.text("drafts-lede")) }
        @if drafts.is_empty() { p { (cx.text("drafts-none")) } }
        ul class="list" {
            @for draft in drafts {
                li {
                    a href={ (draft.address) "?draft=" (draft.key) } { (form_of(cx, &draft.address)) }
                    @if let Some(words) = words(&draft.typed) { ": " (words) }
                    span class="meta" { (cx.text("drafts-kept")) " " (moment(cx, &draft.at)) }
                    form method="post" action="/drafts/removal" {
                        (csrf(cx))
                        input type="hidden" name="key" value=(draft.key);
                        button class="fix" { (cx.text("drafts-discard")) }
                    }
                }
            }
        }
    }
}

/// The form that an address is of.
fn form_of(cx: &PageContext<'_>, address: &str) -> String {
    let segments: Vec<&str> = address.trim_start_matches('/').split('/').collect();
    match segments.as_slice() {
        ["detentions", "new"] => cx.text("log-title").into_owned(),
        ["custody-events", "new"] => cx.text("step-add").into_owned(),
        ["reports", reference, "record"] => {
            cx.text_with("from-report-title", &[("ref", (*reference).into())]).into_owned()
        }
        [.., reference, "edit"] => cx.text_with("form-edit-title", &[("ref", (*reference).into())]).into_owned(),
        [.., collection, "new"] => match Kind::from_collection(collection) {
            Some(kind) => cx.label("form-new", kind.table()).into_owned(),
            None => address.to_owned(),
        },
        _ => address.to_owned(),
    }
}

/// The first words that somebody typed.
fn words(typed: &FormData) -> Option<String> {
    const TELLING: [&str; 7] = ["who", "title", "names.0.text", "verbatim", "text", "person", "note"];
    let told = TELLING.into_iter().map(|name| typed.get(name)).find(|value| !value.trim().is_empty())?;
    Some(told.trim().chars().take(SHOWN).collect())
}
