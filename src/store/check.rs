//! What `habeas check` looks for: damage, a broken history, and whatever is derived and no longer agrees.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value as Json};

use super::connection::is_damage;
use super::{Store, alphabet, chain, entry, write};
use crate::domain::date::Edtf;
use crate::domain::kind::{Kind, Type};
use crate::domain::name::fold;
use crate::domain::record::RecordId;
use crate::error::{Error, Result};

/// Something that is not as the program wrote it. Names tables and refs, never what they hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding(pub String);

impl Store {
    /// Looks at everything. An empty answer means that nothing was found.
    pub fn check(&self) -> Result<Vec<Finding>> {
        // Whoever was stopped while moving the log into the file left pages half written there. The log still has them
        // whole, and that is what everybody reads: they are no damage.
        damage_is_found(self.settle().and_then(|()| self.look(all)))
    }
}

/// Pages and history chain: whether the database holds what was written, whatever that says.
pub(super) fn sound(conn: &Connection) -> Result<Vec<Finding>> {
    let look = || {
        let mut findings = Vec::new();
        pages(conn, &mut findings)?;
        if findings.is_empty() {
            history(conn, &mut findings)?;
        }
        Ok(findings)
    };
    damage_is_found(look())
}

fn damage_is_found(looked: Result<Vec<Finding>>) -> Result<Vec<Finding>> {
    match looked {
        Err(Error::Db(error)) if is_damage(&error) => {
            Ok(vec![Finding("The database file is damaged: a page is not as it was written. Restore a backup.".into())])
        }
        other => other,
    }
}

fn all(conn: &Connection) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    pages(conn, &mut findings)?;
    if !findings.is_empty() {
        // Rows on damaged pages would only repeat it.
        return Ok(findings);
    }
    references(conn, &mut findings)?;
    history(conn, &mut findings)?;
    records_against_history(conn, &mut findings)?;
    attached_against_history(conn, &mut findings)?;
    dates(conn, &mut findings)?;
    names(conn, &mut findings)?;
    citations(conn, &mut findings)?;
    index(conn, &mut findings)?;
    alphabets(conn, &mut findings)?;
    super::check_lists::closed_lists(conn, &mut findings)?;
    super::check_circles::circles(conn, &mut findings)?;
    Ok(findings)
}

/// Every page's authentication code, then SQLite's own structure.
fn pages(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let mut statement = conn.prepare("PRAGMA cipher_integrity_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        findings.push(Finding(format!("Damaged page: {}.", row.get::<_, String>(0)?)));
    }
    let mut statement = conn.prepare("PRAGMA integrity_check(20)")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let said: String = row.get(0)?;
        if said != "ok" {
            findings.push(Finding(format!("Damaged structure: {said}.")));
        }
    }
    Ok(())
}

fn references(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let mut statement = conn.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (table, id, parent): (String, Option<i64>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let id = id.map_or_else(String::new, |id| format!(" row {id}"));
        findings.push(Finding(format!("Dangling reference: {table}{id} points at a missing {parent}.")));
    }
    Ok(())
}

fn history(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    for id in chain::broken(conn)? {
        findings.push(Finding(format!("Broken history: the chain does not hold at change {id}.")));
    }
    Ok(())
}

/// Replays the history of every record: its fields and its header have to be what the last changes left.
fn records_against_history(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let mut records = conn.prepare("SELECT id, ref, kind, version FROM record")?;
    let mut changes = conn.prepare(
        "SELECT after, action = 'update' FROM change
          WHERE record_id = ?1 AND tbl = ?2 AND after IS NOT NULL ORDER BY id",
    )?;
    // What is changed or taken away of what is attached makes a version too.
    let mut attached = conn.prepare(
        "SELECT count(*) FROM change WHERE record_id = ?1 AND action <> 'create'
            AND tbl IN ('name', 'citation', 'report_source', 'external_id')",
    )?;
    let mut rows = records.query([])?;
    while let Some(row) = rows.next()? {
        let (id, reference, table): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let Some(kind) = Kind::parse(&table) else {
            // The closed lists tell.
            continue;
        };
        let Some(stored) = write::stored(conn, kind, RecordId(id))? else {
            findings.push(Finding(format!("Half a record: {reference} has no row in {table}.")));
            continue;
        };
        let known = |name: &str| kind.field(name).is_some() || write::HEADER_VALUES.contains(&name);
        let mut replayed: Map<String, Json> = Map::new();
        let mut version = 1;
        let mut changes = changes.query(params![id, table])?;
        while let Some(change) = changes.next()? {
            let after = parse(&change.get::<_, String>(0)?)?;
            replayed.extend(after.into_iter().filter(|(name, _)| known(name)));
            version += change.get::<_, i64>(1)?;
        }
        version += attached.query_row(params![id], |row| row.get::<_, i64>(0))?;
        replayed.retain(|_, value| !value.is_null());
        if stored != replayed || version != row.get::<_, i64>(3)? {
            findings.push(Finding(format!("Changed past the history: {reference} is not what its history says.")));
        }
    }
    Ok(())
}

