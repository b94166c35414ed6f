//! The reader's alphabet: keys whose order in bytes is the order of a dictionary of the language, and the letters under
//! which names stand.
//!
//! By the Unicode collation algorithm with the data of CLDR: in Russian Cyrillic comes before Latin, ё stands with е, й
//! after и, and the letters of Kazakh and Uzbek have their places among the others.

use std::sync::LazyLock;

use icu_collator::CollatorBorrowed;
use icu_collator::options::{CollatorOptions, Strength};
use unicode_normalization::UnicodeNormalization;

use super::lang::Lang;

/// Raised whenever the keys come out otherwise than before, so that case files derive them again. A test holds some keys.
pub const VERSION: i64 = 1;

/// What stands for names that begin with no letter.
pub const NO_LETTER: &str = "#";

/// Longer keys are cut off: names that begin alike so far stand in the order of entry.
const LONGEST: usize = 192;

/// Of one language: what tells everything apart, and what tells letters apart and neither accents nor case.
struct Alphabet {
    whole: Option<CollatorBorrowed<'static>>,
    letters: Option<CollatorBorrowed<'static>>,
}

static ENGLISH: LazyLock<Alphabet> = LazyLock::new(|| alphabet(Lang::En));
static RUSSIAN: LazyLock<Alphabet> = LazyLock::new(|| alphabet(Lang::Ru));

fn alphabet(lang: Lang) -> Alphabet {
    let collator = |strength| {
        let locale: icu_locale_core::Locale = lang.code().parse().ok()?;
        let mut options = CollatorOptions::default();
        options.strength = Some(strength);
        // The data of every language is built in.
        CollatorBorrowed::try_new(locale.into(), options).ok()
    };
    Alphabet { whole: collator(Strength::Tertiary), letters: collator(Strength::Primary) }
}

fn of(lang: Lang) -> &'static Alphabet {
    match lang {
        Lang::En => &ENGLISH,
        Lang::Ru => &RUSSIAN,
    }
}

/// The key of a name in the alphabet of a language. Marks before the first letter or digit, like the quotation marks of
/// a title, do not count.
pub fn key(lang: Lang, name: &str) -> Vec<u8> {
    let mut key = written(of(lang).whole.as_ref(), from_first_letter(name));
    key.truncate(LONGEST);
    key
}

/// The least key of the names under a letter.
pub fn least(lang: Lang, letter: &str) -> Vec<u8> {
    if letter == NO_LETTER { Vec::new() } else { written(of(lang).letters.as_ref(), letter) }
}

/// Above every key of the names under a letter, and below those of the next.
pub fn above(lang: Lang, letter: &str) -> Vec<u8> {
    // Digits and signs come before letters, and nothing after the last sign there is.
    let last = if letter == NO_LETTER { "9" } else { letter };
    written(of(lang).letters.as_ref(), &format!("{last}\u{ffff}"))
}

fn written(collator: Option<&CollatorBorrowed<'_>>, text: &str) -> Vec<u8> {
    let mut key = Vec::new();
    match collator {
        // Writing to memory does not fail.
        Some(collator) => collator.write_sort_key_to(text, &mut key).unwrap_or_default(),
        None => key.extend_from_slice(text.as_bytes()),
    }
    key
}

fn from_first_letter(name: &str) -> &str {
    let from = name.trim_start_matches(|c: char| !c.is_alphanumeric());
    if from.is_empty() { name.trim() } else { from }
}

/// The letter under which a name stands, a capital. An accent makes no other letter unless it does in the alphabet: é
/// stands under E, й under Й.
pub fn letter(name: &str) -> String {
    let Some(first) = from_first_letter(name).chars().next().filter(|c| c.is_alphabetic()) else {
        return NO_LETTER.to_owned();
    };
    let capital: String = first.to_uppercase().take(1).collect();
    let bare: String = capital.nfd().take(1).collect();
    let same = of(Lang::En).letters.as_ref().is_some_and(|letters| letters.compare(&bare, &capital).is_eq());
    if same { bare } else { capital }
}

#[cfg(test)]
mod tests {
    use super::{NO_LETTER, above, key, least, letter};
    use crate::domain::lang::Lang;

    fn sorted(lang: Lang, names: &[&'static str]) -> Vec<&'static str> {
        let mut names = names.to_vec();
        names.reverse();
        names.sort_by_key(|name| key(lang, name));
        names
    }

    const RUSSIAN: &str = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя";

    #[test]
    fn the_russian_alphabet_stands_in_its_order() {
        let letters: Vec<String> = RUSSIAN.chars().map(|c| c.to_string()).collect();
        for lang in Lang::ALL {
            let mut sorted = letters.clone();
            sorted.reverse();
            sorted.sort_by_key(|letter| key(lang, letter));
            assert_eq!(sorted, letters, "{lang:?}");
        }
    }

    #[test]
    fn yo_stands_with_ye_and_letters_of_neighbouring_languages_have_their_places() {
        let names = [
            "Абаев",
            "Әлия",
            "Галым",
            "Ғалым",
            "Евсеев",
            "Елкин",
            "Ёлкин",
            "Ершов",
            "Жуков",
            "Иванов",
            "Ідріс",
            "Йод",
            "Кайрат",
            "Қайрат",
            "Ли Анна",
            "Лиана",
            "Олег",
            "Өмір",
            "Уалиев",
            "Ўткір",
            "Яков",
        ];
        assert_eq!(sorted(Lang::Ru, &names), names);
        assert_eq!(sorted(Lang::En, &names), names);
    }

    #[test]
    fn the_readers_own_script_comes_first_and_marks_before_a_name_do_not_count() {
        let names = ["Adams", "Élan", "“Zed”", "Абаев", "«Яблоко»"];
        assert_eq!(sorted(Lang::En, &names), names);
        assert_eq!(sorted(Lang::Ru, &names), ["Абаев", "«Яблоко»", "Adams", "Élan", "“Zed”"]);
    }

    #[test]
    fn a_name_stands_under_its_letter_and_within_its_bounds() {
        for (name, under) in [
            ("ёлкин", "Е"),
            ("Йод", "Й"),
            ("Ўткір", "У"),
            ("Қайрат", "Қ"),
            ("élan", "E"),
            ("«Арест»", "А"),
            ("12 days", NO_LETTER),
            ("…", NO_LETTER),
            ("", NO_LETTER),
            ("ßa", "S"),
            ("'ali", "A"),
        ] {
            assert_eq!(letter(name), under, "{name}");
            for lang in Lang::ALL {
                let key = key(lang, name);
                assert!(least(lang, under) <= key && key < above(lang, under), "{name} in {lang:?}");
            }
        }
    }

    #[test]
    fn keys_are_those_of_this_version() {
        // Other keys than these: raise VERSION, so that case files derive theirs again.
        let hex = |lang, name| key(lang, name).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert_eq!(
            [hex(Lang::Ru, "Ёлкин, А."), hex(Lang::En, "Élan 12")],
            ["282862544678030604280603080145960c01dbbfdb05", "33412b450414160145880a01dc0b"]
        );
    }
}
