//! The JSON API: the timeline and records, for a token.

use serde_json::{Value as Json, json};

use crate::app::dossier::gather;
use crate::app::record_json::record_json;
use crate::app::timeline::resolve;
use crate::domain::access::Audience;
use crate::domain::kind::Kind;
use crate::domain::lang::Lang;
use crate::domain::query::{Order, PAGE, PAGE_MAX, Question};
use crate::domain::records::{Detention, Incident, Organization, Person, Place, Report, Source};
use crate::error::{Error, Result};
use crate::export::Voice;
use crate::export::json::{entry_json, summary_json};
use crate::web::call::Call;
use crate::web::handlers::timeline::{choice, cursor};
use crate::web::reply::Reply;

pub fn timeline(call: &Call) -> Result<Reply> {
    call.only(&["place", "person", "type", "from", "to", "certain", "order", "limit", "cursor", "lang"])?;
    let asked = |name| call.asked(name).to_owned();
    let question = Question {
        place: asked("place"),
        person: asked("person"),
        kind: asked("type"),
        from: asked("from"),
        to: asked("to"),
        certain: flag(call, "certain")?,
        order: choice(call, "order", [Order::Oldest, Order::Newest], Order::code)?.unwrap_or_default(),
    };
    let (limit, cursor) = (limit(call)?, cursor(call)?);
    let lang = choice(call, "lang", Lang::ALL, Lang::code)?.unwrap_or(call.lang);
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

fn flag(call: &Call, name: &str) -> Result<bool> {
    match call.asked(name) {
        "" | "0" | "false" => Ok(false),
        "1" | "true" => Ok(true),
        _ => Err(Error::bad("err-unknown-parameter")),
    }
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
    let kind = Kind::from_path(call.parameter(0)).ok_or(Error::NotFound)?;
    let (key, on) = (call.key(1)?, call.app.on());
    let body = call.app.store.read(call.viewer()?, |tx| {
        let id = tx.resolve_kind(&key, kind)?;
        match kind {
            Kind::Incident => record_json(&gather::<Incident>(tx, id)?, on),
            Kind::Person => record_json(&gather::<Person>(tx, id)?, on),
            Kind::Place => record_json(&gather::<Place>(tx, id)?, on),
            Kind::Organization => record_json(&gather::<Organization>(tx, id)?, on),
            Kind::Report => record_json(&gather::<Report>(tx, id)?, on),
            Kind::Source => record_json(&gather::<Source>(tx, id)?, on),
            Kind::Detention => record_json(&gather::<Detention>(tx, id)?, on),
            _ => Err(Error::NotFound),
        }
    })?;
    Ok(Reply::json(200, &body))
}
