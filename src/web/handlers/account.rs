//! Coming in and going out: one-time links, sign-in, sign-out, language.

use crate::crypto::password;
use crate::domain::access::Role;
use crate::domain::lang::Lang;
use crate::domain::login::{is_login, prepared};
use crate::domain::record::Sensitivity;
use crate::error::{Error, FieldError, Message, Result};
use crate::store::accounts::account::{Account, LinkPurpose, NewAccount};
use crate::store::accounts::second_factor::CODE_AWAITED;
use crate::store::accounts::throttle::Attempt;
use crate::view::layout::Nav;
use crate::view::page::account::{SetupForm, Tried, setup as setup_page, sign_in as sign_in_page};
use crate::view::page::second_factor::code as code_page;
use crate::web::request::{CODE_COOKIE, LANGUAGE_COOKIE, Request, SESSION_COOKIE};
use crate::web::response::Response;

const YEAR: i64 = 365 * 86_400;

/// The demo's link: signs in, once. A second visit finds the session of the first.
pub fn enter(request: &Request) -> Result<Response> {
    match request.app.store.use_link(request.parameter(0), LinkPurpose::Enter)? {
        Some(Some(account)) => come_in(request, account, 0),
        _ if request.session.is_some() => Ok(Response::see("/")),
        _ => Err(Error::bad("err-link-used")),
    }
}

pub fn setup_form(request: &Request) -> Result<Response> {
    let account = setup_account(request)?;
    Ok(show_setup(request, 200, account.as_ref(), &[]))
}

