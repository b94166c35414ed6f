//! Searching everything.

use uuid::Uuid;

use crate::app::gather::search::{gather, obvious};
use crate::domain::name::matching::Letters;
use crate::domain::query::Question;
use crate::domain::query::kept::{KeptQuestion, Shows, address};
use crate::domain::query::question::TEXT;
use crate::error::Result;
use crate::pages::search::SearchPage;
use crate::view::layout::Nav;
use crate::view::page;
use crate::web::handlers::timeline::choice;
use crate::web::request::Request;
use crate::web::response::Response;

/// The field alone.
pub fn blank(request: &Request) -> Result<Response> {
    request.only(&[])?;
    Ok(show(request, &SearchPage::default()))
}

/// Leads to what was looked for: to the one record that is obviously meant, or to what was found.
pub fn search(request: &Request) -> Result<Response> {
    request.only(&[])?;
    let (typed, viewer) = (request.field("q").trim(), request.viewer()?);
    let letters = choice(request.field("letters"), Letters::ALL, Letters::code)?.unwrap_or_default();
    if typed.is_empty() {
        return Ok(Response::see("/search".to_owned()));
    }
    if let Some(label) = request.app.store.read(viewer, |tx| obvious(tx, typed, letters))? {
        return Ok(Response::see(label.address()));
    }
    Ok(Response::see(address(keep_words(request, Shows::Search(letters), typed)?)))
}

/// Keeps words that are looked for, and says where.
pub fn keep_words(request: &Request, shows: Shows, words: &str) -> Result<Uuid> {
    let question = Question::default().with(TEXT, words);
    request.app.store.keep_question(request.viewer()?.account, shows, &question.to_json())
}

/// What was found for a question that is kept.
pub fn found(request: &Request, kept: &KeptQuestion, letters: Letters) -> Result<Response> {
    request.only(&[])?;
    let (question, viewer) = (kept.question(), request.viewer()?);
    let page = request
        .app
        .index
        .read(&request.app.store, viewer, |_, answers| gather(answers, question.get(TEXT), letters, kept.uid))?;
    Ok(show(request, &page))
}

fn show(request: &Request, found: &SearchPage) -> Response {
    let cx = request.page_context();
    request.page(&cx.text("search-title"), Nav::None, &page::search::search(&cx, found))
}
