//! Reading what its reader may see, through the rights filter: one file per question that a page asks.

/// Organizations in entries of the timeline.
pub(super) mod acting;
/// Lists in the reader's alphabet.
pub(super) mod alphabet;
/// The reports and sources behind entries of the timeline.
pub(super) mod behind;
/// How cases stand in law.
pub(super) mod case_in_law;
/// What was written since some moment.
pub(super) mod changes;
/// Reading citations and how reports are named.
pub(super) mod citations;
/// Contradictions between reports.
pub(super) mod contradiction;
/// Custody episodes, and who is held.
pub(super) mod custody;
/// What needs work.
pub(super) mod desk;
/// Pairs of records that may be of one thing.
pub(super) mod duplicate;
/// What lines of the timeline print.
mod entries;
/// Counts by facet.
pub(super) mod facet;
/// History of a record.
pub mod history;
/// What the index in memory keeps of the timeline.
pub(super) mod indexed;
/// Who is in the lines of the timeline.
mod involved;
/// What many lines name, read once.
mod known;
/// Names and labels.
pub(super) mod label;
/// Records that a typed text may mean.
pub(super) mod matching;
/// The names of all records of a kind.
pub(super) mod named;
/// The tree of places.
pub(super) mod place;
/// What decides who sees each row.
pub(super) mod placed;
/// Reading rows of any kind.
pub(super) mod row;
/// Rows that refer to a record, a page at a time.
pub(super) mod section;
/// Texts in which words are looked for.
pub(super) mod texts;
/// Lines and pages of the timeline.
pub(super) mod timeline;
/// Fields of a row as the struct of its kind.
mod typed;
/// Records that may be of one.
pub(super) mod unsure;
/// Conditions on dates.
pub(super) mod when;
/// Conditions on places.
pub(super) mod whereabouts;
/// All of a case.
pub(super) mod whole;
/// What is withdrawn.
pub(super) mod withdrawn;
