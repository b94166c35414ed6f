//! Fields of forms, each with its label, what was typed, and what is wrong with it.

use std::borrow::Cow;

use maud::{Markup, html};

use super::fields::{chosen, option};
use crate::domain::kind::Target;
use crate::error::FieldError;
use crate::locale::say;
use crate::pages::form::Link;
use crate::view::PageContext;

/// What is wrong, above a form: each line leads to its field.
pub fn alert(cx: &PageContext<'_>, errors: &[FieldError]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div class="alert" role="alert" {
                h2 { (cx.text_with("form-refused", &[("n", errors.len().into())])) }
                ul {
                    @for error in errors {
                        li { a href={ "#" (error.field) } {
                            @if let Some(label) = label(cx, &error.field) { (label) ": " }
                            (say(cx.lang, &error.say))
                        } }
                    }
                }
            }
        }
    }
}

/// What a field of a record is called; "This has to be given." alone would not say what.
fn label(cx: &PageContext<'_>, field: &str) -> Option<Cow<'static, str>> {
    let name = field.rsplit('.').next().unwrap_or(field);
    let label = cx.label("field", name);
    (label.strip_prefix("field-") != Some(name)).then_some(label)
}

/// A date as people type it.
pub fn day(cx: &PageContext<'_>, name: &str, label: &str, typed: &str, errors: &[FieldError]) -> Markup {
    let fault = errors.iter().find(|error| error.field == name);
    let told = format!("{name}-{}", if fault.is_some() { "e" } else { "h" });
    html! {
        div {
            label for=(name) { (cx.text(label)) }
            input id=(name) name=(name) value=(typed) autocomplete="off"
                aria-invalid=[fault.map(|_| "true")] aria-describedby=(told);
            @match fault {
                Some(fault) => p class="err" id=(told) { (say(cx.lang, &fault.say)) },
                None => p class="hint" id=(told) { (cx.text("date-hint")) },
            }
        }
    }
}

/// A choice of one; `none` is the word for choosing nothing, where that can be.
pub fn select(
    cx: &PageContext<'_>,
    name: &str,
    label: &str,
    chosen: &str,
    none: Option<&str>,
    options: &[(String, String)],
) -> Markup {
    html! {
        div {
            label for=(name) { (cx.text(label)) }
            select id=(name) name=(name) {
                @if let Some(none) = none { option value="" { (none) } }
                @for (value, text) in options { option value=(value) selected[value == chosen] { (text) } }
            }
        }
    }
}

/// A record that is there, given by typing: its name or ref. A script offers those that may be meant.
pub struct Reference<'a> {
    pub name: &'a str,
    pub label: &'a str,
    pub target: Target,
    pub typed: &'a str,
    pub link: &'a Link,
    pub fault: Option<&'a FieldError>,
}

pub fn reference(cx: &PageContext<'_>, field: &Reference<'_>) -> Markup {
    let (name, typed) = (field.name, field.typed);
    let (pick, typed_for) = (format!("{name}.pick"), format!("{name}.for"));
    let picked = match field.link {
        Link::Chosen(label) => label.reference.as_str(),
        _ => "",
    };
    let told = format!("{name}-{}", if field.fault.is_some() { "e" } else { "h" });
    html! {
        div class="f" data-link=(field.target.code()) data-known {
            label for=(name) { (field.label) }
            input id=(name) name=(name) value=(typed) autocomplete="off"
                aria-describedby=(told) aria-invalid=[field.fault.map(|_| "true")];
            input type="hidden" name=(typed_for) value=(typed);
            @match (field.fault, field.link) {
                (Some(fault), _) => p class="err" id=(told) { (say(cx.lang, &fault.say)) },
                (None, Link::Chosen(label)) => p class="read" id=(told) { (chosen(label)) },
                (None, _) => p class="hint" id=(told) { (cx.text("hint-link-known")) },
            }
            @match field.link {
                Link::Open(matches, _) if !matches.is_empty() => fieldset class="res" {
                    legend class="read" { (cx.text_with("form-which", &[("name", typed.into())])) }
                    @for found in matches { (option(cx, &pick, found)) }
                },
                _ => input type="hidden" name=(pick) value=(picked);,
            }
        }
    }
}

/// A line to type into. What is wrong with it takes the place of its hint.
#[derive(Clone, Copy)]
pub struct TextInput<'a> {
    pub name: &'a str,
    /// Message keys.
    pub label: &'a str,
    pub hint: Option<&'a str>,
    /// `text` or `password`; a password is never shown again.
    pub kind: &'a str,
    pub autocomplete: &'a str,
    pub typed: &'a str,
}

pub fn line(cx: &PageContext<'_>, line: TextInput<'_>, errors: &[FieldError]) -> Markup {
    let name = line.name;
    let fault = errors.iter().find(|error| error.field == name);
    let (hint_id, error_id) = (format!("{name}-h"), format!("{name}-e"));
    let described = match (fault, line.hint) {
        (Some(_), _) => Some(&error_id),
        (None, Some(_)) => Some(&hint_id),
        (None, None) => None,
    };
    html! {
        div class="f" {
            label for=(name) { (cx.text(line.label)) }
            @if let Some(hint) = line.hint { p class="hint" id=(hint_id) { (cx.text(hint)) } }
            input id=(name) name=(name) type=(line.kind) autocomplete=(line.autocomplete) required
                value=[(line.kind != "password").then_some(line.typed)]
                aria-invalid=[fault.map(|_| "true")] aria-describedby=[described];
            @if let Some(fault) = fault { p class="err" id=(error_id) { (say(cx.lang, &fault.say)) } }
        }
    }
}

/// A password to type; where it is a new one, with the rules.
pub fn password(cx: &PageContext<'_>, name: &str, label: &str, autocomplete: &str, errors: &[FieldError]) -> Markup {
    let hint = (name == "password").then_some("password-hint");
    line(cx, TextInput { name, label, hint, kind: "password", autocomplete, typed: "" }, errors)
}
