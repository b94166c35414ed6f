//! The desk.

use crate::error::Result;
use crate::view::layout::Nav;
use crate::view::page;
use crate::web::call::Call;
use crate::web::reply::Reply;

pub fn desk(call: &Call) -> Result<Reply> {
    call.only(&[])?;
    let desk = call.app.store.read(call.viewer()?, |tx| crate::app::desk::gather(tx, call.app.on()))?;
    let reader = call.reader();
    Ok(call.page(&reader.t("nav-desk"), Nav::Desk, &page::desk::desk(&reader, &desk)))
}
