//! The history of a record and of the rows that belong to it.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{OptionalExtension, params};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::domain::change::COMPARTMENT;
use crate::domain::history::{HistoryRow, Occasion, PAGE, Touched, is_reference};
use crate::domain::kind::{Kind, Reference, Type};
use crate::domain::record::RecordId;
use crate::error::{Error, Result};
use crate::store::audit::chain::{Bytes, Subject};
use crate::store::audit::content::{Table, record_of};
use crate::store::audit::replay::{Difference, differences};
use crate::store::filter::points_at;
use crate::store::read::row::json_ids;
use crate::store::{ReadTx, write};

/// How many writes are looked at for the newest occasions.
const LOOKED_BACK: usize = 2000;

/// Letters of a moment that say the day.
const DAY: usize = 10;

/// Records of an occasion that are looked up by name.
const LABELLED: usize = 40;

impl ReadTx<'_> {
    /// The writes on these records, newest first, older than `before` where given.
    pub fn history(&self, records: &[RecordId], before: Option<i64>) -> Result<Vec<HistoryRow>> {
        let limit = i64::try_from(PAGE).map_err(Error::internal)?;
        self.changes(records, "c.id < ?2 ORDER BY +c.id DESC LIMIT ?3", [before.unwrap_or(i64::MAX), limit])
    }

    /// The writes on these records after one and up to another, in their order.
    pub fn history_between(&self, records: &[RecordId], after: i64, upto: i64) -> Result<Vec<HistoryRow>> {
        self.changes(records, "c.id > ?2 AND c.id <= ?3 ORDER BY +c.id", [after, upto])
    }

    fn changes(&self, records: &[RecordId], which: &str, bounds: [i64; 2]) -> Result<Vec<HistoryRow>> {
        // The plus keeps the planner from walking the whole history in order. What was merged into a record is told with it.
        let mut statement = self.conn.prepare_cached(&format!(
            "WITH RECURSIVE told (id, stands) AS (SELECT value, value FROM json_each(?1)
               UNION SELECT m.id, t.stands FROM merged_record m JOIN told t ON m.merged_into = t.id)
             SELECT c.id, c.at, a.name, t.stands, c.tbl, c.action, c.subject, c.row, COALESCE(c.reason, '')
               FROM told t CROSS JOIN v_change c ON c.record_id = t.id JOIN main.account a ON a.uid = c.author
              WHERE {which}"
        ))?;
        let mut rows = statement.query(params![json_ids(records), bounds[0], bounds[1]])?;
        let labels = self.labels(records)?;
        let (mut history, mut keys) = (Vec::new(), Vec::new());
        while let Some(row) = rows.next()? {
            if let Some(label) = labels.get(&RecordId(row.get(3)?)) {
                let (table, subject): (String, Subject) = (row.get(4)?, row.get(6)?);
                let attached = row.get::<_, Option<Bytes>>(7)?.map(|bytes| bytes.0);
                history.push(HistoryRow {
                    id: row.get(0)?,
                    at: row.get(1)?,
                    by: row.get(2)?,
                    record: label.clone(),
                    table: table.clone(),
                    row: attached.map_or_else(|| subject.to_string(), |uid| uid.to_string()),
                    action: row.get(5)?,
                    before: Map::new(),
                    after: Map::new(),
                    reason: row.get(8)?,
                });
                keys.push((table, subject, attached));
            }
        }
        self.with_values(&mut history, &keys)?;
        self.leave_out_unseen(&mut history)?;
        Ok(history)
    }

    /// Says of each write what it found and what it left.
    fn with_values(&self, history: &mut [HistoryRow], keys: &[(String, Subject, Option<Uuid>)]) -> Result<()> {
        let upto = history.iter().map(|row| row.id).max().unwrap_or_default();
        let mut known: HashMap<&(String, Subject, Option<Uuid>), HashMap<i64, Difference>> = HashMap::new();
        for (row, key) in history.iter_mut().zip(keys) {
            let table = Table::parse(&key.0).ok_or_else(|| Error::internal("unknown table in the history"))?;
            if !known.contains_key(key) {
                known.insert(key, differences(self.conn, table, (&key.0, &key.1, key.2), upto)?);
            }
            if let Some(Difference { before, after, .. }) = known.get_mut(key).and_then(|all| all.remove(&row.id)) {
                let named =
                    |values: &Map<String, Json>| values.get(COMPARTMENT.name).is_some_and(|value| !value.is_null());
                let is_named = [named(&before), named(&after)];
                (row.before, row.after) = (self.here(table, before)?, self.here(table, after)?);
                // Half of a change would tell whoever is outside that there is a compartment.
                if is_named != [named(&row.before), named(&row.after)] {
                    row.before.remove(COMPARTMENT.name);
                    row.after.remove(COMPARTMENT.name);
                }
            }
        }
        Ok(())
    }

    /// Values of the history as readers know them: a reference is the key of the record that stands for it now, a
    /// compartment its name, if the reader is in it.
    fn here(&self, table: Table, values: Map<String, Json>) -> Result<Map<String, Json>> {
        let mut compartment = self.conn.prepare_cached(
            "SELECT c.name FROM main.compartment c JOIN temp.viewer_compartment v ON v.id = c.id WHERE c.uid = ?1",
        )?;
        let mut here = Map::new();
        // A ref is what the row is called, and no news of it.
        for (name, value) in values.into_iter().filter(|(name, _)| name != "ref") {
            let uid = value.as_str().and_then(|text| Uuid::try_parse(text).ok());
            let value = match uid {
                Some(uid) if table.is_reference(&name) => {
                    let id = record_of(self.conn, &uid)?;
                    id.map(|id| write::resolved(self.conn, id)).transpose()?.map(|id| Json::from(id.0))
                }
                Some(uid) if name == COMPARTMENT.name => compartment
                    .query_row(params![uid.as_bytes()], |row| row.get::<_, String>(0))
                    .optional()?
                    .map(Json::from),
                _ => Some(value),
            };
            here.extend(value.map(|value| (name, value)));
        }
        Ok(here)
    }

    /// Takes away every change of a reference that names, before or after, a record the reader may not see: half of a
    /// change would read as if a value had come or gone.
    fn leave_out_unseen(&self, history: &mut [HistoryRow]) -> Result<()> {
        let named = |row: &HistoryRow| -> Vec<(String, RecordId)> {
            let values = row.before.iter().chain(&row.after).filter(|(field, _)| is_reference(&row.table, field));
            values.filter_map(|(field, value)| Some((field.clone(), RecordId(value.as_i64()?)))).collect()
        };
        let ids: BTreeSet<RecordId> = history.iter().flat_map(&named).map(|(_, id)| id).collect();
        let seen = self.labels(&ids.into_iter().collect::<Vec<_>>())?;
        for row in history {
            for (field, id) in named(row) {
                if !seen.contains_key(&id) {
                    row.before.remove(&field);
                    row.after.remove(&field);
                }
            }
        }
        Ok(())
    }

    /// A record and the rows that belong to it: what its history page is about.
    pub fn family(&self, id: RecordId) -> Result<Vec<RecordId>> {
        let mut family = vec![id];
        for kind in Kind::ALL {
            for field in kind.fields() {
                if let Type::Ref(_, Reference::Owned) = field.ty {
                    let sql = format!("SELECT id FROM v_{} WHERE {}", kind.table(), points_at(kind, field));
                    let mut statement = self.conn.prepare_cached(&sql)?;
                    let mut rows = statement.query(params![json_ids(&[id])])?;
                    while let Some(row) = rows.next()? {
                        family.push(RecordId(row.get(0)?));
                    }
                }
            }
        }
        family.sort_unstable();
        family.dedup();
        Ok(family)
    }

    /// All rows that belong to a record, and to those rows: what is left out where it is.
    pub fn belongings(&self, id: RecordId) -> Result<Vec<RecordId>> {
        let (mut known, mut ahead) = (BTreeSet::from([id]), vec![id]);
        while let Some(next) = ahead.pop() {
            ahead.extend(self.family(next)?.into_iter().filter(|id| known.insert(*id)));
        }
        known.remove(&id);
        Ok(known.into_iter().collect())
    }

    /// The newest occasions on which something was written, with up to `shown` of the records of each.
    pub fn recent(&self, limit: usize, shown: usize) -> Result<Vec<Occasion>> {
        let mut occasions: Vec<(Occasion, BTreeSet<RecordId>)> = Vec::new();
        let mut known: HashMap<(i64, String, String), usize> = HashMap::new();
        for line in self.touched_since(0, LOOKED_BACK)? {
            let day: String = line.at.chars().take(DAY).collect();
            let at = *known.entry((line.account, line.reason.clone(), day)).or_insert(occasions.len());
            if at == occasions.len() {
                let Touched { by, reason, at, .. } = line;
                occasions.push((Occasion { by, reason, at, records: 0, some: Vec::new() }, BTreeSet::new()));
            }
            if let Some((_, records)) = occasions.get_mut(at) {
                records.insert(line.record);
            }
        }
        occasions.truncate(limit);
        let mut told = Vec::with_capacity(occasions.len());
        for (occasion, records) in occasions {
            let kinds = self.kinds(&records.iter().copied().collect::<Vec<_>>())?;
            // Incidents say best what was worked on; a few of the others stand in where there is none.
            let of = |incident: bool| {
                kinds.iter().filter(move |(_, kind)| (*kind == Kind::Incident) == incident).map(|(id, _)| *id)
            };
            let ids: Vec<RecordId> = of(true).chain(of(false)).take(LABELLED).collect();
            let mut some: Vec<_> = self.labels(&ids)?.into_values().collect();
            some.retain(|label| label.kind.path().is_some());
            some.sort_by_key(|label| (label.kind != Kind::Incident, label.kind, label.id));
            some.truncate(shown);
            let records = i64::try_from(kinds.len()).map_err(Error::internal)?;
            told.push(Occasion { records, some, ..occasion });
        }
        Ok(told)
    }
}
