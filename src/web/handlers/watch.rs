//! Questions that somebody watches: from when on, no longer, and what is new or changed.

use uuid::Uuid;

use super::kept::uid;
use super::timeline::cursor;
use crate::app::gather::watch::{news as gather, watched};
use crate::domain::query::kept::address;
use crate::error::{Error, Result};
use crate::pages::watch::WatchedLine;
use crate::view::layout::Nav;
use crate::view::page::watch as view;
use crate::web::request::Request;
use crate::web::response::Response;

/// Watches a question from here on: from what its reader saw, where a page says so.
pub fn watch(request: &Request) -> Result<Response> {
    request.only(&[])?;
    let uid = uid(request)?;
    start(request, uid, request.sealed("seen")?)?;
    Ok(Response::see(format!("{}/news", address(uid))))
}

/// Watches a question of the timeline from a change on, or from now.
pub fn start(request: &Request, uid: Uuid, seen: Option<i64>) -> Result<()> {
    let (store, account) = (&request.app.store, request.viewer()?.account);
    if !store.question(account, uid)?.shows.can_be_watched() {
        return Err(Error::NotFound);
    }
    let seen = seen.map_or_else(|| store.last_change(), Ok)?;
    store.watch_question(account, uid, seen)
}

pub fn unwatch(request: &Request) -> Result<Response> {
    request.only(&[])?;
    request.app.store.unwatch_question(request.viewer()?.account, uid(request)?)?;
    Ok(Response::see("/q".to_owned()))
}

/// The lines of a question that are new or changed since its reader looked.
pub fn news(request: &Request) -> Result<Response> {
    request.only(&["cursor"])?;
    let app = &request.app;
    let watched = app.store.watched_question(request.viewer()?.account, uid(request)?)?;
    let after = cursor(request)?;
    let page = app.index.read(&app.store, request.viewer()?, |_, answers| {
        gather(answers, watched, after, &|code| app.vocabulary.contains(code))
    })?;
    let seen = request.cursor_of(&format!("{}/watch", page.watched.question.address()), &page.upto)?;
    let cx = request.page_context();
    Ok(request.page(&cx.text("watched-title"), Nav::None, &view::news(&cx, &page, &seen)))
}

/// What is new in all questions that the reader watches.
pub fn lines(request: &Request) -> Result<Vec<WatchedLine>> {
    let app = &request.app;
    let all = app.store.watched_questions(request.viewer()?.account)?;
    if all.is_empty() {
        return Ok(Vec::new());
    }
    app.index
        .read(&app.store, request.viewer()?, |_, answers| watched(answers, all, &|code| app.vocabulary.contains(code)))
}
