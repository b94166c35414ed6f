//! Use cases of several steps, between the layers that know only one thing each.

/// The desk.
pub mod desk;
/// What each page shows, gathered from the store.
pub mod dossier;
/// Taking a timeline away.
pub mod export;
/// Who is held.
pub mod held;
/// Loading a case in the exchange format.
pub mod load_case;
/// Asking for a timeline.
pub mod timeline;
