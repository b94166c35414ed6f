//! The one error type: what went wrong, and where each kind of failure surfaces.
//!
//! * `Refused`, `Damaged`, `Io`: the command line prints the sentence and exits 2 (`Damaged`: 1).
//! * `Bad`, `Invalid`, `Unauthenticated`, `Forbidden`, `NotFound`, `TooLarge`, …: the web layer turns
//!   them into a status, a page in the reader's language or the one JSON shape.
//! * `DiskFull`: both of them; forms come back with what was typed.
//! * `Db`, `Internal`: logged without data, answered as 500 without detail.
//!
//! Sentences for people carry message keys (`Say`), so that the page can be in the reader's language.

use std::{fmt, io};

use rusqlite::ffi;

/// A message from the interface's message files, with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub key: &'static str,
    pub args: Vec<(&'static str, String)>,
}

impl Message {
    pub fn new(key: &'static str) -> Self {
        Message { key, args: Vec::new() }
    }

    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// The message of a record that says what another one says already.
pub const DUPLICATE_KEY: &str = "err-duplicate";

/// The message that somebody is in custody already.
pub const DETAINED_TWICE_KEY: &str = "err-detained-twice";

/// A message that belongs to one field of a form, a request or a seed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    pub field: String,
    pub say: Message,
}

impl FieldError {
    pub fn new(field: impl Into<String>, say: Message) -> Self {
        FieldError { field: field.into(), say }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A command was used wrongly or refuses to go on. One plain sentence, no data from the file.
    #[error("{0}")]
    Refused(String),
    /// The case file is not as it was written: a broken page, chain or key.
    #[error("{0}")]
    Damaged(String),
    /// A request that makes no sense: a malformed address, cursor, date or body.
    #[error("bad request: {}", .0.key)]
    Bad(Message),
    /// A request understood but not acceptable, field by field.
    #[error("invalid input in {} field(s)", .0.len())]
    Invalid(Vec<FieldError>),
    #[error("sign-in needed")]
    Unauthenticated,
    #[error("not allowed")]
    Forbidden,
    /// Also the answer for a record the reader may not see: the two are not told apart.
    #[error("not found")]
    NotFound,
    /// The address is known; the methods that it takes.
    #[error("method not allowed")]
    MethodNotAllowed { allow: String },
    /// The `Host` header names a machine this server is not.
    #[error("misdirected request")]
    Misdirected,
    #[error("request body too large")]
    TooLarge,
    #[error("request took too long to arrive")]
    Timeout,
    /// A question that would have taken longer than one may.
    #[error("question took too long")]
    Deadline,
    /// The record changed since it was read; the version now in force.
    #[error("stale version, {current} is in force")]
    Stale { current: i64 },
    /// The case file was locked: its key is gone from memory.
    #[error("locked")]
    Locked,
    /// The disk has no room for what was to be written: nothing of it was.
    #[error("the disk is full")]
    DiskFull,
    #[error("database error: {0}")]
    Db(#[source] rusqlite::Error),
    #[error("{0}")]
    Io(#[source] io::Error),
    #[error("internal error: {0}")]
    Internal(String),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        // The second: no room for the index of the write-ahead log, which is made anew at each start.
        let full = [ffi::SQLITE_FULL, ffi::SQLITE_IOERR_SHMSIZE];
        match error.sqlite_error() {
            Some(code) if full.contains(&code.extended_code) => Error::DiskFull,
            _ => Error::Db(error),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::DiskFull,
            _ => Error::Io(error),
        }
    }
}

impl Error {
    pub fn bad(key: &'static str) -> Self {
        Error::Bad(Message::new(key))
    }

    pub fn internal(what: impl fmt::Display) -> Self {
        Error::Internal(what.to_string())
    }

    pub fn invalid(field: impl Into<String>, say: Message) -> Self {
        Error::Invalid(vec![FieldError::new(field, say)])
    }

    /// The refs of the records that are there already, if what is written twice is all that is wrong.
    pub fn duplicates(&self) -> Option<Vec<&str>> {
        let Error::Invalid(errors) = self else { return None };
        let of = |error: &'_ FieldError| error.say.key == DUPLICATE_KEY;
        if errors.is_empty() || !errors.iter().all(of) {
            return None;
        }
        let named = errors.iter().flat_map(|error| &error.say.args).filter(|(name, _)| *name == "ref");
        Some(named.map(|(_, reference)| reference.as_str()).collect())
    }

    /// The ref of the episode that may be the one that is written, if that is asked.
    pub fn same_episode(&self) -> Option<&str> {
        let Error::Invalid(errors) = self else { return None };
        let asked = errors.iter().find(|error| error.say.key == DETAINED_TWICE_KEY)?;
        asked.say.args.iter().find(|(name, _)| *name == "ref").map(|(_, reference)| reference.as_str())
    }

    /// The exit code of the command line for this error.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Damaged(_) => 1,
            _ => 2,
        }
    }
}

pub type Result<T> = std::result::Result<T, Error>;
