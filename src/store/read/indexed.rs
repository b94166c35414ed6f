//! What the index in memory keeps of the timeline, read below the rights filter: it knows everything, and tells nobody more
//! than his or her classes admit.

use std::collections::BTreeSet;

use rusqlite::{Connection, Row, Statement, params};

use crate::domain::access::visibility::Placed;
use crate::domain::kind::Kind;
use crate::domain::query::{FACETS, Facet, Values};
use crate::domain::record::RecordId;
use crate::domain::time::Piece;
use crate::error::{Error, Result};
use crate::store::read::behind::CITED;
use crate::store::read::custody::steps;
use crate::store::read::facet::own_column;
use crate::store::read::row::{json_ids, parse_kind};
use crate::store::read::texts::{IndexedText, texts};
use crate::store::read::when::piece;
use crate::store::read::{acting, case_in_law, placed};
use crate::store::{Committed, ReadTx, Store};

/// An incident or custody event as a timeline lists, counts and narrows it.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexedEntry {
    pub id: RecordId,
    pub is_incident: bool,
    pub day: i64,
    pub seq: i64,
    /// Entries that say the same of several people are one line.
    pub line: Option<[u8; 16]>,
    /// When it may have been.
    pub when: Vec<Piece>,
    /// Where it may count, the first that a reader sees; with the record that names the place, where that is another one.
    pub places: Vec<(RecordId, Option<RecordId>)>,
    /// Whom it is about, with the record that says so: of an incident the participation, of a step the detention.
    pub people: Vec<(RecordId, Option<RecordId>)>,
    /// In the order of `FACETS`: its value of those that its own row has.
    pub values: Vec<Option<String>>,
    /// What records say of it: facet, value, and the record that says so, where that is another one. Of a custody status the
    /// first that a reader sees holds; of the law all that he or she sees make the case (`case_after`).
    pub said: Vec<(usize, String, Option<RecordId>)>,
    /// The organizations in it, each with the record that says so, where that is another one.
    pub organizations: Vec<(RecordId, Option<RecordId>)>,
    /// The reports that support it, each with the record it is cited for, where that is another one.
    pub reports: Vec<(RecordId, Option<RecordId>)>,
}

/// A place or an organization in its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexedPart {
    pub id: RecordId,
    pub parent: Option<RecordId>,
    /// Of a place, that it counts for the one around it.
    pub is_site: bool,
}

/// A report with its sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedReport {
    pub id: RecordId,
    pub sources: Vec<RecordId>,
}

/// A name as the index in memory takes it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedName {
    pub record: RecordId,
    pub kind: Kind,
    pub text: String,
}

/// Whoever takes in what is indexed. Rows come after what they belong to.
pub trait Indexing {
    fn placed(&mut self, row: Placed);
    /// A record is not the entry any more that it was.
    fn forget(&mut self, id: RecordId);
    fn place(&mut self, place: IndexedPart);
    fn organization(&mut self, organization: IndexedPart);
    fn episode(&mut self, detention: RecordId, person: RecordId);
    fn report(&mut self, report: IndexedReport);
    fn entry(&mut self, entry: IndexedEntry);
    fn text(&mut self, text: IndexedText);
}

/// Names are many: those of the records `?1` are found from there.
const ALL: &str =
    "SELECT n.record_id, r.kind, n.text FROM main.name n JOIN main.record r ON r.id = n.record_id ORDER BY n.id";
const OF: &str =
    "SELECT n.record_id, r.kind, n.text FROM json_each(?1) t CROSS JOIN main.name n ON n.record_id = t.value
   CROSS JOIN main.record r ON r.id = n.record_id ORDER BY n.id";

impl Store {
    /// Reads everything that is indexed, from one snapshot. Gives back the last change that it holds.
    pub fn index_all(&self, into: &mut impl Indexing) -> Result<i64> {
        self.read_meta(|conn| {
            let tx = conn.unchecked_transaction()?;
            placed::all(&tx, |row| into.placed(row))?;
            tree(&tx, PLACES, None, |place| into.place(place))?;
            tree(&tx, ORGANIZATIONS, None, |organization| into.organization(organization))?;
            episodes(&tx, None, |detention, person| into.episode(detention, person))?;
            reports(&tx, None, |report| into.report(report))?;
            entries(&tx, None, |entry| into.entry(entry))?;
            texts(&tx, None, |text| into.text(text))?;
            last_change(&tx)
        })
    }

