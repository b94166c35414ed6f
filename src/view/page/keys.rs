//! Keys and backups, for administrators: the passphrase, the recovery code, a backup to take away.

use maud::{Markup, html};

use crate::error::FieldError;
use crate::view::PageContext;
use crate::view::kit::date::moment;
use crate::view::kit::fact;
use crate::view::kit::form::{TextInput, alert, line};
use crate::view::layout::csrf;

pub const NEW_PASSPHRASE: &str = "new_passphrase";
pub const PASSPHRASE_AGAIN: &str = "passphrase_again";
pub const RECOVERY_CODE: &str = "recovery_code";

pub struct Keys<'a> {
    /// Whether there are key slots at all: a demo keeps its key in memory only.
    pub on_disk: bool,
    pub passphrase: bool,
    /// When the last good backup was made, and how many days ago.
    pub backup: Option<(&'a str, i64)>,
    /// Message key of what was just done.
    pub done: Option<&'a str>,
    pub errors: &'a [FieldError],
}

pub fn keys(cx: &PageContext<'_>, keys: &Keys<'_>) -> Markup {
    html! {
        h1 { (cx.text("keys-title")) }
        @if let Some(done) = keys.done { p class="note" role="status" { (cx.text(done)) } }
        (alert(cx, keys.errors))
        @if keys.on_disk {
            (facts(cx, keys))
            h2 { (cx.text("keys-backup")) }
            (backup(cx, keys))
            h2 { (cx.text("keys-passphrase")) }
            (passphrase(cx, keys))
            h2 { (cx.text("keys-code")) }
            (code(cx, keys))
        } @else {
            p { (cx.text("keys-demo")) }
        }
    }
}

fn facts(cx: &PageContext<'_>, keys: &Keys<'_>) -> Markup {
    let passphrase = html! {
        (cx.text(if keys.passphrase { "keys-passphrase-set" } else { "keys-passphrase-none" }))
        @if !keys.passphrase { p class="meta" { (cx.text("keys-passphrase-none-note")) } }
    };
    let backup = match keys.backup {
        Some((at, days)) => html! {
            (moment(cx, at)) p class="meta" { (cx.text_with("desk-backup", &[("days", days.into())])) }
        },
        None => html! { (cx.text("desk-no-backup")) },
    };
    html! {
        dl class="facts" {
            (fact(&cx.text("keys-passphrase"), &[passphrase]))
            (fact(&cx.text("keys-last-backup"), &[backup]))
        }
    }
}

fn backup(cx: &PageContext<'_>, keys: &Keys<'_>) -> Markup {
    html! {
        p { (cx.text("keys-backup-note")) }
        p { (cx.text(if keys.passphrase { "keys-backup-opens" } else { "keys-backup-opens-by-code" })) }
        form method="post" action="/keys/backup" class="acts" {
            (csrf(cx))
            button class="btn go" { (cx.text("keys-backup-do")) }
        }
    }
}

fn passphrase(cx: &PageContext<'_>, keys: &Keys<'_>) -> Markup {
    let first = TextInput {
        name: NEW_PASSPHRASE,
        label: "keys-new-passphrase",
        hint: Some("keys-passphrase-hint"),
        kind: "password",
        autocomplete: "off",
        typed: "",
    };
    let again = TextInput { name: PASSPHRASE_AGAIN, label: "keys-passphrase-again", hint: None, ..first };
    html! {
        form method="post" action="/keys/passphrase" class="narrow" {
            (csrf(cx))
            (line(cx, first, keys.errors))
            (line(cx, again, keys.errors))
            div class="acts" {
                button class="btn" {
                    (cx.text(if keys.passphrase { "keys-passphrase-change" } else { "keys-passphrase-do" }))
                }
            }
            p class="hint" { (cx.text("keys-passphrase-note")) }
        }
        @if keys.passphrase {
            form method="post" action="/keys/passphrase" class="narrow" {
                (csrf(cx))
                p { (cx.text("keys-remove-note")) }
                div class="acts" {
                    button class="btn low" name="remove" value="true" { (cx.text("keys-remove")) }
                }
            }
        }
    }
}

fn code(cx: &PageContext<'_>, keys: &Keys<'_>) -> Markup {
    let code = TextInput {
        name: RECOVERY_CODE,
        label: "keys-code",
        hint: Some("keys-code-hint"),
        kind: "text",
        autocomplete: "off",
        typed: "",
    };
    html! {
        form method="post" action="/keys/recovery/test" class="narrow" {
            (csrf(cx))
            (line(cx, code, keys.errors))
            div class="acts" { button class="btn" { (cx.text("keys-code-test")) } }
        }
        form method="post" action="/keys/recovery" class="narrow" {
            (csrf(cx))
            p { (cx.text("keys-renew-note")) }
            div class="acts" { button class="btn" { (cx.text("keys-renew")) } }
        }
    }
}

/// The new code, this once.
pub fn renewed(cx: &PageContext<'_>, code: &str) -> Markup {
    html! {
        div class="narrow" {
            h1 { (cx.text("keys-renewed-title")) }
            p class="lede" { (cx.text("keys-renewed-lede")) }
            p { code translate="no" { (code) } }
            p class="note" { (cx.text("keys-renewed-note")) }
            div class="acts" { a class="btn go" href="/keys" { (cx.text("keys-back")) } }
        }
    }
}
