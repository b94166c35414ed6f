//! Reading the body of a write by the descriptors, gathering everything wrong with it.

use serde_json::{Map, Value as Json};

use super::{ENVELOPE, PRIMARY, row_keys};
use crate::domain::attached::{self, lists};
use crate::domain::input::from_json;
use crate::domain::kind::{Field, Kind};
use crate::domain::name::Name;
use crate::domain::record::{ACCEPTABLE, Fields, RecordId, RecordKey, Revision, Sensitivity, Value};
use crate::domain::source::NewCitation;
use crate::error::{Error, FieldError, Result, Say};
use crate::store::{ReadTx, WriteTx};

/// What a change asks for, beside what it attaches.
pub(super) struct Patch {
    pub revision: Revision,
    pub version: i64,
    pub review: Option<String>,
    pub withdrawn: Option<bool>,
    /// The record to merge into this one, and its version.
    pub merged: Option<(RecordId, i64)>,
    /// The merge to undo.
    pub unmerge: Option<i64>,
}

/// A row that is there already.
pub(super) enum Known {
    Change(i64),
    Remove(i64),
}

/// What a body attaches to its record, each with the place in the body that errors name.
#[derive(Default)]
pub(super) struct Additions {
    pub names: Vec<(String, Option<Known>, Name)>,
    /// With whether the source is to go.
    sources: Vec<(String, bool, (RecordId, String))>,
    citations: Vec<(String, Option<Known>, NewCitation)>,
}

