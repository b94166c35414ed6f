//! Drafts: forms keep themselves, and their writers go on with them or throw them away.

use crate::app::conflict::choose;
use crate::app::submit::FORM_KEY;
use crate::domain::form_data::FormData;
use crate::error::{Error, Result};
use crate::store::draft::check_key;
use crate::view::layout::Nav;
use crate::view::page::drafts::drafts;
use crate::web::call::Call;
use crate::web::reply::Reply;
use crate::web::routes::{self, Route};

/// The field that says which form a draft is of, when a script sends it.
const ADDRESS: &str = "draft_address";

pub fn list(call: &Call) -> Result<Reply> {
    call.only(&[])?;
    let kept = call.app.store.drafts(call.viewer()?.account)?;
    Ok(call.page(&call.reader().t("drafts-title"), Nav::Log, &drafts(&call.reader(), &kept)))
}

/// Keeps a form as it is now; what a script sends every few seconds.
pub fn keep(call: &Call) -> Result<Reply> {
    let mut typed = call.typed();
    let address = typed.get(ADDRESS).to_owned();
    typed.remove(ADDRESS);
    if !is_form(&address) {
        return Err(Error::bad("err-malformed-input"));
    }
    let kept = call.app.store.keep_draft(call.viewer()?.account, typed.get(FORM_KEY), &address, &typed)?;
    Ok(Reply::text(if kept { 200 } else { 204 }, "text/plain; charset=utf-8", String::new()))
}

pub fn discard(call: &Call) -> Result<Reply> {
    call.app.store.drop_draft(call.viewer()?.account, call.field("key"))?;
    Ok(Reply::see("/drafts"))
}

/// A form that was sent after its session was over, or under a later one: what was typed is kept as a draft of its
/// writer, who is asked to sign in. Nothing else is done, and nothing is told.
pub fn rescue(call: &Call, route: &Route) -> Result<Option<Reply>> {
    let is_script = route.path == "/drafts";
    let mut typed = call.typed();
    let address = if is_script { typed.get(ADDRESS).to_owned() } else { call.path().to_owned() };
    typed.remove(ADDRESS);
    // Every form of ours names its filling-in.
    if !is_form(&address) || check_key(typed.get(FORM_KEY)).is_err() {
        return Ok(None);
    }
    let Some(account) = call.app.store.writer_of(call.field("csrf"))? else { return Ok(None) };
    for button in ["save", "next", "draft", "add", "look"] {
        typed.remove(button);
    }
    call.app.store.keep_draft(account, typed.get(FORM_KEY), &address, &typed)?;
    Ok(Some(if is_script {
        Reply::text(401, "text/plain; charset=utf-8", String::new())
    } else {
        Reply::see(if call.session.is_some() { "/drafts" } else { "/signin?kept=1" })
    }))
}

/// The draft that the address of a form asks for.
pub fn asked_for(call: &Call) -> Result<Option<FormData>> {
    match call.asked("draft") {
        "" => Ok(None),
        key => {
            let draft = call.app.store.draft(call.viewer()?.account, key)?.ok_or(Error::NotFound)?;
            let mut typed = draft.typed;
            choose(&mut typed);
            Ok(Some(typed).filter(|_| draft.address == call.path()))
        }
    }
}

/// Whether an address is the page of a form of records.
fn is_form(address: &str) -> bool {
    let is_entry = |method| routes::find(method, address).is_ok_and(|(route, _)| route.path != "/drafts");
    address.is_ascii()
        && routes::find("POST", address).is_ok_and(|(route, _)| route.body_limit == routes::ENTRY)
        && is_entry("GET")
}
