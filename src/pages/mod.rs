//! What pages and forms show, as data: `app` fills it, `view` draws it.

/// What is done to a record, before it is done.
pub mod actions;
/// Two changes of one record.
pub mod conflict;
/// What the desk shows.
pub mod desk;
/// A record with everything tied to it.
pub mod dossier;
/// A further step in the custody of people.
pub mod follow_up;
/// A record as its form shows it.
pub mod form;
/// Who is held.
pub mod held;
/// Pages of places, organizations, sources, reports; lists; history.
pub mod overview;
/// A report as it is read and logged from.
pub mod reading;
