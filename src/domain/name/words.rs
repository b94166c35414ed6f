//! A name as words: spelled with the letters a to z, with their sounds, and what each word is.
//!
//! Letters are spelled by `tables/letters.tsv`, Burmese by syllables, Han by the readings of names, everything else
//! as `any_ascii` has it.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use super::script::Script;
use super::sounds::sounds;
use super::tables::{GIVEN, LETTERS, LISTED, Listed, PATRONYMIC, PLACES};
use super::{burmese, han};
use crate::domain::invisible::visible;

/// More of a name than so many characters, and more than so many words, is not looked at.
const LONGEST: usize = 200;
const MOST_WORDS: usize = 10;
/// More letters of a word are not looked at.
const LONGEST_WORD: usize = 64;

/// A word of a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Word {
    /// The letters a to z.
    pub letters: String,
    /// Numbers of symbols.
    pub sounds: Vec<u8>,
    pub role: Role,
    /// The given names it is a form of.
    pub given: &'static [u16],
}

/// What a word says of whom or what is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    Name,
    /// One letter.
    Initial,
    /// A word that many names have: *al*, *bin*, *von*, *Dr*.
    Particle,
    /// What the father is called; the number of sounds before the ending.
    Patronymic(u8),
}

/// A way to read a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub script: Script,
    /// Kept once, however many names have them.
    pub words: Vec<Arc<Word>>,
    /// Another name of what is meant, not another way to read this one.
    pub other: bool,
}

impl Reading {
    /// The sounds of all of its words as one word's, the first `from` words behind the others.
    pub fn joined(&self, from: usize) -> Vec<u8> {
        let words = self.words.iter().cycle().skip(from).take(self.words.len());
        let mut sounds: Vec<u8> = words.flat_map(|word| word.sounds.iter().copied()).collect();
        sounds.dedup();
        sounds
    }
}

/// The ways to read a name, the likeliest first; none if there is no letter in it.
pub fn readings(text: &str) -> Vec<Reading> {
    let text = prepared(text);
    let written = Script::of(&text);
    let spelled: Vec<String> = match written {
        Script::Han => han::readings(&text),
        Script::Arabic => without_articles(&text),
        Script::Hangul => with_surname_apart(&text),
        _ => vec![latin(&text)],
    };
    let mut readings: Vec<Reading> = Vec::with_capacity(spelled.len());
    for spelled in spelled {
        // What Han is read as is Latin that somebody wrote down.
        let script = if written == Script::Han && !readings.is_empty() { Script::Latin } else { written };
        let reading = Reading { script, words: words(&spelled), other: false };
        if !reading.words.is_empty() && !readings.iter().any(|known| known.words == reading.words) {
            readings.push(reading);
        }
    }
    readings
}

/// The ways to read a name that is looked for: also as whatever else the place is called.
pub fn readings_sought(text: &str) -> Vec<Reading> {
    let mut readings = readings(text);
    let spelled =
        |reading: &Reading| reading.words.iter().map(|word| word.letters.as_str()).collect::<Vec<_>>().join(" ");
    let known = readings.iter().find_map(|reading| PLACES.get(spelled(reading).as_str()));
    for name in known.into_iter().flatten() {
        readings.push(Reading { script: Script::Latin, words: words(name), other: true });
    }
    readings
}

/// A Korean name is written without a space; its first syllable is the surname.
fn with_surname_apart(text: &str) -> Vec<String> {
    let whole = latin(text);
    let long = text.chars().count();
    match text.chars().next() {
        Some(surname) if (2..=4).contains(&long) && !text.contains(' ') => {
            let given: String = text.chars().skip(1).collect();
            vec![format!("{} {}", latin(&surname.to_string()), latin(&given)), whole]
        }
        _ => vec![whole],
    }
}

