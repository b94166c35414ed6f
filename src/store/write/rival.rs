//! A citation of a field supports the value that its record has. Where another value takes its place, by an edit, a merge or
//! a return to an older state, what the report gives stays beside it as a rival value.

use rusqlite::params;
use serde_json::{Map, Value as Json};

use super::attached::AttachedRow;
use super::rules::told;
use super::stored::{both, json, stored_value, usual, value, whole_value};
use super::{WasEntered, WriteTx};
use crate::domain::access::act::Act;
use crate::domain::age;
use crate::domain::change::Content;
use crate::domain::citation::contradiction::value_given;
use crate::domain::citation::{DIFFERS, SUPPORTS};
use crate::domain::kind::attached::{Attached, PREFERRED};
use crate::domain::kind::value::from_text;
use crate::domain::kind::{Field, Kind, Told, Type};
use crate::domain::record::{Fields, RecordId, Revision, Value};
use crate::error::{Error, Message, Result};
use crate::store::audit::chain::Action;

impl WriteTx<'_> {
    /// A citation as it is stored: what it gives for a field is a value of that field, and no rival where the record says
    /// just that.
    pub(super) fn fitted(&self, (record, kind): (RecordId, Kind), said: &Fields) -> Result<Fields> {
        let refuse = |field: &str, say: Message| Err(Error::invalid(field, say));
        let given = |name: &str| said.get(name).cloned().flatten();
        let (text, other) = (given("gives"), given("gives_record"));
        let mut fields = said.clone();
        if text.is_none() && other.is_none() {
            let differs = given("stance") == Some(Value::Text(DIFFERS.to_owned()));
            return if differs { refuse("stance", Message::new("err-differs-without-value")) } else { Ok(fields) };
        }
        let Some(Value::Text(name)) = given("field") else {
            return refuse("field", Message::new("err-value-without-field"));
        };
        let Some(field) = kind.field(&name).filter(|field| kind.has_rivals(field)) else {
            return refuse("field", Message::new("err-field-without-rivals").arg("value", name));
        };
        let gives = match (field.ty, text, other) {
            (Type::Ref(..), Some(_), _) => return refuse("gives", Message::new("err-value-is-a-record")),
            (Type::Ref(target, _), None, Some(Value::Ref(id))) => {
                if let Some(say) = self.reference_fault(target, id)? {
                    return refuse("gives_record", say);
                }
                Value::Ref(self.stands_for(id)?)
            }
            (_, Some(Value::Text(text)), None) => match kind.partner(field) {
                Some(partner) => self.pair_of((field, partner), &text).map(|(one, other)| both(&one, &other))?,
                None => self.value_of(field, &text)?,
            },
            _ => return refuse("gives_record", Message::new("err-value-is-no-record")),
        };
        if whole_value(kind, field, &self.stored(kind, record)?)?.as_ref() == Some(&gives) {
            fields.extend([("gives", None), ("gives_record", None)]);
            fields.insert("stance", Some(Value::Text(SUPPORTS.to_owned())));
            return Ok(fields);
        }
        if !matches!(gives, Value::Ref(_)) {
            fields.insert("gives", Some(Value::Text(gives.to_string())));
        }
        fields.insert("stance", Some(Value::Text(DIFFERS.to_owned())));
        Ok(fields)
    }

    /// The value that a text is for a field that names no record.
    fn value_of(&self, field: &'static Field, text: &str) -> Result<Value> {
        match from_text(field, text, None) {
            Ok(Content::Value(value)) => {
                let one = Fields::from([(field.name, Some(value.clone()))]);
                let checked = self.check_fields(std::slice::from_ref(field), &one);
                checked.map(|()| value).map_err(|error| match error {
                    Error::Invalid(errors) => Error::Invalid(
                        errors.into_iter().map(|error| crate::error::FieldError::new("gives", error.say)).collect(),
                    ),
                    other => other,
                })
            }
            Ok(_) => Err(Error::invalid("gives", Message::new("err-required"))),
            Err(say) => Err(Error::invalid("gives", say)),
        }
    }

    /// The two values that a text is for two fields that make one: the second stands behind the last space.
    fn pair_of(&self, (field, partner): (&'static Field, &'static Field), text: &str) -> Result<(Value, Value)> {
        let (one, other) = text
            .trim()
            .rsplit_once(char::is_whitespace)
            .ok_or_else(|| Error::invalid("gives", Message::new("err-give-both")))?;
        let one = one.trim_end_matches([',', ';', ' ']);
        Ok((self.value_of(field, one)?, self.value_of(partner, other)?))
    }

    /// What the citations of a record say, now that its values are others: those of a value that was given up keep it as a
    /// rival, and those that gave the new one support it. It holds for citations too that the writer does not see.
    pub(super) fn recite(
        &mut self,
        kind: Kind,
        id: RecordId,
        (before, after): (&Map<String, Json>, &Map<String, Json>),
        entered: WasEntered,
    ) -> Result<()> {
        let differs = |name: &str| before.get(name) != after.get(name);
        let changes =
            |field: &Field| differs(field.name) || kind.partner(field).is_some_and(|partner| differs(partner.name));
        let fields: Vec<&Field> =
            kind.fields().iter().filter(|field| kind.has_rivals(field) && changes(field)).collect();
        let told = told(kind, Some(before)).filter(|told| told.fields.iter().any(|field| differs(field)));
        if fields.is_empty() && told.is_none() {
            return Ok(());
        }
        let sql = "SELECT id, field, stance FROM citation WHERE record_id = ?1 AND stance IN ('supports', 'differs')
                    ORDER BY id";
        type Row = (i64, Option<String>, String);
        let cited: Vec<Row> = self.numbers(sql, id, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        for (row, name, stance) in cited {
            let is_told = |told: &Told| name.as_deref().is_none_or(|name| told.fields.contains(&name));
            if let Some(told) = told.filter(|told| stance == SUPPORTS && is_told(told)) {
                // The writer was asked of those that he or she sees; what others say, nobody can have meant to change.
                if !self.shows_citation(row)? {
                    self.cite(id, row, Some(told.words), before.get(told.words).and_then(Json::as_str).map(text))?;
                }
                continue;
            }
            let Some(field) = fields.iter().find(|field| Some(field.name) == name.as_deref()) else { continue };
            let (was, is) = (whole_value(kind, field, before)?, whole_value(kind, field, after)?);
            let wrongly = entered == WasEntered::Wrongly && is.is_some();
            if stance == SUPPORTS && wrongly && self.shows_citation(row)? {
                continue;
            }
            if stance == SUPPORTS {
                self.cite(id, row, None, was.filter(|was| Some(was) != is.as_ref()))?;
            } else if is.is_some() && self.given(id, row, (kind, field))? == is {
                self.agree(id, row)?;
            }
        }
        Ok(())
    }

    /// Whether the writer sees a citation.
    fn shows_citation(&self, row: i64) -> Result<bool> {
        Ok(self.conn.prepare_cached("SELECT 1 FROM v_citation WHERE id = ?1")?.exists([row])?)
    }

    /// The value that a citation gives for its field.
    fn given(&self, record: RecordId, row: i64, (kind, field): (Kind, &Field)) -> Result<Option<Value>> {
        let stored = self.attached_row(Attached::Citation, record, row)?.values;
        match (field.ty, stored.get("gives"), stored.get("gives_record")) {
            (Type::Ref(..), _, Some(json)) => value(field, json),
            (_, Some(Json::String(text)), _) => Ok(value_given(kind, field, text)),
            _ => Ok(None),
        }
    }

    /// Lets a citation keep the value that it supported, of the field that is named where it is of the whole record; without a
    /// value it is left as it is.
    fn cite(&mut self, record: RecordId, row: i64, field: Option<&str>, gave: Option<Value>) -> Result<()> {
        let Some(gave) = gave else { return Ok(()) };
        let (text, other) = match gave {
            Value::Ref(_) => (None, Some(gave)),
            _ => (Some(Value::Text(gave.to_string())), None),
        };
        let differs = Some(Value::Text(DIFFERS.to_owned()));
        let mut fields =
            Fields::from([("stance", differs), ("gives", text), ("gives_record", other), (PREFERRED, None)]);
        fields.extend(field.map(|field| ("field", Some(self::text(field)))));
        self.rewrite(record, row, &fields)
    }

    fn agree(&mut self, record: RecordId, row: i64) -> Result<()> {
        let supports = Some(Value::Text(SUPPORTS.to_owned()));
        self.rewrite(record, row, &Fields::from([("stance", supports), ("gives", None), ("gives_record", None)]))
    }

    /// Changes a citation as its record changes. The record has its new version then already; a record that was merged into it,
    /// and that the citation was written for, gets one of its own.
    fn rewrite(&mut self, record: RecordId, row: i64, fields: &Fields) -> Result<()> {
        let before = self.attached_row(Attached::Citation, record, row)?;
        let Some(content) = self.restate(Attached::Citation, record, row, &before, fields)? else { return Ok(()) };
        self.bump(before.written_for)?;
        self.touched.attach(record);
        let subject = self.subject(before.written_for)?;
        self.log(Attached::Citation.table(), &subject, Some(before.uid), Action::Update, content).map(drop)
    }

    /// Changes a citation by an act of its own.
    fn put_first(&mut self, record: RecordId, row: i64, preferred: bool) -> Result<()> {
        let fields = Fields::from([(PREFERRED, Some(Value::Bool(preferred)))]);
        let before = self.attached_row(Attached::Citation, record, row)?;
        let Some(content) = self.restate(Attached::Citation, record, row, &before, &fields)? else { return Ok(()) };
        self.log_attached(Attached::Citation, record, &before, Action::Update, content)
    }

    /// Follows one report where several give different values. `preferred` is false to follow none in particular.
    pub fn prefer_value(&mut self, citation: i64, version: i64, preferred: bool) -> Result<RecordId> {
        let record = self.read().cited_record(citation)?.ok_or(Error::NotFound)?;
        let head = self.head(record)?;
        if !self.edits() {
            return Err(Error::Forbidden);
        }
        self.allow(Act::Change, &head)?;
        self.unchanged_since(record, &head, version)?;
        self.with_reason()?;
        self.follow(record, citation, preferred)?;
        Ok(record)
    }

    /// Whether a change of a citation puts it before the others of its field, which is more than a change of the citation:
    /// that is left for `follow`.
    pub(super) fn becomes_first(&self, before: &AttachedRow, fields: &mut Fields) -> Result<bool> {
        let first = Some(Some(Value::Bool(true)));
        let was = before.values.get(PREFERRED) == Some(&Json::Bool(true));
        if fields.get(PREFERRED) != first.as_ref() || was || !self.edits() {
            return Ok(false);
        }
        self.with_reason()?;
        fields.remove(PREFERRED);
        Ok(true)
    }

    /// How a value was known when the record last had it: that it was inferred stays so.
    fn known_then(&self, record: RecordId, (kind, field): (Kind, &Field), value: &Value) -> Result<Fields> {
        let had = json(value);
        let rows = self.read().history_between(&[record], 0, i64::MAX)?;
        let mut own = rows.iter().rev().filter(|row| row.table == kind.table());
        let Some(row) = own.find(|row| row.before.get(field.name) == Some(&had)) else { return Ok(Fields::new()) };
        let partners = kind.group_of(field.name).iter().filter_map(|name| kind.field(name));
        let mut then = Fields::new();
        for partner in partners {
            if let Some(value) = stored_value(partner, &row.before)? {
                then.insert(partner.name, Some(value));
            }
        }
        Ok(then)
    }

    /// A birth that was inferred from one age follows another.
    fn born_then(&self, person: RecordId, (field, age): (&Field, &Value), as_of: &Value) -> Result<Fields> {
        let (Type::Age, Value::Text(age), Value::Date(as_of)) = (field.ty, age, as_of) else {
            return Ok(Fields::new());
        };
        let is_inferred =
            self.stored(Kind::Person, person)?.get("birth_basis").and_then(Json::as_str) == Some("inferred");
        let birth = age::birth(Some(age), Some(as_of)).filter(|_| is_inferred);
        Ok(birth.map(|birth| ("birth", Some(Value::Date(birth)))).into_iter().collect())
    }

    /// What a report gives becomes what the record says, and what the record said stays beside it; or, with none followed,
    /// the record says what it said.
    pub(super) fn follow(&mut self, record: RecordId, citation: i64, preferred: bool) -> Result<()> {
        let stored = self.attached_row(Attached::Citation, record, citation)?.values;
        let head = self.head(record)?;
        let text = |name: &str| stored.get(name).and_then(Json::as_str);
        if preferred && text("stance") == Some(DIFFERS) {
            let field = text("field").and_then(|name| head.kind.field(name));
            let field = field.filter(|field| head.kind.has_rivals(field)).ok_or(Error::NotFound)?;
            // How the value that is given up was known is not how this one is.
            let partners = head.kind.group_of(field.name).iter().filter_map(|name| head.kind.field(name));
            let mut fields: Fields = partners.map(|partner| (partner.name, usual(partner))).collect();
            match (head.kind.partner(field), text("gives")) {
                (Some(partner), Some(gives)) => {
                    let (one, other) = self.pair_of((field, partner), gives)?;
                    fields.extend(self.born_then(record, (field, &one), &other)?);
                    fields.extend([(field.name, Some(one)), (partner.name, Some(other))]);
                }
                _ => {
                    let gives = self.given(record, citation, (head.kind, field))?.ok_or(Error::NotFound)?;
                    fields.extend(self.known_then(record, (head.kind, field), &gives)?);
                    fields.insert(field.name, Some(gives));
                }
            }
            self.revise(record, head.version, &Revision { fields, ..Revision::default() })?;
        }
        // What the writer does not see, he or she can't have meant to put behind.
        let others = "SELECT id FROM v_citation WHERE record_id = ?1 AND preferred = 1 AND field IS (SELECT field FROM citation WHERE id = ?2)";
        let others: Vec<i64> = self
            .conn
            .prepare_cached(others)?
            .query_map(params![record.0, citation], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for other in others.into_iter().filter(|other| *other != citation || !preferred) {
            self.put_first(record, other, false)?;
        }
        self.put_first(record, citation, preferred)
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
