//! The arrest of one or several people, corrected at once.

use crate::app::intake::submit::FORM_KEY;
use crate::app::intake::{follow_up, takings};
use crate::crypto::random_token;
use crate::domain::form_data::FormData;
use crate::error::{FieldError, Result};
use crate::pages::follow_up::TICKED;
use crate::view::layout::Nav;
use crate::view::page::takings::{TakingsView, takings as page};
use crate::web::handlers::{draft, form};
use crate::web::request::Request;
use crate::web::response::Response;

/// The form for the episodes that the address names, or a draft.
pub fn open(request: &Request) -> Result<Response> {
    request.only_of(&["draft"], &[TICKED])?;
    let typed = draft::asked_for(request)?.unwrap_or_else(|| follow_up::opened(&request.query));
    show(request, 200, typed, &[])
}

pub fn correct(request: &Request) -> Result<Response> {
    form::handle_submission(
        request,
        &request.page_context().text("reason-takings"),
        takings::save,
        |status, typed, errors| show(request, status, typed, errors),
    )
}

fn show(request: &Request, status: u16, mut typed: FormData, errors: &[FieldError]) -> Result<Response> {
    if typed.get(FORM_KEY).is_empty() {
        typed.set(FORM_KEY, random_token()?);
    }
    let form = request.app.store.read(request.viewer()?, |tx| takings::show(tx, &typed))?;
    let cx = request.page_context();
    let shown = TakingsView { form: &form, typed: &typed, action: request.path(), errors };
    Ok(request.page_with(status, &cx.text("takings-correct"), Nav::Log, &page(&cx, &shown)))
}
