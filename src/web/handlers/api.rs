//! The JSON API: the timeline and records, for a token.

use serde_json::{Value as Json, json};

use crate::app::timeline::resolve;
use crate::domain::access::Audience;
use crate::domain::lang::Lang;
use crate::domain::query::{Order, PAGE, PAGE_MAX, Question};
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
