//! A further step in the custody of one or several people, in one short form.

use maud::{Markup, html};

use crate::domain::custody::{STATUSES, Status};
use crate::domain::form_data::FormData;
use crate::domain::kind::Kind;
use crate::domain::record::Sensitivity;
use crate::error::FieldError;
use crate::locale::say;
use crate::pages::follow_up::{FROM_STEP, FollowUp, Followed, OFFERED, TICKED, beside};
use crate::view::PageContext;
use crate::view::kit::custody;
use crate::view::kit::fields::{self, FormContext, chosen};
use crate::view::kit::frame::{Frame, compartment, frame, sensitivity};

/// What the page shows.
pub struct FollowUpView<'s> {
    pub form: &'s FollowUp,
    pub typed: &'s FormData,
    pub action: &'s str,
    pub clearance: Sensitivity,
    pub errors: &'s [FieldError],
}

pub fn follow_up(cx: &PageContext<'_>, shown: &FollowUpView<'_>) -> Markup {
    let parts = Frame {
        action: shown.action,
        typed: shown.typed,
        errors: shown.errors,
        save: &cx.text("form-save"),
        next: None,
    };
    html! {
        p class="hd" { b { (cx.label("kind", "custody_event")) } span { (cx.text("form-is-new")) } }
        h1 { (cx.text("step-add")) }
        @if shown.form.people.is_empty() {
            p { (cx.text("step-nobody")) " " a href="/held" { (cx.text("nav-held")) } }
        } @else {
            div class="two" { div { (frame(cx, &parts, &fields(cx, shown))) } }
        }
    }
}

fn fields(cx: &PageContext<'_>, shown: &FollowUpView<'_>) -> Markup {
    let form = FormContext { cx, kind: Some(Kind::CustodyEvent), errors: shown.errors };
    html! {
        (people(form, &shown.form.people, |followed| last_word(cx, followed)))
        (fields::fields(form, &shown.form.step))
        (status(cx, shown))
        (law(form, shown))
        (fields::fields(form, &shown.form.rest))
        h2 { (cx.text("source")) }
        p class="hint" { (cx.text("step-source-hint")) }
        (fields::list(form, &shown.form.citations))
        h2 { (cx.text("form-keeping")) }
        (sensitivity(cx, shown.typed, shown.clearance))
        (compartment(cx, shown.typed, &shown.form.compartments))
    }
}

fn last_word(cx: &PageContext<'_>, followed: &Followed) -> Markup {
    html! {
        @if let Some(event) = followed.episode.status_event(cx.on) {
            ": " (custody::status(cx, &followed.episode, event)) ", " (custody::as_of(cx, &event.fields))
        }
    }
}

/// Those who are ticked, each with what `now` says of how things stand; what concerns one alone stands there.
pub fn people(form: FormContext<'_>, people: &[Followed], now: impl Fn(&Followed) -> Markup) -> Markup {
    let cx = form.cx;
    let fault = form.fault(TICKED);
    html! {
        fieldset class="f" id=(TICKED) aria-describedby=[fault.map(|_| "d-e")] {
            legend { (cx.text("step-of")) }
            @if let Some(fault) = fault { p class="err" id="d-e" { (say(cx.lang, &fault.say)) } }
            @for followed in people { (one(form, followed, &now(followed))) }
        }
    }
}

fn one(form: FormContext<'_>, followed: &Followed, now: &Markup) -> Markup {
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
                span class="meta" { (cx.text("episode")) " " (reference) (now) }
            }
        }
        @for fault in faults { p class="err" id=(fault.field) { (say(cx.lang, &fault.say)) } }
    }
}

/// The status after the step: what the step brings with it, unless somebody says otherwise.
fn status(cx: &PageContext<'_>, shown: &FollowUpView<'_>) -> Markup {
    let typed = shown.form.status.typed.as_str();
    let step = shown.typed.get("type");
    html! {
        div class="f" data-follows="type" data-again="status_after" {
            label for="status_after" { (cx.label("field", "status_after")) }
            select id="status_after" name="status_after" aria-describedby="status_after-r" {
                option value=(FROM_STEP) selected[typed == FROM_STEP] { (cx.text("step-as-said")) }
                option value="" selected[typed.is_empty()] { (cx.text("form-not-stated")) }
                @for status in STATUSES { option value=(status) selected[*status == typed] { (cx.label("status", status)) } }
            }
            p class="read" id="status_after-r" {
                @match cx.vocabulary.steps().of(step).brings_with(Some(shown.typed.get("sentence"))).map(Status::code) {
                    _ if typed != FROM_STEP => {},
                    Some(status) => { (cx.text("form-understood")) " " b { (cx.label("status", status)) } },
                    None if step.is_empty() => (cx.text("step-status-hint")),
                    None => (cx.text("step-says-nothing")),
                }
            }
        }
    }
}

/// Law, verdict and sentence: folded away unless the step is one of law, or something of it was typed.
fn law(form: FormContext<'_>, shown: &FollowUpView<'_>) -> Markup {
    let fields = &shown.form.law.fields;
    let typed =
        fields.iter().any(|form_field| !form_field.typed.trim().is_empty() || form.fault(&form_field.name).is_some());
    html! {
        div class="f" data-follows="type" data-again="law-part" {
            details id="law-part" open[typed || form.cx.vocabulary.steps().of(shown.typed.get("type")).is_of_law] {
                summary { (form.cx.text("step-law")) }
                (fields::fields(form, &shown.form.law))
            }
        }
    }
}
