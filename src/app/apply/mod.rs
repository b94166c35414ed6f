//! Writing what an input wants written, whoever read it: references are looked up, what is referred to is made first, and
//! whatever is wrong is told by its place in the input, all at once.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value as Json};

use crate::domain::change::{
    ACCEPTED, COMMENT, COMPARTMENT, Change, Content, Fault, FieldValue, Place, REVIEW, RecordChange, RowAct, RowChange,
    SAME, SENSITIVITY, Subject,
};
use crate::domain::kind::attached::Attached;
use crate::domain::kind::{Field, Kind, Report, Type};
use crate::domain::name::PRIMARY;
use crate::domain::position::{Axis, Position};
use crate::domain::record::{ACCEPTABLE, Draft, Fields, Header, REVIEWS, RecordId, Revision, Sensitivity, Value};
use crate::error::{Error, Message, Result};
use crate::store::WriteTx;

/// What is asked about what was written.
mod doubts;
/// Places that the gazetteer has and the case file has not.
mod gazetteer;
/// What follows from what was said.
mod implied;
/// In which order records are made.
mod order;
/// Which records references mean.
mod resolve;
/// Episodes that are there already.
mod same;

use resolve::Records;
pub use resolve::{OFFERED, Resolution, resolve_reference};
use same::Same;

/// Writes all of a change and gives its records, in its order; or what is wrong with it. Then the transaction has to be
/// given up: what was not wrong is written by then.
pub fn apply(tx: &mut WriteTx<'_>, change: &Change) -> Result<std::result::Result<Vec<RecordId>, Vec<Fault>>> {
    let mut faults = Faults::default();
    change.faults.iter().cloned().for_each(|fault| faults.add(fault));
    gazetteer::make(tx, change)?.into_iter().for_each(|fault| faults.add(fault));
    let records = Records::new(change, &mut faults);
    let written = vec![Vec::new(); change.records.len()];
    Applier { tx, change, records, faults, shared: Vec::new(), compartments: None, written }.run()
}

struct Applier<'a, 'w> {
    tx: &'a mut WriteTx<'w>,
    change: &'a Change,
    records: Records<'a>,
    faults: Faults,
    /// `Change::shared` with its references looked up.
    shared: Vec<Vec<Row<'a>>>,
    compartments: Option<Vec<(i64, String)>>,
    /// The fields of each record that were written, by its number.
    written: Vec<Vec<&'static str>>,
}

/// A row as it is written; nothing where it lacks what it has to have.
struct Row<'a> {
    said: &'a RowChange,
    fields: Option<Fields>,
}

