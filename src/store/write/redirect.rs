//! References to merged records: the tables hold the record that is kept, `redirect` what was written.

use rusqlite::{Connection, OptionalExtension, params};

use super::WriteTx;
use crate::domain::kind::attached::Attached;
use crate::domain::kind::{Field, Kind, Type};
use crate::domain::record::{RecordId, Value};
use crate::error::{Error, Result};
use crate::store::audit::content::{Table, written as first_written};

/// No chain of merges is longer; a longer one is a circle that somebody made past the program.
const LONGEST: usize = 1000;

/// The record that stands for this one: itself, unless it was merged.
pub fn resolved(conn: &Connection, id: RecordId) -> Result<RecordId> {
    let mut statement = conn.prepare_cached("SELECT merged_into FROM record WHERE id = ?1")?;
    let mut stands = id;
    for _ in 0..LONGEST {
        let kept: Option<Option<i64>> = statement.query_row(params![stands.0], |row| row.get(0)).optional()?;
        match kept.flatten() {
            Some(kept) => stands = RecordId(kept),
            None => return Ok(stands),
        }
    }
    Err(Error::internal("records are merged in a circle"))
}

/// Lets every reference to a merged record stand for the kept one: for a file whose merges were made another way.
pub fn derive_redirects(conn: &Connection) -> Result<()> {
    for kind in Kind::ALL {
        for field in kind.fields().iter().filter(|field| matches!(field.ty, Type::Ref(..))) {
            for (row, written) in merged_in(conn, kind.table(), &field.column())? {
                lead(conn, kind, field, row, written)?;
            }
        }
    }
    for what in Attached::ALL {
        let references = what.fields().iter().filter(|field| matches!(field.ty, Type::Ref(..)));
        let mut columns: Vec<(&str, String)> = references.map(|field| (field.name, field.column())).collect();
        columns.push(("record", what.owner().to_owned()));
        for (name, column) in columns {
            for (row, written) in merged_in(conn, what.table(), &column)? {
                point(conn, (what.table(), &column), (row, name), written, resolved(conn, written)?)?;
            }
        }
    }
    Ok(())
}

/// The rows of a table whose column holds a merged record, with that record.
fn merged_in(conn: &Connection, table: &str, column: &str) -> Result<Vec<(i64, RecordId)>> {
    let sql = format!(
        "SELECT k.id, k.{column} FROM {table} k JOIN record r ON r.id = k.{column} WHERE r.merged_into IS NOT NULL"
    );
    let mut statement = conn.prepare(&sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, RecordId(row.get(1)?))))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Lets a reference of a record's row lead to the record that stands for the one that was written. The two ends of a tie
/// go together: see [`tie`]. Returns whether the tie would lead from a record to itself.
pub fn lead(conn: &Connection, kind: Kind, field: &Field, row: i64, written: RecordId) -> Result<bool> {
    if let Some(ends) = ends(kind).filter(|ends| ends.iter().any(|end| end.name == field.name)) {
        return tie(conn, kind, ends, row);
    }
    point(conn, (kind.table(), &field.column()), (row, field.name), written, resolved(conn, written)?)?;
    Ok(false)
}

/// The two ends of a tie between records of one sort.
pub fn ends(kind: Kind) -> Option<[&'static Field; 2]> {
    let is_reference = |field: &&Field| matches!(field.ty, Type::Ref(..));
    let alike = |field: &&Field| kind.fields().iter().filter(|other| other.ty == field.ty).count() > 1;
    let mut ends = kind.fields().iter().filter(|_| kind.is_tie()).filter(is_reference).filter(alike);
    Some([ends.next()?, ends.next()?])
}

