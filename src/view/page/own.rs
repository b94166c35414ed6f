//! One's own account: sessions, password, second factor, tokens, language.

use maud::{Markup, html};

use crate::domain::account::{ApiToken, Before, OpenSession};
use crate::domain::lang::Lang;
use crate::domain::record::Sensitivity;
use crate::error::FieldError;
use crate::view::PageContext;
use crate::view::kit::date::moment;
use crate::view::kit::fact;
use crate::view::kit::form::{alert, password};
use crate::view::kit::table::{Column, table};
use crate::view::layout::{csrf, lang_name};

pub struct OwnAccount<'a> {
    pub login: &'a str,
    pub clearance: Sensitivity,
    /// Whether there is a password to change: a link signs in to a demo.
    pub has_password: bool,
    /// How many spare codes are left, where a second factor is on.
    pub spare_codes: Option<i64>,
    pub before: &'a Before,
    /// The session that asks.
    pub session: i64,
    pub sessions: &'a [OpenSession],
    pub tokens: &'a [ApiToken],
    /// Message key of what was just done.
    pub done: Option<&'a str>,
    pub errors: &'a [FieldError],
}

pub fn own(cx: &PageContext<'_>, own: &OwnAccount<'_>) -> Markup {
    html! {
        h1 { (cx.text("account-title")) }
        @if let Some(done) = own.done { p class="note" role="status" { (cx.text(done)) } }
        (alert(cx, own.errors))
        (facts(cx, own))
        h2 { (cx.text("account-sessions")) }
        (sessions(cx, "/account/sessions", own.sessions, Some(own.session)))
        @if own.sessions.len() > 1 {
            form method="post" action="/account/sessions" class="acts" {
                (csrf(cx))
                button class="btn" name="session" value="others" { (cx.text("account-end-others")) }
            }
        }
        h2 { (cx.text("account-password")) }
        @if own.has_password { (password_form(cx, own)) } @else { p { (cx.text("account-no-password")) } }
        @if own.has_password { (second_factor(cx, own.spare_codes)) }
        h2 { (cx.text("account-tokens")) }
        (tokens(cx, own.tokens))
        h2 { (cx.text("account-language")) }
        form method="post" action="/language" class="acts" {
            (csrf(cx))
            input type="hidden" name="back" value="/account";
            @for lang in Lang::ALL {
                button class="btn" name="lang" value=(lang.code()) lang=(lang.code())
                    aria-pressed=(if lang == cx.lang { "true" } else { "false" }) { (lang_name(lang)) }
            }
        }
    }
}

fn facts(cx: &PageContext<'_>, own: &OwnAccount<'_>) -> Markup {
    let role = cx.account.map(|account| cx.label("role", account.role.code()));
    let last = match &own.before.last_sign_in {
        Some(at) => moment(cx, at),
        None => html! { (cx.text("account-first-sign-in")) },
    };
    html! {
        dl class="facts" {
            (fact(&cx.text("user-name"), &[html! { (own.login) }]))
            (fact(&cx.text("account-role"), &[html! {
                @if let Some(role) = role { (role) }
                @if cx.account.is_some_and(|account| account.admin) { ", " (cx.text("account-admin")) }
            }]))
            (fact(&cx.text("account-clearance"), &[html! { (cx.label("sensitivity", own.clearance.code())) }]))
            (fact(&cx.text("account-last-sign-in"), &[last]))
            (fact(&cx.text("account-failed"), &[html! {
                (own.before.failed)
                @if own.before.failed > 0 { p class="meta" { (cx.text("account-failed-note")) } }
            }]))
        }
    }
}

/// Sessions with a button that ends each; `this` is the one that asks.
pub fn sessions(cx: &PageContext<'_>, action: &str, sessions: &[OpenSession], this: Option<i64>) -> Markup {
    let columns = ["account-started", "account-seen", "account-end-it"].map(|key| Column::new(cx.text(key)));
    let row = |session: &OpenSession| {
        let end = html! {
            @if this == Some(session.id) { (cx.text("account-this-session")) } @else {
                form method="post" action=(action) {
                    (csrf(cx))
                    button class="fix" name="session" value=(session.id) {
                        (cx.text("account-end")) span class="vh" { ": " (moment(cx, &session.started_at)) }
                    }
                }
            }
        };
        vec![moment(cx, &session.started_at), moment(cx, &session.seen_at), end]
    };
    let rows: Vec<Vec<Markup>> = sessions.iter().map(row).collect();
    html! {
        @if rows.is_empty() { p class="meta" { (cx.text("account-no-sessions")) } }
        @else { (table(&cx.text("account-sessions-caption"), &columns, &rows)) }
    }
}

fn password_form(cx: &PageContext<'_>, own: &OwnAccount<'_>) -> Markup {
    html! {
        form method="post" action="/account/password" class="narrow" {
            (csrf(cx))
            // Password managers file the password under it.
            input type="hidden" name="login" autocomplete="username" value=(own.login);
            (password(cx, "old", "account-old-password", "current-password", own.errors))
            (password(cx, "password", "account-new-password", "new-password", own.errors))
            (password(cx, "repeat", "password-repeat", "new-password", own.errors))
            div class="acts" { button class="btn go" { (cx.text("account-change-password")) } }
            p class="hint" { (cx.text("account-password-note")) }
        }
    }
}

fn second_factor(cx: &PageContext<'_>, spare_codes: Option<i64>) -> Markup {
    html! {
        h2 { (cx.text("second-factor")) }
        @match spare_codes {
            Some(left) => p { (cx.text_with("second-factor-is-on", &[("n", left.into())])) },
            None => p { (cx.text("second-factor-is-off")) },
        }
        p {
            a href="/account/second-factor" {
                (cx.text(if spare_codes.is_some() { "second-factor-change" } else { "second-factor-set-up" }))
            }
        }
    }
}

fn tokens(cx: &PageContext<'_>, tokens: &[ApiToken]) -> Markup {
    let columns = ["account-token-label", "account-token-made", "account-token-ends", "account-end-it"]
        .map(|key| Column::new(cx.text(key)));
    let row = |token: &ApiToken| {
        let revoke = html! {
            form method="post" action="/account/tokens" {
                (csrf(cx))
                button class="fix" name="token" value=(token.id) {
                    (cx.text("account-revoke")) span class="vh" { ": " (token.label) }
                }
            }
        };
        let ends = html! { @if let Some(at) = &token.expires_at { (moment(cx, at)) } };
        vec![html! { (token.label) }, moment(cx, &token.created_at), ends, revoke]
    };
    let rows: Vec<Vec<Markup>> = tokens.iter().map(row).collect();
    html! {
        @if rows.is_empty() { p class="meta" { (cx.text("account-no-tokens")) } }
        @else { (table(&cx.text("account-tokens-caption"), &columns, &rows)) }
    }
}
