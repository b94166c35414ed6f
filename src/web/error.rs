//! Errors as pages and as JSON: a status, a plain sentence, what to do next. Never a detail of the inside.

use serde_json::{Value as Json, json};

use super::route::{ResponseKind, UNLOCK};
use crate::domain::lang::Lang;
use crate::domain::position::{FAR_FROM_ITS_PLACES, ORDER, SWAPPED};
use crate::error::{Error, FieldError, Message};
use crate::locale;
use crate::view::PageContext;
use crate::view::layout::Nav;
use crate::view::page;
use crate::web::request::Request;
use crate::web::response::Response;

/// Status, code of the API, and the sentence for each kind of error.
fn describe(error: &Error) -> (u16, &'static str, Message) {
    match error {
        Error::Bad(say) => (400, "bad_request", say.clone()),
        Error::Invalid(fields) if error.duplicates().is_some() => (409, "duplicate", invalid(fields)),
        Error::Invalid(fields) => (422, "invalid", invalid(fields)),
        Error::Unauthenticated => (401, "unauthenticated", Message::new("err-sign-in")),
        Error::Forbidden => (403, "forbidden", Message::new("err-forbidden")),
        Error::NotFound => (404, "not_found", Message::new("err-not-found")),
        Error::MethodNotAllowed { .. } => (405, "method_not_allowed", Message::new("err-method")),
        Error::Misdirected => (421, "misdirected", Message::new("err-misdirected")),
        Error::TooLarge => (413, "too_large", Message::new("err-too-large")),
        Error::Timeout => (408, "timeout", Message::new("err-timeout")),
        Error::Deadline => (503, "deadline", Message::new("err-deadline")),
        Error::Stale { .. } => (409, "conflict", Message::new("err-stale")),
        Error::Locked => (503, "locked", Message::new("err-locked")),
        Error::DiskFull => (507, "disk_full", Message::new("err-disk-full")),
        Error::Refused(_) | Error::Damaged(_) | Error::Db(_) | Error::Io(_) | Error::Internal(_) => {
            (500, "internal", Message::new("err-internal"))
        }
    }
}

/// With one faulty field, its own sentence says it best.
fn invalid(fields: &[FieldError]) -> Message {
    match fields {
        [only] => only.say.clone(),
        _ => Message::new("err-invalid"),
    }
}

/// What an error is while the case file is locked: refusals of the request itself stay what they are.
pub fn while_locked(error: Error) -> Error {
    match error {
        Error::Misdirected | Error::Forbidden | Error::Bad(_) | Error::TooLarge | Error::Timeout => error,
        _ => Error::Locked,
    }
}

pub fn answer(request: &Request, answer: ResponseKind, error: &Error) -> Response {
    let (status, code, say) = describe(error);
    if matches!(status, 500 | 507) {
        note(error);
    }
    let response = match answer {
        ResponseKind::Json => {
            let mut body = json!({ "error": { "code": code, "message": locale::say(request.lang, &say) } });
            if let Error::Invalid(fields) = error {
                let messages: serde_json::Map<String, Json> = fields
                    .iter()
                    .map(|field| (field.field.clone(), locale::say(request.lang, &field.say).into()))
                    .collect();
                body["error"]["fields"] = messages.into();
                let offered: serde_json::Map<String, Json> = fields
                    .iter()
                    .map(|field| (field.field.clone(), offers(&field.say)))
                    .filter(|(_, offers)| !offers.is_empty())
                    .map(|(field, offers)| (field, offers.into()))
                    .collect();
                if !offered.is_empty() {
                    body["error"]["offered"] = offered.into();
                }
            }
            if let Some(same) = error.same_episode() {
                body["error"]["fields"]["same"] = same.into();
            }
            if let Some(duplicates) = error.duplicates() {
                body["error"]["fields"]["duplicate"] = duplicates.join(" ").into();
            }
            Response::json(status, &body)
        }
        // Somebody who has to sign in first is taken there, and from there to the page that was asked for.
        ResponseKind::Page if matches!(error, Error::Unauthenticated) => Response::see(request.way_in()),
        // A page elsewhere that points its own name at this computer can read this: it learns nothing of the case file.
        ResponseKind::Page if matches!(error, Error::Misdirected) => {
            Response::text(status, "text/plain; charset=utf-8", locale::say(request.lang, &say))
        }
        ResponseKind::Page => {
            let cx = match error {
                // Also for what was interrupted: nothing of the case file is shown any more.
                Error::Locked => PageContext { case: "", account: None, ..request.page_context() },
                _ => request.page_context(),
            };
            let content = match error {
                Error::Locked => {
                    page::lock::locked(&cx, request.app.opens_by_passphrase().then(|| request.way_by(UNLOCK)))
                }
                _ => page::error::error(&cx, status, &say),
            };
            let page = crate::view::layout::page(&cx, &cx.text("error-title"), Nav::None, &content);
            Response::html(status, page.into_string())
        }
    };
    match (error, answer) {
        (Error::MethodNotAllowed { allow }, _) => response.header("allow", allow.clone()),
        (Error::Unauthenticated, ResponseKind::Json) => response.header("www-authenticate", "Bearer".into()),
        _ => response,
    }
}

/// The values that may be meant, as a form offers them with a button each.
fn offers(say: &Message) -> Vec<&str> {
    let is_asked = say.key.starts_with("date-ask") || [SWAPPED, ORDER, FAR_FROM_ITS_PLACES].contains(&say.key);
    let offered = say.args.iter().filter(|(name, _)| is_asked && matches!(*name, "date" | "other" | "pair"));
    offered.map(|(_, value)| value.as_str()).collect()
}

/// A stale write of the JSON API: what went wrong, and the record as it is now.
pub fn conflict(request: &Request, current: i64, record: Json) -> Response {
    let (status, code, say) = describe(&Error::Stale { current });
    let error = json!({ "code": code, "message": locale::say(request.lang, &say) });
    Response::json(status, &json!({ "error": error, "current": record }))
}

/// When not even the reader is known: one plain sentence.
pub fn bare(error: &Error) -> Response {
    note(error);
    Response::text(500, "text/plain; charset=utf-8", locale::text(Lang::En, "err-internal").into_owned())
}

/// The log gets the kind of failure; a database message can hold values, so only its code is kept.
fn note(error: &Error) {
    match error {
        Error::Db(error) => tracing::error!(code = ?error.sqlite_error_code(), "database error"),
        Error::Internal(what) => tracing::error!(%what, "internal error"),
        Error::DiskFull => tracing::error!("the disk is full"),
        Error::Io(error) => tracing::error!(kind = %error.kind(), "input/output error"),
        other => tracing::error!(status = describe(other).0, "unexpected error"),
    }
}
