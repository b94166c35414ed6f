//! What an input wants written: records with their fields and attached rows, each with its place in the input.
//!
//! Readers (`read`) make it of a form, a body, a file. They look nothing up and write nothing: `app::apply` does both for
//! all of them.

use super::kind::{Field, Kind, Type, field};
use super::name::PRIMARY;
use super::position::Position;
use super::record::{ACCEPTABLE, REVIEWS, RecordId, Value};
use crate::domain::kind::attached::Attached;
use crate::error::{Error, FieldError, Message};

/// Everything one input wants written, all of it or nothing.
#[derive(Debug, Default)]
pub struct Change {
    /// In the order of the input. Records may refer to later ones.
    pub records: Vec<RecordChange>,
    /// Rows that several records get alike: the citations of facts that one passage supports.
    pub shared: Vec<Vec<RowChange>>,
    /// What else the names that the input uses may be known as.
    pub known_as: Vec<IdSystem>,
    /// What the reader found wrong.
    pub faults: Vec<Fault>,
}

/// The scheme of what files call their records. Two names of one file are not two things: a file may have one thing twice.
pub const FILES: &str = "case";

/// Outside identifiers under which records may be there already: a name is `prefix` and what the input calls it.
#[derive(Debug, Clone)]
pub struct IdSystem {
    pub scheme: &'static str,
    pub prefix: String,
}

/// One record, new or changed.
#[derive(Debug)]
pub struct RecordChange {
    pub at: Place,
    pub subject: Subject,
    /// What the input calls it.
    pub name: Option<String>,
    pub fields: Vec<FieldValue>,
    /// Values of `HEADER`.
    pub header: Vec<FieldValue>,
    pub rows: Vec<RowChange>,
    /// The rows of `Change::shared` that it gets too.
    pub support: Option<usize>,
    /// Somebody enters just this one, and was not offered what is there: what it is likely a duplicate of is asked about.
    pub is_entered: bool,
}

impl RecordChange {
    pub fn new(at: Place, subject: Subject) -> RecordChange {
        let (fields, header, rows) = (Vec::new(), Vec::new(), Vec::new());
        RecordChange { at, subject, name: None, fields, header, rows, support: None, is_entered: false }
    }
}

#[derive(Debug)]
pub enum Subject {
    New(Kind),
    /// A record that is there, in the version that its writer has read, if that is to be the one in force.
    Known(WrittenReference, Option<i64>),
}

/// A value for a field, and where it stands.
#[derive(Debug)]
pub struct FieldValue {
    pub field: &'static str,
    pub content: Content,
    pub at: Place,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Left empty: of a record that is there, what it had is taken away.
    Nothing,
    Value(Value),
    /// Both coordinates, given in the field of one.
    Position(Position),
    Reference(WrittenReference),
    /// What was given can't be; the fault is told already.
    Faulty,
}

/// A record, as inputs say which one they mean.
#[derive(Debug, Clone, PartialEq)]
pub enum WrittenReference {
    /// One that was looked up already.
    Record(RecordId),
    /// A uid or public ref.
    Key(String),
    /// What somebody typed, and the choice that was made for just this text: the ref of a record.
    Typed { text: String, picked: Option<String> },
    /// A record of the same input, by the name it has there, or one known by that name in `Change::known_as`.
    Named(String),
}

/// A row that is attached to a record: a name, a citation and so on.
#[derive(Debug)]
pub struct RowChange {
    pub at: Place,
    pub what: Attached,
    pub act: RowAct,
    pub values: Vec<FieldValue>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowAct {
    Add,
    /// What is not said of the row stays as it is.
    Change(i64),
    Remove(i64),
    /// The row that says just this goes.
    RemoveSame,
}

impl RowChange {
    /// What a record is called, where an input says it in short.
    pub fn primary_name(at: Place, text: Content) -> RowChange {
        let values = vec![
            FieldValue { field: "text", content: text, at: at.clone() },
            FieldValue { field: "kind", content: Content::Value(Value::Text(PRIMARY.to_owned())), at: at.clone() },
        ];
        RowChange { at, what: Attached::Name, act: RowAct::Add, values }
    }
}

/// Where something stands in its input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    Line(usize),
    /// The name of a field in a form, or the way to a value in a body; empty is the whole.
    Path(String),
}

impl Place {
    pub fn path(path: impl Into<String>) -> Place {
        Place::Path(path.into())
    }

    /// Where a part of what stands here stands.
    #[must_use]
    pub fn under(&self, part: &str) -> Place {
        match self {
            Place::Path(path) if !path.is_empty() => Place::Path(format!("{path}.{part}")),
            Place::Path(_) => Place::path(part),
            Place::Line(line) => Place::Line(*line),
        }
    }
}

/// Something wrong in an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub at: Place,
    /// The field it is about, where the place does not say it.
    pub field: String,
    pub say: Message,
}

impl Fault {
    /// Of a field that stands at a place of its own.
    pub fn of(at: Place, field: &str, say: Message) -> Fault {
        let field = if matches!(at, Place::Line(_)) { field.to_owned() } else { String::new() };
        Fault { at, field, say }
    }
}

/// What a form or body is refused with.
pub fn refused(faults: Vec<Fault>) -> Error {
    let error = |fault: Fault| match fault.at {
        Place::Path(path) => FieldError::new(path, fault.say),
        Place::Line(_) => FieldError::new(fault.field, fault.say),
    };
    Error::Invalid(faults.into_iter().map(error).collect())
}

const LEVELS: &[&str] = &["public", "internal", "confidential", "restricted"];

/// What inputs say of a record beside its own fields.
pub const HEADER: &[Field] = &[SENSITIVITY, COMMENT, COMPARTMENT, ACCEPTED, REVIEW, SAME];

pub const SENSITIVITY: Field = field("sensitivity", Type::Choice(LEVELS));
pub const COMMENT: Field = field("comment", Type::Prose);
/// By its name.
pub const COMPARTMENT: Field = field("compartment", Type::Text);
/// A warning of the rules that is meant; may stand several times.
pub const ACCEPTED: Field = field("accepted", Type::Choice(ACCEPTABLE));
/// How far a new record was looked over where it comes from.
pub const REVIEW: Field = field("review", Type::Choice(REVIEWS));

/// Of a new episode: the ref or uid of one that is there, which it is.
pub const SAME: Field = field("same", Type::Text);

#[cfg(test)]
mod tests {
    use super::{LEVELS, Place};
    use crate::domain::record::Sensitivity;

    #[test]
    fn the_levels_are_those_of_sensitivity() {
        assert_eq!(Sensitivity::ALL.map(Sensitivity::code), *LEVELS);
    }

    #[test]
    fn a_part_stands_in_its_whole() {
        assert_eq!(Place::path("").under("title"), Place::path("title"));
        assert_eq!(Place::path("citations[0]").under("report"), Place::path("citations[0].report"));
        assert_eq!(Place::Line(7).under("report"), Place::Line(7));
    }
}
