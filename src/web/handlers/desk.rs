//! The desk.

use crate::error::Result;
use crate::view::layout::Nav;
use crate::view::page;
use crate::web::call::Call;
use crate::web::reply::Reply;

pub fn desk(call: &Call) -> Result<Reply> {
    call.only(&[])?;
    let viewer = call.viewer()?;
    let mut desk = call.app.store.read(viewer, |tx| crate::app::desk::gather(tx, call.app.on()))?;
    desk.drafts = call.app.store.drafts(viewer.account)?.len();
    let reader = call.reader();
    Ok(call.page(&reader.t("nav-desk"), Nav::Desk, &page::desk::desk(&reader, &desk)))
}
