//! The timeline page: a question in the address, lines and numbers in the answer.

use uuid::Uuid;

use crate::app::gather::involved::{InvolvedPage, gather};
use crate::app::questions::{in_words, read_form, references, resolve, unclear, with_found};
use crate::domain::name::matching::Letters;
use crate::domain::query::facet::{INCIDENT, KIND};
use crate::domain::query::involved::{Involved, InvolvedOrder, InvolvedPlace, InvolvedStart};
use crate::domain::query::kept::Shows;
use crate::domain::query::question::{ORDER, TEXT, WORDS};
use crate::domain::query::{Cursor, Facets, Grouping, PAGE, Parameter, Question, Takes, TimelineQuery};
use crate::error::{Error, FieldError, Result};
use crate::export::FORMATS;
use crate::index::{Answers, PageOf, Timeline};
use crate::view::layout::{self, Nav};
use crate::view::page::timeline::{self as view, Answer, Found, Lines, MORE, SHOWN, TimelineForm};
use crate::web::handlers::form::looks;
use crate::web::handlers::search::keep_words;
use crate::web::request::Request;
use crate::web::response::Response;

pub fn timeline(request: &Request) -> Result<Response> {
    let question = question(request, &LINES)?;
    show(request, &question, None, Nav::Timeline)
}

/// The same of incidents alone.
pub fn incidents(request: &Request) -> Result<Response> {
    let question = question(request, &LINES)?;
    // Another kind than the one that the address stands for is asked for elsewhere.
    if question.all(KIND).iter().any(|kind| kind != INCIDENT) {
        return Err(Error::bad("err-unknown-parameter"));
    }
    show(request, &question.with(KIND, INCIDENT), None, Nav::Incidents)
}

/// The people and groups who are in the lines.
pub fn people(request: &Request) -> Result<Response> {
    involved(request, Involved::People)
}

/// The detentions whose steps are among the lines.
pub fn detentions(request: &Request) -> Result<Response> {
    involved(request, Involved::Detentions)
}

fn involved(request: &Request, involved: Involved) -> Result<Response> {
    let besides: Vec<&str> =
        ["group", MORE, "after", "before"].into_iter().chain(order(request).map(|_| ORDER)).collect();
    show(request, &question(request, &besides)?, Some(involved), Nav::Timeline)
}

/// The same of a question that is kept.
pub fn answer(request: &Request, question: &Question, involved: Option<Involved>) -> Result<Response> {
    request.only(&LINES)?;
    show(request, question, involved, Nav::Timeline)
}

/// What an address of lines takes besides the question.
const LINES: [&str; 3] = ["group", "cursor", MORE];

/// The order of those in the lines, where the address asks for one: as a question has it, the order is that of the lines.
pub fn order(request: &Request) -> Option<InvolvedOrder> {
    // Asked twice it is none, and refused with the question.
    let is_one = request.query.iter().filter(|(name, _)| name == ORDER).count() == 1;
    InvolvedOrder::ALL.into_iter().find(|order| is_one && order.code() == request.asked(ORDER))
}

fn show(request: &Request, question: &Question, involved: Option<Involved>, nav: Nav) -> Result<Response> {
    let group = choice(request.asked("group"), Grouping::ALL, Grouping::code)?.unwrap_or_default();
    let (cursor, start) = (cursor(request)?, start(request)?);
    let order = order(request).unwrap_or_default();
    let facets = if choice(request.asked(MORE), ["1"], |asked| asked)?.is_some() { Facets::All } else { Facets::Usual };
    let app = &request.app;
    let (references, answer) = app.index.read(&app.store, request.viewer()?, |tx, answers| {
        let references = references(tx, question)?;
        let query = match resolved(question, answers, |code| app.vocabulary.contains(code)) {
            Ok(query) => query,
            Err(Error::Invalid(errors)) => return Ok((references, Err(errors))),
            Err(other) => return Err(other),
        };
        let limit = if involved.is_some() { 0 } else { PAGE };
        let page = PageOf { after: cursor, limit, records: Some(view::RECORDS_LISTED), facets };
        let Timeline { summary, left_out, entries, next } = answers.timeline(&query, page)?;
        let asked = in_words(request.lang, &app.vocabulary, (question, &query), &references);
        let found = match involved {
            None => Found::Lines(Lines { entries, next, continued: cursor.is_some() }),
            Some(involved) => {
                let page = InvolvedPage { involved, order, lang: request.lang, start: &start, limit: PAGE };
                let sealed = |place: &InvolvedPlace| request.cursor_of(view::path(Some(involved)), place);
                Found::Involved(gather(answers, &query, &page, sealed)?)
            }
        };
        Ok((references, Ok(Answer { query, asked, summary, left_out, found })))
    })?;
    let form = TimelineForm {
        question,
        involved,
        order,
        group,
        more: facets == Facets::All,
        references: &references,
        formats: formats(),
        title: title(nav),
    };
    match &answer {
        Ok(answer) => Ok(page(request, 200, nav, &form, Ok(answer))),
        Err(errors) => Ok(page(request, 422, nav, &form, Err(errors))),
    }
}

fn title(nav: Nav) -> &'static str {
    if nav == Nav::Incidents { "incidents" } else { "nav-timeline" }
}

/// Where a page of those in the lines starts.
fn start(request: &Request) -> Result<InvolvedStart> {
    match (request.starts_at("after")?, request.starts_at("before")?) {
        (None, None) => Ok(InvolvedStart::First),
        (Some(place), None) => Ok(InvolvedStart::After(place)),
        (None, Some(place)) => Ok(InvolvedStart::Before(place)),
        (Some(_), Some(_)) => Err(Error::bad("err-cursor")),
    }
}

/// Takes a question out of its form, where records are given by typing, and leads to the address that asks it: names
/// stay out of addresses.
pub fn ask(request: &Request) -> Result<Response> {
    request.only(&[])?;
    let (app, mut typed) = (&request.app, request.typed());
    let group = choice(request.field("group"), Grouping::ALL, Grouping::code)?.unwrap_or_default();
    let involved = choice(request.field(SHOWN), Involved::ALL, Involved::code)?;
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
        return Ok(Response::see(view::address(view::path(involved), &question, group, None)));
    }
    let form = TimelineForm {
        question: &question,
        involved,
        order: InvolvedOrder::default(),
        group,
        more: false,
        references: &references,
        formats: formats(),
        title: title(Nav::Timeline),
    };
    Ok(page(request, if looks { 200 } else { 422 }, Nav::Timeline, &form, Err(&errors)))
}

/// Code and message of each.
pub fn formats() -> Vec<(&'static str, &'static str)> {
    FORMATS.iter().map(|format| (format.code, format.name)).collect()
}

fn page(
    request: &Request,
    status: u16,
    nav: Nav,
    form: &TimelineForm<'_>,
    answer: std::result::Result<&Answer, &Vec<FieldError>>,
) -> Response {
    let cx = request.page_context();
    let content = match answer {
        Ok(answer) => view::timeline(&cx, form, answer),
        Err(errors) => view::refused(&cx, form, errors),
    };
    Response::html(status, layout::page(&cx, &cx.text(form.title), nav, &content).into_string())
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
