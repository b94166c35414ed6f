//! Errors as pages and as JSON: a status, a plain sentence, what to do next. Never a detail of the inside.

use serde_json::{Value as Json, json};

use super::call::Call;
use super::reply::Reply;
use super::routes::Answer;
use crate::domain::lang::Lang;
use crate::error::{Error, FieldError, Say};
use crate::locale;
use crate::view::Reader;
use crate::view::layout::Nav;
use crate::view::page;

/// Status, code of the API, and the sentence for each kind of error.
fn describe(error: &Error) -> (u16, &'static str, Say) {
    match error {
        Error::Bad(say) => (400, "bad_request", say.clone()),
        Error::Invalid(fields) => (422, "invalid", invalid(fields)),
        Error::Unauthenticated => (401, "unauthenticated", Say::new("err-sign-in")),
        Error::Forbidden => (403, "forbidden", Say::new("err-forbidden")),
        Error::NotFound => (404, "not_found", Say::new("err-not-found")),
        Error::MethodNotAllowed { .. } => (405, "method_not_allowed", Say::new("err-method")),
        Error::Misdirected => (421, "misdirected", Say::new("err-misdirected")),
        Error::TooLarge => (413, "too_large", Say::new("err-too-large")),
        Error::Timeout => (408, "timeout", Say::new("err-timeout")),
        Error::Deadline => (503, "deadline", Say::new("err-deadline")),
        Error::Stale { .. } => (409, "conflict", Say::new("err-stale")),
        Error::Locked => (503, "locked", Say::new("err-locked")),
        Error::Refused(_) | Error::Damaged(_) | Error::Db(_) | Error::Io(_) | Error::Internal(_) => {
            (500, "internal", Say::new("err-internal"))
        }
    }
}

/// With one faulty field, its own sentence says it best.
fn invalid(fields: &[FieldError]) -> Say {
    match fields {
        [only] => only.say.clone(),
        _ => Say::new("err-invalid"),
    }
}

/// What an error is while the case file is locked: refusals of the request itself stay what they are.
pub fn while_locked(error: Error) -> Error {
    match error {
        Error::Misdirected | Error::Forbidden | Error::Bad(_) | Error::TooLarge | Error::Timeout => error,
        _ => Error::Locked,
    }
}

pub fn answer(call: &Call, answer: Answer, error: &Error) -> Reply {
    let (status, code, say) = describe(error);
    if status == 500 {
        note(error);
    }
    let reply = match answer {
        Answer::Json => {
            let mut body = json!({ "error": { "code": code, "message": locale::say(call.lang, &say) } });
            if let Error::Invalid(fields) = error {
                let messages: serde_json::Map<String, Json> = fields
                    .iter()
                    .map(|field| (field.field.clone(), locale::say(call.lang, &field.say).into()))
                    .collect();
                body["error"]["fields"] = messages.into();
            }
            Reply::json(status, &body)
        }
        // Somebody who has to sign in first is taken there; their page waits in nobody's address bar.
        Answer::Page if matches!(error, Error::Unauthenticated) => Reply::see("/signin"),
        // A page elsewhere that points its own name at this computer can read this: it learns nothing of the case file.
        Answer::Page if matches!(error, Error::Misdirected) => {
            Reply::text(status, "text/plain; charset=utf-8", locale::say(call.lang, &say))
        }
        Answer::Page => {
            let reader = match error {
                // Also for what was interrupted: nothing of the case file is shown any more.
                Error::Locked => Reader { case: "", account: None, ..call.reader() },
                _ => call.reader(),
            };
            let content = match error {
                Error::Locked => page::lock::locked(&reader, call.app.opens_by_passphrase()),
                _ => page::error::error(&reader, status, &say),
            };
            let page = crate::view::layout::page(&reader, &reader.t("error-title"), Nav::None, &content);
            Reply::html(status, page.into_string())
        }
    };
    match (error, answer) {
        (Error::MethodNotAllowed { allow }, _) => reply.header("allow", allow.clone()),
        (Error::Unauthenticated, Answer::Json) => reply.header("www-authenticate", "Bearer".into()),
        _ => reply,
    }
}

/// A stale write of the JSON API: what went wrong, and the record as it is now.
pub fn conflict(call: &Call, current: i64, record: Json) -> Reply {
    let (status, code, say) = describe(&Error::Stale { current });
    let error = json!({ "code": code, "message": locale::say(call.lang, &say) });
    Reply::json(status, &json!({ "error": error, "current": record }))
}

/// When not even the reader is known: one plain sentence.
pub fn bare(error: &Error) -> Reply {
    note(error);
    Reply::text(500, "text/plain; charset=utf-8", locale::text(Lang::En, "err-internal").into_owned())
}

/// The log gets the kind of failure; a database message can hold values, so only its code is kept.
fn note(error: &Error) {
    match error {
        Error::Db(error) => tracing::error!(code = ?error.sqlite_error_code(), "database error"),
        Error::Internal(what) => tracing::error!(%what, "internal error"),
        Error::Io(error) => tracing::error!(kind = %error.kind(), "input/output error"),
        other => tracing::error!(status = describe(other).0, "unexpected error"),
    }
}
