//! The tree of places: what is inside a place, and how many incidents each place has.

use std::collections::HashMap;

use rusqlite::params;

use super::ReadTx;
use crate::domain::record::{Record, RecordId};
use crate::domain::records::Place;
use crate::error::Result;

impl ReadTx<'_> {
    /// A place and every place inside it, however deep.
    pub fn places_inside(&self, root: RecordId) -> Result<Vec<Record<Place>>> {
        let mut statement = self.conn.prepare_cached(
            "WITH RECURSIVE inside (id) AS (
               SELECT id FROM v_place WHERE id = ?1 UNION SELECT p.id FROM v_place p JOIN inside i ON p.parent_id = i.id)
             SELECT id FROM inside",
        )?;
        let ids = statement.query_map(params![root.0], |row| Ok(RecordId(row.get(0)?)))?;
        self.many(&ids.collect::<rusqlite::Result<Vec<_>>>()?)
    }

    /// How many incidents have exactly this place, whatever is inside it.
    pub fn incidents_at(&self, places: &[RecordId]) -> Result<HashMap<RecordId, i64>> {
        self.read_counts(
            "SELECT place_id, count(*) FROM v_entry
              WHERE kind = 'incident' AND place_id IN (SELECT value FROM json_each(?1)) GROUP BY place_id",
            places,
        )
    }
}
