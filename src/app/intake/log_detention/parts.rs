//! Records that are put together from what one form says.

use crate::domain::change::{Content, FieldValue, Place, Subject};
use crate::domain::kind::Kind;
use crate::domain::record::Value;
use crate::read::form::Reader;

/// The fields of a record that is put together, each with the field of the form that says it.
#[derive(Default)]
pub(super) struct Parts(pub(super) Vec<FieldValue>);

impl Parts {
    /// What the form says, as another field.
    pub(super) fn with(mut self, field: &'static str, said: Option<&FieldValue>) -> Parts {
        self.0.retain(|value| value.field != field);
        self.0.extend(said.map(|said| FieldValue { field, content: said.content.clone(), at: said.at.clone() }));
        self
    }

    /// What follows from the form, told of one of its fields.
    pub(super) fn says(self, field: &'static str, content: Content, at: &str) -> Parts {
        self.with(field, Some(&FieldValue { field, content, at: Place::path(at) }))
    }

    pub(super) fn without(mut self, fields: &[&str]) -> Parts {
        self.0.retain(|value| !fields.contains(&value.field));
        self
    }
}

pub(super) fn term(code: &str) -> Content {
    Content::Value(Value::Text(code.to_owned()))
}

/// Adds a record that is put together, cited. Gives its number.
pub(super) fn add(
    reader: &mut Reader<'_>,
    kind: Kind,
    name: Option<String>,
    parts: Parts,
    support: Option<usize>,
) -> usize {
    let mut record = reader.bare(Subject::New(kind));
    (record.name, record.fields, record.support) = (name, parts.0, support);
    reader.change.records.push(record);
    reader.change.records.len() - 1
}
