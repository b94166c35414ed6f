//! The exchange format for cases, `habeas-case/1`: records that refer to each other by ids of the file, in one TOML file or
//! line by line in JSON. `docs/exchange-format.md` describes both.

use super::tree::{Node, Reader, Table, Tree, part};
use super::{json_line, key, toml};
use crate::domain::change::{
    ACCEPTED, Change, Content, FILES, Fault, FieldValue, HEADER, IdSystem, Place, RecordChange, RowAct, RowChange,
    SENSITIVITY, Subject, WrittenReference,
};
use crate::domain::codes::Codes;
use crate::domain::exchange::{ADD, FORMAT, TO, word_of};
use crate::domain::kind::attached::Attached;
use crate::domain::kind::value::Given;
use crate::domain::kind::{Field, Kind, Type};
use crate::domain::record::{Sensitivity, Value};
use crate::domain::time::Day;
use crate::error::Message;

/// What a file says of itself and of the case file.
#[derive(Debug, Default)]
pub struct FileHead {
    /// The name under which its ids are unique.
    pub case: String,
    pub title: Option<String>,
    pub as_on: Option<Day>,
}

/// A file: what it wants written, and its head.
#[derive(Debug, Default)]
pub struct CaseFile {
    pub head: FileHead,
    pub change: Change,
}

const FILE: &[Field] = &[
    key("format", Type::Choice(&[FORMAT])),
    key("case", Type::Text),
    key("title", Type::Text),
    key("as_on", Type::Date),
];
const USES: Field = key("uses", Type::Text);
const ID: Field = key("id", Type::Text);
/// The record that an addition is for.
const ADDED_TO: Field = key(TO, Type::Text);
/// The primary name in short: what it is here, and in a row of names.
const NAME: &[(Field, &str)] = &[
    (key("name", Type::Text), "text"),
    (key("name_lang", Type::Code(Codes::Language)), "lang"),
    (key("name_report", Type::Text), "report"),
];
/// Reads a file in TOML.
pub fn read(text: &str) -> CaseFile {
    let mut file = CaseFile::default();
    match toml::parse(text) {
        Ok(top) => {
            let mut exchange = Exchange::default();
            exchange.head(&top);
            file.change.records = exchange.records(&top);
            file.change.known_as = exchange.known_as;
            (file.head, file.change.faults) = (exchange.head, exchange.reader.faults);
        }
        Err(fault) => file.change.faults.push(fault),
    }
    file
}

/// A file in JSON, line by line: the first line is its head, each other one a record or addition.
pub struct Lines(Exchange);

impl Lines {
    /// Reads the first line.
    pub fn open(text: &str) -> Result<Lines, Vec<Fault>> {
        let mut exchange = Exchange::default();
        let top = json_line::parse(1, text).map_err(|fault| vec![fault])?;
        exchange.head(&top);
        for (key, _) in top.iter().filter(|(key, _)| !is_of_head(&key.name)) {
            exchange.reader.unknown(key);
        }
        if exchange.reader.faults.is_empty() { Ok(Lines(exchange)) } else { Err(exchange.reader.faults) }
    }

    pub fn head(&self) -> &FileHead {
        &self.0.head
    }

    pub fn known_as(&self) -> &[IdSystem] {
        &self.0.known_as
    }

    /// Reads another line.
    pub fn read(&mut self, line: usize, text: &str) -> Result<RecordChange, Vec<Fault>> {
        let top = json_line::parse(line, text).map_err(|fault| vec![fault])?;
        let record = self.0.line(line, &top);
        let faults = std::mem::take(&mut self.0.reader.faults);
        record.filter(|_| faults.is_empty()).ok_or(faults)
    }
}

/// Whether a key is one of the head of a file.
fn is_of_head(name: &str) -> bool {
    FILE.iter().chain([&USES, &ACCEPTED]).any(|field| field.name == name)
}

#[derive(Default)]
struct Exchange {
    reader: Reader,
    head: FileHead,
    /// The cases whose ids it uses.
    known_as: Vec<IdSystem>,
    /// Warnings that are meant throughout the file.
    accepted: Vec<Content>,
}

