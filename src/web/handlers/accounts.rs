//! Accounts for administrators: inviting, rights, compartments, sessions, closing.

use super::own::number;
use crate::domain::access::Role;
use crate::domain::account::{Grant, ListedAccount};
use crate::domain::record::Sensitivity;
use crate::error::{Error, FieldError, Message, Result};
use crate::store::CHANGES;
use crate::store::accounts::account::NewAccount;
use crate::view::layout::Nav;
use crate::view::page::account_admin::{AccountPage, account as account_page, link as link_page};
use crate::view::page::accounts::{Accounts, accounts as accounts_page};
use crate::web::request::Request;
use crate::web::response::Response;

/// Longer than any name of a compartment has to be.
const NAME_MAX: usize = 80;

pub fn list(request: &Request) -> Result<Response> {
    request.only(&["done", "before"])?;
    show_list(request, 200, &[])
}

/// Adds an account and shows its set-up link, this once: the page itself is the answer to the form.
pub fn invite(request: &Request) -> Result<Response> {
    let (login, grant) = (request.field("login").trim(), asked_grant(request)?);
    let new = NewAccount { login, name: login, role: grant.role, admin: grant.admin, clearance: grant.clearance };
    match request.app.store.invite(by(request)?, &new) {
        Ok(token) => Ok(show_link(request, login, &token)),
        Err(Error::Invalid(errors)) => show_list(request, 422, &errors),
        Err(other) => Err(other),
    }
}

pub fn make_compartment(request: &Request) -> Result<Response> {
    let name = request.field("compartment").trim();
    if name.is_empty() || name.chars().count() > NAME_MAX {
        return show_list(request, 422, &[FieldError::new("compartment", Message::new("err-compartment-name"))]);
    }
    match request.app.store.make_compartment(by(request)?, name) {
        Ok(()) => Ok(Response::see("/accounts?done=yes")),
        Err(Error::Invalid(errors)) => show_list(request, 422, &errors),
        Err(other) => Err(other),
    }
}

pub fn one(request: &Request) -> Result<Response> {
    request.only(&["done"])?;
    show_one(request, 200, &find(request)?, None, &[])
}

/// Sets role, clearance and the admin flag.
pub fn grant(request: &Request) -> Result<Response> {
    let (account, grant) = (open(request)?, asked_grant(request)?);
    let done = request.app.store.grant(by(request)?, account.id, grant);
    after(request, &account, Some(grant), done)
}

pub fn disable(request: &Request) -> Result<Response> {
    let account = open(request)?;
    let done = request.app.store.disable(by(request)?, account.id);
    after(request, &account, None, done)
}

/// A new set-up link instead of the password.
pub fn reset(request: &Request) -> Result<Response> {
    let account = open(request)?;
    let token = request.app.store.reset_account(by(request)?, account.id, false)?;
    Ok(show_link(request, &account.login, &token))
}

/// The same without the second factor, for a lost telephone. The password goes too: it may be one that only a
/// second factor allowed, and whoever asks for this has to prove in person who they are.
pub fn take_second_factor(request: &Request) -> Result<Response> {
    let account = open(request)?;
    let token = request.app.store.reset_account(by(request)?, account.id, true)?;
    Ok(show_link(request, &account.login, &token))
}

pub fn end_sessions(request: &Request) -> Result<Response> {
    let account = open(request)?;
    let session = match request.field("session") {
        "all" => None,
        id => Some(number(id)?),
    };
    let done = request.app.store.end_sessions_by(by(request)?, account.id, session);
    after(request, &account, None, done)
}

pub fn compartments(request: &Request) -> Result<Response> {
    let account = open(request)?;
    let inside = request.form.iter().filter(|(name, _)| name == "inside").map(|(_, id)| number(id));
    let inside = inside.collect::<Result<Vec<i64>>>()?;
    let done = request.app.store.set_compartments(by(request)?, account.id, &inside);
    after(request, &account, None, done)
}

fn by(request: &Request) -> Result<i64> {
    Ok(request.session()?.viewer.account)
}

fn find(request: &Request) -> Result<ListedAccount> {
    let id: i64 = request.parameter(0).parse().map_err(|_| Error::NotFound)?;
    request.app.store.listed_accounts()?.into_iter().find(|account| account.id == id).ok_or(Error::NotFound)
}

/// An account that is not closed: nothing is changed of one that is.
fn open(request: &Request) -> Result<ListedAccount> {
    let account = find(request)?;
    if account.disabled { Err(Error::bad("err-account-closed")) } else { Ok(account) }
}

fn asked_grant(request: &Request) -> Result<Grant> {
    let clearance = request.field("clearance").parse().ok().and_then(Sensitivity::from_level);
    match (Role::parse(request.field("role")), clearance) {
        (Some(role), Some(clearance)) => Ok(Grant { role, clearance, admin: request.field("admin") == "yes" }),
        _ => Err(Error::bad("err-malformed-input")),
    }
}

fn after(request: &Request, account: &ListedAccount, typed: Option<Grant>, done: Result<()>) -> Result<Response> {
    match done {
        Ok(()) => Ok(Response::see(format!("/accounts/{}?done=yes", account.id))),
        Err(Error::Invalid(errors)) => show_one(request, 422, account, typed, &errors),
        Err(other) => Err(other),
    }
}

fn show_list(request: &Request, status: u16, errors: &[FieldError]) -> Result<Response> {
    let store = &request.app.store;
    let before = match request.asked("before") {
        "" => None,
        id => Some(number(id)?),
    };
    let changes = store.account_changes(None, before)?;
    let is_full = i64::try_from(changes.len()).is_ok_and(|count| count == CHANGES);
    let newcomer = Grant { role: Role::Viewer, clearance: Sensitivity::Internal, admin: false };
    let content = accounts_page(
        &request.page_context(),
        &Accounts {
            accounts: &store.listed_accounts()?,
            compartments: &store.compartments()?,
            older: changes.last().filter(|_| is_full).map(|change| change.id),
            changes: &changes,
            done: request.asked("done") == "yes",
            login: request.field("login"),
            grant: asked_grant(request).unwrap_or(newcomer),
            compartment: request.field("compartment"),
            errors,
        },
    );
    Ok(request.page_with(status, &request.page_context().text("accounts-title"), Nav::None, &content))
}

fn show_one(
    request: &Request,
    status: u16,
    account: &ListedAccount,
    typed: Option<Grant>,
    errors: &[FieldError],
) -> Result<Response> {
    let store = &request.app.store;
    let content = account_page(
        &request.page_context(),
        &AccountPage {
            account,
            sessions: &store.sessions_of(account.id, request.app.sessions)?,
            compartments: &store.compartments()?,
            changes: &store.account_changes(Some(account.id), None)?,
            done: request.asked("done") == "yes",
            grant: typed.unwrap_or(account.grant),
            errors,
        },
    );
    Ok(request.page_with(status, &request.page_context().text("account-title"), Nav::None, &content))
}

fn show_link(request: &Request, login: &str, token: &str) -> Response {
    let cx = request.page_context();
    request.page(&cx.text("accounts-link-title"), Nav::None, &link_page(&cx, login, token))
}
