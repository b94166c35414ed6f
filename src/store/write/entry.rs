//! The timeline index, derived: one row per incident and custody event, with the keys that order and collapse them.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::domain::custody::StepEffect;
use crate::domain::record::RecordId;
use crate::domain::time::{Day, Edtf, Piece};
use crate::error::Result;
use crate::store::read::custody::step_of;
use crate::store::read::row::json_ids;
use crate::store::write::spot::{self, Around, Spot};

/// The day of entries without any: they come last.
pub const UNDATED: i64 = i32::MAX as i64;

/// The kind of an entry whose columns do not fit together: no record says so.
const UNFIT: &str = "";

/// Where a step that follows an arrest stands on its day: after the incidents, in its own order.
const AFTER_INCIDENTS: i64 = 60;
/// Where an arrest of no incident stands on its day; one that may have been earlier comes before what was that day.
const NO_INCIDENT: i64 = 50;
const PERHAPS_EARLIER: i64 = 0;

/// One derived row, with the people it is about.
#[derive(Debug, PartialEq, Eq)]
pub struct Derived {
    pub kind: &'static str,
    pub r#type: String,
    pub day: i64,
    pub seq: i64,
    /// When it may have been.
    pub when: Vec<Span>,
    /// Where it may count, the first that a reader sees.
    pub places: Vec<Spot>,
    pub line: Option<[u8; 16]>,
    pub people: BTreeSet<i64>,
}

/// A piece of a date as the index holds it: doubt is a certainty that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    lo: i64,
    hi: i64,
    begun: Option<i64>,
    lasting: Option<i64>,
    open: i64,
}

impl Span {
    pub const BEFORE: i64 = 1;
    pub const AFTER: i64 = 2;

    fn of(piece: &Piece) -> Span {
        let number = |day: Day| i64::from(day.number());
        Span {
            lo: number(piece.lo),
            hi: number(piece.hi),
            begun: piece.begun.filter(|_| !piece.doubted).map(number),
            lasting: piece.lasting.filter(|_| !piece.doubted).map(number),
            open: i64::from(piece.open_before) * Span::BEFORE + i64::from(piece.open_after) * Span::AFTER,
        }
    }

    fn all(date: Option<&Edtf>) -> Vec<Span> {
        date.into_iter().flat_map(Edtf::pieces).map(|piece| Span::of(&piece)).collect()
    }

    /// From the first to the last of several; nothing is certain of them together.
    fn around(spans: &[Span]) -> Option<Span> {
        match spans {
            [] => None,
            [only] => Some(*only),
            several => Some(Span {
                lo: several.iter().map(|span| span.lo).min()?,
                hi: several.iter().map(|span| span.hi).max()?,
                begun: None,
                lasting: None,
                open: several.iter().fold(0, |open, span| open | span.open),
            }),
        }
    }
}

/// Derives again every entry that a write may have changed, and says which these are.
/// Of those that were `created` nothing is there yet.
pub fn reindex(
    conn: &Connection,
    touched: &BTreeSet<RecordId>,
    created: &BTreeSet<RecordId>,
) -> Result<BTreeSet<RecordId>> {
    let ids: Vec<RecordId> = touched.iter().copied().collect();
    let mut statement = conn.prepare_cached(
        "WITH t (id) AS (SELECT value FROM json_each(?1))
         SELECT id FROM incident WHERE id IN t
         UNION SELECT incident_id FROM participation WHERE id IN t
         UNION SELECT id FROM custody_event WHERE id IN t
         UNION SELECT id FROM custody_event WHERE detention_id IN t
         UNION SELECT o.id FROM custody_event e JOIN custody_event o ON o.detention_id = e.detention_id WHERE e.id IN t
         UNION SELECT e.id FROM detention d JOIN custody_event e ON e.detention_id = d.id WHERE d.incident_id IN t",
    )?;
    let affected: BTreeSet<RecordId> = statement
        .query_map(params![json_ids(&ids)], |row| row.get(0).map(RecordId))?
        .collect::<rusqlite::Result<_>>()?;
    for id in &affected {
        if !created.contains(id) {
            clear(conn, id.0)?;
        }
        store(conn, id.0, derive(conn, id.0)?.as_ref())?;
    }
    Ok(affected)
}

/// What the index should hold for a record; `None` if it is no timeline entry.
pub fn derive(conn: &Connection, id: i64) -> Result<Option<Derived>> {
    match incident(conn, id)? {
        Some(entry) => Ok(Some(entry)),
        None => custody_event(conn, id),
    }
}

