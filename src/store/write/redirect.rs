//! References to merged records: the tables hold the record that is kept, `redirect` what was written.

use rusqlite::{Connection, OptionalExtension, params};

use super::WriteTx;
use crate::domain::attached::Attached;
use crate::domain::kind::{Kind, Type};
use crate::domain::record::{RecordId, Value};
use crate::error::{Error, Result};

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
                let second = if table == "name" && *name == "record" { ", second = 1" } else { "" };
                conn.execute(
                    &format!("UPDATE {table} SET {column} = ?2{second} WHERE id = ?1"),
                    params![row, stands.0],
                )?;
                conn.execute(
                    "INSERT INTO redirect (row_id, field, tbl, written_id) VALUES (?1, ?2, ?3, ?4)",
                    params![row, name, table, written.0],
                )?;
            }
        }
    }
    Ok(())
}

impl WriteTx<'_> {
    /// The value that a row holds for one that is written: where that refers to a merged record, the record it was merged
    /// into. What was written is kept, so that it comes back when the merge is undone.
    pub(super) fn redirected(&self, table: &str, row: i64, field: &str, value: &Value) -> Result<Value> {
        let Value::Ref(written) = value else { return Ok(value.clone()) };
        let stands = resolved(self.conn, *written)?;
        if stands == *written {
            self.drop_redirect(row, field)?;
        } else {
            self.put_redirect(table, row, field, *written)?;
        }
        Ok(Value::Ref(stands))
    }

    pub(super) fn put_redirect(&self, table: &str, row: i64, field: &str, written: RecordId) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO redirect (row_id, field, tbl, written_id) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (row_id, field) DO UPDATE SET written_id = excluded.written_id",
            )?
            .execute(params![row, field, table, written.0])?;
        Ok(())
    }

    pub(super) fn drop_redirect(&self, row: i64, field: &str) -> Result<()> {
        self.conn
            .prepare_cached("DELETE FROM redirect WHERE row_id = ?1 AND field = ?2")?
            .execute(params![row, field])?;
        Ok(())
    }
}
