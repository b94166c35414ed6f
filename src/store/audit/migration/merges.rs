//! Merges of schema 2: they moved rows from one record to another and listed what they moved.

use rusqlite::{OptionalExtension, params};
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::Bringing;
use crate::domain::kind::Kind;
use crate::domain::kind::attached::Attached;
use crate::error::{Error, Result};
use crate::store::audit::chain::{Action, Change, Subject};
use crate::store::audit::content::Table;
use crate::store::write::{MovedRow, Step};

/// One step of a merge, as schema 2 listed it.
#[derive(Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
enum Moved {
    Values {
        record: i64,
        before: Map<String, Json>,
        after: Map<String, Json>,
    },
    Name {
        row: i64,
        from: i64,
        was: String,
    },
    Citation {
        row: i64,
        from: i64,
    },
    ExternalId {
        scheme: String,
        value: String,
        from: i64,
        to: i64,
    },
    /// These were changed in the rows of other records, and stay as they are when the merge is undone.
    #[serde(other)]
    Elsewhere,
}

impl Bringing<'_> {
    pub(super) fn merged(&mut self, id: i64) -> Result<()> {
        let (merged, kept, moved, at, account, reason): (i64, i64, String, String, i64, String) = self
            .conn
            .prepare_cached("SELECT merged_id, kept_id, moved, at, account_id, reason FROM old_merge WHERE id = ?1")?
            .query_row(params![id], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
            })?;
        self.within(&at, account, &reason)?;
        let mut steps = Vec::new();
        for moved in serde_json::from_str::<Vec<Moved>>(&moved).map_err(Error::internal)? {
            steps.extend(self.step(moved)?);
        }
        let undo = serde_json::to_string(&steps).map_err(Error::internal)?;
        let uid = Uuid::now_v7();
        self.put("merge", id, self.ledger()?.next_id(), uid)?;
        let content = Map::from_iter([
            ("kept".to_owned(), self.record_uid(kept)?.to_string().into()),
            ("undo".to_owned(), undo.clone().into()),
        ]);
        self.conn.execute(
            "INSERT INTO merge (id, uid, merged_id, kept_id, undo) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                self.ledger()?.next_id(),
                uid.as_bytes(),
                self.found("record", merged)?.0,
                self.found("record", kept)?.0,
                undo
            ],
        )?;
        self.log_merge(merged, uid, Action::Create, content)
    }

    fn step(&self, moved: Moved) -> Result<Option<Step>> {
        let row = |what: Attached, key: String, from: i64, kind: Option<String>| -> Result<Option<Step>> {
            let moved = MovedRow { table: what.table().to_owned(), row: self.uid(what.table(), key)?, kind };
            let record = self.record_uid(from)?;
            Ok(Some(Step { record, before: Map::new(), after: Map::new(), moved: Some(moved), added: None }))
        };
        match moved {
            Moved::Values { record, before, after } => {
                let sql = "SELECT kind FROM old_record WHERE id = ?1";
                let kind: String = self.conn.prepare_cached(sql)?.query_row(params![record], |row| row.get(0))?;
                let table = Table::Record(Kind::parse(&kind).ok_or_else(|| Error::internal("unknown kind"))?);
                let (mut before, after) = (self.carried(table, before)?, self.carried(table, after)?);
                for name in after.keys() {
                    before.entry(name.clone()).or_insert(Json::Null);
                }
                Ok(Some(Step { record: self.record_uid(record)?, before, after, moved: None, added: None }))
            }
            Moved::Name { row: number, from, was } => row(Attached::Name, number.to_string(), from, Some(was)),
            Moved::Citation { row: number, from } => row(Attached::Citation, number.to_string(), from, None),
            Moved::ExternalId { scheme, value, from, to } => {
                row(Attached::ExternalId, format!("{to}/{scheme}/{value}"), from, None)
            }
            Moved::Elsewhere => Ok(None),
        }
    }

    /// Who undid a merge was written down only with what it changed.
    pub(super) fn parted(&mut self, id: i64) -> Result<()> {
        let (merged, at): (i64, String) = self
            .conn
            .prepare_cached("SELECT merged_id, undone_at FROM old_merge WHERE id = ?1")?
            .query_row(params![id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let by: Option<(i64, String)> = self
            .conn
            .prepare_cached("SELECT account_id, reason FROM old_change WHERE at = ?1 ORDER BY id LIMIT 1")?
            .query_row(params![at], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (account, reason) = by.unwrap_or((1, String::new()));
        self.within(&at, account, &reason)?;
        let (merge, uid) = self.found("merge", id)?;
        self.conn.execute("UPDATE merge SET undone_at = ?2 WHERE id = ?1", params![merge, at])?;
        self.log_merge(merged, uid, Action::Update, Map::from_iter([("undone".to_owned(), Json::Bool(true))]))
    }

    fn log_merge(&self, merged: i64, uid: Uuid, action: Action, content: Map<String, Json>) -> Result<()> {
        let subject = Subject::Uid(self.record_uid(merged)?);
        let change = Change { table: "merge", subject: &subject, row: Some(uid), action, content };
        self.ledger()?.append(change).map(drop)
    }
}
