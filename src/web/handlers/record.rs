//! The pages of records.

use maud::Markup;

use crate::app;
use crate::app::dossier::gather;
use crate::app::offer::offered;
use crate::domain::access::Right;
use crate::domain::kind::Kind;
use crate::domain::offer::Offered;
use crate::domain::record::RecordId;
use crate::error::{Error, Result};
use crate::store::ReadTx;
use crate::view::Reader;
use crate::view::layout::Nav;
use crate::view::page;
use crate::web::call::Call;
use crate::web::reply::Reply;

pub fn incident(call: &Call) -> Result<Reply> {
    show(call, Kind::Incident, Nav::Timeline, gather, page::incident::incident)
}

pub fn person(call: &Call) -> Result<Reply> {
    show(call, Kind::Person, Nav::People, gather, page::person::person)
}

pub fn detention(call: &Call) -> Result<Reply> {
    show(call, Kind::Detention, Nav::People, gather, page::detention::detention)
}

pub fn place(call: &Call) -> Result<Reply> {
    let (lang, on) = (call.lang, call.app.on());
    show(call, Kind::Place, Nav::Places, |tx, id| app::place::gather(tx, id, lang, on), page::place::place)
}

pub fn organization(call: &Call) -> Result<Reply> {
    show(call, Kind::Organization, Nav::Organizations, app::organization::gather, page::organization::organization)
}

pub fn report(call: &Call) -> Result<Reply> {
    show(call, Kind::Report, Nav::Reports, app::report::gather, page::report::report)
}

pub fn source(call: &Call) -> Result<Reply> {
    show(call, Kind::Source, Nav::Sources, app::source::gather, page::source::source)
}

/// The page of the record that the path names. A record that was merged is shown where it went.
fn show<T>(
    call: &Call,
    kind: Kind,
    nav: Nav,
    gather: impl FnOnce(&ReadTx<'_>, RecordId) -> Result<T>,
    page: impl FnOnce(&Reader<'_>, &T, &Offered) -> Markup,
) -> Result<Reply> {
    call.only(&[])?;
    let (key, viewer) = (call.key(0)?, call.viewer()?);
    let found = call.app.store.read(viewer, |tx| {
        let id = tx.resolve_kind(&key, kind)?;
        let label = tx.label(id)?;
        let content = if key.names(&label) { Some((gather(tx, id)?, offered(tx, viewer, id)?)) } else { None };
        Ok((label, content))
    });
    match found {
        Ok((label, Some((content, offered)))) => {
            Ok(call.page(&label.reference, nav, &page(&call.reader(), &content, &offered)))
        }
        Ok((label, None)) => Ok(Reply::see(format!("/{}/{}", kind.path().unwrap_or_default(), label.reference))),
        Err(Error::NotFound) if viewer.may(Right::Edit) => withdrawn(call, kind),
        Err(error) => Err(error),
    }
}

/// Editors are told of a record that it was withdrawn; for everybody else there is none.
fn withdrawn(call: &Call, kind: Kind) -> Result<Reply> {
    let key = call.key(0)?;
    let found = call.app.store.read_withdrawn(call.viewer()?, |tx| {
        let id = tx.resolve_kind(&key, kind)?;
        Ok((tx.label(id)?, tx.withdrawn()?.into_iter().find(|line| line.record.id == id)))
    })?;
    let (label, line) = found;
    let content = page::withdrawn::gone(&call.reader(), &label, line.as_ref());
    Ok(call.page_with(404, &label.reference, Nav::None, &content))
}
