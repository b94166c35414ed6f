//! Records that may be of one: the list, and that two are not.

use super::act::{came, submit_action};
use crate::app::gather::unsure::gather;
use crate::domain::kind::{Kind, NOT_SAME};
use crate::domain::record::{RecordKey, Value};
use crate::error::{Error, FieldError, Result};
use crate::store::WriteTx;
use crate::view::layout::Nav;
use crate::view::page::unsure::unsure;
use crate::web::request::Request;
use crate::web::response::Response;

const LIST: &str = "/unsure";

pub fn list(request: &Request) -> Result<Response> {
    request.only(&["from"])?;
    show(request, 200, request.asked("from"), &[])
}

/// Remembers that the two of a tie are two.
pub fn differ(request: &Request) -> Result<Response> {
    let (id, kind) = request.record()?;
    if kind != Kind::Relation {
        return Err(Error::NotFound);
    }
    let step = |tx: &mut WriteTx<'_>, version| {
        let fields = [("type", Some(Value::Text(NOT_SAME.to_owned())))].into();
        tx.update(id, version, &fields)?;
        Ok((id, LIST.to_owned()))
    };
    let usual = request.page_context().text("unsure-reason");
    submit_action(request, &usual, step, |status, errors| show(request, status, "", errors))
}

fn show(request: &Request, status: u16, from: &str, errors: &[FieldError]) -> Result<Response> {
    let page = request.read(|tx| {
        let from = match from {
            "" => None,
            from => {
                let key = RecordKey::parse(from).ok_or_else(|| Error::bad("err-unknown-parameter"))?;
                Some(tx.resolve_kind(&key, Kind::Relation)?)
            }
        };
        gather(tx, from)
    })?;
    let cx = request.page_context();
    let content = unsure(&cx, &page, came(request, status, errors));
    Ok(request.page_with(status, &cx.text("unsure-title"), Nav::None, &content))
}
