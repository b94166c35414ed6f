//! What a merge moves from one record to another, as it is kept so that it can be moved back.

use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::WriteTx;
use super::attached::{external_json, object, source_json, source_row};
use super::stored::{difference, value};
use crate::domain::kind::Kind;
use crate::domain::record::{Fields, RecordId};
use crate::error::{Error, Result};

/// One step of a merge.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub(super) enum Moved {
    /// Values of a record: a reference pointed at the kept one, a double withdrawn, a field chosen.
    Values {
        record: RecordId,
        before: Map<String, Json>,
        after: Map<String, Json>,
    },
    /// A name; a primary one becomes an alias.
    Name {
        row: i64,
        from: RecordId,
        to: RecordId,
        was: String,
        is: String,
    },
    Citation {
        row: i64,
        from: RecordId,
        to: RecordId,
    },
    /// Whom a citation of `record` says its report names.
    Via {
        row: i64,
        record: RecordId,
        from: RecordId,
        to: RecordId,
    },
    /// A part in a report; `had` if the kept source had it already.
    Source {
        report: RecordId,
        role: String,
        from: RecordId,
        to: RecordId,
        had: bool,
    },
    ExternalId {
        scheme: String,
        value: String,
        from: RecordId,
        to: RecordId,
    },
}

const NAME: &str = "SELECT json_object('text', text, 'kind', kind, 'lang', lang, 'valid', valid, 'report', report_id)
  FROM name WHERE id = ?1 AND record_id = ?2";
const CITATION: &str = "SELECT json_object('field', field, 'report', report_id, 'stance', stance, 'paragraph', paragraph,
       'page', page, 'quote', quote, 'hedge', hedge, 'via', via_source_id, 'grade', reliability || credibility, 'note', note)
  FROM citation WHERE id = ?1 AND record_id = ?2";

