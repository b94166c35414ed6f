//! The JSON API: the timeline, who is held, contradictions and records, read and written with a token.

use serde_json::{Value as Json, json};

use crate::app::export::held_rows;
use crate::app::gather::changes_json::{changes_json, watched_json};
use crate::app::gather::contradiction_json::contradictions_json;
use crate::app::gather::duplicate::json::duplicates_json;
use crate::app::gather::found_json::found_json;
use crate::app::gather::held::{Besides, gather};
use crate::app::gather::involved::{InvolvedPage, gather as in_lines};
use crate::app::gather::involved_json::involved_json;
use crate::app::gather::record_json::any_json;
use crate::app::gather::shared::shared_json;
use crate::app::intake::api_write::{self, ApiWrite, Outcome};
use crate::app::questions::{resolve, with_found};
use crate::domain::access::Audience;
use crate::domain::kind::Kind;
use crate::domain::lang::Lang;
use crate::domain::name::matching::Letters;
use crate::domain::query::involved::{Involved, InvolvedStart};
use crate::domain::query::question::ORDER;
use crate::domain::query::{Facets, PAGE, PAGE_MAX};
use crate::domain::record::RecordKey;
use crate::error::{Error, Message, Result};
use crate::export::ExportContext;
use crate::export::held::{counts_json, row_json};
use crate::export::json::{entry_json, summary_json};
use crate::index::{PageOf, Timeline};
use crate::pages::held::ASKED;
use crate::store::ReadTx;
use crate::web::error;
use crate::web::handlers::contradiction::listed;
use crate::web::handlers::held::asked;
use crate::web::handlers::timeline::{choice, cursor, order, question_of_api};
use crate::web::handlers::{changes, duplicate, shared, watch};
use crate::web::request::Request;
use crate::web::response::Response;
use crate::web::today;

pub fn timeline(request: &Request) -> Result<Response> {
    let question = question_of_api(request, &["limit", "cursor", "lang"])?;
    let (limit, cursor) = (limit(request)?, cursor(request)?);
    let lang = language(request)?;
    let app = &request.app;
    let Timeline { summary, left_out, entries, next } =
        app.index.read(&app.store, request.viewer()?, |tx, answers| {
            let query = with_found(resolve(&question, tx, |code| app.vocabulary.contains(code))?, &question, answers)?;
            answers.timeline(&query, PageOf { after: cursor, limit, records: None, facets: Facets::All })
        })?;
    let context = ExportContext { lang, vocabulary: &app.vocabulary, audience: Audience::Internal, made_on: today() };
    let mut body = summary_json(&context, &summary, &left_out);
    body["entries"] = entries.iter().map(|entry| entry_json(&context, entry)).collect::<Vec<Json>>().into();
    body["next"] = json!(next.map(|cursor| cursor.to_string()));
    Ok(Response::json(200, &body))
}

/// The people and groups who are in the lines of a timeline.
pub fn timeline_people(request: &Request) -> Result<Response> {
    involved(request, Involved::People)
}

/// The detentions whose steps are among the lines of a timeline.
pub fn timeline_detentions(request: &Request) -> Result<Response> {
    involved(request, Involved::Detentions)
}

fn involved(request: &Request, involved: Involved) -> Result<Response> {
    let order = order(request);
    let besides: Vec<&str> = ["limit", "cursor", "lang"].into_iter().chain(order.map(|_| ORDER)).collect();
    let question = question_of_api(request, &besides)?;
    let (limit, lang, app) = (limit(request)?, language(request)?, &request.app);
    let start = request.starts_at("cursor")?.map_or(InvolvedStart::First, InvolvedStart::After);
    let page = InvolvedPage { involved, order: order.unwrap_or_default(), lang, start: &start, limit };
    let list = app.index.read(&app.store, request.viewer()?, |tx, answers| {
        let query = with_found(resolve(&question, tx, |code| app.vocabulary.contains(code))?, &question, answers)?;
        in_lines(answers, &query, &page, |place| request.cursor(place))
    })?;
    let context = ExportContext { lang, vocabulary: &app.vocabulary, audience: Audience::Internal, made_on: today() };
    Ok(Response::json(200, &involved_json(&context, &list, app.on())))
}

fn language(request: &Request) -> Result<Lang> {
    Ok(choice(request.asked("lang"), Lang::ALL, Lang::code)?.unwrap_or(request.lang))
}

fn limit(request: &Request) -> Result<usize> {
    limit_of(request, PAGE, PAGE_MAX)
}

