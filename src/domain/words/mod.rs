//! Words of texts, as they are looked for: folded, and stemmed as their script suggests.
//!
//! A word is a run of letters and digits. Its term is what is left when case, accents and endings are taken off: Russian
//! endings of Cyrillic words, English ones of Latin words (Snowball). Letters of Chinese and Japanese are words by
//! themselves, since nothing parts their words.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::domain::invisible::visible;

/// What is looked for.
pub mod asked;
/// Texts with what was found in them.
pub mod excerpt;
/// What is looked for among names.
pub mod named;
/// What was typed, piece by piece.
mod pieces;

/// A longer word is cut: nobody looks for one, and an address without spaces is no word.
const LONGEST: usize = 64;

/// Letters that have to be left of a word.
const SHORTEST: usize = 3;

/// A word of a text: where it stands, and its terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Bytes of the text.
    pub start: usize,
    pub end: usize,
    /// Without case and accents.
    pub folded: String,
    /// Without its ending.
    pub term: String,
}

/// Takes the endings off words.
pub struct Stems {
    russian: Stemmer,
    english: Stemmer,
}

impl Default for Stems {
    fn default() -> Stems {
        Stems { russian: Stemmer::create(Algorithm::Russian), english: Stemmer::create(Algorithm::English) }
    }
}

impl Stems {
    /// The words of a text in their order.
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        let mut start = None;
        for (at, c) in text.char_indices() {
            let continues = is_part(c) && !is_alone(c);
            if !continues && let Some(start) = start.take() {
                tokens.extend(self.token(text, start, at));
            }
            if is_alone(c) {
                tokens.extend(self.token(text, at, at + c.len_utf8()));
            } else if continues && start.is_none() {
                start = Some(at);
            }
        }
        tokens.extend(start.and_then(|start| self.token(text, start, text.len())));
        tokens
    }

    fn token(&self, text: &str, start: usize, end: usize) -> Option<Token> {
        let folded = fold(without_possessive(text.get(start..end)?));
        (!folded.is_empty()).then(|| Token { start, end, term: self.term(&folded), folded })
    }

    /// What is left of a folded word without its ending. Of short words the endings are half the word: they stay whole.
    pub fn term(&self, folded: &str) -> String {
        let stem = match folded.chars().next() {
            Some('а'..='я') => self.russian.stem(folded),
            Some('a'..='z') => self.english.stem(folded),
            _ => folded.into(),
        };
        if stem.chars().count() < SHORTEST { folded.to_owned() } else { stem.into_owned() }
    }
}

/// An English word without the ending of what belongs to it, which is no letter of it however short it is.
fn without_possessive(word: &str) -> &str {
    let base = ["'s", "’s", "'S", "’S"].into_iter().find_map(|ending| word.strip_suffix(ending));
    base.filter(|base| base.starts_with(|c: char| c.is_ascii_alphabetic())).unwrap_or(word)
}

/// A word without case, accents and what nobody sees. Letters of one sound that Arabic spelling mixes are one, and so are letters
/// of Kazakh and its neighbours and those that a Russian keyboard has for them.
pub fn fold(word: &str) -> String {
    let seen = visible(word, false);
    let composed = seen.nfkc().flat_map(char::to_lowercase);
    let mut folded = String::with_capacity(word.len());
    for c in composed.take(LONGEST) {
        match c {
            'ё' => folded.push('е'),
            'ә' => folded.push('а'),
            'ғ' => folded.push('г'),
            'қ' => folded.push('к'),
            'ң' => folded.push('н'),
            'ө' => folded.push('о'),
            'ұ' | 'ү' => folded.push('у'),
            'һ' => folded.push('х'),
            'і' => folded.push('и'),
            'أ' | 'إ' | 'آ' | 'ٱ' => folded.push('ا'),
            'ى' => folded.push('ي'),
            'ة' => folded.push('ه'),
            // Tatweel stretches a word and says nothing.
            'ـ' | '\'' | '’' | 'ʼ' => {}
            // Marks of Cyrillic letters tell letters apart: й is no и.
            'Ѐ'..='ԯ' => folded.push(c),
            _ => folded.extend(std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c))),
        }
    }
    folded
}

/// Whether a character belongs to a word.
fn is_part(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\'' | '’' | 'ʼ' | '\u{200C}' | '\u{200D}')
}

/// Whether it is a word by itself.
fn is_alone(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::{Stems, fold};

    fn terms(text: &str) -> Vec<String> {
        Stems::default().tokens(text).into_iter().map(|token| token.term).collect()
    }

    #[test]
    fn words_are_found_in_any_form() {
        for (one, other) in [
            ("arrested", "arrests"),
            ("Протестующие", "протестующих"),
            ("задержания", "задержаний"),
            ("Ёлкин", "елкин"),
            ("CAFÉ", "cafe"),
            ("أحمد", "احمد"),
            ("O’Neill", "ONEILL"),
            ("RFE/RL's", "RFE/RL"),
            ("Құрманғазы", "Курмангазы"),
            ("Тәуелсіздік", "Тауелсиздик"),
        ] {
            assert_eq!(terms(one), terms(other), "{one} {other}");
        }
        assert_ne!(terms("май"), terms("маи"));
    }

    #[test]
    fn a_word_says_where_it_stands() {
        let text = "На площади: 17 убитых, 北京。";
        let found: Vec<&str> =
            Stems::default().tokens(text).iter().map(|token| &text[token.start..token.end]).collect();
        assert_eq!(found, ["На", "площади", "17", "убитых", "北", "京"]);
    }

    #[test]
    fn folding_a_word_twice_changes_nothing() {
        for word in ["Žhañaözen", "Жаңаөзен", "ﬁre", "İstanbul", "ẞ", "مُحَمَّد", "", "'"] {
            assert_eq!(fold(&fold(word)), fold(word), "{word}");
        }
    }
}
