//! The history of a record, as it is shown.

use serde_json::{Map, Value as Json};

use super::kind::{Kind, Type};
use super::record::Label;

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
    pub action: String,
    pub before: Map<String, Json>,
    pub after: Map<String, Json>,
    pub reason: String,
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

/// Whether a value of a written row is the key of a record. The rows that are no records of their own have four such
/// fields.
pub fn is_reference(table: &str, field: &str) -> bool {
    match Kind::parse(table) {
        Some(kind) => kind.field(field).is_some_and(|field| matches!(field.ty, Type::Ref(..))),
        None => matches!(
            (table, field),
            ("name" | "citation", "report") | ("citation", "via") | ("report_source", "source")
        ),
    }
}
