//! Rows that refer to a record, a page at a time: what the sections of its page show, and the lists behind them.

use rusqlite::{CachedStatement, Params, params};

use crate::domain::kind::{Kind, Target, Type};
use crate::domain::query::place::RowPlace;
use crate::domain::record::RecordId;
use crate::error::{Error, Result};
use crate::store::ReadTx;
use crate::store::write::entry::UNDATED;

impl ReadTx<'_> {
    /// The ids of rows of a kind that refer to a record of another kind, in whichever field: those behind `after`, no
    /// more than `limit` where there is one. What belongs to incidents stands by their days, everything else in the order of entry.
    pub fn referring(
        &self,
        kind: Kind,
        (to, id): (Kind, RecordId),
        after: Option<RowPlace>,
        limit: Option<usize>,
    ) -> Result<Vec<RecordId>> {
        let candidates = candidates(kind, to).ok_or(Error::NotFound)?;
        let start = after.unwrap_or(RowPlace { day: i64::MIN, id: RecordId(0) });
        self.first_seen(&candidates, params![id.0, start.day, start.id.0], kind.table(), limit)
    }

    /// Where a row that refers to a record stands among those of its kind.
    pub fn place_in_section(&self, kind: Kind, (to, id): (Kind, RecordId), row: RecordId) -> Result<RowPlace> {
        let sql = format!("SELECT day FROM ({}) WHERE id = ?4", candidates(kind, to).ok_or(Error::NotFound)?);
        let bound = params![id.0, i64::MIN, 0, row.0];
        let day = self.conn.prepare_cached(&sql)?.query_row(bound, |found| found.get(0))?;
        Ok(RowPlace { day, id: row })
    }

    /// The first of these ids that the reader sees in a table, all of them without a limit. The filter is asked for one row
    /// after the other, and no further than the page goes.
    pub(super) fn first_seen(
        &self,
        candidates: &str,
        parameters: impl Params,
        table: &str,
        limit: Option<usize>,
    ) -> Result<Vec<RecordId>> {
        let mut seen = self.seen_in(table)?;
        let mut statement = self.conn.prepare_cached(candidates)?;
        let mut rows = statement.query(parameters)?;
        let mut found = Vec::new();
        while limit.is_none_or(|limit| found.len() < limit)
            && let Some(row) = rows.next()?
        {
            let id = row.get(0)?;
            if seen.exists([id])? {
                found.push(RecordId(id));
            }
        }
        Ok(found)
    }

    fn seen_in(&self, table: &str) -> Result<CachedStatement<'_>> {
        Ok(self.conn.prepare_cached(&format!("SELECT 1 FROM seen_{table} WHERE id = ?1"))?)
    }
}

/// Rows of a kind that refer to the record `?1` of another kind, with their days, behind the day `?2` and the row `?3`, in
/// order: found on the table, by the index of each reference.
fn candidates(kind: Kind, to: Kind) -> Option<String> {
    let table = kind.table();
    if (kind, to) == (Kind::Report, Kind::Source) {
        // A report is told by its sources in a table of its own.
        return Some(
            "SELECT rs.report_id AS id, 0 AS day FROM main.report_source rs
              WHERE rs.source_id = ?1 AND rs.report_id > CASE WHEN ?2 < 0 THEN 0 ELSE ?3 END GROUP BY rs.report_id ORDER BY rs.report_id"
                .to_owned(),
        );
    }
    let fields = kind.fields().iter().filter(|field| matches!(field.ty, Type::Ref(target, _) if target.admits(to)));
    let columns: Vec<String> = fields.map(|field| field.column()).collect();
    let of_incident =
        kind.owners().any(|(field, target)| field.name == "incident" && target == Target::One(Kind::Incident));
    let by = |column: &String| {
        match of_incident {
        true => format!(
            "SELECT t.id AS id, COALESCE(e.day, {UNDATED}) AS day FROM main.{table} t LEFT JOIN main.entry e ON e.id = t.incident_id
              WHERE t.{column} = ?1 AND (COALESCE(e.day, {UNDATED}), t.id) > (?2, ?3)"
        ),
        false => format!(
            "SELECT t.id AS id, 0 AS day FROM main.{table} t
              WHERE t.{column} = ?1 AND t.id > CASE WHEN ?2 < 0 THEN 0 ELSE ?3 END"
        ),
    }
    };
    let found: Vec<String> = columns.iter().map(by).collect();
    let order = if of_incident { "day, id" } else { "id" };
    (!found.is_empty()).then(|| format!("{} ORDER BY {order}", found.join(" UNION ")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;

    use super::candidates;
    use crate::domain::kind::Kind;
    use crate::store::filter::plan::{laid_out, plan, scans};

    #[test]
    fn rows_of_a_section_come_by_an_index_and_in_its_order() {
        let (conn, mut sorted) = (laid_out(), BTreeSet::new());
        for (kind, to) in Kind::ALL.into_iter().flat_map(|kind| Kind::ALL.map(|to| (kind, to))) {
            let Some(sql) = candidates(kind, to) else { continue };
            assert_eq!(scans(&conn, &sql, &[]), Vec::<String>::new(), "{kind:?} of {to:?}");
            let by_day = kind.owners().any(|(field, _)| field.name == "incident");
            if !by_day && plan(&conn, &sql).iter().any(|step| step.contains("TEMP B-TREE")) {
                sorted.insert(kind);
            }
        }
        // The index of links is in the order of their types; an incident has few, and an episode few steps.
        assert!(sorted.is_subset(&[Kind::IncidentLink, Kind::CustodyEvent].into()), "{sorted:?}");
    }
}