/// What the index holds.
pub fn stored(conn: &Connection, id: i64) -> Result<Option<Derived>> {
    let span = |row: &Row<'_>, first: usize| -> rusqlite::Result<Option<Span>> {
        let (lo, hi): (Option<i64>, Option<i64>) = (row.get(first)?, row.get(first + 1)?);
        let (begun, lasting, open) = (row.get(first + 2)?, row.get(first + 3)?, row.get(first + 4)?);
        Ok(lo.zip(hi).map(|(lo, hi)| Span { lo, hi, begun, lasting, open }))
    };
    let entry = conn
        .prepare_cached(
            "SELECT kind, type, day, seq, place_id, line, lo, hi, begun, lasting, open, pieced, placed FROM entry WHERE id = ?1",
        )?
        .query_row(params![id], |row| {
            let around = span(row, 6)?;
            let entry = Derived {
                kind: match row.get_ref(0)?.as_str()? {
                    "incident" => "incident",
                    "custody_event" => "custody_event",
                    _ => UNFIT,
                },
                r#type: row.get(1)?,
                day: row.get(2)?,
                seq: row.get(3)?,
                when: Vec::from_iter(around),
                places: Spot::own(row.get(4)?),
                line: row.get(5)?,
                people: BTreeSet::new(),
            };
            Ok((entry, around, row.get::<_, i64>(11)?, row.get::<_, i64>(12)?))
        })
        .optional()?;
    let Some((mut entry, around, pieced, placed)) = entry else { return Ok(None) };
    let mut pieces =
        conn.prepare_cached("SELECT lo, hi, begun, lasting, open FROM entry_piece WHERE entry_id = ?1 ORDER BY piece")?;
    let pieces: Vec<Span> = pieces
        .query_map(params![id], |row| span(row, 0))?
        .filter_map(rusqlite::Result::transpose)
        .collect::<rusqlite::Result<_>>()?;
    match (pieced, Span::around(&pieces) == around && pieces.len() > 1) {
        (1, true) => entry.when = pieces,
        (0, _) if pieces.is_empty() => {}
        _ => entry.kind = UNFIT,
    }
    let mut statement = conn.prepare_cached("SELECT person_id FROM entry_person WHERE entry_id = ?1 AND day = ?2")?;
    entry.people = statement.query_map(params![id, entry.day], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let places = spot::stored(conn, id, entry.day)?;
    let own: Vec<Spot> = places.iter().filter(|spot| spot.rank == Spot::OWN).copied().collect();
    if own != entry.places || placed != i64::from(!places.is_empty()) {
        entry.kind = UNFIT;
    }
    entry.places = places;
    Ok(Some(entry))
}

