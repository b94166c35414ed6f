//! Taking records out of use and bringing them back. Nothing is deleted: the filter leaves out what is withdrawn, and what
//! belongs to it.

use rusqlite::params;

use super::WriteTx;
use crate::domain::access::act::Act;
use crate::domain::kind::Kind;
use crate::domain::record::{RecordId, RecordKey};
use crate::error::{Error, Message, Result};
use crate::store::filter;

impl WriteTx<'_> {
    /// Takes a record out of use, for a reason. `ReadTx::leaving` says what goes with it.
    pub fn withdraw(&mut self, id: RecordId, version: i64) -> Result<i64> {
        let head = self.head(id)?;
        self.allow(Act::Withdraw, &head)?;
        self.unchanged_since(id, &head, version)?;
        if !Act::Withdraw.fits(&head.review) {
            return Err(Error::invalid("review", Message::new("err-review-step")));
        }
        self.with_reason()?;
        self.set_withdrawn(id, true)
    }

    /// The withdrawn record that an address names, for those who may bring it back.
    pub fn find_withdrawn(&self, key: &RecordKey, kind: Kind) -> Result<RecordId> {
        if !self.actor.viewer().may(Act::Restore.right()) {
            return Err(Error::Forbidden);
        }
        filter::with_withdrawn(self.conn, true)?;
        let found = self.read().resolve_kind(key, kind);
        filter::with_withdrawn(self.conn, false)?;
        found
    }

    /// Brings a withdrawn record back, as a draft: somebody has to look at it again.
    pub fn restore(&mut self, id: RecordId, version: i64) -> Result<i64> {
        filter::with_withdrawn(self.conn, true)?;
        let head = self.head(id);
        filter::with_withdrawn(self.conn, false)?;
        let head = head?;
        self.allow(Act::Restore, &head)?;
        self.unchanged_since(id, &head, version)?;
        if !Act::Restore.fits(&head.review) {
            return Err(Error::invalid("review", Message::new("err-review-step")));
        }
        self.with_reason()?;
        let version = self.set_withdrawn(id, false)?;
        // What it says was left out until now, and others were told meanwhile.
        self.no_circle("review")?;
        Ok(version)
    }

    pub(super) fn set_withdrawn(&mut self, id: RecordId, withdrawn: bool) -> Result<i64> {
        let kind = self.kind(id)?;
        let before = self.stored(kind, id)?;
        let (at, review) = if withdrawn { (Some(self.ledger.at()), "withdrawn") } else { (None, "draft") };
        self.conn
            .prepare_cached("UPDATE record SET deleted_at = ?2, review = ?3 WHERE id = ?1")?
            .execute(params![id.0, at, review])?;
        let after = self.stored(kind, id)?;
        match self.log_update(kind, id, &before, &after)? {
            Some(version) => Ok(version),
            None => self.head(id).map(|head| head.version),
        }
    }
}
