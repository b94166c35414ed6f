//! A record as its form shows it: field by field what was typed and what was understood of it.

use std::collections::BTreeMap;

use crate::domain::codes::Codes;
use crate::domain::gazetteer::{Listed, Offered};
use crate::domain::kind::attached::Attached;
use crate::domain::kind::{Field, Kind};
use crate::domain::name::matching::Match;
use crate::domain::position::Axis;
use crate::domain::record::Label;
use crate::domain::time::Edtf;
use crate::error::Message;

/// The field of a form that names another record than the one it is about.
pub const OTHER: &str = "other";

/// The fields of one record, or of one that is made inline.
#[derive(Debug, Clone)]
pub struct FormSection {
    pub kind: Kind,
    pub fields: Vec<FormField>,
    pub lists: Vec<FormRows>,
}

/// One field of a form.
#[derive(Debug, Clone)]
pub struct FormField {
    pub field: &'static Field,
    /// In the form: prefix and field.
    pub name: String,
    pub typed: String,
    pub read: Understood,
}

/// What the program made of what was typed.
#[derive(Debug, Clone)]
pub enum Understood {
    /// What was typed says it already, or nothing could be made of it.
    AsTyped,
    Date(Edtf),
    Degrees(Axis, f64),
    Code(Codes, String),
    /// The birth that follows from an age.
    Born(Edtf),
    /// What was typed is no such value, or one that cannot be: the reason.
    NotRead(Message),
    Record(Link),
}

/// A reference that people give by typing.
#[derive(Debug, Clone)]
pub enum Link {
    Nothing,
    Chosen(Label),
    /// To be made, out of the typed text and these fields.
    New(FormSection),
    /// A place of the gazetteer, to be made with what it is in.
    Listed(Listed),
    /// Still to be chosen: of the case file, or of the gazetteer.
    Open(Vec<Match>, Vec<Offered>),
}

/// The rows of one list.
#[derive(Debug, Clone)]
pub struct FormRows {
    pub what: Attached,
    pub rows: Vec<FormRow>,
}

/// One row of a list.
#[derive(Debug, Clone)]
pub struct FormRow {
    pub fields: Vec<FormField>,
    /// What the stored row is known by that it changes; a new one has nothing.
    pub stored: Option<String>,
    /// Is to be taken away.
    pub removed: bool,
}

/// The records that a question names, as its form shows them, by parameter and in the order of its values.
pub type References = BTreeMap<&'static str, Vec<Link>>;
