//! What the program knows of its subject: pure types and rules, without clock, file, SQL or randomness.

/// Who may do what.
pub mod access;
/// Accounts as they are listed.
pub mod account;
/// What may be done to a record.
pub mod act;
/// What is attached to records, described as kinds are.
pub mod attached;
/// What an input wants written.
pub mod change;
/// The reader's alphabet.
pub mod collation;
/// Two changes of one record.
pub mod conflict;
/// Counts as reports word them.
pub mod count;
/// Custody status, derived from custody events.
pub mod custody;
/// Uncertain dates (EDTF).
pub mod date;
/// What the desk shows.
pub mod desk;
/// A record with everything tied to it.
pub mod dossier;
/// A further step in the custody of people.
pub mod follow_up;
/// A record as its form shows it.
pub mod form;
/// What was typed into a form.
pub mod form_data;
/// Who is held.
pub mod held;
/// The history of a record.
pub mod history;
/// Values as people and programs send them.
pub mod input;
/// The kinds of record and their fields.
pub mod kind;
/// Languages of the interface.
pub mod lang;
/// Lists of all records of a kind, page by page.
pub mod listing;
/// Logging a detention.
pub mod log;
/// Records that a typed text may mean.
pub mod matching;
/// Names, spellings and folding.
pub mod name;
/// What is done to a record, before it is done.
pub mod offer;
/// Pages of places, organizations, sources, reports; lists; history.
pub mod overview;
/// Filters over the timeline.
pub mod query;
/// Words of a report.
pub mod quote;
/// A report as it is read and logged from.
pub mod reading;
/// Record identity, headers and field values.
pub mod record;
/// One typed struct per kind of record.
pub mod records;
/// Reports, citations and their grades.
pub mod source;
/// Custody from day to day, as bars.
pub mod stretch;
/// Timeline entries, months and groups.
pub mod timeline;
/// Open lists and their labels.
pub mod vocabulary;
