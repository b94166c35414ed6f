//! The JSON API: the timeline and records, read and written with a token.

use serde_json::{Value as Json, json};

use crate::app::api_write::{self, Outcome, Request};
use crate::app::record_json::any_json;
use crate::app::timeline::resolve;
use crate::domain::access::Audience;
use crate::domain::kind::Kind;
use crate::domain::lang::Lang;
use crate::domain::query::{PAGE, PAGE_MAX};
use crate::domain::record::RecordKey;
use crate::error::{Error, Result};
use crate::export::Voice;
use crate::export::json::{entry_json, summary_json};
use crate::web::call::Call;
use crate::web::error;
use crate::web::handlers::timeline::{choice, cursor, question};
use crate::web::reply::Reply;

pub fn timeline(call: &Call) -> Result<Reply> {
    let question = question(call, &["limit", "cursor", "lang"])?;
    let (limit, cursor) = (limit(call)?, cursor(call)?);
    let lang = choice(call.asked("lang"), Lang::ALL, Lang::code)?.unwrap_or(call.lang);
    let app = &call.app;
    let (summary, entries, next) = app.store.read(call.viewer()?, |tx| {
        let query = resolve(&question, tx, |code| app.vocabulary.contains(code))?;
        let (entries, next) = tx.timeline_page(&query, cursor, limit)?;
        Ok((tx.timeline_summary(&query)?, entries, next))
    })?;
    let voice = Voice { lang, vocabulary: &app.vocabulary, audience: Audience::Internal };
    let mut body = summary_json(&voice, &summary);
    body["entries"] = entries.iter().map(|entry| entry_json(&voice, entry)).collect::<Vec<Json>>().into();
    body["next"] = json!(next.map(|cursor| cursor.to_string()));
    Ok(Reply::json(200, &body))
}

fn limit(call: &Call) -> Result<usize> {
    match call.asked("limit") {
        "" => Ok(PAGE),
        text => {
            let limit = text.parse().ok().filter(|limit| (1..=PAGE_MAX).contains(limit));
            limit.ok_or_else(|| Error::bad("err-limit"))
        }
    }
}

/// A record with names, links and citations.
pub fn record(call: &Call) -> Result<Reply> {
    call.only(&[])?;
    let kind = Kind::from_collection(call.parameter(0)).ok_or(Error::NotFound)?;
    let (key, on) = (call.key(1)?, call.app.on());
    let body = call.app.store.read(call.viewer()?, |tx| any_json(tx, kind, tx.resolve_kind(&key, kind)?, on))?;
    Ok(Reply::json(200, &body))
}

/// A new record.
pub fn create(call: &Call) -> Result<Reply> {
    write(call, None)
}

/// Changes and additions to a record.
pub fn change(call: &Call) -> Result<Reply> {
    write(call, Some(call.key(1)?))
}

fn write(call: &Call, record: Option<RecordKey>) -> Result<Reply> {
    call.only(&[])?;
    let kind = Kind::from_collection(call.parameter(0)).ok_or(Error::NotFound)?;
    let actor = call.viewer()?.actor().ok_or(Error::Forbidden)?;
    let request = Request { kind, record, body: &call.body, key: call.idempotency_key.as_deref(), on: call.app.on() };
    match api_write::write(&call.app.store, &actor, &request)? {
        Outcome::Done(answer) => Ok(Reply::text(answer.status, "application/json", answer.body)),
        Outcome::Stale { current, record } => Ok(error::conflict(call, current, record)),
    }
}