impl<'a> Applier<'a, '_> {
    fn run(mut self) -> Result<std::result::Result<Vec<RecordId>, Vec<Fault>>> {
        let change = self.change;
        let references = self.reserve_references()?;
        for index in order::of_creation(change, &self.records, &mut self.faults) {
            let Some(record) = change.records.get(index) else { continue };
            let there = match &record.subject {
                Subject::New(kind) => match self.same(*kind, record)? {
                    Same::No => self.create(*kind, index, record, references.get(index).cloned().flatten())?,
                    Same::Is(there) => there.map(|there| (there, *kind)),
                },
                Subject::Known(reference, version) => {
                    let found = self.records.find(&self.tx.read(), reference, None, &record.at, &mut self.faults)?;
                    if let Some((id, kind)) = found {
                        self.revise((kind, id), *version, index, record)?;
                    }
                    found
                }
            };
            self.records.is_there(index, there);
        }
        self.share()?;
        for (index, record) in change.records.iter().enumerate() {
            let rows = record.rows.iter().map(|row| self.row(row)).collect::<Result<Vec<_>>>()?;
            let Some((id, _)) = self.records.of(index) else { continue };
            for row in &rows {
                self.attach(id, row)?;
            }
            let shared = std::mem::take(&mut self.shared);
            let support = record.support.and_then(|support| shared.get(support)).into_iter().flatten();
            let all: Vec<&Row<'_>> = rows.iter().chain(support.clone()).collect();
            for row in support {
                self.attach(id, row)?;
            }
            if matches!(record.subject, Subject::New(_)) && text(&record.header, SAME.name).flatten().is_some() {
                self.given_of_same(id, record, &all)?;
            }
            self.shared = shared;
        }
        self.doubt()?;
        let made = (0..change.records.len()).map(|index| self.records.of(index).map(|(id, _)| id));
        match (self.faults.list, made.collect::<Option<Vec<_>>>()) {
            (faults, Some(made)) if faults.is_empty() => Ok(Ok(made)),
            (faults, None) if faults.is_empty() => Err(Error::internal("a record without fault was not written")),
            (faults, _) => Ok(Err(faults)),
        }
    }

    /// Public refs follow the order of the input, whatever order the records are made in.
    fn reserve_references(&mut self) -> Result<Vec<Option<String>>> {
        let mut reserve = |record: &RecordChange| -> Result<Option<String>> {
            let Subject::New(kind) = record.subject else { return Ok(None) };
            // Of one that is there already none is given out.
            if text(&record.header, SAME.name).flatten().is_some() {
                return Ok(None);
            }
            let unit = record.fields.iter().find(|value| value.field == "unit").map(|value| &value.content);
            let unit = if let Some(Content::Value(unit)) = unit { Some(unit) } else { None };
            self.tx.reserve_reference(kind, unit).map(Some)
        };
        self.change.records.iter().map(&mut reserve).collect()
    }

    fn create(
        &mut self,
        kind: Kind,
        index: usize,
        record: &'a RecordChange,
        reference: Option<String>,
    ) -> Result<Option<(RecordId, Kind)>> {
        let mut fields = self.values(kind.fields(), &record.fields)?;
        leave_out_partners(kind, &record.fields, &mut fields);
        self.age_is_of_the_report(kind, &mut fields, record)?;
        implied::complete(&self.tx.read(), kind, &mut fields)?;
        let shared = record.support.and_then(|support| self.change.shared.get(support)).into_iter().flatten();
        implied::hedged(kind, &mut fields, record.rows.iter().chain(shared));
        fields.retain(|_, value| value.is_some());
        let mut complete = self.require(kind.fields(), &record.fields, &record.at, &fields);
        let is_primary = |row: &&RowChange| row.what == Attached::Name && said(&row.values, "kind") == Some(PRIMARY);
        if kind.has_names() && record.rows.iter().all(|row| !is_primary(&row)) {
            self.faults.add(Fault::of(record.at.under("name"), "name", Message::new("err-required")));
            complete = false;
        }
        let draft = Draft {
            sensitivity: self.sensitivity(record).flatten().unwrap_or(Sensitivity::Internal),
            review: said(&record.header, REVIEW.name)
                .and_then(|said| REVIEWS.iter().find(|review| **review == said))
                .unwrap_or(&"draft"),
            comment: text(&record.header, COMMENT.name).flatten(),
            compartment: self.compartment(record)?.flatten(),
            accepted: accepted(record),
            reference,
            ..Draft::new(kind, fields)
        };
        if !complete {
            return Ok(None);
        }
        self.note_written(index, &draft.fields);
        let created = self.tx.create(&draft);
        Ok(self.taken(created, record)?.map(|id| (id, kind)))
    }

    /// An age without a day is of the day of the report that says so.
    fn age_is_of_the_report(&mut self, kind: Kind, fields: &mut Fields, record: &'a RecordChange) -> Result<()> {
        let has = |name: &str| matches!(fields.get(name), Some(Some(_)));
        if kind != Kind::Person || !has("age") || has("age_as_of") {
            return Ok(());
        }
        let shared = record.support.and_then(|support| self.change.shared.get(support)).into_iter().flatten();
        let mut cited = record.rows.iter().chain(shared).filter(|row| row.what == Attached::Citation);
        let said = cited.find_map(|row| row.values.iter().find(|value| value.field == "report"));
        let Some(FieldValue { content: Content::Reference(reference), at, .. }) = said else { return Ok(()) };
        let field = Attached::Citation.field("report");
        let found = self.records.find(&self.tx.read(), reference, field, at, &mut self.faults)?;
        let report = found.map_or(Ok(None), |(id, _)| self.tx.read().get::<Report>(id))?;
        if let Some(published) = report.and_then(|report| report.fields.published) {
            fields.insert("age_as_of", Some(Value::Date(published)));
        }
        Ok(())
    }

    /// Changes what is said differently of a record. To add to it is for everybody who may create; only changing asks for
    /// more.
    fn revise(
        &mut self,
        (kind, id): (Kind, RecordId),
        version: Option<i64>,
        index: usize,
        record: &'a RecordChange,
    ) -> Result<()> {
        if let Some(at) = place_of(&record.header, SAME.name) {
            self.faults.add(Fault::of(at, SAME.name, Message::new("err-same-of-episodes")));
        }
        let mut fields = self.values(kind.fields(), &record.fields)?;
        leave_out_partners(kind, &record.fields, &mut fields);
        let mut revision = Revision {
            fields,
            sensitivity: self.sensitivity(record).flatten(),
            comment: text(&record.header, COMMENT.name),
            compartment: self.compartment(record)?,
            accepted: accepted(record),
        };
        if !revision.is_empty() {
            let (header, stored) = self.tx.read().get_untyped(kind, id)?;
            let said = revision.fields.clone();
            let inside = record.header.iter().find(|value| value.field == COMPARTMENT.name);
            keep_different(&mut revision, &header, &stored, inside.map(|_| text(&record.header, COMPARTMENT.name)));
            implied::follow(&self.tx.read(), kind, &mut revision.fields, (&stored, &said))?;
            if !revision.is_empty() {
                self.note_written(index, &revision.fields);
                let revised = self.tx.revise(id, version.unwrap_or(header.version), &revision);
                self.taken(revised, record)?;
                return Ok(());
            }
        }
        let in_force = version.map_or(Ok(()), |version| self.tx.in_force(id, version));
        self.taken(in_force, record).map(drop)
    }

    fn note_written(&mut self, index: usize, fields: &Fields) {
        if let Some(written) = self.written.get_mut(index) {
            written.extend(fields.keys());
        }
    }

    /// Rows that several records get are looked up once.
    fn share(&mut self) -> Result<()> {
        for rows in &self.change.shared {
            let rows = rows.iter().map(|row| self.row(row)).collect::<Result<Vec<_>>>()?;
            self.shared.push(rows);
        }
        Ok(())
    }

    fn row(&mut self, said: &'a RowChange) -> Result<Row<'a>> {
        let (fields, values) = (said.what.fields(), self.values(said.what.fields(), &said.values)?);
        let complete = match said.act {
            RowAct::Remove(_) => true,
            RowAct::Add | RowAct::RemoveSame => self.require(fields, &said.values, &said.at, &values),
            RowAct::Change(_) => {
                let emptied = fields.iter().filter(|field| field.required && values.get(field.name) == Some(&None));
                let emptied: Vec<&Field> = emptied.collect();
                for field in &emptied {
                    let at = place_of(&said.values, field.name).unwrap_or_else(|| said.at.under(field.name));
                    self.faults.add(Fault::of(at, field.name, Message::new("err-required")));
                }
                emptied.is_empty()
            }
        };
        Ok(Row { said, fields: complete.then_some(values) })
    }

    fn attach(&mut self, id: RecordId, row: &Row<'_>) -> Result<()> {
        let (RowChange { at, what, act, values }, Some(fields)) = (row.said, &row.fields) else { return Ok(()) };
        let done = match act {
            RowAct::Add => self.tx.attach(*what, id, fields).map(drop),
            RowAct::Change(row) => self.change_row(*what, id, *row, fields),
            RowAct::Remove(row) => self.tx.detach(*what, id, *row),
            RowAct::RemoveSame => self.tx.detach_same(*what, id, fields),
        };
        match done {
            Ok(()) => {}
            Err(Error::Stale { .. } | Error::Forbidden) if !self.faults.list.is_empty() => {}
            Err(Error::NotFound) if *act != RowAct::Add => {
                self.faults.add(Fault::of(at.under("row"), "row", Message::new("err-no-such-row")));
            }
            Err(Error::Invalid(errors)) => {
                for error in errors {
                    // What is wrong with the row as a whole is told of the row.
                    let of_field = what
                        .field(&error.field)
                        .map(|field| place_of(values, field.name).unwrap_or_else(|| at.under(field.name)));
                    self.faults.add(Fault::of(of_field.unwrap_or_else(|| at.clone()), &error.field, error.say));
                }
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Changes what is said differently of a row.
    fn change_row(&mut self, what: Attached, id: RecordId, row: i64, fields: &Fields) -> Result<()> {
        let stored = self.tx.read().attached(what, id)?.into_iter().find(|(number, _)| *number == row);
        let (_, stored) = stored.ok_or(Error::NotFound)?;
        let usual = |name: &str| what.field(name).and_then(|field| field.default);
        let is_stored = |name: &str, value: &Option<Value>| match (value, stored.get(name)) {
            (None, Some(Some(Value::Text(text)))) => usual(name) == Some(text),
            (value, stored) => stored.map_or(value.is_none(), |stored| stored == value),
        };
        if fields.iter().all(|(name, value)| is_stored(name, value)) {
            return Ok(());
        }
        let mut whole = stored.clone();
        whole.extend(fields.iter().map(|(name, value)| (*name, value.clone())));
        self.tx.change_attached(what, id, row, &whole)
    }

    /// The values of these fields, with references looked up. What is faulty is left out.
    fn values(&mut self, fields: &'static [Field], values: &'a [FieldValue]) -> Result<Fields> {
        let mut found = Fields::new();
        for value in values {
            if let Content::Position(position) = &value.content {
                self.place_at(*position, value, values, &mut found);
                continue;
            }
            let Some(field) = fields.iter().find(|field| field.name == value.field) else { continue };
            let value = match &value.content {
                Content::Value(value) => Some(value.clone()),
                Content::Reference(reference) => {
                    let id = self.records.find(&self.tx.read(), reference, Some(field), &value.at, &mut self.faults)?;
                    let Some((id, _)) = id else { continue };
                    Some(Value::Ref(id))
                }
                // What is empty beside a pair is filled by it.
                Content::Nothing if is_placed(field, values) => continue,
                Content::Nothing => None,
                Content::Faulty | Content::Position(_) => continue,
            };
            found.insert(field.name, value);
        }
        Ok(found)
    }

    /// A pair in the field of one coordinate fills both; where the other field says something else, one of the two is wrong.
    fn place_at(&mut self, position: Position, said: &FieldValue, values: &[FieldValue], found: &mut Fields) {
        for axis in [Axis::Latitude, Axis::Longitude] {
            let degrees = Value::Real(position.on(axis));
            let beside = values.iter().find(|value| value.field == axis.field() && value.field != said.field);
            let differs = match beside.map(|value| &value.content) {
                Some(Content::Value(other)) => *other != degrees,
                Some(Content::Position(other)) => *other != position,
                _ => false,
            };
            if differs {
                let say = Message::new("err-coordinates-twice").arg("field", axis.field());
                self.faults.add(Fault::of(said.at.clone(), said.field, say));
            }
            found.insert(axis.field(), Some(degrees));
        }
    }

    /// Whether everything is there that has to be; what was left out is a fault, what could not be read is one already.
    fn require(&mut self, fields: &[Field], values: &[FieldValue], at: &Place, found: &Fields) -> bool {
        let mut complete = true;
        for field in fields.iter().filter(|field| field.required && !matches!(found.get(field.name), Some(Some(_)))) {
            complete = false;
            match values.iter().find(|value| value.field == field.name) {
                Some(FieldValue { content: Content::Nothing, at, .. }) => {
                    self.faults.add(Fault::of(at.clone(), field.name, Message::new("err-required")));
                }
                Some(_) => {}
                None => self.faults.add(Fault::of(at.under(field.name), field.name, Message::new("err-required"))),
            }
        }
        complete
    }

    fn sensitivity(&mut self, record: &RecordChange) -> Option<Option<Sensitivity>> {
        let value = record.header.iter().find(|value| value.field == SENSITIVITY.name)?;
        if value.content == Content::Nothing {
            self.faults.add(Fault::of(value.at.clone(), SENSITIVITY.name, Message::new("err-required")));
        }
        Some(said(&record.header, SENSITIVITY.name).and_then(Sensitivity::parse))
    }

    /// The compartment that a record is to be in, or that it is to be in none.
    fn compartment(&mut self, record: &RecordChange) -> Result<Option<Option<i64>>> {
        let Some(name) = text(&record.header, COMPARTMENT.name) else { return Ok(None) };
        let Some(name) = name else { return Ok(Some(None)) };
        if self.compartments.is_none() {
            self.compartments = Some(self.tx.read().compartments()?);
        }
        let known = self.compartments.iter().flatten().find(|(_, known)| *known == name).map(|(id, _)| *id);
        if known.is_none() {
            let at = place_of(&record.header, COMPARTMENT.name).unwrap_or_else(|| record.at.clone());
            self.faults.add(Fault::of(at, COMPARTMENT.name, Message::new("err-outside-compartment")));
        }
        Ok(known.map(Some))
    }

    /// Takes over what the write path refused of a record, at the places that the input has for it.
    fn taken<T>(&mut self, done: Result<T>, record: &RecordChange) -> Result<Option<T>> {
        match done {
            Ok(done) => Ok(Some(done)),
            Err(Error::Invalid(errors)) => {
                for error in errors {
                    let at = [&record.fields, &record.header].into_iter().find_map(|said| place_of(said, &error.field));
                    let at = at.unwrap_or_else(|| record.at.under(&error.field));
                    self.faults.add(Fault::of(at, &error.field, error.say));
                }
                Ok(None)
            }
            // What is wrong with the input is told first.
            Err(Error::Stale { .. } | Error::Forbidden) if !self.faults.list.is_empty() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// With a faulty value, those that are valid only together with it are left out too: that they do not fit follows.
fn leave_out_partners(kind: Kind, values: &[FieldValue], fields: &mut Fields) {
    let faulty: Vec<&str> =
        values.iter().map(|value| value.field).filter(|field| !fields.contains_key(field)).collect();
    for partner in faulty.into_iter().flat_map(|field| kind.group_of(field)) {
        fields.remove(partner);
    }
}

/// Whether a field is one of a coordinate that another field of the same record gives too.
fn is_placed(field: &Field, values: &[FieldValue]) -> bool {
    matches!(field.ty, Type::Degrees(_)) && values.iter().any(|value| matches!(value.content, Content::Position(_)))
}

fn place_of(values: &[FieldValue], field: &str) -> Option<Place> {
    values.iter().find(|value| value.field == field).map(|value| value.at.clone())
}

/// A text that was given; or nothing, where that was said.
fn text(values: &[FieldValue], field: &str) -> Option<Option<String>> {
    match &values.iter().find(|value| value.field == field)?.content {
        Content::Value(Value::Text(text)) => Some(Some(text.clone())),
        Content::Nothing => Some(None),
        _ => None,
    }
}

fn said<'v>(values: &'v [FieldValue], field: &str) -> Option<&'v str> {
    match &values.iter().find(|value| value.field == field)?.content {
        Content::Value(Value::Text(text)) => Some(text),
        _ => None,
    }
}

/// The warnings that are meant.
fn accepted(record: &RecordChange) -> BTreeSet<&'static str> {
    let meant = |warning: &&str| {
        let says = |value: &FieldValue| matches!(&value.content, Content::Value(Value::Text(text)) if text == warning);
        record.header.iter().any(|value| value.field == ACCEPTED.name && says(value))
    };
    ACCEPTABLE.iter().copied().filter(meant).collect()
}

/// Leaves what is to be different. Behind an empty reference may be a record that the writer may not see: it is empty as it
/// was.
fn keep_different(
    revision: &mut Revision,
    header: &Header,
    stored: &Map<String, Json>,
    compartment: Option<Option<Option<String>>>,
) {
    revision.fields.retain(|name, value| !is_stored(value.as_ref(), stored.get(*name)));
    revision.sensitivity = revision.sensitivity.filter(|wanted| *wanted != header.sensitivity);
    revision.comment = revision.comment.take().filter(|wanted| *wanted != header.comment);
    if compartment.flatten() == Some(header.compartment.clone()) {
        revision.compartment = None;
    }
}

/// Whether a value is the one that is stored.
pub fn is_stored(value: Option<&Value>, stored: Option<&Json>) -> bool {
    match (value, stored) {
        (None, None) => true,
        (Some(Value::Text(text)), Some(Json::String(stored))) => text == stored,
        (Some(Value::Date(date)), Some(Json::String(stored))) => date.text() == stored,
        (Some(Value::Integer(number) | Value::Ref(RecordId(number))), Some(stored)) => stored.as_i64() == Some(*number),
        (Some(Value::Real(number)), Some(stored)) => stored.as_f64() == Some(*number),
        (Some(Value::Bool(flag)), Some(stored)) => stored.as_bool() == Some(*flag),
        _ => false,
    }
}

/// What was found wrong. The first thing wrong at a place is told, and no other.
#[derive(Default)]
struct Faults {
    list: Vec<Fault>,
    at: HashSet<(Place, String)>,
}

impl Faults {
    fn add(&mut self, fault: Fault) {
        if self.at.insert((fault.at.clone(), fault.field.clone())) {
            self.list.push(fault);
        }
    }
}
