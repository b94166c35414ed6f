//! What has to be true of a row that is attached to a record: it can be there, it says nothing twice, its words are in its
//! report.

use rusqlite::params;
use serde_json::{Map, Value as Json};

use super::WriteTx;
use super::stored::{stored_value, usual};
use crate::domain::citation::quote::{self, Misquote};
use crate::domain::kind::Kind;
use crate::domain::kind::attached::{Attached, PREFERRED};
use crate::domain::record::{Fields, RecordId, Value};
use crate::error::{Error, FieldError, Message, Result};
use crate::store::filter;

/// No report has more paragraphs, whether its text is here or not: whoever writes a higher number meant a page or a date.
const PARAGRAPHS_MAX: i64 = 99_999;

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
                Message::new(if what == Attached::Name { "err-no-names" } else { "err-wrong-kind" }),
            ));
        }
        let mut news = Fields::new();
        for field in what.fields() {
            let was = stored.map_or(Ok(None), |(_, values)| stored_value(field, values))?;
            if let Some(written) = fields.get(field.name).filter(|written| stored.is_none() || **written != was) {
                news.insert(field.name, written.clone());
            }
        }
        self.check_fields(what.fields(), &news)?;
        let row = stored.map(|(row, _)| row);
        // What is not said is as usual.
        let text = |name: &str| match fields.get(name).cloned().flatten().or_else(|| what.field(name).and_then(usual)) {
            Some(Value::Text(text)) => text,
            _ => String::new(),
        };
        let taken = |sql: &str, values: [&dyn rusqlite::ToSql; 3]| -> Result<bool> {
            Ok(self.conn.prepare_cached(sql)?.exists(params![values[0], values[1], values[2], row.unwrap_or(0)])?)
        };
        match what {
            Attached::Name => {
                let sql =
                    "SELECT 1 FROM name WHERE record_id = ?1 AND text = ?2 AND kind = ?3 AND second = 0 AND id <> ?4";
                if taken(sql, [&record.0, &text("text"), &text("kind")])? {
                    return Err(Error::invalid("names", Message::new("err-name-twice")));
                }
            }
            Attached::Source => {
                let Some(source) = reference(fields, "source") else { return Ok(()) };
                let sql =
                    "SELECT 1 FROM report_source WHERE report_id = ?1 AND source_id = ?2 AND role = ?3 AND id <> ?4";
                let source = self.stands_for(source)?;
                if taken(sql, [&record.0, &source.0, &text("role")])? {
                    return Err(Error::invalid("sources", Message::new("err-source-twice")));
                }
            }
            Attached::ExternalId => {
                // Among what the writer sees, and saw until it was withdrawn. That a record which is hidden has the
                // identifier too is not told: both have it then, and whoever sees both finds one beside the other.
                let sql = "SELECT 1 FROM external_id x WHERE x.scheme = ?1 AND x.value = ?2 AND ?3 AND x.id <> ?4";
                let values: [&dyn rusqlite::ToSql; 3] = [&text("scheme"), &text("value"), &true];
                if taken(sql, values)? {
                    let seen = format!("{sql} AND EXISTS (SELECT 1 FROM seen_record s WHERE s.id = x.record_id)");
                    filter::with_withdrawn(self.conn, true)?;
                    let taken = taken(&seen, values);
                    filter::with_withdrawn(self.conn, false)?;
                    if taken? {
                        return Err(Error::invalid("id", Message::new("err-external-id-taken")));
                    }
                }
            }
            Attached::Citation => {
                if news.get(PREFERRED) == Some(&Some(Value::Bool(true))) && !self.edits() {
                    return Err(Error::invalid(PREFERRED, Message::new("err-editors-prefer")));
                }
                self.check_citation(kind, fields)?;
            }
        }
        Ok(())
    }

    /// The field exists, and what is said of the report's text is so.
    fn check_citation(&self, kind: Kind, citation: &Fields) -> Result<()> {
        let Some(report) = reference(citation, "report") else { return Ok(()) };
        let mut errors = Vec::new();
        let mut fault = |field: &str, say: Message| errors.push(FieldError::new(field, say));
        if let Some(Some(Value::Text(field))) = citation.get("field")
            && kind.field(field).is_none()
        {
            fault("field", Message::new("err-unknown-field").arg("value", field));
        }
        let body = self.body(report)?;
        if let Some((field, say)) = body.as_deref().and_then(|body| misquoted(body, citation)) {
            fault(field, say);
        }
        match citation.get("paragraph") {
            Some(Some(Value::Integer(paragraph))) if *paragraph < 1 => {
                fault("paragraph", Message::new("err-counts-from-one"));
            }
            Some(Some(Value::Integer(paragraph))) if *paragraph > PARAGRAPHS_MAX => {
                fault("paragraph", Message::new("err-paragraph-too-high").arg("n", PARAGRAPHS_MAX));
            }
            _ => {}
        }
        if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
    }

    fn body(&self, report: RecordId) -> Result<Option<String>> {
        let report = self.stands_for(report)?;
        if self.seen(report)?.is_none() {
            return Ok(None);
        }
        let mut statement = self.conn.prepare_cached("SELECT body FROM report WHERE id = ?1")?;
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

fn reference(fields: &Fields, name: &str) -> Option<RecordId> {
    match fields.get(name) {
        Some(Some(Value::Ref(id))) => Some(*id),
        _ => None,
    }
}

/// What a report's text says against a citation of it.
fn misquoted(body: &str, citation: &Fields) -> Option<(&'static str, Message)> {
    let paragraph = match citation.get("paragraph") {
        Some(Some(Value::Integer(number))) => usize::try_from(*number).ok(),
        _ => None,
    };
    let quoted = match citation.get("quote") {
        Some(Some(Value::Text(words))) => Some(words.as_str()),
        _ => None,
    };
    Some(match quote::check(body, paragraph, quoted)? {
        Misquote::NoSuchParagraph(n) => ("paragraph", Message::new("err-paragraph-beyond").arg("n", n)),
        Misquote::InParagraph(n) => ("quote", Message::new("err-quote-in-paragraph").arg("n", n)),
        Misquote::Nearest(n, words) => {
            ("quote", Message::new("err-quote-nearest").arg("n", n).arg("words", words.to_owned()))
        }
        Misquote::Nowhere => ("quote", Message::new("err-quote-not-in-report")),
    })
}
