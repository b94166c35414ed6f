//! The one write path: version check, the change, its history row and the index, in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::alike::NamesFor;
use super::audit::chain::{self, Action, Change, Ledger, Subject};
use super::audit::content::{self, Table, Uids};
use super::read::alphabet;
use super::{Committed, ReadTx};
use crate::domain::access::act::{Act, Stake};
use crate::domain::access::visibility::rule;
use crate::domain::access::{Actor, Right};
use crate::domain::kind::Kind;
use crate::domain::record::RecordId;
use crate::error::{Error, Message, Result};
use crate::store::read::indexed::last_change;
use crate::store::read::row::parse_kind;

/// Rows that belong to records: names, sources of reports, outside identifiers, citations.
mod attached;
/// What has to be true of attached rows.
mod attached_rules;
/// No circle in a tree or an order.
mod circle;
/// What steps and episodes of custody can't say together.
mod custody;
/// What two records are to each other.
mod decision;
/// Attached rows by what they say.
mod described;
/// What may be there twice, and what a report can't know.
pub(super) mod doubt;
/// The derived timeline index.
pub(super) mod entry;
/// Who is held, derived.
pub(super) mod held;
/// No custody before birth or after death.
mod life;
/// Two records made one.
mod merge;
/// The takings of two episodes made one.
mod merge_taking;
/// The words of names, derived.
pub(super) mod name_word;
/// Records: created, changed.
mod record;
/// References to merged records.
mod redirect;
/// What reports are known again by, derived.
pub(super) mod report_key;
/// A record as it was.
mod revert;
/// How far a record was looked over, and who did what to it.
mod review;
/// Values that reports give beside the one a record has.
mod rival;
/// What values can't say together.
mod rules;
/// What the writer sees, asked once.
mod sight;
pub(super) mod spot;
/// Rows as the history holds them, and as columns take them.
mod stored;
/// Coordinates held against those around.
mod surroundings;
/// The taking, said once.
mod taking;
/// One record made two again.
mod unmerge;
/// Whether values can be written at all.
mod values;
/// Records taken out of use, and brought back.
mod withdraw;

use sight::Sight;

pub use doubt::{ASKED, TooEarly};
pub(super) use merge::{MovedRow, Step};
pub(super) use redirect::{column_of, derive_redirects, resolved};
pub(super) use sight::has_merges;
pub(super) use stored::whole_value;

/// What a writer works with. It reads through the same rights filter as everybody.
pub struct WriteTx<'a> {
    pub(super) conn: &'a Connection,
    pub(super) actor: &'a Actor,
    names: Option<NamesFor>,
    ledger: Ledger<'a>,
    uids: Uids,
    sight: Sight,
    touched: Committed,
    /// The versions that records had before this transaction changed them: what a writer has read.
    before: BTreeMap<RecordId, i64>,
    /// Records whose names were changed or taken away.
    renamed: BTreeSet<RecordId>,
}

/// How what is changed came to be in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WasEntered {
    /// What is cited for it says so.
    Rightly,
    /// What is cited for it says the new value, and never said the old one.
    Wrongly,
}

/// Of a record's header, what decides who may write it.
struct Head {
    kind: Kind,
    version: i64,
    created_by: i64,
    review: String,
}

impl<'a> WriteTx<'a> {
    pub(super) fn new(conn: &'a Connection, actor: &'a Actor, names: Option<NamesFor>, ledger: Ledger<'a>) -> Self {
        WriteTx {
            conn,
            actor,
            names,
            ledger,
            uids: Uids::default(),
            sight: Sight::default(),
            touched: Committed::default(),
            before: BTreeMap::new(),
            renamed: BTreeSet::new(),
        }
    }

