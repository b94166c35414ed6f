//! Keys and backups, for administrators: the passphrase, the recovery code, a backup to take away.

use maud::{Markup, html};

use crate::error::FieldError;
use crate::view::Reader;
use crate::view::kit::date::moment;
use crate::view::kit::fact;
use crate::view::kit::form::{Line, alert, line};
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

pub fn keys(reader: &Reader<'_>, keys: &Keys<'_>) -> Markup {
    html! {
        h1 { (reader.t("keys-title")) }
        @if let Some(done) = keys.done { p class="note" role="status" { (reader.t(done)) } }
        (alert(reader, keys.errors))
        @if keys.on_disk {
            (facts(reader, keys))
            h2 { (reader.t("keys-backup")) }
            (backup(reader, keys))
            h2 { (reader.t("keys-passphrase")) }
            (passphrase(reader, keys))
            h2 { (reader.t("keys-code")) }
            (code(reader, keys))
        } @else {
            p { (reader.t("keys-demo")) }
        }
    }
}

fn facts(reader: &Reader<'_>, keys: &Keys<'_>) -> Markup {
    let passphrase = html! {
        (reader.t(if keys.passphrase { "keys-passphrase-set" } else { "keys-passphrase-none" }))
        @if !keys.passphrase { p class="meta" { (reader.t("keys-passphrase-none-note")) } }
    };
    let backup = match keys.backup {
        Some((at, days)) => html! {
            (moment(reader, at)) p class="meta" { (reader.tw("desk-backup", &[("days", days.into())])) }
        },
        None => html! { (reader.t("desk-no-backup")) },
    };
    html! {
        dl class="facts" {
            (fact(&reader.t("keys-passphrase"), &[passphrase]))
            (fact(&reader.t("keys-last-backup"), &[backup]))
        }
    }
}

fn backup(reader: &Reader<'_>, keys: &Keys<'_>) -> Markup {
    html! {
        p { (reader.t("keys-backup-note")) }
        p { (reader.t(if keys.passphrase { "keys-backup-opens" } else { "keys-backup-opens-by-code" })) }
        form method="post" action="/keys/backup" class="acts" {
            (csrf(reader))
            button class="btn go" { (reader.t("keys-backup-do")) }
        }
    }
}

fn passphrase(reader: &Reader<'_>, keys: &Keys<'_>) -> Markup {
    let first = Line {
        name: NEW_PASSPHRASE,
        label: "keys-new-passphrase",
        hint: Some("keys-passphrase-hint"),
        kind: "password",
        autocomplete: "off",
        typed: "",
    };
    let again = Line { name: PASSPHRASE_AGAIN, label: "keys-passphrase-again", hint: None, ..first };
    html! {
        form method="post" action="/keys/passphrase" class="narrow" {
            (csrf(reader))
            (line(reader, first, keys.errors))
            (line(reader, again, keys.errors))
            div class="acts" {
                button class="btn" {
                    (reader.t(if keys.passphrase { "keys-passphrase-change" } else { "keys-passphrase-do" }))
                }
            }
            p class="hint" { (reader.t("keys-passphrase-note")) }
        }
        @if keys.passphrase {
            form method="post" action="/keys/passphrase" class="narrow" {
                (csrf(reader))
                p { (reader.t("keys-remove-note")) }
                div class="acts" {
                    button class="btn low" name="remove" value="true" { (reader.t("keys-remove")) }
                }
            }
        }
    }
}

fn code(reader: &Reader<'_>, keys: &Keys<'_>) -> Markup {
    let code = Line {
        name: RECOVERY_CODE,
        label: "keys-code",
        hint: Some("keys-code-hint"),
        kind: "text",
        autocomplete: "off",
        typed: "",
    };
    html! {
        form method="post" action="/keys/recovery/test" class="narrow" {
            (csrf(reader))
            (line(reader, code, keys.errors))
            div class="acts" { button class="btn" { (reader.t("keys-code-test")) } }
        }
        form method="post" action="/keys/recovery" class="narrow" {
            (csrf(reader))
            p { (reader.t("keys-renew-note")) }
            div class="acts" { button class="btn" { (reader.t("keys-renew")) } }
        }
    }
}

/// The new code, this once.
pub fn renewed(reader: &Reader<'_>, code: &str) -> Markup {
    html! {
        div class="narrow" {
            h1 { (reader.t("keys-renewed-title")) }
            p class="lede" { (reader.t("keys-renewed-lede")) }
            p { code translate="no" { (code) } }
            p class="note" { (reader.t("keys-renewed-note")) }
            div class="acts" { a class="btn go" href="/keys" { (reader.t("keys-back")) } }
        }
    }
}
