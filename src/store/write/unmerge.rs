//! A merge undone: what was written for the merged record stands for it again, and what else the merge changed and nobody
//! since is changed back.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params};
use serde_json::{Map, Value as Json};

use super::merge::{MovedRow, Step};
use super::redirect::{column_of, ends, lead, point, resolved, tie};
use super::stored::stored_value;
use super::{WasEntered, WriteTx};
use crate::domain::access::act::Act;
use crate::domain::history::Unmerged;
use crate::domain::kind::Kind;
use crate::domain::kind::attached::Attached;
use crate::domain::record::{Fields, RecordId, Value};
use crate::error::{Error, Message, Result};
use crate::store::audit::chain::{Action, Bytes};
use crate::store::audit::content::{Table, record_of};

/// A record, and all that are merged into it.
const BELOW: &str = "WITH RECURSIVE m (id) AS
    (SELECT ?1 UNION SELECT r.id FROM record r JOIN m ON r.merged_into = m.id)";

/// From the record that a merge kept on to the one that stands for it now: each merge on the way, and what it kept.
const ONWARD: &str = "WITH RECURSIVE onward (merge, kept) AS
    (SELECT id, kept_id FROM merge WHERE id = ?1 AND undone_at IS NULL
     UNION SELECT n.id, n.kept_id FROM onward JOIN merge n ON n.merged_id = onward.kept AND n.undone_at IS NULL)
    SELECT merge, (SELECT r.ref FROM merge m JOIN merged_record r ON r.id = m.merged_id WHERE m.id = merge)
      FROM onward WHERE kept = ?2";

