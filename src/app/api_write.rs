//! Writing through the JSON API: the body becomes a draft or a revision and what is attached; the write path does the
//! rest.
//!
//! Driven by the descriptors in `domain::kind` and `domain::attached`: a new field or kind needs nothing here.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use crate::app::record_json::any_json;
use crate::domain::access::Actor;
use crate::domain::attached;
use crate::domain::date::Day;
use crate::domain::input::{clean, from_json};
use crate::domain::kind::{Field, Kind, Type};
use crate::domain::name::Name;
use crate::domain::record::{Draft, Fields, RecordId, RecordKey, Revision, Sensitivity, Value};
use crate::domain::source::NewCitation;
use crate::error::{Error, FieldError, Result, Say};
use crate::store::answered::{Answered, KEY, Once};
use crate::store::{ReadTx, Store, WriteTx};

/// A write as it arrived.
pub struct Request<'r> {
    pub kind: Kind,
    /// The record to change; a new one without.
    pub record: Option<RecordKey>,
    pub body: &'r [u8],
    /// The `Idempotency-Key`.
    pub key: Option<&'r str>,
    /// The day that the status of a detention is told for.
    pub on: Day,
}

pub enum Outcome {
    Done(Answered),
    /// Somebody else wrote first: the version in force, and the record as it is now.
    Stale {
        current: i64,
        record: Json,
    },
}

const LEVELS: &[&str] = &["public", "internal", "confidential", "restricted"];

/// What a body holds beside the fields of the kind and what is attached.
pub const ENVELOPE: &[Field] = &[
    Field { name: "reason", ty: Type::Text, required: true, default: None },
    Field { name: "sensitivity", ty: Type::Choice(LEVELS), required: false, default: None },
    Field { name: "comment", ty: Type::Prose, required: false, default: None },
];
/// Of a change: the version its writer has read.
pub const VERSION: Field = Field { name: "version", ty: Type::Integer, required: true, default: None };
/// The primary name, for short.
pub const PRIMARY: Field = Field { name: "name", ty: Type::Text, required: false, default: None };

/// The lists of attached rows that a kind takes: name and fields of a row.
pub fn lists(kind: Kind) -> Vec<(&'static str, &'static [Field])> {
    let mut lists = vec![("citations", attached::CITATION)];
    lists.extend(kind.has_names().then_some(("names", attached::NAME)));
    lists.extend((kind == Kind::Report).then_some(("sources", attached::SOURCE)));
    lists
}

/// Does the write, once per key: all of it with its reason in the history, or nothing.
pub fn write(store: &Store, actor: &Actor, request: &Request<'_>) -> Result<Outcome> {
    let body: Map<String, Json> = serde_json::from_slice(request.body).map_err(|_| Error::bad("err-not-json"))?;
    let once = once(request)?;
    // A reason that is missing or faulty is an error of its field below, with the others.
    let reason = body.get("reason").and_then(Json::as_str).and_then(|text| clean(text, Type::Text).ok());
    let done = store.write(actor, reason.as_deref().unwrap_or_default(), |tx| {
        if let Some((id, first)) = once.as_ref().map_or(Ok(None), |once| tx.answered(once))? {
            return again(&tx.read(), request, id, first);
        }
        let (id, status) = match &request.record {
            None => (create(tx, request.kind, &body)?, 201),
            Some(key) => (change(tx, request.kind, key, &body)?, 200),
        };
        let body = any_json(&tx.read(), request.kind, id, request.on)?.to_string();
        let answered = Answered { status, body };
        if let Some(once) = &once {
            tx.keep_answer(once, id, &answered)?;
        }
        Ok(answered)
    });
    match (done, &request.record) {
        (Err(Error::Stale { current }), Some(key)) => {
            let record = store.read(actor.viewer(), |tx| {
                any_json(tx, request.kind, tx.resolve_kind(key, request.kind)?, request.on)
            })?;
            Ok(Outcome::Stale { current, record })
        }
        (done, _) => Ok(Outcome::Done(done?)),
    }
}

/// The first answer again. If anything it tells of was closed to its writer since, the record as it is now instead.
fn again(tx: &ReadTx<'_>, request: &Request<'_>, id: RecordId, first: Answered) -> Result<Answered> {
    let mut told = BTreeSet::new();
    uids(&serde_json::from_str(&first.body).map_err(Error::internal)?, &mut told);
    for key in told.iter().filter_map(|uid| RecordKey::parse(uid)) {
        match tx.resolve(&key) {
            Err(Error::NotFound) => {
                return Ok(Answered { body: any_json(tx, request.kind, id, request.on)?.to_string(), ..first });
            }
            seen => drop(seen?),
        }
    }
    Ok(first)
}

