//! The words of names, derived: which names have a word that begins with what was typed.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use crate::domain::record::RecordId;
use crate::error::Result;
use crate::store::read::row::json_ids;

/// The rule by which it is derived; another one derives it again.
pub const VERSION: i64 = 1;

/// A word of a name of a record.
pub type Word = (i64, i64, String);

/// Derives again the words of every record that a write may have changed.
pub fn reindex(conn: &Connection, touched: &BTreeSet<RecordId>) -> Result<()> {
    let ids = json_ids(&touched.iter().copied().collect::<Vec<_>>());
    let (is, was) = (derive(conn, &ids)?, stored(conn, &ids)?);
    let mut remove =
        conn.prepare_cached("DELETE FROM name_word WHERE word = ?3 AND name_id = ?2 AND record_id = ?1")?;
    for (record, name, word) in was.difference(&is) {
        remove.execute(params![record, name, word])?;
    }
    let mut insert = conn.prepare_cached("INSERT INTO name_word (record_id, name_id, word) VALUES (?1, ?2, ?3)")?;
    for (record, name, word) in is.difference(&was) {
        insert.execute(params![record, name, word])?;
    }
    Ok(())
}

/// Derives the words of all names.
pub fn rebuild(conn: &Connection) -> Result<()> {
    conn.execute("DELETE FROM name_word", [])?;
    let mut statement = conn.prepare("SELECT DISTINCT record_id FROM name")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        reindex(conn, &BTreeSet::from([RecordId(row.get(0)?)]))?;
    }
    Ok(())
}

/// The words that there should be of these records.
pub fn derive(conn: &Connection, records: &str) -> Result<BTreeSet<Word>> {
    let mut statement = conn.prepare_cached(
        "SELECT n.record_id, n.id, n.key FROM json_each(?1) t CROSS JOIN name n ON n.record_id = t.value",
    )?;
    let mut rows = statement.query([records])?;
    let mut words = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let (record, name, key): (i64, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        words.extend(key.split(' ').filter(|word| !word.is_empty()).map(|word| (record, name, word.to_owned())));
    }
    Ok(words)
}

/// The words that are kept of them.
pub fn stored(conn: &Connection, records: &str) -> Result<BTreeSet<Word>> {
    let mut statement = conn.prepare_cached(
        "SELECT w.record_id, w.name_id, w.word FROM json_each(?1) t CROSS JOIN name_word w ON w.record_id = t.value",
    )?;
    let words = statement.query_map([records], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(words.collect::<rusqlite::Result<_>>()?)
}
