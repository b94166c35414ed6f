//! Drafts: forms keep themselves, and their writers go on with them or throw them away.

use crate::app::intake::conflict::choose;
use crate::app::intake::submit::FORM_KEY;
use crate::domain::form_data::FormData;
use crate::error::{Error, Result};
use crate::store::ReadTx;
use crate::store::draft::check_key;
use crate::view::layout::Nav;
use crate::view::page::drafts::drafts;
use crate::web::request::Request;
use crate::web::response::Response;
use crate::web::route::{self, BodyKind, Route};

/// The field that says which form a draft is of, when a script sends it.
const ADDRESS: &str = "draft_address";

pub fn list(request: &Request) -> Result<Response> {
    request.only(&[])?;
    let kept = request.app.store.drafts(request.viewer()?.account)?;
    Ok(request.page(&request.page_context().text("drafts-title"), Nav::Log, &drafts(&request.page_context(), &kept)))
}

/// Keeps a form as it is now; what a script sends every few seconds.
pub fn keep(request: &Request) -> Result<Response> {
    let mut typed = request.typed();
    let address = typed.get(ADDRESS).to_owned();
    typed.remove(ADDRESS);
    if !is_form(request, &address) {
        return Err(Error::bad("err-malformed-input"));
    }
    let kept = request.app.store.keep_draft(request.viewer()?.account, typed.get(FORM_KEY), &address, &typed)?;
    Ok(Response::text(if kept { 200 } else { 204 }, "text/plain; charset=utf-8", String::new()))
}

pub fn discard(request: &Request) -> Result<Response> {
    request.app.store.drop_draft(request.viewer()?.account, request.field("key"))?;
    Ok(Response::see("/drafts"))
}

/// A form that was sent after its session was over, or under a later one: what was typed is kept as a draft of its
/// writer, who is asked to sign in. Nothing else is done, and nothing is told.
pub fn rescue(request: &Request, route: &Route) -> Result<Option<Response>> {
    let is_script = route.path == "/drafts";
    let mut typed = request.typed();
    let address = if is_script { typed.get(ADDRESS).to_owned() } else { request.path().to_owned() };
    typed.remove(ADDRESS);
    // Every form of ours names its filling-in.
    if !is_form(request, &address) || check_key(typed.get(FORM_KEY)).is_err() {
        return Ok(None);
    }
    let Some(account) = request.app.store.writer_of(request.field("csrf"))? else { return Ok(None) };
    for button in ["save", "next", "draft", "add", "look"] {
        typed.remove(button);
    }
    request.app.store.keep_draft(account, typed.get(FORM_KEY), &address, &typed)?;
    Ok(Some(if is_script {
        Response::text(401, "text/plain; charset=utf-8", String::new())
    } else {
        match request.session {
            Some(_) => Response::see("/drafts"),
            None => {
                let draft = format!("{address}?draft={}", typed.get(FORM_KEY));
                Response::see(request.way_to("/signin?kept=1", Some(&draft)))
            }
        }
    }))
}

/// The draft that the address of a form asks for.
pub fn asked_for(request: &Request) -> Result<Option<FormData>> {
    match request.asked("draft") {
        "" => Ok(None),
        key => {
            let draft = request.app.store.draft(request.viewer()?.account, key)?.ok_or(Error::NotFound)?;
            let mut typed = draft.typed;
            choose(&mut typed);
            Ok(Some(typed).filter(|_| draft.address == request.path()))
        }
    }
}

/// The draft that the address names, or else what a form starts with.
pub fn or_else(request: &Request, start: impl FnOnce(&ReadTx<'_>) -> Result<FormData>) -> Result<FormData> {
    match asked_for(request)? {
        Some(typed) => Ok(typed),
        None => request.read(start),
    }
}

/// Whether an address is the page of a form of records.
fn is_form(request: &Request, address: &str) -> bool {
    let find = |method| route::find(request.routes, method, address).ok().map(|(route, _)| route);
    let is_sent = find("POST").is_some_and(|route| route.body == BodyKind::RecordForm);
    address.is_ascii() && is_sent && find("GET").is_some_and(|route| route.path != "/drafts")
}
