//! Coming in and going out: one-time links, sign-in, sign-out, language.

use crate::crypto::password;
use crate::domain::access::Role;
use crate::domain::lang::Lang;
use crate::domain::record::Sensitivity;
use crate::error::{Error, FieldError, Result, Say};
use crate::store::account::{Account, LinkPurpose, NewAccount};
use crate::store::second_factor::CODE_AWAITED;
use crate::store::throttle::Attempt;
use crate::view::layout::Nav;
use crate::view::page::account::{SetupForm, Tried, setup as setup_page, sign_in as sign_in_page};
use crate::view::page::second_factor::code as code_page;
use crate::web::call::{CODE_COOKIE, Call, LANGUAGE_COOKIE, SESSION_COOKIE};
use crate::web::reply::Reply;

const YEAR: i64 = 365 * 86_400;

/// The demo's link: signs in, once. A second visit finds the session of the first.
pub fn enter(call: &Call) -> Result<Reply> {
    match call.app.store.use_link(call.parameter(0), LinkPurpose::Enter)? {
        Some(Some(account)) => come_in(call, account, 0),
        _ if call.session.is_some() => Ok(Reply::see("/")),
        _ => Err(Error::bad("err-link-used")),
    }
}

pub fn setup_form(call: &Call) -> Result<Reply> {
    let account = setup_account(call)?;
    Ok(show_setup(call, 200, account.as_ref(), &[]))
}

/// Chooses the password of an account; for the first account, its user name as well.
pub fn setup(call: &Call) -> Result<Reply> {
    let invited = setup_account(call)?;
    let login = invited.as_ref().map_or_else(|| call.field("login").trim(), |account| &account.login).to_owned();
    let has_second = invited.as_ref().is_some_and(|account| account.has_second_factor);
    let password = call.field("password");
    let mut errors = Vec::new();
    if let Err(key) = password::check_strength(password, &login, has_second) {
        errors.push(FieldError::new("password", Say::new(key)));
    }
    if password != call.field("repeat") {
        errors.push(FieldError::new("repeat", Say::new("err-password-differs")));
    }
    if !crate::store::account::is_login(&login) {
        errors.push(FieldError::new("login", Say::new("err-login")));
    } else if invited.is_none() && call.app.store.login_is_taken(&login)? {
        errors.push(FieldError::new("login", Say::new("err-login-taken")));
    }
    if !errors.is_empty() {
        return Ok(show_setup(call, 422, invited.as_ref(), &errors));
    }
    let hash = password::hash(password)?;
    // Used up only now: a rejected form leaves the link working.
    let store = &call.app.store;
    let account = match store.use_link(call.parameter(0), LinkPurpose::Setup)? {
        None => return Err(Error::bad("err-link-used")),
        Some(Some(account)) => account,
        Some(None) => store.add_account(&NewAccount {
            login: &login,
            name: &login,
            role: Role::Editor,
            admin: true,
            clearance: Sensitivity::Restricted,
        })?,
    };
    store.set_password(account, &hash)?;
    // The account goes on in the language it was set up in.
    store.set_language(account, call.lang)?;
    come_in(call, account, 0)
}

pub fn sign_in_form(call: &Call) -> Result<Reply> {
    if call.session.is_some() {
        return Ok(Reply::see("/"));
    }
    let tried = Tried { kept: call.asked("kept") == "1", ..Tried::default() };
    Ok(call.page(&call.reader().t("sign-in"), Nav::None, &sign_in_page(&call.reader(), "", tried)))
}

/// The same answer, after the same work, for an unknown name, a wrong password and a closed account; and the same
/// wait after too many of them, in which no password is looked at.
pub fn sign_in(call: &Call) -> Result<Reply> {
    let (login, password) = (call.field("login").trim(), call.field("password"));
    let next_wait = match call.app.store.attempt(login)? {
        Attempt::Wait(wait) => return Ok(show_sign_in(call, 429, login, Tried { wait, ..Tried::default() })),
        Attempt::Go { next_wait } => next_wait,
    };
    let account = call.app.store.account_by_login(login)?.filter(|account| !account.disabled);
    let known = match account.as_ref().and_then(|account| account.password.as_deref()) {
        Some(hash) => password::verify(password, hash),
        None => password::verify_nobody(password),
    };
    match account.filter(|_| known) {
        Some(account) => come_in(call, account.id, 1),
        None => Ok(show_sign_in(call, 422, login, Tried { failed: true, wait: next_wait, ..Tried::default() })),
    }
}

