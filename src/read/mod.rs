//! Readers of inputs. Each turns what it reads into a `domain::change::Change`: values by the descriptions of kinds and
//! attached rows, each with its place. A reader looks nothing up and writes nothing.

use crate::domain::kind::{Field, Type, field};

/// Cases in the exchange format.
pub mod exchange;
/// Forms.
pub mod form;
/// Bodies of the JSON API.
pub mod json;
/// Lines of JSON.
mod json_line;
/// Files read line by line.
pub mod lines;
/// TOML, value by value.
mod toml;
/// Files as trees of values, each with its line.
mod tree;
/// Vocabulary files.
pub mod vocabulary;

/// A word of a format that is no field of a record.
const fn key(name: &'static str, ty: Type) -> Field {
    field(name, ty)
}
