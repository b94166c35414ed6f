//! Logging a detention.

use crate::app::intake::log_detention::{prefilled, save, show as lay_out};
use crate::domain::form_data::FormData;
use crate::domain::record::RecordKey;
use crate::error::{FieldError, Result};
use crate::view::layout::Nav;
use crate::view::page::log_detention::{LogDetentionView, log_detention};
use crate::web::handlers::{draft, form};
use crate::web::request::Request;
use crate::web::response::Response;

pub fn detention(request: &Request) -> Result<Response> {
    let typed = draft::or_else(request, |tx| prefilled(tx, &request.query))?;
    show(request, 200, typed, &[])
}

pub fn save_detention(request: &Request) -> Result<Response> {
    let cx = request.page_context();
    form::handle_submission(request, &cx.text("reason-new"), save, |status, typed, errors| {
        show(request, status, typed, errors)
    })
}

fn show(request: &Request, status: u16, typed: FormData, errors: &[FieldError]) -> Result<Response> {
    let typed = form::keyed(typed)?;
    let form = request.read(|tx| lay_out(tx, typed))?;
    let shown = LogDetentionView {
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
        saved: Some(request.asked("saved")).filter(|saved| RecordKey::parse(saved).is_some()),
        clearance: request.viewer()?.clearance,
        errors,
    };
    let cx = request.page_context();
    Ok(request.page_with(status, &cx.text("log-title"), Nav::Log, &log_detention(&cx, &shown)))
}
