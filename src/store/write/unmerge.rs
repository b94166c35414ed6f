//! A merge undone: what still stands as it was moved goes back, what changed since is named and left.

use rusqlite::{OptionalExtension, params};
use serde_json::{Map, Value as Json};

use super::WriteTx;
use super::moved::Moved;
use crate::domain::act::Act;
use crate::domain::history::Unmerged;
use crate::domain::record::RecordId;
use crate::error::{Error, Result, Say};

impl WriteTx<'_> {
    /// Makes two records again of one.
    pub fn unmerge(&mut self, merge: i64) -> Result<Unmerged> {
        let (merged, kept, moved, undone): (i64, i64, String, bool) = self
            .conn
            .prepare_cached(
                "SELECT m.merged_id, m.kept_id, m.moved, m.undone_at IS NOT NULL FROM merge m
                   JOIN record r ON r.id = m.merged_id
                  WHERE m.id = ?1 AND (r.merged_into IS NULL OR r.id IN (SELECT id FROM merged_record))",
            )?
            .query_row(params![merge], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .optional()?
            .ok_or(Error::NotFound)?;
        let (merged, kept) = (RecordId(merged), RecordId(kept));
        let head = self.head(kept)?;
        self.allow(Act::Merge, &head)?;
        self.with_reason()?;
        if undone {
            return Err(Error::invalid("merge", Say::new("err-merge-undone")));
        }
        let steps: Vec<Moved> = serde_json::from_str(&moved).map_err(Error::internal)?;
        let mut left = Vec::new();
        for step in steps.into_iter().rev() {
            self.move_back(step, &mut left)?;
        }
        self.touched.extend([kept, merged]);
        self.no_circle("merge")?;
        self.conn.prepare_cached("UPDATE merge SET undone_at = ?2 WHERE id = ?1")?.execute(params![merge, self.at])?;
        Ok(Unmerged { kept, merged, left })
    }

    fn move_back(&mut self, step: Moved, left: &mut Vec<(RecordId, String)>) -> Result<()> {
        let (record, what, done) = match step {
            Moved::Values { record, before, after } => return self.values_back(record, &before, &after, left),
            Moved::Name { row, from, to, was, is } => {
                let kind: Option<String> = self
                    .conn
                    .prepare_cached("SELECT kind FROM name WHERE id = ?1 AND record_id = ?2")?
                    .query_row(params![row, to.0], |row| row.get(0))
                    .optional()?;
                let done = match kind {
                    // It is what the kept record is called now.
                    Some(kind) if kind == "primary" => Err(Error::NotFound),
                    Some(kind) => self.move_name(row, to, from, if kind == is { &was } else { &kind }),
                    None => Err(Error::NotFound),
                };
                (to, "names".to_owned(), done)
            }
            Moved::Citation { row, from, to } => (to, "citations".to_owned(), self.move_citation(row, to, from)),
            Moved::Via { row, record, from, to } => (record, "via".to_owned(), self.move_via(row, record, to, from)),
            Moved::Source { report, role, from, had: true, .. } => {
                (report, "sources".to_owned(), self.put_source(report, &role, from))
            }
            Moved::Source { report, role, from, to, had: false } => {
                (report, "sources".to_owned(), self.move_source(report, &role, to, from).map(drop))
            }
            Moved::ExternalId { scheme, value, from, to } => {
                (to, "external_ids".to_owned(), self.move_external_id(&scheme, &value, to, from))
            }
        };
        left_unless(done, left, record, what)
    }

    /// Each value that is still what the merge made of it becomes what it was.
    fn values_back(
        &mut self,
        record: RecordId,
        before: &Map<String, Json>,
        after: &Map<String, Json>,
        left: &mut Vec<(RecordId, String)>,
    ) -> Result<()> {
        let kind = self.kind(record)?;
        let now = self.stored(kind, record)?;
        let mut back = Map::new();
        for name in before.keys().chain(after.keys()) {
            let [was, made, is] = [before, after, &now].map(|map| map.get(name).unwrap_or(&Json::Null).clone());
            if is == made {
                back.insert(name.clone(), was);
            } else if is != was {
                left.push((record, name.clone()));
            }
        }
        let done = self.alter(kind, record, |tx| tx.set_stored(kind, record, &back)).map(drop);
        left_unless(done, left, record, back.keys().next().cloned().unwrap_or_default())
    }
}

/// What was taken away or changed since can't go back; that is told, and the rest goes on.
fn left_unless(done: Result<()>, left: &mut Vec<(RecordId, String)>, record: RecordId, what: String) -> Result<()> {
    match done {
        Err(Error::NotFound | Error::Invalid(_)) => left.push((record, what)),
        other => other?,
    }
    Ok(())
}
