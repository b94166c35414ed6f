//! All accounts, for administrators: inviting, compartments, who gave whom what.

use maud::{Markup, html};

use crate::domain::access::Role;
use crate::domain::account::{AccountChange, Compartment, Event, Grant, ListedAccount};
use crate::domain::record::Sensitivity;
use crate::error::FieldError;
use crate::locale::say;
use crate::view::Reader;
use crate::view::kit::date::moment;
use crate::view::kit::form::{Line, alert, line, select};
use crate::view::kit::table::{Column, table};
use crate::view::layout::csrf;

pub struct Accounts<'a> {
    pub accounts: &'a [ListedAccount],
    pub compartments: &'a [Compartment],
    pub changes: &'a [AccountChange],
    /// The number of a change that older ones come after.
    pub older: Option<i64>,
    pub done: bool,
    pub login: &'a str,
    pub grant: Grant,
    pub compartment: &'a str,
    pub errors: &'a [FieldError],
}

pub fn accounts(reader: &Reader<'_>, page: &Accounts<'_>) -> Markup {
    let login = Line {
        name: "login",
        label: "user-name",
        hint: Some("login-hint"),
        kind: "text",
        autocomplete: "off",
        typed: page.login,
    };
    let compartment = Line {
        name: "compartment",
        label: "accounts-compartment-name",
        hint: Some("accounts-compartment-hint"),
        typed: page.compartment,
        ..login
    };
    html! {
        h1 { (reader.t("accounts-title")) }
        @if page.done { p class="note" role="status" { (reader.t("accounts-done")) } }
        (alert(reader, page.errors))
        (listed(reader, page.accounts))
        h2 { (reader.t("accounts-invite")) }
        form method="post" action="/accounts" class="narrow" {
            (csrf(reader))
            (line(reader, login, page.errors))
            (grant_fields(reader, page.grant, page.errors))
            div class="acts" { button class="btn go" { (reader.t("accounts-invite-do")) } }
        }
        h2 { (reader.t("accounts-compartments")) }
        (compartments(reader, page.compartments))
        form method="post" action="/compartments" class="narrow" {
            (csrf(reader))
            (line(reader, compartment, page.errors))
            div class="acts" { button class="btn" { (reader.t("accounts-compartment-do")) } }
        }
        h2 { (reader.t("accounts-changes")) }
        (changes(reader, page.changes))
        @if let Some(older) = page.older {
            nav class="pages" aria-label=(reader.t("accounts-changes")) {
                a rel="next" href={ "/accounts?before=" (older) } { (reader.t("history-older")) }
            }
        }
    }
}

fn listed(reader: &Reader<'_>, accounts: &[ListedAccount]) -> Markup {
    let heads = ["user-name", "account-role", "account-clearance", "accounts-signed-in", "accounts-state"];
    let columns = heads.map(|key| Column::new(reader.t(key)));
    let row = |account: &ListedAccount| {
        let state = if account.disabled {
            "accounts-closed"
        } else if account.is_set_up {
            "accounts-open"
        } else {
            "accounts-no-password"
        };
        vec![
            html! { a href={ "/accounts/" (account.id) } { (account.login) } },
            html! {
                (reader.word("role", account.grant.role.code()))
                @if account.grant.admin { ", " (reader.t("account-admin")) }
            },
            html! { (reader.word("sensitivity", account.grant.clearance.code())) },
            html! { @if let Some(at) = &account.last_sign_in { (moment(reader, at)) } },
            html! { (reader.t(state)) },
        ]
    };
    let rows: Vec<Vec<Markup>> = accounts.iter().map(row).collect();
    table(&reader.t("accounts-caption"), &columns, &rows)
}

/// Role, clearance and the admin flag.
pub fn grant_fields(reader: &Reader<'_>, grant: Grant, errors: &[FieldError]) -> Markup {
    let roles = Role::ALL.map(|role| (role.code().to_owned(), reader.word("role", role.code()).into_owned()));
    let level = |level: Sensitivity| (level.level().to_string(), reader.word("sensitivity", level.code()).into_owned());
    let levels = Sensitivity::ALL.map(level);
    let fault = errors.iter().find(|error| error.field == "admin");
    html! {
        div class="f" { (select(reader, "role", "account-role", grant.role.code(), None, &roles)) }
        div class="f" {
            (select(reader, "clearance", "account-clearance", &grant.clearance.level().to_string(), None, &levels))
        }
        div class="f" {
            label class="ch" for="admin" {
                input type="checkbox" id="admin" name="admin" value="yes" checked[grant.admin]
                    aria-invalid=[fault.map(|_| "true")] aria-describedby=[fault.map(|_| "admin-e")];
                span { (reader.t("accounts-is-admin")) }
            }
            @if let Some(fault) = fault { p class="err" id="admin-e" { (say(reader.lang, &fault.say)) } }
        }
    }
}

fn compartments(reader: &Reader<'_>, compartments: &[Compartment]) -> Markup {
    html! {
        @if compartments.is_empty() { p class="meta" { (reader.t("accounts-no-compartments")) } }
        ul class="list" {
            @for compartment in compartments {
                li {
                    (compartment.name)
                    span class="meta" {
                        @if compartment.members.is_empty() { (reader.t("accounts-nobody")) }
                        (compartment.members.join(", "))
                    }
                }
            }
        }
    }
}

/// Who gave whom what.
pub fn changes(reader: &Reader<'_>, changes: &[AccountChange]) -> Markup {
    html! {
        ol class="list" {
            @for change in changes {
                li { (event(reader, change)) p class="meta" { (change.by) ", " (moment(reader, &change.at)) } }
            }
        }
    }
}

fn event(reader: &Reader<'_>, change: &AccountChange) -> Markup {
    let of = change.of.as_deref().unwrap_or_default();
    let (key, detail) = match &change.event {
        Event::Added { grant } => ("change-added", granted(reader, *grant)),
        Event::Granted { before, after } => {
            ("change-granted", html! { (granted(reader, *before)) " → " (granted(reader, *after)) })
        }
        Event::Disabled => ("change-disabled", html! {}),
        Event::Reset => ("change-reset", html! {}),
        Event::SecondFactorOn => ("change-second-factor-on", html! {}),
        Event::SecondFactorOff => ("change-second-factor-off", html! {}),
        Event::SpareCodesRenewed => ("change-spare-codes-renewed", html! {}),
        Event::SessionsEnded => ("change-sessions-ended", html! {}),
        Event::CompartmentMade { compartment } => ("change-compartment-made", html! { (compartment) }),
        Event::Entered { compartment } => ("change-entered", html! { (compartment) }),
        Event::Left { compartment } => ("change-left", html! { (compartment) }),
    };
    html! { @if !of.is_empty() { b { (of) } ": " } (reader.t(key)) " " (detail) }
}

fn granted(reader: &Reader<'_>, grant: Grant) -> Markup {
    html! {
        (reader.word("role", grant.role.code())) ", " (reader.word("sensitivity", grant.clearance.code()))
        @if grant.admin { ", " (reader.t("account-admin")) }
    }
}
