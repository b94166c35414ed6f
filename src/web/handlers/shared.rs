//! What several records share.

use super::form::looks;
use crate::app::gather::merge::other;
use crate::app::gather::shared::{chosen, gather};
use crate::domain::form_data::FormData;
use crate::domain::kind::Target;
use crate::domain::lang::Lang;
use crate::domain::record::{RecordId, RecordKey};
use crate::error::{Error, FieldError, Message, Result};
use crate::pages::form::{Link, OTHER};
use crate::pages::shared::{ASKED_OF, CHOSEN, SharedPage};
use crate::store::ReadTx;
use crate::view::layout::Nav;
use crate::view::page::shared as view;
use crate::web::request::Request;
use crate::web::response::Response;

/// `/shared`: what those that the address names share.
pub fn shared(request: &Request) -> Result<Response> {
    request.only_of(&[], &["of"])?;
    show(request, 200, &request.typed(), &[])
}

/// Takes one more.
pub fn choose(request: &Request) -> Result<Response> {
    request.only_of(&[], &["of"])?;
    let mut typed = request.typed();
    if looks(&mut typed) {
        return show(request, 200, &typed, &[]);
    }
    let meant = request.read(|tx| {
        let mut before = Vec::new();
        for (_, id) in chosen(tx, &keys(request)?)? {
            before.push(tx.label(id)?);
        }
        let ids: Vec<RecordId> = before.iter().map(|label| label.id).collect();
        Ok((before, other(tx, Target::Subject, &ids, &typed)?))
    })?;
    match meant {
        (mut before, Link::Chosen(label)) if ASKED_OF.contains(&label.kind) && before.len() < CHOSEN => {
            before.push(label);
            Ok(Response::see(view::address(&before)))
        }
        _ => show(request, 422, &typed, &[FieldError::new(OTHER, Message::new("err-shared-which"))]),
    }
}

fn show(request: &Request, status: u16, typed: &FormData, errors: &[FieldError]) -> Result<Response> {
    let cx = request.page_context();
    let (page, meant) = request.read(|tx| {
        let page = asked(tx, request, cx.lang)?;
        let before: Vec<RecordId> = page.chosen.iter().map(|label| label.id).collect();
        let meant = other(tx, Target::Subject, &before, typed)?;
        Ok((page, meant))
    })?;
    let content = view::shared(&cx, &page, (typed, &meant), errors);
    Ok(request.page_with(status, &cx.text("shared-title"), Nav::None, &content))
}

/// What the records that the address names share.
pub fn asked(tx: &ReadTx<'_>, request: &Request, lang: Lang) -> Result<SharedPage> {
    gather(tx, lang, &chosen(tx, &keys(request)?)?)
}

fn keys(request: &Request) -> Result<Vec<RecordKey>> {
    let asked = request.query.iter().filter(|(name, _)| name == "of");
    asked.map(|(_, key)| RecordKey::parse(key).ok_or_else(|| Error::bad("err-unknown-parameter"))).collect()
}
