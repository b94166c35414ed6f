//! The languages the program writes and reads.

use serde::{Deserialize, Serialize};

/// A language of the interface and of printed dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Russian.
    Ru,
}

impl Lang {
    /// Every language, in the order they are offered.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Ru];

    /// The ISO 639-1 code: `en`, `ru`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Ru => "ru",
        }
    }

    /// Whether its letters are of the script it is written in.
    pub fn is_written_in(self, text: &str) -> bool {
        let letter = |c: char| match self {
            Lang::En => c.is_ascii_alphabetic(),
            Lang::Ru => matches!(c, '\u{400}'..='\u{52f}'),
        };
        text.chars().any(letter)
    }

    /// The language of a code, in any case and with or without a region (`ru-KZ`); `None` if it is not one of ours.
    pub fn parse(code: &str) -> Option<Lang> {
        let primary = code.trim().split(['-', '_']).next()?;
        Lang::ALL.into_iter().find(|lang| lang.code().eq_ignore_ascii_case(primary))
    }
}
