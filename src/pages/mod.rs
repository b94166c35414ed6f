//! What pages and forms show, as data: `app` fills it, `view` draws it.

/// What is done to a record, before it is done.
pub mod actions;
/// What was written since some moment.
pub mod changes;
/// Two changes of one record.
pub mod conflict;
/// What reports contradict each other on.
pub mod contradiction;
/// What the desk shows.
pub mod desk;
/// A record with everything tied to it.
pub mod dossier;
/// Records that are likely of one thing.
pub mod duplicate;
/// A further step in the custody of people.
pub mod follow_up;
/// A record as its form shows it.
pub mod form;
/// Who is held.
pub mod held;
/// The history of a record, write by write.
pub mod history;
/// Who is in the lines that answer a question.
pub mod involved;
/// Lists of all records of a kind, page by page.
pub mod list;
/// The page of an organization.
pub mod organization;
/// The page of a place, and the tree of places.
pub mod place;
/// A report as it is read and logged from.
pub mod reading;
/// The page of a report, and all that it supports.
pub mod report;
/// What a search found.
pub mod search;
/// All rows of one kind that refer to a record, a page at a time.
pub mod section;
/// What several records share.
pub mod shared;
/// The page of a source.
pub mod source;
/// Any record in one line, with the page where it is shown.
pub mod summary;
/// The arrest of several people, corrected at once.
pub mod takings;
/// Records that may be of one.
pub mod unsure;
/// What is new in watched questions.
pub mod watch;
