//! Names and labels: how a record is called where it is mentioned.

use std::collections::{BTreeSet, HashMap};

use rusqlite::params;

use crate::domain::kind::Kind;
use crate::domain::lang::Lang;
use crate::domain::name::{Name, fold};
use crate::domain::record::{ExternalId, Label, Labels, RecordId, Spelling};
use crate::domain::time::Edtf;
use crate::error::{Error, Result};
use crate::store::ReadTx;
use crate::store::read::row::{json_ids, parse_kind, parse_uid};

/// Ids to be labelled, gathered while a page is put together.
#[derive(Default)]
pub struct Wanted(BTreeSet<RecordId>);

impl Wanted {
    pub fn add(&mut self, id: impl IntoIterator<Item = RecordId>) {
        self.0.extend(id);
    }

    pub fn ids(&self) -> Vec<RecordId> {
        self.0.iter().copied().collect()
    }
}

/// The filter is asked once, for the record itself: its name, title and unit are seen with it, and an episode is called by
/// the person it belongs to. Joined to views, each of them would be built for every question.
const LABEL: &str = "
SELECT r.id, r.uid, r.ref, r.kind,
       COALESCE(n.text,
                CASE r.kind WHEN 'incident' THEN (SELECT i.title FROM main.incident i WHERE i.id = r.id)
                            WHEN 'report' THEN (SELECT p.title FROM main.report p WHERE p.id = r.id) END,
                r.ref) AS called,
       COALESCE(n.lang, CASE r.kind WHEN 'report' THEN (SELECT p.lang FROM main.report p WHERE p.id = r.id) END),
       CASE r.kind WHEN 'person' THEN (SELECT p.unit <> 'individual' FROM main.person p WHERE p.id = r.id) ELSE 0 END,
       IN_SCRIPT
  FROM main.record r JOIN seen_record s ON s.id = r.id
  LEFT JOIN main.name n ON n.kind = 'primary' AND n.second = 0 AND n.record_id =
       CASE r.kind WHEN 'detention' THEN (SELECT d.person_id FROM main.detention d WHERE d.id = r.id) ELSE r.id END";

/// The name that a language spells in its own script, not one that was given up.
const SPELLED: &str = "(SELECT m.text FROM main.name m
   WHERE m.record_id = n.record_id AND m.lang = 'LANG' AND m.valid IS NULL
     AND m.kind IN ('official', 'native', 'transliteration', 'alias')
   ORDER BY CASE m.kind WHEN 'native' THEN 0 WHEN 'official' THEN 1 WHEN 'transliteration' THEN 2 ELSE 3 END, m.id LIMIT 1)";

fn label_sql(lang: Option<Lang>) -> String {
    let spelled = lang.map_or("NULL".to_owned(), |lang| SPELLED.replace("LANG", lang.code()));
    LABEL.replace("IN_SCRIPT", &spelled)
}

/// So many records with one outside identifier are told.
const EXTERNAL_IDS_ALIKE: usize = 10;

const BY_ID: &str = " WHERE r.id IN (SELECT value FROM json_each(?1))";

