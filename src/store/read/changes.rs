//! What was written since some moment, as far as the reader sees it: a change that says nothing but what is hidden from him or
//! her is none.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, params};
use serde_json::{Map, Value as Json};

use crate::domain::history::{HistoryRow, Touched, is_reference};
use crate::domain::kind::{CustodyEvent, Kind};
use crate::domain::record::RecordId;
use crate::error::{Error, Result};
use crate::store::ReadTx;

impl ReadTx<'_> {
    /// The number of the last change before a moment, in UTC as the history has it.
    pub fn change_before(&self, at: &str) -> Result<i64> {
        let sql = "SELECT c.id FROM main.change c JOIN main.write w ON w.id = c.write_id
                    WHERE w.at < ?1 ORDER BY c.id DESC LIMIT 1";
        Ok(self.conn.prepare_cached(sql)?.query_row([at], |row| row.get(0)).optional()?.unwrap_or_default())
    }

    /// What was written after a change, the newest first, no more than `limit` changes.
    pub fn touched_since(&self, after: i64, limit: usize) -> Result<Vec<Touched>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT c.id, c.at, a.id, a.name, c.record_id, c.tbl, c.action, c.content, COALESCE(c.reason, '')
               FROM v_change c JOIN main.account a ON a.uid = c.author
              WHERE c.id > ?1 ORDER BY c.id DESC LIMIT ?2",
        )?;
        let mut rows = statement.query(params![after, i64::try_from(limit).map_err(Error::internal)?])?;
        let (mut touched, mut doubtful) = (Vec::new(), BTreeMap::new());
        while let Some(row) = rows.next()? {
            let (table, content): (String, Option<String>) = (row.get(5)?, row.get(7)?);
            let line = Touched {
                change: row.get(0)?,
                at: row.get(1)?,
                account: row.get(2)?,
                by: row.get(3)?,
                record: RecordId(row.get(4)?),
                action: row.get(6)?,
                reason: row.get(8)?,
                is_own: Kind::parse(&table).is_some(),
            };
            if line.action == "update" && may_say_nothing(&table, content.as_deref()) {
                doubtful.insert(line.change, line.record);
            }
            touched.push(line);
        }
        let silent = self.silent(&doubtful)?;
        touched.retain(|line| !silent.contains(&line.change));
        Ok(touched)
    }

    /// Those of these changes that say nothing to the reader.
    fn silent(&self, changes: &BTreeMap<i64, RecordId>) -> Result<BTreeSet<i64>> {
        let mut silent = BTreeSet::new();
        for (change, record) in changes {
            let rows = self.history_between(&[*record], change - 1, *change)?;
            if !rows.iter().any(HistoryRow::says_anything) {
                silent.insert(*change);
            }
        }
        Ok(silent)
    }

    /// The lines of the timeline that these records are or belong to; the steps of an episode with it.
    pub fn lines_with(&self, records: &[RecordId]) -> Result<Vec<RecordId>> {
        let detentions: Vec<RecordId> =
            self.kinds(records)?.into_iter().filter(|(_, kind)| *kind == Kind::Detention).map(|(id, _)| id).collect();
        let steps = self.referencing::<CustodyEvent>("detention", &detentions)?;
        let all: Vec<RecordId> = records.iter().copied().chain(steps.iter().map(|step| step.id())).collect();
        self.entries_of(&all)
    }
}

/// Whether a change may say nothing to somebody: it says which record or compartment is meant.
fn may_say_nothing(table: &str, content: Option<&str>) -> bool {
    let content: Map<String, Json> = content.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    content.keys().any(|name| name == "compartment" || is_reference(table, name))
}