/// Every record that an answer names.
fn uids(json: &Json, into: &mut BTreeSet<String>) {
    match json {
        Json::Object(map) => {
            into.extend(map.get("uid").and_then(Json::as_str).map(str::to_owned));
            map.values().for_each(|value| uids(value, into));
        }
        Json::Array(items) => items.iter().for_each(|item| uids(item, into)),
        _ => {}
    }
}

/// The key of the write. A new record needs one: sent twice, it would be there twice.
fn once(request: &Request<'_>) -> Result<Option<Once>> {
    let record = match &request.record {
        None => "POST".to_owned(),
        Some(RecordKey::Uid(uid)) => uid.to_string(),
        Some(RecordKey::Ref(reference)) => reference.clone(),
    };
    let parts = [request.kind.collection().as_bytes(), record.as_bytes(), request.body];
    match request.key {
        Some(key) => Once::new(key, &parts).map(Some),
        None if request.record.is_some() => Ok(None),
        None => Err(Error::invalid(KEY, Say::new("err-required"))),
    }
}

fn create(tx: &mut WriteTx<'_>, kind: Kind, body: &Map<String, Json>) -> Result<RecordId> {
    let mut reading = Reading::new(tx.read());
    let (revision, _) = reading.record(kind, body, &[])?;
    let additions = reading.additions(kind, body)?;
    if kind.has_names() && !additions.names.iter().any(|(_, name)| name.kind == "primary") {
        reading.fault(PRIMARY.name, Say::new("err-required"));
    }
    reading.require("", kind.fields(), &revision.fields);
    reading.finish()?;
    let id = tx.create(&Draft {
        sensitivity: revision.sensitivity.unwrap_or(Sensitivity::Internal),
        comment: revision.comment.flatten(),
        ..Draft::new(kind, revision.fields)
    })?;
    additions.attach(tx, id)?;
    Ok(id)
}

fn change(tx: &mut WriteTx<'_>, kind: Kind, key: &RecordKey, body: &Map<String, Json>) -> Result<RecordId> {
    let id = tx.read().resolve_kind(key, kind)?;
    let mut reading = Reading::new(tx.read());
    let (revision, version) = reading.record(kind, body, &[VERSION])?;
    let additions = reading.additions(kind, body)?;
    reading.finish()?;
    if revision.is_empty() {
        // Adding is for everybody who may create; only changing asks for more.
        tx.in_force(id, version)?;
    } else {
        tx.revise(id, version, &revision)?;
    }
    additions.attach(tx, id)?;
    Ok(id)
}

/// What a body attaches to its record, each with the place in the body that errors name.
#[derive(Default)]
struct Additions {
    names: Vec<(String, Name)>,
    sources: Vec<(String, (RecordId, String))>,
    citations: Vec<(String, NewCitation)>,
}

impl Additions {
    fn attach(&self, tx: &mut WriteTx<'_>, id: RecordId) -> Result<()> {
        for (at, name) in &self.names {
            tx.add_name(id, name).map_err(|error| located(at, error))?;
        }
        for (at, (source, role)) in &self.sources {
            tx.add_report_source(id, *source, role).map_err(|error| located(at, error))?;
        }
        for (at, citation) in &self.citations {
            tx.add_citation(id, citation).map_err(|error| located(at, error))?;
        }
        Ok(())
    }
}

/// An error of an attached row, by its place in the body.
fn located(at: &str, error: Error) -> Error {
    let Error::Invalid(errors) = error else { return error };
    let place = |field: &str| {
        if at.starts_with(field) || field.starts_with(at) { at.to_owned() } else { format!("{at}.{field}") }
    };
    Error::Invalid(errors.into_iter().map(|error| FieldError::new(place(&error.field), error.say)).collect())
}

/// Reads a body, as its writer sees the records it refers to, and gathers everything wrong with it.
struct Reading<'t> {
    tx: ReadTx<'t>,
    errors: Vec<FieldError>,
}

impl<'t> Reading<'t> {
    fn new(tx: ReadTx<'t>) -> Self {
        Reading { tx, errors: Vec::new() }
    }

    fn finish(self) -> Result<()> {
        if self.errors.is_empty() { Ok(()) } else { Err(Error::Invalid(self.errors)) }
    }

    /// The first thing wrong with a field is said, and no other.
    fn fault(&mut self, field: impl Into<String>, say: Say) {
        let field = field.into();
        if self.errors.iter().all(|error| error.field != field) {
            self.errors.push(FieldError { field, say });
        }
    }