impl Exchange {
    fn head(&mut self, top: &Table<'_>) {
        for field in FILE {
            let value = part(top, field.name).map(|value| self.reader.value(field, value));
            let (at, content) = value.map_or((Place::Line(1), Content::Nothing), |value| (value.at, value.content));
            match (field.name, content) {
                ("format" | "case", Content::Nothing) => self.required(at, field.name),
                ("case", Content::Value(Value::Text(text))) => self.head.case = text,
                ("title", Content::Value(Value::Text(text))) => self.head.title = Some(text),
                ("as_on", Content::Value(Value::Date(date))) => {
                    self.head.as_on = date.lo().filter(|_| date.lo() == date.hi());
                    if self.head.as_on.is_none() {
                        self.reader.fault(at, field.name, Message::new("date-not-a-date").arg("value", date.text()));
                    }
                }
                _ => {}
            }
        }
        if let Some(uses) = part(top, USES.name) {
            self.known_as = self.uses(uses);
        }
        if let Some(accepted) = part(top, ACCEPTED.name) {
            self.accepted = self.several(&ACCEPTED, accepted).into_iter().map(|value| value.content).collect();
        }
    }

    /// The records of a file in TOML.
    fn records(&mut self, top: &Table<'_>) -> Vec<RecordChange> {
        let mut records = Vec::new();
        for (key, tree) in top {
            match (key.name.as_ref(), Kind::parse(&key.name)) {
                (_, Some(kind)) => {
                    for (at, table) in self.reader.tables(kind.table(), tree) {
                        records.push(self.record(kind, at, table));
                    }
                }
                (ADD, _) => {
                    for (at, table) in self.reader.tables(ADD, tree) {
                        records.push(self.addition(at, table));
                    }
                }
                (known, _) if is_of_head(known) => {}
                _ => self.reader.unknown(key),
            }
        }
        // TOML groups the tables by name; the order of the file is the order of their lines.
        records.sort_by(|one, other| one.at.cmp(&other.at));
        records
    }

    /// The record or addition of a line: an object in an object, under the name of its kind.
    fn line(&mut self, line: usize, top: &Table<'_>) -> Option<RecordChange> {
        let at = Place::Line(line);
        let [(key, tree)] = top.as_slice() else {
            self.reader.fault(at, "", Message::new("err-one-record-a-line"));
            return None;
        };
        let Node::Table(table) = &tree.node else {
            self.reader.fault(at, &key.name, Message::new("err-not-a-row"));
            return None;
        };
        match (key.name.as_ref(), Kind::parse(&key.name)) {
            (_, Some(kind)) => Some(self.record(kind, at, table)),
            (ADD, _) => Some(self.addition(at, table)),
            _ => {
                self.reader.unknown(key);
                None
            }
        }
    }

    fn required(&mut self, at: Place, name: &str) {
        self.reader.fault(at, name, Message::new("err-required"));
    }

    fn uses(&mut self, value: &Tree<'_>) -> Vec<IdSystem> {
        let Some(list) = value.list() else {
            let at = value.at();
            self.reader.fault(at, USES.name, Message::new("err-not-a-list"));
            return Vec::new();
        };
        let mut known_as = Vec::new();
        for item in list {
            if let Content::Value(Value::Text(case)) = self.reader.value(&USES, item).content {
                known_as.push(IdSystem { scheme: FILES, prefix: format!("{case}/") });
            }
        }
        known_as
    }

    fn record(&mut self, kind: Kind, at: Place, table: &Table<'_>) -> RecordChange {
        let mut record = RecordChange::new(at.clone(), Subject::New(kind));
        let meant = self.accepted.iter().cloned();
        record.header.extend(meant.map(|content| FieldValue { field: ACCEPTED.name, content, at: at.clone() }));
        let mut name = Vec::new();
        for (key, value) in table {
            let word = key.name.as_ref();
            if let Some(field) = kind.field(word) {
                record.fields.push(self.reader.value(field, value));
            } else if let Some(field) = HEADER.iter().find(|field| field.name == word) {
                match field.name == ACCEPTED.name {
                    true => record.header.extend(self.several(field, value)),
                    false => record.header.push(self.header(field, value)),
                }
            } else if let Some((field, part)) = NAME.iter().find(|(field, _)| kind.has_names() && field.name == word) {
                name.push(self.part_of_name(field, part, value));
            } else if word == ID.name {
                record.name = self.text(&ID, value);
            } else if !self.rows(&mut record, word, value, |what| what.admits(kind)) {
                self.reader.unknown(key);
            }
        }
        if !name.is_empty() {
            let mut row = RowChange::primary_name(at.clone(), Content::Nothing);
            row.values.retain(|value| value.field != "text");
            row.values.extend(name);
            record.rows.insert(0, row);
        }
        match &record.name {
            Some(id) => record.rows.push(self.outside_id(at, id)),
            None if kind.is_subject() => self.required(at, ID.name),
            None => {}
        }
        record
    }

