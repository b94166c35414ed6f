//! What is withdrawn or merged, for those who may bring it back; and what a withdrawal takes with it.

use rusqlite::{OptionalExtension, Row, params};

use crate::domain::access::{Right, Viewer};
use crate::domain::history::{Leaving, Merged, Withdrawn};
use crate::domain::kind::{Kind, Reference, Type};
use crate::domain::query::place::WithdrawnPlace;
use crate::domain::record::RecordId;
use crate::error::{Error, Result};
use crate::store::read::row::json_ids;
use crate::store::{ReadTx, Store, filter};

/// Behind every time of withdrawing.
const LAST: &str = "~";

/// What is withdrawn, the last one first, from a time and a record on.
const WITHDRAWN: &str = "SELECT id FROM main.record WHERE deleted_at IS NOT NULL AND (deleted_at, id) <= (?1, ?2)
  ORDER BY deleted_at DESC, id DESC";

impl Store {
    /// Reads with withdrawn records among the others, for editors. Clearance and compartments hold as ever.
    pub fn read_withdrawn<T>(&self, viewer: &Viewer, work: impl FnOnce(&ReadTx<'_>) -> Result<T>) -> Result<T> {
        if !viewer.may(Right::Edit) {
            return Err(Error::Forbidden);
        }
        self.read(viewer, |tx| {
            filter::with_withdrawn(tx.conn, true)?;
            let result = work(tx);
            filter::with_withdrawn(tx.conn, false)?;
            result
        })
    }
}

impl ReadTx<'_> {
    /// The withdrawn records, the last one first: those from a place on, no more than `limit`. Empty unless they are read
    /// for (`Store::read_withdrawn`).
    pub fn withdrawn(&self, from: Option<&WithdrawnPlace>, limit: usize) -> Result<Vec<Withdrawn>> {
        let (at, id) = from.map_or((LAST, i64::MAX), |place| (place.at.as_str(), place.id.0));
        let ids = self.first_seen(WITHDRAWN, params![at, id], "record", Some(limit))?;
        let mut statement = self.conn.prepare_cached(
            "SELECT r.version, c.at, a.name, COALESCE(c.reason, '')
               FROM open_record r
               JOIN v_change c ON c.id = (SELECT max(w.id) FROM v_change w WHERE w.record_id = r.id AND w.content ->> 'withdrawn')
               JOIN main.account a ON a.uid = c.author
              WHERE r.id = ?1",
        )?;
        let mut labels = self.labels(&ids)?;
        let mut found = Vec::new();
        for id in ids {
            let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
            let told = statement.query_row([id.0], read).optional()?;
            if let (Some(record), Some((version, at, by, reason))) = (labels.remove(&id), told) {
                found.push(Withdrawn { record, version, at, by, reason });
            }
        }
        Ok(found)
    }

    /// Where a record stands among those that are withdrawn, if it is.
    pub fn place_in_withdrawn(&self, id: RecordId) -> Result<Option<WithdrawnPlace>> {
        let mut at = self.conn.prepare_cached("SELECT deleted_at FROM open_record WHERE id = ?1")?;
        let at: Option<Option<String>> = at.query_row([id.0], |row| row.get(0)).optional()?;
        Ok(at.flatten().map(|at| WithdrawnPlace { at, id }))
    }

    /// What would be left out with a record: the rows that belong to it, the citations of a report, and how many rows
    /// would lose a reference to it.
    pub fn leaving(&self, id: RecordId) -> Result<Leaving> {
        let rows = self.belongings(id)?;
        let mut leaving = Leaving { rows, citations: 0, references: 0 };
        leaving.citations = self.count_of("SELECT count(*) FROM v_citation WHERE report_id = ?1", id.0)?;
        for kind in Kind::ALL {
            for field in kind.fields().iter().filter(|field| matches!(field.ty, Type::Ref(_, Reference::Linked))) {
                let sql = format!("SELECT count(*) FROM v_{} WHERE {}", kind.table(), filter::points_at(kind, field));
                leaving.references += self.count_of(&sql, json_ids(&[id]))?;
            }
        }
        Ok(leaving)
    }

    /// The records that were merged into this one and not parted from it again, the last one first.
    pub fn merged_into(&self, kept: RecordId) -> Result<Vec<Merged>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT m.id, r.ref, w.at, a.name, COALESCE(w.reason, '')
               FROM main.merge m JOIN merged_record r ON r.id = m.merged_id
               JOIN main.change c ON c.id = m.id JOIN main.write w ON w.id = c.write_id JOIN main.account a ON a.uid = w.author
              WHERE m.kept_id = (SELECT id FROM seen_record WHERE id = ?1) AND m.undone_at IS NULL ORDER BY m.id DESC",
        )?;
        let read = |row: &Row<'_>| {
            let (merge, reference, at) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Merged { merge, reference, at, by: row.get(3)?, reason: row.get(4)? })
        };
        Ok(statement.query_map(params![kept.0], read)?.collect::<rusqlite::Result<_>>()?)
    }

    /// Who made a record.
    pub fn entered_by(&self, id: RecordId) -> Result<String> {
        let mut statement = self.conn.prepare_cached(
            "SELECT a.name FROM open_record r JOIN seen_record s ON s.id = r.id JOIN main.account a ON a.id = r.created_by
              WHERE r.id = ?1",
        )?;
        statement.query_row(params![id.0], |row| row.get(0)).optional()?.ok_or(Error::NotFound)
    }

    fn count_of(&self, sql: &str, parameter: impl rusqlite::ToSql) -> Result<i64> {
        Ok(self.conn.prepare_cached(sql)?.query_row(params![parameter], |row| row.get(0))?)
    }
}

#[cfg(test)]
mod tests {
    use super::WITHDRAWN;
    use crate::store::filter::plan::{laid_out, plan, scans};

    #[test]
    fn what_is_withdrawn_comes_by_an_index_and_in_its_order() {
        let conn = laid_out();
        assert_eq!(scans(&conn, WITHDRAWN, &[]), Vec::<String>::new());
        let plan = plan(&conn, WITHDRAWN);
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:#?}");
    }
}
