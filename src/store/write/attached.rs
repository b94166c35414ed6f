//! Rows that belong to records: names, sources of reports, outside identifiers, citations. They are added by everybody who
//! writes, changed and taken away by those who may change the record; `domain::attached` describes them.

use rusqlite::params;
use rusqlite::types::Value as Sql;
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::WriteTx;
use super::stored::{insert_row, json, push_columns, stored_value, update_row, usual};
use super::values::constraint;
use crate::domain::access::act::Act;
use crate::domain::kind::Field;
use crate::domain::kind::attached::Attached;
use crate::domain::name::fold;
use crate::domain::record::{Fields, RecordId, Value};
use crate::error::{Error, Message, Result};
use crate::store::audit::chain::{Action, Bytes, Subject};
use crate::store::audit::content::{Table, changed, unusual};
use crate::store::read::row::values_json;

/// A row as it is stored, with the record it was written for.
pub(super) struct AttachedRow {
    pub uid: Uuid,
    pub written_for: RecordId,
    pub values: Map<String, Json>,
}

impl WriteTx<'_> {
    /// Adds a row to a record and returns its number. What is added leaves the record's version: two people may add at
    /// once.
    pub fn attach(&mut self, what: Attached, record: RecordId, fields: &Fields) -> Result<i64> {
        let kind = self.seen(record)?.ok_or(Error::NotFound)?;
        let fields = match what {
            Attached::Citation => &self.fitted((record, kind), fields)?,
            _ => fields,
        };
        self.check_attached(what, (record, kind), None, fields)?;
        self.add_row(what, record, fields).map(|(id, _)| id)
    }

    /// The same of a row that follows from what is there, whoever sees it.
    pub(super) fn add_row(&mut self, what: Attached, record: RecordId, fields: &Fields) -> Result<(i64, Uuid)> {
        let (id, uid) = (self.ledger.next_id(), Uuid::now_v7());
        let subject = self.subject(record)?;
        let mut columns = ["id", "uid", what.owner()].map(str::to_owned).to_vec();
        let mut values = vec![Sql::Integer(id), Sql::Blob(uid.as_bytes().to_vec()), Sql::Integer(record.0)];
        let mut content = Map::new();
        for field in what.fields() {
            if let Some(value) = fields.get(field.name).cloned().flatten().or_else(|| usual(field)) {
                let stands = self.redirected(what.table(), id, field.name, &value)?;
                push_columns(field, Some(&stands), &mut columns, &mut values);
                content.insert(field.name.to_owned(), json(&value));
            }
        }
        push_derived(what, fields, &mut columns, &mut values);
        insert_row(self.conn, what.table(), &columns, values).map_err(|error| refused(what, error))?;
        let table = Table::Attached(what);
        let content = self.portable(table, id, unusual(table, content))?;
        self.log(what.table(), &subject, Some(uid), Action::Create, content)?;
        self.touched.attach(record);
        Ok((id, uid))
    }

    /// Changes a row. What is changed or taken away makes a new version, and of a record that was looked over a draft.
    pub fn change_attached(&mut self, what: Attached, record: RecordId, row: i64, fields: &Fields) -> Result<()> {
        let head = self.head(record)?;
        self.allow(Act::Change, &head)?;
        let before = self.stored_attached(what, record, row)?;
        let mut fields = self.with_unwritten(what, &before, fields)?;
        let mut follows = false;
        if what == Attached::Citation {
            fields = self.fitted((record, head.kind), &fields)?;
            follows = self.becomes_first(&before, &mut fields)?;
        }
        let becomes_primary = what == Attached::Name
            && fields.get("kind") == Some(&Some(Value::Text("primary".to_owned())))
            && before.values.get("kind").and_then(Json::as_str) != Some("primary");
        if becomes_primary {
            self.demote_primary(record)?;
            if before.written_for != record {
                // A name that came with a merged record goes back with it: the kept one gets its own.
                self.renamed.insert(record);
                return self.attach(what, record, &fields).map(drop);
            }
        }
        self.check_attached(what, (record, head.kind), Some((row, &before.values)), &fields)?;
        if what == Attached::Name {
            self.renamed.insert(record);
        }
        if let Some(content) = self.restate(what, record, row, &before, &fields)? {
            self.log_attached(what, record, &before, Action::Update, content)?;
        }
        if follows { self.follow(record, row, true) } else { Ok(()) }
    }

    /// Writes fields into a row that is as `before` says: what the history says of it. Nothing if nothing differs.
    pub(super) fn restate(
        &self,
        what: Attached,
        record: RecordId,
        row: i64,
        before: &AttachedRow,
        fields: &Fields,
    ) -> Result<Option<Map<String, Json>>> {
        self.set_attached(what, row, before, fields)?;
        let after = self.attached_row(what, record, row)?;
        if before.values == after.values {
            return Ok(None);
        }
        let table = Table::Attached(what);
        self.portable(table, row, changed(table, &before.values, &after.values)).map(Some)
    }

    /// Takes a row away.
    pub fn detach(&mut self, what: Attached, record: RecordId, row: i64) -> Result<()> {
        self.allow(Act::Change, &self.head(record)?)?;
        let before = self.stored_attached(what, record, row)?;
        self.take_row(what, record, row, &before)
    }

    /// The same, seen or not.
    pub(super) fn take_row(&mut self, what: Attached, record: RecordId, row: i64, before: &AttachedRow) -> Result<()> {
        self.conn.prepare_cached(&format!("DELETE FROM {} WHERE id = ?1", what.table()))?.execute(params![row])?;
        self.conn.prepare_cached("DELETE FROM redirect WHERE row_id = ?1")?.execute(params![row])?;
        if what == Attached::Name {
            self.renamed.insert(record);
        }
        self.log_attached(what, record, before, Action::Remove, Map::new())
    }

    pub(super) fn log_attached(
        &mut self,
        what: Attached,
        record: RecordId,
        row: &AttachedRow,
        action: Action,
        content: Map<String, Json>,
    ) -> Result<()> {
        if row.written_for == record {
            self.bump(record)?;
        } else {
            // It is the merged record that changes; whoever reads the kept one has read another version too.
            let kind = self.kind(record)?;
            self.log_version(kind, record, Map::new())?;
            self.bump(row.written_for)?;
        }
        self.touched.attach(record);
        let subject: Subject = self.subject(row.written_for)?;
        self.log(what.table(), &subject, Some(row.uid), action, content)?;
        self.reopen(record)
    }

    /// Writes the fields that are to be different into a row.
    fn set_attached(&self, what: Attached, row: i64, before: &AttachedRow, fields: &Fields) -> Result<()> {
        let (mut columns, mut values) = (Vec::new(), Vec::new());
        for field in what.fields() {
            let Some(written) = fields.get(field.name) else { continue };
            let was = stored_value(field, &before.values)?;
            if *written == was || self.leads_there(written.as_ref(), was.as_ref())? {
                continue;
            }
            let value = match written {
                Some(value) => Some(self.redirected(what.table(), row, field.name, value)?),
                None => {
                    self.drop_redirect(row, field.name)?;
                    usual(field)
                }
            };
            push_columns(field, value.as_ref(), &mut columns, &mut values);
        }
        push_derived(what, fields, &mut columns, &mut values);
        update_row(self.conn, what.table(), row, &columns, values).map_err(|error| refused(what, error))
    }

    /// A row of this record as its history holds it. A citation is there for those who see its report.
    pub(super) fn stored_attached(&self, what: Attached, record: RecordId, row: i64) -> Result<AttachedRow> {
        if what == Attached::Citation {
            let mut seen = self.conn.prepare_cached("SELECT 1 FROM v_citation WHERE id = ?1")?;
            if !seen.exists(params![row])? {
                return Err(Error::NotFound);
            }
        }
        self.attached_row(what, record, row)
    }

    /// The same, seen or not.
    pub(super) fn attached_row(&self, what: Attached, record: RecordId, row: i64) -> Result<AttachedRow> {
        let columns: Vec<String> = what.fields().iter().map(Field::column).collect();
        let sql =
            format!("SELECT uid, {} FROM {} WHERE id = ?1 AND {} = ?2", columns.join(", "), what.table(), what.owner());
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![row, record.0])?;
        let found = rows.next()?.ok_or(Error::NotFound)?;
        let (uid, mut values) = (found.get::<_, Bytes>(0)?.0, values_json(what.fields(), found, 1)?);
        let written_for = crate::store::audit::content::written(self.conn, row, "record")?.unwrap_or(record);
        if what == Attached::Name
            && written_for != record
            && values.get("kind").and_then(Json::as_str) == Some("primary")
        {
            values.insert("kind".to_owned(), "alias".into());
        }
        Ok(AttachedRow { uid, written_for, values })
    }

    /// What a row is to say: what is not written stays, and so does a reference to a record that the writer does not see:
    /// who does not see it can't have meant to take it away.
    fn with_unwritten(&self, what: Attached, before: &AttachedRow, fields: &Fields) -> Result<Fields> {
        let mut meant = Fields::new();
        for field in what.fields() {
            let was = stored_value(field, &before.values)?;
            let hidden = match &was {
                Some(Value::Ref(id)) => self.read().kinds(&[*id])?.is_empty(),
                _ => false,
            };
            let written = fields.get(field.name).filter(|written| !(hidden && written.is_none()));
            // The report that spells a name so does not spell it otherwise: who changes it says nothing of what is hidden.
            let respelled = what == Attached::Name && hidden && differs(fields, before, "text");
            meant.insert(field.name, if respelled { None } else { written.cloned().unwrap_or(was) });
        }
        Ok(meant)
    }

    /// Records that lost a name still have a primary one.
    pub(super) fn named(&self) -> Result<()> {
        let sql = "SELECT 1 FROM name WHERE record_id = ?1 AND kind = 'primary' AND second = 0";
        let mut primary = self.conn.prepare_cached(sql)?;
        for record in &self.renamed {
            if !primary.exists(params![record.0])? {
                return Err(Error::invalid("names", Message::new("err-primary-name")));
            }
        }
        Ok(())
    }

    fn demote_primary(&mut self, record: RecordId) -> Result<()> {
        let names = self.read().names(&[record])?.remove(&record).unwrap_or_default();
        for name in names.iter().filter(|name| name.kind == "primary") {
            self.call(record, name.id, "alias")?;
        }
        Ok(())
    }

    /// Makes a name of a record one of another kind.
    pub(super) fn call(&mut self, record: RecordId, name: i64, kind: &str) -> Result<()> {
        let fields = Fields::from([("kind", Some(Value::Text(kind.to_owned())))]);
        self.change_attached(Attached::Name, record, name, &fields)
    }
}

/// Whether a text that is written is another than there was.
fn differs(fields: &Fields, before: &AttachedRow, name: &str) -> bool {
    let was = before.values.get(name).and_then(Json::as_str);
    matches!(fields.get(name), Some(Some(Value::Text(text))) if Some(text.as_str()) != was)
}

/// The columns that follow from the fields.
fn push_derived(what: Attached, fields: &Fields, columns: &mut Vec<String>, values: &mut Vec<Sql>) {
    if let (Attached::Name, Some(Some(Value::Text(text)))) = (what, fields.get("text")) {
        columns.push("key".to_owned());
        values.push(Sql::Text(fold(text)));
    }
}

/// What a table's own rules refuse.
fn refused(what: Attached, error: rusqlite::Error) -> Error {
    match what {
        Attached::Name => constraint(error, "names", "err-name-twice"),
        Attached::Source => constraint(error, "sources", "err-source-twice"),
        Attached::ExternalId => constraint(error, "id", "err-external-id-taken"),
        Attached::Citation => constraint(error, "quote", "err-quote-not-in-report"),
    }
}
