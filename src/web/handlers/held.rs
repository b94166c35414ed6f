//! Who is held.

use crate::app::gather::held::{Besides, gather};
use crate::domain::record::RecordKey;
use crate::error::{Error, Result};
use crate::pages::held::{ASKED, HeldForm};
use crate::view::PageContext;
use crate::view::layout::{self, Nav};
use crate::view::page;
use crate::web::handlers::timeline::formats;
use crate::web::request::Request;
use crate::web::response::Response;

/// The question of an address, as it was typed, and the place that it asks for.
pub fn asked(request: &Request) -> Result<(HeldForm, Option<RecordKey>)> {
    let asked = |name| request.asked(name).to_owned();
    let form = HeldForm {
        on: asked("on"),
        status: asked("status"),
        certainty: asked("certainty"),
        place: asked("place"),
        list: asked("list"),
        silent: asked("silent"),
        order: asked("order"),
        formats: formats(),
    };
    let place = match request.asked("place") {
        "" => None,
        text => Some(RecordKey::parse(text).ok_or_else(|| Error::bad("err-cursor"))?),
    };
    Ok((form, place))
}

pub fn held(request: &Request) -> Result<Response> {
    request.only_of(&[&ASKED[..], &["after"]].concat(), &["saved"])?;
    let saved = request.query.iter().filter(|(name, _)| name == "saved");
    let saved: Vec<RecordKey> = saved.filter_map(|(_, reference)| RecordKey::parse(reference)).collect();
    let (form, place) = asked(request)?;
    let after = request.starts_at("after")?;
    let cx = request.page_context();
    let besides = Besides { place: place.as_ref(), after: after.as_ref(), saved: &saved, lang: cx.lang };
    let (status, on, content) = match form.read(request.app.on()) {
        Ok(filter) => {
            let held = request.read(|tx| gather(tx, &filter, &besides, |place| request.cursor(place)))?;
            (200, filter.on, page::held::held(&cx, &form, Ok(&held)))
        }
        Err(errors) => (422, cx.on, page::held::held(&cx, &form, Err(&errors))),
    };
    // The foot of the page says the day that was asked for.
    let cx = PageContext { on, on_is_fixed: cx.on_is_fixed || !form.on.is_empty(), ..cx };
    Ok(Response::html(status, layout::page(&cx, &cx.text("nav-held"), Nav::Held, &content).into_string()))
}
