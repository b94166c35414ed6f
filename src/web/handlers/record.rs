//! The pages of records.

use crate::app::dossier;
use crate::domain::kind::Kind;
use crate::domain::records::Incident;
use crate::error::Result;
use crate::view::layout::Nav;
use crate::view::page;
use crate::web::call::Call;
use crate::web::reply::Reply;

pub fn incident(call: &Call) -> Result<Reply> {
    call.only(&[])?;
    let key = call.key(0)?;
    let dossier = call
        .app
        .store
        .read(call.viewer()?, |tx| dossier::gather::<Incident>(tx, tx.resolve_kind(&key, Kind::Incident)?))?;
    let reader = call.reader();
    Ok(call.page(&dossier.label.reference, Nav::Timeline, &page::incident::incident(&reader, &dossier)))
}