    /// The fields of the kind and of the header, and the version if `more` asks for it. Refuses unknown names.
    fn record(&mut self, kind: Kind, body: &Map<String, Json>, more: &[Field]) -> Result<(Revision, i64)> {
        let attached = lists(kind).into_iter().map(|(name, _)| name).chain(kind.has_names().then_some(PRIMARY.name));
        let envelope = [ENVELOPE, more].concat();
        let known = [kind.fields(), &envelope].concat();
        let mut fields = self.row("", &known, body, &attached.collect::<Vec<_>>())?;
        self.require("", &envelope, &fields);
        fields.remove("reason");
        let version = match fields.remove(VERSION.name) {
            Some(Some(Value::Integer(version))) => version,
            _ => 0,
        };
        let sensitivity = match fields.remove("sensitivity") {
            Some(Some(Value::Text(code))) => Sensitivity::parse(&code),
            Some(None) => {
                self.fault("sensitivity", Say::new("err-required"));
                None
            }
            _ => None,
        };
        let comment = fields.remove("comment").map(|comment| match comment {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        });
        Ok((Revision { fields, sensitivity, comment }, version))
    }

    fn additions(&mut self, kind: Kind, body: &Map<String, Json>) -> Result<Additions> {
        let mut additions = Additions::default();
        if let Some(text) = body.get(PRIMARY.name).filter(|_| kind.has_names()) {
            match from_json(&PRIMARY, text, &mut |_, _| Ok(None))? {
                Ok(Some(Value::Text(text))) => additions.names.push((PRIMARY.name.to_owned(), primary(text))),
                Ok(_) => self.fault(PRIMARY.name, Say::new("err-required")),
                Err(say) => self.fault(PRIMARY.name, say),
            }
        }
        for (list, fields) in lists(kind) {
            for (index, item) in self.items(list, body.get(list)).into_iter().enumerate() {
                let at = format!("{list}[{index}]");
                let Json::Object(item) = item else {
                    self.fault(at, Say::new("err-wrong-json-type"));
                    continue;
                };
                let row = self.row(&format!("{at}."), fields, item, &[])?;
                self.require(&format!("{at}."), fields, &row);
                match list {
                    "names" => additions.names.push((at, attached::name(row))),
                    "sources" => additions.sources.extend(attached::source(row).map(|source| (at, source))),
                    _ => self.citation(&mut additions, at, row),
                }
            }
        }
        Ok(additions)
    }

    fn citation(&mut self, additions: &mut Additions, at: String, row: Fields) {
        let Some(citation) = attached::citation(row) else { return };
        if citation.paragraph.is_some_and(|paragraph| paragraph < 1) {
            self.fault(format!("{at}.paragraph"), Say::new("err-counts-from-one"));
        }
        additions.citations.push((at, citation));
    }

    fn items<'b>(&mut self, list: &'static str, json: Option<&'b Json>) -> Vec<&'b Json> {
        match json {
            None => Vec::new(),
            Some(Json::Array(items)) => items.iter().collect(),
            Some(_) => {
                self.fault(list, Say::new("err-wrong-json-type"));
                Vec::new()
            }
        }
    }

    /// The values of one object by the descriptors of its fields. A key that none of them has is refused by name,
    /// unless it is read elsewhere.
    fn row(&mut self, at: &str, fields: &[Field], json: &Map<String, Json>, elsewhere: &[&str]) -> Result<Fields> {
        let mut row = Fields::new();
        for (name, value) in json.iter().filter(|(name, _)| !elsewhere.contains(&name.as_str())) {
            let Some(field) = fields.iter().find(|field| field.name == name) else {
                self.fault(format!("{at}{name}"), Say::new("err-unknown-field").arg("value", name));
                continue;
            };
            match self.value(field, value)? {
                Ok(value) => drop(row.insert(field.name, value)),
                Err(say) => self.fault(format!("{at}{name}"), say),
            }
        }
        Ok(row)
    }

    /// What has to be there and is not.
    fn require(&mut self, at: &str, fields: &[Field], row: &Fields) {
        for field in fields.iter().filter(|field| field.required && !matches!(row.get(field.name), Some(Some(_)))) {
            self.fault(format!("{at}{}", field.name), Say::new("err-required"));
        }
    }

    /// A reference has to lead to a record of the right kind; whether it is hidden or missing is not told apart.
    fn value(&mut self, field: &Field, json: &Json) -> Result<std::result::Result<Option<Value>, Say>> {
        let (tx, mut wrong) = (&self.tx, false);
        let value = from_json(field, json, &mut |target, text| {
            let Some(key) = RecordKey::parse(text) else { return Ok(None) };
            let (id, kind) = match tx.resolve(&key) {
                Err(Error::NotFound) => return Ok(None),
                other => other?,
            };
            wrong = !target.admits(kind);
            Ok(Some(id))
        })?;
        Ok(if wrong { Err(Say::new("err-wrong-kind")) } else { value })
    }
}

fn primary(text: String) -> Name {
    Name { text, kind: "primary".to_owned(), lang: None, valid: None, report: None }
}

#[cfg(test)]
mod tests {
    use super::LEVELS;
    use crate::domain::record::Sensitivity;

    #[test]
    fn the_levels_are_those_of_sensitivity() {
        assert_eq!(Sensitivity::ALL.map(Sensitivity::code), *LEVELS);
    }
}
