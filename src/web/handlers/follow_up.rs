//! A further custody step for one or several people.

use crate::app::follow_up;
use crate::app::submit::FORM_KEY;
use crate::crypto::random_token;
use crate::domain::follow_up::TICKED;
use crate::domain::form_data::FormData;
use crate::error::{FieldError, Result};
use crate::view::layout::Nav;
use crate::view::page::follow_up::{Shown, follow_up as page};
use crate::web::call::Call;
use crate::web::handlers::{draft, form};
use crate::web::reply::Reply;

/// An empty form for the episodes that the address names, or a draft.
pub fn open(call: &Call) -> Result<Reply> {
    call.only(&[TICKED, "draft"])?;
    let typed = draft::asked_for(call)?.unwrap_or_else(|| follow_up::opened(&call.query));
    show(call, 200, typed, &[])
}

pub fn add(call: &Call) -> Result<Reply> {
    form::answer(call, &call.reader().t("reason-step"), follow_up::save, |status, typed, errors| {
        show(call, status, typed, errors)
    })
}

fn show(call: &Call, status: u16, mut typed: FormData, errors: &[FieldError]) -> Result<Reply> {
    if typed.get(FORM_KEY).is_empty() {
        typed.set(FORM_KEY, random_token()?);
    }
    let form = call.app.store.read(call.viewer()?, |tx| follow_up::show(tx, &typed))?;
    let reader = call.reader();
    let clearance = call.viewer()?.clearance;
    let shown = Shown { form: &form, typed: &typed, action: call.path(), clearance, errors };
    Ok(call.page_with(status, &reader.t("step-add"), Nav::Log, &page(&reader, &shown)))
}