impl ReadTx<'_> {
    pub fn labels(&self, ids: &[RecordId]) -> Result<Labels> {
        let sql = format!("{}{BY_ID}", label_sql(self.lang));
        let labels = self.read_labels(&sql, json_ids(ids))?;
        Ok(labels.into_iter().map(|label| (label.id, label)).collect())
    }

    pub fn label(&self, id: RecordId) -> Result<Label> {
        self.labels(&[id])?.remove(&id).ok_or(Error::NotFound)
    }

    /// All records of a kind, by name.
    pub fn list(&self, kind: Kind) -> Result<Vec<Label>> {
        let sql = format!("{} WHERE r.kind = ?1 ORDER BY COALESCE(n.key, called), r.id", label_sql(self.lang));
        self.read_labels(&sql, kind.table())
    }

    /// Records of a kind one of whose names is this one, in any case, accents and script alike.
    pub fn named(&self, kind: Kind, name: &str) -> Result<Vec<RecordId>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT DISTINCT n.record_id FROM v_name n JOIN main.record r ON r.id = n.record_id
              WHERE n.key = ?1 AND r.kind = ?2 ORDER BY n.record_id",
        )?;
        let ids = statement.query_map(params![fold(name), kind.table()], |row| Ok(RecordId(row.get(0)?)))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// Every spelling of each record's name, the primary one first.
    pub fn names(&self, ids: &[RecordId]) -> Result<HashMap<RecordId, Vec<Name>>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT record_id, text, kind, lang, valid, report_id, id FROM v_name
              WHERE record_id IN (SELECT value FROM json_each(?1)) ORDER BY record_id, kind <> 'primary', id",
        )?;
        let mut rows = statement.query(params![json_ids(ids)])?;
        let mut names: HashMap<RecordId, Vec<Name>> = HashMap::new();
        while let Some(row) = rows.next()? {
            let valid: Option<String> = row.get(4)?;
            names.entry(RecordId(row.get(0)?)).or_default().push(Name {
                id: row.get(6)?,
                text: row.get(1)?,
                kind: row.get(2)?,
                lang: row.get(3)?,
                valid: valid.map(|text| Edtf::parse(&text)).transpose().map_err(Error::internal)?,
                report: row.get::<_, Option<i64>>(5)?.map(RecordId),
            });
        }
        Ok(names)
    }

    /// Identifiers in other systems, with the other records that each of them names as well.
    pub fn external_ids(&self, id: RecordId) -> Result<Vec<ExternalId>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT scheme, value FROM v_external_id WHERE record_id = ?1 ORDER BY scheme, value")?;
        let ids = statement.query_map(params![id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        ids.map(|row| {
            let (scheme, value): (String, String) = row?;
            let others = self.called_elsewhere(&scheme, &value, EXTERNAL_IDS_ALIKE)?;
            Ok(ExternalId { scheme, value, others: others.into_iter().filter(|other| *other != id).collect() })
        })
        .collect()
    }

    /// The record that an outside identifier names.
    pub fn by_external_id(&self, scheme: &str, value: &str) -> Result<Option<RecordId>> {
        Ok(self.called_elsewhere(scheme, value, 1)?.pop())
    }

    /// The records that it names: one, unless whoever gave it to another did not see the first.
    fn called_elsewhere(&self, scheme: &str, value: &str, limit: usize) -> Result<Vec<RecordId>> {
        let sql = "SELECT record_id FROM main.external_id WHERE scheme = ?1 AND value = ?2 ORDER BY id";
        self.first_seen(sql, params![scheme, value], "record", Some(limit))
    }

    fn read_labels(&self, sql: &str, parameter: impl rusqlite::ToSql) -> Result<Vec<Label>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params![parameter])?;
        let mut labels = Vec::new();
        while let Some(row) = rows.next()? {
            let kind: String = row.get(3)?;
            let name: String = row.get(4)?;
            let spelled: Option<String> = row.get(7)?;
            let in_script = self.lang.filter(|lang| !lang.is_written_in(&name)).zip(spelled);
            labels.push(Label {
                id: RecordId(row.get(0)?),
                uid: parse_uid(row.get_ref(1)?.as_blob().map_err(Error::internal)?)?,
                reference: row.get(2)?,
                kind: parse_kind(&kind)?,
                name,
                lang: row.get(5)?,
                group: row.get(6)?,
                in_script: in_script.map(|(lang, text)| Spelling { text, lang }),
            });
        }
        Ok(labels)
    }
}

#[cfg(test)]
mod tests {
    use super::{BY_ID, label_sql};
    use crate::domain::lang::Lang;
    use crate::store::filter::plan::{laid_out, scans};

    #[test]
    fn a_label_costs_its_own_record_and_no_walk_through_a_table() {
        for lang in [None, Some(Lang::Ru)] {
            let sql = format!("{}{BY_ID}", label_sql(lang));
            assert_eq!(scans(&laid_out(), &sql, &[]), Vec::<String>::new(), "{lang:?}");
        }
    }
}
