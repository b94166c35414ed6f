//! The one write path: version check, the change, its history row and the index, in one transaction.

use std::collections::BTreeSet;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::chain::{self, Change};
use super::row::{fields_json, parse_kind};
use super::{ReadTx, entry, now};
use crate::domain::access::{Actor, Right};
use crate::domain::date::Edtf;
use crate::domain::kind::{Field, Kind, Target, Type};
use crate::domain::name::{Name, fold};
use crate::domain::record::{Draft, Fields, RecordId, Revision, Sensitivity, Value};
use crate::domain::source::NewCitation;
use crate::error::{Error, FieldError, Result, Say};

/// What a writer works with. It reads through the same rights filter as everybody.
pub struct WriteTx<'a> {
    pub(super) conn: &'a Connection,
    pub(super) actor: &'a Actor,
    reason: &'a str,
    at: String,
    touched: BTreeSet<RecordId>,
}

impl<'a> WriteTx<'a> {
    pub(super) fn new(conn: &'a Connection, actor: &'a Actor, reason: &'a str) -> Self {
        WriteTx { conn, actor, reason, at: now(), touched: BTreeSet::new() }
    }

    /// The reading side, within this transaction.
    pub fn read(&self) -> ReadTx<'_> {
        ReadTx { conn: self.conn }
    }

    /// Brings the timeline index up to date with everything this transaction wrote.
    pub(super) fn finish(self) -> Result<()> {
        entry::reindex(self.conn, &self.touched)
    }

    /// Creates a record: header, row, history.
    pub fn create(&mut self, draft: &Draft) -> Result<RecordId> {
        let kind = draft.kind;
        let mut errors = Vec::new();
        for field in kind.fields().iter().filter(|field| field.required) {
            if !matches!(draft.fields.get(field.name), Some(Some(_))) {
                errors.push(FieldError::new(field.name, Say::new("err-required")));
            }
        }
        errors.extend(self.above_clearance(kind, Some(draft.sensitivity), &draft.fields));
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        self.check_values(kind, &draft.fields)?;

        let id = self.insert_header(draft)?;
        let (mut columns, mut values) = (vec!["id".to_owned()], vec![Sql::Integer(id.0)]);
        for (name, value) in &draft.fields {
            if let (Some(field), Some(value)) = (kind.field(name), value) {
                push_columns(field, Some(value), &mut columns, &mut values);
            }
        }
        let marks = vec!["?"; columns.len()].join(", ");
        let sql = format!("INSERT INTO {} ({}) VALUES ({marks})", kind.table(), columns.join(", "));
        self.conn.prepare_cached(&sql)?.execute(params_from_iter(values)).map_err(|error| explain(kind, error))?;
        let after = self.stored(kind, id)?;
        self.log(Some(id), kind.table(), id.0.to_string(), "create", None, Some(after))?;
        self.touched.insert(id);
        Ok(id)
    }

    /// Changes fields of the version the writer has read. A newer version in force is `Error::Stale`, and
    /// nothing is written.
    pub fn update(&mut self, id: RecordId, version: i64, changes: &Fields) -> Result<i64> {
        self.revise(id, version, &Revision { fields: changes.clone(), ..Revision::default() })
    }

    /// The same, for changes of the header too.
    pub fn revise(&mut self, id: RecordId, version: i64, revision: &Revision) -> Result<i64> {
        let (kind, current, created_by, review) = self.head(id)?;
        let own_unapproved = created_by == self.actor.viewer().account && review != "approved";
        if !self.actor.viewer().may(Right::Edit) && !own_unapproved {
            return Err(Error::Forbidden);
        }
        if current != version {
            return Err(Error::Stale { current });
        }
        let errors: Vec<FieldError> = self.above_clearance(kind, revision.sensitivity, &revision.fields).collect();
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        self.check_values(kind, &revision.fields)?;
        let before = self.stored(kind, id)?;
        let (mut columns, mut values) = (Vec::new(), Vec::new());
        for (name, value) in &revision.fields {
            if let Some(field) = kind.field(name) {
                push_columns(field, value.as_ref(), &mut columns, &mut values);
            }
        }
        if !columns.is_empty() {
            let sets: Vec<String> = columns.iter().map(|column| format!("{column} = ?")).collect();
            values.push(Sql::Integer(id.0));
            let sql = format!("UPDATE {} SET {} WHERE id = ?", kind.table(), sets.join(", "));
            self.conn.prepare_cached(&sql)?.execute(params_from_iter(values)).map_err(|error| explain(kind, error))?;
        }
        self.revise_header(id, revision)?;
        let after = self.stored(kind, id)?;
        let (before, after) = difference(before, after);
        if after.is_empty() && before.is_empty() {
            return Ok(current);
        }
        self.conn
            .prepare_cached("UPDATE record SET version = version + 1, updated_at = ?2, updated_by = ?3 WHERE id = ?1")?
            .execute(params![id.0, self.at, self.actor.viewer().account])?;
        self.log(Some(id), kind.table(), id.0.to_string(), "update", Some(before), Some(after))?;
        self.touched.insert(id);
        Ok(current + 1)
    }

    /// That a version is still in force: what is added to a record was meant for what its writer read.
    pub fn in_force(&self, id: RecordId, version: i64) -> Result<()> {
        match self.head(id)? {
            (_, current, ..) if current != version => Err(Error::Stale { current }),
            _ => Ok(()),
        }
    }

    pub fn add_name(&mut self, record: RecordId, name: &Name) -> Result<()> {
        let (kind, ..) = self.head(record)?;
        if !kind.has_names() {
            return Err(Error::invalid("names", Say::new("err-no-names")));
        }
        let valid = name.valid.as_ref();
        let days = (valid.and_then(Edtf::lo).map(|d| d.number()), valid.and_then(Edtf::hi).map(|d| d.number()));
        self.conn
            .prepare_cached(
                "INSERT INTO name (record_id, text, kind, lang, valid, valid_lo, valid_hi, report_id, key)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                record.0,
                name.text,
                name.kind,
                name.lang,
                valid.map(Edtf::text),
                days.0,
                days.1,
                name.report.map(|report| report.0),
                fold(&name.text)
            ])
            .map_err(|error| constraint(error, "names", "err-name-twice"))?;
        let after = serde_json::json!({
            "text": name.text, "kind": name.kind, "lang": name.lang, "valid": valid.map(Edtf::text),
            "report": name.report.map(|report| report.0),
        });
        self.log_row(record, "name", self.last_row(), after)
    }

    /// Ties a citation to a record, or to one field of it.
    pub fn add_citation(&mut self, record: RecordId, citation: &NewCitation) -> Result<()> {
        let (kind, ..) = self.head(record)?;
        if let Some(field) = &citation.field
            && kind.field(field).is_none()
        {
            return Err(Error::invalid("field", Say::new("err-unknown-field").arg("value", field)));
        }
        let grade = citation.grade;
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
                grade.reliability(),
                grade.credibility(),
                citation.note,
                self.at,
                self.actor.viewer().account
            ])
            .map_err(|error| constraint(error, "quote", "err-quote-not-in-report"))?;
        let after = serde_json::json!({
            "field": citation.field, "report": citation.report.0, "stance": citation.stance,
            "paragraph": citation.paragraph, "page": citation.page, "quote": citation.quote,
            "hedge": citation.hedge, "via": citation.via.map(|via| via.0), "grade": grade.to_string(),
            "note": citation.note,
        });
        self.log_row(record, "citation", self.last_row(), after)
    }

    /// Says who told a report, and in which role.
    pub fn add_report_source(&mut self, report: RecordId, source: RecordId, role: &str) -> Result<()> {
        let (kind, ..) = self.head(report)?;
        if kind != Kind::Report {
            return Err(Error::invalid("sources", Say::new("err-wrong-kind")));
        }
        self.conn
            .prepare_cached("INSERT INTO report_source (report_id, source_id, role) VALUES (?1, ?2, ?3)")?
            .execute(params![report.0, source.0, role])
            .map_err(|error| constraint(error, "sources", "err-source-twice"))?;
        self.log_row(
            report,
            "report_source",
            format!("{}/{}/{role}", report.0, source.0),
            serde_json::json!({ "source": source.0, "role": role }),
        )
    }

    /// Ties an identifier of another system to a record. One identifier names one record.
    pub fn add_external_id(&mut self, record: RecordId, scheme: &str, value: &str) -> Result<()> {
        self.conn
            .prepare_cached("INSERT INTO external_id (scheme, value, record_id) VALUES (?1, ?2, ?3)")?
            .execute(params![scheme, value, record.0])
            .map_err(|error| constraint(error, "id", "err-external-id-taken"))?;
        self.log_row(
            record,
            "external_id",
            format!("{scheme}/{value}"),
            serde_json::json!({ "scheme": scheme, "value": value }),
        )
    }

    /// The next public ref of a kind. Groups of people are counted apart from individuals.
    pub fn reserve_reference(&mut self, kind: Kind, unit: Option<&Value>) -> Result<String> {
        let group = kind == Kind::Person && matches!(unit, Some(Value::Text(unit)) if unit != "individual");
        let prefix = if group { "G" } else { kind.ref_prefix() };
        let number: i64 = self
            .conn
            .prepare_cached(
                "INSERT INTO ref_counter (prefix, last) VALUES (?1, 1)
                 ON CONFLICT (prefix) DO UPDATE SET last = last + 1 RETURNING last",
            )?
            .query_row(params![prefix], |row| row.get(0))?;
        Ok(format!("{prefix}-{number}"))
    }

    fn insert_header(&mut self, draft: &Draft) -> Result<RecordId> {
        let unit = draft.fields.get("unit").and_then(Option::as_ref);
        let reference = match &draft.reference {
            Some(reserved) => reserved.clone(),
            None => self.reserve_reference(draft.kind, unit)?,
        };
        let account = self.actor.viewer().account;
        self.conn
            .prepare_cached(
                "INSERT INTO record (uid, ref, kind, sensitivity, review, comment, created_at, created_by, updated_at, updated_by)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?7, ?8)",
            )?
            .execute(params![
                Uuid::now_v7().as_bytes().as_slice(),
                reference,
                draft.kind.table(),
                draft.sensitivity.level(),
                draft.review,
                draft.comment,
                self.at,
                account
            ])?;
        Ok(RecordId(self.conn.last_insert_rowid()))
    }

    fn revise_header(&self, id: RecordId, revision: &Revision) -> Result<()> {
        if let Some(sensitivity) = revision.sensitivity {
            self.conn
                .prepare_cached("UPDATE record SET sensitivity = ?2 WHERE id = ?1")?
                .execute(params![id.0, sensitivity.level()])?;
        }
        if let Some(comment) = &revision.comment {
            self.conn
                .prepare_cached("UPDATE record SET comment = ?2 WHERE id = ?1")?
                .execute(params![id.0, comment])?;
        }
        Ok(())
    }

    /// Nobody writes what they could not read afterwards.
    fn above_clearance(
        &self,
        kind: Kind,
        sensitivity: Option<Sensitivity>,
        fields: &Fields,
    ) -> impl Iterator<Item = FieldError> + use<> {
        let clearance = self.actor.viewer().clearance;
        let protects = kind == Kind::Source && fields.get("protected") == Some(&Some(Value::Bool(true)));
        let too_high = sensitivity.is_some_and(|sensitivity| sensitivity > clearance).then_some("sensitivity");
        let protected = (protects && clearance < Sensitivity::Restricted).then_some("protected");
        too_high.into_iter().chain(protected).map(|field| FieldError::new(field, Say::new("err-above-clearance")))
    }

    /// Codes have to be in the vocabulary, references have to lead to a record of the right kind that the
    /// writer may see.
    fn check_values(&self, kind: Kind, fields: &Fields) -> Result<()> {
        let mut errors = Vec::new();
        for (name, value) in fields {
            let Some(field) = kind.field(name) else {
                errors.push(FieldError::new(*name, Say::new("err-unknown-field").arg("value", name)));
                continue;
            };
            let fault = match (field.ty, value) {
                (_, None) if field.required => Some(Say::new("err-required")),
                (Type::Term(list), Some(Value::Text(code))) => self.term_fault(list, code)?,
                (Type::Choice(list), Some(Value::Text(code))) if !list.contains(&code.as_str()) => {
                    Some(Say::new("err-unknown-code").arg("value", code))
                }
                (Type::Ref(target, _), Some(Value::Ref(id))) => self.reference_fault(target, *id)?,
                _ => None,
            };
            errors.extend(fault.map(|say| FieldError::new(*name, say)));
        }
        if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
    }

    fn term_fault(&self, list: &str, code: &str) -> Result<Option<Say>> {
        let known = code.split_once('/').is_some_and(|(prefix, _)| prefix == list)
            && self.conn.prepare_cached("SELECT 1 FROM term WHERE code = ?1 AND active = 1")?.exists(params![code])?;
        Ok((!known).then(|| Say::new("err-unknown-code").arg("value", code)))
    }

    fn reference_fault(&self, target: Target, id: RecordId) -> Result<Option<Say>> {
        let kind = self
            .conn
            .prepare_cached("SELECT kind FROM seen_record WHERE id = ?1")?
            .query_row(params![id.0], |row| row.get::<_, String>(0))
            .optional()?;
        let Some(kind) = kind else { return Ok(Some(Say::new("err-no-such-record"))) };
        let kind = parse_kind(&kind)?;
        Ok((!target.admits(kind)).then(|| Say::new("err-wrong-kind")))
    }

    /// Kind, version, author and review state of a record the writer may see.
    fn head(&self, id: RecordId) -> Result<(Kind, i64, i64, String)> {
        let head = self
            .conn
            .prepare_cached(
                "SELECT r.kind, r.version, r.created_by, r.review FROM record r JOIN seen_record s ON s.id = r.id WHERE r.id = ?1",
            )?
            .query_row(params![id.0], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .optional()?;
        let (kind, version, created_by, review) = head.ok_or(Error::NotFound)?;
        Ok((parse_kind(&kind)?, version, created_by, review))
    }

    /// The fields of a record as they are stored, defaults included.
    fn stored(&self, kind: Kind, id: RecordId) -> Result<Map<String, Json>> {
        stored(self.conn, kind, id)?.ok_or_else(|| Error::internal(format!("{} {} has no row", kind.table(), id.0)))
    }

    /// The key of a row just added to a table with integer keys.
    fn last_row(&self) -> String {
        self.conn.last_insert_rowid().to_string()
    }

    fn log_row(&mut self, record: RecordId, table: &'static str, row: String, after: Json) -> Result<()> {
        let Json::Object(after) = after else { return Err(Error::internal("history value is no object")) };
        self.log(Some(record), table, row, "create", None, Some(after))?;
        self.touched.insert(record);
        Ok(())
    }

    fn log(
        &self,
        record: Option<RecordId>,
        table: &str,
        row: String,
        action: &str,
        before: Option<Map<String, Json>>,
        after: Option<Map<String, Json>>,
    ) -> Result<()> {
        let text = |map: Option<Map<String, Json>>| map.map(|map| Json::Object(map).to_string());
        let change = Change {
            id: 0,
            at: self.at.clone(),
            account: self.actor.viewer().account,
            record: record.map(|id| id.0),
            table: table.to_owned(),
            row,
            action: action.to_owned(),
            before: text(before),
            after: text(after),
            reason: self.reason.to_owned(),
        };
        chain::append(self.conn, change)
    }
}

