//! All of a case, a page of records at a time: for taking it away.

use std::collections::HashMap;

use rusqlite::params;

use crate::domain::kind::Kind;
use crate::domain::kind::attached::Attached;
use crate::domain::record::{RecordId, Values};
use crate::error::Result;
use crate::store::ReadTx;
use crate::store::read::row::{columns, json_ids, values_json};

impl ReadTx<'_> {
    /// The next records of a kind behind one, in the order of their ids.
    pub fn ids_after(&self, kind: Kind, after: RecordId, limit: usize) -> Result<Vec<RecordId>> {
        let sql = format!("SELECT id FROM seen_{} WHERE id > ?1 ORDER BY id LIMIT {limit}", kind.table());
        let mut statement = self.conn.prepare_cached(&sql)?;
        let ids = statement.query_map([after.0], |row| Ok(RecordId(row.get(0)?)))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// The rows of one sort that these records have, as far as the reader sees them, in the order of entry.
    pub fn rows_of(&self, what: Attached, records: &[RecordId]) -> Result<HashMap<RecordId, Vec<Values>>> {
        let (owner, columns) = (what.owner(), columns("v", what.fields()));
        let sql = format!(
            "SELECT v.{owner}{columns} FROM json_each(?1) j CROSS JOIN v_{} v ON v.{owner} = j.value ORDER BY v.id",
            what.table()
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![json_ids(records)])?;
        let mut found: HashMap<RecordId, Vec<Values>> = HashMap::new();
        while let Some(row) = rows.next()? {
            found.entry(RecordId(row.get(0)?)).or_default().push(values_json(what.fields(), row, 1)?);
        }
        Ok(found)
    }

    /// The public refs of records, as far as the reader sees them.
    pub fn refs_of(&self, ids: &[RecordId]) -> Result<HashMap<RecordId, String>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT r.id, r.ref FROM json_each(?1) j CROSS JOIN seen_record s ON s.id = j.value
               JOIN main.record r ON r.id = s.id",
        )?;
        let refs = statement.query_map(params![json_ids(ids)], |row| Ok((RecordId(row.get(0)?), row.get(1)?)))?;
        Ok(refs.collect::<rusqlite::Result<_>>()?)
    }
}
