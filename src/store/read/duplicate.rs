//! Pairs of records that may be of one thing: found by what is indexed, and left out where somebody has said what they are.

use std::collections::{BTreeSet, HashSet};

use rusqlite::params;

use crate::domain::duplicate::NEWEST;
use crate::domain::kind::{Kind, MAY_BE_SAME, NOT_SAME};
use crate::domain::name::matching::Letters;
use crate::domain::name::pair::{Alikeness, alikeness};
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::store::{ReadTx, SoughtName};

/// So many pairs of them are looked at.
const MOST: i64 = 2_000;
/// So many pairs are shown to the filter at once.
const AT_ONCE: usize = 250;

/// Incidents that begin on one day, of one type or in one place: of the newest, or of one.
const INCIDENTS: &str =
    "SELECT o.id, k.id FROM (SELECT id FROM main.incident WHERE ?1 IS NULL OR id = ?1 ORDER BY id DESC LIMIT ?2) n
   CROSS JOIN main.incident k ON k.id = n.id CROSS JOIN main.incident o ON o.date_lo = k.date_lo
  WHERE o.id <> k.id AND (?1 IS NOT NULL OR o.id < k.id) AND (o.type = k.type OR o.place_id = k.place_id)
  ORDER BY k.id DESC LIMIT ?3";

/// Reports with an address or a text in common, or with their day and title; what is embedded in one may stand at its address.
const REPORTS: &str = "SELECT o.report_id, k.report_id FROM (SELECT id FROM main.report WHERE ?1 IS NULL OR id = ?1 ORDER BY id DESC LIMIT ?2) n
   CROSS JOIN main.report p ON p.id = n.id CROSS JOIN main.report_key k ON k.report_id = n.id
   CROSS JOIN main.report_key o ON o.key = k.key CROSS JOIN main.report q ON q.id = o.report_id
  WHERE o.report_id <> k.report_id AND (?1 IS NOT NULL OR o.report_id < k.report_id)
    AND p.parent_id IS NOT q.id AND q.parent_id IS NOT p.id
  ORDER BY k.report_id DESC LIMIT ?3";

/// What ties two records to each other.
const BETWEEN: &str = "SELECT id, type FROM v_relation WHERE id IN (
   SELECT t.id FROM main.relation t WHERE t.subject_id = ?1 AND t.object_id = ?2
   UNION ALL SELECT t.id FROM main.relation t WHERE t.subject_id = ?2 AND t.object_id = ?1) ORDER BY id";

