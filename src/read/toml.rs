//! TOML files: every value by the description of its field, every fault with its line.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::domain::change::{Content, Fault, FieldValue, Place, WrittenReference};
use crate::domain::kind::Field;
use crate::domain::kind::value::{Dates, Given, from_given};
use crate::error::Message;

/// What is wrong in a file, gathered while it is read.
pub struct Reader {
    /// Where its lines end.
    ends: Vec<usize>,
    pub faults: Vec<Fault>,
}

impl Reader {
    /// The top table, or the one fault of a file that is no TOML.
    pub fn open(text: &str) -> (Reader, Option<DeTable<'_>>) {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect();
        let mut reader = Reader { ends, faults: Vec::new() };
        match DeTable::parse(text) {
            Ok(table) => (reader, Some(table.into_inner())),
            Err(error) => {
                let at = error.span().map_or(Place::Line(1), |span| reader.place(&span));
                reader.fault(at, "", Message::new("err-no-toml").arg("why", error.message()));
                (reader, None)
            }
        }
    }

    /// The line that a part of the file begins on.
    pub fn place(&self, span: &Range<usize>) -> Place {
        Place::Line(self.ends.partition_point(|end| *end < span.start) + 1)
    }

    pub fn fault(&mut self, at: Place, field: &str, say: Message) {
        self.faults.push(Fault::of(at, field, say));
    }

    /// A key that the table does not have.
    pub fn unknown(&mut self, key: &Spanned<DeString<'_>>) {
        let (at, name) = (self.place(&key.span()), key.get_ref().as_ref());
        self.fault(at, name, Message::new("err-unknown-field").arg("value", name));
    }

    /// The value of a field. A reference is the name of a record in the file.
    pub fn value(&mut self, field: &Field, value: &Spanned<DeValue<'_>>) -> FieldValue {
        let at = self.place(&value.span());
        let content = match from_given(field, given(value.get_ref()), Dates::Edtf) {
            Ok(Content::Reference(WrittenReference::Key(name))) => Content::Reference(WrittenReference::Named(name)),
            Ok(content) => content,
            Err(say) => {
                self.fault(at.clone(), field.name, say);
                Content::Faulty
            }
        };
        FieldValue { field: field.name, content, at }
    }

    /// The tables of an array, each with its line.
    pub fn tables<'v, 't>(&mut self, name: &str, value: &'v Spanned<DeValue<'t>>) -> Vec<(Place, &'v DeTable<'t>)> {
        let Some(array) = value.get_ref().as_array() else {
            let at = self.place(&value.span());
            self.fault(at, name, Message::new("err-not-a-list"));
            return Vec::new();
        };
        let mut tables = Vec::with_capacity(array.len());
        for item in array {
            let at = self.place(&item.span());
            match item.get_ref().as_table() {
                Some(table) => tables.push((at, table)),
                None => self.fault(at, name, Message::new("err-not-a-row")),
            }
        }
        tables
    }
}

fn given<'v>(value: &'v DeValue<'_>) -> Given<'v> {
    match value {
        DeValue::Boolean(flag) => Given::Flag(*flag),
        DeValue::String(text) => Given::Text(Cow::Borrowed(text)),
        DeValue::Integer(number) => {
            let whole = i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok();
            // Whole numbers within 32 bits are exact as reals; larger ones have no business in a real field.
            Given::Number(whole, whole.and_then(|number| i32::try_from(number).ok()).map(f64::from))
        }
        DeValue::Float(number) => Given::Number(None, number.as_str().replace('_', "").parse().ok()),
        _ => Given::Other,
    }
}