impl Additions {
    pub fn attach(&self, tx: &mut WriteTx<'_>, id: RecordId) -> Result<()> {
        for (at, known, name) in &self.names {
            let done = match known {
                None => tx.add_name(id, name),
                Some(Known::Change(row)) => tx.change_name(id, *row, name),
                Some(Known::Remove(row)) => tx.remove_name(id, *row),
            };
            done.map_err(|error| located(at, error))?;
        }
        for (at, remove, (source, role)) in &self.sources {
            let done = match remove {
                false => tx.add_report_source(id, *source, role),
                true => tx.remove_report_source(id, *source, role),
            };
            done.map_err(|error| located(at, error))?;
        }
        for (at, known, citation) in &self.citations {
            let done = match known {
                None => tx.add_citation(id, citation),
                Some(Known::Change(row)) => tx.change_citation(id, *row, citation),
                Some(Known::Remove(row)) => tx.remove_citation(id, *row),
            };
            done.map_err(|error| located(at, error))?;
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
pub(super) struct Reading<'t> {
    tx: ReadTx<'t>,
    errors: Vec<FieldError>,
}

impl<'t> Reading<'t> {
    pub fn new(tx: ReadTx<'t>) -> Self {
        Reading { tx, errors: Vec::new() }
    }

    pub fn finish(self) -> Result<()> {
        if self.errors.is_empty() { Ok(()) } else { Err(Error::Invalid(self.errors)) }
    }

    /// The first thing wrong with a field is said, and no other.
    pub fn fault(&mut self, field: impl Into<String>, say: Say) {
        let field = field.into();
        if self.errors.iter().all(|error| error.field != field) {
            self.errors.push(FieldError { field, say });
        }
    }

    /// The fields of the kind and of the header, and `more`. Refuses unknown names.
    pub fn record(&mut self, kind: Kind, body: &Map<String, Json>, more: &[Field]) -> Result<Patch> {
        let attached = lists(kind).into_iter().map(|(name, _)| name).chain(kind.has_names().then_some(PRIMARY.name));
        let envelope = [ENVELOPE, more].concat();
        let known = [kind.fields(), &envelope].concat();
        let mut fields = self.row("", &known, body, &attached.collect::<Vec<_>>())?;
        self.require("", &envelope, &fields);
        fields.remove("reason");
        let version = match fields.remove("version") {
            Some(Some(Value::Integer(version))) => version,
            _ => 0,
        };
        let review = fields.remove("review").flatten().and_then(text);
        let withdrawn = match fields.remove("withdrawn") {
            Some(Some(Value::Bool(withdrawn))) => Some(withdrawn),
            _ => None,
        };
        let number = |fields: &mut Fields, name: &str| match fields.remove(name) {
            Some(Some(Value::Integer(number))) => Some(number),
            _ => None,
        };
        let unmerge = number(&mut fields, "unmerge");
        let merged_version = number(&mut fields, "merged_version");
        let merged = match fields.remove("merged").flatten().and_then(text) {
            Some(key) => self.merged(kind, &key, merged_version)?,
            None => None,
        };
        let compartment = match fields.remove("compartment").map(|name| name.and_then(text)) {
            Some(Some(name)) => {
                let known = self.tx.compartments()?.into_iter().find(|(_, known)| *known == name);
                if known.is_none() {
                    self.fault("compartment", Say::new("err-outside-compartment"));
                }
                Some(known.map(|(id, _)| id))
            }
            none => none.map(|_| None),
        };
        let accepted = fields.remove("accepted").flatten().and_then(text);
        let accepted = ACCEPTABLE.iter().copied().filter(|code| accepted.as_deref() == Some(code)).collect();
        let sensitivity = match fields.remove("sensitivity") {
            Some(Some(Value::Text(code))) => Sensitivity::parse(&code),
            Some(None) => {
                self.fault("sensitivity", Say::new("err-required"));
                None
            }
            _ => None,
        };
        let comment = fields.remove("comment").map(|comment| comment.and_then(text));
        let revision = Revision { fields, sensitivity, comment, compartment, accepted };
        Ok(Patch { revision, version, review, withdrawn, merged, unmerge })
    }

    /// The record to be merged, in the version its writer has read.
    fn merged(&mut self, kind: Kind, key: &str, version: Option<i64>) -> Result<Option<(RecordId, i64)>> {
        let found = match RecordKey::parse(key).map(|key| self.tx.resolve_kind(&key, kind)) {
            None | Some(Err(Error::NotFound)) => None,
            Some(found) => Some(found?),
        };
        match (found, version) {
            (None, _) => self.fault("merged", Say::new("err-no-such-record")),
            (_, None) => self.fault("merged_version", Say::new("err-required")),
            (Some(id), Some(version)) => return Ok(Some((id, version))),
        }
        Ok(None)
    }

    /// What is attached, and what is said of what is attached to `record` already.
    pub fn additions(&mut self, kind: Kind, body: &Map<String, Json>, record: Option<RecordId>) -> Result<Additions> {
        let mut additions = Additions::default();
        if let Some(text) = body.get(PRIMARY.name).filter(|_| kind.has_names()) {
            match from_json(&PRIMARY, text, &mut |_, _| Ok(None))? {
                Ok(Some(Value::Text(text))) => {
                    additions.names.push((PRIMARY.name.to_owned(), None, primary(text)));
                }
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
                let known = [fields, if record.is_some() { row_keys(list) } else { &[] }].concat();
                let mut row = self.row(&format!("{at}."), &known, item, &[])?;
                let remove = row.remove("remove") == Some(Some(Value::Bool(true)));
                let number = match row.remove("row") {
                    Some(Some(Value::Integer(number))) => Some(number),
                    _ => None,
                };
                if let (Some(number), Some(record)) = (number, record) {
                    match self.stored(list, record, number)? {
                        // What is not said of a row stays as it is.
                        Some(stored) => row = stored.into_iter().chain(row).collect(),
                        None => {
                            self.fault(format!("{at}.row"), Say::new("err-no-such-row"));
                            continue;
                        }
                    }
                } else if remove && list != "sources" {
                    self.fault(format!("{at}.row"), Say::new("err-required"));
                    continue;
                }
                self.require(&format!("{at}."), fields, &row);
                let known = number.map(|row| if remove { Known::Remove(row) } else { Known::Change(row) });
                match list {
                    "names" => additions.names.push((at, known, attached::name(row))),
                    "sources" => additions.sources.extend(attached::source(row).map(|source| (at, remove, source))),
                    _ => self.citation(&mut additions, at, known, row),
                }
            }
        }
        Ok(additions)
    }

    /// A name or citation of a record, by its number.
    fn stored(&self, list: &str, record: RecordId, number: i64) -> Result<Option<Fields>> {
        if list == "names" {
            let names = self.tx.names(&[record])?.remove(&record).unwrap_or_default();
            return Ok(names.iter().find(|name| name.id == number).map(attached::name_fields));
        }
        let citations = self.tx.citations(&[record])?;
        Ok(citations.iter().find(|citation| citation.id == number).map(attached::citation_fields))
    }

    fn citation(&mut self, additions: &mut Additions, at: String, known: Option<Known>, row: Fields) {
        let Some(citation) = attached::citation(row) else { return };
        if citation.paragraph.is_some_and(|paragraph| paragraph < 1) {
            self.fault(format!("{at}.paragraph"), Say::new("err-counts-from-one"));
        }
        additions.citations.push((at, known, citation));
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
    pub fn require(&mut self, at: &str, fields: &[Field], row: &Fields) {
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

fn text(value: Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn primary(text: String) -> Name {
    Name { id: 0, text, kind: "primary".to_owned(), lang: None, valid: None, report: None }
}
