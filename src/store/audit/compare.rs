//! Every table against what its changes come to: nothing may be there, missing or different without a change that says so.
//!
//! The history is gone through subject by subject, so memory holds one record at a time. Uids are given out in the order of
//! time: subject by subject is nearly the order of the file.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::actual::{self, Tables};
use super::chain::{Action, Bytes, Subject};
use super::content::Table;
use super::replay::{Replayed, parse};
use crate::domain::kind::attached::Attached;
use crate::error::Result;
use crate::store::check::Finding;

/// When and by whom a row was written.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// The number of the change.
    pub id: i64,
    pub at: String,
    pub author: Uuid,
}

/// A row as its changes left it.
pub struct Expected {
    pub state: Replayed,
    pub created: Stamp,
    pub updated: Stamp,
    /// Of a record: how often it was written.
    pub version: i64,
    /// Of a record that is withdrawn, an account that is closed, a merge that is undone: since when.
    pub ended: Option<String>,
}

/// The rows of one subject: its own, and what is attached to it.
type Rows = BTreeMap<(String, Option<Uuid>), Expected>;

/// Goes through the history and compares. `walked` is told of every change.
pub fn differences(conn: &Connection, walked: impl FnMut()) -> Result<Vec<Finding>> {
    let mut comparison = Comparison { conn, tables: Tables::new(conn)?, findings: Vec::new(), counts: BTreeMap::new() };
    comparison.walk(walked)?;
    comparison.surplus()?;
    comparison.brought_over()?;
    Ok(comparison.findings)
}

struct Comparison<'c> {
    conn: &'c Connection,
    tables: Tables<'c>,
    findings: Vec<Finding>,
    /// Rows that should be there, by table.
    counts: BTreeMap<String, i64>,
}

impl Comparison<'_> {
    fn walk(&mut self, mut walked: impl FnMut()) -> Result<()> {
        let mut statement = self.conn.prepare(
            "SELECT c.id, c.subject, c.row, c.tbl, c.action, c.content, w.at, w.author
               FROM change c JOIN write w ON w.id = c.write_id ORDER BY c.subject, c.id",
        )?;
        let mut rows = statement.query([])?;
        let (mut subject, mut known): (Option<Subject>, Rows) = (None, Rows::new());
        while let Some(row) = rows.next()? {
            walked();
            let id: i64 = row.get(0)?;
            let Ok(next) = row.get::<_, Subject>(1) else {
                self.findings.push(Finding(format!("Unknown in the history: change {id} names no subject.")));
                continue;
            };
            if subject.as_ref() != Some(&next) {
                self.compare(subject.replace(next), std::mem::take(&mut known))?;
            }
            let attached = row.get::<_, Option<Bytes>>(2)?.map(|bytes| bytes.0);
            let (table, action, content): (String, String, Option<String>) = (row.get(3)?, row.get(4)?, row.get(5)?);
            let stamp = Stamp { id, at: row.get(6)?, author: row.get::<_, Bytes>(7)?.0 };
            match known_change(&table, &action, content.as_deref()) {
                Ok((described, action, content)) => {
                    take_in(&mut known, (table, described), attached, action, &content, &stamp);
                }
                Err(what) => self.findings.push(Finding(format!("Unknown in the history: change {id} {what}."))),
            }
        }
        self.compare(subject, known)
    }

    fn compare(&mut self, subject: Option<Subject>, rows: Rows) -> Result<()> {
        let Some(subject) = subject else { return Ok(()) };
        for ((name, attached), expected) in rows {
            let Some(table) = Table::parse(&name) else { continue };
            if expected.state.is_there {
                *self.counts.entry(name.clone()).or_default() += 1;
            }
            // A value that can't be read is not what was written.
            let same = actual::is_as_expected(&self.tables, table, &subject, attached, &expected);
            if !same.or_else(unless_damaged)? {
                let of = self.called(&subject)?;
                self.findings.push(Finding(match table {
                    Table::Attached(what) => {
                        format!("Changed past the history: {} of {of} is not what its history says.", one(what))
                    }
                    Table::Record(_) => format!("Changed past the history: {of} is not what its history says."),
                    _ => format!("Changed past the history: {} is not what its history says.", an(table)),
                }));
            }
        }
        Ok(())
    }

    /// Rows that no change made.
    fn surplus(&mut self) -> Result<()> {
        for (table, _) in Table::all() {
            let there: i64 = self.conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?;
            let expected = self.counts.get(table).copied().unwrap_or_default();
            if there > expected {
                let more = there - expected;
                self.findings
                    .push(Finding(format!("Changed past the history: {more} rows of {table} are in no history.")));
            }
        }
        for (what, sql) in [
            ("record", "SELECT count(*) FROM record r WHERE NOT EXISTS (SELECT 1 FROM change c WHERE c.id = r.id)"),
            ("term_label", "SELECT count(*) FROM term_label WHERE code NOT IN (SELECT code FROM term)"),
            (
                "account_compartment",
                "SELECT count(*) FROM account_compartment WHERE account_id NOT IN (SELECT id FROM account)",
            ),
        ] {
            let more: i64 = self.conn.query_row(sql, [], |row| row.get(0))?;
            if more > 0 {
                self.findings
                    .push(Finding(format!("Changed past the history: {more} rows of {what} are in no history.")));
            }
        }
        Ok(())
    }

    /// A history that did not hold when it was brought over does not hold now.
    fn brought_over(&mut self) -> Result<()> {
        let mut statement = self.conn.prepare(
            "SELECT b.value FROM stream s, json_each(s.follows, '$.broken_at') b WHERE s.begun = 'migration' ORDER BY 1",
        )?;
        for id in statement.query_map([], |row| row.get::<_, i64>(0))? {
            let id = id?;
            self.findings.push(Finding(format!(
                "Broken history: before this file was brought to the present schema, its chain did not hold at change {id}."
            )));
        }
        Ok(())
    }

    fn called(&self, subject: &Subject) -> Result<String> {
        let reference: Option<String> = self
            .conn
            .prepare_cached("SELECT ref FROM record WHERE uid = ?1")?
            .query_row(params![subject], |row| row.get(0))
            .optional()?;
        Ok(reference.unwrap_or_else(|| format!("record {subject}")))
    }
}

