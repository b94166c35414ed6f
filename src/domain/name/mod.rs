//! Names: kinds of spelling, the folded key they are looked up by, and which of them to print.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::record::RecordId;
use crate::domain::invisible::visible;
use crate::domain::time::{Day, Edtf, Holds};

/// Burmese syllables.
mod burmese;
/// What sounds cost that are taken for others.
mod costs;
/// Names in Han characters.
mod han;
/// The keys names are found by.
pub mod keys;
/// Records that a typed text may mean.
pub mod matching;
/// Numbers in names.
mod numbers;
/// Whether two names may be one.
pub mod pair;
/// All pairs of records whose names are alike.
pub mod pairs;
/// Lists of numbers in few bytes.
mod postings;
/// How well one name answers another.
pub mod score;
/// Scripts.
pub mod script;
/// How words sound.
pub mod sounds;
/// Names in memory, found by how they sound.
pub mod spellings;
/// What all of this is read from.
pub mod tables;
/// Why a name was found.
pub mod why;
pub mod within;
/// Names as words.
pub mod words;

/// What a record is called by; it has one such name.
pub const PRIMARY: &str = "primary";
pub const NAME_KINDS: &[&str] =
    &[PRIMARY, "alias", "transliteration", "native", "former", "official", "nickname", "misspelling", "descriptor"];

/// One spelling of a record's name, with the report that spells it so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// The key of the row in this case file; none of a name not yet stored.
    #[serde(rename = "row", default)]
    pub id: i64,
    pub text: String,
    pub kind: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lang: Option<String>,
    /// When the name was in force, as an EDTF interval.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub valid: Option<Edtf>,
    #[serde(skip)]
    pub report: Option<RecordId>,
}

/// The key of a name: letters of any script as lower-case ASCII, words parted by one space. Two spellings that
/// differ only in case, accents, punctuation or the choice of script for the same letters have the same key.
pub fn fold(text: &str) -> String {
    let composed: String = visible(text, false).nfkc().flat_map(char::to_lowercase).collect();
    let ascii = any_ascii::any_ascii(&composed).to_lowercase();
    let mut key = String::with_capacity(ascii.len());
    for c in ascii.chars() {
        if c.is_ascii_alphanumeric() {
            key.push(c);
        } else if !matches!(c, '\'' | '`' | '"') && !key.is_empty() && !key.ends_with(' ') {
            key.push(' ');
        }
    }
    key.truncate(key.trim_end().len());
    key
}

/// The name to print for a day in the past: the one whose validity holds that day, else the primary one.
pub fn name_on(names: &[Name], day: Option<Day>) -> Option<&Name> {
    let primary = names.iter().find(|name| name.kind == "primary");
    let Some(day) = day else { return primary };
    let holds = |name: &Name| name.valid.as_ref().map_or(Holds::No, |valid| valid.on(day));
    let surely = names.iter().find(|name| holds(name).is_certain());
    surely.or_else(|| names.iter().find(|name| holds(name).is_possible())).or(primary)
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn case_accents_and_punctuation_do_not_matter() {
        assert_eq!(fold("  Alma-Ata "), "alma ata");
        assert_eq!(fold("RFE/RL's Kazakh Service"), fold("rfe rls kazakh SERVICE"));
        assert_eq!(fold("Zhañaözen"), "zhanaozen");
    }

    #[test]
    fn cyrillic_folds_to_latin_letters() {
        assert_eq!(fold("Алматы"), "almaty");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["Жармахан Тұяқбай", "محمد", "", "  ", "ẞtraße", "O’Neill"] {
            assert_eq!(fold(&fold(text)), fold(text));
        }
    }
}
