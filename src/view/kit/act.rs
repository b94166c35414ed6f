//! What is done to a record with a click and a reason: review, withdrawing, merging, preferring a figure.

use maud::{Markup, html};

use super::date::moment;
use crate::domain::access::Right;
use crate::domain::access::act::Act;
use crate::domain::history::Merged;
use crate::domain::kind::Figure;
use crate::domain::record::{Header, Record};
use crate::error::FieldError;
use crate::locale::say;
use crate::pages::actions::AvailableActions;
use crate::view::PageContext;
use crate::view::layout::csrf;

/// The field of the reason.
pub const REASON: &str = "reason";

/// How a form came to be shown: at first, or again because it was refused.
#[derive(Clone, Copy, Default)]
pub struct FormState<'c> {
    /// Somebody changed the record after the form was shown.
    pub stale: bool,
    pub errors: &'c [FieldError],
    /// The reason as it was typed.
    pub reason: &'c str,
}

/// The steps of review, in the order of the buttons: the act, and the state it leads to.
const STEPS: [(Act, &str); 4] =
    [(Act::Check, "checked"), (Act::Approve, "approved"), (Act::Dispute, "disputed"), (Act::Reopen, "draft")];

/// Everything that the reader may do to the record now.
pub fn acts(cx: &PageContext<'_>, header: &Header, offered: &AvailableActions) -> Markup {
    html! {
        @if can_review(offered) {
            details class="add" {
                summary { (cx.text("review-it")) }
                (review(cx, header, offered, FormState::default()))
            }
        }
        @if offered.has(Act::Merge) { a class="btn low" href={ (header.address()) "/merge" } { (cx.text("merge-it")) } }
        @if offered.has(Act::Withdraw) { a class="btn low" href={ (header.address()) "/withdrawal" } { (cx.text("withdraw-it")) } }
        (merged(cx, header, offered))
    }
}

/// The records that were merged into this one, each with the way back.
pub fn merged(cx: &PageContext<'_>, header: &Header, offered: &AvailableActions) -> Markup {
    html! { @for merged in &offered.merged { (merged_line(cx, header, offered, merged)) } }
}

pub fn can_review(offered: &AvailableActions) -> bool {
    STEPS.iter().any(|(act, _)| offered.has(*act))
}

/// The steps of review that are open, with one reason for whichever is taken.
pub fn review(cx: &PageContext<'_>, header: &Header, offered: &AvailableActions, came: FormState<'_>) -> Markup {
    let key = key("review", header);
    html! {
        form method="post" action={ (header.address()) "/review" } class="act" {
            (guard(cx, &key, header.version))
            (reason(cx, &key, "review-reason-hint", came))
            div class="acts" {
                @for (_, to) in STEPS.iter().filter(|(act, _)| offered.has(*act)) {
                    button class="btn" name="to" value=(to) { (cx.label("review-to", to)) }
                }
            }
        }
    }
}

fn merged_line(cx: &PageContext<'_>, header: &Header, offered: &AvailableActions, merged: &Merged) -> Markup {
    html! {
        details class="add" {
            summary { (cx.text_with("merged-here", &[("ref", merged.reference.as_str().into())])) }
            p class="meta" { (merged.by) ", " (moment(cx, &merged.at)) ": " (merged.reason) }
            @if offered.has(Act::Merge) { (unmerge(cx, header, merged, FormState::default())) }
        }
    }
}

pub fn unmerge(cx: &PageContext<'_>, header: &Header, merged: &Merged, came: FormState<'_>) -> Markup {
    let key = key(&format!("unmerge-{}", merged.merge), header);
    html! {
        form method="post" action={ "/merges/" (merged.merge) "/reversal" } class="act" {
            (guard(cx, &key, header.version))
            input type="hidden" name="record" value=(header.reference);
            (reason(cx, &key, "act-reason-hint", came))
            div class="acts" { button class="btn" { (cx.text("unmerge-do")) } }
        }
    }
}

/// Of figures that disagree: puts one before the others, or none.
pub fn prefer(cx: &PageContext<'_>, figure: &Record<Figure>) -> Markup {
    html! {
        @if cx.may(Right::Edit) {
            details class="add" {
                summary { (cx.text(if figure.fields.preferred { "prefer-none" } else { "prefer-this" })) }
                (prefer_form(cx, &figure.header, !figure.fields.preferred, FormState::default()))
            }
        }
    }
}

pub fn prefer_form(cx: &PageContext<'_>, header: &Header, preferred: bool, came: FormState<'_>) -> Markup {
    let key = key("prefer", header);
    html! {
        form method="post" action={ (header.address()) "/preference" } class="act" {
            (guard(cx, &key, header.version))
            input type="hidden" name="preferred" value=(if preferred { "1" } else { "0" });
            (reason(cx, &key, "act-reason-hint", came))
            div class="acts" {
                button class="btn" { (cx.text(if preferred { "prefer-this" } else { "prefer-none" })) }
            }
        }
    }
}

/// What names a form of an act: it can be done once to one version.
pub fn key(act: &str, header: &Header) -> String {
    format!("{act}-{}-{}", header.reference, header.version)
}

/// The fields that every act sends.
pub fn guard(cx: &PageContext<'_>, key: &str, version: i64) -> Markup {
    html! {
        (csrf(cx))
        input type="hidden" name="form_key" value=(key);
        input type="hidden" name="version" value=(version);
    }
}

/// The line for the reason.
pub fn reason(cx: &PageContext<'_>, key: &str, hint: &str, came: FormState<'_>) -> Markup {
    let fault = came.errors.iter().find(|error| error.field == REASON);
    // A page of a record has several such forms, one that came back has the one.
    let id = if fault.is_some() { REASON.to_owned() } else { format!("{key}-reason") };
    let told = format!("{id}-{}", if fault.is_some() { "e" } else { "h" });
    html! {
        div class="f" {
            label for=(id) { (cx.label("field", REASON)) }
            input id=(id) name=(REASON) value=(came.reason) autocomplete="off" aria-describedby=(told)
                aria-invalid=[fault.map(|_| "true")];
            @match fault {
                Some(fault) => p class="err" id=(told) { (say(cx.lang, &fault.say)) },
                None => p class="hint" id=(told) { (cx.text(hint)) },
            }
        }
    }
}

/// What was refused, and why.
pub fn refused(cx: &PageContext<'_>, errors: &[FieldError]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div class="alert" role="alert" {
                h2 { (cx.text("act-refused")) }
                ul {
                    @for error in errors {
                        li {
                            @if error.field == REASON { a href="#reason" { (say(cx.lang, &error.say)) } }
                            @else { (say(cx.lang, &error.say)) }
                        }
                    }
                }
            }
        }
    }
}
