//! The history of a record, write by write.

use super::summary::RecordSummary;
use crate::domain::citation::Citation;
use crate::domain::codes::Codes;
use crate::domain::history::HistoryRow;
use crate::domain::kind::Type;
use crate::domain::record::Label;
use crate::domain::record::Labels;
use crate::domain::record::RecordId;
use crate::domain::time::Edtf;
use serde_json::Value as Json;

/// A page of the history of a record.
#[derive(Debug)]
pub struct HistoryPage {
    pub record: Label,
    pub writes: Vec<Write>,
    /// Where older writes go on.
    pub older: Option<i64>,
}

/// One write: what was written, and what it changed.
#[derive(Debug)]
pub struct Write {
    pub row: HistoryRow,
    /// The fact it was about, in one line.
    pub fact: Option<RecordSummary>,
    pub changes: Vec<FieldChange>,
}

/// A field before and after a write.
#[derive(Debug)]
pub struct FieldChange {
    pub field: String,
    pub before: Option<ShownValue>,
    pub after: Option<ShownValue>,
}

/// A stored value as people read it.
#[derive(Debug)]
pub enum ShownValue {
    Record(Label),
    Term(String),
    /// A value of a closed list.
    Choice(String),
    /// A code of a list that the world knows.
    Code(Codes, String),
    Date(Edtf),
    Bool(bool),
    Text(String),
}

impl ShownValue {
    /// What a citation gives for its field, where that is not what the record says.
    pub fn given_by(citation: &Citation) -> Option<ShownValue> {
        if let Some(record) = &citation.gives_record {
            return Some(ShownValue::Record(record.clone()));
        }
        let ty = citation.field.as_deref().and_then(|name| citation.kind.field(name)).map(|field| field.ty);
        let value = match (ty, citation.gives.as_deref()?) {
            (Some(Type::Bool), text) => Json::Bool(text == "true"),
            (_, text) => text.into(),
        };
        ShownValue::of(ty, &value, &Labels::new())
    }

    /// A stored value of a field of this type; nothing of what is absent or leads to what the reader may not see.
    pub fn of(ty: Option<Type>, value: &Json, labels: &Labels) -> Option<ShownValue> {
        let text = || value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Some(match (ty, value) {
            (_, Json::Null) => return None,
            (Some(Type::Ref(..)), _) => ShownValue::Record(labels.get(&RecordId(value.as_i64()?))?.clone()),
            (Some(Type::Bool) | None, Json::Bool(flag)) => ShownValue::Bool(*flag),
            (Some(Type::Term(_)), _) => ShownValue::Term(text()),
            (Some(Type::Choice(_)), _) => ShownValue::Choice(text()),
            (Some(Type::Code(codes)), _) => ShownValue::Code(codes, text()),
            (Some(Type::Date), _) => Edtf::parse(&text()).map_or_else(|_| ShownValue::Text(text()), ShownValue::Date),
            _ => ShownValue::Text(text()),
        })
    }
}
