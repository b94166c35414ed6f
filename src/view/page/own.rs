//! One's own account: sessions, password, second factor, tokens, language.

use maud::{Markup, html};

use crate::domain::account::{ApiToken, Before, OpenSession};
use crate::domain::lang::Lang;
use crate::domain::record::Sensitivity;
use crate::error::FieldError;
use crate::view::Reader;
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

pub fn own(reader: &Reader<'_>, own: &OwnAccount<'_>) -> Markup {
    html! {
        h1 { (reader.t("account-title")) }
        @if let Some(done) = own.done { p class="note" role="status" { (reader.t(done)) } }
        (alert(reader, own.errors))
        (facts(reader, own))
        h2 { (reader.t("account-sessions")) }
        (sessions(reader, "/account/sessions", own.sessions, Some(own.session)))
        @if own.sessions.len() > 1 {
            form method="post" action="/account/sessions" class="acts" {
                (csrf(reader))
                button class="btn" name="session" value="others" { (reader.t("account-end-others")) }
            }
        }
        h2 { (reader.t("account-password")) }
        @if own.has_password { (password_form(reader, own)) } @else { p { (reader.t("account-no-password")) } }
        @if own.has_password { (second_factor(reader, own.spare_codes)) }
        h2 { (reader.t("account-tokens")) }
        (tokens(reader, own.tokens))
        h2 { (reader.t("account-language")) }
        form method="post" action="/language" class="acts" {
            (csrf(reader))
            input type="hidden" name="back" value="/account";
            @for lang in Lang::ALL {
                button class="btn" name="lang" value=(lang.code()) lang=(lang.code())
                    aria-pressed=(if lang == reader.lang { "true" } else { "false" }) { (lang_name(lang)) }
            }
        }
    }
}

fn facts(reader: &Reader<'_>, own: &OwnAccount<'_>) -> Markup {
    let role = reader.account.map(|account| reader.word("role", account.role.code()));
    let last = match &own.before.last_sign_in {
        Some(at) => moment(reader, at),
        None => html! { (reader.t("account-first-sign-in")) },
    };
    html! {
        dl class="facts" {
            (fact(&reader.t("user-name"), &[html! { (own.login) }]))
            (fact(&reader.t("account-role"), &[html! {
                @if let Some(role) = role { (role) }
                @if reader.account.is_some_and(|account| account.admin) { ", " (reader.t("account-admin")) }
            }]))
            (fact(&reader.t("account-clearance"), &[html! { (reader.word("sensitivity", own.clearance.code())) }]))
            (fact(&reader.t("account-last-sign-in"), &[last]))
            (fact(&reader.t("account-failed"), &[html! {
                (own.before.failed)
                @if own.before.failed > 0 { p class="meta" { (reader.t("account-failed-note")) } }
            }]))
        }
    }
}

/// Sessions with a button that ends each; `this` is the one that asks.
pub fn sessions(reader: &Reader<'_>, action: &str, sessions: &[OpenSession], this: Option<i64>) -> Markup {
    let columns = ["account-started", "account-seen", "account-end-it"].map(|key| Column::new(reader.t(key)));
    let row = |session: &OpenSession| {
        let end = html! {
            @if this == Some(session.id) { (reader.t("account-this-session")) } @else {
                form method="post" action=(action) {
                    (csrf(reader))
                    button class="fix" name="session" value=(session.id) {
                        (reader.t("account-end")) span class="vh" { ": " (moment(reader, &session.started_at)) }
                    }
                }
            }
        };
        vec![moment(reader, &session.started_at), moment(reader, &session.seen_at), end]
    };
    let rows: Vec<Vec<Markup>> = sessions.iter().map(row).collect();
    html! {
        @if rows.is_empty() { p class="meta" { (reader.t("account-no-sessions")) } }
        @else { (table(&reader.t("account-sessions-caption"), &columns, &rows)) }
    }
}

fn password_form(reader: &Reader<'_>, own: &OwnAccount<'_>) -> Markup {
    html! {
        form method="post" action="/account/password" class="narrow" {
            (csrf(reader))
            // Password managers file the password under it.
            input type="hidden" name="login" autocomplete="username" value=(own.login);
            (password(reader, "old", "account-old-password", "current-password", own.errors))
            (password(reader, "password", "account-new-password", "new-password", own.errors))
            (password(reader, "repeat", "password-repeat", "new-password", own.errors))
            div class="acts" { button class="btn go" { (reader.t("account-change-password")) } }
            p class="hint" { (reader.t("account-password-note")) }
        }
    }
}

fn second_factor(reader: &Reader<'_>, spare_codes: Option<i64>) -> Markup {
    html! {
        h2 { (reader.t("second-factor")) }
        @match spare_codes {
            Some(left) => p { (reader.tw("second-factor-is-on", &[("n", left.into())])) },
            None => p { (reader.t("second-factor-is-off")) },
        }
        p {
            a href="/account/second-factor" {
                (reader.t(if spare_codes.is_some() { "second-factor-change" } else { "second-factor-set-up" }))
            }
        }
    }
}

fn tokens(reader: &Reader<'_>, tokens: &[ApiToken]) -> Markup {
    let columns = ["account-token-label", "account-token-made", "account-token-ends", "account-end-it"]
        .map(|key| Column::new(reader.t(key)));
    let row = |token: &ApiToken| {
        let revoke = html! {
            form method="post" action="/account/tokens" {
                (csrf(reader))
                button class="fix" name="token" value=(token.id) {
                    (reader.t("account-revoke")) span class="vh" { ": " (token.label) }
                }
            }
        };
        let ends = html! { @if let Some(at) = &token.expires_at { (moment(reader, at)) } };
        vec![html! { (token.label) }, moment(reader, &token.created_at), ends, revoke]
    };
    let rows: Vec<Vec<Markup>> = tokens.iter().map(row).collect();
    html! {
        @if rows.is_empty() { p class="meta" { (reader.t("account-no-tokens")) } }
        @else { (table(&reader.t("account-tokens-caption"), &columns, &rows)) }
    }
}
