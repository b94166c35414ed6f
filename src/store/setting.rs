//! Settings of the case file.

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value as Json};

use super::audit::chain::{Action, Change, Ledger, Subject};
use super::{ReadTx, Store};
use crate::domain::access::Actor;
use crate::domain::time::Day;
use crate::error::Result;

/// What a case file says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    pub title: Option<String>,
    /// The day durations are counted to, for a closed case; otherwise today.
    pub as_on: Option<Day>,
}

impl Store {
    pub fn settings(&self) -> Result<Settings> {
        self.read_meta(|conn| {
            let get = |key: &str| -> rusqlite::Result<Option<String>> {
                conn.prepare_cached("SELECT value FROM setting WHERE key = ?1")?
                    .query_row(params![key], |row| row.get(0))
                    .optional()
            };
            Ok(Settings { title: get("title")?, as_on: get("as_on")?.as_deref().and_then(Day::parse_iso) })
        })
    }

    pub fn set_settings(&self, settings: &Settings) -> Result<()> {
        let values = [("title", settings.title.clone()), ("as_on", settings.as_on.map(Day::iso))];
        self.administer(Actor::PROGRAM, "", |tx, ledger| {
            for (key, value) in &values {
                if let Some(value) = value {
                    put(tx, ledger, key, value)?;
                }
            }
            Ok(())
        })
    }
}

/// Sets a value, in the history; nothing if it is what it was.
pub(super) fn put(tx: &Connection, ledger: &Ledger<'_>, key: &str, value: &str) -> Result<()> {
    let was: Option<String> = tx
        .prepare_cached("SELECT value FROM setting WHERE key = ?1")?
        .query_row(params![key], |row| row.get(0))
        .optional()?;
    if was.as_deref() == Some(value) {
        return Ok(());
    }
    tx.prepare_cached(
        "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
    )?
    .execute(params![key, value])?;
    let action = if was.is_some() { Action::Update } else { Action::Create };
    let content = Map::from_iter([("value".to_owned(), Json::from(value))]);
    let subject = Subject::Key(key.to_owned());
    ledger.append(Change { table: "setting", subject: &subject, row: None, action, content }).map(drop)
}

/// The key of the time of the last good backup, RFC 3339.
const LAST_BACKUP: &str = "last_backup";

/// Notes that a backup was written and verified.
pub(super) fn note_backup(conn: &Connection, at: &str) -> Result<()> {
    conn.execute(
        "INSERT INTO bookkeeping (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
        params![LAST_BACKUP, at],
    )?;
    Ok(())
}

impl ReadTx<'_> {
    /// When the last good backup was made, as it was noted; it tells nothing of any record.
    pub fn last_backup(&self) -> Result<Option<String>> {
        let mut statement = self.conn.prepare_cached("SELECT value FROM bookkeeping WHERE key = ?1")?;
        Ok(statement.query_row(params![LAST_BACKUP], |row| row.get(0)).optional()?)
    }
}
