//! The tree of places: what is inside a place, and how much there is in it.

use std::collections::HashMap;

use rusqlite::params;

use crate::domain::query::limit::COUNTED;
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::store::ReadTx;

impl ReadTx<'_> {
    /// How many incidents each of these places has, with everything inside it, as far as anybody counts.
    pub fn incidents_inside(&self, places: &[RecordId]) -> Result<HashMap<RecordId, i64>> {
        self.count_each(
            "WITH RECURSIVE inside (id) AS (
               SELECT ?1 UNION SELECT p.id FROM main.place p JOIN inside i ON p.parent_id = i.id
                WHERE EXISTS (SELECT 1 FROM seen_place s WHERE s.id = p.id))
             SELECT count(*) FROM (
               SELECT 1 FROM inside i CROSS JOIN main.entry_place ep ON ep.place_id = i.id
                WHERE EXISTS (SELECT 1 FROM seen_incident s WHERE s.id = ep.entry_id) LIMIT ?2)",
            places,
        )
    }

    /// How many places are directly inside each of these, counted likewise.
    pub fn places_directly_inside(&self, places: &[RecordId]) -> Result<HashMap<RecordId, i64>> {
        self.count_each(
            "SELECT count(*) FROM (
               SELECT 1 FROM main.place p WHERE p.parent_id = ?1
                  AND EXISTS (SELECT 1 FROM seen_place s WHERE s.id = p.id) LIMIT ?2)",
            places,
        )
    }

    fn count_each(&self, sql: &str, ids: &[RecordId]) -> Result<HashMap<RecordId, i64>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let count = |id: &RecordId| Ok((*id, statement.query_row(params![id.0, COUNTED + 1], |row| row.get(0))?));
        ids.iter().map(count).collect()
    }

    /// Whoever was ever in custody inside a place.
    pub fn ever_held_inside(&self, place: RecordId) -> Result<Vec<RecordId>> {
        let mut statement = self.conn.prepare_cached(
            "WITH RECURSIVE inside (id) AS (
               SELECT ?1 UNION SELECT p.id FROM main.place p JOIN inside i ON p.parent_id = i.id
                WHERE EXISTS (SELECT 1 FROM seen_place s WHERE s.id = p.id))
             SELECT DISTINCT d.person_id FROM inside i
               JOIN main.custody_event e ON e.place_id = i.id JOIN main.detention d ON d.id = e.detention_id
              WHERE EXISTS (SELECT 1 FROM seen_custody_event s WHERE s.id = e.id)",
        )?;
        let people = statement.query_map(params![place.0], |row| Ok(RecordId(row.get(0)?)))?;
        Ok(people.collect::<rusqlite::Result<_>>()?)
    }
}
