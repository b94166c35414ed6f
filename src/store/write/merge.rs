//! Two records of one thing made one: whatever refers to the merged record stands for the kept one, until it is undone.
//!
//! A merge is an intent. What was written stays as it was written; the tables follow (`redirect`). What is changed beside
//! that (fields chosen, a tie between the two, a fact that both had) is an ordinary change, and listed to be undone.

use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::redirect::{lead, point};
use super::stored::{usual, value};
use super::{Head, WasEntered, WriteTx};
use crate::domain::access::act::Act;
use crate::domain::kind::attached::Attached;
use crate::domain::kind::{Field, Kind, Reference, Type};
use crate::domain::record::{Fields, RecordId, Revision};
use crate::error::{Error, Message, Result};
use crate::store::audit::chain::Action;
use crate::store::audit::content::{Table, written};

/// Values of a record that a merge changed, as the history has them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::store) struct Step {
    pub record: Uuid,
    pub before: Map<String, Json>,
    pub after: Map<String, Json>,
    /// Of a merge made before schema 3: a row that was taken from this record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<MovedRow>,
    /// A citation that was added to this record: it says what a report gives that the record does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added: Option<Uuid>,
}

/// A row that was moved to the kept record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::store) struct MovedRow {
    pub table: String,
    pub row: Uuid,
    /// Of a name: what sort of name it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

