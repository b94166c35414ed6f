//! Who is in incidents and in the lines that answer a question, by the tables.

use std::collections::{HashMap, HashSet};

use rusqlite::types::ValueRef;

use crate::domain::query::involved::{InLines, Involved};
use crate::domain::query::{Cursor, TimelineQuery};
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::store::ReadTx;
use crate::store::write::entry::UNDATED;

/// People of the entries: of an incident those whose participation the reader sees, of a custody step whose episode it is.
const PEOPLE: &str = "
SELECT e.id, e.day, e.seq, e.line_key, p.person_id FROM hit e CROSS JOIN main.entry_person p ON p.entry_id = e.id
 WHERE e.kind <> 'incident' OR EXISTS
       (SELECT 1 FROM v_participation x WHERE x.incident_id = e.id AND +x.person_id = p.person_id)";

/// Episodes of the entries that are custody steps.
const DETENTIONS: &str = "
SELECT e.id, e.day, e.seq, e.line_key, k.detention_id FROM hit e CROSS JOIN v_custody_event k ON k.id = e.id";

impl ReadTx<'_> {
    /// In how many incidents each of these people has a part.
    pub fn incidents_of(&self, people: &[RecordId]) -> Result<HashMap<RecordId, i64>> {
        self.read_counts(
            "SELECT person_id, count(DISTINCT incident_id) FROM v_participation
              WHERE person_id IN (SELECT value FROM json_each(?1)) GROUP BY person_id",
            people,
        )
    }

    /// Who is in the lines that answer a question, or the detentions whose steps they are.
    pub fn involved(&self, query: &TimelineQuery, involved: Involved) -> Result<InLines> {
        let tail = match involved {
            Involved::People => PEOPLE,
            Involved::Detentions => DETENTIONS,
        };
        let mut found = InLines::default();
        let (mut lines, mut counted) = (HashSet::new(), HashSet::new());
        self.rows(&self.filter(query, false)?, tail, |row| {
            let at = Cursor { id: row.get(0)?, day: row.get(1)?, seq: row.get(2)? };
            // An entry without others like it is a line of its own: its key is its number.
            let line = match row.get_ref(3)? {
                ValueRef::Blob(line) => line.to_vec(),
                _ => at.id.to_le_bytes().to_vec(),
            };
            let record = RecordId(row.get(4)?);
            let is_new = counted.insert((record, line.clone()));
            lines.insert(line);
            found.add(record, is_new, Some(at).filter(|at| at.day != UNDATED));
            Ok(())
        })?;
        found.lines = i64::try_from(lines.len()).unwrap_or(i64::MAX);
        found.total = self.lines_of(query)?;
        Ok(found.gathered())
    }
}
