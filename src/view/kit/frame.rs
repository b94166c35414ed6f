//! The frame of every form of records: what guards it, keeps it and saves it.

use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::domain::change::SAME;
use crate::domain::form_data::FormData;
use crate::domain::record::{ACCEPTABLE, DETAINED_TWICE, MISENTERED, Sensitivity, asks_why};
use crate::error::{DETAINED_TWICE_KEY, FieldError};
use crate::view::PageContext;
use crate::view::kit::form::alert;
use crate::view::kit::summary::matter;
use crate::view::layout::csrf;

/// A form around its fields.
pub struct Frame<'f> {
    pub action: &'f str,
    pub typed: &'f FormData,
    pub errors: &'f [FieldError],
    /// What the main button does.
    pub save: &'f str,
    /// What the button does that saves and goes on with another one, where there is such a thing.
    pub next: Option<&'f str>,
}

/// The form with its buttons. It keeps itself as a draft where scripts run; a button does where they do not.
pub fn frame(cx: &PageContext<'_>, frame: &Frame<'_>, fields: &Markup) -> Markup {
    html! {
        (alert(cx, frame.errors))
        form method="post" action=(frame.action) id="form" data-keep="/drafts" {
            // The first button is what Enter presses.
            button class="vh" tabindex="-1" aria-hidden="true" name="save" value="1" {}
            (csrf(cx))
            // Names this filling-in: its drafts and its one save.
            input type="hidden" name="form_key" value=(frame.typed.get("form_key"));
            (meant(frame))
            (asked(cx, frame.errors))
            (fields)
            div class="bar" {
                button class="btn go" name="save" value="1" { (frame.save) }
                @if let Some(next) = frame.next { button class="btn" name="next" value="1" { (next) } }
                button class="btn low" name="draft" value="1" { (cx.text("form-draft")) }
                span class="meta" role="status" data-kept=(cx.text("form-kept")) data-lost=(cx.text("form-not-kept"))
                    data-out=(cx.text("form-signed-out")) {}
            }
        }
    }
}

/// Warnings: what was said to be meant stays so when something else is wrong; what is asked about is said here, once for all
/// fields it is asked of.
fn meant(frame: &Frame<'_>) -> Markup {
    let asked: BTreeSet<&str> = frame.errors.iter().filter_map(accepts).collect();
    let twice = |error: &FieldError| error.say.key == DETAINED_TWICE_KEY;
    let is_open =
        |warning: &str| asked.contains(warning) || frame.errors.iter().any(twice) && warning == DETAINED_TWICE;
    // That something was entered wrongly is said with a box of its own.
    let known = |warning: &&str| ACCEPTABLE.contains(warning) && *warning != MISENTERED && !is_open(warning);
    let meant: BTreeSet<&str> = frame.typed.all("accepted").filter(known).collect();
    let why = frame.typed.all("accepted_reason").map(str::trim).find(|why| !why.is_empty());
    // Which episode it is, too, unless that is asked again.
    let same = frame.typed.get(SAME.name);
    html! {
        @if !same.is_empty() && !frame.errors.iter().any(twice) { input type="hidden" name=(SAME.name) value=(same); }
        @for warning in &meant { input type="hidden" name="accepted" value=(warning); }
        @if let (false, Some(why)) = (meant.is_empty(), why) { input type="hidden" name="accepted_reason" value=(why); }
    }
}

/// What is asked about rather than refused: the other records to look at, and the word that it is meant.
fn asked(cx: &PageContext<'_>, errors: &[FieldError]) -> Markup {
    let warnings: BTreeSet<&str> = errors.iter().filter_map(accepts).collect();
    let of = |warning: &str| errors.iter().filter(|error| accepts(error) == Some(warning)).collect::<Vec<_>>();
    let others = |warning: &str| of(warning).into_iter().filter_map(other).collect::<BTreeSet<_>>();
    html! {
        @for warning in &warnings {
            fieldset class="res" {
                legend class="read" { (cx.label("meant-title", warning)) }
                @for other in others(warning) {
                    p {
                        a href=(other.at) target="_blank" rel="noopener" { (other.reference) " " (other.name) }
                        (evidence(cx, &other))
                    }
                }
                label class="ch" {
                    input type="checkbox" name="accepted" value=(warning);
                    span { (cx.label("meant", warning)) }
                }
            }
        }
        @if warnings.iter().any(|warning| asks_why(warning)) {
            div class="f" {
                label for="meant-why" { (cx.text("form-twice-why")) }
                input id="meant-why" name="accepted_reason" autocomplete="off";
            }
        }
    }
}

/// The warning that a fault asks about, where it is asked for the whole form.
fn accepts(error: &FieldError) -> Option<&str> {
    told(error, "accept")
}

/// The record that is there already, and what speaks for it and against it, by matter.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Other<'e> {
    at: &'e str,
    reference: &'e str,
    name: &'e str,
    speaks_for: &'e str,
    against: &'e str,
}

fn other(error: &FieldError) -> Option<Other<'_>> {
    Some(Other {
        at: told(error, "at")?,
        reference: told(error, "ref")?,
        name: told(error, "name")?,
        speaks_for: told(error, "for").unwrap_or_default(),
        against: told(error, "against").unwrap_or_default(),
    })
}

fn evidence(cx: &PageContext<'_>, other: &Other<'_>) -> Markup {
    let words =
        |matters: &str| -> String { matters.split(' ').map(|name| matter(cx, name)).collect::<Vec<_>>().join(", ") };
    html! {
        @for (key, matters) in [("form-speaks-for", other.speaks_for), ("form-speaks-against", other.against)] {
            @if !matters.is_empty() { " " span class="meta" { (cx.text_with(key, &[("matters", words(matters).into())])) } }
        }
    }
}

fn told<'e>(error: &'e FieldError, wanted: &str) -> Option<&'e str> {
    error.say.args.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.as_str())
}

/// Who may see the record: no more sensitive than its writer may see.
pub fn sensitivity(cx: &PageContext<'_>, typed: &FormData, clearance: Sensitivity) -> Markup {
    let chosen = Sensitivity::parse(typed.get("sensitivity")).unwrap_or(Sensitivity::Internal.min(clearance));
    html! {
        div class="f" {
            label for="sensitivity" { (cx.label("field", "sensitivity")) }
            select id="sensitivity" name="sensitivity" {
                @for level in Sensitivity::ALL.into_iter().filter(|level| *level <= clearance) {
                    option value=(level.code()) selected[level == chosen] { (cx.label("sensitivity", level.code())) }
                }
            }
        }
    }
}

/// The compartment it is kept in, for those who are in one.
pub fn compartment(cx: &PageContext<'_>, typed: &FormData, open: &[String]) -> Markup {
    let chosen = typed.get("compartment");
    html! {
        @if !open.is_empty() {
            div class="f" {
                label for="compartment" { (cx.label("field", "compartment")) }
                p class="hint" id="compartment-h" { (cx.text("hint-compartment")) }
                select id="compartment" name="compartment" aria-describedby="compartment-h" {
                    option value="" { (cx.text("form-no-compartment")) }
                    @for name in open { option value=(name) selected[name == chosen] { (name) } }
                }
            }
        }
    }
}
