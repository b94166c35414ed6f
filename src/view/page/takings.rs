//! The day and place of an arrest, corrected for all who are ticked.

use maud::{Markup, html};

use crate::domain::form_data::FormData;
use crate::domain::kind::Kind;
use crate::error::FieldError;
use crate::locale::say;
use crate::pages::follow_up::{Followed, OFFERED, TICKED, beside};
use crate::pages::takings::Takings;
use crate::view::PageContext;
use crate::view::kit::custody::step_date;
use crate::view::kit::fields::{self, FormContext, chosen};
use crate::view::kit::frame::{Frame, frame};

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
        (people(form, shown))
        p class="hint" { (cx.text("takings-hint")) }
        (fields::fields(form, &shown.form.said))
        h2 { (cx.text("source")) }
        (fields::list(form, &shown.form.citations))
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

/// Whose arrest it is, with what the step says now; what concerns one alone stands there.
fn people(form: FormContext<'_>, shown: &TakingsView<'_>) -> Markup {
    let (cx, fault) = (form.cx, form.fault(TICKED));
    html! {
        fieldset class="f" id=(TICKED) aria-describedby=[fault.map(|_| "d-e")] {
            legend { (cx.text("step-of")) }
            @if let Some(fault) = fault { p class="err" id="d-e" { (say(cx.lang, &fault.say)) } }
            @for followed in &shown.form.people { (one(form, followed)) }
        }
    }
}

fn one(form: FormContext<'_>, followed: &Followed) -> Markup {
    let cx = form.cx;
    let reference = &followed.episode.detention.header.reference;
    let faults: Vec<&FieldError> =
        form.errors.iter().filter(|error| error.field.starts_with(&beside(reference))).collect();
    html! {
        input type="hidden" name=(OFFERED) value=(reference);
        label class="ch" {
            input type="checkbox" name=(TICKED) value=(reference) checked[followed.ticked]
                aria-describedby=[faults.first().map(|fault| fault.field.as_str())];
            span {
                (chosen(&followed.person)) " "
                span class="meta" {
                    (cx.text("episode")) " " (reference)
                    @if let Some(taking) = followed.episode.taking() {
                        ": " (cx.term(&taking.fields.r#type)) ", " (step_date(cx, &taking.fields))
                    }
                }
            }
        }
        @if let Some(taking) = followed.episode.taking() {
            input type="hidden" name={ (beside(reference)) "version" } value=(taking.header.version);
        }
        @for fault in faults { p class="err" id=(fault.field) { (say(cx.lang, &fault.say)) } }
    }
}
