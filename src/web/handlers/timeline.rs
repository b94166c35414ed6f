//! The timeline page: a question in the address, lines and numbers in the answer.

use crate::app::timeline::resolve;
use crate::domain::kind::Kind;
use crate::domain::query::{Cursor, Grouping, Order, PAGE, Question};
use crate::error::{Error, Result};
use crate::view::layout::{self, Nav};
use crate::view::page::timeline::{self as view, Answer, TimelineForm};
use crate::web::call::Call;
use crate::web::reply::Reply;

const ASKED: [&str; 9] = ["place", "person", "type", "from", "to", "dates", "order", "group", "cursor"];

pub fn timeline(call: &Call) -> Result<Reply> {
    call.only(&ASKED)?;
    let question = question(call)?;
    let group = choice(call, "group", Grouping::ALL, Grouping::code)?.unwrap_or_default();
    let cursor = cursor(call)?;
    let app = &call.app;
    let (choices, answer) = app.store.read(call.viewer()?, |tx| {
        let choices = (tx.list(Kind::Place)?, tx.list(Kind::Person)?);
        let query = match resolve(&question, tx, |code| app.vocabulary.contains(code)) {
            Ok(query) => query,
            Err(Error::Invalid(errors)) => return Ok((choices, Err(errors))),
            Err(other) => return Err(other),
        };
        let (entries, next) = tx.timeline_page(&query, cursor, PAGE)?;
        let unplaced = if query.place.is_some() && cursor.is_none() { tx.unplaced(&query)? } else { Vec::new() };
        let summary = tx.timeline_summary(&query)?;
        Ok((choices, Ok(Answer { query, summary, entries, next, unplaced, continued: cursor.is_some() })))
    })?;
    let form = TimelineForm { question: &question, group, places: &choices.0, people: &choices.1 };
    let reader = call.reader();
    let (status, content) = match &answer {
        Ok(answer) => (200, view::timeline(&reader, &form, answer)),
        Err(errors) => (422, view::refused(&reader, &form, errors)),
    };
    Ok(Reply::html(status, layout::page(&reader, &reader.t("nav-timeline"), Nav::Timeline, &content).into_string()))
}

/// The question that an address asks.
pub fn question(call: &Call) -> Result<Question> {
    let order = choice(call, "order", [Order::Oldest, Order::Newest], Order::code)?.unwrap_or_default();
    let dates = call.asked("dates");
    if !matches!(dates, "" | "possible" | "certain") {
        return Err(Error::bad("err-unknown-parameter"));
    }
    let asked = |name| call.asked(name).to_owned();
    Ok(Question {
        place: asked("place"),
        person: asked("person"),
        kind: asked("type"),
        from: asked("from"),
        to: asked("to"),
        certain: dates == "certain",
        order,
    })
}

pub fn cursor(call: &Call) -> Result<Option<Cursor>> {
    match call.asked("cursor") {
        "" => Ok(None),
        text => Cursor::parse(text).map(Some).ok_or_else(|| Error::bad("err-cursor")),
    }
}

/// A value of a closed list in the address.
pub fn choice<T: Copy>(
    call: &Call,
    name: &str,
    all: impl IntoIterator<Item = T>,
    code: impl Fn(T) -> &'static str,
) -> Result<Option<T>> {
    match call.asked(name) {
        "" => Ok(None),
        text => {
            let found = all.into_iter().find(|value| code(*value) == text);
            found.map(Some).ok_or_else(|| Error::bad("err-unknown-parameter"))
        }
    }
}
