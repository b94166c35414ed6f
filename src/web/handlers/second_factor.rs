//! One's own second factor: setting it up, spare codes, turning it off.

use crate::crypto::password::MIN_LENGTH;
use crate::crypto::second_factor::{address, is_secret, new_secret, new_spare_codes};
use crate::error::{Error, FieldError, Message, Result};
use crate::store::accounts::session::Session;
use crate::view::layout::Nav;
use crate::view::page::confirm::OWN_PASSWORD;
use crate::view::page::second_factor::{Setup, manage, set_up, spare_codes};
use crate::web::request::Request;
use crate::web::response::Response;
use crate::web::step_up::prove;

pub fn show(request: &Request) -> Result<Response> {
    request.only(&[])?;
    page(request, 200, None, &[])
}

/// Turns it on. The secret was made by the page and comes back with it: before a code of it and the own password are
/// given it is worth nothing, and needs no keeping.
pub fn turn_on(request: &Request) -> Result<Response> {
    let (session, secret) = (with_password(request)?, request.field("secret"));
    if !is_secret(secret) {
        return Err(Error::bad("err-malformed-input"));
    }
    let spare = new_spare_codes()?;
    let turned = prove(request, session, OWN_PASSWORD, || {
        let cookie = request.app.store.turn_second_factor_on(session, secret, request.field("code"), &spare)?;
        Ok(cookie.ok_or_else(wrong_code))
    })?;
    match turned {
        Ok(cookie) => Ok(request.renewed(show_spare_codes(request, &spare), &cookie)),
        Err(fault) => page(request, 422, Some(secret), &[fault]),
    }
}

/// Turns it off, if the password does without one.
pub fn turn_off(request: &Request) -> Result<Response> {
    let session = with_password(request)?;
    let store = &request.app.store;
    let turned = prove(request, session, OWN_PASSWORD, || {
        if request.field(OWN_PASSWORD).chars().count() < MIN_LENGTH {
            return Ok(Err(FieldError::new(OWN_PASSWORD, Message::new("err-second-factor-password-short"))));
        }
        if !store.take_code(session.viewer.account, request.field("code"))? {
            return Ok(Err(wrong_code()));
        }
        store.turn_second_factor_off(session.viewer.account).map(Ok)
    })?;
    match turned {
        Ok(()) => Ok(Response::see("/account?done=second-factor")),
        Err(fault) => page(request, 422, None, &[fault]),
    }
}

/// New spare codes instead of those until now.
pub fn renew_spare_codes(request: &Request) -> Result<Response> {
    let session = with_password(request)?;
    let (store, spare) = (&request.app.store, new_spare_codes()?);
    let renewed = prove(request, session, OWN_PASSWORD, || {
        if !store.take_code(session.viewer.account, request.field("code"))? {
            return Ok(Err(wrong_code()));
        }
        store.renew_spare_codes(session.viewer.account, &spare).map(Ok)
    })?;
    match renewed {
        Ok(()) => Ok(show_spare_codes(request, &spare)),
        Err(fault) => page(request, 422, None, &[fault]),
    }
}

/// An account that a link signs in has no first factor that a second could be beside.
fn with_password(request: &Request) -> Result<&Session> {
    let session = request.session()?;
    if session.password.is_some() { Ok(session) } else { Err(Error::bad("account-no-password")) }
}

fn wrong_code() -> FieldError {
    FieldError::new("code", Message::new("err-code-wrong"))
}

/// The page to set it up, with the secret it was tried with, or to change it.
fn page(request: &Request, status: u16, secret: Option<&str>, errors: &[FieldError]) -> Result<Response> {
    let (cx, session) = (request.page_context(), with_password(request)?);
    let content = match request.app.store.spare_codes_left(session.viewer.account)? {
        Some(left) => manage(&cx, left, errors),
        None => {
            let secret = secret.map_or_else(new_secret, |secret| Ok(secret.to_owned()))?;
            let address = address(&secret, &session.login);
            set_up(&cx, &Setup { secret: &secret, address: &address, errors })
        }
    };
    Ok(request.page_with(status, &cx.text("second-factor"), Nav::None, &content))
}

/// The page itself is the answer to the form: the codes are shown this once.
fn show_spare_codes(request: &Request, spare: &[String]) -> Response {
    let cx = request.page_context();
    request.page(&cx.text("spare-codes"), Nav::None, &spare_codes(&cx, spare))
}
