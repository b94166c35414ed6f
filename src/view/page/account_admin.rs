//! One account, for administrators: rights, compartments, sessions, closing, a new set-up link.

use maud::{Markup, html};

use super::accounts::{changes, grant_fields};
use super::own::sessions;
use crate::domain::account::{AccountChange, Compartment, Grant, ListedAccount, OpenSession};
use crate::error::FieldError;
use crate::view::PageContext;
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

pub fn account(cx: &PageContext<'_>, page: &AccountPage<'_>) -> Markup {
    let at = format!("/accounts/{}", page.account.id);
    html! {
        p class="hd" { a href="/accounts" { (cx.text("accounts-title")) } }
        h1 { (page.account.login) }
        @if page.done { p class="note" role="status" { (cx.text("accounts-done")) } }
        (alert(cx, page.errors))
        @if page.account.disabled { p class="note" { (cx.text("accounts-closed-note")) } } @else { (forms(cx, page, &at)) }
        h2 { (cx.text("accounts-changes")) }
        (changes(cx, page.changes))
    }
}

fn forms(cx: &PageContext<'_>, page: &AccountPage<'_>, at: &str) -> Markup {
    let one_button = |what: &str, key: &str, note: &str| {
        html! {
            form method="post" action={ (at) (what) } {
                (csrf(cx))
                p class="hint" { (cx.text(note)) }
                div class="acts" { button class="btn" { (cx.text(key)) } }
            }
        }
    };
    html! {
        h2 { (cx.text("accounts-rights")) }
        form method="post" action=(at) class="narrow" {
            (csrf(cx))
            (grant_fields(cx, page.grant, page.errors))
            div class="acts" { button class="btn go" { (cx.text("accounts-rights-do")) } }
        }
        h2 { (cx.text("accounts-compartments")) }
        @if page.compartments.is_empty() { p class="meta" { (cx.text("accounts-no-compartments")) } } @else {
            form method="post" action={ (at) "/compartments" } {
                (csrf(cx))
                @for compartment in page.compartments {
                    label class="ch" {
                        input type="checkbox" name="inside" value=(compartment.id)
                            checked[compartment.members.contains(&page.account.login)];
                        span { (compartment.name) }
                    }
                }
                div class="acts" { button class="btn" { (cx.text("accounts-inside-do")) } }
            }
        }
        h2 { (cx.text("account-sessions")) }
        (sessions(cx, &format!("{at}/sessions"), page.sessions, None))
        @if !page.sessions.is_empty() {
            form method="post" action={ (at) "/sessions" } class="acts" {
                (csrf(cx))
                button class="btn" name="session" value="all" { (cx.text("accounts-end-all")) }
            }
        }
        h2 { (cx.text("account-password")) }
        (one_button("/reset", "accounts-reset-do", "accounts-reset-note"))
        @if page.account.has_second_factor {
            h2 { (cx.text("second-factor")) }
            (one_button("/second-factor", "accounts-second-factor-do", "accounts-second-factor-note"))
        }
        h2 { (cx.text("accounts-close")) }
        (one_button("/closure", "accounts-close-do", "accounts-close-note"))
    }
}

/// A set-up link, shown this once.
pub fn link(cx: &PageContext<'_>, login: &str, token: &str) -> Markup {
    let path = format!("/setup/{token}");
    html! {
        h1 { (cx.text("accounts-link-title")) }
        p class="lede" { (cx.text_with("accounts-link-lede", &[("login", login.into())])) }
        p { a href=(path) { (path) } }
        p class="note" { (cx.text("accounts-link-note")) }
        p { a href="/accounts" { (cx.text("accounts-back")) } }
    }
}
