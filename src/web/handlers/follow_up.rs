//! A further custody step for one or several people.

use crate::app::intake::follow_up;
use crate::domain::form_data::FormData;
use crate::error::{FieldError, Result};
use crate::pages::follow_up::TICKED;
use crate::view::layout::Nav;
use crate::view::page::follow_up::{FollowUpView, follow_up as page};
use crate::web::handlers::{draft, form};
use crate::web::request::Request;
use crate::web::response::Response;

/// An empty form for the episodes that the address names, or a draft.
pub fn open(request: &Request) -> Result<Response> {
    show(request, 200, ticked(request)?, &[])
}

/// A draft, or the episodes that the address names, ticked.
pub fn ticked(request: &Request) -> Result<FormData> {
    request.only_of(&["draft"], &[TICKED])?;
    Ok(draft::asked_for(request)?.unwrap_or_else(|| follow_up::opened(&request.query)))
}

pub fn add(request: &Request) -> Result<Response> {
    form::handle_submission(
        request,
        &request.page_context().text("reason-step"),
        follow_up::save,
        |status, typed, errors| show(request, status, typed, errors),
    )
}

fn show(request: &Request, status: u16, typed: FormData, errors: &[FieldError]) -> Result<Response> {
    let typed = form::keyed(typed)?;
    let form = request.read(|tx| follow_up::show(tx, &typed))?;
    let cx = request.page_context();
    let clearance = request.viewer()?.clearance;
    let shown = FollowUpView { form: &form, typed: &typed, action: request.path(), clearance, errors };
    Ok(request.page_with(status, &cx.text("step-add"), Nav::Log, &page(&cx, &shown)))
}
