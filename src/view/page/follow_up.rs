//! A further step in the custody of one or several people, in one short form.

use maud::{Markup, html};

use crate::domain::custody::{STATUSES, Status};
use crate::domain::follow_up::{FROM_STEP, FollowUp, Followed, OFFERED, TICKED, beside};
use crate::domain::form_data::FormData;
use crate::domain::kind::Kind;
use crate::domain::record::Sensitivity;
use crate::error::FieldError;
use crate::locale::say;
use crate::view::Reader;
use crate::view::kit::custody;
use crate::view::kit::fields::{self, FormContext, chosen};
use crate::view::kit::frame::{Frame, compartment, frame, sensitivity};

/// What the page shows.
pub struct Shown<'s> {
    pub form: &'s FollowUp,
    pub typed: &'s FormData,
    pub action: &'s str,
    pub clearance: Sensitivity,
    pub errors: &'s [FieldError],
}

pub fn follow_up(reader: &Reader<'_>, shown: &Shown<'_>) -> Markup {
    let parts = Frame {
        action: shown.action,
        key: shown.typed.get("form_key"),
        errors: shown.errors,
        save: &reader.t("form-save"),
        next: None,
    };
    html! {
        p class="hd" { b { (reader.word("kind", "custody_event")) } span { (reader.t("form-is-new")) } }
        h1 { (reader.t("step-add")) }
        @if shown.form.people.is_empty() {
            p { (reader.t("step-nobody")) " " a href="/held" { (reader.t("nav-held")) } }
        } @else {
            div class="two" { div { (frame(reader, &parts, &fields(reader, shown))) } }
        }
    }
}

fn fields(reader: &Reader<'_>, shown: &Shown<'_>) -> Markup {
    let form = FormContext { reader, kind: Some(Kind::CustodyEvent), errors: shown.errors };
    html! {
        (people(form, shown))
        (fields::fields(form, &shown.form.step))
        (status(reader, shown))
        (law(form, shown))
        (fields::fields(form, &shown.form.rest))
        h2 { (reader.t("source")) }
        p class="hint" { (reader.t("step-source-hint")) }
        (fields::list(form, &shown.form.citations))
        h2 { (reader.t("form-keeping")) }
        (sensitivity(reader, shown.typed, shown.clearance))
        (compartment(reader, shown.typed, &shown.form.compartments))
    }
}

/// Whom the step is of, with the last word on each; what concerns one alone stands there.
fn people(form: FormContext<'_>, shown: &Shown<'_>) -> Markup {
    let reader = form.reader;
    let fault = form.fault(TICKED);
    html! {
        fieldset class="f" id=(TICKED) aria-describedby=[fault.map(|_| "d-e")] {
            legend { (reader.t("step-of")) }
            @if let Some(fault) = fault { p class="err" id="d-e" { (say(reader.lang, &fault.say)) } }
            @for followed in &shown.form.people { (one(form, followed)) }
        }
    }
}

fn one(form: FormContext<'_>, followed: &Followed) -> Markup {
    let reader = form.reader;
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
                    (reader.t("episode")) " " (reference)
                    @if let Some(event) = followed.episode.status_event(reader.on) {
                        ": " (custody::status(reader, &event.fields)) ", " (custody::as_of(reader, &event.fields))
                    }
                }
            }
        }
        @for fault in faults { p class="err" id=(fault.field) { (say(reader.lang, &fault.say)) } }
    }
}

/// The status after the step: what the step brings with it, unless somebody says otherwise.
fn status(reader: &Reader<'_>, shown: &Shown<'_>) -> Markup {
    let typed = shown.form.status.typed.as_str();
    let step = shown.typed.get("type");
    html! {
        div class="f" data-follows="type" data-again="status_after" {
            label for="status_after" { (reader.word("field", "status_after")) }
            select id="status_after" name="status_after" aria-describedby="status_after-r" {
                option value=(FROM_STEP) selected[typed == FROM_STEP] { (reader.t("step-as-said")) }
                option value="" selected[typed.is_empty()] { (reader.t("form-not-stated")) }
                @for status in STATUSES { option value=(status) selected[*status == typed] { (reader.word("status", status)) } }
            }
            p class="read" id="status_after-r" {
                @match reader.vocabulary.steps().of(step).status.map(Status::code) {
                    _ if typed != FROM_STEP => {},
                    Some(status) => { (reader.t("form-understood")) " " b { (reader.word("status", status)) } },
                    None if step.is_empty() => (reader.t("step-status-hint")),
                    None => (reader.t("step-says-nothing")),
                }
            }
        }
    }
}

/// Law, verdict and sentence: folded away unless the step is one of law, or something of it was typed.
fn law(form: FormContext<'_>, shown: &Shown<'_>) -> Markup {
    let fields = &shown.form.law.fields;
    let typed =
        fields.iter().any(|form_field| !form_field.typed.trim().is_empty() || form.fault(&form_field.name).is_some());
    html! {
        div class="f" data-follows="type" data-again="law-part" {
            details id="law-part" open[typed || form.reader.vocabulary.steps().of(shown.typed.get("type")).is_of_law] {
                summary { (form.reader.t("step-law")) }
                (fields::fields(form, &shown.form.law))
            }
        }
    }
}