impl WriteTx<'_> {
    /// Changes a record's own row or header, in its history; nothing if it is as it was.
    pub(super) fn alter(
        &mut self,
        kind: Kind,
        id: RecordId,
        work: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<Option<Moved>> {
        let before = self.stored(kind, id)?;
        work(self)?;
        let (before, after) = difference(before, self.stored(kind, id)?);
        if before.is_empty() && after.is_empty() {
            return Ok(None);
        }
        self.log_update(kind, id, before.clone(), after.clone())?;
        Ok(Some(Moved::Values { record: id, before, after }))
    }

    /// Writes values as the history holds them: fields, and of the header what a merge changes.
    pub(super) fn set_stored(&self, kind: Kind, id: RecordId, values: &Map<String, Json>) -> Result<()> {
        let mut fields = Fields::new();
        for (name, json) in values {
            if let Some(field) = kind.field(name) {
                fields.insert(field.name, value(field, json)?);
            }
        }
        self.set_fields(kind, id, &fields)?;
        if let Some(Json::String(review)) = values.get("review") {
            self.set_review(id, review)?;
        }
        if let Some(withdrawn) = values.get("withdrawn") {
            let at = (*withdrawn == Json::Bool(true)).then_some(&self.at);
            self.conn.prepare_cached("UPDATE record SET deleted_at = ?2 WHERE id = ?1")?.execute(params![id.0, at])?;
        }
        if let Some(kept) = values.get("merged_into") {
            self.conn
                .prepare_cached("UPDATE record SET merged_into = ?2 WHERE id = ?1")?
                .execute(params![id.0, kept.as_i64()])?;
        }
        Ok(())
    }

    /// A row goes from one record to another: taken away there, added here, under the same number.
    fn log_moved(
        &mut self,
        table: &'static str,
        row: String,
        from: (RecordId, Map<String, Json>),
        to: Option<(RecordId, Map<String, Json>)>,
    ) -> Result<()> {
        self.bump(from.0)?;
        self.log(from.0, table, row.clone(), "remove", Some(from.1), None)?;
        to.map_or(Ok(()), |(record, after)| self.log_added(record, table, row, after))
    }

    pub(super) fn move_name(&mut self, row: i64, from: RecordId, to: RecordId, is: &str) -> Result<()> {
        let before = self.stored_row(NAME, row, from)?;
        self.conn
            .prepare_cached("UPDATE name SET record_id = ?2, kind = ?3 WHERE id = ?1")?
            .execute(params![row, to.0, is])
            .map_err(|error| super::values::constraint(error, "names", "err-name-twice"))?;
        let after = self.stored_row(NAME, row, to)?;
        self.log_moved("name", row.to_string(), (from, before), Some((to, after)))
    }

    pub(super) fn move_citation(&mut self, row: i64, from: RecordId, to: RecordId) -> Result<()> {
        let values = self.stored_row(CITATION, row, from)?;
        self.conn.prepare_cached("UPDATE citation SET record_id = ?2 WHERE id = ?1")?.execute(params![row, to.0])?;
        self.log_moved("citation", row.to_string(), (from, values.clone()), Some((to, values)))
    }

    /// Names another source as the one a report names; `NotFound` if the citation does not name `from`.
    pub(super) fn move_via(&mut self, row: i64, record: RecordId, from: RecordId, to: RecordId) -> Result<()> {
        let moved = self
            .conn
            .prepare_cached(
                "UPDATE citation SET via_source_id = ?4 WHERE id = ?1 AND record_id = ?2 AND via_source_id = ?3",
            )?
            .execute(params![row, record.0, from.0, to.0])?;
        if moved == 0 {
            return Err(Error::NotFound);
        }
        let via = |source: RecordId| Map::from_iter([("via".to_owned(), Json::from(source.0))]);
        self.bump(record)?;
        self.log(record, "citation", row.to_string(), "update", Some(via(from)), Some(via(to)))
    }

    /// A part in a report goes to another source; it is only taken away if that one has it.
    pub(super) fn move_source(&mut self, report: RecordId, role: &str, from: RecordId, to: RecordId) -> Result<bool> {
        let had = self
            .conn
            .prepare_cached("SELECT 1 FROM report_source WHERE report_id = ?1 AND source_id = ?2 AND role = ?3")?
            .exists(params![report.0, to.0, role])?;
        let gone = self
            .conn
            .prepare_cached("DELETE FROM report_source WHERE report_id = ?1 AND source_id = ?2 AND role = ?3")?
            .execute(params![report.0, from.0, role])?;
        if gone == 0 {
            return Err(Error::NotFound);
        }
        self.bump(report)?;
        let (row, before) = (source_row(report, from, role), object(source_json(from, role))?);
        self.log(report, "report_source", row, "remove", Some(before), None)?;
        if !had {
            self.put_source(report, role, to)?;
        }
        Ok(had)
    }

    pub(super) fn put_source(&mut self, report: RecordId, role: &str, source: RecordId) -> Result<()> {
        self.conn
            .prepare_cached("INSERT INTO report_source (report_id, source_id, role) VALUES (?1, ?2, ?3)")?
            .execute(params![report.0, source.0, role])
            .map_err(|error| super::values::constraint(error, "sources", "err-source-twice"))?;
        self.log_added(report, "report_source", source_row(report, source, role), object(source_json(source, role))?)
    }

    /// `NotFound` if the identifier does not name `from`.
    pub(super) fn move_external_id(&mut self, scheme: &str, value: &str, from: RecordId, to: RecordId) -> Result<()> {
        let moved = self
            .conn
            .prepare_cached(
                "UPDATE external_id SET record_id = ?4 WHERE scheme = ?1 AND value = ?2 AND record_id = ?3",
            )?
            .execute(params![scheme, value, from.0, to.0])?;
        if moved == 0 {
            return Err(Error::NotFound);
        }
        let values = object(external_json(scheme, value))?;
        self.log_moved("external_id", format!("{scheme}/{value}"), (from, values.clone()), Some((to, values)))
    }
}
