//! The desk.

use crate::app::gather::desk;
use crate::domain::kind::Kind;
use crate::error::{Error, Result};
use crate::view::layout::Nav;
use crate::view::page;
use crate::web::handlers::watch;
use crate::web::request::Request;
use crate::web::response::Response;

pub fn desk(request: &Request) -> Result<Response> {
    request.only(&[])?;
    let viewer = request.viewer()?;
    let app = &request.app;
    let mut gathered = app.index.read(&app.store, viewer, |_, answers| desk::gather(answers, app.on()))?;
    gathered.drafts = app.store.drafts(viewer.account)?.len();
    gathered.watched = watch::lines(request)?;
    let cx = request.page_context();
    Ok(request.page(&cx.text("nav-desk"), Nav::Desk, &page::desk::desk(&cx, &gathered)))
}

/// The facts that nothing is cited for.
pub fn uncited(request: &Request) -> Result<Response> {
    request.only(&["kind", "from"])?;
    let kind = match request.asked("kind") {
        "" => None,
        collection => {
            let kind = Kind::from_collection(collection).filter(|kind| kind.is_fact());
            Some(kind.ok_or_else(|| Error::bad("err-unknown-parameter"))?)
        }
    };
    let from = request.starts_at("from")?;
    let page = request.read(|tx| desk::uncited(tx, kind, from, |id| request.cursor(&id)))?;
    let cx = request.page_context();
    Ok(request.page(&cx.text("attention-uncited"), Nav::Desk, &page::uncited::uncited(&cx, &page)))
}