    /// The reading side, within this transaction.
    pub fn read(&self) -> ReadTx<'_> {
        ReadTx { conn: self.conn, lang: None, names: self.names.clone() }
    }

    /// Brings what is derived up to date with everything this transaction wrote. Returns where the history ends now, and
    /// what was touched.
    pub(super) fn finish(mut self) -> Result<(chain::Head, Committed)> {
        self.named()?;
        alphabet::reindex(self.conn, &self.touched.records)?;
        self.touched.entries = entry::reindex(self.conn, &self.touched.records, &self.touched.created)?;
        name_word::reindex(self.conn, &self.touched.records)?;
        report_key::reindex(self.conn, &self.touched.records)?;
        held::reindex(self.conn, &self.touched.records, &self.touched.reclassified)?;
        self.touched.last = last_change(self.conn)?;
        Ok((self.ledger.head(), self.touched))
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
        let seen = if self.is_known_seen(id) { "" } else { "JOIN seen_record s ON s.id = r.id" };
        let head = self
            .conn
            .prepare_cached(&format!(
                "SELECT r.kind, r.version, r.created_by, r.review FROM record r {seen} WHERE r.id = ?1"
            ))?
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
    pub fn with_reason(&self) -> Result<()> {
        if self.ledger.reason().trim().is_empty() {
            Err(Error::invalid("reason", Message::new("err-required")))
        } else {
            Ok(())
        }
    }

    /// The next version of a record.
    fn bump(&mut self, id: RecordId) -> Result<i64> {
        let version = self
            .conn
            .prepare_cached(
                "UPDATE record SET version = version + 1, updated_at = ?2, updated_by = ?3 WHERE id = ?1 RETURNING version",
            )?
            .query_row(params![id.0, self.ledger.at(), self.actor.viewer().account], |row| row.get(0))?;
        self.before.entry(id).or_insert(version - 1);
        self.touched.insert(id);
        Ok(version)
    }

    /// A change of a record's own row, or of its header: the next version. Nothing if nothing differs.
    fn log_update(
        &mut self,
        kind: Kind,
        id: RecordId,
        before: &Map<String, Json>,
        after: &Map<String, Json>,
    ) -> Result<Option<i64>> {
        self.log_update_of(kind, id, (before, after), WasEntered::Rightly)
    }

    fn log_update_of(
        &mut self,
        kind: Kind,
        id: RecordId,
        (before, after): (&Map<String, Json>, &Map<String, Json>),
        was: WasEntered,
    ) -> Result<Option<i64>> {
        if before == after {
            return Ok(None);
        }
        if deciding(kind).any(|name| before.get(name) != after.get(name)) {
            self.touched.reclassify(id);
            self.sight.forget();
        }
        // What is derived of the one it belonged to changes too.
        for (field, _) in rule(kind).owners {
            if let Some(owner) = before.get(field.name).filter(|owner| after.get(field.name) != Some(*owner)) {
                self.touched.records.extend(owner.as_i64().map(RecordId));
            }
        }
        let table = Table::Record(kind);
        let content = self.portable(table, id.0, content::changed(table, before, after))?;
        self.recite(kind, id, (before, after), was)?;
        self.log_version(kind, id, content).map(Some)
    }

    /// A new version of a record.
    fn log_version(&mut self, kind: Kind, id: RecordId, content: Map<String, Json>) -> Result<i64> {
        let version = self.bump(id)?;
        let subject = self.subject(id)?;
        self.log(kind.table(), &subject, None, Action::Update, content)?;
        Ok(version)
    }

    fn log(
        &self,
        table: &str,
        subject: &Subject,
        row: Option<Uuid>,
        action: Action,
        content: Map<String, Json>,
    ) -> Result<i64> {
        self.ledger.append(Change { table, subject, row, action, content })
    }

    /// Whose history the changes of a record are.
    fn subject(&self, id: RecordId) -> Result<Subject> {
        self.uids.of(self.conn, id).map(Subject::Uid)
    }

    fn portable(&self, table: Table, row: i64, values: Map<String, Json>) -> Result<Map<String, Json>> {
        // Where nothing is merged, nothing was written otherwise than it stands.
        let row = self.has_merges()?.then_some(row);
        content::portable(self.conn, &self.uids, table, row, values)
    }

    fn edits(&self) -> bool {
        self.actor.viewer().may(Right::Edit)
    }
}

/// What of a record decides who sees it, by the names of the history.
fn deciding(kind: Kind) -> impl Iterator<Item = &'static str> {
    let rule = rule(kind);
    let owners = rule.owners.into_iter().map(|(field, _)| field.name);
    let flags = rule.closed_by.iter().map(|(flag, _)| *flag);
    ["sensitivity", "compartment", "withdrawn", "merged_into"].into_iter().chain(owners).chain(flags)
}