/// A record as its tables hold it, unfiltered, in the names of the history: its fields, and of its header what people
/// decide. Nothing if either row is missing.
pub(super) fn stored(conn: &Connection, kind: Kind, id: RecordId) -> Result<Option<Map<String, Json>>> {
    let columns: Vec<String> = kind.fields().iter().map(|field| format!("k.{}", field.column())).collect();
    let sql = format!(
        "SELECT r.sensitivity, r.review, r.comment, r.compartment_id, {} FROM {} k JOIN record r ON r.id = k.id WHERE k.id = ?1",
        columns.join(", "),
        kind.table()
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![id.0])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let mut map = fields_json(kind, row, HEADER_VALUES.len())?;
    map.insert("sensitivity".into(), row.get::<_, i64>(0)?.into());
    map.insert("review".into(), row.get::<_, String>(1)?.into());
    if let Some(comment) = row.get::<_, Option<String>>(2)? {
        map.insert("comment".into(), comment.into());
    }
    if let Some(compartment) = row.get::<_, Option<i64>>(3)? {
        map.insert("compartment".into(), compartment.into());
    }
    Ok(Some(map))
}

/// What of a record's header is in its history, beside its fields.
pub(super) const HEADER_VALUES: [&str; 4] = ["sensitivity", "review", "comment", "compartment"];

