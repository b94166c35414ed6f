//! A place held against those around it: with longitude first, its coordinates lie far from the places that it is among, and
//! nothing lies in what is smaller.

use std::collections::BTreeSet;

use rusqlite::params;

use super::WriteTx;
use super::rules::PendingRecord;
use crate::domain::kind::Place;
use crate::domain::position::{self, Position};
use crate::domain::record::{IMPLAUSIBLE_PLACE, RecordId, Value};
use crate::error::{Error, FieldError, Message, Result};

/// How far up the tree coordinates are looked for, and how many places beside a place are looked at.
const UP: usize = 8;
const BESIDE: i64 = 20;

/// Nearer than this, in kilometres, nothing is asked.
const FAR: f64 = 500.0;

/// Levels whose places lie only in others of these, from the largest down. What is below may lie in each other: a city has
/// districts, and a district cities.
const LARGE: [&str; 2] = ["country", "region"];

impl WriteTx<'_> {
    /// A country or a region in something smaller, on either side of what is written.
    pub(super) fn in_a_smaller_one(
        &self,
        meant: &PendingRecord<'_>,
        accepted: &BTreeSet<&'static str>,
    ) -> Result<Option<FieldError>> {
        if !meant.changes(&["level", "parent"])? {
            return Ok(None);
        }
        let Some(level) = meant.text("level")? else { return Ok(None) };
        let is_larger = self.is_larger_than(&level, meant.record("parent")?)?;
        let has_larger = || meant.id.map_or(Ok(false), |id| self.has_larger(id, &level));
        let (field, key) = match (is_larger, meant.changes(&["level"])? && has_larger()?) {
            (true, _) => ("parent", "err-place-in-smaller"),
            (false, true) => ("level", "err-place-around-larger"),
            (false, false) => return Ok(None),
        };
        self.unless_meant(FieldError::new(field, Message::new(key)), IMPLAUSIBLE_PLACE, accepted)
    }

    /// Whether a place lies in something smaller, or around something larger.
    pub(super) fn is_among_smaller(&self, place: RecordId) -> Result<bool> {
        let Some(Place { level, parent, .. }) = self.read().get::<Place>(place)?.map(|place| place.fields) else {
            return Ok(false);
        };
        Ok(self.is_larger_than(&level, parent)? || self.has_larger(place, &level)?)
    }

    fn is_larger_than(&self, level: &str, parent: Option<RecordId>) -> Result<bool> {
        let parent = parent.map_or(Ok(None), |parent| self.read().get::<Place>(parent))?;
        Ok(parent.is_some_and(|parent| size(&parent.fields.level) > size(level)))
    }

    fn has_larger(&self, place: RecordId, level: &str) -> Result<bool> {
        let mut inside = self.conn.prepare_cached(
            "SELECT 1 FROM v_place WHERE id IN (SELECT k.id FROM main.place k WHERE k.parent_id = ?1)
                AND level IN (SELECT value FROM json_each(?2))",
        )?;
        let larger: Vec<&str> = LARGE.into_iter().take(size(level)).collect();
        Ok(inside.exists(params![place.0, serde_json::to_string(&larger).map_err(Error::internal)?])?)
    }

    /// A place far from those around it that would be among them with its coordinates the other way round.
    pub(super) fn turned_round(
        &self,
        meant: &PendingRecord<'_>,
        accepted: &BTreeSet<&'static str>,
    ) -> Result<Option<FieldError>> {
        if !meant.changes(&["latitude", "longitude", "parent"])? {
            return Ok(None);
        }
        let (Some(given), Some(parent)) = (position(meant)?, meant.record("parent")?) else { return Ok(None) };
        let Some(turned) = given.turned() else { return Ok(None) };
        let around = self.around(parent, meant.id)?;
        let nearest = |to: Position| around.iter().map(|place| place.kilometres(to)).fold(f64::INFINITY, f64::min);
        let (far, near) = (nearest(given), nearest(turned));
        if around.is_empty() || far < FAR || near * 4.0 > far {
            return Ok(None);
        }
        let say = Message::new(position::FAR_FROM_ITS_PLACES)
            .arg("far", far.round())
            .arg("near", near.round())
            .arg("pair", format!("{}, {}", turned.latitude, turned.longitude));
        self.unless_meant(FieldError::new("latitude", say), IMPLAUSIBLE_PLACE, accepted)
    }

    /// Where the nearest place around it is whose coordinates are known; where none is, the places beside it. Only what the
    /// writer sees.
    fn around(&self, parent: RecordId, own: Option<RecordId>) -> Result<Vec<Position>> {
        let read = self.read();
        let at = |id: RecordId| -> Result<Option<(Option<Position>, Option<RecordId>)>> {
            let place = read.get::<Place>(id)?.map(|place| place.fields);
            Ok(place.map(|place| {
                let both = place.latitude.zip(place.longitude);
                (both.map(|(latitude, longitude)| Position { latitude, longitude }), place.parent)
            }))
        };
        let mut place = Some(parent);
        for _ in 0..UP {
            let Some((known, above)) = place.map_or(Ok(None), at)? else { break };
            if let Some(known) = known {
                return Ok(vec![known]);
            }
            place = above;
        }
        let mut statement = self.conn.prepare_cached(
            "SELECT id FROM main.place WHERE parent_id = ?1 AND latitude IS NOT NULL AND id IS NOT ?2 LIMIT ?3",
        )?;
        let beside =
            statement.query_map(params![parent.0, own.map(|own| own.0), BESIDE], |row| Ok(RecordId(row.get(0)?)))?;
        let beside = beside.collect::<rusqlite::Result<Vec<_>>>()?;
        let known =
            beside.into_iter().map(|id| Ok(at(id)?.and_then(|(known, _)| known))).collect::<Result<Vec<_>>>()?;
        Ok(known.into_iter().flatten().collect())
    }
}

/// How small a level is: as it stands in `LARGE`, or behind all of these.
fn size(level: &str) -> usize {
    LARGE.iter().position(|large| *large == level).unwrap_or(LARGE.len())
}

fn position(meant: &PendingRecord<'_>) -> Result<Option<Position>> {
    let degrees = |name: &str| -> Result<Option<f64>> {
        Ok(match meant.get(name)? {
            Some(Value::Real(degrees)) => Some(degrees),
            _ => None,
        })
    };
    let (latitude, longitude) = (degrees("latitude")?, degrees("longitude")?);
    Ok(latitude.zip(longitude).map(|(latitude, longitude)| Position { latitude, longitude }))
}
