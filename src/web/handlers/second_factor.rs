//! One's own second factor: setting it up, spare codes, turning it off.

use crate::crypto::password::MIN_LENGTH;
use crate::crypto::second_factor::{address, is_secret, new_secret, new_spare_codes};
use crate::error::{Error, FieldError, Result, Say};
use crate::store::session::Session;
use crate::view::layout::Nav;
use crate::view::page::confirm::OWN_PASSWORD;
use crate::view::page::second_factor::{Setup, manage, set_up, spare_codes};
use crate::web::call::Call;
use crate::web::reply::Reply;
use crate::web::step_up::prove;

pub fn show(call: &Call) -> Result<Reply> {
    call.only(&[])?;
    page(call, 200, None, &[])
}

/// Turns it on. The secret was made by the page and comes back with it: before a code of it and the own password are
/// given it is worth nothing, and needs no keeping.
pub fn turn_on(call: &Call) -> Result<Reply> {
    let (session, secret) = (with_password(call)?, call.field("secret"));
    if !is_secret(secret) {
        return Err(Error::bad("err-malformed-input"));
    }
    let spare = new_spare_codes()?;
    let turned = prove(call, session, OWN_PASSWORD, || {
        let cookie = call.app.store.turn_second_factor_on(session, secret, call.field("code"), &spare)?;
        Ok(cookie.ok_or_else(wrong_code))
    })?;
    match turned {
        Ok(cookie) => Ok(call.renewed(show_spare_codes(call, &spare), &cookie)),
        Err(fault) => page(call, 422, Some(secret), &[fault]),
    }
}

/// Turns it off, if the password does without one.
pub fn turn_off(call: &Call) -> Result<Reply> {
    let session = with_password(call)?;
    let store = &call.app.store;
    let turned = prove(call, session, OWN_PASSWORD, || {
        if call.field(OWN_PASSWORD).chars().count() < MIN_LENGTH {
            return Ok(Err(FieldError::new(OWN_PASSWORD, Say::new("err-second-factor-password-short"))));
        }
        if !store.take_code(session.viewer.account, call.field("code"))? {
            return Ok(Err(wrong_code()));
        }
        store.turn_second_factor_off(session.viewer.account).map(Ok)
    })?;
    match turned {
        Ok(()) => Ok(Reply::see("/account?done=second-factor")),
        Err(fault) => page(call, 422, None, &[fault]),
    }
}

/// New spare codes instead of those until now.
pub fn renew_spare_codes(call: &Call) -> Result<Reply> {
    let session = with_password(call)?;
    let (store, spare) = (&call.app.store, new_spare_codes()?);
    let renewed = prove(call, session, OWN_PASSWORD, || {
        if !store.take_code(session.viewer.account, call.field("code"))? {
            return Ok(Err(wrong_code()));
        }
        store.renew_spare_codes(session.viewer.account, &spare).map(Ok)
    })?;
    match renewed {
        Ok(()) => Ok(show_spare_codes(call, &spare)),
        Err(fault) => page(call, 422, None, &[fault]),
    }
}

/// An account that a link signs in has no first factor that a second could be beside.
fn with_password(call: &Call) -> Result<&Session> {
    let session = call.session()?;
    if session.password.is_some() { Ok(session) } else { Err(Error::bad("account-no-password")) }
}

fn wrong_code() -> FieldError {
    FieldError::new("code", Say::new("err-code-wrong"))
}

/// The page to set it up, with the secret it was tried with, or to change it.
fn page(call: &Call, status: u16, secret: Option<&str>, errors: &[FieldError]) -> Result<Reply> {
    let (reader, session) = (call.reader(), with_password(call)?);
    let content = match call.app.store.spare_codes_left(session.viewer.account)? {
        Some(left) => manage(&reader, left, errors),
        None => {
            let secret = secret.map_or_else(new_secret, |secret| Ok(secret.to_owned()))?;
            let address = address(&secret, &session.login);
            set_up(&reader, &Setup { secret: &secret, address: &address, errors })
        }
    };
    Ok(call.page_with(status, &reader.t("second-factor"), Nav::None, &content))
}

/// The page itself is the answer to the form: the codes are shown this once.
fn show_spare_codes(call: &Call, spare: &[String]) -> Reply {
    let reader = call.reader();
    call.page(&reader.t("spare-codes"), Nav::None, &spare_codes(&reader, spare))
}
