//! What needs work: disagreement between sources, facts without one. The desk is looked at all day, so it looks at what is
//! newest, and costs the same however large the file is.

use rusqlite::params;
use serde_json::Value as Json;

use crate::domain::kind::{Kind, OF_THE_TEAM};
use crate::domain::query::limit::NEWEST;
use crate::domain::record::{Label, RecordId};
use crate::error::{Error, Result};
use crate::store::ReadTx;
use crate::store::read::facet::InPlaces;
use crate::store::read::row::parse_kind;
use crate::store::write::entry::UNDATED;

/// The types of ties that nothing is cited for.
pub fn of_the_team() -> String {
    Json::from(OF_THE_TEAM.to_vec()).to_string()
}

impl ReadTx<'_> {
    /// The facts that nothing is cited for, among the newest records, the newest first.
    pub fn newest_uncited(&self) -> Result<Vec<(RecordId, Kind)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT r.id, r.kind FROM (SELECT id, kind FROM main.record ORDER BY id DESC LIMIT ?1) r
              WHERE EXISTS (SELECT 1 FROM seen_record s WHERE s.id = r.id)
                AND NOT EXISTS (SELECT 1 FROM v_citation c WHERE c.record_id = r.id)
                AND NOT EXISTS (SELECT 1 FROM v_relation t WHERE t.id = r.id AND t.type IN (SELECT value FROM json_each(?2)))
              ORDER BY r.id DESC",
        )?;
        let mut rows = statement.query(params![NEWEST, of_the_team()])?;
        let mut uncited = Vec::new();
        while let Some(row) = rows.next()? {
            let kind = parse_kind(row.get_ref(1)?.as_str().map_err(Error::internal)?)?;
            if kind.is_fact() {
                uncited.push((RecordId(row.get(0)?), kind));
            }
        }
        Ok(uncited)
    }

    /// Where the last lines of the timeline are, by settlement, most first.
    pub fn newest_places(&self) -> Result<Vec<(Label, i64)>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT place_id, line_key FROM v_entry WHERE day < ?2 ORDER BY day DESC LIMIT ?1")?;
        let mut rows = statement.query(params![NEWEST, UNDATED])?;
        let mut places = InPlaces::default();
        while let Some(row) = rows.next()? {
            if let Some(place) = row.get(0)? {
                places.add(RecordId(place), row.get_ref(1)?.as_blob().ok());
            }
        }
        self.by_settlement(&places, &[])
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::store::filter::plan::{laid_out, plan};

    #[test]
    fn the_newest_rows_come_by_an_index_and_are_not_sorted() {
        let conn = laid_out();
        let newest = "SELECT place_id, line_key FROM v_entry WHERE day < ?2 ORDER BY day DESC LIMIT ?1";
        let plan = plan(&conn, newest);
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:#?}");
    }
}
