//! The password of whoever is signed in, given once more.

use super::call::Call;
use super::reply::Reply;
use super::routes::Route;
use crate::crypto::password;
use crate::domain::access::Right;
use crate::error::{FieldError, Result, Say};
use crate::store::session::Session;
use crate::store::throttle::Attempt;
use crate::view::layout::Nav;
use crate::view::page::confirm::{OWN_PASSWORD, confirm};

/// What is wrong with the password typed by the holder of a session; nothing if it is theirs. Counted like a try
/// to sign in: whoever took over a browser guesses no faster than anybody else.
pub fn fault_of_password(call: &Call, session: &Session, typed: &str) -> Result<Option<Say>> {
    let store = &call.app.store;
    if let Attempt::Wait(wait) = store.attempt(&session.login)? {
        return Ok(Some(Say::new("err-password-wait").arg("n", wait)));
    }
    let right = match &session.password {
        Some(hash) => password::verify(typed, hash),
        None => password::verify_nobody(typed),
    };
    if !right {
        return Ok(Some(Say::new("err-password-wrong")));
    }
    store.forget_failures(&session.login)?;
    Ok(None)
}

/// Changes of accounts ask for one's own password unless it was given a moment ago: a page with the form as it was
/// sent and a field for the password. Sent again with the right one, the change is made.
pub fn ask(call: &Call, route: &Route) -> Result<Option<Reply>> {
    if route.right != Right::Administer || route.method == "GET" {
        return Ok(None);
    }
    let session = call.session()?;
    if session.is_confirmed() {
        return Ok(None);
    }
    let typed = call.field(OWN_PASSWORD);
    let fault = if typed.is_empty() { None } else { fault_of_password(call, session, typed)? };
    if !typed.is_empty() && fault.is_none() {
        call.app.store.confirm_session(session.id)?;
        return Ok(None);
    }
    let errors: Vec<FieldError> = fault.into_iter().map(|say| FieldError::new(OWN_PASSWORD, say)).collect();
    let content = confirm(&call.reader(), call.path(), &session.login, &call.form, &errors);
    Ok(Some(call.page_with(403, &call.reader().t("confirm-title"), Nav::None, &content)))
}
