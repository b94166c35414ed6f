//! What comes in and is written: forms, bodies of the API and files, each read into one change and applied.

/// Writing through the JSON API.
pub mod api_write;
/// Two changes of one record.
pub mod conflict;
/// A further step in the custody of one or several people.
pub mod follow_up;
/// Loading a case in the exchange format.
pub mod load_case;
/// Loading a case line by line.
pub mod load_lines;
/// Logging a detention.
pub mod log_detention;
/// Logging from a report.
pub mod log_report;
/// The form of any record.
pub mod record_form;
/// Saving a form, once.
pub mod submit;
/// The arrest of several people, corrected at once.
pub mod takings;
/// Lines that refer to what comes later.
mod waiting;
