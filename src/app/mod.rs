//! Use cases of several steps, between the layers that know only one thing each.

/// Writing through the JSON API.
pub mod api_write;
/// Writing what any input wants written.
pub mod apply;
/// Backups, and the way back.
pub mod backup;
/// What two states of a record differ in.
pub mod compare;
/// Two changes of one record.
pub mod conflict;
/// Any record in one line.
pub mod describe;
/// The desk.
pub mod desk;
/// What each page shows, gathered from the store.
pub mod dossier;
/// Taking a timeline away.
pub mod export;
/// A further step in the custody of one or several people.
pub mod follow_up;
/// Records through forms.
pub mod form;
/// Who is held.
pub mod held;
/// The history of a record.
pub mod history;
/// Lists of all records of a kind.
pub mod list;
/// Loading a case in the exchange format.
pub mod load_case;
/// Logging a detention.
pub mod log_detention;
/// Logging from a report.
pub mod log_report;
/// Two records of one thing, side by side.
pub mod merge;
/// What can be done with a record, and what goes with it.
pub mod offer;
/// An organization's page.
pub mod organization;
/// A place's page, and the tree of places.
pub mod place;
/// The form of any record.
pub mod record_form;
/// A record as the JSON API gives it.
pub mod record_json;
/// A report's page.
pub mod report;
/// All rows of one kind that refer to a record.
pub mod section;
/// A source's page.
pub mod source;
/// Saving a form, once.
pub mod submit;
/// Asking for a timeline.
pub mod timeline;
