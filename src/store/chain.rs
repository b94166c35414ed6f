//! The history chain: each row's SHA-256 covers the row, as canonical JSON, and the hash of the row before.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::error::Result;

pub type Hash = [u8; 32];

/// What the first row continues.
pub const ORIGIN: Hash = [0; 32];

/// One row of the history, as it is hashed.
pub struct Change {
    pub id: i64,
    pub at: String,
    pub account: i64,
    pub record: Option<i64>,
    pub table: String,
    pub row: String,
    pub action: String,
    pub before: Option<String>,
    pub after: Option<String>,
    pub reason: String,
}

impl Change {
    /// Canonical: keys in alphabetical order (serde_json's map is sorted), no white space, values as stored.
    fn hash(&self, previous: &Hash) -> Hash {
        let canonical = json!({
            "account": self.account,
            "action": self.action,
            "after": self.after,
            "at": self.at,
            "before": self.before,
            "id": self.id,
            "reason": self.reason,
            "record": self.record,
            "row": self.row,
            "table": self.table,
        })
        .to_string();
        Sha256::new().chain_update(previous).chain_update(canonical).finalize().into()
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Change> {
        Ok(Change {
            id: row.get(0)?,
            at: row.get(1)?,
            account: row.get(2)?,
            record: row.get(3)?,
            table: row.get(4)?,
            row: row.get(5)?,
            action: row.get(6)?,
            before: row.get(7)?,
            after: row.get(8)?,
            reason: row.get(9)?,
        })
    }
}

/// Appends a row; its `id` is given here, one more than the last.
pub fn append(conn: &Connection, mut change: Change) -> Result<()> {
    let last = conn
        .prepare_cached("SELECT id, hash FROM change ORDER BY id DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Hash>(1)?)))
        .optional()?;
    let (id, previous) = last.map_or((1, ORIGIN), |(id, hash)| (id + 1, hash));
    change.id = id;
    let hash = change.hash(&previous);
    conn.prepare_cached(
        "INSERT INTO change (id, at, account_id, record_id, tbl, row, action, before, after, reason, prev_hash, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        change.id,
        change.at,
        change.account,
        change.record,
        change.table,
        change.row,
        change.action,
        change.before,
        change.after,
        change.reason,
        previous,
        hash
    ])?;
    Ok(())
}

/// Walks the chain from its first row. Returns the numbers of the rows where it breaks.
pub fn broken(conn: &Connection) -> Result<Vec<i64>> {
    let mut statement = conn.prepare(
        "SELECT id, at, account_id, record_id, tbl, row, action, before, after, reason, prev_hash, hash
           FROM change ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let (mut previous, mut expected, mut broken) = (ORIGIN, 1, Vec::new());
    while let Some(row) = rows.next()? {
        let change = Change::read(row)?;
        let (stored_previous, stored): (Hash, Hash) = (row.get(10)?, row.get(11)?);
        if change.id != expected || stored_previous != previous || change.hash(&previous) != stored {
            broken.push(change.id);
        }
        expected = change.id + 1;
        previous = stored;
    }
    Ok(broken)
}