/// The columns a field fills: a date fills three.
fn push_columns(field: &Field, value: Option<&Value>, columns: &mut Vec<String>, values: &mut Vec<Sql>) {
    let column = field.column();
    if field.ty == Type::Date {
        let date = match value {
            Some(Value::Date(date)) => Some(date),
            _ => None,
        };
        let day =
            |day: Option<crate::domain::date::Day>| day.map_or(Sql::Null, |day| Sql::Integer(i64::from(day.number())));
        columns.extend([format!("{column}_lo"), format!("{column}_hi")]);
        values.extend([day(date.and_then(Edtf::lo)), day(date.and_then(Edtf::hi))]);
    }
    columns.push(column);
    values.push(match value {
        None => Sql::Null,
        Some(Value::Text(text)) => Sql::Text(text.clone()),
        Some(Value::Integer(number)) => Sql::Integer(*number),
        Some(Value::Real(number)) => Sql::Real(*number),
        Some(Value::Bool(flag)) => Sql::Integer(i64::from(*flag)),
        Some(Value::Date(date)) => Sql::Text(date.text().to_owned()),
        Some(Value::Ref(id)) => Sql::Integer(id.0),
    });
}

/// Only what differs: the old values of changed fields, and the new ones (null where a value was taken away).
fn difference(mut before: Map<String, Json>, mut after: Map<String, Json>) -> (Map<String, Json>, Map<String, Json>) {
    let unchanged: Vec<String> =
        before.iter().filter(|(k, v)| after.get(*k) == Some(v)).map(|(k, _)| k.clone()).collect();
    for key in unchanged {
        before.remove(&key);
        after.remove(&key);
    }
    for key in before.keys() {
        after.entry(key.clone()).or_insert(Json::Null);
    }
    (before, after)
}

/// A table's own rules say which values do not go together; the field is one that the broken rule names.
fn explain(kind: Kind, error: rusqlite::Error) -> Error {
    let rule = error.to_string();
    let names = |column: &str| rule.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == column);
    let mut named = kind.fields().iter().filter(|field| names(&field.column())).map(|field| field.name);
    let field = match kind {
        Kind::CustodyEvent if rule.contains("UNIQUE") => Some("seq"),
        // Numbers that do not go together, rather than one that can't be.
        Kind::Figure if !rule.contains(">= 0") => Some("qualifier"),
        _ => named.next(),
    };
    let key = if rule.contains("NOT NULL") { "err-required" } else { "err-values-do-not-fit" };
    constraint(error, field.unwrap_or_default(), key)
}

fn constraint(error: rusqlite::Error, field: &str, key: &'static str) -> Error {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::ConstraintViolation) => Error::invalid(field, Say::new(key)),
        _ => Error::Db(error),
    }
}
