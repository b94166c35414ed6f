//! Locking everything at once, and opening it again.

use crate::error::{Error, Result};
use crate::view::layout::Nav;
use crate::view::page::lock::unlock as unlock_page;
use crate::web::call::{Call, SESSION_COOKIE};
use crate::web::gate::Tried;
use crate::web::reply::Reply;

/// Ends the sessions of everybody and drops the key, whatever is running.
pub fn lock(call: &Call) -> Result<Reply> {
    call.gate.lock();
    Ok(Reply::see("/unlock").cookie(SESSION_COOKIE, "", 0))
}

pub fn unlock_form(call: &Call) -> Result<Reply> {
    if !call.app.store.is_shut() {
        return Ok(Reply::see("/"));
    }
    form(call, 200, None)
}

/// The passphrase of the case file, not the password of an account: everybody signs in again after it.
pub fn unlock(call: &Call) -> Result<Reply> {
    if !call.app.store.is_shut() {
        return Ok(Reply::see("/"));
    }
    match call.gate.unlock(call.field("passphrase"))? {
        Tried::Opened => Ok(Reply::see("/signin")),
        tried @ Tried::Wrong => form(call, 422, Some(tried)),
        tried @ Tried::Wait(_) => form(call, 429, Some(tried)),
    }
}

fn form(call: &Call, status: u16, tried: Option<Tried>) -> Result<Reply> {
    if !call.app.opens_by_passphrase() {
        return Err(Error::Locked);
    }
    let reader = call.reader();
    let wait = match tried {
        Some(Tried::Wait(seconds)) => seconds,
        _ => 0,
    };
    let content = unlock_page(&reader, tried == Some(Tried::Wrong), wait);
    Ok(call.page_with(status, &reader.t("locked-title"), Nav::None, &content))
}
