//! One's own second factor: setting it up, spare codes, turning it off, and its code at sign-in.

use maud::{Markup, html};

use super::account::{Tried, asked_for};
use super::confirm::OWN_PASSWORD;
use crate::error::FieldError;
use crate::view::PageContext;
use crate::view::kit::form::{TextInput, alert, line, password};
use crate::view::kit::qr::qr;
use crate::view::layout::csrf;

/// A second factor that is being set up.
pub struct Setup<'a> {
    pub secret: &'a str,
    /// What the picture says.
    pub address: &'a str,
    pub errors: &'a [FieldError],
}

pub fn set_up(cx: &PageContext<'_>, setup: &Setup<'_>) -> Markup {
    let groups: Vec<&str> = (0..setup.secret.len()).step_by(4).filter_map(|at| setup.secret.get(at..at + 4)).collect();
    html! {
        (back(cx))
        div class="narrow" {
            h1 { (cx.text("second-factor")) }
            p class="lede" { (cx.text("second-factor-lede")) }
            (alert(cx, setup.errors))
            p { (cx.text("second-factor-scan")) }
            (qr(setup.address, &cx.text("second-factor-picture")))
            p { (cx.text("second-factor-by-hand")) }
            p { code { (groups.join(" ")) } }
            form method="post" action="/account/second-factor" {
                (csrf(cx))
                input type="hidden" name="secret" value=(setup.secret);
                (line(cx, code_line("code-of-app-hint"), setup.errors))
                (password(cx, OWN_PASSWORD, "second-factor-password", "current-password", setup.errors))
                div class="acts" { button class="btn go" { (cx.text("second-factor-turn-on")) } }
                p class="hint" { (cx.text("second-factor-on-note")) }
            }
        }
    }
}

/// One form for both steps: the button says which.
pub fn manage(cx: &PageContext<'_>, left: i64, errors: &[FieldError]) -> Markup {
    html! {
        (back(cx))
        div class="narrow" {
            h1 { (cx.text("second-factor")) }
            p class="lede" { (cx.text_with("second-factor-is-on", &[("n", left.into())])) }
            (alert(cx, errors))
            form method="post" action="/account/spare-codes" {
                (csrf(cx))
                (line(cx, code_line("code-hint"), errors))
                (password(cx, OWN_PASSWORD, "second-factor-password", "current-password", errors))
                p class="hint" { (cx.text("spare-codes-renew-note")) }
                div class="acts" {
                    button class="btn go" { (cx.text("spare-codes-renew")) }
                    button class="btn" formaction="/account/second-factor/removal" { (cx.text("second-factor-turn-off")) }
                }
                p class="hint" { (cx.text("second-factor-off-note")) }
            }
        }
    }
}

/// Spare codes, shown this once.
pub fn spare_codes(cx: &PageContext<'_>, codes: &[String]) -> Markup {
    html! {
        h1 { (cx.text("spare-codes")) }
        p class="lede" { (cx.text("spare-codes-lede")) }
        ol class="list" { @for one in codes { li { code { (one) } } } }
        p class="note" { (cx.text("spare-codes-note")) }
        (back(cx))
    }
}

/// The second page of signing in, on the way to the page that was asked for.
pub fn code(cx: &PageContext<'_>, page: Option<&str>, tried: Tried) -> Markup {
    let refused = tried.failed || tried.wait > 0;
    html! {
        div class="narrow" {
            h1 { (cx.text("code-title")) }
            p class="lede" { (cx.text("code-lede")) }
            @if refused {
                div class="alert" role="alert" {
                    @if tried.failed { p { (cx.text("err-code-wrong")) } }
                    @if tried.wait > 0 { p { (cx.text_with("code-wait", &[("n", tried.wait.into())])) } }
                }
            }
            form method="post" action="/signin/code" {
                (csrf(cx))
                (asked_for(page))
                (line(cx, code_line("code-hint"), &[]))
                div class="acts" {
                    button class="btn go" { (cx.text("sign-in")) }
                    a class="btn low" href="/signin" { (cx.text("code-leave")) }
                }
            }
            p class="note" { (cx.text("code-lost-note")) }
        }
    }
}

fn code_line(hint: &'static str) -> TextInput<'static> {
    TextInput { name: "code", label: "code", hint: Some(hint), kind: "text", autocomplete: "one-time-code", typed: "" }
}

fn back(cx: &PageContext<'_>) -> Markup {
    html! { p class="hd" { a href="/account" { (cx.text("account-title")) } } }
}
