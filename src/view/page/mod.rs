//! One file per page.

/// The history of a record.
pub mod history;
/// An incident.
pub mod incident;
/// All records of a kind.
pub mod list;
/// An organization.
pub mod organization;
/// A place.
pub mod place;
/// A report.
pub mod report;
/// A source.
pub mod source;
