//! All rows of one kind that refer to a record, a page at a time.

use super::summary::RecordSummary;
use crate::domain::citation::Citation;
use crate::domain::kind::Kind;
use crate::domain::record::Label;
use crate::domain::record::RecordId;

/// A page of the rows of one kind that refer to a record.
#[derive(Debug)]
pub struct Section {
    pub of: Label,
    pub kind: Kind,
    /// Each in one line, in their order.
    pub facts: Vec<(RecordId, RecordSummary)>,
    pub citations: Vec<Citation>,
    /// The place behind which the next page starts.
    pub next: Option<String>,
    pub continued: bool,
}