/// What is attached to records: a table, what a row of it is called, and its rows as their history tells them (row,
/// record, values). Rows without a number of their own are known by what they hold.
const ATTACHED: [(&str, &str, &str); 4] = [
    (
        "name",
        "a name",
        "SELECT id, record_id, json_object('text', text, 'kind', kind, 'lang', lang, 'valid', valid, 'report', report_id)
           FROM name",
    ),
    (
        "citation",
        "a citation",
        "SELECT id, record_id, json_object('field', field, 'report', report_id, 'stance', stance, 'paragraph', paragraph,
                'page', page, 'quote', quote, 'hedge', hedge, 'via', via_source_id, 'grade', reliability || credibility,
                'note', note)
           FROM citation",
    ),
    (
        "report_source",
        "a source",
        "SELECT NULL, report_id, json_object('source', source_id, 'role', role) FROM report_source",
    ),
    (
        "external_id",
        "an identifier",
        "SELECT NULL, record_id, json_object('scheme', scheme, 'value', value) FROM external_id",
    ),
];

/// Replays the history of what is attached to records: nothing may be there, missing or different without it.
fn attached_against_history(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    for (table, called, rows) in ATTACHED {
        let stored = attached(conn, rows)?;
        let written = written(conn, table)?;
        let records: BTreeSet<i64> = stored.symmetric_difference(&written).map(|(record, ..)| *record).collect();
        for record in records {
            let reference: Option<String> =
                conn.query_row("SELECT ref FROM record WHERE id = ?1", [record], |row| row.get(0)).optional()?;
            let of = reference.unwrap_or_else(|| format!("record {record}"));
            findings.push(Finding(format!("Changed past the history: {called} of {of} is not what its history says.")));
        }
    }
    Ok(())
}

/// A row that is attached to a record: the record, the row's number if it has one, its values as canonical JSON.
type Attached = (i64, Option<i64>, String);

fn attached(conn: &Connection, sql: &str) -> Result<BTreeSet<Attached>> {
    let mut statement = conn.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut attached = BTreeSet::new();
    while let Some(row) = rows.next()? {
        attached.insert((row.get(1)?, row.get(0)?, canonical(parse(&row.get::<_, String>(2)?)?)));
    }
    Ok(attached)
}

/// The rows of a table as the history left them.
fn written(conn: &Connection, table: &str) -> Result<BTreeSet<Attached>> {
    let mut statement =
        conn.prepare("SELECT record_id, row, action, before, after FROM change WHERE tbl = ?1 ORDER BY id")?;
    let mut changes = statement.query(params![table])?;
    let mut numbered: BTreeMap<i64, (i64, Map<String, Json>)> = BTreeMap::new();
    let mut written = BTreeSet::new();
    while let Some(change) = changes.next()? {
        let (record, row, action): (i64, String, String) = (change.get(0)?, change.get(1)?, change.get(2)?);
        let values = |column| -> Result<Map<String, Json>> {
            change.get::<_, Option<String>>(column)?.map_or_else(|| Ok(Map::new()), |text| parse(&text))
        };
        let (before, after) = (values(3)?, values(4)?);
        if !matches!(table, "name" | "citation") {
            if action != "create" {
                written.remove(&(record, None, canonical(before)));
            }
            if action != "remove" {
                written.insert((record, None, canonical(after)));
            }
            continue;
        }
        let row = row.parse().map_err(Error::internal)?;
        if action == "remove" {
            numbered.remove(&row);
        } else {
            numbered.entry(row).or_insert((record, Map::new())).1.extend(after);
        }
    }
    written.extend(numbered.into_iter().map(|(row, (record, values))| (record, Some(row), canonical(values))));
    Ok(written)
}

