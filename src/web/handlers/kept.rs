//! Questions that are kept: answered, given a name, forgotten.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{search, timeline, watch};
use crate::domain::query::kept::{Shows, address};
use crate::domain::query::{PARAMETERS, Question};
use crate::error::{Error, FieldError, Result};
use crate::view::layout::Nav;
use crate::view::page;
use crate::web::request::Request;
use crate::web::response::Response;

/// Where the list is.
const LIST: &str = "/q";

/// Those with a name: one's own, and those that were shared.
pub fn list(request: &Request) -> Result<Response> {
    request.only(&[])?;
    show(request, 200, &[])
}

/// Answers one.
pub fn answer(request: &Request) -> Result<Response> {
    let kept = request.app.store.question(request.viewer()?.account, uid(request)?)?;
    match kept.shows {
        Shows::Search(letters) => search::found(request, &kept, letters),
        Shows::Timeline(involved) => timeline::answer(request, &kept.question(), involved),
    }
}

/// Keeps a question of a page under a name.
pub fn keep(request: &Request) -> Result<Response> {
    request.only(&[])?;
    let (store, account) = (&request.app.store, request.viewer()?.account);
    let shows = Shows::parse(request.field("shows")).ok_or_else(|| Error::bad("err-unknown-parameter"))?;
    let typed = request.typed();
    let asked = PARAMETERS.iter().flat_map(|parameter| typed.all(parameter.name).map(|value| (parameter.name, value)));
    let question = Question::read(asked).map_err(|no| Error::bad(no.key()))?;
    let kept = store.keep_named_question(
        account,
        (shows, &question.to_json()),
        request.field("name"),
        request.field("shared") == "1",
    );
    match kept {
        Ok(uid) => {
            if request.field("watch") == "1" && shows.can_be_watched() {
                watch::start(request, uid, None)?;
            }
            Ok(Response::see(address(uid)))
        }
        Err(Error::Invalid(errors)) => show(request, 422, &errors),
        Err(error) => Err(error),
    }
}

/// Forgets one of one's own.
pub fn remove(request: &Request) -> Result<Response> {
    request.only(&[])?;
    request.app.store.drop_question(request.viewer()?.account, uid(request)?)?;
    Ok(Response::see(LIST.to_owned()))
}

/// Where a question is kept that the path names.
pub fn uid(request: &Request) -> Result<Uuid> {
    Uuid::try_parse(request.parameter(0)).map_err(|_| Error::NotFound)
}

fn show(request: &Request, status: u16, errors: &[FieldError]) -> Result<Response> {
    let account = request.viewer()?.account;
    let questions = request.app.store.named_questions(account)?;
    let watched = request.app.store.watched_questions(account)?;
    let watched: BTreeSet<Uuid> = watched.into_iter().map(|watched| watched.question.uid).collect();
    let cx = request.page_context();
    Ok(request.page_with(
        status,
        &cx.text("kept-title"),
        Nav::None,
        &page::kept::list(&cx, &questions, &watched, errors),
    ))
}
