//! The exchange format for cases, `habeas-case/1`: a TOML file of records that refer to each other by ids of the file.
//! `docs/exchange-format.md` describes it.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::key;
use super::toml::Reader;
use crate::domain::change::{
    ACCEPTED, Change, Content, FILES, FieldValue, HEADER, IdSystem, Place, RecordChange, RowAct, RowChange,
    SENSITIVITY, Subject, WrittenReference,
};
use crate::domain::codes::Codes;
use crate::domain::kind::attached::Attached;
use crate::domain::kind::{Field, Kind, Type};
use crate::domain::record::{Sensitivity, Value};
use crate::domain::time::Day;
use crate::error::Message;

pub const FORMAT: &str = "habeas-case/1";

/// A file: what it wants written, and what it says of the case file.
#[derive(Debug, Default)]
pub struct CaseFile {
    pub title: Option<String>,
    pub as_on: Option<Day>,
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
const TO: Field = key("to", Type::Text);
/// The primary name in short: what it is here, and in a row of names.
const NAME: &[(Field, &str)] = &[
    (key("name", Type::Text), "text"),
    (key("name_lang", Type::Code(Codes::Language)), "lang"),
    (key("name_report", Type::Text), "report"),
];
/// Where the format has a shorter word.
const SHORT: &[(&str, &str)] = &[("cite", "citations"), ("para", "paragraph")];

/// What the format calls a list or field.
fn word_of(name: &'static str) -> &'static str {
    SHORT.iter().find(|(_, long)| *long == name).map_or(name, |(short, _)| short)
}

/// Reads a file.
pub fn read(text: &str) -> CaseFile {
    let (reader, top) = Reader::open(text);
    let mut exchange = Exchange { reader, case: String::new() };
    let mut file = top.map(|top| exchange.file(&top)).unwrap_or_default();
    file.change.faults = exchange.reader.faults;
    file
}

struct Exchange {
    reader: Reader,
    /// The name of the file, under which its ids are unique.
    case: String,
}

impl Exchange {
    fn file(&mut self, top: &DeTable<'_>) -> CaseFile {
        let mut file = CaseFile::default();
        for field in FILE {
            let value = top.get(field.name).map(|value| self.reader.value(field, value));
            let (at, content) = value.map_or((Place::Line(1), Content::Nothing), |value| (value.at, value.content));
            match (field.name, content) {
                ("format" | "case", Content::Nothing) => self.required(at, field.name),
                ("case", Content::Value(Value::Text(text))) => self.case = text,
                ("title", Content::Value(Value::Text(text))) => file.title = Some(text),
                ("as_on", Content::Value(Value::Date(date))) => {
                    file.as_on = date.lo().filter(|_| date.lo() == date.hi());
                    if file.as_on.is_none() {
                        self.reader.fault(at, field.name, Message::new("date-not-a-date").arg("value", date.text()));
                    }
                }
                _ => {}
            }
        }
        for (name, value) in top {
            match (name.get_ref().as_ref(), Kind::parse(name.get_ref())) {
                (_, Some(kind)) => {
                    for (at, table) in self.reader.tables(kind.table(), value) {
                        file.change.records.push(self.record(kind, at, table));
                    }
                }
                ("add", _) => {
                    for (at, table) in self.reader.tables("add", value) {
                        file.change.records.push(self.addition(at, table));
                    }
                }
                ("uses", _) => file.change.known_as = self.uses(value),
                (known, _) if FILE.iter().any(|field| field.name == known) => {}
                _ => self.reader.unknown(name),
            }
        }
        // TOML groups the tables by name; the order of the file is the order of their lines.
        file.change.records.sort_by(|one, other| one.at.cmp(&other.at));
        file
    }

    fn required(&mut self, at: Place, name: &str) {
        self.reader.fault(at, name, Message::new("err-required"));
    }

    fn uses(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<IdSystem> {
        let Some(list) = value.get_ref().as_array() else {
            let at = self.reader.place(&value.span());
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

    fn record(&mut self, kind: Kind, at: Place, table: &DeTable<'_>) -> RecordChange {
        let mut record = RecordChange::new(at.clone(), Subject::New(kind));
        let mut name = Vec::new();
        for (key, value) in table {
            let word = key.get_ref().as_ref();
            if let Some(field) = kind.field(word) {
                record.fields.push(self.reader.value(field, value));
            } else if let Some(field) = HEADER.iter().find(|field| field.name == word) {
                // Several warnings may be meant.
                let items = if field.name == ACCEPTED.name { value.get_ref().as_array() } else { None };
                match items {
                    Some(items) => record.header.extend(items.iter().map(|item| self.header(field, item))),
                    None => record.header.push(self.header(field, value)),
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
    fn addition(&mut self, at: Place, table: &DeTable<'_>) -> RecordChange {
        let mut to = None;
        let mut record = RecordChange::new(at, Subject::Known(WrittenReference::Named(String::new()), None));
        for (key, value) in table {
            let word = key.get_ref().as_ref();
            if word == TO.name {
                to = self.text(&TO, value);
            } else if !self.rows(&mut record, word, value, |_| true) {
                self.reader.unknown(key);
            }
        }
        match to {
            Some(to) => record.subject = Subject::Known(WrittenReference::Named(to), None),
            None => self.required(record.at.clone(), TO.name),
        }
        record
    }

    /// Sensitivity may be a number, from public (0) to restricted (3).
    fn header(&mut self, field: &Field, value: &Spanned<DeValue<'_>>) -> FieldValue {
        let Some(number) = value.get_ref().as_integer().filter(|_| field.name == SENSITIVITY.name) else {
            return self.reader.value(field, value);
        };
        let at = self.reader.place(&value.span());
        let content = match number.as_str().parse().ok().and_then(Sensitivity::from_level) {
            Some(level) => Content::Value(Value::Text(level.code().to_owned())),
            None => {
                self.reader.fault(
                    at.clone(),
                    field.name,
                    Message::new("err-unknown-code").arg("value", number.as_str()),
                );
                Content::Faulty
            }
        };
        FieldValue { field: field.name, content, at }
    }

    fn part_of_name(&mut self, field: &Field, part: &'static str, value: &Spanned<DeValue<'_>>) -> FieldValue {
        let FieldValue { content, at, .. } = self.reader.value(field, value);
        let content = match content {
            Content::Value(Value::Text(id)) if part == "report" => Content::Reference(WrittenReference::Named(id)),
            content => content,
        };
        FieldValue { field: part, content, at }
    }

    fn text(&mut self, field: &Field, value: &Spanned<DeValue<'_>>) -> Option<String> {
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
        value: &Spanned<DeValue<'_>>,
        admits: impl Fn(Attached) -> bool,
    ) -> bool {
        let list = Attached::ALL.into_iter().find(|what| word_of(what.list()) == word && admits(*what));
        let Some(what) = list else { return false };
        for (at, table) in self.reader.tables(word, value) {
            let mut values = Vec::with_capacity(table.len());
            for (key, value) in table {
                match what.fields().iter().find(|field| word_of(field.name) == key.get_ref()) {
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
        let values = [("scheme", FILES.to_owned()), ("value", format!("{}/{id}", self.case))];
        let value = |(field, text)| FieldValue { field, content: Content::Value(Value::Text(text)), at: at.clone() };
        let values = values.into_iter().map(value).collect();
        RowChange { at: at.clone(), what: Attached::ExternalId, act: RowAct::Add, values }
    }
}
