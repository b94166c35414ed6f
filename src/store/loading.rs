//! How far a file of lines is loaded, kept with each part of it in one transaction: a load that was stopped goes on there and
//! writes nothing twice. Lines that refer to what comes later in their file wait here, not in memory.

use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value as Json;

use super::{Store, WriteTx};
use crate::domain::record::RecordId;
use crate::error::{Error, Result};

/// How far a file is loaded: its first lines, their bytes and the SHA-256 of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loading {
    pub lines: usize,
    pub bytes: u64,
    pub hash: [u8; 32],
}

/// A line that refers to what is not there yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingLine {
    pub line: usize,
    pub text: String,
    /// Its record is there, and only these of its rows wait, by their numbers in the line.
    pub made: Option<(RecordId, Vec<usize>)>,
}

/// Waiting lines that are taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenUp {
    /// Those that refer to what is there by now.
    Ready,
    All,
}

impl Store {
    /// How far the file of this case is loaded; nothing if no line of it is.
    pub fn loading(&self, case: &str) -> Result<Option<Loading>> {
        self.read_meta(|conn| {
            let mut statement = conn.prepare_cached("SELECT lines, bytes, hash FROM loading WHERE name = ?1")?;
            let found = statement.query_row([case], |row| {
                Ok(Loading { lines: count(row, 0)?, bytes: row.get::<_, i64>(1)?.unsigned_abs(), hash: row.get(2)? })
            });
            Ok(found.optional()?)
        })
    }

    /// How many lines of it wait.
    pub fn waiting_lines(&self, case: &str) -> Result<usize> {
        self.read_meta(|conn| {
            let mut statement = conn.prepare_cached("SELECT count(*) FROM loading_line WHERE name = ?1")?;
            Ok(statement.query_row([case], |row| count(row, 0))?)
        })
    }
}

impl WriteTx<'_> {
    /// Notes how far a file is loaded.
    pub fn note_loading(&self, case: &str, loading: &Loading) -> Result<()> {
        let (lines, bytes) = (number(loading.lines)?, i64::try_from(loading.bytes).map_err(Error::internal)?);
        self.conn
            .prepare_cached(
                "INSERT INTO loading (name, lines, bytes, hash) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (name) DO UPDATE SET lines = excluded.lines, bytes = excluded.bytes, hash = excluded.hash",
            )?
            .execute(params![case, lines, bytes, loading.hash])?;
        Ok(())
    }

    /// Lets a line wait for the record that its file calls `missing`.
    pub fn let_wait(&self, case: &str, waiting: &WaitingLine, missing: &str) -> Result<()> {
        let rows = waiting.made.as_ref().map(|(_, rows)| Json::from(rows.clone()).to_string());
        self.conn
            .prepare_cached(
                "INSERT INTO loading_line (name, line, text, record_id, rows, missing) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                case,
                number(waiting.line)?,
                waiting.text,
                waiting.made.as_ref().map(|(id, _)| id.0),
                rows,
                missing
            ])?;
        Ok(())
    }

    /// These records of a file are there now: what waited for them is ready.
    pub fn no_longer_missing<'n>(&self, case: &str, names: impl Iterator<Item = &'n str>) -> Result<()> {
        let mut any = self.conn.prepare_cached("SELECT 1 FROM loading_line WHERE name = ?1 AND missing IS NOT NULL")?;
        if !any.exists([case])? {
            return Ok(());
        }
        let mut update =
            self.conn.prepare_cached("UPDATE loading_line SET missing = NULL WHERE name = ?1 AND missing = ?2")?;
        for name in names {
            update.execute([case, name])?;
        }
        Ok(())
    }

    /// Takes up waiting lines in the order of their file: at most so many, and of no more text than `bytes`, but for the first.
    pub fn take_waiting(&self, case: &str, which: TakenUp, limit: usize, bytes: usize) -> Result<Vec<WaitingLine>> {
        let sql = match which {
            TakenUp::Ready => {
                "SELECT id, line, text, record_id, rows FROM loading_line WHERE name = ?1 AND missing IS NULL ORDER BY line, id"
            }
            TakenUp::All => {
                "SELECT id, line, text, record_id, rows FROM loading_line WHERE name = ?1 ORDER BY line, id"
            }
        };
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([case])?;
        let (mut taken, mut ids, mut size) = (Vec::new(), Vec::new(), 0);
        while taken.len() < limit
            && let Some(row) = rows.next()?
        {
            let text: String = row.get(2)?;
            size += text.len();
            if size > bytes && !taken.is_empty() {
                break;
            }
            let made = match (row.get::<_, Option<i64>>(3)?, row.get::<_, Option<String>>(4)?) {
                (Some(id), Some(rows)) => Some((RecordId(id), serde_json::from_str(&rows).map_err(Error::internal)?)),
                _ => None,
            };
            ids.push(row.get::<_, i64>(0)?);
            taken.push(WaitingLine { line: count(row, 1)?, text, made });
        }
        drop(rows);
        let mut delete = self.conn.prepare_cached("DELETE FROM loading_line WHERE id = ?1")?;
        for id in ids {
            delete.execute([id])?;
        }
        Ok(taken)
    }
}

fn count(row: &Row<'_>, column: usize) -> rusqlite::Result<usize> {
    let number: i64 = row.get(column)?;
    usize::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, number))
}

fn number(count: usize) -> Result<i64> {
    i64::try_from(count).map_err(Error::internal)
}
