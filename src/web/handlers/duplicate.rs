//! Records that are likely of one thing: the pairs, and what somebody says they are.

use super::act::{came, submit_action};
use super::unsure;
use crate::app::gather::duplicate::{PairPlace, gather, told_apart};
use crate::app::gather::merge::another;
use crate::domain::duplicate::COMPARED;
use crate::domain::kind::{Kind, MAY_BE_SAME, NOT_SAME};
use crate::domain::record::{RecordId, RecordKey};
use crate::error::{Error, FieldError, Result};
use crate::pages::duplicate::DuplicatesPage;
use crate::store::WriteTx;
use crate::view::layout::Nav;
use crate::view::page::duplicate as view;
use crate::web::request::Request;
use crate::web::response::Response;

/// `/duplicates`.
pub fn list(request: &Request) -> Result<Response> {
    request.only(&["kind", "after"])?;
    let kind = asked_kind(request)?;
    show(request, 200, (kind, None), &view::address(kind), &[])
}

/// `/{kind}/{key}/duplicates`.
pub fn of_record(request: &Request) -> Result<Response> {
    request.only(&["after"])?;
    let (id, kind) = compared(request)?;
    show(request, 200, (kind, Some(id)), request.path(), &[])
}

/// The pairs that were told apart.
pub fn different(request: &Request) -> Result<Response> {
    request.only(&["from"])?;
    let page = request.read(|tx| {
        let from = match request.asked("from") {
            "" => None,
            from => {
                let key = RecordKey::parse(from).ok_or_else(|| Error::bad("err-unknown-parameter"))?;
                Some(tx.resolve_kind(&key, Kind::Relation)?)
            }
        };
        told_apart(tx, from)
    })?;
    let cx = request.page_context();
    Ok(request.page(&cx.text("different-title"), Nav::None, &view::told_apart(&cx, &page)))
}

/// Remembers that two records are two: those of a tie that left it open, or this and another one.
pub fn differ(request: &Request) -> Result<Response> {
    match request.kind(0)? {
        Kind::Relation => unsure::differ(request),
        _ => decide(request, NOT_SAME, "unsure-reason"),
    }
}

/// Leaves open whether two records are of one thing.
pub fn doubt(request: &Request) -> Result<Response> {
    decide(request, MAY_BE_SAME, "duplicates-unsure-reason")
}

fn decide(request: &Request, what: &'static str, usual: &'static str) -> Result<Response> {
    let (id, kind) = compared(request)?;
    let back = request.back().map_or_else(|| view::address(kind), str::to_owned);
    let why = request.field("reason").trim();
    let step = |tx: &mut WriteTx<'_>, _| {
        let other = another(&tx.read(), (kind, id), request.field("other"))?;
        tx.decide(what, (id, other), (!why.is_empty()).then_some(why))?;
        Ok((id, back.clone()))
    };
    let usual = request.page_context().text(usual);
    submit_action(request, &usual, step, |status, errors| {
        show(request, status, (kind, Some(id)), &format!("{}/duplicates", kind.address(request.parameter(1))), errors)
    })
}

fn asked_kind(request: &Request) -> Result<Kind> {
    let kind = match request.asked("kind") {
        "" => Some(Kind::Person),
        collection => Kind::from_collection(collection),
    };
    kind.filter(|kind| COMPARED.contains(kind)).ok_or_else(|| Error::bad("err-unknown-parameter"))
}

/// The record that the path names, of a kind whose pairs are looked for.
fn compared(request: &Request) -> Result<(RecordId, Kind)> {
    request.record().and_then(|(id, kind)| if COMPARED.contains(&kind) { Ok((id, kind)) } else { Err(Error::NotFound) })
}

/// The page of pairs that a call of the API asks for.
pub fn asked(request: &Request) -> Result<DuplicatesPage> {
    request.only(&["kind", "of", "after"])?;
    let kind = asked_kind(request)?;
    let of = match request.asked("of") {
        "" => None,
        key => {
            let key = RecordKey::parse(key).ok_or_else(|| Error::bad("err-unknown-parameter"))?;
            Some(request.read(|tx| tx.resolve_kind(&key, kind))?)
        }
    };
    gathered(request, (kind, of), request.path())
}

/// The pairs of the list at an address.
fn gathered(request: &Request, asked: (Kind, Option<RecordId>), path: &str) -> Result<DuplicatesPage> {
    let after: Option<PairPlace> = request.starts_at("after")?;
    let path = path.split('?').next().unwrap_or(path);
    request.read(|tx| gather(tx, asked, after, |place| request.cursor_of(path, place)))
}

fn show(
    request: &Request,
    status: u16,
    asked: (Kind, Option<RecordId>),
    path: &str,
    errors: &[FieldError],
) -> Result<Response> {
    let page = gathered(request, asked, path)?;
    let cx = request.page_context();
    let content = view::duplicates(&cx, path, &page, came(request, status, errors));
    Ok(request.page_with(status, &cx.text("duplicates-title"), Nav::None, &content))
}
