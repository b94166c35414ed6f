//! What the program knows of its subject: pure types and rules, without clock, file, SQL or randomness.

/// Who may do what.
pub mod access;
/// Accounts as they are listed.
pub mod account;
/// Addresses on the web, and whether two are one.
pub mod address;
/// Ages, and the births that follow from them.
pub mod age;
/// What an input wants written.
pub mod change;
/// Dates that can't be so.
pub mod chronology;
/// Reports, citations and their grades.
pub mod citation;
/// Codes of countries and languages.
pub mod codes;
/// The reader's alphabet.
pub mod collation;
/// Counts as reports word them.
pub mod count;
/// Custody status, derived from custody events.
pub mod custody;
/// Whether two records may be of one thing.
pub mod duplicate;
/// The words of the exchange format.
pub mod exchange;
/// What was typed into a form.
pub mod form_data;
/// Places that the program knows by itself.
pub mod gazetteer;
/// The history of a record.
pub mod history;
/// Characters that nobody sees.
pub mod invisible;
/// The kinds of record and their fields.
pub mod kind;
/// Languages of the interface.
pub mod lang;
/// Logging a detention.
pub mod logging;
/// User names.
pub mod login;
/// Names, spellings and folding.
pub mod name;
/// Names in pasted lists.
pub mod pasted;
/// Coordinates as they are pasted.
pub mod position;
/// Filters over the timeline.
pub mod query;
/// Record identity, headers and field values.
pub mod record;
/// Uncertain dates (EDTF).
pub mod time;
/// Timeline entries, months and groups.
pub mod timeline;
/// Text as it is typed.
pub mod typing;
/// Open lists and their labels.
pub mod vocabulary;
/// Words of texts, as they are looked for.
pub mod words;
