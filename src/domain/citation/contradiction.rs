//! What reports say of one thing that cannot all be so.

use crate::domain::change::Content;
use crate::domain::kind::value::from_text;
use crate::domain::kind::{Field, Type};
use crate::domain::record::{RecordId, Value};
use crate::domain::time::Holds;

/// Something on which reports contradict each other, with the rows that say so.
#[derive(Debug, Clone)]
pub struct Contradiction {
    /// The number of the newest row of it: no two have the same.
    pub id: i64,
    pub about: RecordId,
    pub on: On,
    /// Whether somebody chose which to follow.
    pub is_decided: bool,
}

#[derive(Debug, Clone)]
pub enum On {
    /// A field, or the record as a whole: what is cited for it, supporting it or not.
    Fact { field: Option<&'static Field>, citations: Vec<i64> },
    /// Figures of one measure.
    Figures(Vec<RecordId>),
    /// Steps of one episode that happen once: the same step, on days that cannot both be.
    Steps(Vec<RecordId>),
}

/// Whether two reports that give these values for a field can both be right. Of places, who knows which is inside which has to
/// be asked too.
pub fn can_both_hold(field: &Field, one: &Value, other: &Value) -> bool {
    match (field.ty, one, other) {
        (_, Value::Date(one), Value::Date(other)) => one.agrees_with(other) != Holds::No,
        // That it is not known contradicts nobody.
        (Type::Choice(_) | Type::Term(_), Value::Text(one), Value::Text(other)) => {
            let unknown = |code: &str| code == "unknown" || code.ends_with("/unknown");
            one == other || unknown(one) || unknown(other)
        }
        (_, one, other) => one == other,
    }
}

/// The value that a text is for a field that names no record, as a citation keeps it.
pub fn value_given(field: &Field, text: &str) -> Option<Value> {
    match from_text(field, text, None) {
        Ok(Content::Value(value)) => Some(value),
        _ => None,
    }
}
