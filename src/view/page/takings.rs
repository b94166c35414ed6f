//! The day and place of an arrest, corrected for all who are ticked.

use maud::{Markup, html};

use crate::domain::form_data::FormData;
use crate::domain::kind::Kind;
use crate::error::FieldError;
use crate::pages::follow_up::{Followed, beside};
use crate::pages::takings::Takings;
use crate::view::PageContext;
use crate::view::kit::custody::step_date;
use crate::view::kit::fields::{self, FormContext};
use crate::view::kit::frame::{Frame, frame};
use crate::view::page::follow_up::people;
use crate::view::page::record_form::misentered;

/// What the page shows.
pub struct TakingsView<'s> {
    pub form: &'s Takings,
    pub typed: &'s FormData,
    pub action: &'s str,
    pub errors: &'s [FieldError],
}

pub fn takings(cx: &PageContext<'_>, shown: &TakingsView<'_>) -> Markup {
    let parts = Frame {
        action: shown.action,
        typed: shown.typed,
        errors: shown.errors,
        save: &cx.text("form-save"),
        next: None,
    };
    let form = FormContext { cx, kind: Some(Kind::CustodyEvent), errors: shown.errors };
    let inner = html! {
        (people(form, &shown.form.people, |followed| taking(cx, followed)))
        p class="hint" { (cx.text("takings-hint")) }
        (fields::fields(form, &shown.form.said))
        h2 { (cx.text("source")) }
        (fields::list(form, &shown.form.citations))
        @if shown.form.is_cited { (misentered(cx, shown.typed)) }
    };
    html! {
        p class="hd" { b { (cx.label("kind", "custody_event")) } }
        h1 { (cx.text("takings-correct")) }
        @if shown.form.people.is_empty() {
            p { (cx.text("step-nobody")) " " a href="/held" { (cx.text("nav-held")) } }
        } @else {
            div class="two" { div { (frame(cx, &parts, &inner)) } }
        }
    }
}

/// What the step of the arrest says now, and the version of it that is read.
fn taking(cx: &PageContext<'_>, followed: &Followed) -> Markup {
    html! {
        @if let Some(taking) = followed.episode.taking() {
            ": " (cx.term(&taking.fields.r#type)) ", " (step_date(cx, &taking.fields))
            input type="hidden" name={ (beside(&followed.episode.detention.header.reference)) "version" } value=(taking.header.version);
        }
    }
}
