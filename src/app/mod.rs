//! Use cases of several steps, between the layers that know only one thing each.

/// What each page shows, gathered from the store.
pub mod dossier;
/// Who is held.
pub mod held;
/// Loading a case in the exchange format.
pub mod load_case;
