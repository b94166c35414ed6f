//! Any record in one line, with the page where it is shown.

use crate::domain::kind::Figure;
use crate::domain::kind::Kind;
use crate::domain::record::Label;
use crate::domain::timeline::DateFact;

/// One part of the description of a fact.
#[derive(Debug, Clone)]
pub enum Part {
    Record(Label),
    /// A term of the vocabulary; of a tie, as read from its subject.
    Term(String),
    /// A value of a closed list.
    Word(&'static str, String),
    /// Words of the record, with their language where it is known.
    Text(String, Option<String>),
    /// Somebody's own words.
    Quote(String, Option<String>),
    Figure(Box<Figure>),
    Date(DateFact),
    /// Punctuation between the parts.
    Mark(&'static str),
}

/// A fact in one line, and the page where it is shown.
#[derive(Debug, Clone)]
pub struct RecordSummary {
    pub kind: Kind,
    pub parts: Vec<Part>,
    pub certainty: Option<String>,
    /// The record itself if it has a page, otherwise the record it belongs to.
    pub page: Label,
}