impl WriteTx<'_> {
    /// Merges a record into another of its kind, with fields chosen for the kept one. Returns the number of the merge,
    /// for `unmerge`. Also what the writer does not see stands for the kept record then: it would be lost to everybody.
    pub fn merge(&mut self, kept: (RecordId, i64), merged: (RecordId, i64), chosen: &Fields) -> Result<i64> {
        let ((kept, kept_version), (merged, merged_version)) = (kept, merged);
        let (into, from) = (self.head(kept)?, self.head(merged)?);
        self.allow(Act::Merge, &into)?;
        self.allow(Act::Merge, &from)?;
        self.unchanged_since(kept, &into, kept_version)?;
        self.unchanged_since(merged, &from, merged_version)?;
        self.with_reason()?;
        if kept == merged {
            return Err(Error::invalid("merged", Message::new("err-merge-itself")));
        }
        if into.kind != from.kind || !into.kind.is_mergeable() {
            return Err(Error::invalid("merged", Message::new("err-wrong-kind")));
        }
        let kind = into.kind;
        let fits_its_places = kind == Kind::Place && !self.is_among_smaller(kept)? && !self.is_among_smaller(merged)?;
        let mut steps = Vec::new();
        self.choose(kept, &into, chosen, &mut steps)?;
        self.fit_to_merge(kind, kept, merged)?;
        let says = (&self.stored(kind, merged)?, &self.stored(kind, kept)?);
        self.recite(kind, merged, says, WasEntered::Rightly)?;
        self.close_into(kind, merged, kept, &mut steps)?;
        let moved = self.stand_for(kind, merged, kept, &mut steps)?;
        if kind == Kind::Person {
            self.merged_life(kept)?.map_or(Ok(()), |fault| Err(Error::Invalid(vec![fault])))?;
        }
        if fits_its_places && self.is_among_smaller(kept)? {
            return Err(Error::invalid("merged", Message::new("err-merge-smaller")));
        }
        if kind == Kind::Detention {
            self.one_taking(kept, &moved, &mut steps)?;
        }
        self.fold_twins(moved, &mut steps)?;
        self.touched.merge(merged, kept);
        self.no_circle("merged")?;
        self.log_merge(kept, merged, &steps)
    }

    fn log_merge(&mut self, kept: RecordId, merged: RecordId, steps: &[Step]) -> Result<i64> {
        let (id, uid) = (self.ledger.next_id(), Uuid::now_v7());
        let undo = serde_json::to_string(steps).map_err(Error::internal)?;
        self.conn
            .prepare_cached("INSERT INTO merge (id, uid, merged_id, kept_id, undo) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![id, uid.as_bytes(), merged.0, kept.0, undo])?;
        let content = Map::from_iter([
            ("kept".to_owned(), self.uids.of(self.conn, kept)?.to_string().into()),
            ("undo".to_owned(), undo.into()),
        ]);
        let subject = self.subject(merged)?;
        self.log("merge", &subject, Some(uid), Action::Create, content)
    }

    /// The fields chosen for the kept record are a change like any other.
    fn choose(&mut self, kept: RecordId, head: &Head, chosen: &Fields, steps: &mut Vec<Step>) -> Result<()> {
        let before = self.stored(head.kind, kept)?;
        self.revise(kept, head.version, &Revision { fields: chosen.clone(), ..Revision::default() })?;
        self.step(head.kind, kept, before, steps)
    }

    /// Nothing becomes open by a merge, and nothing becomes part of itself.
    fn fit_to_merge(&self, kind: Kind, kept: RecordId, merged: RecordId) -> Result<()> {
        let (into, from) = (self.stored(kind, kept)?, self.stored(kind, merged)?);
        let level = |record: &Map<String, Json>| record.get("sensitivity").and_then(Json::as_i64);
        let protects = |record: &Map<String, Json>| record.get("protected") == Some(&Json::Bool(true));
        let opens = level(&into) < level(&from)
            || (from.contains_key("compartment") && into.get("compartment") != from.get("compartment"))
            || (protects(&from) && !protects(&into));
        if opens {
            return Err(Error::invalid("merged", Message::new("err-merge-opens")));
        }
        // An episode of custody is one person's: the people are merged first.
        let belongs = kind.fields().iter().filter(|field| matches!(field.ty, Type::Ref(_, Reference::Owned)));
        if belongs.into_iter().any(|field| into.get(field.name) != from.get(field.name)) {
            return Err(Error::invalid("merged", Message::new("err-merge-other-owner")));
        }
        if kind.field("parent").is_some() {
            let table = kind.table();
            let sql = format!(
                "WITH RECURSIVE up (id) AS (SELECT parent_id FROM {table} WHERE id = ?1
                   UNION SELECT t.parent_id FROM {table} t JOIN up ON t.id = up.id)
                 SELECT 1 FROM up WHERE id = ?2"
            );
            let mut inside = self.conn.prepare_cached(&sql)?;
            if inside.exists(params![kept.0, merged.0])? || inside.exists(params![merged.0, kept.0])? {
                return Err(Error::invalid("merged", Message::new("err-merge-inside")));
            }
        }
        Ok(())
    }

    /// The merged record is closed: it is found as the kept one.
    pub(super) fn close_into(
        &mut self,
        kind: Kind,
        merged: RecordId,
        kept: RecordId,
        steps: &mut Vec<Step>,
    ) -> Result<()> {
        let closed = Map::from_iter([("merged_into".to_owned(), Json::from(kept.0))]);
        self.alter(kind, merged, &closed, steps)
    }

    /// Lets everything that refers to a merged record, or belongs to it, stand for the kept one. Returns the rows that
    /// are records themselves.
    pub(super) fn stand_for(
        &mut self,
        kind: Kind,
        merged: RecordId,
        kept: RecordId,
        steps: &mut Vec<Step>,
    ) -> Result<Vec<(Kind, RecordId)>> {
        let mut moved = Vec::new();
        for owner in Kind::ALL {
            for field in owner.fields().iter().filter(|field| leads_to(field, kind)) {
                let sql = format!("SELECT id FROM {} WHERE {} = ?1 ORDER BY id", owner.table(), field.column());
                for row in self.numbers(&sql, merged, |row| Ok(RecordId(row.get(0)?)))? {
                    self.not_preferred_twice(owner, row, field, kept, steps)?;
                    let first = written(self.conn, row.0, field.name)?.unwrap_or(merged);
                    if lead(self.conn, owner, field, row.0, first)? {
                        self.withdraw_tie(owner, row, steps)?;
                    } else {
                        self.touched.insert(row);
                        moved.push((owner, row));
                    }
                }
            }
        }
        for what in Attached::ALL {
            for field in what.fields().iter().filter(|field| leads_to(field, kind)) {
                let sql = format!("SELECT id, {} FROM {} WHERE {} = ?1", what.owner(), what.table(), field.column());
                for (row, owner) in self.numbers(&sql, merged, |row| Ok((row.get(0)?, RecordId(row.get(1)?))))? {
                    self.redirect_row(what.table(), &field.column(), (row, field.name), (merged, kept))?;
                    self.touched.insert(owner);
                }
            }
            let sql = format!("SELECT id FROM {} WHERE {} = ?1", what.table(), what.owner());
            for row in self.numbers(&sql, merged, |row| row.get(0))? {
                self.redirect_row(what.table(), what.owner(), (row, "record"), (merged, kept))?;
            }
        }
        moved.sort_by_key(|(_, row)| *row);
        moved.dedup();
        Ok(moved)
    }

    /// Points a column from the merged record to the kept one. What was written first stays known.
    fn redirect_row(
        &self,
        table: &str,
        column: &str,
        (row, field): (i64, &str),
        (merged, kept): (RecordId, RecordId),
    ) -> Result<()> {
        let first = written(self.conn, row, field)?.unwrap_or(merged);
        point(self.conn, (table, column), (row, field), first, kept)
    }

    /// A tie between the two says nothing any more.
    fn withdraw_tie(&mut self, kind: Kind, row: RecordId, steps: &mut Vec<Step>) -> Result<()> {
        if self.stored(kind, row)?.contains_key("withdrawn") {
            return Ok(());
        }
        let gone =
            Map::from_iter([("withdrawn".to_owned(), Json::Bool(true)), ("review".to_owned(), "withdrawn".into())]);
        self.alter(kind, row, &gone, steps)
    }

    /// Of figures that come to stand beside each other, one may be preferred: that of the kept record.
    fn not_preferred_twice(
        &mut self,
        kind: Kind,
        row: RecordId,
        field: &Field,
        kept: RecordId,
        steps: &mut Vec<Step>,
    ) -> Result<()> {
        if kind != Kind::Figure {
            return Ok(());
        }
        let moved = |name: &str| (field.name == name).then_some(kept.0);
        let beside = self
            .conn
            .prepare_cached(
                "SELECT 1 FROM figure f JOIN figure o ON o.measure = f.measure AND o.about_id = COALESCE(?2, f.about_id)
                        AND o.group_id IS COALESCE(?3, f.group_id) AND o.id <> f.id AND o.preferred = 1
                  WHERE f.id = ?1 AND f.preferred = 1",
            )?
            .exists(params![row.0, moved("about"), moved("group")])?;
        if beside {
            self.alter(kind, row, &Map::from_iter([("preferred".to_owned(), Json::Bool(false))]), steps)?;
        }
        Ok(())
    }

    /// A fact that both records had is one: the second is merged into the first, with its citations.
    fn fold_twins(&mut self, moved: Vec<(Kind, RecordId)>, steps: &mut Vec<Step>) -> Result<()> {
        for (kind, row) in moved.into_iter().filter(|(kind, _)| kind.is_tie()) {
            let says = self.stored(kind, row)?;
            if says.contains_key("merged_into") {
                continue;
            }
            let names: Vec<&Field> = kind
                .fields()
                .iter()
                .filter(|field| matches!(field.ty, Type::Ref(..)) && says.contains_key(field.name))
                .collect();
            let tests: Vec<String> = names.iter().map(|field| format!("{} IS k.{0}", field.column())).collect();
            let sql = format!(
                "SELECT o.id FROM {table} k JOIN {table} o ON o.id <> k.id AND {} WHERE k.id = ?1 ORDER BY o.id",
                tests.iter().map(|test| format!("o.{test}")).collect::<Vec<_>>().join(" AND "),
                table = kind.table()
            );
            for twin in self.numbers(&sql, row, |row| Ok(RecordId(row.get(0)?)))? {
                let other = self.stored(kind, twin)?;
                let alike = |name: &str| other.get(name) == says.get(name);
                let header = ["sensitivity", "compartment", "withdrawn", "merged_into"];
                if kind.fields().iter().all(|field| alike(field.name)) && header.iter().all(|name| alike(name)) {
                    self.close_into(kind, row, twin, steps)?;
                    self.stand_for(kind, row, twin, steps)?;
                    self.touched.insert(twin);
                    break;
                }
            }
        }
        Ok(())
    }

    /// Changes a record's own row or header, in its history, and lists the step.
    pub(super) fn alter(
        &mut self,
        kind: Kind,
        id: RecordId,
        values: &Map<String, Json>,
        steps: &mut Vec<Step>,
    ) -> Result<()> {
        let before = self.stored(kind, id)?;
        self.set_stored(kind, id, &before, values)?;
        let after = self.stored(kind, id)?;
        self.log_update(kind, id, &before, &after)?;
        self.step(kind, id, before, steps)
    }

    fn step(&self, kind: Kind, id: RecordId, before: Map<String, Json>, steps: &mut Vec<Step>) -> Result<()> {
        let after = self.stored(kind, id)?;
        let differ = |name: &&String| before.get(*name) != after.get(*name);
        let names: Vec<String> = before.keys().chain(after.keys()).filter(differ).cloned().collect();
        if names.is_empty() {
            return Ok(());
        }
        let of = |values: &Map<String, Json>| {
            names.iter().map(|name| (name.clone(), values.get(name).cloned().unwrap_or(Json::Null))).collect()
        };
        let table = Table::Record(kind);
        steps.push(Step {
            record: self.uids.of(self.conn, id)?,
            before: self.portable(table, 0, of(&before))?,
            after: self.portable(table, 0, of(&after))?,
            moved: None,
            added: None,
        });
        Ok(())
    }

    /// Writes values as the tables hold them: fields, and of the header what a merge changes.
    fn set_stored(
        &self,
        kind: Kind,
        id: RecordId,
        before: &Map<String, Json>,
        values: &Map<String, Json>,
    ) -> Result<()> {
        let mut fields = Fields::new();
        for (name, json) in values {
            if let Some(field) = kind.field(name) {
                let value = value(field, json)?;
                fields.insert(field.name, value.or_else(|| usual(field)));
            }
        }
        self.set_fields(kind, id, before, &fields)?;
        if let Some(Json::String(review)) = values.get("review") {
            self.set_review(id, review)?;
        }
        if let Some(withdrawn) = values.get("withdrawn") {
            let at = (*withdrawn == Json::Bool(true)).then_some(self.ledger.at());
            self.conn.prepare_cached("UPDATE record SET deleted_at = ?2 WHERE id = ?1")?.execute(params![id.0, at])?;
        }
        if let Some(kept) = values.get("merged_into") {
            self.conn
                .prepare_cached("UPDATE record SET merged_into = ?2 WHERE id = ?1")?
                .execute(params![id.0, kept.as_i64()])?;
        }
        self.sight.forget();
        Ok(())
    }

    pub(super) fn numbers<T>(
        &self,
        sql: &str,
        id: RecordId,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map(params![id.0], |row| read(row))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn leads_to(field: &Field, kind: Kind) -> bool {
    match field.ty {
        Type::Ref(target, _) => target.admits(kind),
        _ => false,
    }
}
