//! The history: an append-only, hash-chained log of every change, from which the tables can be made again.

/// Rows as the tables hold them.
mod actual;
/// The outside anchor.
mod anchor;
/// Appending changes, and whether the chain holds.
pub mod chain;
/// The tables against the history.
pub mod compare;
/// How rows stand in the history.
pub mod content;
/// The last change, kept beside the database as well.
pub mod head;
/// A file of an earlier schema, with its history.
pub mod migration;
/// Rows as their changes left them.
pub mod replay;
