//! All accounts, for administrators: inviting, compartments, who gave whom what.

use maud::{Markup, html};

use crate::domain::access::Role;
use crate::domain::account::{AccountChange, Compartment, Event, Grant, ListedAccount};
use crate::domain::record::Sensitivity;
use crate::error::FieldError;
use crate::locale::say;
use crate::view::PageContext;
use crate::view::kit::date::moment;
use crate::view::kit::form::{TextInput, alert, line, select};
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

pub fn accounts(cx: &PageContext<'_>, page: &Accounts<'_>) -> Markup {
    let login = TextInput {
        name: "login",
        label: "user-name",
        hint: Some("login-hint"),
        kind: "text",
        autocomplete: "off",
        typed: page.login,
    };
    let compartment = TextInput {
        name: "compartment",
        label: "accounts-compartment-name",
        hint: Some("accounts-compartment-hint"),
        typed: page.compartment,
        ..login
    };
    html! {
        h1 { (cx.text("accounts-title")) }
        @if page.done { p class="note" role="status" { (cx.text("accounts-done")) } }
        (alert(cx, page.errors))
        (listed(cx, page.accounts))
        h2 { (cx.text("accounts-invite")) }
        form method="post" action="/accounts" class="narrow" {
            (csrf(cx))
            (line(cx, login, page.errors))
            (grant_fields(cx, page.grant, page.errors))
            div class="acts" { button class="btn go" { (cx.text("accounts-invite-do")) } }
        }
        h2 { (cx.text("accounts-compartments")) }
        (compartments(cx, page.compartments))
        form method="post" action="/compartments" class="narrow" {
            (csrf(cx))
            (line(cx, compartment, page.errors))
            div class="acts" { button class="btn" { (cx.text("accounts-compartment-do")) } }
        }
        h2 { (cx.text("accounts-changes")) }
        (changes(cx, page.changes))
        @if let Some(older) = page.older {
            nav class="pages" aria-label=(cx.text("accounts-changes")) {
                a rel="next" href={ "/accounts?before=" (older) } { (cx.text("history-older")) }
            }
        }
    }
}

fn listed(cx: &PageContext<'_>, accounts: &[ListedAccount]) -> Markup {
    let heads = ["user-name", "account-role", "account-clearance", "accounts-signed-in", "accounts-state"];
    let columns = heads.map(|key| Column::new(cx.text(key)));
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
                (cx.label("role", account.grant.role.code()))
                @if account.grant.admin { ", " (cx.text("account-admin")) }
            },
            html! { (cx.label("sensitivity", account.grant.clearance.code())) },
            html! { @if let Some(at) = &account.last_sign_in { (moment(cx, at)) } },
            html! { (cx.text(state)) },
        ]
    };
    let rows: Vec<Vec<Markup>> = accounts.iter().map(row).collect();
    table(&cx.text("accounts-caption"), &columns, &rows)
}

/// Role, clearance and the admin flag.
pub fn grant_fields(cx: &PageContext<'_>, grant: Grant, errors: &[FieldError]) -> Markup {
    let roles = Role::ALL.map(|role| (role.code().to_owned(), cx.label("role", role.code()).into_owned()));
    let level = |level: Sensitivity| (level.level().to_string(), cx.label("sensitivity", level.code()).into_owned());
    let levels = Sensitivity::ALL.map(level);
    let fault = errors.iter().find(|error| error.field == "admin");
    html! {
        div class="f" { (select(cx, "role", "account-role", grant.role.code(), None, &roles)) }
        div class="f" {
            (select(cx, "clearance", "account-clearance", &grant.clearance.level().to_string(), None, &levels))
        }
        div class="f" {
            label class="ch" for="admin" {
                input type="checkbox" id="admin" name="admin" value="yes" checked[grant.admin]
                    aria-invalid=[fault.map(|_| "true")] aria-describedby=[fault.map(|_| "admin-e")];
                span { (cx.text("accounts-is-admin")) }
            }
            @if let Some(fault) = fault { p class="err" id="admin-e" { (say(cx.lang, &fault.say)) } }
        }
    }
}

fn compartments(cx: &PageContext<'_>, compartments: &[Compartment]) -> Markup {
    html! {
        @if compartments.is_empty() { p class="meta" { (cx.text("accounts-no-compartments")) } }
        ul class="list" {
            @for compartment in compartments {
                li {
                    (compartment.name)
                    span class="meta" {
                        @if compartment.members.is_empty() { (cx.text("accounts-nobody")) }
                        (compartment.members.join(", "))
                    }
                }
            }
        }
    }
}

/// Who gave whom what.
pub fn changes(cx: &PageContext<'_>, changes: &[AccountChange]) -> Markup {
    html! {
        ol class="list" {
            @for change in changes {
                li { (event(cx, change)) p class="meta" { (change.by) ", " (moment(cx, &change.at)) } }
            }
        }
    }
}

fn event(cx: &PageContext<'_>, change: &AccountChange) -> Markup {
    let of = change.of.as_deref().unwrap_or_default();
    let (key, detail) = match &change.event {
        Event::Added { grant } => ("change-added", granted(cx, *grant)),
        Event::Granted { before, after } => {
            ("change-granted", html! { (granted(cx, *before)) " → " (granted(cx, *after)) })
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
    html! { @if !of.is_empty() { b { (of) } ": " } (cx.text(key)) " " (detail) }
}

fn granted(cx: &PageContext<'_>, grant: Grant) -> Markup {
    html! {
        (cx.label("role", grant.role.code())) ", " (cx.label("sensitivity", grant.clearance.code()))
        @if grant.admin { ", " (cx.text("account-admin")) }
    }
}
