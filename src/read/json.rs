//! The body of a write of the JSON API.

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use super::key;
use crate::domain::change::{
    ACCEPTED, Change, Content, Fault, FieldValue, HEADER, Place, REVIEW, RecordChange, RowAct, RowChange, Subject,
};
use crate::domain::kind::attached::Attached;
use crate::domain::kind::value::{Dates, Given, from_given};
use crate::domain::kind::{Field, Kind, Type};
use crate::domain::record::{Fields, Value};
use crate::domain::time::Anchor;
use crate::error::Message;

/// The primary name, for short.
pub const PRIMARY: Field = key("name", Type::Text);
/// Of a row that is there already: its number, and that it is to go.
const ROW: &[Field] = &[key("row", Type::Integer), key("remove", Type::Bool)];

/// What rows of a list hold in a change beside their fields. Of some lists a row is known by what it says.
pub fn row_keys(what: Attached) -> &'static [Field] {
    if what.is_numbered() { ROW } else { ROW.get(1..).unwrap_or_default() }
}

/// What a body says of a record beside its fields and rows.
pub fn header() -> impl Iterator<Item = &'static Field> {
    // A program takes steps of review; it does not say that somebody else took them.
    HEADER.iter().filter(|field| field.name != REVIEW.name)
}

/// Reads a body: what is to be written of its record, and the values of `more`, which say what else is to be done. Its dates
/// may be counted from an anchor.
pub fn read(
    kind: Kind,
    body: &Map<String, Json>,
    subject: Subject,
    more: &[Field],
    anchor: Option<Anchor>,
) -> (Change, Fields) {
    let mut reader = Reader { faults: Vec::new(), anchor };
    let is_new = matches!(subject, Subject::New(_));
    let whole = Place::path("");
    let rows = || Attached::ALL.into_iter().filter(|what| what.admits(kind));
    let (mut record, mut said) = (RecordChange::new(whole.clone(), subject), Fields::new());
    record.is_entered = is_new;
    for (name, json) in body {
        let own = |fields: &'static [Field]| fields.iter().find(|field| field.name == name);
        if let Some(field) = own(kind.fields()) {
            record.fields.push(reader.value(field, json, &whole));
        } else if let Some(field) = header().find(|field| field.name == name) {
            // Several warnings may be meant.
            let items = if field.name == ACCEPTED.name { json.as_array() } else { None };
            for json in items.map_or(std::slice::from_ref(json), Vec::as_slice) {
                record.header.push(reader.value(field, json, &whole));
            }
        } else if let Some(field) = more.iter().find(|field| field.name == name) {
            let value = reader.value(field, json, &whole);
            match value.content {
                Content::Value(value) => drop(said.insert(field.name, Some(value))),
                Content::Nothing => drop(said.insert(field.name, None)),
                _ => {}
            }
        } else if name == PRIMARY.name && kind.has_names() || rows().any(|what| what.list() == name) {
            // Below, in an order of its own.
        } else {
            reader.unknown(&whole, name);
        }
    }
    for field in more.iter().filter(|field| field.required && !matches!(said.get(field.name), Some(Some(_)))) {
        reader.fault(whole.under(field.name), Message::new("err-required"));
    }
    record.rows.extend(body.get(PRIMARY.name).filter(|_| kind.has_names()).map(|name| reader.primary(name)));
    for what in rows() {
        let items = match body.get(what.list()) {
            None => &[],
            Some(Json::Array(items)) => items.as_slice(),
            Some(_) => {
                reader.fault(whole.under(what.list()), Message::new("err-not-a-list"));
                &[]
            }
        };
        for (number, item) in items.iter().enumerate() {
            let at = Place::path(format!("{}[{number}]", what.list()));
            record.rows.extend(reader.row(what, item, at, is_new));
        }
    }
    (Change { records: vec![record], faults: reader.faults, ..Change::default() }, said)
}

/// A value of JSON as readers take it.
pub fn given(json: &Json) -> Given<'_> {
    match json {
        Json::Null => Given::Nothing,
        Json::Bool(flag) => Given::Flag(*flag),
        Json::Number(number) => Given::Number(number.as_i64(), number.as_f64()),
        Json::String(text) => Given::Text(Cow::Borrowed(text)),
        Json::Array(_) | Json::Object(_) => Given::Other,
    }
}

struct Reader {
    faults: Vec<Fault>,
    anchor: Option<Anchor>,
}

impl Reader {
    fn fault(&mut self, at: Place, say: Message) {
        self.faults.push(Fault::of(at, "", say));
    }

    fn unknown(&mut self, at: &Place, name: &str) {
        self.fault(at.under(name), Message::new("err-unknown-field").arg("value", name));
    }

    fn value(&mut self, field: &Field, json: &Json, under: &Place) -> FieldValue {
        let at = under.under(field.name);
        let content = from_given(field, given(json), Dates::Typed(self.anchor)).unwrap_or_else(|say| {
            self.fault(at.clone(), say);
            Content::Faulty
        });
        FieldValue { field: field.name, content, at }
    }

    fn primary(&mut self, json: &Json) -> RowChange {
        let at = Place::path(PRIMARY.name);
        let value = self.value(&PRIMARY, json, &Place::path(""));
        if value.content == Content::Nothing {
            self.fault(at.clone(), Message::new("err-required"));
        }
        RowChange::primary_name(at, value.content)
    }

    fn row(&mut self, what: Attached, json: &Json, at: Place, is_new: bool) -> Option<RowChange> {
        let Json::Object(row) = json else {
            self.fault(at, Message::new("err-not-a-row"));
            return None;
        };
        let keys = if is_new { &[] } else { row_keys(what) };
        let (mut values, mut number, mut remove) = (Vec::new(), None, false);
        for (name, json) in row {
            if let Some(field) = what.field(name) {
                values.push(self.value(field, json, &at));
            } else if let Some(field) = keys.iter().find(|field| field.name == name) {
                match self.value(field, json, &at).content {
                    Content::Value(Value::Integer(row)) => number = Some(row),
                    Content::Value(Value::Bool(goes)) => remove = goes,
                    _ => {}
                }
            } else {
                self.unknown(&at, name);
            }
        }
        let act = match (number, remove) {
            (None, false) => RowAct::Add,
            (Some(row), false) => RowAct::Change(row),
            (Some(row), true) => RowAct::Remove(row),
            (None, true) if !what.is_numbered() => RowAct::RemoveSame,
            (None, true) => {
                self.fault(at.under("row"), Message::new("err-required"));
                return None;
            }
        };
        Some(RowChange { at, what, act, values })
    }
}
