//! A stored record as its form is filled with it.

use serde_json::Value as Json;

use crate::domain::form_data::{FormData, under_row};
use crate::domain::kind::attached::Attached;
use crate::domain::kind::{Kind, Type};
use crate::domain::record::{Header, Label, RecordId, Value};
use crate::domain::time::Edtf;
use crate::error::Result;
use crate::store::ReadTx;

/// Fills in a reference as if it had been typed and chosen.
pub trait FormLink {
    fn set_link(&mut self, name: &str, label: &Label);
}

impl FormLink for FormData {
    fn set_link(&mut self, name: &str, label: &Label) {
        self.set(name, label.name.clone());
        self.set(&format!("{name}.for"), label.name.clone());
        self.set(&format!("{name}.pick"), label.reference.clone());
    }
}

/// The header of a record and its fields as people would type them.
pub fn stored(tx: &ReadTx<'_>, kind: Kind, id: RecordId) -> Result<(Header, FormData)> {
    let (header, values) = tx.get_untyped(kind, id)?;
    let mut typed = FormData::default();
    for field in kind.fields() {
        match (values.get(field.name), field.ty) {
            (None, _) => typed.set(field.name, ""),
            (Some(value), Type::Ref(..)) => {
                if let Some(id) = value.as_i64() {
                    typed.set_link(field.name, &tx.label(RecordId(id))?);
                }
            }
            // As it can be typed again: an old year is one that is meant.
            (Some(Json::String(text)), Type::Date) => {
                typed.set(field.name, Edtf::parse(text).map_or_else(|_| text.clone(), |date| date.typed()));
            }
            (Some(Json::String(text)), _) => typed.set(field.name, text.clone()),
            (Some(value), _) => typed.set(field.name, value.to_string()),
        }
    }
    attached(tx, kind, id, &mut typed)?;
    typed.set("sensitivity", header.sensitivity.code());
    typed.set("compartment", header.compartment.clone().unwrap_or_default());
    typed.set("comment", header.comment.clone().unwrap_or_default());
    Ok((header, typed))
}

/// The rows of its lists, each with the number that it is known by.
fn attached(tx: &ReadTx<'_>, kind: Kind, id: RecordId, typed: &mut FormData) -> Result<()> {
    for what in Attached::ALL.into_iter().filter(|what| what.admits(kind)) {
        for (number, (row, fields)) in tx.attached(what, id)?.into_iter().enumerate() {
            let at = under_row("", what.list(), number);
            typed.set(&format!("{at}id"), row.to_string());
            for field in what.asked() {
                let name = format!("{at}{}", field.name);
                match fields.get(field.name).cloned().flatten() {
                    Some(Value::Ref(id)) => typed.set_link(&name, &tx.label(id)?),
                    Some(Value::Date(date)) => typed.set(&name, date.typed()),
                    Some(value) => typed.set(&name, value.to_string()),
                    None => typed.set(&name, ""),
                }
            }
        }
    }
    Ok(())
}
