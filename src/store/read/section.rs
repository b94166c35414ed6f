//! Rows that refer to a record, a page at a time: what the sections of its page show, and the lists behind them.

use rusqlite::{OptionalExtension, params};

use crate::domain::kind::{Kind, Target, Type};
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
        after: Option<RecordId>,
        limit: Option<usize>,
    ) -> Result<Vec<RecordId>> {
        let table = kind.table();
        let fields = kind.fields().iter().filter(|field| matches!(field.ty, Type::Ref(target, _) if target.admits(to)));
        let refers: Vec<String> = fields.map(|field| format!("t.{} = ?1", field.column())).collect();
        // A report is told by its sources in a table of its own.
        let refers = match (kind, to) {
            (Kind::Report, Kind::Source) => {
                "t.id IN (SELECT rs.report_id FROM v_report_source rs WHERE rs.source_id = ?1)".to_owned()
            }
            _ if refers.is_empty() => return Err(Error::NotFound),
            _ => refers.join(" OR "),
        };
        let of_incident =
            kind.owners().any(|(field, target)| field.name == "incident" && target == Target::One(Kind::Incident));
        let day = match of_incident {
            true => format!("COALESCE((SELECT e.day FROM main.entry e WHERE e.id = t.incident_id), {UNDATED})"),
            false => "0".to_owned(),
        };
        let start = match after {
            None => (i64::MIN, 0),
            Some(after) => {
                let sql = format!(
                    "SELECT {day} FROM main.{table} t JOIN seen_{table} s ON s.id = t.id WHERE t.id = ?2 AND ({refers})"
                );
                let day =
                    self.conn.prepare_cached(&sql)?.query_row(params![id.0, after.0], |row| row.get(0)).optional()?;
                (day.ok_or_else(|| Error::bad("err-cursor"))?, after.0)
            }
        };
        let sql = format!(
            "SELECT id FROM (SELECT t.id, {day} AS day FROM main.{table} t WHERE {refers}) r
              WHERE (r.day, r.id) > (?2, ?3) AND EXISTS (SELECT 1 FROM seen_{table} s WHERE s.id = r.id)
              ORDER BY r.day, r.id LIMIT ?4"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let limit = limit.map_or(Ok(-1), i64::try_from).map_err(Error::internal)?;
        let ids = statement.query_map(params![id.0, start.0, start.1, limit], |row| Ok(RecordId(row.get(0)?)))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }
}
