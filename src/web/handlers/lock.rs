//! Locking everything at once, and opening it again.

use crate::error::{Error, Result};
use crate::view::layout::Nav;
use crate::view::page::lock::unlock as unlock_page;
use crate::web::lockable::Tried;
use crate::web::request::{Request, SESSION_COOKIE};
use crate::web::response::Response;

/// Ends the sessions of everybody and drops the key, whatever is running.
pub fn lock(request: &Request) -> Result<Response> {
    request.lockable.lock();
    Ok(Response::see("/unlock").cookie(SESSION_COOKIE, "", 0))
}

pub fn unlock_form(request: &Request) -> Result<Response> {
    if !request.app.store.is_shut() {
        return Ok(Response::see("/"));
    }
    form(request, 200, None)
}

/// The passphrase of the case file, not the password of an account: everybody signs in again after it.
pub fn unlock(request: &Request) -> Result<Response> {
    if !request.app.store.is_shut() {
        return Ok(Response::see("/"));
    }
    match request.lockable.unlock(request.field("passphrase"))? {
        Tried::Opened => Ok(Response::see(request.way_to("/signin", request.asked_for()))),
        tried @ Tried::Wrong => form(request, 422, Some(tried)),
        tried @ Tried::Wait(_) => form(request, 429, Some(tried)),
    }
}

fn form(request: &Request, status: u16, tried: Option<Tried>) -> Result<Response> {
    if !request.app.opens_by_passphrase() {
        return Err(Error::Locked);
    }
    let cx = request.page_context();
    let wait = match tried {
        Some(Tried::Wait(seconds)) => seconds,
        _ => 0,
    };
    let content = unlock_page(&cx, tried == Some(Tried::Wrong), wait, request.asked_for());
    Ok(request.page_with(status, &cx.text("locked-title"), Nav::None, &content))
}
