//! Handlers: look, gather, show. One file per family of addresses.

use crate::error::Result;
use crate::web::request::Request;
use crate::web::response::Response;

/// Coming in and going out.
pub mod account;
/// All accounts, for administrators.
pub mod accounts;
/// What is done to a record with a reason.
pub mod act;
/// The JSON API.
pub mod api;
/// What was written since some moment.
pub mod changes;
/// What reports contradict each other on.
pub mod contradiction;
/// The desk.
pub mod desk;
/// What was typed and not saved.
pub mod draft;
/// Records that are likely of one thing.
pub mod duplicate;
/// Taking away.
pub mod export;
/// A further custody step.
pub mod follow_up;
/// Forms of records.
pub mod form;
/// Held now.
pub mod held;
/// History.
pub mod history;
/// Questions that are kept.
pub mod kept;
/// Keys and backups, for administrators.
pub mod keys;
/// Lists.
pub mod list;
/// Locking everything at once.
pub mod lock;
/// Logging a detention.
pub mod log;
/// Logging from a report.
pub mod log_report;
/// Merging.
pub mod merge;
/// One's own account.
pub mod own;
/// Records.
pub mod record;
/// Searching everything.
pub mod search;
/// One's own second factor.
pub mod second_factor;
/// All rows of one kind that refer to a record.
pub mod section;
/// What several records share.
pub mod shared;
/// The arrest of several people, corrected at once.
pub mod takings;
/// The timeline.
pub mod timeline;
/// Records that may be of one.
pub mod unsure;
/// Questions that somebody watches.
pub mod watch;

/// That the server answers, for whoever watches it. Locked is no failure: a watcher that starts the server again
/// would undo the lock wherever it opens unattended.
pub fn health(request: &Request) -> Result<Response> {
    let state = if request.app.store.is_shut() { "locked\n" } else { "ok\n" };
    Ok(Response::text(200, "text/plain; charset=utf-8", state.into()))
}
