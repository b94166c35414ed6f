//! Accounts for administrators: inviting, rights, compartments, sessions, closing.

use super::own::number;
use crate::domain::access::Role;
use crate::domain::account::{Grant, ListedAccount};
use crate::domain::record::Sensitivity;
use crate::error::{Error, FieldError, Result, Say};
use crate::store::CHANGES;
use crate::store::account::{NewAccount, is_login};
use crate::view::layout::Nav;
use crate::view::page::account_admin::{AccountPage, account as account_page, link as link_page};
use crate::view::page::accounts::{Accounts, accounts as accounts_page};
use crate::web::call::Call;
use crate::web::reply::Reply;

/// Longer than any name of a compartment has to be.
const NAME_MAX: usize = 80;

pub fn list(call: &Call) -> Result<Reply> {
    call.only(&["done", "before"])?;
    show_list(call, 200, &[])
}

/// Adds an account and shows its set-up link, this once: the page itself is the answer to the form.
pub fn invite(call: &Call) -> Result<Reply> {
    let (login, grant) = (call.field("login").trim(), asked_grant(call)?);
    if !is_login(login) {
        return show_list(call, 422, &[FieldError::new("login", Say::new("err-login"))]);
    }
    let new = NewAccount { login, name: login, role: grant.role, admin: grant.admin, clearance: grant.clearance };
    match call.app.store.invite(by(call)?, &new) {
        Ok(token) => Ok(show_link(call, login, &token)),
        Err(Error::Invalid(errors)) => show_list(call, 422, &errors),
        Err(other) => Err(other),
    }
}

pub fn make_compartment(call: &Call) -> Result<Reply> {
    let name = call.field("compartment").trim();
    if name.is_empty() || name.chars().count() > NAME_MAX {
        return show_list(call, 422, &[FieldError::new("compartment", Say::new("err-compartment-name"))]);
    }
    match call.app.store.make_compartment(by(call)?, name) {
        Ok(()) => Ok(Reply::see("/accounts?done=yes")),
        Err(Error::Invalid(errors)) => show_list(call, 422, &errors),
        Err(other) => Err(other),
    }
}

pub fn one(call: &Call) -> Result<Reply> {
    call.only(&["done"])?;
    show_one(call, 200, &find(call)?, None, &[])
}

/// Sets role, clearance and the admin flag.
pub fn grant(call: &Call) -> Result<Reply> {
    let (account, grant) = (open(call)?, asked_grant(call)?);
    let done = call.app.store.grant(by(call)?, account.id, grant);
    after(call, &account, Some(grant), done)
}

pub fn disable(call: &Call) -> Result<Reply> {
    let account = open(call)?;
    let done = call.app.store.disable(by(call)?, account.id);
    after(call, &account, None, done)
}

/// A new set-up link instead of the password.
pub fn reset(call: &Call) -> Result<Reply> {
    let account = open(call)?;
    let token = call.app.store.reset_account(by(call)?, account.id, false)?;
    Ok(show_link(call, &account.login, &token))
}

/// The same without the second factor, for a lost telephone. The password goes too: it may be one that only a
/// second factor allowed, and whoever asks for this has to prove in person who they are.
pub fn take_second_factor(call: &Call) -> Result<Reply> {
    let account = open(call)?;
    let token = call.app.store.reset_account(by(call)?, account.id, true)?;
    Ok(show_link(call, &account.login, &token))
}

pub fn end_sessions(call: &Call) -> Result<Reply> {
    let account = open(call)?;
    let session = match call.field("session") {
        "all" => None,
        id => Some(number(id)?),
    };
    let done = call.app.store.end_sessions_by(by(call)?, account.id, session);
    after(call, &account, None, done)
}

pub fn compartments(call: &Call) -> Result<Reply> {
    let account = open(call)?;
    let inside = call.form.iter().filter(|(name, _)| name == "inside").map(|(_, id)| number(id));
    let inside = inside.collect::<Result<Vec<i64>>>()?;
    let done = call.app.store.set_compartments(by(call)?, account.id, &inside);
    after(call, &account, None, done)
}

fn by(call: &Call) -> Result<i64> {
    Ok(call.session()?.viewer.account)
}

fn find(call: &Call) -> Result<ListedAccount> {
    let id: i64 = call.parameter(0).parse().map_err(|_| Error::NotFound)?;
    call.app.store.listed_accounts()?.into_iter().find(|account| account.id == id).ok_or(Error::NotFound)
}

/// An account that is not closed: nothing is changed of one that is.
fn open(call: &Call) -> Result<ListedAccount> {
    let account = find(call)?;
    if account.disabled { Err(Error::bad("err-account-closed")) } else { Ok(account) }
}

fn asked_grant(call: &Call) -> Result<Grant> {
    let clearance = call.field("clearance").parse().ok().and_then(Sensitivity::from_level);
    match (Role::parse(call.field("role")), clearance) {
        (Some(role), Some(clearance)) => Ok(Grant { role, clearance, admin: call.field("admin") == "yes" }),
        _ => Err(Error::bad("err-malformed-input")),
    }
}

fn after(call: &Call, account: &ListedAccount, typed: Option<Grant>, done: Result<()>) -> Result<Reply> {
    match done {
        Ok(()) => Ok(Reply::see(format!("/accounts/{}?done=yes", account.id))),
        Err(Error::Invalid(errors)) => show_one(call, 422, account, typed, &errors),
        Err(other) => Err(other),
    }
}

fn show_list(call: &Call, status: u16, errors: &[FieldError]) -> Result<Reply> {
    let store = &call.app.store;
    let before = match call.asked("before") {
        "" => None,
        id => Some(number(id)?),
    };
    let changes = store.account_changes(None, before)?;
    let is_full = i64::try_from(changes.len()).is_ok_and(|count| count == CHANGES);
    let newcomer = Grant { role: Role::Viewer, clearance: Sensitivity::Internal, admin: false };
    let content = accounts_page(
        &call.reader(),
        &Accounts {
            accounts: &store.listed_accounts()?,
            compartments: &store.compartments()?,
            older: changes.last().filter(|_| is_full).map(|change| change.id),
            changes: &changes,
            done: call.asked("done") == "yes",
            login: call.field("login"),
            grant: asked_grant(call).unwrap_or(newcomer),
            compartment: call.field("compartment"),
            errors,
        },
    );
    Ok(call.page_with(status, &call.reader().t("accounts-title"), Nav::None, &content))
}

fn show_one(
    call: &Call,
    status: u16,
    account: &ListedAccount,
    typed: Option<Grant>,
    errors: &[FieldError],
) -> Result<Reply> {
    let store = &call.app.store;
    let content = account_page(
        &call.reader(),
        &AccountPage {
            account,
            sessions: &store.sessions_of(account.id, call.app.sessions)?,
            compartments: &store.compartments()?,
            changes: &store.account_changes(Some(account.id), None)?,
            done: call.asked("done") == "yes",
            grant: typed.unwrap_or(account.grant),
            errors,
        },
    );
    Ok(call.page_with(status, &call.reader().t("account-title"), Nav::None, &content))
}

fn show_link(call: &Call, login: &str, token: &str) -> Reply {
    let reader = call.reader();
    call.page(&reader.t("accounts-link-title"), Nav::None, &link_page(&reader, login, token))
}
