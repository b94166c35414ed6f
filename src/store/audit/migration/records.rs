//! Changes of records and of what is attached to them: the values that were written, references by uid.

use rusqlite::{OptionalExtension, params};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::{Bringing, legacy};
use crate::domain::kind::Kind;
use crate::domain::kind::attached::Attached;
use crate::error::{Error, Result};
use crate::store::audit::chain::{Action, Bytes, Change, Subject};
use crate::store::audit::content::{Table, unusual};
use crate::store::audit::replay::parse;
use crate::store::read::row::values_json;

impl Bringing<'_> {
    pub(super) fn change(&mut self, id: i64) -> Result<()> {
        let conn = self.conn;
        let mut statement = conn.prepare_cached(
            "SELECT at, account_id, record_id, tbl, row, action, after, reason FROM old_change WHERE id = ?1",
        )?;
        let mut rows = statement.query(params![id])?;
        let Some(row) = rows.next()? else { return Ok(()) };
        let (at, account, reason): (String, i64, String) = (row.get(0)?, row.get(1)?, row.get(7)?);
        let (record, table, key): (i64, String, String) = (row.get(2)?, row.get(3)?, row.get(4)?);
        let (action, after): (String, Option<String>) = (row.get(5)?, row.get(6)?);
        let known = Table::parse(&table).ok_or_else(|| unknown(id))?;
        let action = Action::parse(&action).ok_or_else(|| unknown(id))?;
        self.within(&at, account, &reason)?;
        let content = self.carried(known, parse(after.as_deref())?)?;
        match known {
            Table::Record(kind) => self.record(kind, record, action, content),
            Table::Attached(what) => self.attached(what, record, &key, action, content),
            _ => Err(unknown(id)),
        }
    }

    /// Values as they were stored, in the names of today; what refers to a record or compartment by uid.
    pub(super) fn carried(&self, table: Table, values: Map<String, Json>) -> Result<Map<String, Json>> {
        let mut carried = Map::new();
        let values = values.into_iter().map(|(name, value)| legacy::value(table, name, value));
        for (name, value) in values.filter(|(name, _)| table.knows(name)) {
            let value = match value.as_i64() {
                Some(id) if table.is_reference(&name) => self.record_uid(id)?.to_string().into(),
                Some(id) if name == "compartment" => self.uid("compartment", id)?.to_string().into(),
                _ => value,
            };
            carried.insert(name, value);
        }
        Ok(carried)
    }

    pub(super) fn record_uid(&self, old: i64) -> Result<Uuid> {
        let mut statement = self.conn.prepare_cached("SELECT uid FROM old_record WHERE id = ?1")?;
        let uid: Option<Bytes> = statement.query_row(params![old], |row| row.get(0)).optional()?;
        uid.map(|uid| uid.0)
            .ok_or_else(|| Error::Damaged("The history of schema 2 names a record that is not there.".into()))
    }

    fn record(&self, kind: Kind, old: i64, action: Action, mut content: Map<String, Json>) -> Result<()> {
        let uid = self.record_uid(old)?;
        let table = Table::Record(kind);
        if action == Action::Create {
            let sql = "SELECT ref FROM old_record WHERE id = ?1";
            let reference: String = self.conn.prepare_cached(sql)?.query_row(params![old], |row| row.get(0))?;
            content.insert("ref".to_owned(), reference.into());
            content = unusual(table, content);
            self.put("record", old, self.ledger()?.next_id(), uid)?;
        }
        let subject = Subject::Uid(uid);
        self.ledger()?.append(Change { table: kind.table(), subject: &subject, row: None, action, content }).map(drop)
    }

    /// A row that was moved to another record by a merge was taken away there and made anew here.
    fn attached(
        &self,
        what: Attached,
        record: i64,
        key: &str,
        action: Action,
        mut content: Map<String, Json>,
    ) -> Result<()> {
        let uid = match action {
            Action::Create => {
                // The same row, if it was there before: it was moved.
                let place = self.place(what, record, key);
                let uid = self.uid(what.table(), place).unwrap_or_else(|_| Uuid::now_v7());
                content = unusual(Table::Attached(what), content);
                self.put(what.table(), self.place(what, record, key), self.ledger()?.next_id(), uid)?;
                uid
            }
            Action::Update | Action::Remove => self.uid(what.table(), self.place(what, record, key))?,
        };
        if action == Action::Remove {
            content.clear();
        }
        let subject = Subject::Uid(self.record_uid(record)?);
        let change = Change { table: what.table(), subject: &subject, row: Some(uid), action, content };
        self.ledger()?.append(change).map(drop)
    }

    /// What schema 2 called a row in its history: a number, or what it held.
    fn place(&self, what: Attached, record: i64, key: &str) -> String {
        match what {
            Attached::ExternalId => format!("{record}/{key}"),
            _ => key.to_owned(),
        }
    }

    /// What is in the tables and was in no history begins as it is.
    pub(super) fn without_history(&mut self) -> Result<()> {
        let at = crate::store::now();
        self.within(&at, 1, "Brought over from schema 2: it was in no history")?;
        self.accounts_as_they_are()?;
        for kind in Kind::ALL {
            let had = legacy::fields(self.conn, kind)?;
            if had.is_empty() {
                continue;
            }
            let columns: Vec<&str> = had.iter().map(|(_, value)| value.as_str()).collect();
            let sql = format!(
                "SELECT r.id, r.sensitivity, r.review, r.comment, r.compartment_id, {} FROM old_{} k
                   JOIN old_record r ON r.id = k.id
                  WHERE r.id NOT IN (SELECT old FROM temp.brought WHERE space = 'record') ORDER BY r.id",
                columns.join(", "),
                kind.table()
            );
            let mut statement = self.conn.prepare(&sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let mut values = values_json(had.iter().map(|(field, _)| *field), row, 5)?;
                values.insert("sensitivity".to_owned(), row.get::<_, i64>(1)?.into());
                values.insert("review".to_owned(), row.get::<_, String>(2)?.into());
                values.insert("comment".to_owned(), row.get::<_, Option<String>>(3)?.into());
                values.insert("compartment".to_owned(), row.get::<_, Option<i64>>(4)?.into());
                let content = self.carried(Table::Record(kind), values)?;
                self.record(kind, row.get(0)?, Action::Create, content)?;
            }
        }
        self.attached_without_history()
    }

    fn attached_without_history(&self) -> Result<()> {
        for (what, sql) in [
            (
                Attached::Name,
                "SELECT record_id, id, json_object('text', text, 'kind', kind, 'lang', lang, 'valid', valid,
                'report', report_id) FROM old_name",
            ),
            (
                Attached::Citation,
                "SELECT record_id, id, json_object('field', field, 'report', report_id, 'stance', stance,
                'paragraph', paragraph, 'page', page, 'quote', quote, 'hedge', hedge, 'via', via_source_id,
                'grade', reliability || credibility, 'note', note) FROM old_citation",
            ),
            (
                Attached::Source,
                "SELECT report_id, report_id || '/' || source_id || '/' || role,
                json_object('source', source_id, 'role', role) FROM old_report_source",
            ),
            (
                Attached::ExternalId,
                "SELECT record_id, scheme || '/' || value,
                json_object('scheme', scheme, 'value', value) FROM old_external_id",
            ),
        ] {
            let mut statement = self.conn.prepare(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let record: i64 = row.get(0)?;
                let key = match row.get_ref(1)? {
                    rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                    other => other.as_str().map_err(Error::internal)?.to_owned(),
                };
                if self.found(what.table(), self.place(what, record, &key)).is_err() {
                    let content = self.carried(Table::Attached(what), parse(Some(&row.get::<_, String>(2)?))?)?;
                    self.attached(what, record, &key, Action::Create, content)?;
                }
            }
        }
        Ok(())
    }
}

fn unknown(id: i64) -> Error {
    Error::Damaged(format!("Change {id} of the history of schema 2 is of an unknown kind."))
}