impl WriteTx<'_> {
    /// Undoes a merge that a record came of: one by which something was merged into it. What was merged into that before
    /// is parted after it, and the refusal says which merge is undone first.
    pub fn part_from(&mut self, (id, version): (RecordId, i64), merge: i64) -> Result<Unmerged> {
        self.in_force(id, version)?;
        let last: Option<(i64, Option<String>)> = self
            .conn
            .prepare_cached(ONWARD)?
            .query_row(params![merge, id.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        match last {
            Some((last, _)) if last == merge => self.unmerge(merge),
            Some((last, Some(reference))) => {
                let say = Message::new("err-merge-first").arg("ref", reference).arg("merge", last);
                Err(Error::invalid("unmerge", say.arg("kept", self.read().label(id)?.reference)))
            }
            Some((_, None)) | None => Err(Error::invalid("unmerge", Message::new("err-no-such-merge"))),
        }
    }

    /// Makes two records again of one.
    pub fn unmerge(&mut self, merge: i64) -> Result<Unmerged> {
        let (merged, kept, undo, undone, uid): (i64, i64, String, bool, Bytes) = self
            .conn
            .prepare_cached(
                "SELECT m.merged_id, m.kept_id, m.undo, m.undone_at IS NOT NULL, m.uid FROM merge m
                   JOIN record r ON r.id = m.merged_id
                  WHERE m.id = ?1 AND (r.merged_into IS NULL OR r.id IN (SELECT id FROM merged_record))",
            )?
            .query_row(params![merge], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
            .optional()?
            .ok_or(Error::NotFound)?;
        let (merged, kept) = (RecordId(merged), RecordId(kept));
        let head = self.head(kept)?;
        self.allow(Act::Merge, &head)?;
        self.with_reason()?;
        if undone {
            return Err(Error::invalid("merge", Message::new("err-merge-undone")));
        }
        let mut left = self.changed_since(merge, merged)?;
        let steps: Vec<Step> = serde_json::from_str(&undo).map_err(Error::internal)?;
        let mut parted = BTreeSet::from([merged]);
        let mut from = Vec::from([(head.kind, kept, merged)]);
        for step in steps.into_iter().rev() {
            let record = self.by_uid(&step.record)?;
            let into = step.after.get("merged_into").and_then(Json::as_str);
            if let Some(into) = into.and_then(|uid| uuid::Uuid::try_parse(uid).ok()).filter(|_| record != merged) {
                parted.insert(record);
                from.push((self.kind(record)?, self.by_uid(&into)?, record));
            }
            match (&step.moved, &step.added) {
                (Some(row), _) => self.row_back((kept, record), row, &mut left)?,
                (None, Some(citation)) => self.added_back(record, citation)?,
                (None, None) => self.values_back(record, &step, &mut left)?,
            }
        }
        self.sight.forget();
        self.stand_alone(&parted)?;
        for (kind, kept, merged) in from {
            self.recite_parted(kind, kept, merged)?;
        }
        self.named_again(merged)?;
        self.touched.part(merged, kept);
        parted.iter().for_each(|id| self.touched.reclassify(*id));
        self.no_circle("merge")?;
        self.conn
            .prepare_cached("UPDATE merge SET undone_at = ?2 WHERE id = ?1")?
            .execute(params![merge, self.ledger.at()])?;
        let subject = self.subject(merged)?;
        let content = Map::from_iter([("undone".to_owned(), Json::Bool(true))]);
        self.log("merge", &subject, Some(uid.0), Action::Update, content)?;
        Ok(Unmerged { kept, merged, left })
    }

    /// What belongs to the merged record and was changed or taken away since, for the kept one: it stays so.
    fn changed_since(&self, merge: i64, merged: RecordId) -> Result<Vec<(RecordId, String)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT DISTINCT tbl FROM change WHERE subject = ?1 AND id > ?2 AND row IS NOT NULL AND action <> 'create'",
        )?;
        let tables = statement.query_map(params![self.subject(merged)?, merge], |row| row.get::<_, String>(0))?;
        let mut left = Vec::new();
        for table in tables {
            left.extend(Attached::parse(&table?).map(|what| (merged, what.list().to_owned())));
        }
        Ok(left)
    }

    /// Each value that is still what the merge made of it becomes what it was.
    fn values_back(&mut self, record: RecordId, step: &Step, left: &mut Vec<(RecordId, String)>) -> Result<()> {
        let kind = self.kind(record)?;
        let now = self.stored(kind, record)?;
        let (before, after) = (self.local(kind, &step.before)?, self.local(kind, &step.after)?);
        let mut back = Map::new();
        for name in after.keys() {
            let [was, made, is] = [&before, &after, &now].map(|map| map.get(name).unwrap_or(&Json::Null).clone());
            if is == made {
                back.insert(name.clone(), was);
            } else if is != was {
                left.push((record, name.clone()));
            }
        }
        match self.alter(kind, record, &back, &mut Vec::new()) {
            // What was taken away or changed since can't go back; that is told, and the rest goes on.
            Err(Error::NotFound | Error::Invalid(_)) => {
                left.push((record, back.keys().next().cloned().unwrap_or_default()));
                Ok(())
            }
            other => other,
        }
    }

    /// A row that was moved to the kept record is taken away there and made anew where it was.
    fn row_back(
        &mut self,
        (kept, merged): (RecordId, RecordId),
        moved: &MovedRow,
        left: &mut Vec<(RecordId, String)>,
    ) -> Result<()> {
        let Some(what) = Attached::parse(&moved.table) else { return Ok(()) };
        let sql = format!("SELECT id FROM {} WHERE uid = ?1 AND {} = ?2", what.table(), what.owner());
        let row: Option<i64> = self
            .conn
            .prepare_cached(&sql)?
            .query_row(params![moved.row.as_bytes(), kept.0], |row| row.get(0))
            .optional()?;
        let Some(row) = row else {
            left.push((kept, what.list().to_owned()));
            return Ok(());
        };
        let stored = self.stored_attached(what, kept, row)?;
        let mut fields = Fields::new();
        for field in what.fields() {
            fields.insert(field.name, stored_value(field, &stored.values)?);
        }
        if let Some(kind) = &moved.kind {
            fields.insert("kind", Some(Value::Text(kind.clone())));
        }
        self.detach(what, kept, row)?;
        match self.attach(what, merged, &fields) {
            Err(Error::Invalid(_)) => {
                left.push((merged, what.list().to_owned()));
                Ok(())
            }
            other => other.map(drop),
        }
    }

    /// A citation that said what the record of the merge did not is taken away again; it may be gone already.
    fn added_back(&mut self, record: RecordId, citation: &uuid::Uuid) -> Result<()> {
        let sql = "SELECT id FROM citation WHERE uid = ?1 AND record_id = ?2";
        let row: Option<i64> = self
            .conn
            .prepare_cached(sql)?
            .query_row(params![citation.as_bytes(), record.0], |row| row.get(0))
            .optional()?;
        let Some(row) = row else { return Ok(()) };
        let before = self.attached_row(Attached::Citation, record, row)?;
        self.take_row(Attached::Citation, record, row, &before)
    }

    /// Values of the history as the tables hold them.
    fn local(&self, kind: Kind, values: &Map<String, Json>) -> Result<Map<String, Json>> {
        let mut local = Map::new();
        for (name, value) in values {
            let value = match value.as_str().map(uuid::Uuid::try_parse) {
                Some(Ok(uid)) if Table::Record(kind).is_reference(name) => self.by_uid(&uid)?.0.into(),
                _ => value.clone(),
            };
            local.insert(name.clone(), value);
        }
        Ok(local)
    }

    /// What was cited for the merged record supports what it says itself again. Of what it does not say, nothing was cited.
    fn recite_parted(&mut self, kind: Kind, kept: RecordId, merged: RecordId) -> Result<()> {
        let (mut before, after) = (self.stored(kind, kept)?, self.stored(kind, merged)?);
        before.retain(|name, _| after.contains_key(name));
        self.recite(kind, merged, (&before, &after), WasEntered::Rightly)
    }

    fn by_uid(&self, uid: &uuid::Uuid) -> Result<RecordId> {
        record_of(self.conn, uid)?.ok_or(Error::NotFound)
    }

    /// What was written for records that are no longer merged, or for others merged into them, leads to them again.
    fn stand_alone(&mut self, parted: &BTreeSet<RecordId>) -> Result<()> {
        let mut found: BTreeSet<(i64, String, String, i64)> = BTreeSet::new();
        for record in parted {
            let sql = format!(
                "{BELOW} SELECT d.row_id, d.field, d.tbl, d.written_id FROM redirect d JOIN m ON m.id = d.written_id"
            );
            found.extend(self.numbers(&sql, *record, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?);
        }
        for (row, field, table, written) in found {
            let written = RecordId(written);
            let Some((column, owner)) = column_of(&table, &field) else { continue };
            match Kind::parse(&table).and_then(|kind| Some((kind, kind.field(&field)?))) {
                Some((kind, field)) => {
                    lead(self.conn, kind, field, row, written)?;
                }
                None => {
                    let stands = resolved(self.conn, written)?;
                    point(self.conn, (&table, &column), (row, &field), written, stands)?;
                }
            }
            let owner: i64 = self
                .conn
                .prepare_cached(&format!("SELECT {owner} FROM {table} WHERE id = ?1"))?
                .query_row(params![row], |row| row.get(0))?;
            self.touched.insert(RecordId(owner));
        }
        self.ties_part(parted)
    }

    /// Ties that said nothing while their ends were one record, and were left as they were written, are ties again.
    fn ties_part(&mut self, parted: &BTreeSet<RecordId>) -> Result<()> {
        for (kind, both) in Kind::ALL.into_iter().filter_map(|kind| Some((kind, ends(kind)?))) {
            for (record, end) in parted.iter().flat_map(|record| both.map(|end| (record, end))) {
                let sql = format!("{BELOW} SELECT k.id FROM {} k JOIN m ON m.id = k.{}", kind.table(), end.column());
                for row in self.numbers(&sql, *record, |row| row.get(0))? {
                    tie(self.conn, kind, both, row)?;
                    self.touched.insert(RecordId(row));
                }
            }
        }
        Ok(())
    }

    /// A record whose primary name was taken away while it was merged is called by the oldest that is left.
    fn named_again(&mut self, record: RecordId) -> Result<()> {
        let mut names = self.read().names(&[record])?.remove(&record).unwrap_or_default();
        if names.is_empty() || names.iter().any(|name| name.kind == "primary") {
            return Ok(());
        }
        self.call(record, names.swap_remove(0).id, "primary")
    }
}
