//! What needs work: disagreement between sources, facts without one. The desk is looked at all day, so it looks at what is
//! newest, and costs the same however large the file is.

use rusqlite::params;

use crate::domain::kind::Kind;
use crate::domain::query::limit::NEWEST;
use crate::domain::record::{Label, RecordId};
use crate::error::{Error, Result};
use crate::store::ReadTx;
use crate::store::read::facet::InPlaces;
use crate::store::read::row::parse_kind;
use crate::store::write::entry::UNDATED;

impl ReadTx<'_> {
    /// Records on which sources disagree, as far as the newest figures and contradictions say: several figures of one
    /// measure with none preferred, or a citation that contradicts.
    pub fn newest_conflicts(&self) -> Result<Vec<RecordId>> {
        let mut statement = self.conn.prepare_cached(
            "WITH about (id) AS (SELECT DISTINCT about_id FROM (SELECT about_id FROM main.figure ORDER BY id DESC LIMIT ?1)),
               several (id) AS (SELECT f.about_id FROM about a CROSS JOIN main.figure f ON f.about_id = a.id
                                 GROUP BY f.about_id, f.measure, f.group_id HAVING count(*) > 1)
             SELECT about_id FROM v_figure
              WHERE id IN (SELECT f.id FROM several s CROSS JOIN main.figure f ON f.about_id = s.id)
              GROUP BY about_id, measure, group_id HAVING count(*) > 1 AND sum(preferred) = 0
             UNION SELECT record_id FROM v_citation
              WHERE id IN (SELECT id FROM main.citation WHERE stance = 'contradicts' ORDER BY id DESC LIMIT ?1)
             ORDER BY 1",
        )?;
        let ids = statement.query_map(params![NEWEST], |row| Ok(RecordId(row.get(0)?)))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// The facts that nothing is cited for, among the newest records, the newest first.
    pub fn newest_uncited(&self) -> Result<Vec<(RecordId, Kind)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT r.id, r.kind FROM (SELECT id, kind FROM main.record ORDER BY id DESC LIMIT ?1) r
              WHERE EXISTS (SELECT 1 FROM seen_record s WHERE s.id = r.id)
                AND NOT EXISTS (SELECT 1 FROM v_citation c WHERE c.record_id = r.id)
              ORDER BY r.id DESC",
        )?;
        let mut rows = statement.query(params![NEWEST])?;
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
        self.by_settlement(&places, None)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::store::filter::plan::{laid_out, plan};

    #[test]
    fn the_newest_rows_come_by_an_index_and_are_not_sorted() {
        let conn = laid_out();
        for newest in [
            "SELECT id FROM main.citation WHERE stance = 'contradicts' ORDER BY id DESC LIMIT ?1",
            "SELECT place_id, line_key FROM v_entry WHERE day < ?2 ORDER BY day DESC LIMIT ?1",
            "SELECT about_id FROM main.figure ORDER BY id DESC LIMIT ?1",
        ] {
            let plan = plan(&conn, newest);
            assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{newest}: {plan:#?}");
        }
        let plan = plan(&conn, "SELECT id FROM main.citation WHERE stance = 'contradicts' ORDER BY id DESC LIMIT ?1");
        assert!(plan.iter().any(|step| step.contains("citation_contradicts")), "{plan:#?}");
    }
}
