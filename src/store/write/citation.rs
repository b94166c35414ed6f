//! Citations: added to whatever the writer sees, changed and taken away by those who may change the record.

use rusqlite::{named_params, params};
use serde_json::{Map, Value as Json, json};

use super::WriteTx;
use super::attached::object;
use super::stored::difference;
use super::values::constraint;
use crate::domain::act::Act;
use crate::domain::kind::{Kind, Target};
use crate::domain::quote::{self, Misquote};
use crate::domain::record::RecordId;
use crate::domain::source::NewCitation;
use crate::error::{Error, FieldError, Result, Say};

impl WriteTx<'_> {
    /// Ties a citation to a record, or to one field of it.
    pub fn add_citation(&mut self, record: RecordId, citation: &NewCitation) -> Result<()> {
        let kind = self.head(record)?.kind;
        self.check_citation(kind, citation)?;
        self.conn
            .prepare_cached(
                "INSERT INTO citation (record_id, field, report_id, stance, paragraph, page, quote, hedge, via_source_id,
                                       reliability, credibility, note, created_at, created_by)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?
            .execute(params![
                record.0,
                citation.field,
                citation.report.0,
                citation.stance,
                citation.paragraph,
                citation.page,
                citation.quote,
                citation.hedge,
                citation.via.map(|via| via.0),
                citation.grade.reliability(),
                citation.grade.credibility(),
                citation.note,
                self.at,
                self.actor.viewer().account
            ])
            .map_err(|error| constraint(error, "quote", "err-quote-not-in-report"))?;
        self.log_added(record, "citation", self.last_row(), object(citation_json(citation))?)
    }

    /// Says something else in a citation.
    pub fn change_citation(&mut self, record: RecordId, row: i64, citation: &NewCitation) -> Result<()> {
        let head = self.head(record)?;
        self.allow(Act::Change, &head)?;
        let before = self.stored_citation(record, row)?;
        let mut citation = citation.clone();
        if citation.via.is_none() {
            citation.via = self.unseen(before.get("via"))?;
        }
        self.check_citation(head.kind, &citation)?;
        self.conn
            .prepare_cached(
                "UPDATE citation SET field = :field, report_id = :report, stance = :stance, paragraph = :paragraph,
                        page = :page, quote = :quote, hedge = :hedge, via_source_id = :via, reliability = :reliability,
                        credibility = :credibility, note = :note WHERE id = :id",
            )?
            .execute(named_params! {
                ":id": row,
                ":field": citation.field,
                ":report": citation.report.0,
                ":stance": citation.stance,
                ":paragraph": citation.paragraph,
                ":page": citation.page,
                ":quote": citation.quote,
                ":hedge": citation.hedge,
                ":via": citation.via.map(|via| via.0),
                ":reliability": citation.grade.reliability(),
                ":credibility": citation.grade.credibility(),
                ":note": citation.note,
            })
            .map_err(|error| constraint(error, "quote", "err-quote-not-in-report"))?;
        let (before, after) = difference(before, object(citation_json(&citation))?);
        if before.is_empty() && after.is_empty() {
            return Ok(());
        }
        self.log_changed(record, "citation", row.to_string(), before, Some(after))
    }

    /// Takes a citation away.
    pub fn remove_citation(&mut self, record: RecordId, row: i64) -> Result<()> {
        self.allow(Act::Change, &self.head(record)?)?;
        let before = self.stored_citation(record, row)?;
        self.conn.prepare_cached("DELETE FROM citation WHERE id = ?1")?.execute(params![row])?;
        self.log_changed(record, "citation", row.to_string(), before, None)
    }

    /// A citation of this record as its history holds it, if the writer sees its report.
    pub(super) fn stored_citation(&self, record: RecordId, row: i64) -> Result<Map<String, Json>> {
        self.stored_row(
            "SELECT json_object('field', field, 'report', report_id, 'stance', stance, 'paragraph', paragraph,
                    'page', page, 'quote', quote, 'hedge', hedge, 'via', via_source_id,
                    'grade', reliability || credibility, 'note', note)
               FROM citation WHERE id = ?1 AND record_id = ?2 AND EXISTS (SELECT 1 FROM v_citation v WHERE v.id = citation.id)",
            row,
            record,
        )
    }

    /// The field exists, the report is one the writer sees, and what is said of its text is so.
    fn check_citation(&self, kind: Kind, citation: &NewCitation) -> Result<()> {
        let mut errors = Vec::new();
        let mut fault = |field: &str, say: Say| errors.push(FieldError::new(field, say));
        if let Some(field) = citation.field.as_ref().filter(|field| kind.field(field).is_none()) {
            fault("field", Say::new("err-unknown-field").arg("value", field));
        }
        let report = self.reference_fault(Target::One(Kind::Report), citation.report)?;
        match report {
            Some(say) => fault("report", say),
            None => {
                let body = self.body(citation.report)?;
                if let Some((field, say)) = body.as_deref().and_then(|body| misquoted(body, citation)) {
                    fault(field, say);
                }
            }
        }
        if citation.paragraph.is_some_and(|paragraph| paragraph < 1) {
            fault("paragraph", Say::new("err-counts-from-one"));
        }
        if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
    }

    fn body(&self, report: RecordId) -> Result<Option<String>> {
        let mut statement = self.conn.prepare_cached("SELECT body FROM v_report WHERE id = ?1")?;
        Ok(statement.query_row(params![report.0], |row| row.get(0))?)
    }

    /// A report keeps the words it is cited for.
    pub(super) fn lost_quotes(&self, report: RecordId, body: &str) -> Result<i64> {
        let mut statement = self.conn.prepare_cached(
            "SELECT count(*) FROM citation WHERE report_id = ?1 AND quote IS NOT NULL AND instr(?2, quote) = 0",
        )?;
        Ok(statement.query_row(params![report.0, body], |row| row.get(0))?)
    }
}

/// What a report's text says against a citation of it.
fn misquoted(body: &str, citation: &NewCitation) -> Option<(&'static str, Say)> {
    let paragraph = citation.paragraph.and_then(|number| usize::try_from(number).ok());
    Some(match quote::check(body, paragraph, citation.quote.as_deref())? {
        Misquote::NoSuchParagraph(n) => ("paragraph", Say::new("err-paragraph-beyond").arg("n", n)),
        Misquote::InParagraph(n) => ("quote", Say::new("err-quote-in-paragraph").arg("n", n)),
        Misquote::Nearest(n, words) => {
            ("quote", Say::new("err-quote-nearest").arg("n", n).arg("words", words.to_owned()))
        }
        Misquote::Nowhere => ("quote", Say::new("err-quote-not-in-report")),
    })
}

fn citation_json(citation: &NewCitation) -> Json {
    json!({
        "field": citation.field, "report": citation.report.0, "stance": citation.stance,
        "paragraph": citation.paragraph, "page": citation.page, "quote": citation.quote,
        "hedge": citation.hedge, "via": citation.via.map(|via| via.0), "grade": citation.grade.to_string(),
        "note": citation.note,
    })
}
