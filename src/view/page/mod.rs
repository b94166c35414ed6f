//! One file per page.

/// Choosing a password, signing in.
pub mod account;
/// What is to be done, and where to start.
pub mod desk;
/// A custody episode.
pub mod detention;
/// When something went wrong.
pub mod error;
/// Who is held.
pub mod held;
/// An incident.
pub mod incident;
/// A person or group.
pub mod person;
/// The timeline.
pub mod timeline;