/// The second page of signing in, for whoever has just given a right password.
pub fn code_form(call: &Call) -> Result<Reply> {
    awaited(call)?;
    Ok(show_code(call, 200, Tried::default()))
}

/// The code of the second factor, or a spare one. Wrong ones count as wrong passwords do: who knows the password
/// guesses the code no faster.
pub fn code(call: &Call) -> Result<Reply> {
    let (account, attempts) = awaited(call)?;
    let next_wait = match call.app.store.attempt(&account.login)? {
        Attempt::Wait(wait) => return Ok(show_code(call, 429, Tried { wait, ..Tried::default() })),
        Attempt::Go { next_wait } => next_wait,
    };
    if call.app.store.take_code(account.id, call.field("code"))? {
        return Ok(start(call, account.id, attempts + 1)?.cookie(CODE_COOKIE, "", 0));
    }
    Ok(show_code(call, 422, Tried { failed: true, wait: next_wait, ..Tried::default() }))
}

/// Whose code this browser was asked for, and how many tries were this sign-in. Anybody else starts over.
fn awaited(call: &Call) -> Result<(Account, i64)> {
    let cookie = call.credentials.awaited.as_deref().unwrap_or_default();
    call.app.store.awaited(cookie)?.ok_or(Error::Unauthenticated)
}

fn show_code(call: &Call, status: u16, tried: Tried) -> Reply {
    let reader = call.reader();
    call.page_with(status, &reader.t("code-title"), Nav::None, &code_page(&reader, tried))
}

fn show_sign_in(call: &Call, status: u16, login: &str, tried: Tried) -> Reply {
    let reader = call.reader();
    let content = sign_in_page(&reader, login, tried);
    let page = crate::view::layout::page(&reader, &reader.t("sign-in"), Nav::None, &content);
    Reply::html(status, page.into_string())
}

pub fn sign_out(call: &Call) -> Result<Reply> {
    if let Some(cookie) = &call.credentials.cookie {
        call.app.store.end_session(cookie)?;
    }
    Ok(Reply::see("/signin").cookie(SESSION_COOKIE, "", 0))
}

/// The language of the interface: kept with the account, or in a cookie before sign-in.
pub fn language(call: &Call) -> Result<Reply> {
    let lang = Lang::parse(call.field("lang")).ok_or_else(|| Error::bad("err-malformed-input"))?;
    let back = call.back().unwrap_or("/");
    if let Some(session) = &call.session {
        call.app.store.set_language(session.viewer.account, lang)?;
    }
    Ok(Reply::see(back).cookie(LANGUAGE_COOKIE, lang.code(), YEAR))
}

/// Lets somebody in whose password or link was right: at once, or to the page that asks for the code.
fn come_in(call: &Call, account: i64, attempts: i64) -> Result<Reply> {
    let store = &call.app.store;
    if store.spare_codes_left(account)?.is_none() {
        return start(call, account, attempts);
    }
    let token = store.await_code(account, attempts)?;
    Ok(Reply::see("/signin/code").cookie(CODE_COOKIE, &token, CODE_AWAITED))
}

/// A new session at every sign-in: an identifier from before is never taken over.
fn start(call: &Call, account: i64, attempts: i64) -> Result<Reply> {
    if let Some(cookie) = &call.credentials.cookie {
        call.app.store.end_session(cookie)?;
    }
    let token = call.app.store.start_session(account, attempts)?;
    Ok(Reply::see("/").cookie(SESSION_COOKIE, &token, call.app.sessions.absolute))
}

/// The account a set-up link is for: `None` for the first account, which still has no name.
fn setup_account(call: &Call) -> Result<Option<Account>> {
    let store = &call.app.store;
    match store.link_account(call.parameter(0), LinkPurpose::Setup)? {
        None => Err(Error::bad("err-link-used")),
        Some(None) => Ok(None),
        Some(Some(id)) => {
            let account = store.accounts()?.into_iter().find(|account| account.id == id && !account.disabled);
            account.map(Some).ok_or_else(|| Error::bad("err-link-used"))
        }
    }
}

fn show_setup(call: &Call, status: u16, account: Option<&Account>, errors: &[FieldError]) -> Reply {
    let reader = call.reader();
    let form = SetupForm {
        action: call.address(),
        login: account.map_or_else(|| call.field("login"), |account| &account.login),
        login_is_fixed: account.is_some(),
        errors,
    };
    let page = crate::view::layout::page(&reader, &reader.t("setup-title"), Nav::None, &setup_page(&reader, &form));
    Reply::html(status, page.into_string())
}
