//! The form of a record: its fields, its names and sources, who says so, and who may see it.

use maud::{Markup, html};

use crate::domain::change::ACCEPTED;
use crate::domain::form_data::FormData;
use crate::domain::gazetteer::Offered;
use crate::domain::kind::attached::Attached;
use crate::domain::kind::{Kind, Target};
use crate::domain::name::matching::Match;
use crate::domain::record::{Header, MISENTERED, Sensitivity};
use crate::error::FieldError;
use crate::locale::say;
use crate::pages::form::{FormField, FormRow, FormRows, FormSection};
use crate::pages::summary::RecordSummary;
use crate::view::PageContext;
use crate::view::kit::fields::{self, FormContext, listed, matched};
use crate::view::kit::frame::{Frame, compartment, frame, sensitivity};
use crate::view::kit::summary::described;

/// What the page shows.
pub struct RecordFormView<'s> {
    pub section: &'s FormSection,
    pub typed: &'s FormData,
    /// Of a record that is changed.
    pub header: Option<&'s Header>,
    /// The facts that belong to it.
    pub facts: &'s [(Header, RecordSummary)],
    pub compartments: &'s [String],
    pub action: &'s str,
    pub clearance: Sensitivity,
    pub errors: &'s [FieldError],
}

pub fn record_form(cx: &PageContext<'_>, shown: &RecordFormView<'_>) -> Markup {
    let kind = cx.label("kind", shown.section.kind.table());
    let next = shown.header.is_none().then(|| cx.text("form-save-next"));
    let parts = Frame {
        action: shown.action,
        typed: shown.typed,
        errors: shown.errors,
        save: &cx.text("form-save"),
        next: next.as_deref(),
    };
    html! {
        p class="hd" {
            b { (kind) }
            @match shown.header {
                Some(header) => { span class="ref" { (header.reference) } },
                None => span { (cx.text("form-is-new")) },
            }
        }
        h1 {
            @match shown.header {
                Some(header) => (cx.text_with("form-edit-title", &[("ref", header.reference.as_str().into())])),
                None => (cx.label("form-new", shown.section.kind.table())),
            }
        }
        div class="two" {
            div { (frame(cx, &parts, &fields(cx, shown))) }
            @if !shown.facts.is_empty() { (facts(cx, shown.facts)) }
        }
    }
}

fn fields(cx: &PageContext<'_>, shown: &RecordFormView<'_>) -> Markup {
    let form = FormContext { cx, kind: Some(shown.section.kind), errors: shown.errors };
    html! {
        (said(form, shown.section))
        @if let Some(citations) = list(shown.section, Attached::Citation) {
            h2 { (cx.text("source")) }
            p class="hint" { (cx.text("form-source-hint")) }
            (fields::list(form, citations))
            @if shown.header.is_some() && citations.rows.iter().any(|row| gives_a_value(shown.section.kind, row)) {
                (misentered(cx, shown.typed))
            }
        }
        (keeping(form, shown.typed, shown.clearance, shown.compartments))
        @if shown.header.is_some() {
            input type="hidden" name="version" value=(shown.typed.get("version"));
            input type="hidden" name="seen" value=(shown.typed.get("seen"));
            (text(form, "reason", shown.typed, Some("form-reason-hint")))
        }
    }
}

/// That what is changed was entered wrongly.
pub fn misentered(cx: &PageContext<'_>, typed: &FormData) -> Markup {
    html! {
        label class="ch" {
            input type="checkbox" name=(ACCEPTED.name) value=(MISENTERED)
                checked[typed.all(ACCEPTED.name).any(|said| said == MISENTERED)];
            span { (cx.label("meant", MISENTERED)) }
        }
    }
}

/// Whether a stored citation is for one field, or for what a report says in words: what it gives is a matter of whether that changes.
fn gives_a_value(kind: Kind, row: &FormRow) -> bool {
    let of_a_field = || row.fields.iter().any(|cited| cited.field.name == "field" && !cited.typed.is_empty());
    row.stored.is_some() && (kind.spec().told.is_some() || of_a_field())
}