/// What cannot be read is not as it should be; where a page is damaged, that is what is told.
pub(in crate::store) fn unless_damaged(error: crate::error::Error) -> Result<bool> {
    match error {
        crate::error::Error::Db(error) if crate::store::connection::is_damage(&error) => Err(error.into()),
        _ => Ok(false),
    }
}

/// A change that this program knows every part of, or what is unknown of it.
fn known_change(
    table: &str,
    action: &str,
    content: Option<&str>,
) -> std::result::Result<(Table, Action, Map<String, Json>), &'static str> {
    let table = Table::parse(table).ok_or("is of a table that does not exist")?;
    let action = Action::parse(action).ok_or("does what no change does")?;
    let content = parse(content).map_err(|_| "has no readable content")?;
    match content.keys().all(|name| table.knows(name)) {
        true => Ok((table, action, content)),
        false => Err("writes a field that does not exist"),
    }
}

fn take_in(
    rows: &mut Rows,
    (name, table): (String, Table),
    attached: Option<Uuid>,
    action: Action,
    content: &Map<String, Json>,
    stamp: &Stamp,
) {
    if matches!(table, Table::Attached(_)) && action != Action::Create {
        // What is changed or taken away of what belongs to a record makes a version of the record.
        for ((_, of), record) in rows.iter_mut() {
            if of.is_none() {
                record.version += 1;
                record.updated = stamp.clone();
            }
        }
    }
    let expected = rows.entry((name, attached)).or_insert_with(|| Expected {
        state: Replayed::default(),
        created: stamp.clone(),
        updated: stamp.clone(),
        version: 0,
        ended: None,
    });
    if action == Action::Create {
        // A row taken away and made anew has the number of the change that made it last.
        expected.created = stamp.clone();
    }
    expected.state.apply(table, action, content);
    expected.version += 1;
    expected.updated = stamp.clone();
    for name in ["withdrawn", "disabled", "undone"] {
        match content.get(name) {
            Some(Json::Bool(true)) => expected.ended = Some(stamp.at.clone()),
            Some(_) => expected.ended = None,
            None => {}
        }
    }
}

fn one(what: Attached) -> &'static str {
    match what {
        Attached::Name => "a name",
        Attached::Source => "a source",
        Attached::ExternalId => "an identifier",
        Attached::Citation => "a citation",
    }
}

fn an(table: Table) -> &'static str {
    match table {
        Table::Account => "an account",
        Table::Compartment => "a compartment",
        Table::Term => "a term of the vocabulary",
        Table::Setting => "a setting",
        Table::Merge => "a merge",
        _ => "the beginning of a stream",
    }
}
