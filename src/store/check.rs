//! What `habeas check` looks for: damage, a broken history, and whatever is derived and no longer agrees.

use std::collections::HashMap;

use rusqlite::{Connection, params};
use serde_json::{Map, Value as Json};

use super::connection::is_damage;
use super::{Store, chain, entry, write};
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
        self.look(|conn| match all(conn) {
            Err(Error::Db(error)) if is_damage(&error) => Ok(vec![Finding(
                "The database file is damaged: a page is not as it was written. Restore a backup.".into(),
            )]),
            other => other,
        })
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
    pointers_against_history(conn, &mut findings)?;
    dates(conn, &mut findings)?;
    names(conn, &mut findings)?;
    citations(conn, &mut findings)?;
    index(conn, &mut findings)?;
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
    let mut records = conn.prepare("SELECT id, ref, kind FROM record")?;
    let mut changes =
        conn.prepare("SELECT after FROM change WHERE record_id = ?1 AND tbl = ?2 AND after IS NOT NULL ORDER BY id")?;
    let mut rows = records.query([])?;
    while let Some(row) = rows.next()? {
        let (id, reference, table): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let Some(kind) = Kind::parse(&table) else { continue };
        let Some(stored) = write::stored(conn, kind, RecordId(id))? else {
            findings.push(Finding(format!("Half a record: {reference} has no row in {table}.")));
            continue;
        };
        let known = |name: &str| kind.field(name).is_some() || write::HEADER_VALUES.contains(&name);
        let mut replayed: Map<String, Json> = Map::new();
        for after in changes.query_map(params![id, table], |row| row.get::<_, String>(0))? {
            let after: Map<String, Json> = serde_json::from_str(&after?).map_err(Error::internal)?;
            replayed.extend(after.into_iter().filter(|(name, _)| known(name)));
        }
        replayed.retain(|_, value| !value.is_null());
        if stored != replayed {
            findings.push(Finding(format!("Changed past the history: {reference} is not what its history says.")));
        }
    }
    Ok(())
}

/// Names, citations, sources of reports and outside identifiers: each is in the history as it stands, and each that
/// is in the history stands.
fn pointers_against_history(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let mut changes = conn.prepare("SELECT row, after FROM change WHERE tbl = ?1 AND action = 'create'")?;
    for (table, sql) in write::POINTERS {
        let mut written: HashMap<String, Json> = HashMap::new();
        for change in
            changes.query_map(params![table], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?
        {
            let (row, after) = change?;
            written.insert(row, serde_json::from_str(&after).map_err(Error::internal)?);
        }
        let mut statement = conn.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (key, stored): (String, String) = (row.get(0)?, row.get(1)?);
            let stored: Json = serde_json::from_str(&stored).map_err(Error::internal)?;
            if written.remove(&key) != Some(stored) {
                let record: i64 = row.get(2)?;
                findings.push(Finding(format!(
                    "Changed past the history: a {table} of record {record} is not what its history says."
                )));
            }
        }
        if !written.is_empty() {
            findings.push(Finding(format!("Missing: {} of {table} that the history has.", written.len())));
        }
    }
    Ok(())
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

/// The timeline index holds what it is derived from, no more and no less.
fn index(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let mut statement = conn.prepare(
        "SELECT id FROM record WHERE kind IN ('incident', 'custody_event') UNION SELECT id FROM entry
         UNION SELECT entry_id FROM entry_person UNION SELECT entry_id FROM entry_place",
    )?;
    let mut rows = statement.query([])?;
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
