//! One file per page.

/// Choosing a password, signing in.
pub mod account;
/// One account, for administrators.
pub mod account_admin;
/// All accounts, for administrators.
pub mod accounts;
/// What is about to be done to a record.
pub mod act;
/// What was written since some moment.
pub mod changes;
/// Two states of a record.
pub mod compare;
/// One's password once more.
pub mod confirm;
/// Two changes of one record.
pub mod conflict;
/// What reports contradict each other on.
pub mod contradiction;
/// What is to be done, and where to start.
pub mod desk;
/// A custody episode.
pub mod detention;
/// What was typed and not saved.
pub mod drafts;
/// Records that are likely of one thing.
pub mod duplicate;
/// When something went wrong.
pub mod error;
/// A further step in the custody of people.
pub mod follow_up;
/// Who is held.
pub mod held;
/// The history of a record.
pub mod history;
/// An incident.
pub mod incident;
/// Who is in the lines that answer a question.
pub mod involved;
/// Questions that are kept.
pub mod kept;
/// Keys, passphrase, recovery code, backups.
pub mod keys;
/// All records of a kind.
pub mod list;
/// A locked case file.
pub mod lock;
/// Where entering starts.
pub mod log;
/// Logging a detention.
pub mod log_detention;
/// Logging from a report.
pub mod log_report;
/// Two records that may be one.
pub mod merge;
/// The panel beside a timeline.
pub mod narrow;
/// An organization.
pub mod organization;
/// One's own account.
pub mod own;
/// A person or group.
pub mod person;
/// A place.
pub mod place;
/// The form of a record.
pub mod record_form;
/// A report.
pub mod report;
/// What a search found.
pub mod search;
/// One's own second factor, and its code at sign-in.
pub mod second_factor;
/// All rows of one kind that refer to a record.
pub mod section;
/// What several records share.
pub mod shared;
/// A source.
pub mod source;
/// The arrest of several people, corrected at once.
pub mod takings;
/// The timeline.
pub mod timeline;
/// Facts that nothing is cited for.
pub mod uncited;
/// Records that may be of one.
pub mod unsure;
/// Questions that somebody watches.
pub mod watch;
/// What was withdrawn.
pub mod withdrawn;
