//! Keys and backups: what the commands do, for administrators in the browser.

use zeroize::Zeroizing;

use crate::app::backup::Download;
use crate::app::gather::desk::days_since;
use crate::config::Files;
use crate::crypto::slots::check_passphrase;
use crate::crypto::{RecoveryCode, Slip, Unlock, constant_time_eq, slots};
use crate::error::{Error, FieldError, Message, Result};
use crate::view::layout::Nav;
use crate::view::page::keys::{Keys, NEW_PASSPHRASE, PASSPHRASE_AGAIN, RECOVERY_CODE, keys, renewed};
use crate::web::request::Request;
use crate::web::response::Response;

/// More than this no passphrase file can give, in bytes.
const LONGEST: usize = 4096;

pub fn show(request: &Request) -> Result<Response> {
    request.only(&["done"])?;
    let done = match request.asked("done") {
        "" => None,
        "passphrase" => Some("keys-passphrase-done"),
        "removed" => Some("keys-removed"),
        "code" => Some("keys-code-right"),
        _ => return Err(Error::bad("err-unknown-parameter")),
    };
    page(request, 200, done, &[])
}

/// Sets, changes or removes the passphrase.
pub fn passphrase(request: &Request) -> Result<Response> {
    let files = files(request)?;
    if request.field("remove") == "true" {
        slots::set_passphrase(&files.keys, &*request.app.store.key()?, None)?;
        return Ok(Response::see("/keys?done=removed"));
    }
    let typed = request.field(NEW_PASSPHRASE);
    let mut errors = Vec::new();
    if check_passphrase(typed).is_err() {
        errors.push(FieldError::new(NEW_PASSPHRASE, Message::new("err-passphrase-short")));
    } else if typed.len() > LONGEST || typed.contains(['\r', '\n']) {
        errors.push(FieldError::new(NEW_PASSPHRASE, Message::new("err-passphrase-line")));
    }
    if typed != request.field(PASSPHRASE_AGAIN) {
        errors.push(FieldError::new(PASSPHRASE_AGAIN, Message::new("err-passphrase-differs")));
    }
    if !errors.is_empty() {
        return page(request, 422, None, &errors);
    }
    slots::set_passphrase(&files.keys, &*request.app.store.key()?, Some(Zeroizing::new(typed.to_owned())))?;
    Ok(Response::see("/keys?done=passphrase"))
}

/// Whether the code on the paper opens this case file.
pub fn test(request: &Request) -> Result<Response> {
    let files = files(request)?;
    let wrong = |say: Message| page(request, 422, None, &[FieldError::new(RECOVERY_CODE, say)]);
    let code = match RecoveryCode::read(request.field(RECOVERY_CODE)) {
        Ok(code) => code,
        Err(Slip::Length(given)) => return wrong(Message::new("err-code-length").arg("n", given)),
        Err(Slip::Group(group)) => return wrong(Message::new("err-code-group").arg("n", group)),
    };
    match slots::open(&files.keys, Unlock::Recovery(code)) {
        // The slot opened; whether its key is this database's has to be compared.
        Ok(key) if constant_time_eq(key.bytes(), request.app.store.key()?.bytes()) => {
            Ok(Response::see("/keys?done=code"))
        }
        Ok(_) | Err(Error::Refused(_)) => wrong(Message::new("err-recovery-code-wrong")),
        Err(other) => Err(other),
    }
}

/// A new code, in this answer and nowhere else.
pub fn renew(request: &Request) -> Result<Response> {
    let code = slots::renew_recovery_code(&files(request)?.keys, &*request.app.store.key()?)?;
    let cx = request.page_context();
    Ok(request.page(&cx.text("keys-renewed-title"), Nav::None, &renewed(&cx, code.text())))
}

/// A backup, made and verified before its first byte goes out.
pub fn back_up(request: &Request) -> Result<Response> {
    let files = files(request)?;
    // One at a time: each needs room for the database twice.
    let Ok(_alone) = request.app.backing_up.try_lock() else {
        return Err(Error::bad("err-backup-running"));
    };
    let backup = Download::make(request.app.store.original(), &files.keys)?;
    Ok(Response::download("application/octet-stream", "backup.habeas", move |out| backup.send(out)))
}

/// Where the slots are; a demo has none.
fn files(request: &Request) -> Result<&Files> {
    request.app.files.as_ref().ok_or_else(|| Error::bad("err-no-keys"))
}

fn page(request: &Request, status: u16, done: Option<&str>, errors: &[FieldError]) -> Result<Response> {
    let app = &request.app;
    let noted = app.store.read(request.viewer()?, |tx| tx.last_backup())?;
    let backup = noted.as_deref().and_then(|at| Some((at, days_since(at)?)));
    let cx = request.page_context();
    let content =
        keys(&cx, &Keys { on_disk: app.files.is_some(), passphrase: app.opens_by_passphrase(), backup, done, errors });
    Ok(request.page_with(status, &cx.text("keys-title"), Nav::None, &content))
}