impl ReadTx<'_> {
    /// The pairs of records of a kind that may be of one thing, the likeliest by what finds them first; not those of which
    /// somebody said that they are two, or that it is not known. Nothing while the names are being read.
    pub fn likely_pairs(&self, kind: Kind, limit: usize) -> Result<Option<Vec<(RecordId, RecordId)>>> {
        if kind.has_names() {
            let pairs = self.names.as_ref().and_then(|names| names.pairs(kind));
            return pairs.map(|pairs| self.undecided(&pairs, limit)).transpose();
        }
        self.undecided(&self.by_key(kind, None)?, limit).map(Some)
    }

    /// The same of one record: each pair begins with it.
    pub fn likely_pairs_of(&self, kind: Kind, id: RecordId, limit: usize) -> Result<Vec<(RecordId, RecordId)>> {
        let others: Vec<RecordId> = match (kind.has_names(), &self.names) {
            (true, None) => Vec::new(),
            (true, Some(names)) => {
                let own = self.names(&[id])?.remove(&id).unwrap_or_default();
                let sought = |text| SoughtName { kind, text, letters: Letters::Any, limit };
                let alike = own.iter().flat_map(|name| names.alike(&sought(name.text.as_str())));
                alike.map(|name| name.record).filter(|other| *other != id).collect()
            }
            (false, _) => self.by_key(kind, Some(id))?.into_iter().map(|(other, _)| other).collect(),
        };
        let pairs: Vec<_> = others.into_iter().map(|other| (id, other)).collect();
        self.undecided(&pairs, limit)
    }

    fn by_key(&self, kind: Kind, of: Option<RecordId>) -> Result<Vec<(RecordId, RecordId)>> {
        let sql = match kind {
            Kind::Incident => INCIDENTS,
            Kind::Report => REPORTS,
            _ => return Ok(Vec::new()),
        };
        let mut statement = self.conn.prepare_cached(sql)?;
        let found = statement.query_map(params![of.map(|id| id.0), NEWEST, MOST], |row| {
            Ok((RecordId(row.get(0)?), RecordId(row.get(1)?)))
        })?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    /// The first of these pairs of which the reader sees both, and that nobody has decided on.
    fn undecided(&self, pairs: &[(RecordId, RecordId)], limit: usize) -> Result<Vec<(RecordId, RecordId)>> {
        let (mut found, mut known) = (Vec::new(), HashSet::new());
        for pairs in pairs.chunks(AT_ONCE) {
            let ids: BTreeSet<RecordId> = pairs.iter().flat_map(|(one, other)| [*one, *other]).collect();
            let seen = self.kinds(&ids.into_iter().collect::<Vec<_>>())?;
            let seen: HashSet<RecordId> = seen.into_iter().map(|(id, _)| id).collect();
            for (one, other) in pairs.iter().filter(|(one, other)| seen.contains(one) && seen.contains(other)) {
                if known.insert((*one.min(other), *one.max(other))) && !self.is_decided(*one, *other)? {
                    found.push((*one, *other));
                    if found.len() == limit {
                        return Ok(found);
                    }
                }
            }
        }
        Ok(found)
    }

    /// Whether somebody said of two records that they are two, or that it is not known: nobody is asked again.
    pub fn is_decided(&self, one: RecordId, other: RecordId) -> Result<bool> {
        Ok(self.ties_between(one, other)?.iter().any(|(_, tie)| tie == NOT_SAME || tie == MAY_BE_SAME))
    }

    /// What ties two records to each other, in either direction: the ties and their types.
    pub fn ties_between(&self, one: RecordId, other: RecordId) -> Result<Vec<(RecordId, String)>> {
        let mut statement = self.conn.prepare_cached(BETWEEN)?;
        let ties = statement.query_map(params![one.0, other.0], |row| Ok((RecordId(row.get(0)?), row.get(1)?)))?;
        Ok(ties.collect::<rusqlite::Result<_>>()?)
    }

    /// How alike the names of two records of a kind are.
    pub fn alikeness(&self, kind: Kind, ones: &[&str], others: &[&str]) -> Option<Alikeness> {
        match &self.names {
            Some(names) => names.alikeness(kind, ones, others),
            // Without the others every name is rare.
            None => alikeness(ones, others, &|_| 1.0),
        }
    }

    /// Ties of one of the types that say what two records are to each other, from one on, the newest first.
    pub fn told_apart(&self, from: Option<RecordId>, limit: usize) -> Result<Vec<RecordId>> {
        let from = from.map_or(i64::MAX, |from| from.0);
        self.first_seen(TOLD_APART, params![from], "relation", Some(limit))
    }
}

/// The type stands in the text: the index is of just these.
const TOLD_APART: &str = "SELECT id FROM main.relation WHERE type = 'rel/not_same' AND id <= ?1 ORDER BY id DESC";

#[cfg(test)]
mod tests {
    use super::{BETWEEN, INCIDENTS, NOT_SAME, REPORTS, TOLD_APART};
    use crate::store::filter::plan::{laid_out, plan, scans};

    #[test]
    fn pairs_are_found_by_indexes() {
        let conn = laid_out();
        assert!(TOLD_APART.contains(NOT_SAME));
        let found = plan(&conn, TOLD_APART);
        assert!(found.iter().any(|step| step.contains("relation_not_same")), "{found:#?}");
        for (sql, index) in [(INCIDENTS, "incident_day"), (REPORTS, "report_key"), (BETWEEN, "relation_object")] {
            let found = plan(&conn, sql);
            assert!(found.iter().any(|step| step.contains(index)), "{found:#?}");
        }
        assert_eq!(scans(&conn, BETWEEN, &[]), Vec::<String>::new());
    }
}
