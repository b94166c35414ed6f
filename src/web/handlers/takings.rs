//! The arrest of one or several people, corrected at once.

use crate::app::intake::takings;
use crate::domain::form_data::FormData;
use crate::error::{FieldError, Result};
use crate::view::layout::Nav;
use crate::view::page::takings::{TakingsView, takings as page};
use crate::web::handlers::follow_up::ticked;
use crate::web::handlers::form;
use crate::web::request::Request;
use crate::web::response::Response;

/// The form for the episodes that the address names, or a draft.
pub fn open(request: &Request) -> Result<Response> {
    show(request, 200, ticked(request)?, &[])
}

pub fn correct(request: &Request) -> Result<Response> {
    form::handle_submission(
        request,
        &request.page_context().text("reason-takings"),
        takings::save,
        |status, typed, errors| show(request, status, typed, errors),
    )
}

fn show(request: &Request, status: u16, typed: FormData, errors: &[FieldError]) -> Result<Response> {
    let typed = form::keyed(typed)?;
    let form = request.read(|tx| takings::show(tx, &typed))?;
    let cx = request.page_context();
    let shown = TakingsView { form: &form, typed: &typed, action: request.path(), errors };
    Ok(request.page_with(status, &cx.text("takings-correct"), Nav::Log, &page(&cx, &shown)))
}
