//! The timeline page: a question in the address, lines and numbers in the answer.

use crate::app::timeline::{read_form, references, resolve, unclear};
use crate::domain::query::{Cursor, Grouping, PAGE, Question};
use crate::error::{Error, FieldError, Result};
use crate::view::layout::{self, Nav};
use crate::view::page::timeline::{self as view, Answer, TimelineForm};
use crate::web::call::Call;
use crate::web::reply::Reply;

pub fn timeline(call: &Call) -> Result<Reply> {
    let question = question(call, &["group", "cursor"])?;
    let group = choice(call.asked("group"), Grouping::ALL, Grouping::code)?.unwrap_or_default();
    let cursor = cursor(call)?;
    let app = &call.app;
    let (references, answer) = app.store.read(call.viewer()?, |tx| {
        let references = references(tx, &question)?;
        let query = match resolve(&question, tx, |code| app.vocabulary.contains(code)) {
            Ok(query) => query,
            Err(Error::Invalid(errors)) => return Ok((references, Err(errors))),
            Err(other) => return Err(other),
        };
        let (entries, next) = tx.timeline_page(&query, cursor, PAGE)?;
        let unplaced = if query.place.is_some() && cursor.is_none() { tx.unplaced(&query)? } else { Vec::new() };
        let summary = tx.timeline_summary(&query)?;
        Ok((references, Ok(Answer { query, summary, entries, next, unplaced, continued: cursor.is_some() })))
    })?;
    let form = TimelineForm { question: &question, group, references: &references };
    match &answer {
        Ok(answer) => Ok(page(call, 200, &form, Ok(answer))),
        Err(errors) => Ok(page(call, 422, &form, Err(errors))),
    }
}

/// Takes a question out of its form, where records are given by typing, and leads to the address that asks it: names
/// stay out of addresses.
pub fn ask(call: &Call) -> Result<Reply> {
    call.only(&[])?;
    let (app, typed) = (&call.app, call.typed());
    let group = choice(call.field("group"), Grouping::ALL, Grouping::code)?.unwrap_or_default();
    // A script looks what was understood so far.
    let looks = typed.get("look") == "1";
    let (references, question, errors) = app.store.read(call.viewer()?, |tx| {
        let (question, references) = read_form(tx, &typed)?.map_err(|_| Error::bad("err-unknown-parameter"))?;
        let mut errors = if looks { Vec::new() } else { unclear(&references) };
        let rest = errors.iter().fold(question.clone(), |rest, error| rest.without(&error.field));
        if !looks && let Err(error) = resolve(&rest, tx, |code| app.vocabulary.contains(code)) {
            let Error::Invalid(more) = error else { return Err(error) };
            errors.extend(more);
        }
        Ok((references, question, errors))
    })?;
    if !looks && errors.is_empty() {
        return Ok(Reply::see(view::address("/timeline", &question, group, None)));
    }
    let form = TimelineForm { question: &question, group, references: &references };
    Ok(page(call, if looks { 200 } else { 422 }, &form, Err(&errors)))
}

fn page(
    call: &Call,
    status: u16,
    form: &TimelineForm<'_>,
    answer: std::result::Result<&Answer, &Vec<FieldError>>,
) -> Reply {
    let reader = call.reader();
    let content = match answer {
        Ok(answer) => view::timeline(&reader, form, answer),
        Err(errors) => view::refused(&reader, form, errors),
    };
    Reply::html(status, layout::page(&reader, &reader.t("nav-timeline"), Nav::Timeline, &content).into_string())
}

/// The question that an address asks; `besides` is what else it takes.
pub fn question(call: &Call, besides: &[&str]) -> Result<Question> {
    let asked = call.query.iter().filter(|(name, _)| !besides.contains(&name.as_str()));
    let question = Question::read(asked.map(|(name, value)| (name.as_str(), value.as_str())));
    question.map_err(|_| Error::bad("err-unknown-parameter"))
}

pub fn cursor(call: &Call) -> Result<Option<Cursor>> {
    match call.asked("cursor") {
        "" => Ok(None),
        text => Cursor::parse(text).map(Some).ok_or_else(|| Error::bad("err-cursor")),
    }
}

/// A value of a closed list; nothing where nothing was given.
pub fn choice<T: Copy>(
    text: &str,
    all: impl IntoIterator<Item = T>,
    code: impl Fn(T) -> &'static str,
) -> Result<Option<T>> {
    match text {
        "" => Ok(None),
        text => {
            let found = all.into_iter().find(|value| code(*value) == text);
            found.map(Some).ok_or_else(|| Error::bad("err-unknown-parameter"))
        }
    }
}