/// Small letters, composed, without what nobody sees, no longer than is looked at, without words that say what a place is.
fn prepared(text: &str) -> String {
    let cut: String = visible(text, false).chars().take(LONGEST).collect();
    if cut.is_ascii() {
        return cut.to_ascii_lowercase();
    }
    let text: String = cut.nfkc().flat_map(char::to_lowercase).collect();
    let said = |word: &&str| LISTED.get(word.trim_end_matches('.')) != Some(&Listed::Generic);
    let kept: Vec<&str> = text.split_whitespace().filter(said).collect();
    if kept.is_empty() { text } else { kept.join(" ") }
}

/// An article that is written with its word can also stand apart.
fn without_articles(text: &str) -> Vec<String> {
    const ARTICLE: &str = "ال";
    let apart = |word: &str| match word.strip_prefix(ARTICLE) {
        Some(rest) if rest.chars().count() >= 3 => format!("{ARTICLE} {rest}"),
        _ => word.to_owned(),
    };
    let split: Vec<String> = text.split(' ').map(apart).collect();
    vec![latin(&split.join(" ")), latin(text)]
}

/// A text with the letters a to z; other characters part words, but those that are no more than a breath.
fn latin(text: &str) -> String {
    if text.is_ascii() {
        return softened(text);
    }
    let burmese;
    let text = if text.chars().any(burmese::is_burmese) {
        burmese = burmese::syllables(text);
        &burmese
    } else {
        text
    };
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        match LETTERS.get(&c) {
            _ if c.is_ascii() => out.push(c),
            Some(spelled) => out.push_str(spelled),
            None if is_breath(c) => out.push('\''),
            None => spell(c, &mut out),
        }
    }
    softened(&out)
}

/// A letter that no table has: without its marks if that is one of the tables, or as any_ascii has it.
fn spell(c: char, out: &mut String) {
    if is_combining_mark(c) {
        // Vowels of the scripts of India are marks; accents are not sounds.
        if u32::from(c) > 0x900 {
            out.push_str(&any_ascii::any_ascii_char(c).to_ascii_lowercase());
        }
        return;
    }
    let mut base = None;
    decompose_canonical(c, |part| {
        base.get_or_insert(part);
    });
    match base.filter(|base| *base != c) {
        Some(base) if base.is_ascii() => out.push(base),
        Some(base) if LETTERS.contains_key(&base) => out.push_str(LETTERS.get(&base).copied().unwrap_or_default()),
        _ => out.push_str(&any_ascii::any_ascii_char(c).to_ascii_lowercase()),
    }
}

/// Signs of a stop in the throat, of softness, of a letter left out.
fn is_breath(c: char) -> bool {
    matches!(c, 'ʻ' | 'ʼ' | '’' | '‘' | 'ʹ' | 'ʺ' | '´' | 'ʿ' | 'ʾ' | '′' | 'ˈ' | '`' | '\'')
}

/// Apostrophes go; in the Kazakh letters of 2017 one behind *s* or *c* before a vowel makes the letter another.
fn softened(text: &str) -> String {
    if !text.contains(['\'', '`', '"']) {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let vowel = |at: usize| match bytes.get(at) {
        Some(b'a' | b'e' | b'i' | b'o' | b'u') => true,
        // Behind a soft sign stands ya, ye, yu.
        Some(b'y') => !matches!(bytes.get(at + 1), Some(b'a' | b'e' | b'i' | b'o' | b'u')),
        _ => false,
    };
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        if !matches!(c, '\'' | '`' | '"') {
            out.push(c);
        } else if matches!(out.as_bytes(), [.., b's' | b'c']) && !out.ends_with("ts") && vowel(at + 1) {
            out.push('h');
        }
    }
    out
}

