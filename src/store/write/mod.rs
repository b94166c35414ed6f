//! The one write path: version check, the change, its history row and the index, in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value as Json};

use super::chain::{self, Change};
use super::row::parse_kind;
use super::{ReadTx, alphabet, entry, now};
use crate::domain::access::{Actor, Right};
use crate::domain::act::{Act, Stake};
use crate::domain::kind::Kind;
use crate::domain::record::RecordId;
use crate::error::{Error, Result, Say};

/// Names, sources of reports, outside identifiers.
mod attached;
/// No circle in a tree or an order.
mod circle;
/// Citations.
mod citation;
/// Attached rows by their description.
mod described;
/// Two records made one.
mod merge;
/// What a merge moves.
mod moved;
/// Records: created, changed.
mod record;
/// A record as it was.
mod revert;
/// How far a record was looked over, and who did what to it.
mod review;
/// What dates and episodes of custody can't say together.
mod rules;
/// Rows as the history holds them, and as columns take them.
mod stored;
/// One record made two again.
mod unmerge;
/// Whether values can be written at all.
mod values;
/// Records taken out of use, and brought back.
mod withdraw;

pub(super) use stored::{HEADER_VALUES, stored};

/// What a writer works with. It reads through the same rights filter as everybody.
pub struct WriteTx<'a> {
    pub(super) conn: &'a Connection,
    pub(super) actor: &'a Actor,
    reason: &'a str,
    at: String,
    touched: BTreeSet<RecordId>,
    /// The versions that records had before this transaction changed them: what a writer has read.
    before: BTreeMap<RecordId, i64>,
    /// Records whose names were changed or taken away.
    renamed: BTreeSet<RecordId>,
}

/// Of a record's header, what decides who may write it.
struct Head {
    kind: Kind,
    version: i64,
    created_by: i64,
    review: String,
}

impl<'a> WriteTx<'a> {
    pub(super) fn new(conn: &'a Connection, actor: &'a Actor, reason: &'a str) -> Self {
        WriteTx {
            conn,
            actor,
            reason,
            at: now(),
            touched: BTreeSet::new(),
            before: BTreeMap::new(),
            renamed: BTreeSet::new(),
        }
    }

    /// The reading side, within this transaction.
    pub fn read(&self) -> ReadTx<'_> {
        ReadTx { conn: self.conn }
    }

    /// Brings what is derived up to date with everything this transaction wrote.
    pub(super) fn finish(self) -> Result<()> {
        self.named()?;
        alphabet::reindex(self.conn, &self.touched)?;
        entry::reindex(self.conn, &self.touched)
    }

    /// That a version is still in force: what is added to a record was meant for what its writer read. What this
    /// transaction changed itself is no news to its writer.
    pub fn in_force(&self, id: RecordId, version: i64) -> Result<()> {
        self.unchanged_since(id, &self.head(id)?, version)
    }

    fn unchanged_since(&self, id: RecordId, head: &Head, version: i64) -> Result<()> {
        if head.version == version || self.before.get(&id) == Some(&version) {
            return Ok(());
        }
        Err(Error::Stale { current: head.version })
    }

    /// Header of a record the writer may see.
    fn head(&self, id: RecordId) -> Result<Head> {
        let head = self
            .conn
            .prepare_cached(
                "SELECT r.kind, r.version, r.created_by, r.review FROM record r JOIN seen_record s ON s.id = r.id WHERE r.id = ?1",
            )?
            .query_row(params![id.0], |row| {
                Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?))
            })
            .optional()?;
        let (kind, version, created_by, review) = head.ok_or(Error::NotFound)?;
        Ok(Head { kind: parse_kind(&kind)?, version, created_by, review })
    }

    /// The kind of any record: for those that were asked for through the filter before.
    fn kind(&self, id: RecordId) -> Result<Kind> {
        let mut statement = self.conn.prepare_cached("SELECT kind FROM record WHERE id = ?1")?;
        let kind: Option<String> = statement.query_row(params![id.0], |row| row.get(0)).optional()?;
        parse_kind(&kind.ok_or(Error::NotFound)?)
    }

    /// That the writer may do this to a record.
    fn allow(&self, act: Act, head: &Head) -> Result<()> {
        let viewer = self.actor.viewer();
        let stake = Stake { author: head.created_by == viewer.account, last: false, review: &head.review };
        if act.open_to(viewer, &stake) { Ok(()) } else { Err(Error::Forbidden) }
    }

    /// What weighs on others is never done without saying why.
    fn with_reason(&self) -> Result<()> {
        if self.reason.trim().is_empty() { Err(Error::invalid("reason", Say::new("err-required"))) } else { Ok(()) }
    }

    /// The next version of a record.
    fn bump(&mut self, id: RecordId) -> Result<i64> {
        let version = self
            .conn
            .prepare_cached(
                "UPDATE record SET version = version + 1, updated_at = ?2, updated_by = ?3 WHERE id = ?1 RETURNING version",
            )?
            .query_row(params![id.0, self.at, self.actor.viewer().account], |row| row.get(0))?;
        self.before.entry(id).or_insert(version - 1);
        self.touched.insert(id);
        Ok(version)
    }

    /// A change of a record's own row, or of its header: the next version, with what was there and what is.
    fn log_update(
        &mut self,
        kind: Kind,
        id: RecordId,
        before: Map<String, Json>,
        after: Map<String, Json>,
    ) -> Result<i64> {
        let version = self.bump(id)?;
        self.log(id, kind.table(), id.0.to_string(), "update", Some(before), Some(after))?;
        Ok(version)
    }

    fn log(
        &self,
        record: RecordId,
        table: &str,
        row: String,
        action: &str,
        before: Option<Map<String, Json>>,
        after: Option<Map<String, Json>>,
    ) -> Result<()> {
        let text = |map: Option<Map<String, Json>>| map.map(|map| Json::Object(map).to_string());
        let change = Change {
            id: 0,
            at: self.at.clone(),
            account: self.actor.viewer().account,
            record: Some(record.0),
            table: table.to_owned(),
            row,
            action: action.to_owned(),
            before: text(before),
            after: text(after),
            reason: self.reason.to_owned(),
        };
        chain::append(self.conn, change)
    }

    fn edits(&self) -> bool {
        self.actor.viewer().may(Right::Edit)
    }
}
