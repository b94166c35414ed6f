//! What reports say of one thing that cannot all be so.

use crate::domain::change::Content;
use crate::domain::custody::{CustodyState, Status};
use crate::domain::kind::value::from_text;
use crate::domain::kind::{CustodyEvent, Field, Kind, Type};
use crate::domain::name::fold;
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
    /// Steps of one episode of which one says that somebody was let go or had died, and a later one that he or she is held.
    Custody(Vec<RecordId>),
}

/// Whether two reports that give these values for a field can both be right. Of places, who knows which is inside which has to
/// be asked too.
pub fn can_both_hold(field: &Field, one: &Value, other: &Value) -> bool {
    match (field.ty, one, other) {
        (_, Value::Date(one), Value::Date(other)) => one.agrees_with(other) != Holds::No,
        // That it is not known contradicts nobody, nor that it was not known yet.
        (Type::Choice(_) | Type::Term(_), Value::Text(one), Value::Text(other)) => {
            let open = |code: &str| code == "pending" || code == "unknown" || code.ends_with("/unknown");
            one == other || open(one) || open(other)
        }
        // Nobody is told apart by how a report writes a word.
        (_, Value::Text(one), Value::Text(other)) => fold(one) == fold(other),
        (_, one, other) => one == other,
    }
}

/// Whether what one step says of custody can't be so if a step surely after it says the other: nobody is held after a release
/// from the same episode, or after death.
pub fn is_undone_by(earlier: &CustodyEvent, later: &CustodyEvent) -> bool {
    let state = later.status_after.map(Status::state);
    let over = matches!(earlier.status_after, Some(Status::Released | Status::Dead));
    let follows = earlier.date.as_ref().zip(later.date.as_ref());
    over && state == Some(CustodyState::InCustody)
        && follows.is_some_and(|(earlier, later)| earlier.before(later) == Holds::Certainly)
}

/// The value that a text is for a field that names no record, as a citation keeps it. Two that make one are told as both.
pub fn value_given(kind: Kind, field: &Field, text: &str) -> Option<Value> {
    if kind.partner(field).is_some() {
        return Some(Value::Text(text.to_owned()));
    }
    match from_text(field, text, None) {
        Ok(Content::Value(value)) => Some(value),
        _ => None,
    }
}
