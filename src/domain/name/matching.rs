//! Records that a typed text may mean, best first, each with the reason why.
//!
//! The one shape of an answer to "who or what is this": link fields, suggestions as one types, lines of pasted names.
//! A better search changes how matches are found, not what they are.

use serde::Serialize;

use crate::domain::record::Label;

/// A record that may be meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Match {
    pub label: Label,
    /// The spelling that matched, where it is not the one the record is called by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spelled: Option<String>,
    pub why: Why,
    /// What tells it from its namesakes: the place it is in, what happened to the person, who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
}

/// Why a record may be meant, the best reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Its ref was typed.
    Ref,
    SameName,
    /// The same words in another order.
    OtherOrder,
    /// Every word typed begins a word of the name.
    Begins,
    /// One word of the name begins like one that was typed.
    Resembles,
}

impl Why {
    pub const ALL: [Why; 5] = [Why::Ref, Why::SameName, Why::OtherOrder, Why::Begins, Why::Resembles];

    /// The message `match-…` says it.
    pub fn code(self) -> &'static str {
        match self {
            Why::Ref => "ref",
            Why::SameName => "same-name",
            Why::OtherOrder => "other-order",
            Why::Begins => "begins",
            Why::Resembles => "resembles",
        }
    }
}

/// How a folded name answers a folded text; `None` if not at all.
pub fn compare(name: &str, text: &str) -> Option<Why> {
    if name == text {
        return Some(Why::SameName);
    }
    let (names, words): (Vec<&str>, Vec<&str>) = (name.split(' ').collect(), text.split(' ').collect());
    let (mut sorted_names, mut sorted_words) = (names.clone(), words.clone());
    sorted_names.sort_unstable();
    sorted_words.sort_unstable();
    if sorted_names == sorted_words {
        return Some(Why::OtherOrder);
    }
    if words.iter().all(|word| names.iter().any(|name| name.starts_with(word))) {
        return Some(Why::Begins);
    }
    let alike = words.iter().filter_map(|word| stem(word)).any(|stem| names.iter().any(|name| name.starts_with(stem)));
    alike.then_some(Why::Resembles)
}

/// The letters that endings and vowels at the end of a word do not touch; short words have none.
pub fn stem(word: &str) -> Option<&str> {
    word.get(..5).filter(|_| word.len() > 5)
}

#[cfg(test)]
mod tests {
    use super::{Why, compare};

    #[test]
    fn the_best_reason_is_given() {
        assert_eq!(compare("bulat abilov", "bulat abilov"), Some(Why::SameName));
        assert_eq!(compare("bulat abilov", "abilov bulat"), Some(Why::OtherOrder));
        assert_eq!(compare("bulat abilov", "abi"), Some(Why::Begins));
        assert_eq!(compare("zharmakhan tuyakbai", "zh tuyakbay"), Some(Why::Resembles));
        assert_eq!(compare("bulat abilov", "almaty"), None);
    }
}
