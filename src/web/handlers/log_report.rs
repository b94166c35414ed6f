//! Logging from a report.

use crate::app::intake::log_report::{self, Asked, LogReport};
use crate::domain::form_data::FormData;
use crate::domain::kind::Kind;
use crate::error::{FieldError, Result};
use crate::view::layout::Nav;
use crate::view::page::log_report::{LogReportView, log_report as page};
use crate::web::handlers::{draft, form};
use crate::web::request::Request;
use crate::web::response::Response;

/// The text of a report, and the form that the address asks for or a draft of it.
pub fn open(request: &Request) -> Result<Response> {
    request.only(&["kind", "paragraph", "saved", "draft"])?;
    show(request, 200, draft::asked_for(request)?.unwrap_or_default(), &[])
}

pub fn add(request: &Request) -> Result<Response> {
    let key = request.key(0)?;
    let report = request.read(|tx| tx.resolve_kind(&key, Kind::Report))?;
    form::handle_submission(
        request,
        &request.page_context().text("reason-from-report"),
        |tx, typed| log_report::save(tx, report, typed),
        |status, typed, errors| show(request, status, typed, errors),
    )
}

fn show(request: &Request, status: u16, typed: FormData, errors: &[FieldError]) -> Result<Response> {
    let typed = form::keyed(typed)?;
    let key = request.key(0)?;
    let asked =
        Asked { adding: request.asked("kind"), paragraph: request.asked("paragraph"), saved: request.asked("saved") };
    let LogReport { reading, adding, filling, compartments, typed } = request.read(|tx| {
        let report = tx.resolve_kind(&key, Kind::Report)?;
        log_report::show(tx, report, &asked, typed)
    })?;
    let cx = request.page_context();
    let shown = LogReportView {
        reading: &reading,
        adding,
        filling: &filling,
        typed: &typed,
        compartments: &compartments,
        action: request.path(),
        clearance: request.viewer()?.clearance,
        errors,
    };
    let title = cx.text_with("from-report-title", &[("ref", reading.header.reference.as_str().into())]);
    Ok(request.page_with(status, &title, Nav::Log, &page(&cx, &shown)))
}
