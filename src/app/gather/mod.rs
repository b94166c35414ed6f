//! What pages show, gathered from the store in one transaction each; `view` draws it.

/// What can be done with a record, and what goes with it.
pub mod actions;
/// What was written since some moment.
pub mod changes;
/// The same, and what is new, as the JSON API gives it.
pub mod changes_json;
/// What two states of a record differ in.
pub mod compare;
/// What reports contradict each other on.
pub mod contradiction;
/// The same as the JSON API gives it.
pub mod contradiction_json;
/// The desk.
pub mod desk;
/// What each page shows, gathered from the store.
pub mod dossier;
/// Records that are likely of one thing.
pub mod duplicate;
/// Records found by name as the JSON API gives them.
pub mod found_json;
/// Who is held.
pub mod held;
/// The history of a record.
pub mod history;
/// Who is in the lines that answer a question.
pub mod involved;
/// The same as the JSON API gives it.
pub mod involved_json;
/// Lists of all records of a kind.
pub mod list;
/// Two records of one thing, side by side.
pub mod merge;
/// An organization's page.
pub mod organization;
/// A place's page, and the tree of places.
pub mod place;
/// A record as the JSON API gives it.
pub mod record_json;
/// A report's page.
pub mod report;
/// What a search finds.
pub mod search;
/// All rows of one kind that refer to a record.
pub mod section;
/// What several records share.
pub mod shared;
/// A source's page.
pub mod source;
/// Any record in one line.
pub mod summary;
/// Records that may be of one.
pub mod unsure;
/// What is new in watched questions.
pub mod watch;
