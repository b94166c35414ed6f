//! Lists in the order of the reader's alphabet: keys kept for every record that is listed, and pages read by them.
//!
//! The keys are derived from names and titles, as `domain::collation` makes them; the write path keeps them in step,
//! and `habeas check` derives them again. A page is found by the key it starts behind, however long the list is.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::collation::{above, key, least, letter};
use crate::domain::kind::Kind;
use crate::domain::lang::Lang;
use crate::domain::query::involved::{Involved, Way};
use crate::domain::query::list::{List, PAGE, Page, Start};
use crate::domain::query::place::NamePlace;
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::store::ReadTx;
use crate::store::read::row::json_ids;

/// What a record is listed by: the list, the place around it, the key in each language.
pub type Derived = Vec<(String, i64, String, Vec<u8>)>;

/// The kinds that have lists; no record changes its kind.
const LISTED: [Kind; 5] = [Kind::Person, Kind::Organization, Kind::Place, Kind::Report, Kind::Source];

/// Derives again the keys of every record that a write may have changed.
pub fn reindex(conn: &Connection, touched: &BTreeSet<RecordId>) -> Result<()> {
    let ids = json_ids(&touched.iter().copied().collect::<Vec<_>>());
    let mut statement = conn.prepare_cached(&format!(
        "SELECT r.id FROM json_each(?1) t CROSS JOIN record r ON r.id = t.value WHERE r.kind IN ('{}')",
        LISTED.map(Kind::table).join("', '")
    ))?;
    let listed = statement.query_map([ids], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    for id in listed {
        let keys = derive(conn, id)?;
        if keys != stored(conn, id)? {
            keep(conn, id, &keys)?;
        }
    }
    Ok(())
}

fn keep(conn: &Connection, id: i64, keys: &Derived) -> Result<()> {
    conn.prepare_cached("DELETE FROM sort_key WHERE record_id = ?1")?.execute(params![id])?;
    let mut insert =
        conn.prepare_cached("INSERT INTO sort_key (record_id, lang, list, within, key) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for (list, within, lang, key) in keys {
        insert.execute(params![id, lang, list, within, key])?;
    }
    Ok(())
}

/// Derives the keys of all records.
pub fn rebuild(conn: &Connection) -> Result<()> {
    conn.execute("DELETE FROM sort_key", [])?;
    let mut statement = conn.prepare("SELECT id FROM record")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        keep(conn, id, &derive(conn, id)?)?;
    }
    Ok(())
}

