//! The pages of records.

use crate::app;
use crate::app::dossier::gather;
use crate::domain::kind::Kind;
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::store::ReadTx;
use crate::view::layout::Nav;
use crate::view::page;
use crate::web::call::Call;
use crate::web::reply::Reply;

pub fn incident(call: &Call) -> Result<Reply> {
    let dossier = read(call, Kind::Incident, gather)?;
    Ok(call.page(&dossier.label.reference, Nav::Timeline, &page::incident::incident(&call.reader(), &dossier)))
}

pub fn person(call: &Call) -> Result<Reply> {
    let dossier = read(call, Kind::Person, gather)?;
    Ok(call.page(&dossier.label.reference, Nav::People, &page::person::person(&call.reader(), &dossier)))
}

pub fn detention(call: &Call) -> Result<Reply> {
    let dossier = read(call, Kind::Detention, gather)?;
    Ok(call.page(&dossier.label.reference, Nav::People, &page::detention::detention(&call.reader(), &dossier)))
}

pub fn place(call: &Call) -> Result<Reply> {
    let place = read(call, Kind::Place, |tx, id| app::place::gather(tx, id, call.app.on()))?;
    Ok(call.page(&place.dossier.label.reference, Nav::Places, &page::place::place(&call.reader(), &place)))
}

pub fn organization(call: &Call) -> Result<Reply> {
    let organization = read(call, Kind::Organization, app::organization::gather)?;
    let content = page::organization::organization(&call.reader(), &organization);
    Ok(call.page(&organization.dossier.label.reference, Nav::Organizations, &content))
}

pub fn report(call: &Call) -> Result<Reply> {
    let report = read(call, Kind::Report, app::report::gather)?;
    Ok(call.page(&report.dossier.label.reference, Nav::Reports, &page::report::report(&call.reader(), &report)))
}

pub fn source(call: &Call) -> Result<Reply> {
    let source = read(call, Kind::Source, app::source::gather)?;
    Ok(call.page(&source.dossier.label.reference, Nav::Sources, &page::source::source(&call.reader(), &source)))
}

/// Gathers the page of the record that the path names.
fn read<T>(call: &Call, kind: Kind, gather: impl FnOnce(&ReadTx<'_>, RecordId) -> Result<T>) -> Result<T> {
    call.only(&[])?;
    let key = call.key(0)?;
    call.app.store.read(call.viewer()?, |tx| gather(tx, tx.resolve_kind(&key, kind)?))
}