fn parse(text: &str) -> Result<Map<String, Json>> {
    serde_json::from_str(text).map_err(Error::internal)
}

/// Keys in alphabetical order (serde_json's map is sorted), what is absent left out.
fn canonical(mut values: Map<String, Json>) -> String {
    values.retain(|_, value| !value.is_null());
    Json::Object(values).to_string()
}

/// Earliest and latest days are what the EDTF text says.
fn dates(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let of_kinds = Kind::ALL.into_iter().flat_map(|kind| {
        let dates = kind.fields().iter().filter(|field| field.ty == Type::Date);
        dates.map(move |field| (kind.table(), field.name))
    });
    for (table, column) in of_kinds.chain([("name", "valid")]) {
        let sql = format!("SELECT id, {column}, {column}_lo, {column}_hi FROM {table}");
        let mut statement = conn.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (id, text): (i64, Option<String>) = (row.get(0)?, row.get(1)?);
            let stored: (Option<i32>, Option<i32>) = (row.get(2)?, row.get(3)?);
            let meant = match text.as_deref().map(Edtf::parse) {
                None => Some((None, None)),
                Some(Ok(date)) => Some((date.lo().map(|day| day.number()), date.hi().map(|day| day.number()))),
                Some(Err(_)) => None,
            };
            if meant != Some(stored) {
                findings
                    .push(Finding(format!("Wrong key: {table}.{column} of row {id} does not lie between its days.")));
            }
        }
    }
    Ok(())
}

fn names(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let mut statement =
        conn.prepare("SELECT n.id, n.text, n.key, r.ref FROM name n JOIN record r ON r.id = n.record_id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (text, key): (String, String) = (row.get(1)?, row.get(2)?);
        if fold(&text) != key {
            let (id, reference): (i64, String) = (row.get(0)?, row.get(3)?);
            findings.push(Finding(format!("Wrong key: name {id} of {reference} is filed under another spelling.")));
        }
    }
    Ok(())
}

/// Citations name fields their record has, and words their report holds.
fn citations(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let mut statement = conn.prepare(
        "SELECT c.id, r.ref, r.kind, c.field, c.quote IS NOT NULL AND p.body IS NOT NULL AND instr(p.body, c.quote) = 0
           FROM citation c JOIN record r ON r.id = c.record_id JOIN report p ON p.id = c.report_id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, reference, kind): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (field, missing): (Option<String>, bool) = (row.get(3)?, row.get(4)?);
        let unknown = field.is_some_and(|field| Kind::parse(&kind).and_then(|kind| kind.field(&field)).is_none());
        if unknown {
            findings.push(Finding(format!(
                "Dangling citation: citation {id} of {reference} is for a field that does not exist."
            )));
        }
        if missing {
            findings.push(Finding(format!(
                "Wrong citation: the words of citation {id} of {reference} are not in its report."
            )));
        }
    }
    Ok(())
}

/// Every record stands in the lists where its name puts it.
fn alphabets(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let mut statement = conn.prepare("SELECT id FROM record UNION SELECT record_id FROM sort_key")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        if alphabet::derive(conn, id)? != alphabet::stored(conn, id)? {
            findings.push(Finding(format!("Index out of step: record {id} is not listed where its name puts it.")));
        }
    }
    Ok(())
}

/// The timeline index holds what it is derived from, no more and no less.
fn index(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let kinds: Vec<&str> = Kind::ALL.into_iter().filter(|kind| kind.is_on_timeline()).map(Kind::table).collect();
    let mut statement = conn.prepare(
        "SELECT id FROM record WHERE kind IN (SELECT value FROM json_each(?1)) UNION SELECT id FROM entry
         UNION SELECT entry_id FROM entry_person UNION SELECT entry_id FROM entry_place",
    )?;
    let mut rows = statement.query([Json::from(kinds).to_string()])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        if entry::derive(conn, id)? != entry::stored(conn, id)? {
            findings.push(Finding(format!(
                "Index out of step: the timeline entry of record {id} is not what the record says."
            )));
        }
    }
    Ok(())
}
