//! Attached rows by what they say: for whoever does not know their numbers.

use rusqlite::params;

use super::WriteTx;
use super::stored::stored_value;
use crate::domain::kind::Field;
use crate::domain::kind::attached::Attached;
use crate::domain::record::{Fields, RecordId};
use crate::error::{Error, Result};
use crate::store::ReadTx;
use crate::store::read::row::values_json;

impl WriteTx<'_> {
    /// Takes away the row that says just this.
    pub fn detach_same(&mut self, what: Attached, record: RecordId, fields: &Fields) -> Result<()> {
        let rows = self.read().attached(what, record)?;
        let said = |stored: &Fields| fields.iter().all(|(name, value)| stored.get(name) == Some(value));
        let row = rows.iter().find(|(_, stored)| said(stored)).ok_or(Error::NotFound)?.0;
        self.detach(what, record, row)
    }
}

impl ReadTx<'_> {
    /// The rows of one sort that a record has, as far as the reader sees them: number and fields.
    pub fn attached(&self, what: Attached, record: RecordId) -> Result<Vec<(i64, Fields)>> {
        let columns: Vec<String> = what.fields().iter().map(Field::column).collect();
        let sql = format!(
            "SELECT id, {} FROM v_{} WHERE {} = ?1 ORDER BY id",
            columns.join(", "),
            what.table(),
            what.owner()
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![record.0])?;
        let mut attached = Vec::new();
        while let Some(row) = rows.next()? {
            let values = values_json(what.fields(), row, 1)?;
            let mut fields = Fields::new();
            for field in what.fields() {
                fields.insert(field.name, stored_value(field, &values)?);
            }
            attached.push((row.get(0)?, fields));
        }
        Ok(attached)
    }
}
