//! Who is held.

use crate::app::held::{Asked, gather};
use crate::domain::held::HeldForm;
use crate::domain::record::RecordKey;
use crate::error::{Error, Result};
use crate::view::Reader;
use crate::view::layout::{self, Nav};
use crate::view::page;
use crate::web::call::Call;
use crate::web::reply::Reply;

pub fn held(call: &Call) -> Result<Reply> {
    call.only(&["on", "status", "certainty", "place", "after", "saved"])?;
    let saved = call.query.iter().filter(|(name, _)| name == "saved");
    let saved: Vec<RecordKey> = saved.filter_map(|(_, reference)| RecordKey::parse(reference)).collect();
    let asked = |name| call.asked(name).to_owned();
    let form =
        HeldForm { on: asked("on"), status: asked("status"), certainty: asked("certainty"), place: asked("place") };
    let key = |name| match call.asked(name) {
        "" => Ok(None),
        text => RecordKey::parse(text).map(Some).ok_or_else(|| Error::bad("err-cursor")),
    };
    let (place, after) = (key("place")?, key("after")?);
    let besides = Asked { place: place.as_ref(), after: after.as_ref(), saved: &saved };
    let reader = call.reader();
    let (status, on, content) = match form.read(call.app.on()) {
        Ok(filter) => {
            let held = call.app.store.read(call.viewer()?, |tx| gather(tx, &filter, &besides))?;
            (200, filter.on, page::held::held(&reader, &form, Ok(&held)))
        }
        Err(errors) => (422, reader.on, page::held::held(&reader, &form, Err(&errors))),
    };
    // The foot of the page says the day that was asked for.
    let reader = Reader { on, on_is_fixed: reader.on_is_fixed || !form.on.is_empty(), ..reader };
    Ok(Reply::html(status, layout::page(&reader, &reader.t("nav-held"), Nav::Held, &content).into_string()))
}
