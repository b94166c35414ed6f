//! Where an entry of the timeline counts, as a condition of SQL: at its own place, or at that of what it belongs to.

use std::collections::HashMap;

use rusqlite::params;

use crate::domain::query::{Places, TimelineQuery};
use crate::domain::record::RecordId;
use crate::domain::timeline::PlaceOf;
use crate::error::Result;
use crate::store::ReadTx;
use crate::store::read::row::json_ids;
use crate::store::write::spot::Spot;

/// The way down from `:place` through what the reader sees.
const INSIDE: &str = "near (id) AS (
  SELECT value FROM json_each(:place) UNION SELECT p.id FROM near n CROSS JOIN main.place p ON p.parent_id = n.id
   WHERE EXISTS (SELECT 1 FROM seen_place s WHERE s.id = p.id)), ";

/// The way up from it, as far as that is inside none of the places that are asked for.
const AROUND: &str = "inner (id) AS (
  SELECT value FROM json_each(:place) UNION SELECT p.id FROM inner n CROSS JOIN main.place p ON p.parent_id = n.id
   WHERE EXISTS (SELECT 1 FROM seen_place s WHERE s.id = p.id)),
up (id) AS (
  SELECT p.parent_id FROM json_each(:place) w CROSS JOIN main.place p ON p.id = w.value
   WHERE EXISTS (SELECT 1 FROM seen_place s WHERE s.id = p.parent_id)
  UNION SELECT p.parent_id FROM up n CROSS JOIN main.place p ON p.id = n.id
   WHERE EXISTS (SELECT 1 FROM seen_place s WHERE s.id = p.parent_id)),
near (id) AS (SELECT id FROM up EXCEPT SELECT id FROM inner), ";

/// What is inside places that are left out.
const NOT_INSIDE: &str = "away (id) AS (
  SELECT value FROM json_each(:not_place) UNION SELECT p.id FROM away n CROSS JOIN main.place p ON p.parent_id = n.id
   WHERE EXISTS (SELECT 1 FROM seen_place s WHERE s.id = p.id)), ";

/// Entries that may have no place for the reader: those that have none, and those whose places, or what names them, may be
/// closed. To the public most is, and all are looked at.
const MAYBE_NOWHERE: &str = "closed (id) AS (
  SELECT id FROM main.record WHERE sensitivity > 1
  UNION ALL SELECT id FROM main.record WHERE compartment_id IS NOT NULL
  UNION ALL SELECT id FROM main.record WHERE deleted_at IS NOT NULL
  UNION ALL SELECT id FROM main.record WHERE merged_into IS NOT NULL),
nowhere (id) AS (
  SELECT id FROM main.entry WHERE placed = 0
  UNION SELECT ep.entry_id FROM closed c CROSS JOIN main.entry_place ep ON ep.place_id = c.id
  UNION SELECT ep.entry_id FROM closed c CROSS JOIN main.entry_place ep ON ep.via_id = c.id
  UNION SELECT id FROM main.entry WHERE (SELECT clearance FROM temp.viewer) < 1), ";

/// The expressions that come before a question, and the condition that it sets to the place of an entry `e`. Entries are
/// found by all their places; what the reader sees of them decides.
pub(in crate::store) fn condition(query: &TimelineQuery) -> (String, String) {
    let near = " AND e.id IN (SELECT ep.entry_id FROM main.entry_place ep WHERE ep.place_id IN (SELECT id FROM near))
                 AND e.place_id IN (SELECT id FROM near)";
    let (with, condition) = match (query.places, query.place.asks()) {
        (Places::None, _) => (MAYBE_NOWHERE, " AND e.id IN (SELECT id FROM nowhere) AND e.place_id IS NULL"),
        (_, false) => ("", ""),
        (Places::Inside, true) => (INSIDE, near),
        (Places::Around, true) => (AROUND, near),
    };
    match query.place.none.is_empty() {
        true => (with.to_owned(), condition.to_owned()),
        false => (
            format!("{with}{NOT_INSIDE}"),
            format!("{condition} AND (e.place_id IS NULL OR e.place_id NOT IN (SELECT id FROM away))"),
        ),
    }
}

impl ReadTx<'_> {
    /// Where these entries count, and whose place it is.
    pub(super) fn entry_places(&self, entries: &[RecordId]) -> Result<HashMap<RecordId, (RecordId, PlaceOf)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT entry_id, place_id, min(rank) FROM v_entry_place
              WHERE entry_id IN (SELECT value FROM json_each(?1)) GROUP BY entry_id",
        )?;
        let places = statement.query_map(params![json_ids(entries)], |row| {
            Ok((RecordId(row.get(0)?), (RecordId(row.get(1)?), Spot::whose(row.get(2)?))))
        })?;
        Ok(places.collect::<rusqlite::Result<_>>()?)
    }
}