    /// Every name, below the rights filter.
    pub fn index_names(&self, each: impl FnMut(IndexedName)) -> Result<()> {
        self.read_meta(|conn| names(conn, None, each))
    }

    /// The file as it is now, for what is read below the rights filter: whose view the connection has is not known.
    pub(crate) fn now<T>(&self, work: impl FnOnce(&ReadTx<'_>) -> Result<T>) -> Result<T> {
        self.read_meta(|conn| work(&ReadTx { conn, lang: None, names: None }))
    }
}

impl ReadTx<'_> {
    /// Reads again what a commit touched, with the lines that it is part of. Of what is no entry any more nothing comes
    /// after it was forgotten.
    pub fn index_again(&self, committed: &Committed, into: &mut impl Indexing) -> Result<()> {
        let tx = self.conn.unchecked_transaction()?;
        placed::with(&tx, &committed.reclassified, |row| into.placed(row))?;
        let touched: BTreeSet<RecordId> = committed.records.union(&committed.entries).copied().collect();
        let touched = with_lines(&tx, &with_counted(&tx, touched)?)?;
        touched.iter().for_each(|id| into.forget(*id));
        let touched = json_ids(&touched.into_iter().collect::<Vec<_>>());
        tree(&tx, PLACES, Some(&touched), |place| into.place(place))?;
        tree(&tx, ORGANIZATIONS, Some(&touched), |organization| into.organization(organization))?;
        episodes(&tx, Some(&touched), |detention, person| into.episode(detention, person))?;
        reports(&tx, Some(&touched), |report| into.report(report))?;
        entries(&tx, Some(&touched), |entry| into.entry(entry))?;
        texts(&tx, Some(&touched), |text| into.text(text))
    }

    /// The names of these records, below the rights filter.
    pub fn index_names_of(&self, records: &BTreeSet<RecordId>, each: impl FnMut(IndexedName)) -> Result<()> {
        names(self.conn, Some(records), each)
    }
}

/// The names of these records, or every name.
fn names(conn: &Connection, of: Option<&BTreeSet<RecordId>>, mut each: impl FnMut(IndexedName)) -> Result<()> {
    let ids = of.map(|ids| json_ids(&ids.iter().copied().collect::<Vec<_>>()));
    let mut statement = conn.prepare_cached(if ids.is_some() { OF } else { ALL })?;
    let mut rows = match &ids {
        Some(ids) => statement.query(params![ids])?,
        None => statement.query([])?,
    };
    while let Some(row) = rows.next()? {
        let kind = parse_kind(row.get_ref(1)?.as_str().map_err(Error::internal)?)?;
        each(IndexedName { record: RecordId(row.get(0)?), kind, text: row.get(2)? });
    }
    Ok(())
}

/// The number of the last change of a snapshot.
pub fn last_change(conn: &Connection) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT COALESCE(max(id), 0) FROM change")?.query_row([], |row| row.get(0))?)
}

/// Where the parts of each tree are read.
const PLACES: &str = "SELECT id, parent_id, level = 'site' FROM place";
const ORGANIZATIONS: &str = "SELECT id, parent_id, 0 FROM organization";

fn tree(conn: &Connection, parts: &str, among: Option<&str>, mut each: impl FnMut(IndexedPart)) -> Result<()> {
    let which = if among.is_some() { "id IN (SELECT value FROM json_each(?1))" } else { "?1 IS NULL" };
    let mut statement = conn.prepare_cached(&format!("{parts} WHERE {which}"))?;
    let mut rows = statement.query(params![among])?;
    while let Some(row) = rows.next()? {
        each(IndexedPart {
            id: RecordId(row.get(0)?),
            parent: row.get::<_, Option<i64>>(1)?.map(RecordId),
            is_site: row.get(2)?,
        });
    }
    Ok(())
}

