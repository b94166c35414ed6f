//! One account, for administrators: rights, compartments, sessions, closing, a new set-up link.

use maud::{Markup, html};

use super::accounts::{changes, grant_fields};
use super::own::sessions;
use crate::domain::account::{AccountChange, Compartment, Grant, ListedAccount, OpenSession};
use crate::error::FieldError;
use crate::view::Reader;
use crate::view::kit::form::alert;
use crate::view::layout::csrf;

pub struct AccountPage<'a> {
    pub account: &'a ListedAccount,
    pub sessions: &'a [OpenSession],
    pub compartments: &'a [Compartment],
    pub changes: &'a [AccountChange],
    pub done: bool,
    /// As it was typed, if that was refused.
    pub grant: Grant,
    pub errors: &'a [FieldError],
}

pub fn account(reader: &Reader<'_>, page: &AccountPage<'_>) -> Markup {
    let at = format!("/accounts/{}", page.account.id);
    html! {
        p class="hd" { a href="/accounts" { (reader.t("accounts-title")) } }
        h1 { (page.account.login) }
        @if page.done { p class="note" role="status" { (reader.t("accounts-done")) } }
        (alert(reader, page.errors))
        @if page.account.disabled { p class="note" { (reader.t("accounts-closed-note")) } } @else { (forms(reader, page, &at)) }
        h2 { (reader.t("accounts-changes")) }
        (changes(reader, page.changes))
    }
}

fn forms(reader: &Reader<'_>, page: &AccountPage<'_>, at: &str) -> Markup {
    let one_button = |what: &str, key: &str, note: &str| {
        html! {
            form method="post" action={ (at) (what) } {
                (csrf(reader))
                p class="hint" { (reader.t(note)) }
                div class="acts" { button class="btn" { (reader.t(key)) } }
            }
        }
    };
    html! {
        h2 { (reader.t("accounts-rights")) }
        form method="post" action=(at) class="narrow" {
            (csrf(reader))
            (grant_fields(reader, page.grant, page.errors))
            div class="acts" { button class="btn go" { (reader.t("accounts-rights-do")) } }
        }
        h2 { (reader.t("accounts-compartments")) }
        @if page.compartments.is_empty() { p class="meta" { (reader.t("accounts-no-compartments")) } } @else {
            form method="post" action={ (at) "/compartments" } {
                (csrf(reader))
                @for compartment in page.compartments {
                    label class="ch" {
                        input type="checkbox" name="inside" value=(compartment.id)
                            checked[compartment.members.contains(&page.account.login)];
                        span { (compartment.name) }
                    }
                }
                div class="acts" { button class="btn" { (reader.t("accounts-inside-do")) } }
            }
        }
        h2 { (reader.t("account-sessions")) }
        (sessions(reader, &format!("{at}/sessions"), page.sessions, None))
        @if !page.sessions.is_empty() {
            form method="post" action={ (at) "/sessions" } class="acts" {
                (csrf(reader))
                button class="btn" name="session" value="all" { (reader.t("accounts-end-all")) }
            }
        }
        h2 { (reader.t("account-password")) }
        (one_button("/reset", "accounts-reset-do", "accounts-reset-note"))
        @if page.account.has_second_factor {
            h2 { (reader.t("second-factor")) }
            (one_button("/second-factor", "accounts-second-factor-do", "accounts-second-factor-note"))
        }
        h2 { (reader.t("accounts-close")) }
        (one_button("/disable", "accounts-close-do", "accounts-close-note"))
    }
}

/// A set-up link, shown this once.
pub fn link(reader: &Reader<'_>, login: &str, token: &str) -> Markup {
    let path = format!("/setup/{token}");
    html! {
        h1 { (reader.t("accounts-link-title")) }
        p class="lede" { (reader.tw("accounts-link-lede", &[("login", login.into())])) }
        p { a href=(path) { (path) } }
        p class="note" { (reader.t("accounts-link-note")) }
        p { a href="/accounts" { (reader.t("accounts-back")) } }
    }
}
