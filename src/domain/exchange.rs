//! The words of the exchange format that are no names of fields, for whoever reads and writes it.

/// What a file says it is.
pub const FORMAT: &str = "habeas-case/1";

/// What additions to records stand under, and the record that one is for.
pub const ADD: &str = "add";
pub const TO: &str = "to";

/// Where the format has a shorter word.
const SHORT: &[(&str, &str)] = &[("cite", "citations"), ("para", "paragraph")];

/// What the format calls a list or field.
pub fn word_of(name: &'static str) -> &'static str {
    SHORT.iter().find(|(_, long)| *long == name).map_or(name, |(short, _)| short)
}
