//! What needs work: disagreement between sources, facts without one.

use super::ReadTx;
use crate::domain::kind::Kind;
use crate::domain::record::RecordId;
use crate::error::Result;

impl ReadTx<'_> {
    /// Records on which sources disagree: several figures of one measure with none preferred, or a citation that
    /// contradicts.
    pub fn conflicts(&self) -> Result<Vec<RecordId>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT about_id FROM v_figure GROUP BY about_id, measure, group_id HAVING count(*) > 1 AND sum(preferred) = 0
             UNION SELECT record_id FROM v_citation WHERE stance = 'contradicts' ORDER BY 1",
        )?;
        let ids = statement.query_map([], |row| Ok(RecordId(row.get(0)?)))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// How many facts of each kind nothing is cited for.
    pub fn uncited(&self) -> Result<Vec<(Kind, i64)>> {
        let mut counts = Vec::new();
        for kind in Kind::ALL.into_iter().filter(|kind| kind.is_fact()) {
            let sql = format!(
                "SELECT count(*) FROM seen_{} k WHERE NOT EXISTS (SELECT 1 FROM v_citation c WHERE c.record_id = k.id)",
                kind.table()
            );
            let count = self.conn.prepare_cached(&sql)?.query_row([], |row| row.get(0))?;
            if count > 0 {
                counts.push((kind, count));
            }
        }
        Ok(counts)
    }
}
