//! Schema 2: its history, where each row's SHA-256 covers the row, as canonical JSON, and the hash of the row before; and what is
//! kept in another form since.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::domain::kind::{Field, Kind};
use crate::error::Result;
use crate::store::audit::chain::{Hash, ORIGIN};
use crate::store::audit::content::Table;

/// A sentence was a number of days, and is words.
const DAYS: (Kind, &str, &str) = (Kind::CustodyEvent, "sentence_days", "sentence");

/// The column of today for a value in the history of then, and the value as it is kept today.
pub fn value(table: Table, column: String, value: Json) -> (String, Json) {
    let (kind, days, words) = DAYS;
    if table != Table::Record(kind) || column != days {
        return (column, value);
    }
    let said = value.as_i64().map_or(Json::Null, |days| format!("{days} days").into());
    (words.to_owned(), said)
}

/// What makes the value of a column of today, in SQL over the table of then, where that is more than copying it.
fn became(kind: Kind, column: &str) -> Option<String> {
    let (of, days, words) = DAYS;
    (kind == of && column == words).then(|| format!("{days} || ' days'"))
}

/// The fields of a kind that schema 2 had something for, each with the SQL over the table of then that makes its value.
pub fn fields(conn: &Connection, kind: Kind) -> Result<Vec<(&'static Field, String)>> {
    let mut statement = conn.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let old = statement.query_map([format!("old_{}", kind.table())], |row| row.get(0))?;
    let old: BTreeSet<String> = old.collect::<rusqlite::Result<_>>()?;
    let value = |field: &Field| {
        let column = field.column();
        became(kind, &column).or_else(|| old.contains(&column).then_some(column))
    };
    Ok(kind.fields().iter().filter_map(|field| Some((field, value(field)?))).collect())
}

/// Number and hash of the last row.
pub fn last(conn: &Connection) -> Result<Option<(i64, Hash)>> {
    Ok(conn
        .query_row("SELECT id, hash FROM change ORDER BY id DESC LIMIT 1", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
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
        let id: i64 = row.get(0)?;
        let (stored_previous, stored): (Hash, Hash) = (row.get(10)?, row.get(11)?);
        if id != expected || stored_previous != previous || hash(row, &previous)? != stored {
            broken.push(id);
        }
        expected = id + 1;
        previous = stored;
    }
    Ok(broken)
}

/// Canonical: keys in alphabetical order (serde_json's map is sorted), no white space, values as stored.
fn hash(row: &Row<'_>, previous: &Hash) -> Result<Hash> {
    let canonical = json!({
        "account": row.get::<_, i64>(2)?,
        "action": row.get::<_, String>(6)?,
        "after": row.get::<_, Option<String>>(8)?,
        "at": row.get::<_, String>(1)?,
        "before": row.get::<_, Option<String>>(7)?,
        "id": row.get::<_, i64>(0)?,
        "reason": row.get::<_, String>(9)?,
        "record": row.get::<_, Option<i64>>(3)?,
        "row": row.get::<_, String>(5)?,
        "table": row.get::<_, String>(4)?,
    })
    .to_string();
    Ok(Sha256::new().chain_update(previous).chain_update(canonical).finalize().into())
}
