//! Reading other people's files into plain values; nothing here touches the case file.

/// The exchange format for cases, `habeas-case/1`.
pub mod case;
/// TOML with line numbers.
mod toml_table;
/// Vocabulary files.
pub mod vocabulary;