/// Detentions, all or those among some, each with whose it is.
fn episodes(conn: &Connection, among: Option<&str>, mut each: impl FnMut(RecordId, RecordId)) -> Result<()> {
    let which = if among.is_some() { "id IN (SELECT value FROM json_each(?1))" } else { "?1 IS NULL" };
    let mut statement = conn.prepare_cached(&format!("SELECT id, person_id FROM detention WHERE {which}"))?;
    let mut rows = statement.query(params![among])?;
    while let Some(row) = rows.next()? {
        each(RecordId(row.get(0)?), RecordId(row.get(1)?));
    }
    Ok(())
}

/// Reports, all or those among some, each with its sources.
fn reports(conn: &Connection, among: Option<&str>, mut each: impl FnMut(IndexedReport)) -> Result<()> {
    let which = if among.is_some() { "r.id IN (SELECT value FROM json_each(?1))" } else { "?1 IS NULL" };
    let mut statement = conn.prepare_cached(&format!(
        "SELECT r.id, s.source_id FROM report r LEFT JOIN report_source s ON s.report_id = r.id WHERE {which} ORDER BY r.id"
    ))?;
    let mut report: Option<IndexedReport> = None;
    let mut rows = statement.query(params![among])?;
    while let Some(row) = rows.next()? {
        let id = RecordId(row.get(0)?);
        if report.as_ref().is_none_or(|report| report.id != id) {
            report.replace(IndexedReport { id, sources: Vec::new() }).into_iter().for_each(&mut each);
        }
        if let Some(report) = &mut report {
            report.sources.extend(row.get::<_, Option<i64>>(1)?.map(RecordId));
        }
    }
    report.into_iter().for_each(each);
    Ok(())
}

/// What other records say of entries on a facet: entry, value, and the record that says so, where that is another one; in
/// the order of entries. `which` says of which entries.
fn said(facet: &Facet, which: impl Fn(&str) -> String) -> Option<String> {
    match facet.values {
        Values::Roles(_) => Some(format!(
            "SELECT incident_id, role, id FROM participation WHERE {} ORDER BY incident_id",
            which("incident_id")
        )),
        // The step itself, and if it says nothing those before it, the last one first.
        Values::Status => Some(format!(
            "SELECT e.id, s.status_after, NULLIF(s.id, e.id)
               FROM entry e CROSS JOIN custody_event k ON k.id = e.id CROSS JOIN custody_event s ON s.detention_id = k.detention_id
               CROSS JOIN entry o ON o.id = s.id
              WHERE s.status_after IS NOT NULL AND (o.day, o.seq, o.id) <= (e.day, e.seq, e.id)
                AND (s.id = e.id OR k.status_after IS NULL) AND {}
              ORDER BY e.id, o.day DESC, o.seq DESC, o.id DESC",
            which("e.id")
        )),
        _ => None,
    }
}

/// All steps of the episode of a step up to itself, in their order: entry, the step, and what it says of the law.
fn steps_up_to(which: impl Fn(&str) -> String) -> String {
    format!(
        "SELECT e.id, NULLIF(s.id, e.id), {}
           FROM entry e CROSS JOIN custody_event k ON k.id = e.id CROSS JOIN custody_event s ON s.detention_id = k.detention_id
           CROSS JOIN entry o ON o.id = s.id
          WHERE (o.day, o.seq, o.id) <= (e.day, e.seq, e.id) AND {}
          ORDER BY e.id, o.day, o.seq, o.id",
        case_in_law::SAYS,
        which("e.id")
    )
}

/// These records, and the entries for which they are counted without being part of them.
fn with_counted(conn: &Connection, mut ids: BTreeSet<RecordId>) -> Result<BTreeSet<RecordId>> {
    let mut statement =
        conn.prepare_cached("SELECT f.about_id FROM json_each(?1) t CROSS JOIN figure f ON f.id = t.value")?;
    let mut rows = statement.query([json_ids(&ids.iter().copied().collect::<Vec<_>>())])?;
    while let Some(row) = rows.next()? {
        ids.insert(RecordId(row.get(0)?));
    }
    Ok(ids)
}

