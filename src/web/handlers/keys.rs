//! Keys and backups: what the commands do, for administrators in the browser.

use zeroize::Zeroizing;

use crate::app::backup::Download;
use crate::app::desk::days_since;
use crate::config::Files;
use crate::crypto::passphrase::check_passphrase;
use crate::crypto::{RecoveryCode, Slip, Unlock, constant_time_eq, slots};
use crate::error::{Error, FieldError, Result, Say};
use crate::view::layout::Nav;
use crate::view::page::keys::{Keys, NEW_PASSPHRASE, PASSPHRASE_AGAIN, RECOVERY_CODE, keys, renewed};
use crate::web::call::Call;
use crate::web::reply::Reply;

/// More than this no passphrase file can give, in bytes.
const LONGEST: usize = 4096;

pub fn show(call: &Call) -> Result<Reply> {
    call.only(&["done"])?;
    let done = match call.asked("done") {
        "" => None,
        "passphrase" => Some("keys-passphrase-done"),
        "removed" => Some("keys-removed"),
        "code" => Some("keys-code-right"),
        _ => return Err(Error::bad("err-unknown-parameter")),
    };
    page(call, 200, done, &[])
}

/// Sets, changes or removes the passphrase.
pub fn passphrase(call: &Call) -> Result<Reply> {
    let files = files(call)?;
    if call.field("remove") == "true" {
        slots::set_passphrase(&files.keys, &*call.app.store.key()?, None)?;
        return Ok(Reply::see("/keys?done=removed"));
    }
    let typed = call.field(NEW_PASSPHRASE);
    let mut errors = Vec::new();
    if check_passphrase(typed).is_err() {
        errors.push(FieldError::new(NEW_PASSPHRASE, Say::new("err-passphrase-short")));
    } else if typed.len() > LONGEST || typed.contains(['\r', '\n']) {
        errors.push(FieldError::new(NEW_PASSPHRASE, Say::new("err-passphrase-line")));
    }
    if typed != call.field(PASSPHRASE_AGAIN) {
        errors.push(FieldError::new(PASSPHRASE_AGAIN, Say::new("err-passphrase-differs")));
    }
    if !errors.is_empty() {
        return page(call, 422, None, &errors);
    }
    slots::set_passphrase(&files.keys, &*call.app.store.key()?, Some(Zeroizing::new(typed.to_owned())))?;
    Ok(Reply::see("/keys?done=passphrase"))
}

/// Whether the code on the paper opens this case file.
pub fn test(call: &Call) -> Result<Reply> {
    let files = files(call)?;
    let wrong = |say: Say| page(call, 422, None, &[FieldError::new(RECOVERY_CODE, say)]);
    let code = match RecoveryCode::read(call.field(RECOVERY_CODE)) {
        Ok(code) => code,
        Err(Slip::Length(given)) => return wrong(Say::new("err-code-length").arg("n", given)),
        Err(Slip::Group(group)) => return wrong(Say::new("err-code-group").arg("n", group)),
    };
    match slots::open(&files.keys, Unlock::Recovery(code)) {
        // The slot opened; whether its key is this database's has to be compared.
        Ok(key) if constant_time_eq(key.bytes(), call.app.store.key()?.bytes()) => Ok(Reply::see("/keys?done=code")),
        Ok(_) | Err(Error::Refused(_)) => wrong(Say::new("err-recovery-code-wrong")),
        Err(other) => Err(other),
    }
}

/// A new code, in this answer and nowhere else.
pub fn renew(call: &Call) -> Result<Reply> {
    let code = slots::renew_recovery_code(&files(call)?.keys, &*call.app.store.key()?)?;
    let reader = call.reader();
    Ok(call.page(&reader.t("keys-renewed-title"), Nav::None, &renewed(&reader, code.text())))
}

/// A backup, made and verified before its first byte goes out.
pub fn back_up(call: &Call) -> Result<Reply> {
    let files = files(call)?;
    // One at a time: each needs room for the database twice.
    let Ok(_alone) = call.app.backing_up.try_lock() else {
        return Err(Error::bad("err-backup-running"));
    };
    let backup = Download::make(call.app.store.original(), &files.keys)?;
    Ok(Reply::download("application/octet-stream", "backup.habeas", move |out| backup.send(out)))
}

/// Where the slots are; a demo has none.
fn files(call: &Call) -> Result<&Files> {
    call.app.files.as_ref().ok_or_else(|| Error::bad("err-no-keys"))
}

fn page(call: &Call, status: u16, done: Option<&str>, errors: &[FieldError]) -> Result<Reply> {
    let app = &call.app;
    let noted = app.store.read(call.viewer()?, |tx| tx.last_backup())?;
    let backup = noted.as_deref().and_then(|at| Some((at, days_since(at)?)));
    let reader = call.reader();
    let content = keys(
        &reader,
        &Keys { on_disk: app.files.is_some(), passphrase: app.opens_by_passphrase(), backup, done, errors },
    );
    Ok(call.page_with(status, &reader.t("keys-title"), Nav::None, &content))
}
