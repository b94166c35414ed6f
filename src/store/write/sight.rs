//! What the writer sees, asked once in a write: a record stays in sight until something is closed, withdrawn, merged or parted.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::{WriteTx, resolved};
use crate::domain::kind::Kind;
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::store::read::row::parse_kind;

/// What is known already of the records that a write looks up again and again.
#[derive(Default)]
pub(super) struct Sight {
    seen: RefCell<HashMap<RecordId, Kind>>,
    /// Whether any record of the file stands for another.
    merges: Cell<Option<bool>>,
}

impl Sight {
    /// Who sees what, or what stands for what, is another matter from here on.
    pub fn forget(&self) {
        self.seen.borrow_mut().clear();
        self.merges.set(None);
    }

    /// A record that its writer has just made: nobody makes one that he or she does not see.
    pub fn put(&self, id: RecordId, kind: Kind) {
        self.seen.borrow_mut().insert(id, kind);
    }
}

/// Whether any record of the file was merged into another, or a reference leads elsewhere than it was written to.
pub fn has_merges(conn: &Connection) -> Result<bool> {
    let sql = "SELECT 1 FROM record WHERE merged_into IS NOT NULL UNION ALL SELECT 1 FROM redirect";
    Ok(conn.prepare_cached(sql)?.exists([])?)
}

impl WriteTx<'_> {
    /// The kind of a record; nothing if the writer does not see it.
    pub(super) fn seen(&self, id: RecordId) -> Result<Option<Kind>> {
        if let Some(kind) = self.sight.seen.borrow().get(&id) {
            return Ok(Some(*kind));
        }
        let kind: Option<String> = self
            .conn
            .prepare_cached("SELECT kind FROM seen_record WHERE id = ?1")?
            .query_row(params![id.0], |row| row.get(0))
            .optional()?;
        let kind = kind.map(|kind| parse_kind(&kind)).transpose()?;
        if let Some(kind) = kind {
            self.sight.put(id, kind);
        }
        Ok(kind)
    }

    /// Whether it was found already that the writer sees a record.
    pub(super) fn is_known_seen(&self, id: RecordId) -> bool {
        self.sight.seen.borrow().contains_key(&id)
    }

    /// Whether any record was merged into another: without one, every reference stands for itself.
    pub(super) fn has_merges(&self) -> Result<bool> {
        if let Some(known) = self.sight.merges.get() {
            return Ok(known);
        }
        let has = has_merges(self.conn)?;
        self.sight.merges.set(Some(has));
        Ok(has)
    }

    /// The record that stands for this one.
    pub(super) fn stands_for(&self, id: RecordId) -> Result<RecordId> {
        if self.has_merges()? { resolved(self.conn, id) } else { Ok(id) }
    }
}
