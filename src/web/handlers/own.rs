//! One's own account: its sessions, its password, its tokens.

use crate::crypto::password;
use crate::error::{Error, FieldError, Result, Say};
use crate::view::layout::Nav;
use crate::view::page::own::{OwnAccount, own};
use crate::web::call::Call;
use crate::web::reply::Reply;
use crate::web::step_up::{self, Step, prove};

pub fn show(call: &Call) -> Result<Reply> {
    call.only(&["done"])?;
    let done = match call.asked("done") {
        "" => None,
        "password" => Some("account-password-done"),
        "session" => Some("account-session-done"),
        "second-factor" => Some("second-factor-off-done"),
        "token" => Some("account-token-done"),
        _ => return Err(Error::bad("err-unknown-parameter")),
    };
    page(call, 200, done, &[])
}

/// The old password, and the new one twice. Ends the other sessions.
pub fn change_password(call: &Call) -> Result<Reply> {
    let session = call.session()?;
    let new = call.field("password");
    let mut errors = Vec::new();
    if let Err(key) = password::check_strength(new, &session.login, session.has_second_factor) {
        errors.push(FieldError::new("password", Say::new(key)));
    }
    if new != call.field("repeat") {
        errors.push(FieldError::new("repeat", Say::new("err-password-differs")));
    }
    if let Err(fault) = prove(call, session, "old", || Ok(Ok(())))? {
        errors.insert(0, fault);
    }
    if !errors.is_empty() {
        return page(call, 422, None, &errors);
    }
    let cookie = call.app.store.change_password(session.viewer.account, &password::hash(new)?, session.id)?;
    Ok(call.renewed(Reply::see("/account?done=password"), &cookie))
}

/// The password once more for an address that only reads: given, it leads back there.
pub fn confirm(call: &Call) -> Result<Reply> {
    let back = call.back().ok_or_else(|| Error::bad("err-malformed-input"))?;
    Ok(match step_up::demand(call, call.path(), &call.form, "/")? {
        Step::Ask(asks) => asks,
        Step::Renewed(cookie) => call.renewed(Reply::see(back), &cookie),
        Step::Go => Reply::see(back),
    })
}

/// Ends one of one's sessions, or all but this one.
pub fn end_session(call: &Call) -> Result<Reply> {
    let (session, store) = (call.session()?, &call.app.store);
    match call.field("session") {
        "others" => store.end_other_sessions(session.viewer.account, session.id)?,
        id => store.end_session_of(session.viewer.account, number(id)?)?,
    }
    Ok(Reply::see("/account?done=session"))
}

pub fn revoke_token(call: &Call) -> Result<Reply> {
    call.app.store.revoke_api_token(call.session()?.viewer.account, number(call.field("token"))?)?;
    Ok(Reply::see("/account?done=token"))
}

fn page(call: &Call, status: u16, done: Option<&str>, errors: &[FieldError]) -> Result<Reply> {
    let (session, store) = (call.session()?, &call.app.store);
    let account = session.viewer.account;
    let content = own(
        &call.reader(),
        &OwnAccount {
            login: &session.login,
            clearance: session.viewer.clearance,
            has_password: session.password.is_some(),
            spare_codes: store.spare_codes_left(account)?,
            before: &store.before_session(session)?,
            session: session.id,
            sessions: &store.sessions_of(account, call.app.sessions)?,
            tokens: &store.api_tokens_of(account)?,
            done,
            errors,
        },
    );
    Ok(call.page_with(status, &call.reader().t("account-title"), Nav::None, &content))
}

/// The number of a session, token or account in a form of ours.
pub fn number(text: &str) -> Result<i64> {
    text.parse().map_err(|_| Error::bad("err-malformed-input"))
}
