//! References to merged records: the tables hold the record that is kept, `redirect` what was written.

use rusqlite::{Connection, OptionalExtension, params};

use super::WriteTx;
use crate::domain::kind::attached::Attached;
use crate::domain::kind::{Kind, Type};
use crate::domain::record::{RecordId, Value};
use crate::error::{Error, Result};
use crate::store::audit::content::Table;

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
    let of_kinds = Kind::ALL.into_iter().map(|kind| (kind.table(), kind.fields(), None));
    let of_attached = Attached::ALL.into_iter().map(|what| (what.table(), what.fields(), Some(what.owner())));
    for (table, fields, owner) in of_kinds.chain(of_attached) {
        let references = fields.iter().filter(|field| matches!(field.ty, Type::Ref(..)));
        let mut columns: Vec<(&str, String)> = references.map(|field| (field.name, field.column())).collect();
        columns.extend(owner.map(|owner| ("record", owner.to_owned())));
        for (name, column) in &columns {
            let sql = format!(
                "SELECT k.id, k.{column} FROM {table} k JOIN record r ON r.id = k.{column} WHERE r.merged_into IS NOT NULL"
            );
            let mut statement = conn.prepare(&sql)?;
            let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, RecordId(row.get(1)?))))?;
            for (row, written) in rows.collect::<rusqlite::Result<Vec<_>>>()? {
                let stands = resolved(conn, written)?;
                let others: Vec<&str> =
                    columns.iter().filter(|(other, _)| other != name).map(|(_, column)| column.as_str()).collect();
                let itself = format!("SELECT 1 FROM {table} WHERE id = ?1 AND ?2 IN (NULL, {})", others.join(", "));
                if owner.is_none() && !others.is_empty() && conn.prepare(&itself)?.exists(params![row, stands.0])? {
                    continue;
                }
                point(conn, (table, column), (row, name), written, stands)?;
            }
        }
    }
    Ok(())
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
            (Some(Value::Ref(written)), Some(Value::Ref(stored))) => Ok(resolved(self.conn, *written)? == *stored),
            _ => Ok(false),
        }
    }
}
