//! Two records of one thing made one: everything that pointed at the merged record points at the kept one.

use rusqlite::{Row, params};
use serde_json::{Map, Value as Json};

use super::moved::Moved;
use super::{Head, WriteTx};
use crate::domain::act::Act;
use crate::domain::kind::{Kind, Target, Type};
use crate::domain::record::{Fields, RecordId, Revision, Value};
use crate::error::{Error, Result, Say};

impl WriteTx<'_> {
    /// Merges a record into another of its kind, with fields chosen for the kept one. Returns the number of the merge,
    /// for `unmerge`. Also what the writer does not see is moved: it would be lost to everybody.
    pub fn merge(&mut self, kept: (RecordId, i64), merged: (RecordId, i64), chosen: &Fields) -> Result<i64> {
        let ((kept, kept_version), (merged, merged_version)) = (kept, merged);
        let (into, from) = (self.head(kept)?, self.head(merged)?);
        self.allow(Act::Merge, &into)?;
        self.allow(Act::Merge, &from)?;
        self.unchanged_since(kept, &into, kept_version)?;
        self.unchanged_since(merged, &from, merged_version)?;
        self.with_reason()?;
        if kept == merged || into.kind != from.kind || !into.kind.is_mergeable() {
            return Err(Error::invalid("merged", Say::new("err-wrong-kind")));
        }
        let kind = into.kind;
        let mut moved = Vec::new();
        self.choose(kept, &into, chosen, &mut moved)?;
        self.fit_to_merge(kind, kept, merged)?;
        self.move_references(kind, kept, merged, &mut moved)?;
        self.move_attached(kept, merged, &mut moved)?;
        let closed = Map::from_iter([("merged_into".to_owned(), Json::from(kept.0))]);
        moved.extend(self.alter(kind, merged, |tx| tx.set_stored(kind, merged, &closed))?);
        self.touched.extend([kept, merged]);
        self.no_circle("merged")?;
        let moved = serde_json::to_string(&moved).map_err(Error::internal)?;
        self.conn
            .prepare_cached(
                "INSERT INTO merge (merged_id, kept_id, moved, at, account_id, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![merged.0, kept.0, moved, self.at, self.actor.viewer().account, self.reason])?;
        Ok(self.conn.last_insert_rowid())
    }

    /// The fields chosen for the kept record are a change like any other.
    fn choose(&mut self, kept: RecordId, head: &Head, chosen: &Fields, moved: &mut Vec<Moved>) -> Result<()> {
        let before = self.stored(head.kind, kept)?;
        self.revise(kept, head.version, &Revision { fields: chosen.clone(), ..Revision::default() })?;
        let (before, after) = super::stored::difference(before, self.stored(head.kind, kept)?);
        if !before.is_empty() || !after.is_empty() {
            moved.push(Moved::Values { record: kept, before, after });
        }
        Ok(())
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
            return Err(Error::invalid("merged", Say::new("err-merge-opens")));
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
                return Err(Error::invalid("merged", Say::new("err-merge-inside")));
            }
        }
        Ok(())
    }

    /// Points every reference to the merged record at the kept one.
    fn move_references(&mut self, kind: Kind, kept: RecordId, merged: RecordId, moved: &mut Vec<Moved>) -> Result<()> {
        for owner in Kind::ALL {
            let names: Vec<&'static str> = owner
                .fields()
                .iter()
                .filter(|field| match field.ty {
                    Type::Ref(Target::One(target), _) => target == kind,
                    Type::Ref(Target::Subject, _) => kind.is_subject(),
                    _ => false,
                })
                .map(|field| field.name)
                .collect();
            for row in self.rows_with(owner, &names, merged)? {
                self.move_row(owner, row, &names, (kept, merged), moved)?;
            }
        }
        Ok(())
    }

    /// Every row of a kind in which one of these fields names a record.
    fn rows_with(&self, kind: Kind, names: &[&str], id: RecordId) -> Result<Vec<RecordId>> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let tests: Vec<String> = names.iter().map(|name| format!("{name}_id = ?1")).collect();
        let sql = format!("SELECT id FROM {} WHERE {} ORDER BY id", kind.table(), tests.join(" OR "));
        self.numbers(&sql, id, |row| Ok(RecordId(row.get(0)?)))
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

    /// Points one row at the kept record. A tie between the two says nothing any more, and one that says what another
    /// says already is withdrawn, its citations with the other.
    fn move_row(
        &mut self,
        kind: Kind,
        row: RecordId,
        names: &[&'static str],
        (kept, merged): (RecordId, RecordId),
        moved: &mut Vec<Moved>,
    ) -> Result<()> {
        let before = self.stored(kind, row)?;
        let mut after = before.clone();
        let mut fields = Fields::new();
        for name in names {
            if before.get(*name).and_then(Json::as_i64) == Some(merged.0) {
                after.insert((*name).to_owned(), kept.0.into());
                fields.insert(name, Some(Value::Ref(kept)));
            }
        }
        let same = |one: &str, other: &str| after.contains_key(one) && after.get(one) == after.get(other);
        let tie_to_itself = same("subject", "object") || same("from_incident", "to_incident");
        let twins = if kind.is_tie() { self.rows_with(kind, names, kept)? } else { Vec::new() };
        let (mut twin, mut taken) = (None, false);
        for other in twins.into_iter().filter(|other| *other != row) {
            let stored = self.stored(kind, other)?;
            let alike = |name: &str| stored.get(name) == after.get(name);
            let says_the_same = kind.fields().iter().all(|field| alike(field.name));
            if says_the_same
                && ["sensitivity", "compartment", "withdrawn", "merged_into"].iter().all(|name| alike(name))
            {
                twin = twin.or(Some(other));
            }
            taken |=
                kind == Kind::IncidentLink && ["from_incident", "type", "to_incident"].iter().all(|name| alike(name));
        }
        if tie_to_itself || twin.is_some() || taken {
            if let Some(twin) = twin {
                for citation in self.citation_rows(row)? {
                    self.move_citation(citation, row, twin)?;
                    moved.push(Moved::Citation { row: citation, from: row, to: twin });
                }
            }
            let gone = Map::from_iter([
                ("withdrawn".to_owned(), Json::Bool(true)),
                ("review".to_owned(), Json::from("withdrawn")),
            ]);
            if !before.contains_key("withdrawn") {
                moved.extend(self.alter(kind, row, |tx| tx.set_stored(kind, row, &gone))?);
            }
            return Ok(());
        }
        let figure = kind == Kind::Figure && after.get("preferred") == Some(&Json::Bool(true));
        if figure && self.preferred_already(row, &fields)? {
            fields.insert("preferred", Some(Value::Bool(false)));
        }
        moved.extend(self.alter(kind, row, |tx| tx.set_fields(kind, row, &fields))?);
        Ok(())
    }

    /// Whether a figure is preferred already where this one comes to.
    fn preferred_already(&self, row: RecordId, fields: &Fields) -> Result<bool> {
        let moved = |name: &str| match fields.get(name) {
            Some(Some(Value::Ref(id))) => Some(id.0),
            _ => None,
        };
        let mut statement = self.conn.prepare_cached(
            "SELECT 1 FROM figure f JOIN figure o ON o.measure = f.measure AND o.about_id = COALESCE(?2, f.about_id)
                    AND o.group_id IS COALESCE(?3, f.group_id) AND o.id <> f.id AND o.preferred = 1
              WHERE f.id = ?1",
        )?;
        Ok(statement.exists(params![row.0, moved("about"), moved("group")])?)
    }

    pub(super) fn citation_rows(&self, record: RecordId) -> Result<Vec<i64>> {
        self.numbers("SELECT id FROM citation WHERE record_id = ?1 ORDER BY id", record, |row| row.get(0))
    }

    /// Moves what is attached to the merged record. A spelling that the kept one has stays behind.
    fn move_attached(&mut self, kept: RecordId, merged: RecordId, moved: &mut Vec<Moved>) -> Result<()> {
        let (from, to) = (merged, kept);
        let names =
            self.numbers("SELECT id, text, kind FROM name WHERE record_id = ?1 ORDER BY id", merged, |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
            })?;
        let known: Vec<String> = self.numbers("SELECT text FROM name WHERE record_id = ?1", kept, |row| row.get(0))?;
        for (row, _, was) in names.into_iter().filter(|(_, text, _)| !known.contains(text)) {
            let is = if was == "primary" { "alias".to_owned() } else { was.clone() };
            // An alias of that very spelling may have come over with the row before.
            if self.move_name(row, from, to, &is).map(|()| true).or_else(unless_taken)? {
                moved.push(Moved::Name { row, from, to, was, is });
            }
        }
        for row in self.citation_rows(merged)? {
            self.move_citation(row, from, to)?;
            moved.push(Moved::Citation { row, from, to });
        }
        let vias =
            self.numbers("SELECT id, record_id FROM citation WHERE via_source_id = ?1 ORDER BY id", merged, |row| {
                Ok((row.get(0)?, RecordId(row.get(1)?)))
            })?;
        for (row, record) in vias {
            self.move_via(row, record, from, to)?;
            moved.push(Moved::Via { row, record, from, to });
        }
        let parts = self.numbers("SELECT report_id, role FROM report_source WHERE source_id = ?1", merged, |row| {
            Ok((RecordId(row.get(0)?), row.get::<_, String>(1)?))
        })?;
        for (report, role) in parts {
            let had = self.move_source(report, &role, from, to)?;
            moved.push(Moved::Source { report, role, from, to, had });
        }
        let ids = self.numbers("SELECT scheme, value FROM external_id WHERE record_id = ?1", merged, |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        for (scheme, value) in ids {
            self.move_external_id(&scheme, &value, from, to)?;
            moved.push(Moved::ExternalId { scheme, value, from, to });
        }
        Ok(())
    }
}

fn unless_taken(error: Error) -> Result<bool> {
    match error {
        Error::Invalid(_) => Ok(false),
        other => Err(other),
    }
}