/// The words of a text of the letters a to z.
fn words(spelled: &str) -> Vec<Arc<Word>> {
    let parts = spelled.split(|c: char| !c.is_ascii_lowercase()).filter(|word| !word.is_empty());
    let mut words: Vec<Word> =
        parts.take(MOST_WORDS).map(|word| Word::new(word.get(..LONGEST_WORD).unwrap_or(word))).collect();
    // The article ends like the word behind it begins.
    for at in 1..words.len() {
        let begins = words.get(at).and_then(|word| word.sounds.first().copied());
        if let Some(before) = words.get_mut(at - 1) {
            let article = LISTED.get(before.letters.as_str()) == Some(&Listed::Article);
            if article && begins.is_some() && before.sounds.last().copied() == begins {
                before.role = Role::Particle;
            }
        }
    }
    words.into_iter().map(Arc::new).collect()
}

impl Word {
    fn new(letters: &str) -> Word {
        let sounds = sounds(letters);
        let role = match LISTED.get(letters) {
            Some(Listed::Particle | Listed::Title | Listed::Generic) => Role::Particle,
            _ if letters.len() == 1 => Role::Initial,
            _ => patronymic(letters).map_or(Role::Name, Role::Patronymic),
        };
        let given = GIVEN.get(letters).map_or(&[][..], Vec::as_slice);
        Word { letters: letters.to_owned(), sounds, role, given }
    }
}

/// How many sounds of a patronymic come before its ending.
fn patronymic(letters: &str) -> Option<u8> {
    let stem = PATRONYMIC.iter().filter_map(|ending| letters.strip_suffix(ending)).min_by_key(|stem| stem.len())?;
    (stem.len() >= 2).then(|| u8::try_from(sounds(stem).len()).ok())?
}

#[cfg(test)]
mod tests {
    use super::{Role, readings};

    fn letters(text: &str) -> Vec<String> {
        let first = readings(text).into_iter().next();
        first.into_iter().flat_map(|reading| reading.words).map(|word| word.letters.clone()).collect()
    }

    #[test]
    fn names_of_all_scripts_are_spelled_with_the_letters_a_to_z() {
        for (text, spelled) in [
            ("Жаңаөзен", "zhangaozen"),
            ("Тұяқбай", "tuyaqbay"),
            ("Мінск", "minsk"),
            ("آلماتی", "almaty"),
            ("ירושלים", "yrwshlym"),
            ("Ελλάδα", "ellada"),
            ("Jañaözen", "janaozen"),
            // The Kazakh letters of 2017, of 2018 and of 2021.
            ("S'ymkent", "shymkent"),
            ("Qaraǵandy", "qaragandy"),
            ("Qarağandy", "qaraghandy"),
            // A soft sign is no letter.
            ("Kas'yanov", "kasyanov"),
        ] {
            assert_eq!(letters(text).join(" "), spelled, "{text}");
        }
        assert_eq!(letters("အောင်ဆန်းစုကြည်"), ["aung", "san", "su", "kyi"]);
        let read: Vec<_> = readings("阿拉木图市").iter().map(|reading| reading.words.len()).collect();
        assert!(read.contains(&1) && read.len() > 1, "as one word, and as surname and given name: {read:?}");
    }

    #[test]
    fn letters_of_another_script_among_the_others_change_nothing() {
        // Cyrillic а, о, е among Latin letters, and Latin i among Cyrillic ones.
        assert_eq!(letters("Аlmаty"), letters("Almaty"));
        assert_eq!(letters("Рыгоравiч"), letters("Рыгоравіч"));
    }

    #[test]
    fn what_words_are_is_known() {
        let roles = |text: &str| -> Vec<Role> {
            readings(text).into_iter().next().into_iter().flat_map(|r| r.words).map(|word| word.role).collect()
        };
        assert!(matches!(roles("Абишевич")[..], [Role::Patronymic(_)]));
        assert!(matches!(roles("Әбішұлы")[..], [Role::Patronymic(_)]));
        assert_eq!(roles("ar Raqqah"), [Role::Particle, Role::Name]);
        assert_eq!(roles("N. Ar"), [Role::Initial, Role::Name]);
        assert_eq!(letters("Шу қаласы"), ["shu"]);
        assert_eq!(letters("қаласы"), ["qalasy"], "what is left is left");
    }
}
