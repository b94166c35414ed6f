//! Records that a typed text may mean, best first, each with the reason why.
//!
//! The one shape of an answer to "who or what is this": link fields, suggestions as one types, lines of pasted names.
//! A better search changes how matches are found, not what they are.

use serde::Serialize;

use crate::domain::name::numbers::{agreement, numbers};
use crate::domain::name::score::{Rules, Weighed, score};
use crate::domain::name::script::Script;
use crate::domain::name::why::{How, Part};
use crate::domain::name::words::readings;
use crate::domain::record::Label;

/// A record that may be meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Match {
    pub label: Label,
    /// The spelling that matched, where it is not the one the record is called by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spelled: Option<String>,
    pub why: Why,
    /// How well it answers, in thousandths: a name answers itself wholly.
    pub score: u16,
    /// What tells it from its namesakes: the place it is in, what happened to the person, who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
}

/// In which letters a name is looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Letters {
    /// In those of any script.
    #[default]
    Any,
    /// In those of the script it was typed in: no other is spelled with them.
    AsTyped,
}

impl Letters {
    pub const ALL: [Letters; 2] = [Letters::Any, Letters::AsTyped];

    pub fn code(self) -> &'static str {
        match self {
            Letters::Any => "any",
            Letters::AsTyped => "as_typed",
        }
    }

    /// Whether a name may answer a text.
    pub fn admit(self, typed: &str, name: &str) -> bool {
        self == Letters::Any || Script::of(&typed.to_lowercase()) == Script::of(&name.to_lowercase())
    }
}

/// How well a name answers a text when nothing is known of other names, in thousandths.
pub fn answer(typed: &str, name: &str) -> u16 {
    let weighed = |text: &str| -> Vec<Weighed> {
        readings(text).into_iter().map(|reading| Weighed::new(reading, &Rules::SEARCH, |_| 1.0)).collect()
    };
    let same = agreement(&numbers(typed), &numbers(name));
    let (typed, names) = (weighed(typed), weighed(name));
    let all = typed.iter().flat_map(|one| names.iter().map(move |other| score(one, other, &Rules::SEARCH).value));
    thousandths(all.fold(0.0, f32::max) * same)
}

/// A value from 0 to 1.
pub fn thousandths(value: f32) -> u16 {
    // No further than the ends, so that nothing is cut off.
    (value.clamp(0.0, 1.0) * 1000.0).round() as u16
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
    /// Every word typed is one of the name in other letters: of another script or spelling, or another form of it.
    SameSounds,
    /// Every word typed begins a word of the name.
    Begins,
    /// Every word typed is much like one of the name.
    Alike,
    /// One word of the name begins like one that was typed.
    Resembles,
}

impl Why {
    pub const ALL: [Why; 7] =
        [Why::Ref, Why::SameName, Why::OtherOrder, Why::SameSounds, Why::Begins, Why::Alike, Why::Resembles];

    /// The message `match-…` says it.
    pub fn code(self) -> &'static str {
        match self {
            Why::Ref => "ref",
            Why::SameName => "same-name",
            Why::OtherOrder => "other-order",
            Why::SameSounds => "same-sounds",
            Why::Begins => "begins",
            Why::Alike => "alike",
            Why::Resembles => "resembles",
        }
    }
}

/// What the words of a name that is spelled otherwise come to, with how well it answers; `None` if it should not be offered.
pub fn spelled_otherwise(parts: &[Part], value: f32) -> Option<Why> {
    /// Below, names have little more in common than some sounds. A word by itself answers less of a name of several, however
    /// well it answers one of them.
    const LIKELY: f32 = 0.62;
    const LIKELY_ALONE: f32 = 0.5;
    let typed = || parts.iter().filter(|part| part.typed.is_some()).map(|part| part.how);
    let same = |how| matches!(how, How::SameLetters | How::SameSounds | How::SameGivenName | How::SameFather);
    let answers = |how| same(how) || matches!(how, How::Initial | How::Alike | How::Joined | How::PatronymicLeftOut);
    let likely = if typed().count() == 1 { LIKELY_ALONE } else { LIKELY };
    // An initial alone says nothing.
    if value < likely || !typed().all(answers) || typed().all(|how| how == How::Initial) {
        return None;
    }
    Some(if typed().all(same) { Why::SameSounds } else { Why::Alike })
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
    // Many fathers are called alike.
    let (names, words) = (without_patronymics(&names), without_patronymics(&words));
    let alike = words.iter().filter_map(|word| stem(word)).any(|stem| names.iter().any(|name| name.starts_with(stem)));
    alike.then_some(Why::Resembles)
}