/// These records and the entries that are one line with one of them.
fn with_lines(conn: &Connection, ids: &BTreeSet<RecordId>) -> Result<BTreeSet<RecordId>> {
    let mut statement = conn.prepare_cached(
        "SELECT o.id FROM json_each(?1) t CROSS JOIN entry e ON e.id = t.value
           CROSS JOIN entry o ON o.line = e.line AND o.day = e.day",
    )?;
    let mut all = ids.clone();
    let mut rows = statement.query([json_ids(&ids.iter().copied().collect::<Vec<_>>())])?;
    while let Some(row) = rows.next()? {
        all.insert(RecordId(row.get(0)?));
    }
    Ok(all)
}

/// Entries in the order of their numbers, all or those among some.
fn entries(conn: &Connection, among: Option<&str>, mut each: impl FnMut(IndexedEntry)) -> Result<()> {
    let which = |column: &str| match among {
        None => "?1 IS NULL".to_owned(),
        Some(_) => format!("{column} IN (SELECT value FROM json_each(?1))"),
    };
    let value = |facet| own_column(facet, |kind| kind.table().to_owned()).unwrap_or_else(|| "NULL".to_owned());
    let values: String = FACETS.iter().map(|facet| format!(", {}", value(facet))).collect();
    let prepare = |sql: String| conn.prepare_cached(&sql);
    let mut entries = prepare(format!(
        "SELECT e.id, e.kind = 'incident', e.day, e.seq, e.line, e.pieced, e.lo, e.hi, e.begun, e.lasting, e.open{values}
           FROM entry e WHERE {} ORDER BY e.id",
        which("e.id")
    ))?;
    let mut pieces = prepare(format!(
        "SELECT entry_id, lo, hi, begun, lasting, open FROM entry_piece WHERE {} ORDER BY entry_id, piece",
        which("entry_id")
    ))?;
    let mut places = prepare(format!(
        "SELECT entry_id, place_id, via_id FROM entry_place WHERE {} ORDER BY entry_id, rank",
        which("entry_id")
    ))?;
    let mut parts = prepare(format!(
        "SELECT incident_id, person_id, id FROM participation WHERE person_id IS NOT NULL AND {} ORDER BY incident_id",
        which("incident_id")
    ))?;
    let mut people = prepare(format!(
        "SELECT entry_id, person_id, (SELECT k.detention_id FROM custody_event k WHERE k.id = entry_id)
           FROM entry_person WHERE {} ORDER BY entry_id",
        which("entry_id")
    ))?;
    let by_facet = FACETS.iter().enumerate().filter_map(|(number, facet)| Some((number, said(facet, which)?)));
    let mut by_facet: Vec<_> =
        by_facet.map(|(number, sql)| Ok((number, prepare(sql)?))).collect::<rusqlite::Result<_>>()?;
    let mut up_to = prepare(steps_up_to(which))?;
    let acting = acting::parts(|kind| kind.table().to_owned(), |entry, _| which(entry));
    let mut acting: Vec<_> = acting
        .iter()
        .map(|part| prepare(format!("WITH RECURSIVE {} {part} ORDER BY entry_id", acting::taking())))
        .collect::<rusqlite::Result<_>>()?;
    let mut cited: Vec<_> = CITED
        .iter()
        .map(|(table, column)| {
            prepare(format!(
                "SELECT k.{column}, c.report_id, NULLIF(k.id, k.{column}) FROM {table} k CROSS JOIN citation c ON c.record_id = k.id
                  WHERE c.stance = 'supports' AND {} ORDER BY k.{column}",
                which(&format!("k.{column}"))
            ))
        })
        .collect::<rusqlite::Result<_>>()?;
    let pair = |row: &Row<'_>| Ok((RecordId(row.get(1)?), row.get::<_, Option<i64>>(2)?.map(RecordId)));
    let mut pieces = Beside::over(&mut pieces, among, |row| piece(row, 1))?;
    let mut places = Beside::over(&mut places, among, pair)?;
    let mut parts = Beside::over(&mut parts, among, pair)?;
    let mut people = Beside::over(&mut people, among, pair)?;
    let text = |row: &Row<'_>| Ok((row.get::<_, String>(1)?, row.get::<_, Option<i64>>(2)?.map(RecordId)));
    let mut by_facet: Vec<_> = by_facet
        .iter_mut()
        .map(|(number, said)| Ok((*number, Beside::over(said, among, text)?)))
        .collect::<rusqlite::Result<_>>()?;
    let law = FACETS.iter().position(|facet| matches!(facet.values, Values::LegalState));
    let steps = steps(conn)?;
    let says = |row: &Row<'_>| Ok((case_in_law::says(row, 2, &steps)?, row.get::<_, Option<i64>>(1)?.map(RecordId)));
    let mut up_to = Beside::over(&mut up_to, among, says)?;
    let mut acting: Vec<_> =
        acting.iter_mut().map(|part| Beside::over(part, among, pair)).collect::<rusqlite::Result<_>>()?;
    let mut cited: Vec<_> =
        cited.iter_mut().map(|cited| Beside::over(cited, among, pair)).collect::<rusqlite::Result<_>>()?;
    let mut rows = entries.query(params![among])?;
    while let Some(row) = rows.next()? {
        let (id, is_incident): (i64, bool) = (row.get(0)?, row.get(1)?);
        let (parts, people, pieces) = (parts.of(id)?, people.of(id)?, pieces.of(id)?);
        let mut said = Vec::new();
        for (number, of_facet) in &mut by_facet {
            said.extend(of_facet.of(id)?.into_iter().map(|(value, via)| (*number, value, via)));
        }
        let of_law = up_to.of(id)?.into_iter().filter_map(|(says, via)| Some((law?, says?, via)));
        said.extend(of_law);
        let mut organizations = Vec::new();
        for part in &mut acting {
            organizations.extend(part.of(id)?);
        }
        let mut reports = Vec::new();
        for cited in &mut cited {
            reports.extend(cited.of(id)?);
        }
        let when = if row.get(5)? { pieces } else { vec![piece(row, 6)?] };
        each(IndexedEntry {
            id: RecordId(id),
            is_incident,
            day: row.get(2)?,
            seq: row.get(3)?,
            line: row.get(4)?,
            when: when.into_iter().flatten().collect(),
            places: places.of(id)?,
            people: if is_incident { parts } else { people },
            values: (0..FACETS.len()).map(|at| row.get(11 + at)).collect::<rusqlite::Result<_>>()?,
            said,
            organizations,
            reports,
        });
    }
    Ok(())
}

/// Rows that stand beside entries, in the same order; each is read once.
struct Beside<'s, T, R> {
    rows: rusqlite::Rows<'s>,
    read: R,
    next: Option<(i64, T)>,
}

impl<'s, T, R: FnMut(&Row<'_>) -> rusqlite::Result<T>> Beside<'s, T, R> {
    fn over(statement: &'s mut Statement<'_>, among: Option<&str>, read: R) -> rusqlite::Result<Beside<'s, T, R>> {
        let mut beside = Beside { rows: statement.query(params![among])?, read, next: None };
        beside.step()?;
        Ok(beside)
    }

    fn step(&mut self) -> rusqlite::Result<()> {
        self.next = match self.rows.next()? {
            Some(row) => Some((row.get(0)?, (self.read)(row)?)),
            None => None,
        };
        Ok(())
    }

    /// What stands beside an entry; numbers are asked for in rising order.
    fn of(&mut self, id: i64) -> rusqlite::Result<Vec<T>> {
        let mut found = Vec::new();
        while self.next.as_ref().is_some_and(|(at, _)| *at <= id) {
            if let Some((at, row)) = self.next.take()
                && at == id
            {
                found.push(row);
            }
            self.step()?;
        }
        Ok(found)
    }
}