/// A list of the form.
pub fn list(section: &FormSection, wanted: Attached) -> Option<&FormRows> {
    section.lists.iter().find(|rows| rows.what == wanted)
}

/// What the record says: its names, its fields, and of a report who told it.
pub fn said(form: FormContext<'_>, section: &FormSection) -> Markup {
    let cx = form.cx;
    html! {
        @if let Some(names) = list(section, Attached::Name) { h2 { (cx.text("names")) } (fields::list(form, names)) }
        h2 { (cx.text("facts")) }
        (fields::fields(form, section))
        @if let Some(sources) = list(section, Attached::Source) { h2 { (cx.text("report-from")) } (fields::list(form, sources)) }
        @if let Some(ids) = list(section, Attached::ExternalId) { (elsewhere(form, ids)) }
    }
}

/// Identifiers of other systems are asked of few records: they are folded away while there are none.
fn elsewhere(form: FormContext<'_>, ids: &FormRows) -> Markup {
    let says = |form_field: &FormField| !form_field.typed.is_empty() || form.fault(&form_field.name).is_some();
    let open = ids.rows.iter().flat_map(|row| &row.fields).any(says);
    html! {
        details open[open] {
            summary { (form.cx.label("field", Attached::ExternalId.list())) }
            (fields::list(form, ids))
        }
    }
}

/// What the team says of the record: who may see it, and a comment.
pub fn keeping(form: FormContext<'_>, typed: &FormData, clearance: Sensitivity, compartments: &[String]) -> Markup {
    html! {
        h2 { (form.cx.text("form-keeping")) }
        (sensitivity(form.cx, typed, clearance))
        (compartment(form.cx, typed, compartments))
        (text(form, "comment", typed, None))
    }
}

/// A line about the record rather than of it.
fn text(form: FormContext<'_>, name: &str, typed: &FormData, hint: Option<&str>) -> Markup {
    let (cx, fault) = (form.cx, form.fault(name));
    let (hint_id, error_id) = (format!("{name}-h"), format!("{name}-e"));
    let described = if fault.is_some() { Some(&error_id) } else { hint.map(|_| &hint_id) };
    html! {
        div class="f" {
            label for=(name) { (cx.label("field", name)) }
            @if let Some(hint) = hint { p class="hint" id=(hint_id) { (cx.text(hint)) } }
            input id=(name) name=(name) value=(typed.get(name)) autocomplete="off"
                aria-invalid=[fault.map(|_| "true")] aria-describedby=[described];
            @if let Some(fault) = fault { p class="err" id=(error_id) { (say(cx.lang, &fault.say)) } }
        }
    }
}

/// The facts of the record, each with the way to its own form.
fn facts(cx: &PageContext<'_>, facts: &[(Header, RecordSummary)]) -> Markup {
    html! {
        aside aria-labelledby="facts-h" {
            h2 id="facts-h" { (cx.text("form-facts")) }
            ul class="list" {
                @for (header, fact) in facts {
                    li {
                        (described(cx, fact))
                        span class="meta" {
                            (cx.label("table", header.kind.table())) " · "
                            a href={ (header.address()) "/edit" } { (cx.text_with("form-edit-title", &[("ref", header.reference.as_str().into())])) }
                        }
                    }
                }
            }
        }
    }
}

/// What a typed reference may mean, for a script that shows it while one types.
pub fn suggestions(cx: &PageContext<'_>, target: Target, text: &str, matches: &[Match], offered: &[Offered]) -> Markup {
    html! {
        ul role="listbox" class="offer" {
            @for found in matches {
                li role="option" data-pick=(found.label.reference) data-name=(found.label.name) { (matched(cx, found)) }
            }
            @for place in offered {
                li role="option" data-pick=(place.listed.key()) data-name=(place.listed.name) { (listed(cx, place)) }
            }
            @if let Some(kind) = target.created_inline().filter(|_| !text.trim().is_empty()) {
                li role="option" data-pick="new" data-name=(text) {
                    (cx.text_with("form-make-new", &[("kind", cx.label("table", kind.table()).into()), ("name", text.into())]))
                }
            }
        }
    }
}