/// The words of a folded name that say more than what the father is called.
fn without_patronymics<'w>(words: &[&'w str]) -> Vec<&'w str> {
    /// Surnames end so, too: of two words either may be the surname.
    const ENDINGS: [&str; 10] = ["ovich", "evich", "uly", "uli", "ulu", "kyzy", "qyzy", "kizi", "ogly", "oglu"];
    const SONS: [&str; 6] = ["ilich", "kuzmich", "fomich", "lukich", "nikitich", "savvich"];
    const DAUGHTERS: [&str; 3] = ["ovna", "evna", "ichna"];
    let ends = |word: &str, endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending) && word.len() > 5);
    let is_one = |word: &str| {
        words.len() > 1 && ends(word, &DAUGHTERS) || words.len() > 2 && (ends(word, &ENDINGS) || SONS.contains(&word))
    };
    words.iter().copied().filter(|word| !is_one(word)).collect()
}

/// The letters that endings and vowels at the end of a word do not touch; short words have none.
pub fn stem(word: &str) -> Option<&str> {
    word.get(..5).filter(|_| word.len() > 5)
}

#[cfg(test)]
mod tests {
    use super::{Why, compare, spelled_otherwise};
    use crate::domain::name::score::{Rules, Weighed, score};
    use crate::domain::name::why::why;
    use crate::domain::name::words::readings;

    #[test]
    fn a_surname_in_the_spelling_of_another_language_finds_its_bearer() {
        let pairs = [
            ("Садыков", "Айдос Садықов"),
            ("Токаев", "Қасым-Жомарт Тоқаев"),
            ("Tokayev", "Қасым-Жомарт Тоқаев"),
            ("Kunanbayev", "Абай Құнанбаев"),
            ("Касымов", "Ерлан Қасымов"),
            ("Калиев", "Марат Қалиев"),
            ("Хусаинов", "Серік Хұсайынов"),
            ("Dzhakishev", "Мұхтар Жәкішев"),
            ("Абдикаликов", "Әсет Әбдіқалықов"),
        ];
        let found = |(typed, name): &(&str, &str)| {
            let weighed = |text: &str| {
                readings(text)
                    .into_iter()
                    .map(|reading| Weighed::new(reading, &Rules::SEARCH, |_| 1.0))
                    .collect::<Vec<_>>()
            };
            weighed(typed).iter().any(|one| {
                weighed(name).iter().any(|other| {
                    let scored = score(one, other, &Rules::SEARCH);
                    spelled_otherwise(&why(one, other, &scored), scored.value).is_some()
                })
            })
        };
        let missed: Vec<_> = pairs.into_iter().filter(|pair| !found(pair)).collect();
        assert!(missed.is_empty(), "{missed:?}");
        let strangers = [
            ("Садыков", "Айдос Кадыров"),
            ("Токаев", "Марат Такиев"),
            ("Kunanbayev", "Дінмұхамед Қонаев"),
            ("Касымов", "Ерлан Қалиев"),
            ("Абилов", "Марат Қалиев"),
        ];
        let taken: Vec<_> = strangers.into_iter().filter(found).collect();
        assert!(taken.is_empty(), "{taken:?}");
    }

    #[test]
    fn a_shared_patronymic_alone_is_no_likeness() {
        assert_eq!(compare("nursultan abishevich nazarbaev", "serik abishevich"), None);
        assert_eq!(compare("serik abishevich kosanov", "bulat abishevich abilov"), None);
        assert_eq!(compare("dinara abishevna", "saule abishevna"), None);
        assert_eq!(compare("serik abishuly kosanov", "bulat abishuly abilov"), None);
        assert_eq!(compare("ivan petrovich sidorov", "petrova anna"), None);
        // Of two words one may be the surname.
        assert_eq!(compare("anna abramovich", "roman abramovich"), Some(Why::Resembles));
        assert_eq!(compare("serik abishevich kosanov", "s a kosanova"), Some(Why::Resembles));
    }

    #[test]
    fn the_best_reason_is_given() {
        assert_eq!(compare("bulat abilov", "bulat abilov"), Some(Why::SameName));
        assert_eq!(compare("bulat abilov", "abilov bulat"), Some(Why::OtherOrder));
        assert_eq!(compare("bulat abilov", "abi"), Some(Why::Begins));
        assert_eq!(compare("zharmakhan tuyakbai", "zh tuyakbay"), Some(Why::Resembles));
        assert_eq!(compare("bulat abilov", "almaty"), None);
    }
}