/// The keys that a record should have; none if it is not listed.
pub fn derive(conn: &Connection, id: i64) -> Result<Derived> {
    let mut statement = conn.prepare_cached(
        "SELECT r.kind, r.ref, (SELECT n.text FROM name n WHERE n.record_id = r.id AND n.kind = 'primary' AND n.second = 0 ORDER BY n.id LIMIT 1),
                (SELECT t.title FROM report t WHERE t.id = r.id), (SELECT p.unit FROM person p WHERE p.id = r.id),
                (SELECT l.parent_id FROM place l WHERE l.id = r.id)
           FROM record r WHERE r.id = ?1",
    )?;
    let found = statement.query_row(params![id], |row| {
        let (kind, reference): (String, String) = (row.get(0)?, row.get(1)?);
        let (name, title): (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
        let (unit, around): (Option<String>, Option<i64>) = (row.get(4)?, row.get(5)?);
        Ok((kind, name.or(title).unwrap_or(reference), unit, around))
    });
    let Some((kind, name, unit, around)) = found.optional()? else { return Ok(Vec::new()) };
    let list = match Kind::parse(&kind) {
        Some(Kind::Person) if unit.as_deref() == Some("individual") => List::People,
        Some(Kind::Person) => List::Groups,
        Some(Kind::Organization) => List::Organizations,
        Some(Kind::Place) => List::Places(around.map(RecordId)),
        Some(Kind::Report) => List::Reports,
        Some(Kind::Source) => List::Sources,
        _ => return Ok(Vec::new()),
    };
    let of = |lang: Lang| (list.code().to_owned(), within(list), lang.code().to_owned(), key(lang, &name));
    Ok(Lang::ALL.map(of).into())
}

/// The keys that are kept of a record.
pub fn stored(conn: &Connection, id: i64) -> Result<Derived> {
    let mut statement =
        conn.prepare_cached("SELECT list, within, lang, key FROM sort_key WHERE record_id = ?1 ORDER BY lang")?;
    let keys = statement.query_map(params![id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    Ok(keys.collect::<rusqlite::Result<_>>()?)
}

fn within(list: List) -> i64 {
    match list {
        List::Places(Some(around)) => around.0,
        _ => 0,
    }
}

/// So many records are put in order by their keys; of more the list itself is read.
const FEW: usize = 1500;

/// A place in a list: a key, and the record among those with the same one.
type At = (Vec<u8>, i64);

impl ReadTx<'_> {
    /// A page of a list in the alphabet of a language. What the reader may not see is on no page and makes no letter.
    pub fn listed(&self, list: List, lang: Lang, start: &Start) -> Result<Page> {
        let reading = Reading { tx: self, list, lang, within: self.around(list)? };
        let rows = match start {
            Start::First => reading.rows(Some(&(Vec::new(), 0)), true)?,
            Start::Letter(letter) => reading.rows(Some(&(least(lang, letter), 0)), true)?,
            Start::After(place) => reading.rows(Some(&(key(lang, &place.name), place.id.0)), true)?,
            Start::Before(place) => {
                let mut rows = reading.rows(Some(&(key(lang, &place.name), place.id.0)), false)?;
                rows.reverse();
                rows
            }
        };
        let beyond = rows.len() > PAGE;
        let backwards = matches!(start, Start::Before(_));
        let mut rows = rows;
        if beyond && backwards {
            rows.remove(0);
        }
        rows.truncate(PAGE);
        let (first, last) = (rows.first(), rows.last());
        let before = if backwards { beyond } else { reading.any(first, false)? };
        let after = if backwards { reading.any(last, true)? } else { beyond };
        let letters = if before || after { reading.letters()? } else { Vec::new() };
        Ok(Page { ids: rows.iter().map(|(_, id)| RecordId(*id)).collect(), before, after, letters })
    }

    /// By what these records, which the reader sees, stand in the lists of a language; detentions by the name of whose they are.
    pub fn sort_keys(&self, lang: Lang, ids: &[RecordId]) -> Result<HashMap<RecordId, Vec<u8>>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT j.value, k.key FROM json_each(?1) j CROSS JOIN main.sort_key k ON k.record_id =
                    COALESCE((SELECT d.person_id FROM main.detention d WHERE d.id = j.value), j.value)
              WHERE k.lang = ?2",
        )?;
        let keys =
            statement.query_map(params![json_ids(ids), lang.code()], |row| Ok((RecordId(row.get(0)?), row.get(1)?)))?;
        Ok(keys.collect::<rusqlite::Result<_>>()?)
    }

    /// Some of these records, which the reader sees, in the alphabet of a language: those behind a place in it, or before it on the
    /// way back, so many at most. Detentions stand by the name of whose they are.
    pub fn in_alphabet(
        &self,
        (involved, lang): (Involved, Lang),
        among: &[RecordId],
        from: Option<&NamePlace>,
        way: Way,
        limit: usize,
    ) -> Result<Vec<RecordId>> {
        let at = from.map(|place| (key(lang, &place.name), place.id.0));
        let mut found: Vec<At> = Vec::new();
        if involved == Involved::People && among.len() > FEW {
            let among: HashSet<i64> = among.iter().map(|id| id.0).collect();
            for list in [List::People, List::Groups] {
                found.extend(self.walk_list((list, lang), at.as_ref(), way, (limit, &among))?);
            }
        } else {
            let is_ahead = |place: &At| match (&at, way) {
                (Some(at), Way::On) => place > at,
                (Some(at), Way::Back) => place < at,
                (None, _) => true,
            };
            let keys = self.sort_keys(lang, among)?.into_iter().map(|(id, key)| (key, id.0));
            found.extend(keys.filter(is_ahead));
        }
        found.sort_unstable();
        if way == Way::Back {
            found.reverse();
        }
        found.truncate(limit);
        Ok(found.into_iter().map(|(_, id)| RecordId(id)).collect())
    }

    /// The same of a list, read in its order until there are enough: where these are many, they are never far.
    fn walk_list(
        &self,
        (list, lang): (List, Lang),
        at: Option<&At>,
        way: Way,
        (limit, among): (usize, &HashSet<i64>),
    ) -> Result<Vec<At>> {
        let mut statement = self.conn.prepare_cached(&in_order(at.is_none(), way))?;
        let mut rows = match at {
            Some((key, id)) => statement.query(params![list.code(), lang.code(), key, id])?,
            None => statement.query(params![list.code(), lang.code()])?,
        };
        let mut found = Vec::new();
        while found.len() < limit
            && let Some(row) = rows.next()?
        {
            let id = row.get(1)?;
            if among.contains(&id) {
                found.push((row.get(0)?, id));
            }
        }
        Ok(found)
    }

    /// The places whose lists make up one: those inside none are, for this reader, also those inside one that is not seen.
    fn around(&self, list: List) -> Result<Vec<RecordId>> {
        let mut around = vec![RecordId(within(list))];
        if list == List::Places(None) {
            let mut statement = self.conn.prepare_cached(
                "SELECT p.parent_id FROM (SELECT DISTINCT parent_id FROM main.place WHERE parent_id IS NOT NULL) p
                  WHERE NOT EXISTS (SELECT 1 FROM seen_place s WHERE s.id = p.parent_id)",
            )?;
            let unseen = statement.query_map([], |row| Ok(RecordId(row.get(0)?)))?;
            around.extend(unseen.collect::<rusqlite::Result<Vec<_>>>()?);
        }
        Ok(around)
    }
}