fn limit_of(request: &Request, usual: usize, most: usize) -> Result<usize> {
    match request.asked("limit") {
        "" => Ok(usual),
        text => {
            let limit = text.parse().ok().filter(|limit| (1..=most).contains(limit));
            limit.ok_or_else(|| Error::Bad(Message::new("err-limit").arg("most", most)))
        }
    }
}

pub fn people(request: &Request) -> Result<Response> {
    found(request, Kind::Person)
}

pub fn places(request: &Request) -> Result<Response> {
    found(request, Kind::Place)
}

pub fn organizations(request: &Request) -> Result<Response> {
    found(request, Kind::Organization)
}

/// So many records are found by a name, and so many at most.
const FOUND: usize = 10;
const FOUND_MAX: usize = 50;

/// Records of a kind by name.
fn found(request: &Request, kind: Kind) -> Result<Response> {
    request.only(&["q", "limit", "letters"])?;
    let limit = limit_of(request, FOUND, FOUND_MAX)?;
    let letters = choice(request.asked("letters"), Letters::ALL, Letters::code)?.unwrap_or_default();
    let (text, on) = (request.asked("q"), request.app.on());
    let found = |tx: &ReadTx<'_>| found_json(tx, kind, text, letters, limit, on);
    Ok(Response::json(200, &request.read(found)?))
}

/// Who is held on a day: the question of the page, asked by a program.
pub fn held(request: &Request) -> Result<Response> {
    request.only(&[&ASKED[..], &["after", "lang"]].concat())?;
    let (form, place) = asked(request)?;
    let after = request.starts_at("after")?;
    let filter = form.read(request.app.on()).map_err(Error::Invalid)?;
    let app = &request.app;
    let (lang, audience) = (language(request)?, Audience::Internal);
    let context = ExportContext { lang, vocabulary: &app.vocabulary, audience, made_on: today() };
    let besides = Besides { place: place.as_ref(), after: after.as_ref(), saved: &[], lang };
    let body = request.read(|tx| {
        let page = gather(tx, &filter, &besides, |place| request.cursor(place))?;
        let mut held = Vec::new();
        held_rows(tx, page.on, (&page.holdings, &page.citations), |row| {
            held.push(row_json(&context, row));
            Ok(())
        })?;
        Ok(json!({ "on": page.on, "counts": counts_json(&page.all), "held": held, "next": page.next }))
    })?;
    Ok(Response::json(200, &body))
}

/// What reports contradict each other on.
pub fn contradictions(request: &Request) -> Result<Response> {
    Ok(Response::json(200, &contradictions_json(&listed(request)?.1)))
}

/// What was written since some moment.
pub fn changes(request: &Request) -> Result<Response> {
    let page = changes::asked(request)?;
    Ok(Response::json(200, &changes_json(&page, &changes::since(request))))
}

/// What is new in the questions that the account watches.
pub fn watched(request: &Request) -> Result<Response> {
    request.only(&[])?;
    Ok(Response::json(200, &watched_json(&watch::lines(request)?)))
}

/// Records that are likely of one thing.
pub fn duplicates(request: &Request) -> Result<Response> {
    Ok(Response::json(200, &duplicates_json(&duplicate::asked(request)?)))
}

/// What several records share.
pub fn shared(request: &Request) -> Result<Response> {
    request.only_of(&["lang"], &["of"])?;
    let lang = language(request)?;
    let body = request.read(|tx| shared_json(tx, &shared::asked(tx, request, lang)?))?;
    Ok(Response::json(200, &body))
}

/// A record with names, links and citations.
pub fn record(request: &Request) -> Result<Response> {
    request.only(&[])?;
    let kind = request.kind(0)?;
    let (key, on) = (request.key(1)?, request.app.on());
    let body = request.read(|tx| any_json(tx, kind, tx.resolve_kind(&key, kind)?, on))?;
    Ok(Response::json(200, &body))
}

/// A new record.
pub fn create(request: &Request) -> Result<Response> {
    write(request, None)
}

/// Changes and additions to a record.
pub fn change(request: &Request) -> Result<Response> {
    write(request, Some(request.key(1)?))
}

fn write(request: &Request, record: Option<RecordKey>) -> Result<Response> {
    request.only(&[])?;
    let kind = request.kind(0)?;
    let actor = request.viewer()?.actor().ok_or(Error::Forbidden)?;
    let written =
        ApiWrite { kind, record, body: &request.body, key: request.idempotency_key.as_deref(), on: request.app.on() };
    match api_write::write(&request.app.store, &actor, &written)? {
        Outcome::Done(answer) => Ok(Response::text(answer.status, "application/json", answer.body)),
        Outcome::Stale { current, record } => Ok(error::conflict(request, current, record)),
    }
}
