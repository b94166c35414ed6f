//! One file per page.

/// Choosing a password, signing in.
pub mod account;
/// What is to be done, and where to start.
pub mod desk;
/// When something went wrong.
pub mod error;
/// An incident.
pub mod incident;
/// The timeline.
pub mod timeline;
