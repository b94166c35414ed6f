//! One's own second factor: setting it up, spare codes, turning it off, and its code at sign-in.

use maud::{Markup, html};

use super::account::Tried;
use super::confirm::OWN_PASSWORD;
use crate::error::FieldError;
use crate::view::Reader;
use crate::view::kit::form::{Line, alert, line, password};
use crate::view::kit::qr::qr;
use crate::view::layout::csrf;

/// A second factor that is being set up.
pub struct Setup<'a> {
    pub secret: &'a str,
    /// What the picture says.
    pub address: &'a str,
    pub errors: &'a [FieldError],
}

pub fn set_up(reader: &Reader<'_>, setup: &Setup<'_>) -> Markup {
    let groups: Vec<&str> = (0..setup.secret.len()).step_by(4).filter_map(|at| setup.secret.get(at..at + 4)).collect();
    html! {
        (back(reader))
        div class="narrow" {
            h1 { (reader.t("second-factor")) }
            p class="lede" { (reader.t("second-factor-lede")) }
            (alert(reader, setup.errors))
            p { (reader.t("second-factor-scan")) }
            (qr(setup.address, &reader.t("second-factor-picture")))
            p { (reader.t("second-factor-by-hand")) }
            p { code { (groups.join(" ")) } }
            form method="post" action="/account/second-factor" {
                (csrf(reader))
                input type="hidden" name="secret" value=(setup.secret);
                (line(reader, code_line("code-of-app-hint"), setup.errors))
                (password(reader, OWN_PASSWORD, "second-factor-password", "current-password", setup.errors))
                div class="acts" { button class="btn go" { (reader.t("second-factor-turn-on")) } }
                p class="hint" { (reader.t("second-factor-on-note")) }
            }
        }
    }
}

/// One form for both steps: the button says which.
pub fn manage(reader: &Reader<'_>, left: i64, errors: &[FieldError]) -> Markup {
    html! {
        (back(reader))
        div class="narrow" {
            h1 { (reader.t("second-factor")) }
            p class="lede" { (reader.tw("second-factor-is-on", &[("n", left.into())])) }
            (alert(reader, errors))
            form method="post" action="/account/spare-codes" {
                (csrf(reader))
                (line(reader, code_line("code-hint"), errors))
                (password(reader, OWN_PASSWORD, "second-factor-password", "current-password", errors))
                p class="hint" { (reader.t("spare-codes-renew-note")) }
                div class="acts" {
                    button class="btn go" { (reader.t("spare-codes-renew")) }
                    button class="btn" formaction="/account/second-factor/off" { (reader.t("second-factor-turn-off")) }
                }
                p class="hint" { (reader.t("second-factor-off-note")) }
            }
        }
    }
}

/// Spare codes, shown this once.
pub fn spare_codes(reader: &Reader<'_>, codes: &[String]) -> Markup {
    html! {
        h1 { (reader.t("spare-codes")) }
        p class="lede" { (reader.t("spare-codes-lede")) }
        ol class="list" { @for one in codes { li { code { (one) } } } }
        p class="note" { (reader.t("spare-codes-note")) }
        (back(reader))
    }
}

/// The second page of signing in.
pub fn code(reader: &Reader<'_>, tried: Tried) -> Markup {
    let refused = tried.failed || tried.wait > 0;
    html! {
        div class="narrow" {
            h1 { (reader.t("code-title")) }
            p class="lede" { (reader.t("code-lede")) }
            @if refused {
                div class="alert" role="alert" {
                    @if tried.failed { p { (reader.t("err-code-wrong")) } }
                    @if tried.wait > 0 { p { (reader.tw("code-wait", &[("n", tried.wait.into())])) } }
                }
            }
            form method="post" action="/signin/code" {
                (csrf(reader))
                (line(reader, code_line("code-hint"), &[]))
                div class="acts" {
                    button class="btn go" { (reader.t("sign-in")) }
                    a class="btn low" href="/signin" { (reader.t("code-leave")) }
                }
            }
            p class="note" { (reader.t("code-lost-note")) }
        }
    }
}

fn code_line(hint: &'static str) -> Line<'static> {
    Line { name: "code", label: "code", hint: Some(hint), kind: "text", autocomplete: "one-time-code", typed: "" }
}

fn back(reader: &Reader<'_>) -> Markup {
    html! { p class="hd" { a href="/account" { (reader.t("account-title")) } } }
}
