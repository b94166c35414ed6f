//! Logging a detention.

use crate::app::log_detention::{prefilled, save, show as lay_out};
use crate::app::submit::FORM_KEY;
use crate::crypto::random_token;
use crate::domain::form_data::FormData;
use crate::domain::record::RecordKey;
use crate::error::{FieldError, Result};
use crate::view::layout::Nav;
use crate::view::page::log_detention::{Shown, log_detention};
use crate::web::call::Call;
use crate::web::handlers::{draft, form};
use crate::web::reply::Reply;

pub fn detention(call: &Call) -> Result<Reply> {
    let typed = match draft::asked_for(call)? {
        Some(typed) => typed,
        None => call.app.store.read(call.viewer()?, |tx| prefilled(tx, &call.query))?,
    };
    show(call, 200, typed, &[])
}

pub fn save_detention(call: &Call) -> Result<Reply> {
    let reader = call.reader();
    let unsure = |refs: &str| reader.tw("who-unsure-comment", &[("refs", refs.into())]).into_owned();
    form::answer(
        call,
        &reader.t("reason-new"),
        |tx, typed| save(tx, typed, unsure),
        |status, typed, errors| show(call, status, typed, errors),
    )
}

fn show(call: &Call, status: u16, mut typed: FormData, errors: &[FieldError]) -> Result<Reply> {
    if typed.get(FORM_KEY).is_empty() {
        typed.set(FORM_KEY, random_token()?);
    }
    let form = call.app.store.read(call.viewer()?, |tx| lay_out(tx, typed))?;
    let shown = Shown {
        typed: &form.typed,
        lines: &form.lines,
        taken: &form.taken,
        custody: &form.custody,
        part_of: &form.part_of,
        source: &form.source,
        taken_source: &form.taken_source,
        status_source: &form.status_source,
        report: form.report.as_ref(),
        compartments: &form.compartments,
        saved: Some(call.asked("saved")).filter(|saved| RecordKey::parse(saved).is_some()),
        clearance: call.viewer()?.clearance,
        errors,
    };
    let reader = call.reader();
    Ok(call.page_with(status, &reader.t("log-title"), Nav::Log, &log_detention(&reader, &shown)))
}