/// Lets both ends of a tie lead to the records that stand for those that were written. A tie whose ends stand for one
/// record says nothing: it keeps both as they were written, until they part again. Returns whether it is such a tie.
pub fn tie(conn: &Connection, kind: Kind, ends: [&Field; 2], row: i64) -> Result<bool> {
    let [from, to] = ends.map(|end| end.column());
    let table = kind.table();
    let held: [i64; 2] = conn
        .prepare_cached(&format!("SELECT {from}, {to} FROM {table} WHERE id = ?1"))?
        .query_row(params![row], |row| Ok([row.get(0)?, row.get(1)?]))?;
    let mut written = held.map(RecordId);
    for (end, written) in ends.iter().zip(&mut written) {
        *written = first_written(conn, row, end.name)?.unwrap_or(*written);
    }
    let mut stands = [resolved(conn, written[0])?, resolved(conn, written[1])?];
    let says_nothing = stands[0] == stands[1];
    if says_nothing {
        stands = written;
    }
    // At once: in between the two could be the same.
    conn.prepare_cached(&format!("UPDATE {table} SET {from} = ?2, {to} = ?3 WHERE id = ?1"))?.execute(params![
        row,
        stands[0].0,
        stands[1].0
    ])?;
    for ((end, written), stands) in ends.iter().zip(written).zip(stands) {
        remember(conn, table, (row, end.name), written, stands)?;
    }
    Ok(says_nothing)
}

/// Lets one reference of a row lead to the record that stands for the one that was written.
pub fn point(
    conn: &Connection,
    (table, column): (&str, &str),
    (row, field): (i64, &str),
    written: RecordId,
    stands: RecordId,
) -> Result<()> {
    // A name that came with a merged record is no primary one beside that of the kept record.
    let second = match (table, field) {
        ("name", "record") => format!(", second = {}", i64::from(stands != written)),
        _ => String::new(),
    };
    conn.prepare_cached(&format!("UPDATE {table} SET {column} = ?2{second} WHERE id = ?1"))?
        .execute(params![row, stands.0])?;
    remember(conn, table, (row, field), written, stands)
}

/// Keeps what was written into a reference as long as another record stands for it.
fn remember(
    conn: &Connection,
    table: &str,
    (row, field): (i64, &str),
    written: RecordId,
    stands: RecordId,
) -> Result<()> {
    if written == stands {
        conn.prepare_cached("DELETE FROM redirect WHERE row_id = ?1 AND field = ?2")?.execute(params![row, field])?;
    } else {
        conn.prepare_cached(
            "INSERT INTO redirect (row_id, field, tbl, written_id) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (row_id, field) DO UPDATE SET written_id = excluded.written_id",
        )?
        .execute(params![row, field, table, written.0])?;
    }
    Ok(())
}

/// The column of a reference or owner, and the column of the record whose timeline entry may follow from it.
pub fn column_of(table: &str, field: &str) -> Option<(String, &'static str)> {
    match Table::parse(table)? {
        Table::Attached(what) if field == "record" => Some((what.owner().to_owned(), what.owner())),
        Table::Attached(what) => Some((what.field(field)?.column(), what.owner())),
        known @ Table::Record(_) => {
            let field = known.field(field).filter(|field| matches!(field.ty, Type::Ref(..)))?;
            Some((field.column(), "id"))
        }
        _ => None,
    }
}

impl WriteTx<'_> {
    /// The value that a row holds for one that is written: where that refers to a merged record, the record it was merged
    /// into. What was written is kept, so that it comes back when the merge is undone.
    pub(super) fn redirected(&self, table: &str, row: i64, field: &str, value: &Value) -> Result<Value> {
        let Value::Ref(written) = value else { return Ok(value.clone()) };
        if !self.has_merges()? {
            return Ok(value.clone());
        }
        let stands = resolved(self.conn, *written)?;
        remember(self.conn, table, (row, field), *written, stands)?;
        Ok(Value::Ref(stands))
    }

    pub(super) fn drop_redirect(&self, row: i64, field: &str) -> Result<()> {
        self.conn
            .prepare_cached("DELETE FROM redirect WHERE row_id = ?1 AND field = ?2")?
            .execute(params![row, field])?;
        Ok(())
    }

    /// Whether a reference that is written leads where the stored one does. Then it is no change: what was written first
    /// stays written, and comes back when a merge is undone.
    pub(super) fn leads_there(&self, written: Option<&Value>, stored: Option<&Value>) -> Result<bool> {
        match (written, stored) {
            (Some(Value::Ref(written)), Some(Value::Ref(stored))) => Ok(self.stands_for(*written)? == *stored),
            _ => Ok(false),
        }
    }
}
