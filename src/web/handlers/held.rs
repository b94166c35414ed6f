//! Who is held.

use crate::app;
use crate::domain::held::HeldForm;
use crate::error::Result;
use crate::view::layout::{self, Nav};
use crate::view::page;
use crate::web::call::Call;
use crate::web::reply::Reply;

pub fn held(call: &Call) -> Result<Reply> {
    call.only(&["on", "status", "certainty"])?;
    let asked = |name| call.asked(name).to_owned();
    let form = HeldForm { on: asked("on"), status: asked("status"), certainty: asked("certainty") };
    let reader = call.reader();
    let (status, content) = match form.read(call.app.on()) {
        Ok(filter) => {
            let held = call.app.store.read(call.viewer()?, |tx| app::held::gather(tx, &filter))?;
            (200, page::held::held(&reader, &form, Ok(&held)))
        }
        Err(errors) => (422, page::held::held(&reader, &form, Err(&errors))),
    };
    Ok(Reply::html(status, layout::page(&reader, &reader.t("nav-held"), Nav::Held, &content).into_string()))
}
