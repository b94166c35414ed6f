//! What has to be true of a row that is attached to a record: it can be there, it says nothing twice, its words are in its
//! report.

use rusqlite::params;
use serde_json::{Map, Value as Json};

use super::WriteTx;
use super::stored::value;
use crate::domain::attached::{Attached, citation, name};
use crate::domain::kind::Kind;
use crate::domain::quote::{self, Misquote};
use crate::domain::record::{Fields, RecordId};
use crate::domain::source::NewCitation;
use crate::error::{Error, FieldError, Result, Say};

impl WriteTx<'_> {
    /// The rules for a row of a record: a new one, or one that is there.
    pub(super) fn check_attached(
        &self,
        what: Attached,
        (record, kind): (RecordId, Kind),
        stored: Option<(i64, &Map<String, Json>)>,
        fields: &Fields,
    ) -> Result<()> {
        if !what.admits(kind) {
            return Err(Error::invalid(
                what.list(),
                Say::new(if what == Attached::Name { "err-no-names" } else { "err-wrong-kind" }),
            ));
        }
        let mut news = Fields::new();
        for field in what.fields() {
            let was = stored.and_then(|(_, values)| values.get(field.name));
            let was = was.map_or(Ok(None), |json| value(field, json))?;
            if let Some(written) = fields.get(field.name).filter(|written| stored.is_none() || **written != was) {
                news.insert(field.name, written.clone());
            }
        }
        self.check_fields(what.fields(), &news)?;
        let row = stored.map(|(row, _)| row);
        let taken = |sql: &str, values: [&dyn rusqlite::ToSql; 3]| -> Result<bool> {
            Ok(self.conn.prepare_cached(sql)?.exists(params![values[0], values[1], values[2], row.unwrap_or(0)])?)
        };
        match what {
            Attached::Name => {
                let name = name(fields.clone());
                let sql =
                    "SELECT 1 FROM name WHERE record_id = ?1 AND text = ?2 AND kind = ?3 AND second = 0 AND id <> ?4";
                if taken(sql, [&record.0, &name.text, &name.kind])? {
                    return Err(Error::invalid("names", Say::new("err-name-twice")));
                }
            }
            Attached::Source => {
                let Some((source, role)) = crate::domain::attached::source(fields.clone()) else { return Ok(()) };
                let sql =
                    "SELECT 1 FROM report_source WHERE report_id = ?1 AND source_id = ?2 AND role = ?3 AND id <> ?4";
                let source = super::resolved(self.conn, source)?;
                if taken(sql, [&record.0, &source.0, &role])? {
                    return Err(Error::invalid("sources", Say::new("err-source-twice")));
                }
            }
            Attached::ExternalId => {
                let text = |name: &str| match fields.get(name) {
                    Some(Some(crate::domain::record::Value::Text(text))) => text.clone(),
                    _ => String::new(),
                };
                let sql = "SELECT 1 FROM external_id WHERE scheme = ?1 AND value = ?2 AND ?3 AND id <> ?4";
                if taken(sql, [&text("scheme"), &text("value"), &true])? {
                    return Err(Error::invalid("id", Say::new("err-external-id-taken")));
                }
            }
            Attached::Citation => {
                let Some(citation) = citation(fields.clone()) else { return Ok(()) };
                self.check_citation(kind, &citation)?;
            }
        }
        Ok(())
    }

    /// The field exists, and what is said of the report's text is so.
    fn check_citation(&self, kind: Kind, citation: &NewCitation) -> Result<()> {
        let mut errors = Vec::new();
        let mut fault = |field: &str, say: Say| errors.push(FieldError::new(field, say));
        if let Some(field) = citation.field.as_ref().filter(|field| kind.field(field).is_none()) {
            fault("field", Say::new("err-unknown-field").arg("value", field));
        }
        let body = self.body(citation.report)?;
        if let Some((field, say)) = body.as_deref().and_then(|body| misquoted(body, citation)) {
            fault(field, say);
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