/// Chooses the password of an account; for the first account, its user name as well.
pub fn setup(request: &Request) -> Result<Response> {
    let invited = setup_account(request)?;
    let login = invited.as_ref().map_or_else(|| request.field("login").trim(), |account| &account.login).to_owned();
    let has_second = invited.as_ref().is_some_and(|account| account.has_second_factor);
    let password = request.field("password");
    let mut errors = Vec::new();
    if let Err(key) = password::check_strength(password, &login, has_second) {
        errors.push(FieldError::new("password", Message::new(key)));
    }
    if password != request.field("repeat") {
        errors.push(FieldError::new("repeat", Message::new("err-password-differs")));
    }
    if !is_login(&prepared(&login)) {
        errors.push(FieldError::new("login", Message::new("err-login")));
    } else if invited.is_none() && request.app.store.login_is_taken(&login)? {
        errors.push(FieldError::new("login", Message::new("err-login-taken")));
    }
    if !errors.is_empty() {
        return Ok(show_setup(request, 422, invited.as_ref(), &errors));
    }
    let hash = password::hash(password)?;
    // Used up only now: a rejected form leaves the link working.
    let store = &request.app.store;
    let account = match store.use_link(request.parameter(0), LinkPurpose::Setup)? {
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
    store.set_language(account, request.lang)?;
    come_in(request, account, 0)
}

pub fn sign_in_form(request: &Request) -> Result<Response> {
    if request.session.is_some() {
        return Ok(Response::see(request.asked_for().unwrap_or("/")));
    }
    let tried = Tried { kept: request.asked("kept") == "1", ..Tried::default() };
    Ok(show_sign_in(request, 200, "", tried))
}

/// The same answer, after the same work, for an unknown name, a wrong password and a closed account; and the same
/// wait after too many of them, in which no password is looked at.
pub fn sign_in(request: &Request) -> Result<Response> {
    let (login, password) = (request.field("login").trim(), request.field("password"));
    let next_wait = match request.app.store.attempt(login)? {
        Attempt::Wait(wait) => return Ok(show_sign_in(request, 429, login, Tried { wait, ..Tried::default() })),
        Attempt::Go { next_wait } => next_wait,
    };
    let account = request.app.store.account_by_login(login)?.filter(|account| !account.disabled);
    let known = match account.as_ref().and_then(|account| account.password.as_deref()) {
        Some(hash) => password::verify(password, hash),
        None => password::verify_nobody(password),
    };
    match account.filter(|_| known) {
        Some(account) => come_in(request, account.id, 1),
        None => Ok(show_sign_in(request, 422, login, Tried { failed: true, wait: next_wait, ..Tried::default() })),
    }
}

/// The second page of signing in, for whoever has just given a right password.
pub fn code_form(request: &Request) -> Result<Response> {
    awaited(request)?;
    Ok(show_code(request, 200, Tried::default()))
}

/// The code of the second factor, or a spare one. Wrong ones count as wrong passwords do: who knows the password
/// guesses the code no faster.
pub fn code(request: &Request) -> Result<Response> {
    let (account, attempts) = awaited(request)?;
    let next_wait = match request.app.store.attempt(&account.login)? {
        Attempt::Wait(wait) => return Ok(show_code(request, 429, Tried { wait, ..Tried::default() })),
        Attempt::Go { next_wait } => next_wait,
    };
    if request.app.store.take_code(account.id, request.field("code"))? {
        return Ok(start(request, account.id, attempts + 1)?.cookie(CODE_COOKIE, "", 0));
    }
    Ok(show_code(request, 422, Tried { failed: true, wait: next_wait, ..Tried::default() }))
}

/// Whose code this browser was asked for, and how many tries were this sign-in. Anybody else starts over.
fn awaited(request: &Request) -> Result<(Account, i64)> {
    let cookie = request.credentials.awaited.as_deref().unwrap_or_default();
    request.app.store.awaited(cookie)?.ok_or(Error::Unauthenticated)
}

fn show_code(request: &Request, status: u16, tried: Tried) -> Response {
    let cx = request.page_context();
    request.page_with(status, &cx.text("code-title"), Nav::None, &code_page(&cx, request.asked_for(), tried))
}

fn show_sign_in(request: &Request, status: u16, login: &str, tried: Tried) -> Response {
    let cx = request.page_context();
    request.page_with(status, &cx.text("sign-in"), Nav::None, &sign_in_page(&cx, login, request.asked_for(), tried))
}

pub fn sign_out(request: &Request) -> Result<Response> {
    if let Some(cookie) = &request.credentials.cookie {
        request.app.store.end_session(cookie)?;
    }
    Ok(Response::see("/signin").cookie(SESSION_COOKIE, "", 0))
}

/// The language of the interface: kept with the account, or in a cookie before sign-in.
pub fn language(request: &Request) -> Result<Response> {
    let lang = Lang::parse(request.field("lang")).ok_or_else(|| Error::bad("err-malformed-input"))?;
    let back = request.back().unwrap_or("/");
    if let Some(session) = &request.session {
        request.app.store.set_language(session.viewer.account, lang)?;
    }
    Ok(Response::see(back).cookie(LANGUAGE_COOKIE, lang.code(), YEAR))
}

/// Lets somebody in whose password or link was right: at submit_action, or to the page that asks for the code.
fn come_in(request: &Request, account: i64, attempts: i64) -> Result<Response> {
    let store = &request.app.store;
    if store.spare_codes_left(account)?.is_none() {
        return start(request, account, attempts);
    }
    let token = store.await_code(account, attempts)?;
    Ok(Response::see(request.way_to("/signin/code", request.asked_for())).cookie(CODE_COOKIE, &token, CODE_AWAITED))
}

/// A new session at every sign-in: an identifier from before is never taken over.
fn start(request: &Request, account: i64, attempts: i64) -> Result<Response> {
    if let Some(cookie) = &request.credentials.cookie {
        request.app.store.end_session(cookie)?;
    }
    let token = request.app.store.start_session(account, attempts)?;
    let page = request.asked_for().unwrap_or("/");
    Ok(Response::see(page).cookie(SESSION_COOKIE, &token, request.app.sessions.absolute))
}

/// The account a set-up link is for: `None` for the first account, which still has no name.
fn setup_account(request: &Request) -> Result<Option<Account>> {
    let store = &request.app.store;
    match store.link_account(request.parameter(0), LinkPurpose::Setup)? {
        None => Err(Error::bad("err-link-used")),
        Some(None) => Ok(None),
        Some(Some(id)) => {
            let account = store.accounts()?.into_iter().find(|account| account.id == id && !account.disabled);
            account.map(Some).ok_or_else(|| Error::bad("err-link-used"))
        }
    }
}

fn show_setup(request: &Request, status: u16, account: Option<&Account>, errors: &[FieldError]) -> Response {
    let cx = request.page_context();
    let form = SetupForm {
        action: request.address(),
        login: account.map_or_else(|| request.field("login"), |account| &account.login),
        login_is_fixed: account.is_some(),
        errors,
    };
    let page = crate::view::layout::page(&cx, &cx.text("setup-title"), Nav::None, &setup_page(&cx, &form));
    Response::html(status, page.into_string())
}
