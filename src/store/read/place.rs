//! The tree of places: what is inside a place, and how much there is in it.

use std::collections::HashMap;

use rusqlite::named_params;

use crate::domain::query::limit::COUNTED;
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::store::ReadTx;

/// The way down from `:place` through what the reader sees.
pub(super) const INSIDE: &str = "WITH RECURSIVE inside (id) AS (
  SELECT :place UNION SELECT p.id FROM inside i CROSS JOIN main.place p ON p.parent_id = i.id
   WHERE EXISTS (SELECT 1 FROM seen_place s WHERE s.id = p.id))";

impl ReadTx<'_> {
    /// How many incidents each of these places has, with everything inside it, as far as anybody counts.
    pub fn incidents_inside(&self, places: &[RecordId]) -> Result<HashMap<RecordId, i64>> {
        self.count_each(
            &format!(
                "{INSIDE} SELECT count(*) FROM (
                   SELECT 1 FROM inside i CROSS JOIN main.entry_place ep ON ep.place_id = i.id
                    WHERE EXISTS (SELECT 1 FROM seen_incident s WHERE s.id = ep.entry_id) LIMIT :most)"
            ),
            places,
        )
    }

    /// How many places are directly inside each of these, counted likewise.
    pub fn places_directly_inside(&self, places: &[RecordId]) -> Result<HashMap<RecordId, i64>> {
        self.count_each(
            "SELECT count(*) FROM (
               SELECT 1 FROM main.place p WHERE p.parent_id = :place
                  AND EXISTS (SELECT 1 FROM seen_place s WHERE s.id = p.id) LIMIT :most)",
            places,
        )
    }

    fn count_each(&self, sql: &str, ids: &[RecordId]) -> Result<HashMap<RecordId, i64>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let count = |id: &RecordId| {
            Ok((*id, statement.query_row(named_params! { ":place": id.0, ":most": COUNTED + 1 }, |row| row.get(0))?))
        };
        ids.iter().map(count).collect()
    }

    /// A place and all places inside it.
    pub fn places_inside(&self, place: RecordId) -> Result<Vec<RecordId>> {
        let mut statement = self.conn.prepare_cached(&format!("{INSIDE} SELECT id FROM inside"))?;
        let places = statement.query_map([place.0], |row| Ok(RecordId(row.get(0)?)))?;
        Ok(places.collect::<rusqlite::Result<_>>()?)
    }
}
