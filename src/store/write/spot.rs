//! Where an entry of the timeline may count, derived: its own place, or else that of what it belongs to.

use rusqlite::{Connection, params};

use crate::domain::custody::StepEffect;
use crate::domain::timeline::PlaceOf;
use crate::error::Result;
use crate::store::read::custody::step_of;

/// A place that an entry may count at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    pub place: i64,
    pub rank: i64,
    /// The record that names it, where that is neither the entry itself nor what it belongs to.
    pub via: Option<i64>,
}

impl Spot {
    pub const OWN: i64 = 0;
    /// Where the detention itself says that somebody was taken, of the step that tells of the taking.
    const TAKING: i64 = 1;
    const INCIDENT: i64 = 2;
    /// And on, if several steps tell of the taking.
    const DETENTION: i64 = 3;

    pub fn own(place: Option<i64>) -> Vec<Spot> {
        place.map(|place| Spot { place, rank: Spot::OWN, via: None }).into_iter().collect()
    }

    /// Whose place one of a rank is.
    pub fn whose(rank: i64) -> PlaceOf {
        match rank {
            Spot::OWN | Spot::TAKING => PlaceOf::Own,
            Spot::INCIDENT => PlaceOf::Incident,
            _ => PlaceOf::Detention,
        }
    }
}

/// What a custody event belongs to, which has a place where it has none itself.
pub struct Around {
    pub detention: i64,
    /// An incident with its place.
    pub incident: Option<(i64, i64)>,
    /// Where the detention itself says that somebody was taken.
    pub taken_at: Option<i64>,
    /// Whether the step is the taking.
    pub begins: bool,
}

impl Around {
    /// The places of the incident and of the episode. One that is seen whenever the own place is adds nothing.
    pub fn add_places(&self, conn: &Connection, step: i64, places: &mut Vec<Spot>) -> Result<()> {
        let own = places.first().map(|spot| spot.place);
        let taken_at = |rank| self.taken_at.map(|place| Spot { place, rank, via: None });
        let incident = self.incident.map(|(id, place)| Spot { place, rank: Spot::INCIDENT, via: Some(id) });
        let mut spots: Vec<Spot> = taken_at(Spot::TAKING).filter(|_| self.begins).into_iter().chain(incident).collect();
        let mut statement = conn.prepare_cached(
            "SELECT id, type, place_id FROM custody_event WHERE detention_id = ?1 AND id <> ?2 AND place_id IS NOT NULL
              ORDER BY date_lo IS NULL AND date_hi IS NULL, COALESCE(date_lo, date_hi), seq, id",
        )?;
        let mut rows = statement.query(params![self.detention, step])?;
        let mut rank = Spot::DETENTION;
        while let Some(row) = rows.next()? {
            let code: String = row.get(1)?;
            if step_of(conn, &code)?.effect == StepEffect::Begins {
                spots.push(Spot { place: row.get(2)?, rank, via: Some(row.get(0)?) });
                rank += 1;
            }
        }
        spots.extend(taken_at(rank).filter(|_| !self.begins));
        places.extend(spots.into_iter().filter(|spot| Some(spot.place) != own));
        Ok(())
    }
}

/// What the index holds for an entry under a day.
pub fn stored(conn: &Connection, entry: i64, day: i64) -> Result<Vec<Spot>> {
    let mut statement = conn.prepare_cached(
        "SELECT place_id, rank, via_id FROM entry_place WHERE entry_id = ?1 AND day = ?2 ORDER BY rank, place_id",
    )?;
    let spots = statement
        .query_map(params![entry, day], |row| Ok(Spot { place: row.get(0)?, rank: row.get(1)?, via: row.get(2)? }))?;
    Ok(spots.collect::<rusqlite::Result<_>>()?)
}

pub fn store(conn: &Connection, entry: i64, day: i64, spots: &[Spot]) -> Result<()> {
    let mut insert = conn.prepare_cached(
        "INSERT INTO entry_place (place_id, day, entry_id, rank, via_id) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for spot in spots {
        insert.execute(params![spot.place, day, entry, spot.rank, spot.via])?;
    }
    Ok(())
}
