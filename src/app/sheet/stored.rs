//! A stored record as its form is filled with it.

use serde_json::Value as Json;

use crate::domain::kind::{Kind, Type};
use crate::domain::record::{Header, Label, RecordId};
use crate::domain::typed::Typed;
use crate::error::Result;
use crate::store::ReadTx;

/// Fills in a reference as if it had been typed and chosen.
pub trait FormLink {
    fn set_link(&mut self, name: &str, label: &Label);
}

impl FormLink for Typed {
    fn set_link(&mut self, name: &str, label: &Label) {
        self.set(name, label.name.clone());
        self.set(&format!("{name}.for"), label.name.clone());
        self.set(&format!("{name}.pick"), label.reference.clone());
    }
}

/// The header of a record and its fields as people would type them.
pub fn stored(tx: &ReadTx<'_>, kind: Kind, id: RecordId) -> Result<(Header, Typed)> {
    let (header, values) = tx.any(kind, id)?;
    let mut typed = Typed::default();
    for field in kind.fields() {
        match (values.get(field.name), field.ty) {
            (None, _) => typed.set(field.name, ""),
            (Some(value), Type::Ref(..)) => {
                if let Some(id) = value.as_i64() {
                    typed.set_link(field.name, &tx.label(RecordId(id))?);
                }
            }
            (Some(Json::String(text)), _) => typed.set(field.name, text.clone()),
            (Some(value), _) => typed.set(field.name, value.to_string()),
        }
    }
    typed.set("sensitivity", header.sensitivity.code());
    typed.set("comment", header.comment.clone().unwrap_or_default());
    Ok((header, typed))
}
