//! The pages of records.

use maud::Markup;

use crate::app;
use crate::app::gather::actions::offered;
use crate::app::gather::dossier::gather;
use crate::domain::access::{Right, Viewer};
use crate::domain::kind::Kind;
use crate::domain::record::{Label, RecordId, RecordKey};
use crate::error::{Error, Result};
use crate::pages::actions::AvailableActions;
use crate::store::ReadTx;
use crate::view::PageContext;
use crate::view::layout::Nav;
use crate::view::page;
use crate::web::request::Request;
use crate::web::response::Response;

pub fn incident(request: &Request) -> Result<Response> {
    show(request, Kind::Incident, Nav::Timeline, gather, page::incident::incident)
}

pub fn person(request: &Request) -> Result<Response> {
    show(request, Kind::Person, Nav::People, gather, page::person::person)
}

pub fn detention(request: &Request) -> Result<Response> {
    show(request, Kind::Detention, Nav::People, gather, page::detention::detention)
}

pub fn place(request: &Request) -> Result<Response> {
    let (lang, on) = (request.lang, request.app.on());
    request.only(&[])?;
    let (key, viewer) = (request.key(0)?, request.viewer()?);
    let found = request.app.index.read(&request.app.store, viewer, |tx, answers| {
        find(tx, viewer, Kind::Place, &key, |id| app::gather::place::gather(answers, id, lang, on))
    });
    answer(request, Kind::Place, Nav::Places, found, page::place::place)
}

pub fn organization(request: &Request) -> Result<Response> {
    show(
        request,
        Kind::Organization,
        Nav::Organizations,
        |tx, id| app::gather::organization::gather(tx, id, request.app.on()),
        page::organization::organization,
    )
}

pub fn report(request: &Request) -> Result<Response> {
    show(request, Kind::Report, Nav::Reports, app::gather::report::gather, page::report::report)
}

pub fn source(request: &Request) -> Result<Response> {
    show(request, Kind::Source, Nav::Sources, app::gather::source::gather, page::source::source)
}

/// The page of the record that the path names. A record that was merged is shown where it went.
fn show<T>(
    request: &Request,
    kind: Kind,
    nav: Nav,
    gather: impl FnOnce(&ReadTx<'_>, RecordId) -> Result<T>,
    page: impl FnOnce(&PageContext<'_>, &T, &AvailableActions) -> Markup,
) -> Result<Response> {
    request.only(&[])?;
    let (key, viewer) = (request.key(0)?, request.viewer()?);
    let found = request.read(|tx| find(tx, viewer, kind, &key, |id| gather(tx, id)));
    answer(request, kind, nav, found, page)
}

/// A record with what its page shows of it and what can be done to it; nothing of one that goes by another key now.
type Found<T> = (Label, Option<(T, AvailableActions)>);

fn find<T>(
    tx: &ReadTx<'_>,
    viewer: &Viewer,
    kind: Kind,
    key: &RecordKey,
    gather: impl FnOnce(RecordId) -> Result<T>,
) -> Result<Found<T>> {
    let id = tx.resolve_kind(key, kind)?;
    let label = tx.label(id)?;
    let content = if key.names(&label) { Some((gather(id)?, offered(tx, viewer, id)?)) } else { None };
    Ok((label, content))
}

fn answer<T>(
    request: &Request,
    kind: Kind,
    nav: Nav,
    found: Result<Found<T>>,
    page: impl FnOnce(&PageContext<'_>, &T, &AvailableActions) -> Markup,
) -> Result<Response> {
    match found {
        Ok((label, Some((content, offered)))) => {
            Ok(request.page(&label.reference, nav, &page(&request.page_context(), &content, &offered)))
        }
        Ok((label, None)) => Ok(Response::see(label.address())),
        Err(Error::NotFound) if request.viewer()?.may(Right::Edit) => withdrawn(request, kind),
        Err(error) => Err(error),
    }
}

/// Editors are told of a record that it was withdrawn; for everybody else there is none.
fn withdrawn(request: &Request, kind: Kind) -> Result<Response> {
    let key = request.key(0)?;
    let found = request.app.store.read_withdrawn(request.viewer()?, |tx| {
        let id = tx.resolve_kind(&key, kind)?;
        // What belongs to a withdrawn record is gone with it, and was not withdrawn itself.
        let line = match tx.place_in_withdrawn(id)? {
            Some(place) => tx.withdrawn(Some(&place), 1)?.pop().filter(|line| line.record.id == id),
            None => None,
        };
        Ok((tx.label(id)?, line))
    })?;
    let (label, line) = found;
    let content = page::withdrawn::gone(&request.page_context(), &label, line.as_ref());
    Ok(request.page_with(404, &label.reference, Nav::None, &content))
}
