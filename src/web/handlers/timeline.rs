//! The timeline page: a question in the address, lines and numbers in the answer.

use uuid::Uuid;

use crate::app::questions::{in_words, read_form, references, resolve, unclear, with_found};
use crate::domain::name::matching::Letters;
use crate::domain::query::facet::{INCIDENT, KIND};
use crate::domain::query::kept::Shows;
use crate::domain::query::question::{TEXT, WORDS};
use crate::domain::query::{Cursor, Grouping, PAGE, Parameter, Question, Takes, TimelineQuery};
use crate::error::{Error, FieldError, Result};
use crate::export::FORMATS;
use crate::index::{Answers, Facets, PageOf, Timeline};
use crate::view::layout::{self, Nav};
use crate::view::page::timeline::{self as view, Answer, MORE, TimelineForm};
use crate::web::handlers::form::looks;
use crate::web::handlers::search::keep_words;
use crate::web::request::Request;
use crate::web::response::Response;

pub fn timeline(request: &Request) -> Result<Response> {
    let question = question(request, &["group", "cursor", MORE])?;
    show(request, &question)
}

/// The same of incidents alone.
pub fn incidents(request: &Request) -> Result<Response> {
    let question = question(request, &["group", "cursor", MORE])?;
    show(request, &question.with(KIND, INCIDENT))
}

/// The same of a question that is kept.
pub fn answer(request: &Request, question: &Question) -> Result<Response> {
    request.only(&["group", "cursor", MORE])?;
    show(request, question)
}

fn show(request: &Request, question: &Question) -> Result<Response> {
    let group = choice(request.asked("group"), Grouping::ALL, Grouping::code)?.unwrap_or_default();
    let cursor = cursor(request)?;
    let facets = if choice(request.asked(MORE), ["1"], |asked| asked)?.is_some() { Facets::All } else { Facets::Usual };
    let app = &request.app;
    let (references, answer) = app.index.read(&app.store, request.viewer()?, |tx, answers| {
        let references = references(tx, question)?;
        let query = match resolved(question, answers, |code| app.vocabulary.contains(code)) {
            Ok(query) => query,
            Err(Error::Invalid(errors)) => return Ok((references, Err(errors))),
            Err(other) => return Err(other),
        };
        let page = PageOf { after: cursor, limit: PAGE, records: Some(view::RECORDS_LISTED), facets };
        let Timeline { summary, left_out, entries, next } = answers.timeline(&query, page)?;
        let asked = in_words(request.lang, &app.vocabulary, (question, &query), &references);
        Ok((references, Ok(Answer { query, asked, summary, left_out, entries, next, continued: cursor.is_some() })))
    })?;
    let form =
        TimelineForm { question, group, more: facets == Facets::All, references: &references, formats: formats() };
    match &answer {
        Ok(answer) => Ok(page(request, 200, &form, Ok(answer))),
        Err(errors) => Ok(page(request, 422, &form, Err(errors))),
    }
}

/// Takes a question out of its form, where records are given by typing, and leads to the address that asks it: names
/// stay out of addresses.
pub fn ask(request: &Request) -> Result<Response> {
    request.only(&[])?;
    let (app, mut typed) = (&request.app, request.typed());
    let group = choice(request.field("group"), Grouping::ALL, Grouping::code)?.unwrap_or_default();
    let looks = looks(&mut typed);
    let (references, question, errors) = app.index.read(&app.store, request.viewer()?, |tx, answers| {
        let (question, references) = read_form(tx, &typed)?.map_err(|no| Error::bad(no.key()))?;
        let mut errors = if looks { Vec::new() } else { unclear(&references) };
        let rest = errors.iter().fold(question.clone(), |rest, error| rest.without(&error.field));
        if !looks && let Err(error) = resolved(&rest, answers, |code| app.vocabulary.contains(code)) {
            let Error::Invalid(more) = error else { return Err(error) };
            errors.extend(more);
        }
        Ok((references, question, errors))
    })?;
    if !looks && errors.is_empty() {
        let question = kept(request, question)?;
        return Ok(Response::see(view::address("/timeline", &question, group, None)));
    }
    let form = TimelineForm { question: &question, group, more: false, references: &references, formats: formats() };
    Ok(page(request, if looks { 200 } else { 422 }, &form, Err(&errors)))
}

/// Code and message of each.
pub fn formats() -> Vec<(&'static str, &'static str)> {
    FORMATS.iter().map(|format| (format.code, format.name)).collect()
}

fn page(
    request: &Request,
    status: u16,
    form: &TimelineForm<'_>,
    answer: std::result::Result<&Answer, &Vec<FieldError>>,
) -> Response {
    let cx = request.page_context();
    let content = match answer {
        Ok(answer) => view::timeline(&cx, form, answer),
        Err(errors) => view::refused(&cx, form, errors),
    };
    Response::html(status, layout::page(&cx, &cx.text("nav-timeline"), Nav::Timeline, &content).into_string())
}

/// The query of a question, with the lines that its words are in.
fn resolved(question: &Question, answers: &Answers<'_>, knows: impl Fn(&str) -> bool) -> Result<TimelineQuery> {
    with_found(resolve(question, answers.tables(), knows)?, question, answers)
}

/// The question that the address of a page asks; `besides` is what else it takes. Words stand in none, where the browser's
/// history would have them: it says where they are kept.
pub fn question(request: &Request, besides: &[&str]) -> Result<Question> {
    let is_words = |name: &str| Parameter::named(name).is_some_and(|parameter| matches!(parameter.takes, Takes::Words));
    if request.query.iter().any(|(name, _)| is_words(name)) {
        return Err(Error::bad("err-unknown-parameter"));
    }
    question_of_api(request, besides)
}

/// The question that a call of the API asks, words and all.
pub fn question_of_api(request: &Request, besides: &[&str]) -> Result<Question> {
    let asked = request.query.iter().filter(|(name, _)| name != WORDS && !besides.contains(&name.as_str()));
    let question = Question::read(asked.map(|(name, value)| (name.as_str(), value.as_str())));
    let question = question.map_err(|no| Error::bad(no.key()))?;
    match request.asked(WORDS) {
        "" => Ok(question),
        uid => {
            let uid = Uuid::try_parse(uid).map_err(|_| Error::NotFound)?;
            let kept = request.app.store.question(request.viewer()?.account, uid)?.question();
            Ok(question.with(TEXT, kept.get(TEXT)).kept_at(uid))
        }
    }
}

/// The same question, whose words are kept now.
fn kept(request: &Request, question: Question) -> Result<Question> {
    if !question.asks(TEXT) {
        return Ok(question);
    }
    let words = keep_words(request, Shows::Search(Letters::Any), question.get(TEXT))?;
    Ok(question.kept_at(words))
}

pub fn cursor(request: &Request) -> Result<Option<Cursor>> {
    match request.asked("cursor") {
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
