//! Choosing a password, signing in.

use maud::{Markup, html};

use crate::error::FieldError;
use crate::view::PageContext;
use crate::view::kit::form::{TextInput, line, password};
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
    /// A form was sent after its session was over, and kept.
    pub kept: bool,
    /// Name and password do not match.
    pub failed: bool,
    /// Seconds until the next try.
    pub wait: i64,
}

/// The form to sign in with, on the way to the page that was asked for.
pub fn sign_in(cx: &PageContext<'_>, login: &str, page: Option<&str>, tried: Tried) -> Markup {
    let refused = tried.failed || tried.wait > 0;
    html! {
        div class="narrow" {
            h1 { (cx.text("sign-in")) }
            p class="lede" { (cx.text_with("case-file", &[("title", cx.case.into())])) }
            @if refused {
                div class="alert" role="alert" {
                    @if tried.failed { p { (cx.text("sign-in-failed")) } }
                    @if tried.wait > 0 { p { (cx.text_with("sign-in-wait", &[("n", tried.wait.into())])) } }
                }
            }
            @if tried.kept { p class="note" { (cx.text("sign-in-kept")) } }
            form method="post" action="/signin" {
                (asked_for(page))
                div class="f" {
                    label for="login" { (cx.text("user-name")) }
                    input id="login" name="login" autocomplete="username" autocapitalize="none" required value=(login);
                }
                div class="f" {
                    label for="password" { (cx.text("password")) }
                    input id="password" name="password" type="password" autocomplete="current-password" required
                        aria-invalid=[refused.then_some("true")];
                }
                div class="acts" { button class="btn go" { (cx.text("sign-in")) } }
            }
            p class="note" { (cx.text("encrypted-note")) }
        }
    }
}

/// The page that somebody asked for who has to sign in first: a hidden field.
pub fn asked_for(page: Option<&str>) -> Markup {
    html! { @if let Some(page) = page { input type="hidden" name="back" value=(page); } }
}

pub fn setup(cx: &PageContext<'_>, form: &SetupForm<'_>) -> Markup {
    let login = TextInput {
        name: "login",
        label: "user-name",
        hint: Some("login-hint"),
        kind: "text",
        autocomplete: "username",
        typed: form.login,
    };
    html! {
        div class="narrow" {
            h1 { (cx.text("setup-title")) }
            p class="lede" { (cx.text(if form.login_is_fixed { "setup-lede" } else { "setup-first-lede" })) }
            form method="post" action=(form.action) {
                (csrf(cx))
                @if form.login_is_fixed {
                    p { (cx.text("user-name")) ": " b { (form.login) } }
                    // Password managers file the password under it.
                    input type="hidden" name="login" autocomplete="username" value=(form.login);
                } @else {
                    (line(cx, login, form.errors))
                }
                (password(cx, "password", "password", "new-password", form.errors))
                (password(cx, "repeat", "password-repeat", "new-password", form.errors))
                div class="acts" { button class="btn go" { (cx.text("setup-do")) } }
            }
            p class="note" { (cx.text("password-lost-note")) }
        }
    }
}
