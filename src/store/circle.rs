//! Trees and orders of records, followed from step to step: whether a way leads back to where it began.
//!
//! A step counts if its row and the records at both its ends are in force; a merged record counts as the kept one. The rights
//! filter is left out: a circle through what somebody may not see is a circle.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::kind::{Kind, Order};
use crate::domain::record::RecordId;
use crate::error::Result;

/// A step of a way: the row that makes it, and the record it leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub row: RecordId,
    pub to: RecordId,
}

/// One order: the rows of a kind, or those of one type.
#[derive(Clone, Copy)]
pub(super) struct Graph<'c> {
    conn: &'c Connection,
    pub kind: Kind,
    pub order: &'static Order,
    /// The type of its rows, if they have one.
    pub of: Option<&'static str>,
}

impl<'c> Graph<'c> {
    /// Every order there is.
    pub fn all(conn: &'c Connection) -> Vec<Graph<'c>> {
        Kind::ALL.into_iter().flat_map(|kind| Graph::of_kind(conn, kind)).collect()
    }

    /// The orders that rows of a kind make.
    pub fn of_kind(conn: &'c Connection, kind: Kind) -> Vec<Graph<'c>> {
        let each = |order: &'static Order| {
            let types = order.types.iter().copied().map(Some);
            let types: Vec<_> = if order.types.is_empty() { vec![None] } else { types.collect() };
            types.into_iter().map(move |of| Graph { conn, kind, order, of })
        };
        kind.orders().iter().flat_map(each).collect()
    }

    /// The record that stands for another one: the kept one of those that were merged.
    pub fn kept(&self, id: RecordId) -> Result<RecordId> {
        let mut kept = self.conn.prepare_cached("SELECT merged_into FROM record WHERE id = ?1")?;
        let (mut now, mut seen) = (id, BTreeSet::new());
        while seen.insert(now) {
            match kept.query_row(params![now.0], |row| row.get(0)).optional()?.flatten() {
                Some(next) => now = RecordId(next),
                None => break,
            }
        }
        Ok(now)
    }

    /// The steps that lead on from a record, in the order of their rows.
    pub fn steps(&self, from: RecordId) -> Result<Vec<Step>> {
        let (table, start, to) = (self.kind.table(), self.start(), self.order.to);
        let of = if self.of.is_some() { " AND t.type = ?2" } else { " AND ?2 IS NULL" };
        // What was merged into the record leads on from it, unless it is the row itself that was merged.
        let sql = format!(
            "WITH RECURSIVE same (id) AS (
               SELECT ?1 UNION SELECT m.id FROM record m JOIN same s ON m.merged_into = s.id)
             SELECT t.id, t.{to}_id FROM same CROSS JOIN {table} t ON t.{start} = same.id JOIN record r ON r.id = t.id
              WHERE r.deleted_at IS NULL AND r.merged_into IS NULL AND t.{to}_id IS NOT NULL{of} ORDER BY t.id"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params![from.0, self.of], |row| {
            Ok(Step { row: RecordId(row.get(0)?), to: RecordId(row.get(1)?) })
        })?;
        let mut steps = Vec::new();
        for step in rows.collect::<rusqlite::Result<Vec<_>>>()? {
            let to = self.kept(step.to)?;
            if self.is_in_force(to)? {
                steps.push(Step { to, ..step });
            }
        }
        Ok(steps)
    }

    /// The shortest way from one record to another that does not use a row: the steps after the first record.
    pub fn way(&self, from: RecordId, to: RecordId, without: Option<RecordId>) -> Result<Option<Vec<Step>>> {
        let (from, to) = (self.kept(from)?, self.kept(to)?);
        if from == to {
            return Ok(Some(Vec::new()));
        }
        if !self.is_in_force(from)? || !self.is_in_force(to)? {
            return Ok(None);
        }
        let mut came: BTreeMap<RecordId, (RecordId, Step)> = BTreeMap::new();
        let mut waiting = VecDeque::from([from]);
        while let Some(here) = waiting.pop_front() {
            for step in self.steps(here)?.into_iter().filter(|step| Some(step.row) != without) {
                if step.to == from || came.contains_key(&step.to) {
                    continue;
                }
                came.insert(step.to, (here, step));
                if step.to == to {
                    return Ok(Some(back(&came, from, to)));
                }
                waiting.push_back(step.to);
            }
        }
        Ok(None)
    }

    /// A circle through a record, from its first step to the one that leads back to it.
    pub fn circle_through(&self, record: RecordId) -> Result<Option<Vec<Step>>> {
        let record = self.kept(record)?;
        if !self.is_in_force(record)? {
            return Ok(None);
        }
        for first in self.steps(record)? {
            if let Some(rest) = self.way(first.to, record, None)? {
                return Ok(Some([vec![first], rest].concat()));
            }
        }
        Ok(None)
    }

    /// Where the step of a row starts, if the row is one of this order.
    pub fn start_of(&self, row: RecordId) -> Result<Option<RecordId>> {
        let of = if self.of.is_some() { " AND type = ?2" } else { " AND ?2 IS NULL" };
        let sql = format!("SELECT {} FROM {} WHERE id = ?1{of}", self.start(), self.kind.table());
        let mut statement = self.conn.prepare_cached(&sql)?;
        Ok(statement.query_row(params![row.0, self.of], |row| row.get(0)).optional()?.map(RecordId))
    }

    /// The records from which a step leads on, one after the other.
    pub fn each_start(&self, mut visit: impl FnMut(RecordId) -> Result<()>) -> Result<()> {
        let (table, start, to) = (self.kind.table(), self.start(), self.order.to);
        let of = if self.of.is_some() { " AND type = ?1" } else { " AND ?1 IS NULL" };
        let sql = format!("SELECT DISTINCT {start} FROM {table} WHERE {to}_id IS NOT NULL{of} ORDER BY {start}");
        let mut statement = self.conn.prepare(&sql)?;
        let mut rows = statement.query(params![self.of])?;
        while let Some(row) = rows.next()? {
            visit(self.kept(RecordId(row.get(0)?))?)?;
        }
        Ok(())
    }

    pub fn is_in_force(&self, id: RecordId) -> Result<bool> {
        let sql = "SELECT deleted_at IS NULL AND merged_into IS NULL FROM record WHERE id = ?1";
        Ok(self.conn.prepare_cached(sql)?.query_row(params![id.0], |row| row.get(0)).optional()?.unwrap_or(false))
    }

    /// The column that a step starts from.
    fn start(&self) -> String {
        self.order.from.map_or_else(|| "id".to_owned(), |from| format!("{from}_id"))
    }
}

/// The steps that led from one record to another.
fn back(came: &BTreeMap<RecordId, (RecordId, Step)>, from: RecordId, to: RecordId) -> Vec<Step> {
    let (mut way, mut here) = (Vec::new(), to);
    while here != from
        && let Some((before, step)) = came.get(&here)
    {
        way.push(*step);
        here = *before;
    }
    way.reverse();
    way
}
