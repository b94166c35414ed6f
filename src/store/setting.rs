//! Settings of the case file.

use rusqlite::{Connection, OptionalExtension, params};

use super::{ReadTx, Store};
use crate::domain::date::Day;
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
        self.look(|conn| {
            let get = |key: &str| -> rusqlite::Result<Option<String>> {
                conn.prepare_cached("SELECT value FROM setting WHERE key = ?1")?
                    .query_row(params![key], |row| row.get(0))
                    .optional()
            };
            Ok(Settings { title: get("title")?, as_on: get("as_on")?.as_deref().and_then(Day::parse_iso) })
        })
    }

    pub fn set_settings(&self, settings: &Settings) -> Result<()> {
        self.keep(|tx| {
            let mut set = tx.prepare_cached(
                "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
            )?;
            if let Some(title) = &settings.title {
                set.execute(params!["title", title])?;
            }
            if let Some(as_on) = settings.as_on {
                set.execute(params!["as_on", as_on.iso()])?;
            }
            Ok(())
        })
    }
}

/// The key of the time of the last good backup, RFC 3339.
const LAST_BACKUP: &str = "last_backup";

/// Notes that a backup was written and verified.
pub(super) fn note_backup(conn: &Connection, at: &str) -> Result<()> {
    conn.execute(
        "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
        params![LAST_BACKUP, at],
    )?;
    Ok(())
}

impl ReadTx<'_> {
    /// When the last good backup was made, as it was noted; it tells nothing of any record.
    pub fn last_backup(&self) -> Result<Option<String>> {
        let mut statement = self.conn.prepare_cached("SELECT value FROM setting WHERE key = ?1")?;
        Ok(statement.query_row(params![LAST_BACKUP], |row| row.get(0)).optional()?)
    }
}
