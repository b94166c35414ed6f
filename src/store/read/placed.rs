//! What decides who sees each row, read below the rights filter: for the index, which knows everything and tells nobody more
//! than his or her classes admit.

use std::collections::BTreeSet;

use rusqlite::{Connection, Row, params};

use crate::domain::access::visibility::{Class, Placed, rule};
use crate::domain::kind::Kind;
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::store::read::row::{json_ids, sensitivity};
use crate::store::{ReadTx, Store};

impl Store {
    /// Every row, each after the rows it belongs to.
    pub fn placed(&self, each: impl FnMut(Placed)) -> Result<()> {
        self.read_meta(|conn| all(conn, each))
    }
}

impl ReadTx<'_> {
    /// These rows and all that belong to them, in the same order.
    pub fn placed_with(&self, ids: &BTreeSet<RecordId>, each: impl FnMut(Placed)) -> Result<()> {
        with(self.conn, ids, each)
    }
}

pub fn all(conn: &Connection, mut each: impl FnMut(Placed)) -> Result<()> {
    Kind::owners_first().into_iter().try_for_each(|kind| rows(conn, kind, None, &mut each))
}

pub fn with(conn: &Connection, ids: &BTreeSet<RecordId>, mut each: impl FnMut(Placed)) -> Result<()> {
    let mut known = ids.clone();
    // A kind comes after its owners: what belongs to a row is found after the row.
    Kind::owners_first().into_iter().try_for_each(|kind| {
        known.extend(belonging(conn, kind, &known)?);
        rows(conn, kind, Some(&known), &mut each)
    })
}

/// Rows of a kind that belong to one of these.
fn belonging(conn: &Connection, kind: Kind, to: &BTreeSet<RecordId>) -> Result<Vec<RecordId>> {
    let owners = rule(kind).owners;
    let to = json_ids(&to.iter().copied().collect::<Vec<_>>());
    let mut found = Vec::new();
    for (field, _) in owners {
        let sql =
            format!("SELECT id FROM {} WHERE {} IN (SELECT value FROM json_each(?1))", kind.table(), field.column());
        let mut statement = conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![to])?;
        while let Some(row) = rows.next()? {
            found.push(RecordId(row.get(0)?));
        }
    }
    Ok(found)
}

fn rows(
    conn: &Connection,
    kind: Kind,
    among: Option<&BTreeSet<RecordId>>,
    each: &mut impl FnMut(Placed),
) -> Result<()> {
    let rule = rule(kind);
    let owners: String = rule.owners.iter().map(|(field, _)| format!(", t.{}", field.column())).collect();
    let flags: String = rule.closed_by.iter().map(|(flag, _)| format!(", t.{flag}")).collect();
    let which = if among.is_some() { "r.id IN (SELECT value FROM json_each(?1))" } else { "?1 IS NULL" };
    let sql = format!(
        "SELECT r.id, {CLASS}{owners}{flags}
           FROM {} t JOIN record r ON r.id = t.id WHERE {which}",
        kind.table()
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let among = among.map(|ids| json_ids(&ids.iter().copied().collect::<Vec<_>>()));
    let mut rows = statement.query(params![among])?;
    while let Some(row) = rows.next()? {
        let mut own = class(row, 1)?;
        let first_flag = 5 + rule.owners.len();
        for (at, (_, level)) in rule.closed_by.iter().enumerate() {
            if row.get(first_flag + at)? {
                own.level = own.level.max(*level);
            }
        }
        let owners = (5..first_flag).map(|at| row.get::<_, Option<i64>>(at)).collect::<rusqlite::Result<Vec<_>>>()?;
        let owners = owners.into_iter().flatten().map(RecordId).collect();
        each(Placed { id: RecordId(row.get(0)?), kind, own, owners });
    }
    Ok(())
}

/// The columns of a header `r` that say who sees its record, as `class` reads them.
pub const CLASS: &str = "r.sensitivity, r.compartment_id, r.deleted_at IS NOT NULL, r.merged_into IS NOT NULL";

/// What a header says of who sees its record, from column `first` on.
pub fn class(row: &Row<'_>, first: usize) -> Result<Class> {
    let level = sensitivity(row.get(first)?)?;
    let compartment: Option<i64> = row.get(first + 1)?;
    Ok(Class {
        level,
        compartments: compartment.into_iter().collect(),
        withdrawn: row.get(first + 2)?,
        merged: row.get(first + 3)?,
    })
}