    /// `[[add]]`: more rows for a record of this or a used case.
    fn addition(&mut self, at: Place, table: &Table<'_>) -> RecordChange {
        let mut to = None;
        let mut record = RecordChange::new(at, Subject::Known(WrittenReference::Named(String::new()), None));
        for (key, value) in table {
            let word = key.name.as_ref();
            if word == TO {
                to = self.text(&ADDED_TO, value);
            } else if !self.rows(&mut record, word, value, |_| true) {
                self.reader.unknown(key);
            }
        }
        match to {
            Some(to) => record.subject = Subject::Known(WrittenReference::Named(to), None),
            None => self.required(record.at.clone(), TO),
        }
        record
    }

    /// One value of a list, or several.
    fn several(&mut self, field: &Field, value: &Tree<'_>) -> Vec<FieldValue> {
        let items = value.list().unwrap_or(std::slice::from_ref(value));
        items.iter().map(|item| self.reader.value(field, item)).collect()
    }

    /// Sensitivity may be a number, from public (0) to restricted (3).
    fn header(&mut self, field: &Field, value: &Tree<'_>) -> FieldValue {
        let Given::Number(Some(number), _) = value.given() else { return self.reader.value(field, value) };
        if field.name != SENSITIVITY.name {
            return self.reader.value(field, value);
        }
        let content = match Sensitivity::from_level(number) {
            Some(level) => Content::Value(Value::Text(level.code().to_owned())),
            None => {
                self.reader.fault(value.at(), field.name, Message::new("err-unknown-code").arg("value", number));
                Content::Faulty
            }
        };
        FieldValue { field: field.name, content, at: value.at() }
    }

    fn part_of_name(&mut self, field: &Field, part: &'static str, value: &Tree<'_>) -> FieldValue {
        let FieldValue { content, at, .. } = self.reader.value(field, value);
        let content = match content {
            Content::Value(Value::Text(id)) if part == "report" => Content::Reference(WrittenReference::Named(id)),
            content => content,
        };
        FieldValue { field: part, content, at }
    }

    fn text(&mut self, field: &Field, value: &Tree<'_>) -> Option<String> {
        match self.reader.value(field, value).content {
            Content::Value(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The rows of a list, if the word is that of one.
    fn rows(
        &mut self,
        record: &mut RecordChange,
        word: &str,
        value: &Tree<'_>,
        admits: impl Fn(Attached) -> bool,
    ) -> bool {
        let list = Attached::ALL.into_iter().find(|what| word_of(what.list()) == word && admits(*what));
        let Some(what) = list else { return false };
        for (at, table) in self.reader.tables(word, value) {
            let mut values = Vec::with_capacity(table.len());
            for (key, value) in table {
                match what.fields().iter().find(|field| word_of(field.name) == key.name) {
                    Some(field) => values.push(self.reader.value(field, value)),
                    None => self.reader.unknown(key),
                }
            }
            // What forms propose is meant where a file does not say.
            for field in what.fields().iter().filter(|field| field.required) {
                if let Some(proposal) = field.default.filter(|_| values.iter().all(|value| value.field != field.name)) {
                    let content = Content::Value(Value::Text(proposal.to_owned()));
                    values.push(FieldValue { field: field.name, content, at: at.clone() });
                }
            }
            record.rows.push(RowChange { at, what, act: RowAct::Add, values });
        }
        true
    }

    fn outside_id(&self, at: Place, id: &str) -> RowChange {
        let values = [("scheme", FILES.to_owned()), ("value", format!("{}/{id}", self.head.case))];
        let value = |(field, text)| FieldValue { field, content: Content::Value(Value::Text(text)), at: at.clone() };
        let values = values.into_iter().map(value).collect();
        RowChange { at: at.clone(), what: Attached::ExternalId, act: RowAct::Add, values }
    }
}
