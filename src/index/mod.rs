//! What is kept in memory of the case file: built from its tables, fed by every commit, gone with the key.

/// Sets of records.
pub mod bits;
/// Who sees what, as sets of records.
pub mod classes;
