//! One's own account: its sessions, its password, its tokens.

use crate::crypto::password;
use crate::error::{Error, FieldError, Message, Result};
use crate::view::layout::Nav;
use crate::view::page::own::{OwnAccount, own};
use crate::web::request::Request;
use crate::web::response::Response;
use crate::web::step_up::{self, Step, prove};

pub fn show(request: &Request) -> Result<Response> {
    request.only(&["done"])?;
    let done = match request.asked("done") {
        "" => None,
        "password" => Some("account-password-done"),
        "session" => Some("account-session-done"),
        "second-factor" => Some("second-factor-off-done"),
        "token" => Some("account-token-done"),
        _ => return Err(Error::bad("err-unknown-parameter")),
    };
    page(request, 200, done, &[])
}

/// The old password, and the new one twice. Ends the other sessions.
pub fn change_password(request: &Request) -> Result<Response> {
    let session = request.session()?;
    let new = request.field("password");
    let mut errors = Vec::new();
    if let Err(key) = password::check_strength(new, &session.login, session.has_second_factor) {
        errors.push(FieldError::new("password", Message::new(key)));
    }
    if new != request.field("repeat") {
        errors.push(FieldError::new("repeat", Message::new("err-password-differs")));
    }
    if let Err(fault) = prove(request, session, "old", || Ok(Ok(())))? {
        errors.insert(0, fault);
    }
    if !errors.is_empty() {
        return page(request, 422, None, &errors);
    }
    let cookie = request.app.store.change_password(session.viewer.account, &password::hash(new)?, session.id)?;
    Ok(request.renewed(Response::see("/account?done=password"), &cookie))
}

/// The password once more for an address that only reads: given, it leads back there.
pub fn confirm(request: &Request) -> Result<Response> {
    let back = request.back().ok_or_else(|| Error::bad("err-malformed-input"))?;
    Ok(match step_up::demand(request, request.path(), &request.form, "/")? {
        Step::Ask(asks) => asks,
        Step::Renewed(cookie) => request.renewed(Response::see(back), &cookie),
        Step::Go => Response::see(back),
    })
}

/// Ends one of one's sessions, or all but this one.
pub fn end_session(request: &Request) -> Result<Response> {
    let (session, store) = (request.session()?, &request.app.store);
    match request.field("session") {
        "others" => store.end_other_sessions(session.viewer.account, session.id)?,
        id => store.end_session_of(session.viewer.account, number(id)?)?,
    }
    Ok(Response::see("/account?done=session"))
}

pub fn revoke_token(request: &Request) -> Result<Response> {
    request.app.store.revoke_api_token(request.session()?.viewer.account, number(request.field("token"))?)?;
    Ok(Response::see("/account?done=token"))
}

fn page(request: &Request, status: u16, done: Option<&str>, errors: &[FieldError]) -> Result<Response> {
    let (session, store) = (request.session()?, &request.app.store);
    let account = session.viewer.account;
    let content = own(
        &request.page_context(),
        &OwnAccount {
            login: &session.login,
            clearance: session.viewer.clearance,
            has_password: session.password.is_some(),
            spare_codes: store.spare_codes_left(account)?,
            before: &store.before_session(session)?,
            session: session.id,
            sessions: &store.sessions_of(account, request.app.sessions)?,
            tokens: &store.api_tokens_of(account)?,
            done,
            errors,
        },
    );
    Ok(request.page_with(status, &request.page_context().text("account-title"), Nav::None, &content))
}

/// The number of a session, token or account in a form of ours.
pub fn number(text: &str) -> Result<i64> {
    text.parse().map_err(|_| Error::bad("err-malformed-input"))
}
