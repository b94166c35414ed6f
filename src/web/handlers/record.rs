//! The pages of records.

use maud::Markup;

use crate::app;
use crate::app::gather::actions::offered;
use crate::app::gather::dossier::gather;
use crate::domain::access::Right;
use crate::domain::kind::Kind;
use crate::domain::record::RecordId;
use crate::error::{Error, Result};
use crate::index::Answers;
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
    let gather = |answers: &Answers<'_>, id| app::gather::place::gather(answers, id, lang, on);
    show_answers(request, Kind::Place, Nav::Places, gather, page::place::place)
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
    show_answers(request, kind, nav, |answers, id| gather(answers.tables(), id), page)
}

/// The same for a page that asks what is in memory.
fn show_answers<T>(
    request: &Request,
    kind: Kind,
    nav: Nav,
    gather: impl FnOnce(&Answers<'_>, RecordId) -> Result<T>,
    page: impl FnOnce(&PageContext<'_>, &T, &AvailableActions) -> Markup,
) -> Result<Response> {
    request.only(&[])?;
    let (key, viewer) = (request.key(0)?, request.viewer()?);
    let found = request.app.index.read(&request.app.store, viewer, |tx, answers| {
        let id = tx.resolve_kind(&key, kind)?;
        let label = tx.label(id)?;
        let content = if key.names(&label) { Some((gather(answers, id)?, offered(tx, viewer, id)?)) } else { None };
        Ok((label, content))
    });
    match found {
        Ok((label, Some((content, offered)))) => {
            Ok(request.page(&label.reference, nav, &page(&request.page_context(), &content, &offered)))
        }
        Ok((label, None)) => Ok(Response::see(label.address())),
        Err(Error::NotFound) if viewer.may(Right::Edit) => withdrawn(request, kind),
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
