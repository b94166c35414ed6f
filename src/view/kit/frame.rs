//! The frame of every form of records: what guards it, keeps it and saves it.

use maud::{Markup, html};

use crate::domain::form_data::FormData;
use crate::domain::record::Sensitivity;
use crate::error::FieldError;
use crate::view::PageContext;
use crate::view::kit::form::alert;
use crate::view::layout::csrf;

/// A form around its fields.
pub struct Frame<'f> {
    pub action: &'f str,
    /// Names this filling-in: its drafts and its one save.
    pub key: &'f str,
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
            input type="hidden" name="form_key" value=(frame.key);
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
