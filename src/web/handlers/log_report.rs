//! Logging from a report.

use crate::app::log_report::{self, Asked, LogReport};
use crate::app::submit::FORM_KEY;
use crate::crypto::random_token;
use crate::domain::form_data::FormData;
use crate::domain::kind::Kind;
use crate::error::{FieldError, Result};
use crate::view::layout::Nav;
use crate::view::page::log_report::{Shown, log_report as page};
use crate::web::call::Call;
use crate::web::handlers::{draft, form};
use crate::web::reply::Reply;

/// The text of a report, and the form that the address asks for or a draft of it.
pub fn open(call: &Call) -> Result<Reply> {
    call.only(&["kind", "paragraph", "saved", "draft"])?;
    show(call, 200, draft::asked_for(call)?.unwrap_or_default(), &[])
}

pub fn add(call: &Call) -> Result<Reply> {
    let key = call.key(0)?;
    let report = call.app.store.read(call.viewer()?, |tx| tx.resolve_kind(&key, Kind::Report))?;
    form::answer(
        call,
        &call.reader().t("reason-from-report"),
        |tx, typed| log_report::save(tx, report, typed),
        |status, typed, errors| show(call, status, typed, errors),
    )
}

fn show(call: &Call, status: u16, mut typed: FormData, errors: &[FieldError]) -> Result<Reply> {
    if typed.get(FORM_KEY).is_empty() {
        typed.set(FORM_KEY, random_token()?);
    }
    let key = call.key(0)?;
    let asked = Asked { adding: call.asked("kind"), paragraph: call.asked("paragraph"), saved: call.asked("saved") };
    let LogReport { reading, adding, filling, compartments, typed } = call.app.store.read(call.viewer()?, |tx| {
        let report = tx.resolve_kind(&key, Kind::Report)?;
        log_report::show(tx, report, &asked, typed)
    })?;
    let reader = call.reader();
    let shown = Shown {
        reading: &reading,
        adding,
        filling: &filling,
        typed: &typed,
        compartments: &compartments,
        action: call.path(),
        clearance: call.viewer()?.clearance,
        errors,
    };
    let title = reader.tw("from-report-title", &[("ref", reading.header.reference.as_str().into())]);
    Ok(call.page_with(status, &title, Nav::Log, &page(&reader, &shown)))
}
