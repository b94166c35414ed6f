//! The desk.

use crate::error::Result;
use crate::view::layout::Nav;
use crate::view::page;
use crate::web::request::Request;
use crate::web::response::Response;

pub fn desk(request: &Request) -> Result<Response> {
    request.only(&[])?;
    let viewer = request.viewer()?;
    let mut desk = request.app.store.read(viewer, |tx| crate::app::gather::desk::gather(tx, request.app.on()))?;
    desk.drafts = request.app.store.drafts(viewer.account)?.len();
    let cx = request.page_context();
    Ok(request.page(&cx.text("nav-desk"), Nav::Desk, &page::desk::desk(&cx, &desk)))
}