/// A date that is stored as text.
fn date(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Edtf>> {
    let text: Option<String> = row.get(column)?;
    Ok(text.and_then(|text| Edtf::parse(&text).ok()))
}

fn day(date: Option<&Edtf>) -> i64 {
    date.and_then(Edtf::sort_day).map_or(UNDATED, |day| i64::from(day.number()))
}

fn incident(conn: &Connection, id: i64) -> Result<Option<Derived>> {
    let entry = conn
        .prepare_cached("SELECT type, date, day_seq, place_id FROM incident WHERE id = ?1")?
        .query_row(params![id], |row| {
            let date = date(row, 1)?;
            Ok(Derived {
                kind: "incident",
                r#type: row.get(0)?,
                day: day(date.as_ref()),
                seq: row.get(2)?,
                when: Span::all(date.as_ref()),
                places: Spot::own(row.get(3)?),
                line: None,
                people: BTreeSet::new(),
            })
        })
        .optional()?;
    let Some(mut entry) = entry else { return Ok(None) };
    let mut statement = conn.prepare_cached(
        "SELECT p.person_id FROM participation p JOIN record r ON r.id = p.id
          WHERE p.incident_id = ?1 AND p.person_id IS NOT NULL AND r.deleted_at IS NULL",
    )?;
    entry.people = statement.query_map(params![id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(Some(entry))
}

fn custody_event(conn: &Connection, id: i64) -> Result<Option<Derived>> {
    let found = conn
        .prepare_cached(
            "SELECT e.type, e.date, e.seq, e.place_id, d.arrest_place_id, i.day_seq, d.person_id, d.id, i.id, i.place_id,
                    json_array(e.type, e.date, e.date_basis, e.date_part, e.place_id, e.place_basis, d.arrest_place_id, e.organization_id, e.organization_basis,
                               d.incident_id, e.law, e.article, e.verdict, e.sentence, e.fine_amount, e.fine_currency,
                               e.court_id, e.judge, e.case_number, e.next_hearing, e.bail_amount, e.bail_currency, e.release_kind,
                               e.status_after, e.certainty, e.note)
               FROM custody_event e JOIN detention d ON d.id = e.detention_id LEFT JOIN incident i ON i.id = d.incident_id
              WHERE e.id = ?1",
        )?
        .query_row(params![id], |row| {
            let date = date(row, 1)?;
            let (r#type, seq, incident_seq): (String, i64, Option<i64>) = (row.get(0)?, row.get(2)?, row.get(5)?);
            let begins = step_of(conn, &r#type)?.effect == StepEffect::Begins;
            let seq = match incident_seq {
                _ if !begins => AFTER_INCIDENTS + seq,
                Some(incident_seq) => incident_seq,
                None if date.as_ref().is_some_and(|date| date.lo() != date.hi()) => PERHAPS_EARLIER,
                None => NO_INCIDENT,
            };
            let (place, taken_at): (Option<i64>, Option<i64>) = (row.get(3)?, row.get(4)?);
            let said: String = row.get(10)?;
            let entry = Derived {
                kind: "custody_event",
                r#type,
                day: day(date.as_ref()),
                seq,
                when: Span::all(date.as_ref()),
                places: Spot::own(place),
                line: None,
                people: BTreeSet::from([row.get(6)?]),
            };
            let around = Around {
                detention: row.get(7)?,
                incident: row.get::<_, Option<i64>>(8)?.zip(row.get(9)?),
                taken_at,
                begins,
            };
            Ok((entry, said, around))
        })
        .optional()?;
    let Some((mut entry, said, around)) = found else { return Ok(None) };
    around.add_places(conn, id, &mut entry.places)?;
    let places: Vec<(i64, i64)> = entry.places.iter().map(|spot| (spot.rank, spot.place)).collect();
    entry.line = Some(line(&said, &places, &citations(conn, id)?));
    Ok(Some(entry))
}

/// Custody events collapse into one line when they say the same of several people, on the same word, and count at the same
/// places.
fn line(said: &str, places: &[(i64, i64)], cited: &BTreeMap<String, ()>) -> [u8; 16] {
    let cited: Vec<&String> = cited.keys().collect();
    let digest: [u8; 32] = Sha256::digest(json!([said, places, cited]).to_string()).into();
    let mut line = [0; 16];
    line.copy_from_slice(&digest[..16]);
    line
}

fn citations(conn: &Connection, id: i64) -> Result<BTreeMap<String, ()>> {
    let mut statement = conn.prepare_cached(
        "SELECT json_array(report_id, field, stance, paragraph, page, quote, hedge, via_id, grade, note, gives, gives_record_id)
           FROM citation WHERE record_id = ?1",
    )?;
    let cited = statement.query_map(params![id], |row| Ok((row.get(0)?, ())))?;
    Ok(cited.collect::<rusqlite::Result<_>>()?)
}

/// Takes away what lists where, when and of whom an entry is.
fn clear(conn: &Connection, id: i64) -> Result<()> {
    for table in ["entry_person", "entry_place", "entry_piece"] {
        conn.prepare_cached(&format!("DELETE FROM {table} WHERE entry_id = ?1"))?.execute(params![id])?;
    }
    Ok(())
}

fn store(conn: &Connection, id: i64, entry: Option<&Derived>) -> Result<()> {
    let Some(entry) = entry else {
        conn.prepare_cached("DELETE FROM entry WHERE id = ?1")?.execute(params![id])?;
        return Ok(());
    };
    let around = Span::around(&entry.when);
    let pieced = entry.when.len() > 1;
    conn.prepare_cached(
        "INSERT INTO entry (id, kind, type, day, seq, place_id, line, lo, hi, begun, lasting, open, pieced, placed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
         ON CONFLICT (id) DO UPDATE SET type = excluded.type, day = excluded.day, seq = excluded.seq,
           place_id = excluded.place_id, line = excluded.line, lo = excluded.lo, hi = excluded.hi, begun = excluded.begun,
           lasting = excluded.lasting, open = excluded.open, pieced = excluded.pieced, placed = excluded.placed",
    )?
    .execute(params![
        id,
        entry.kind,
        entry.r#type,
        entry.day,
        entry.seq,
        entry.places.iter().find(|spot| spot.rank == Spot::OWN).map(|spot| spot.place),
        entry.line,
        around.map(|span| span.lo),
        around.map(|span| span.hi),
        around.and_then(|span| span.begun),
        around.and_then(|span| span.lasting),
        around.map_or(0, |span| span.open),
        pieced,
        !entry.places.is_empty()
    ])?;
    if pieced {
        let mut insert = conn.prepare_cached(
            "INSERT INTO entry_piece (entry_id, piece, lo, hi, begun, lasting, open) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        for (piece, span) in (0_i64..).zip(&entry.when) {
            insert.execute(params![id, piece, span.lo, span.hi, span.begun, span.lasting, span.open])?;
        }
    }
    let mut insert = conn.prepare_cached("INSERT INTO entry_person (person_id, day, entry_id) VALUES (?1, ?2, ?3)")?;
    for person in &entry.people {
        insert.execute(params![person, entry.day, id])?;
    }
    spot::store(conn, id, entry.day, &entry.places)?;
    Ok(())
}
