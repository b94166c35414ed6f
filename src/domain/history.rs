//! The history of a record, as it is shown.

use serde_json::{Map, Value as Json};

use super::kind::{Kind, Type};
use super::record::{Label, RecordId};

/// How many writes one page of history shows.
pub const PAGE: usize = 50;

/// One write, as it is shown.
#[derive(Debug, Clone)]
pub struct HistoryRow {
    pub id: i64,
    /// UTC, RFC 3339.
    pub at: String,
    pub by: String,
    pub record: Label,
    /// The table written: the kind of the record, or `name`, `citation`, `report_source`, `external_id`.
    pub table: String,
    /// The key of the row within its table.
    pub row: String,
    pub action: String,
    pub before: Map<String, Json>,
    pub after: Map<String, Json>,
    pub reason: String,
}

impl HistoryRow {
    /// Whether it says anything to whoever reads it. What is valid only together with a changed value stands beside it as it
    /// was; a change of what is hidden says nothing, its reason included.
    pub fn says_anything(&self) -> bool {
        self.action != "update" || self.before != self.after
    }
}

/// That something was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The number of the change.
    pub change: i64,
    /// UTC, RFC 3339.
    pub at: String,
    pub account: i64,
    pub by: String,
    pub record: RecordId,
    pub action: String,
    pub reason: String,
    /// The record itself was written, and not a row attached to it.
    pub is_own: bool,
}

/// Writes made together: by one account, for one reason, on one day.
#[derive(Debug, Clone)]
pub struct Occasion {
    pub by: String,
    pub reason: String,
    /// Of the last write, UTC, RFC 3339.
    pub at: String,
    pub records: i64,
    /// Some of the records, those with a page first.
    pub some: Vec<Label>,
}

/// A record that was taken out of use.
#[derive(Debug, Clone)]
pub struct Withdrawn {
    pub record: Label,
    pub version: i64,
    /// UTC, RFC 3339.
    pub at: String,
    pub by: String,
    pub reason: String,
}

/// What goes with a record that is withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// The rows that belong to it, and to those.
    pub rows: Vec<RecordId>,
    /// Citations of it, if it is a report.
    pub citations: i64,
    /// Rows that stay, and no longer say that they refer to it.
    pub references: i64,
}

/// A record that was merged into another.
#[derive(Debug, Clone)]
pub struct Merged {
    /// The number of the merge, for undoing it.
    pub merge: i64,
    pub reference: String,
    /// UTC, RFC 3339.
    pub at: String,
    pub by: String,
    pub reason: String,
}

/// What came of undoing a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmerged {
    pub kept: RecordId,
    pub merged: RecordId,
    /// Fields and lists that changed since, and were left as they are.
    pub left: Vec<(RecordId, String)>,
}

/// Whether a value of a written row is the key of a record. The rows that are no records of their own have four such
/// fields.
pub fn is_reference(table: &str, field: &str) -> bool {
    match Kind::parse(table) {
        Some(_) if field == "merged_into" => true,
        Some(kind) => kind.field(field).is_some_and(|field| matches!(field.ty, Type::Ref(..))),
        None => matches!(
            (table, field),
            ("name" | "citation", "report") | ("citation", "via") | ("report_source", "source")
        ),
    }
}
