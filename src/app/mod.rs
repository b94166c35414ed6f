//! Use cases of several steps, between the layers that know only one thing each.

/// Writing what any input wants written.
pub mod apply;
/// Backups, and the way back.
pub mod backup;
/// Taking a timeline away.
pub mod export;
/// Records through forms.
pub mod form;
/// What pages show.
pub mod gather;
/// What comes in and is written.
pub mod intake;
/// Asking for a timeline.
pub mod questions;
/// Taking all of a case away.
pub mod take_case;
