//! The password of whoever is signed in, given once more.

use super::handlers::export;
use super::route::Route;
use crate::crypto::password;
use crate::domain::access::Right;
use crate::domain::record::Sensitivity;
use crate::error::{FieldError, Message, Result};
use crate::store::accounts::session::Session;
use crate::store::accounts::throttle::Attempt;
use crate::view::layout::Nav;
use crate::view::page::confirm::{Confirm, OWN_PASSWORD, confirm};
use crate::web::request::Request;
use crate::web::response::Response;

/// What comes before a step that asks for the password.
pub enum Step {
    /// Nothing: it was given a moment ago, or is not asked for.
    Go,
    /// It was given now: the session goes on under this new cookie.
    Renewed(String),
    /// A page that asks for it.
    Ask(Response),
}

/// Goes on with `then` if the password typed into `field` is that of the session's holder; otherwise says what is
/// wrong. Counted like a try to sign in until both are right: whoever took over a browser guesses no faster than
/// anybody else, the code included that `then` may look at.
pub fn prove<T>(
    request: &Request,
    session: &Session,
    field: &str,
    then: impl FnOnce() -> Result<std::result::Result<T, FieldError>>,
) -> Result<std::result::Result<T, FieldError>> {
    let (store, typed) = (&request.app.store, request.field(field));
    if let Attempt::Wait(wait) = store.attempt(&session.login)? {
        return Ok(Err(FieldError::new(field, Message::new("err-password-wait").arg("n", wait))));
    }
    let right = match &session.password {
        Some(hash) => password::verify(typed, hash),
        None => password::verify_nobody(typed),
    };
    if !right {
        return Ok(Err(FieldError::new(field, Message::new("err-password-wrong"))));
    }
    let done = then()?;
    if done.is_ok() {
        store.forget_failures(&session.login)?;
    }
    Ok(done)
}

/// Changes of accounts, and taking away what is closed to others inside, ask for one's own password unless it was
/// given a moment ago: a page with the form as it was sent and a field for the password. Sent again with the right
/// one, the step is taken. The code of a second factor is not asked for again: the session proves it.
pub fn before(request: &Request, route: &Route) -> Result<Step> {
    match route.right {
        Right::Administer if route.method != "GET" => {
            let leave = if route.path.starts_with("/keys") { "/keys" } else { "/accounts" };
            demand(request, request.path(), &request.form, leave)
        }
        Right::ExportShared if takes_closed_records(request)? => {
            // An address that only reads takes no password: another one does, and leads back here.
            let back = [("back".to_owned(), request.address().to_owned())];
            demand(request, "/account/confirmation", &back, "/timeline")
        }
        _ => Ok(Step::Go),
    }
}

/// The password, if it is not too long ago; `form` is what the page sends along to `action`.
pub fn demand(request: &Request, action: &str, form: &[(String, String)], leave: &str) -> Result<Step> {
    let session = request.session()?;
    if session.is_confirmed() {
        return Ok(Step::Go);
    }
    let mut errors = Vec::new();
    if !request.field(OWN_PASSWORD).is_empty() {
        match prove(request, session, OWN_PASSWORD, || Ok(Ok(())))? {
            Ok(()) => return Ok(Step::Renewed(request.app.store.confirm_session(session.id)?)),
            Err(fault) => errors.push(fault),
        }
    }
    let cx = request.page_context();
    let content = confirm(&cx, &Confirm { action, login: &session.login, form, leave }, &errors);
    Ok(Step::Ask(request.page_with(403, &cx.text("confirm-title"), Nav::None, &content)))
}

/// Whether an export can hold what is above internal, in a compartment or a protected source: judged by all that
/// whoever asks would be given from, not by the question.
fn takes_closed_records(request: &Request) -> Result<bool> {
    let reach = request.viewer()?.for_audience(export::audience(request)?);
    request.app.store.read(&reach, |tx| tx.sees_above(Sensitivity::Internal))
}
