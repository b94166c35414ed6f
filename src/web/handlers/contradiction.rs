//! Contradictions between reports, and the choice of a side.

use crate::app::gather::contradiction::{gather, preference};
use crate::app::intake::record_form::page_of;
use crate::error::{Error, Result};
use crate::pages::contradiction::{ContradictionList, Listed};
use crate::store::WriteTx;
use crate::view::kit::act::FormState;
use crate::view::layout::Nav;
use crate::view::page::contradiction;
use crate::web::handlers::act::{came, submit_action};
use crate::web::request::Request;
use crate::web::response::Response;

/// `/contradictions`.
pub fn contradictions(request: &Request) -> Result<Response> {
    let (listed, list) = listed(request)?;
    let cx = request.page_context();
    let path = if listed == Listed::Decided { "/contradictions?list=decided" } else { request.path() };
    Ok(request.page(&cx.text("contradictions-title"), Nav::None, &contradiction::contradictions(&cx, path, &list)))
}

/// The page of contradictions that the address asks for.
pub fn listed(request: &Request) -> Result<(Listed, ContradictionList)> {
    request.only(&["list", "after"])?;
    let listed = match request.asked("list") {
        "" | "open" => Listed::Open,
        "decided" => Listed::Decided,
        _ => return Err(Error::bad("err-malformed-input")),
    };
    let after = request.starts_at("after")?;
    let (app, viewer) = (&request.app, request.viewer()?);
    let list =
        app.index.read(&app.store, viewer, |_, answers| gather(answers, listed, after, |p| request.cursor(p)))?;
    Ok((listed, list))
}

/// `/citations/{row}/preference`.
pub fn preference_form(request: &Request) -> Result<Response> {
    request.only(&[])?;
    show(request, 200, FormState::default())
}

pub fn prefer(request: &Request) -> Result<Response> {
    let (citation, preferred) = (row(request)?, request.field("preferred") == "1");
    let step = |tx: &mut WriteTx<'_>, version| {
        let record = tx.prefer_value(citation, version, preferred)?;
        Ok((record, page_of(&tx.read(), record)?))
    };
    submit_action(request, "", step, |status, errors| show(request, status, came(request, status, errors)))
}

fn show(request: &Request, status: u16, came: FormState<'_>) -> Result<Response> {
    let citation = row(request)?;
    let page = request.read(|tx| preference(tx, citation))?;
    let content = contradiction::preference(&request.page_context(), &page, came);
    Ok(request.page_with(status, &page.about.reference, Nav::None, &content))
}

fn row(request: &Request) -> Result<i64> {
    request.parameter(0).parse().map_err(|_| Error::NotFound)
}
