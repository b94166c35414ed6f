//! The tree of places: what is inside a place, and how much there is in it.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{named_params, params};

use crate::domain::query::limit::COUNTED;
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::store::ReadTx;
use crate::store::read::row::json_ids;

/// The way down from `:place` through what the reader sees.
pub(super) const INSIDE: &str = "WITH RECURSIVE inside (id) AS (
  SELECT :place UNION SELECT p.id FROM inside i CROSS JOIN main.place p ON p.parent_id = i.id
   WHERE EXISTS (SELECT 1 FROM seen_place s WHERE s.id = p.id))";

/// What is told of the places around one: no more than this many, the nearest.
pub const AROUND: i64 = 20;

/// These places and all around them, each with what it is inside of.
const UP: &str = "WITH RECURSIVE up (id) AS (
  SELECT value FROM json_each(?1)
  UNION SELECT p.parent_id FROM up CROSS JOIN main.place p ON p.id = up.id
   WHERE EXISTS (SELECT 1 FROM seen_place s WHERE s.id = p.parent_id))
  SELECT p.id, p.level = 'site', p.parent_id FROM up CROSS JOIN main.place p ON p.id = up.id";

/// For sites only as far as the first that is none.
const STOP_AT_SETTLEMENTS: &str = " p.level = 'site' AND";

/// The ways up from some places, through what the reader sees: of each place, whether it is a site, and what it is in.
pub(super) struct WaysUp(HashMap<RecordId, (bool, Option<RecordId>)>);

impl WaysUp {
    fn parent(&self, place: RecordId) -> Option<RecordId> {
        let (_, parent) = self.0.get(&place)?;
        parent.filter(|parent| self.0.contains_key(parent))
    }

    /// The place and all around it, from the innermost out.
    pub fn of(&self, place: RecordId) -> BTreeSet<RecordId> {
        let mut way = BTreeSet::new();
        let mut here = Some(place);
        while let Some(place) = here.filter(|place| way.insert(*place)) {
            here = self.parent(place);
        }
        way
    }

    /// The settlement of each of these places: the place itself, or for a site the nearest place around it, however many
    /// sites it is in. None lies outside of those `within` which they are looked for. Each place on the ways up is passed once.
    pub fn settlements(&self, places: &[RecordId], within: &[RecordId]) -> HashMap<RecordId, RecordId> {
        // Of places that were passed: where the way up from them ends; nowhere, for sites inside nothing but sites.
        let mut ends: HashMap<RecordId, Option<RecordId>> = HashMap::new();
        for place in places {
            let (mut way, mut here) = (Vec::new(), *place);
            let end = loop {
                if let Some(end) = ends.get(&here) {
                    break *end;
                }
                ends.insert(here, None);
                way.push(here);
                match (self.0.get(&here), self.parent(here)) {
                    _ if within.contains(&here) => break Some(here),
                    (Some((true, _)), Some(around)) => here = around,
                    (Some((true, _)), None) => break None,
                    _ => break Some(here),
                }
            };
            ends.extend(way.into_iter().map(|passed| (passed, end)));
        }
        places.iter().map(|place| (*place, ends.get(place).copied().flatten().unwrap_or(*place))).collect()
    }

    /// What there is in each place with everything inside it, from what there is directly in each.
    pub fn totals(&self, direct: &HashMap<RecordId, i64>) -> HashMap<RecordId, i64> {
        let mut totals = direct.clone();
        let mut waiting: HashMap<RecordId, usize> = HashMap::new();
        for parent in self.0.keys().filter_map(|place| self.parent(*place)) {
            *waiting.entry(parent).or_default() += 1;
        }
        let mut done: Vec<RecordId> = self.0.keys().filter(|place| !waiting.contains_key(place)).copied().collect();
        while let Some(place) = done.pop() {
            let Some(parent) = self.parent(place) else { continue };
            let total = totals.get(&place).copied().unwrap_or_default();
            *totals.entry(parent).or_default() += total;
            if let Some(left) = waiting.get_mut(&parent) {
                *left -= 1;
                if *left == 0 {
                    done.push(parent);
                }
            }
        }
        totals
    }
}

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

    /// The places around each of these, from the outermost down: the nearest ones, as many as are told.
    pub fn place_paths(&self, places: &[RecordId]) -> Result<HashMap<RecordId, Vec<RecordId>>> {
        let mut statement = self.conn.prepare_cached(
            "WITH RECURSIVE up (root, id, depth) AS (
               SELECT value, value, 0 FROM json_each(?1)
               UNION SELECT up.root, p.parent_id, depth + 1 FROM up JOIN v_place p ON p.id = up.id
                WHERE p.parent_id IS NOT NULL AND depth < ?2)
             SELECT root, id FROM up WHERE depth > 0 ORDER BY root, depth DESC",
        )?;
        let mut rows = statement.query(params![json_ids(places), AROUND])?;
        let mut paths: HashMap<RecordId, Vec<RecordId>> = HashMap::new();
        while let Some(row) = rows.next()? {
            paths.entry(RecordId(row.get(0)?)).or_default().push(RecordId(row.get(1)?));
        }
        Ok(paths)
    }

    /// The settlement of each of these places: the place itself, or for a site the nearest place around it.
    pub fn settlements(&self, places: &[RecordId]) -> Result<HashMap<RecordId, RecordId>> {
        let ways = self.ways(&UP.replace("WHERE EXISTS", &format!("WHERE{STOP_AT_SETTLEMENTS} EXISTS")), places)?;
        Ok(ways.settlements(places, &[]))
    }

    /// The ways up from these places, each place on them read once.
    pub(super) fn ways_up(&self, places: &[RecordId]) -> Result<WaysUp> {
        self.ways(UP, places)
    }

    fn ways(&self, sql: &str, places: &[RecordId]) -> Result<WaysUp> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let steps = statement.query_map([json_ids(places)], |row| {
            Ok((RecordId(row.get(0)?), (row.get(1)?, row.get::<_, Option<i64>>(2)?.map(RecordId))))
        })?;
        Ok(WaysUp(steps.collect::<rusqlite::Result<_>>()?))
    }
}
