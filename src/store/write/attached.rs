//! Names, sources of reports and outside identifiers: added by everybody who writes, changed and taken away by those who
//! may change the record.

use rusqlite::params;
use serde_json::{Map, Value as Json, json};

use super::WriteTx;
use super::stored::difference;
use super::values::constraint;
use crate::domain::act::Act;
use crate::domain::date::Edtf;
use crate::domain::kind::Kind;
use crate::domain::name::{Name, fold};
use crate::domain::record::RecordId;
use crate::error::{Error, Result, Say};

impl WriteTx<'_> {
    pub fn add_name(&mut self, record: RecordId, name: &Name) -> Result<()> {
        if !self.head(record)?.kind.has_names() {
            return Err(Error::invalid("names", Say::new("err-no-names")));
        }
        self.put_name(
            "INSERT INTO name (record_id, text, kind, lang, valid, valid_lo, valid_hi, report_id, key)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            record.0,
            name,
        )?;
        self.log_added(record, "name", self.last_row(), object(name_json(name))?)
    }

    /// Changes a name. One that becomes the primary one makes the primary one of before an alias.
    pub fn change_name(&mut self, record: RecordId, row: i64, name: &Name) -> Result<()> {
        self.allow(Act::Change, &self.head(record)?)?;
        let before = self.stored_name(record, row)?;
        let mut name = name.clone();
        if name.report.is_none() {
            name.report = self.unseen(before.get("report"))?;
        }
        if name.kind == "primary" && before.get("kind").and_then(Json::as_str) != Some("primary") {
            self.demote_primary(record)?;
        }
        self.set_name(row, &name)?;
        let (before, after) = difference(before, object(name_json(&name))?);
        self.renamed.insert(record);
        if before.is_empty() && after.is_empty() {
            return Ok(());
        }
        self.log_changed(record, "name", row.to_string(), before, Some(after))
    }

    /// Takes a name away. A record is never left without a primary one.
    pub fn remove_name(&mut self, record: RecordId, row: i64) -> Result<()> {
        self.allow(Act::Change, &self.head(record)?)?;
        let before = self.stored_name(record, row)?;
        self.conn.prepare_cached("DELETE FROM name WHERE id = ?1")?.execute(params![row])?;
        self.renamed.insert(record);
        self.log_changed(record, "name", row.to_string(), before, None)
    }

    /// Says who told a report, and in which role.
    pub fn add_report_source(&mut self, report: RecordId, source: RecordId, role: &str) -> Result<()> {
        if self.head(report)?.kind != Kind::Report {
            return Err(Error::invalid("sources", Say::new("err-wrong-kind")));
        }
        self.conn
            .prepare_cached("INSERT INTO report_source (report_id, source_id, role) VALUES (?1, ?2, ?3)")?
            .execute(params![report.0, source.0, role])
            .map_err(|error| constraint(error, "sources", "err-source-twice"))?;
        self.log_added(report, "report_source", source_row(report, source, role), object(source_json(source, role))?)
    }

    /// Says no more that a source told a report in this role.
    pub fn remove_report_source(&mut self, report: RecordId, source: RecordId, role: &str) -> Result<()> {
        self.allow(Act::Change, &self.head(report)?)?;
        if !self.read().report_sources(report)?.iter().any(|(told, as_what)| *told == source && as_what == role) {
            return Err(Error::NotFound);
        }
        self.conn
            .prepare_cached("DELETE FROM report_source WHERE report_id = ?1 AND source_id = ?2 AND role = ?3")?
            .execute(params![report.0, source.0, role])?;
        let row = source_row(report, source, role);
        self.log_changed(report, "report_source", row, object(source_json(source, role))?, None)
    }

    /// Ties an identifier of another system to a record. One identifier names one record.
    pub fn add_external_id(&mut self, record: RecordId, scheme: &str, value: &str) -> Result<()> {
        self.conn
            .prepare_cached("INSERT INTO external_id (scheme, value, record_id) VALUES (?1, ?2, ?3)")?
            .execute(params![scheme, value, record.0])
            .map_err(|error| constraint(error, "id", "err-external-id-taken"))?;
        self.log_added(record, "external_id", format!("{scheme}/{value}"), object(external_json(scheme, value))?)
    }

    /// Takes an identifier of another system away.
    pub fn remove_external_id(&mut self, record: RecordId, scheme: &str, value: &str) -> Result<()> {
        self.allow(Act::Change, &self.head(record)?)?;
        let removed = self
            .conn
            .prepare_cached("DELETE FROM external_id WHERE scheme = ?1 AND value = ?2 AND record_id = ?3")?
            .execute(params![scheme, value, record.0])?;
        if removed == 0 {
            return Err(Error::NotFound);
        }
        let before = object(external_json(scheme, value))?;
        self.log_changed(record, "external_id", format!("{scheme}/{value}"), before, None)
    }

    /// Records that lost a name still have a primary one.
    pub(super) fn named(&self) -> Result<()> {
        let mut primary = self.conn.prepare_cached("SELECT 1 FROM name WHERE record_id = ?1 AND kind = 'primary'")?;
        for record in &self.renamed {
            if !primary.exists(params![record.0])? {
                return Err(Error::invalid("names", Say::new("err-primary-name")));
            }
        }
        Ok(())
    }

    fn demote_primary(&mut self, record: RecordId) -> Result<()> {
        let primary = self.read().names(&[record])?.remove(&record).unwrap_or_default();
        for name in primary.into_iter().filter(|name| name.kind == "primary") {
            self.change_name(record, name.id, &Name { kind: "alias".to_owned(), ..name })?;
        }
        Ok(())
    }

    pub(super) fn set_name(&self, row: i64, name: &Name) -> Result<()> {
        self.put_name(
            "UPDATE name SET text = ?2, kind = ?3, lang = ?4, valid = ?5, valid_lo = ?6, valid_hi = ?7, report_id = ?8,
                    key = ?9 WHERE id = ?1",
            row,
            name,
        )
    }

    /// Writes the columns of a name; the first value is the key that `sql` writes it by.
    fn put_name(&self, sql: &str, key: i64, name: &Name) -> Result<()> {
        self.conn
            .prepare_cached(sql)?
            .execute(params![
                key,
                name.text,
                name.kind,
                name.lang,
                name.valid.as_ref().map(Edtf::text),
                name.valid.as_ref().and_then(Edtf::lo).map(|day| day.number()),
                name.valid.as_ref().and_then(Edtf::hi).map(|day| day.number()),
                name.report.map(|report| report.0),
                fold(&name.text)
            ])
            .map_err(|error| constraint(error, "names", "err-name-twice"))?;
        Ok(())
    }

    /// A name of this record as its history holds it.
    pub(super) fn stored_name(&self, record: RecordId, row: i64) -> Result<Map<String, Json>> {
        self.stored_row(
            "SELECT json_object('text', text, 'kind', kind, 'lang', lang, 'valid', valid, 'report', report_id)
               FROM name WHERE id = ?1 AND record_id = ?2",
            row,
            record,
        )
    }

    /// A row that is attached to this record; `sql` gives its values as JSON.
    pub(super) fn stored_row(&self, sql: &str, row: i64, record: RecordId) -> Result<Map<String, Json>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params![row, record.0])?;
        let Some(row) = rows.next()? else { return Err(Error::NotFound) };
        object(serde_json::from_str(&row.get::<_, String>(0)?).map_err(Error::internal)?)
    }

    /// The record a stored reference names, if it is hidden from the writer: who does not see it can't have meant to
    /// take it away.
    pub(super) fn unseen(&self, reference: Option<&Json>) -> Result<Option<RecordId>> {
        let Some(id) = reference.and_then(Json::as_i64).map(RecordId) else { return Ok(None) };
        Ok(self.read().kinds(&[id])?.is_empty().then_some(id))
    }

    /// The key of a row just added to a table with integer keys.
    pub(super) fn last_row(&self) -> String {
        self.conn.last_insert_rowid().to_string()
    }

    /// What is added to a record leaves its version: two people may add at once.
    pub(super) fn log_added(
        &mut self,
        record: RecordId,
        table: &'static str,
        row: String,
        after: Map<String, Json>,
    ) -> Result<()> {
        self.log(record, table, row, "create", None, Some(after))?;
        self.touched.insert(record);
        Ok(())
    }

    /// What is changed or taken away makes a new version, and of a record that was looked over a draft.
    pub(super) fn log_changed(
        &mut self,
        record: RecordId,
        table: &'static str,
        row: String,
        before: Map<String, Json>,
        after: Option<Map<String, Json>>,
    ) -> Result<()> {
        let action = if after.is_some() { "update" } else { "remove" };
        self.bump(record)?;
        self.log(record, table, row, action, Some(before), after)?;
        self.reopen(record)
    }
}

pub(super) fn object(json: Json) -> Result<Map<String, Json>> {
    match json {
        Json::Object(map) => Ok(map),
        _ => Err(Error::internal("history value is no object")),
    }
}

fn name_json(name: &Name) -> Json {
    json!({
        "text": name.text, "kind": name.kind, "lang": name.lang, "valid": name.valid.as_ref().map(Edtf::text),
        "report": name.report.map(|report| report.0),
    })
}

pub(super) fn source_row(report: RecordId, source: RecordId, role: &str) -> String {
    format!("{}/{}/{role}", report.0, source.0)
}

pub(super) fn source_json(source: RecordId, role: &str) -> Json {
    json!({ "source": source.0, "role": role })
}

pub(super) fn external_json(scheme: &str, value: &str) -> Json {
    json!({ "scheme": scheme, "value": value })
}
