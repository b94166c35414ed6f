//! Choosing a password, signing in.

use maud::{Markup, html};

use crate::error::FieldError;
use crate::locale;
use crate::view::Reader;
use crate::view::layout::csrf;

/// The set-up form as it was filled in. A password is never shown again.
pub struct SetupForm<'a> {
    pub action: &'a str,
    pub login: &'a str,
    /// The account exists; its name is given.
    pub login_is_fixed: bool,
    pub errors: &'a [FieldError],
}

/// What came of the last try to sign in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tried {
    /// Name and password do not match.
    pub failed: bool,
    /// Seconds until the next try.
    pub wait: i64,
}

pub fn sign_in(reader: &Reader<'_>, login: &str, tried: Tried) -> Markup {
    let refused = tried.failed || tried.wait > 0;
    html! {
        div class="narrow" {
            h1 { (reader.t("sign-in")) }
            p class="lede" { (reader.tw("case-file", &[("title", reader.case.into())])) }
            @if refused {
                div class="alert" role="alert" {
                    @if tried.failed { p { (reader.t("sign-in-failed")) } }
                    @if tried.wait > 0 { p { (reader.tw("sign-in-wait", &[("n", tried.wait.into())])) } }
                }
            }
            form method="post" action="/signin" {
                div class="f" {
                    label for="login" { (reader.t("user-name")) }
                    input id="login" name="login" autocomplete="username" autocapitalize="none" required value=(login);
                }
                div class="f" {
                    label for="password" { (reader.t("password")) }
                    input id="password" name="password" type="password" autocomplete="current-password" required
                        aria-invalid=[refused.then_some("true")];
                }
                div class="acts" { button class="btn go" { (reader.t("sign-in")) } }
            }
            p class="note" { (reader.t("encrypted-note")) }
        }
    }
}

pub fn setup(reader: &Reader<'_>, form: &SetupForm<'_>) -> Markup {
    html! {
        div class="narrow" {
            h1 { (reader.t("setup-title")) }
            p class="lede" { (reader.t(if form.login_is_fixed { "setup-lede" } else { "setup-first-lede" })) }
            form method="post" action=(form.action) {
                (csrf(reader))
                @if form.login_is_fixed {
                    p { (reader.t("user-name")) ": " b { (form.login) } }
                    // Password managers file the password under it.
                    input type="hidden" name="login" autocomplete="username" value=(form.login);
                } @else {
                    (field(reader, form, "login", "user-name", "text", Some("login-hint"), "username"))
                }
                (field(reader, form, "password", "password", "password", Some("password-hint"), "new-password"))
                (field(reader, form, "repeat", "password-repeat", "password", None, "new-password"))
                div class="acts" { button class="btn go" { (reader.t("setup-do")) } }
            }
            p class="note" { (reader.t("password-lost-note")) }
        }
    }
}

fn field(
    reader: &Reader<'_>,
    form: &SetupForm<'_>,
    name: &str,
    label: &str,
    kind: &str,
    hint: Option<&str>,
    autocomplete: &str,
) -> Markup {
    let fault = form.errors.iter().find(|error| error.field == name);
    let (hint_id, error_id) = (format!("{name}-h"), format!("{name}-e"));
    let described = match (fault, hint) {
        (Some(_), _) => Some(&error_id),
        (None, Some(_)) => Some(&hint_id),
        (None, None) => None,
    };
    html! {
        div class="f" {
            label for=(name) { (reader.t(label)) }
            @if let Some(hint) = hint { p class="hint" id=(hint_id) { (reader.t(hint)) } }
            input id=(name) name=(name) type=(kind) autocomplete=(autocomplete) required
                value=[(name == "login").then_some(form.login)]
                aria-invalid=[fault.map(|_| "true")] aria-describedby=[described];
            @if let Some(fault) = fault { p class="err" id=(error_id) { (locale::say(reader.lang, &fault.say)) } }
        }
    }
}
