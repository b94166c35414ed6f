//! What `habeas check` looks for: damage, a broken history, and whatever is derived and no longer agrees.

use std::cell::Cell;

use rusqlite::{Connection, OptionalExtension};

use super::audit::chain::Faults;
use super::audit::migration::legacy;
use super::audit::{chain, compare};
use super::connection::is_damage;
use super::{Store, schema, write};
use crate::domain::record::RecordId;
use crate::error::{Error, Result};

/// Circles in trees and orders.
pub(super) mod circles;
/// What is derived still agrees.
pub(super) mod derived;
/// Closed lists against what is stored.
pub(super) mod lists;

/// Something that is not as the program wrote it. Names tables and refs, never what they hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding(pub String);

impl Store {
    /// Looks at everything. An empty answer means that nothing was found.
    pub fn check(&self) -> Result<Vec<Finding>> {
        self.check_with(&|_, _| {})
    }

    /// The same; `progress` is told how many of how many steps are done.
    pub fn check_with(&self, progress: &dyn Fn(u64, u64)) -> Result<Vec<Finding>> {
        // Whoever was stopped while moving the log into the file left pages half written there. The log still has them
        // whole, and that is what everybody reads: they are no damage.
        let checked = self.checkpoint().and_then(|()| {
            self.read_meta(|conn| {
                let steps: i64 = conn.query_row("SELECT 2 * count(*) FROM change", [], |row| row.get(0))?;
                let (steps, done) = (u64::try_from(steps).unwrap_or_default(), Cell::new(0));
                all(conn, &|| {
                    done.set(done.get() + 1);
                    progress(done.get(), steps);
                })
            })
        });
        damage_is_found(checked)
    }
}

/// Pages and history chain: whether the database holds what was written, whatever that says.
pub(super) fn sound(conn: &Connection) -> Result<Vec<Finding>> {
    let look = || {
        let mut findings = Vec::new();
        pages(conn, &mut findings)?;
        if findings.is_empty() {
            history(conn, &|| {}, &mut findings)?;
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

fn all(conn: &Connection, progress: &dyn Fn()) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    pages(conn, &mut findings)?;
    if !findings.is_empty() {
        // Rows on damaged pages would only repeat it.
        return Ok(findings);
    }
    references(conn, &mut findings)?;
    history(conn, progress, &mut findings)?;
    findings.extend(compare::differences(conn, progress)?);
    redirects(conn, &mut findings)?;
    counters(conn, &mut findings)?;
    derived::differences(conn, &mut findings)?;
    lists::closed_lists(conn, &mut findings)?;
    circles::circles(conn, &mut findings)?;
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

fn history(conn: &Connection, progress: &dyn Fn(), findings: &mut Vec<Finding>) -> Result<()> {
    let faults = match schema::version(conn)? {
        // A backup of before is sound if its own history holds.
        old if old < schema::VERSION => Faults { broken: legacy::broken(conn)?, erased: Vec::new() },
        _ => chain::faults(conn, progress)?,
    };
    findings.extend(told(faults));
    Ok(())
}

/// What is said of the faults of a history.
pub(super) fn told(faults: Faults) -> impl Iterator<Item = Finding> {
    let broken = |id| Finding(format!("Broken history: the chain does not hold at change {id}."));
    let erased = |id| Finding(format!("Erased history: what change {id} wrote, or why, is not there any more."));
    faults.broken.into_iter().map(broken).chain(faults.erased.into_iter().map(erased))
}

/// The redirections are those that the merges ask for, and each is of a row that is there.
fn redirects(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let mut statement = conn.prepare(
        "SELECT d.row_id, d.tbl, d.field, d.written_id, c.tbl, r.merged_into IS NULL FROM redirect d
           LEFT JOIN change c ON c.id = d.row_id LEFT JOIN record r ON r.id = d.written_id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, table, field): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (written, made): (i64, Option<String>) = (row.get(3)?, row.get(4)?);
        let stands = match write::column_of(&table, &field) {
            Some((column, _)) if made.as_ref() == Some(&table) && !row.get::<_, bool>(5)? => {
                let sql = format!("SELECT {column} FROM {table} WHERE id = ?1");
                let holds: Option<Option<i64>> =
                    conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?;
                holds.flatten() == write::resolved(conn, RecordId(written)).ok().map(|stands| stands.0)
            }
            _ => false,
        };
        if !stands {
            findings.push(Finding(format!("Wrong key: row {id} of {table} stands for no merged record.")));
        }
    }
    Ok(())
}

/// The next ref of each letter follows from the last.
fn counters(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let mut statement = conn.prepare(
        "SELECT COALESCE(f.prefix, c.prefix) FROM
           (SELECT substr(ref, 1, instr(ref, '-') - 1) AS prefix, max(CAST(substr(ref, instr(ref, '-') + 1) AS INTEGER)) AS last
              FROM record GROUP BY 1) f
           FULL JOIN ref_counter c ON c.prefix = f.prefix WHERE f.last IS NOT c.last",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let prefix: String = row.get(0)?;
        findings.push(Finding(format!("Wrong key: the next ref of {prefix} does not follow from the last.")));
    }
    Ok(())
}