/// A list in its order, from its first name or from a place in it on.
fn in_order(is_first: bool, way: Way) -> String {
    let (compare, direction) = match way {
        Way::On => (">", ""),
        Way::Back => ("<", " DESC"),
    };
    let from = if is_first { String::new() } else { format!("AND (k.key, k.record_id) {compare} (?3, ?4)") };
    format!(
        "SELECT k.key, k.record_id FROM main.sort_key k WHERE k.list = ?1 AND k.lang = ?2 AND k.within = 0 {from}
          ORDER BY k.key{direction}, k.record_id{direction}"
    )
}

/// One list as one reader reads it.
struct Reading<'r> {
    tx: &'r ReadTx<'r>,
    list: List,
    lang: Lang,
    within: Vec<RecordId>,
}

impl Reading<'_> {
    /// One row more than a page, behind a place in the list or before it.
    fn rows(&self, at: Option<&At>, onwards: bool) -> Result<Vec<At>> {
        self.some(at, onwards, PAGE + 1)
    }

    fn any(&self, at: Option<&At>, onwards: bool) -> Result<bool> {
        Ok(at.is_some() && !self.some(at, onwards, 1)?.is_empty())
    }

    fn some(&self, at: Option<&At>, onwards: bool, limit: usize) -> Result<Vec<At>> {
        let (compare, direction) = if onwards { (">", "") } else { ("<", " DESC") };
        // One list is walked in the order of its index; several are put in order.
        let within = match self.within.len() {
            1 => "k.within = (SELECT value FROM json_each(?3))",
            _ => "k.within IN (SELECT value FROM json_each(?3))",
        };
        let sql = format!(
            "SELECT k.key, k.record_id FROM main.sort_key k
              WHERE k.list = ?1 AND k.lang = ?2 AND {within} AND (k.key, k.record_id) {compare} (?4, ?5)
                AND EXISTS (SELECT 1 FROM seen_{} s WHERE s.id = k.record_id)
              ORDER BY k.key{direction}, k.record_id{direction} LIMIT {limit}",
            self.list.kind().table()
        );
        let nowhere = (Vec::new(), 0);
        let (key, id) = at.unwrap_or(&nowhere);
        let mut statement = self.tx.conn.prepare_cached(&sql)?;
        let bound = params![self.list.code(), self.lang.code(), json_ids(&self.within), key, id];
        let rows = statement.query_map(bound, |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The letters there are, each found behind the names of the one before.
    fn letters(&self) -> Result<Vec<String>> {
        let (mut letters, mut at) = (Vec::new(), (Vec::new(), 0));
        while let Some(next) = self.some(Some(&at), true, 1)?.pop() {
            let label = self.tx.label(RecordId(next.1))?;
            let letter = letter(&label.name);
            let bound = above(self.lang, &letter);
            at = if bound > next.0 { (bound, 0) } else { next };
            if letters.last() != Some(&letter) {
                letters.push(letter);
            }
        }
        Ok(letters)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::store::filter::plan::{laid_out, plan};

    #[test]
    fn a_list_is_walked_from_any_place_both_ways_and_not_sorted() {
        let conn = laid_out();
        conn.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        let name = |id: i64| format!("{}", (b'a' + u8::try_from(id * 7 % 5).unwrap()) as char);
        for id in 1..40 {
            let sql = "INSERT INTO sort_key (record_id, lang, list, within, key) VALUES (?1, 'en', 'people', 0, ?2)";
            conn.execute(sql, params![id, key(Lang::En, &name(id))]).unwrap();
        }
        let tx = ReadTx { conn: &conn, lang: None, names: None };
        let among: HashSet<i64> = (1..40).filter(|id| id % 3 != 0).collect();
        let mut all: Vec<At> = among.iter().map(|id| (key(Lang::En, &name(*id)), *id)).collect();
        all.sort();
        let walk = |at: Option<&At>, way| tx.walk_list((List::People, Lang::En), at, way, (4, &among)).unwrap();
        assert_eq!(walk(None, Way::On), all[..4]);
        for (number, at) in all.iter().enumerate() {
            assert_eq!(walk(Some(at), Way::On), all[number + 1..all.len().min(number + 5)]);
            let back: Vec<At> = all[number.saturating_sub(4)..number].iter().rev().cloned().collect();
            assert_eq!(walk(Some(at), Way::Back), back);
        }
        for (is_first, way) in [(true, Way::On), (false, Way::On), (false, Way::Back)] {
            let plan = plan(&conn, &in_order(is_first, way));
            assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:#?}");
        }
    }
}
