//! Questions that are kept under a name: the list, and the form that keeps one.

use std::collections::BTreeSet;

use maud::{Markup, html};
use uuid::Uuid;

use crate::domain::query::Question;
use crate::domain::query::kept::{KeptQuestion, NAME_MAX, Shows};
use crate::error::FieldError;
use crate::view::PageContext;
use crate::view::kit::form::alert;
use crate::view::layout::csrf;
use crate::view::page::watch::{address, start, stop};

pub fn list(
    cx: &PageContext<'_>,
    questions: &[KeptQuestion],
    watched: &BTreeSet<Uuid>,
    errors: &[FieldError],
) -> Markup {
    html! {
        h1 { (cx.text("kept-title")) }
        (alert(cx, errors))
        p class="lede" { (cx.text("kept-lede")) }
        @if questions.is_empty() { p { (cx.text("kept-none")) } }
        ul class="list" {
            @for kept in questions {
                li {
                    a href=(kept.address()) { (kept.name.as_deref().unwrap_or_default()) }
                    " " span class="meta" {
                        (cx.label("kept", kept.shows.code()))
                        @if !kept.is_own { " · " (cx.text_with("kept-by", &[("name", kept.by.as_str().into())])) }
                        @else if kept.shared { " · " (cx.text("kept-shared")) }
                    }
                    @if watched.contains(&kept.uid) {
                        p { a href=(address(kept)) { (cx.text("watched-news")) } }
                        (stop(cx, kept))
                    } @else if kept.shows.can_be_watched() {
                        (start(cx, kept))
                    }
                    @if kept.is_own {
                        form method="post" action={ (kept.address()) "/removal" } class="acts" {
                            (csrf(cx))
                            button class="btn" { (cx.text("kept-forget")) span class="vh" { ": " (kept.name.as_deref().unwrap_or_default()) } }
                        }
                    }
                }
            }
        }
    }
}

/// Keeps a question under a name.
pub fn keep(cx: &PageContext<'_>, shows: Shows, question: &Question) -> Markup {
    html! {
        details class="noprint" {
            summary { (cx.text("kept-keep")) }
            form method="post" action="/q" {
                (csrf(cx))
                input type="hidden" name="shows" value=(shows.code());
                @for (name, value) in question.pairs() { input type="hidden" name=(name) value=(value); }
                div class="f" {
                    label for="kept-name" { (cx.text("kept-name")) }
                    input id="kept-name" name="name" required maxlength=(NAME_MAX) autocomplete="off";
                }
                label class="ch" { input type="checkbox" name="shared" value="1"; " " span { (cx.text("kept-share")) } }
                @if shows.can_be_watched() {
                    label class="ch" { input type="checkbox" name="watch" value="1"; " " span { (cx.text("watched-hint")) } }
                }
                div class="acts" { button class="btn" { (cx.text("kept-do")) } a href="/q" { (cx.text("kept-title")) } }
            }
        }
    }
}
