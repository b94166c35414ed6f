//! What is looked for in texts: all words, "a phrase", beginnings*, -not this, this OR that.

use super::pieces::{Piece, What, pieces};
use super::{Stems, Token, fold};

/// More words at once are refused: nobody types them, and each costs.
const MOST: usize = 32;
/// Longer text is refused.
const LONGEST: usize = 2000;

/// Words that a text has to have, or must not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedWords {
    pub clauses: Vec<Clause>,
}

/// One of these has to be there; or none of them may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    pub not: bool,
    pub any: Vec<Word>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// In any form.
    Term(String),
    /// What begins so.
    Beginning(String),
    /// These words one after the other, as they are written.
    Phrase(Vec<String>),
}

/// Why a text is no search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoWords {
    /// Nothing in it is a word that has to be there.
    Nothing,
    TooMany,
    TooLong,
}

impl NoWords {
    /// The message that says so.
    pub fn key(self) -> &'static str {
        match self {
            NoWords::Nothing => "err-no-words",
            NoWords::TooMany => "err-too-many-words",
            NoWords::TooLong => "err-words-too-long",
        }
    }
}

impl AskedWords {
    /// Reads what was typed, whatever it is: an operator without what it stands between or before says nothing, alone it is a
    /// word, and a quote that is not closed ends with the text.
    pub fn read(text: &str, stems: &Stems) -> Result<AskedWords, NoWords> {
        if text.len() > LONGEST {
            return Err(NoWords::TooLong);
        }
        let mut clauses: Vec<Clause> = Vec::new();
        let mut or = false;
        let pieces = pieces(text);
        for (at, Piece { not, what }) in pieces.iter().copied().enumerate() {
            let word = match what {
                What::Word(typed) => single(typed, stems),
                What::Quoted(inside) => phrase(inside, stems),
                What::Or => {
                    // Without one of its sides it says nothing.
                    or = clauses.last().is_some_and(|clause| !clause.not) && at + 1 < pieces.len();
                    continue;
                }
            };
            let Some(word) = word else { continue };
            match clauses.last_mut().filter(|_| or && !not) {
                Some(clause) => clause.any.push(word),
                None => clauses.push(Clause { not, any: vec![word] }),
            }
            or = false;
        }
        if clauses.iter().map(|clause| clause.any.len()).sum::<usize>() > MOST {
            return Err(NoWords::TooMany);
        }
        if clauses.iter().all(|clause| clause.not) { Err(NoWords::Nothing) } else { Ok(AskedWords { clauses }) }
    }

    /// Whether words have to stand one after the other, which lists of words cannot tell.
    pub fn has_phrases(&self) -> bool {
        self.clauses.iter().flat_map(|clause| &clause.any).any(Word::is_in_order)
    }

    /// Whether some of them must not.
    pub fn has_phrases_without(&self) -> bool {
        self.clauses.iter().filter(|clause| clause.not).flat_map(|clause| &clause.any).any(Word::is_in_order)
    }

    /// Whether a record is found that has these texts: one of them has every word that has to be there, and none has one
    /// that must not.
    pub fn finds(&self, texts: &[Vec<String>], stems: &Stems) -> bool {
        let texts: Vec<Vec<Vec<Token>>> =
            texts.iter().map(|parts| parts.iter().map(|part| stems.tokens(part)).collect()).collect();
        let has = |text: &Vec<Vec<Token>>, clause: &Clause| {
            clause.any.iter().any(|word| text.iter().any(|part| word.is_in(part)))
        };
        let (without, with): (Vec<&Clause>, Vec<&Clause>) = self.clauses.iter().partition(|clause| clause.not);
        texts.iter().any(|text| with.iter().all(|clause| has(text, clause)))
            && !texts.iter().any(|text| without.iter().any(|clause| has(text, clause)))
    }

    /// Every word that may be in what is found, for showing it.
    pub fn wanted(&self) -> impl Iterator<Item = &Word> {
        self.clauses.iter().filter(|clause| !clause.not).flat_map(|clause| &clause.any)
    }
}

fn phrase(text: &str, stems: &Stems) -> Option<Word> {
    let words: Vec<String> = stems.tokens(text).into_iter().map(|token| token.folded).collect();
    match words.as_slice() {
        [] => None,
        _ => Some(Word::Phrase(words)),
    }
}

/// A word that was typed by itself. What comes apart into several belongs together.
fn single(typed: &str, stems: &Stems) -> Option<Word> {
    let beginning = typed.strip_suffix('*').map(fold).filter(|folded| !folded.is_empty());
    let mut tokens = stems.tokens(typed);
    match (tokens.len(), beginning) {
        (0, _) => None,
        (1, Some(beginning)) => Some(Word::Beginning(beginning)),
        (1, None) => tokens.pop().map(|token| Word::Term(token.term)),
        _ => Some(Word::Phrase(tokens.into_iter().map(|token| token.folded).collect())),
    }
}

impl Word {
    /// Whether it is several words that stand one after the other.
    pub fn is_in_order(&self) -> bool {
        matches!(self, Word::Phrase(words) if words.len() > 1)
    }

    fn is_in(&self, text: &[Token]) -> bool {
        match self {
            Word::Phrase(words) => {
                text.windows(words.len()).any(|run| run.iter().zip(words).all(|(token, word)| token.folded == *word))
            }
            _ => text.iter().any(|token| self.is(&token.folded, &token.term)),
        }
    }

    /// Whether a word of a text is what is meant; of a phrase, one of its words.
    pub fn is(&self, folded: &str, term: &str) -> bool {
        match self {
            Word::Term(wanted) => wanted == term,
            Word::Beginning(beginning) => folded.starts_with(beginning.as_str()),
            Word::Phrase(words) => words.iter().any(|word| word == folded),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::{AskedWords, Clause, NoWords, Word};
    use crate::domain::words::Stems;

    fn read(text: &str) -> Result<Vec<Clause>, NoWords> {
        AskedWords::read(text, &Stems::default()).map(|asked| asked.clauses)
    }

    fn term(text: &str) -> Word {
        Word::Term(Stems::default().term(text))
    }

    fn all(words: Vec<Word>) -> Vec<Clause> {
        words.into_iter().map(|word| Clause { not: false, any: vec![word] }).collect()
    }

    #[test]
    fn words_phrases_beginnings_exclusions_and_alternatives_are_told_apart() {
        assert_eq!(read("strike oil").unwrap(), all(vec![term("strike"), term("oil")]));
        let phrase = |words: &[&str]| Word::Phrase(words.iter().map(|word| (*word).to_owned()).collect());
        assert_eq!(
            read("\"oil workers\" Жанаоз*").unwrap(),
            all(vec![phrase(&["oil", "workers"]), Word::Beginning("жанаоз".into())])
        );
        assert_eq!(read("Alma-Ata").unwrap(), all(vec![phrase(&["alma", "ata"])]));
        let either = Clause { not: false, any: vec![term("rally"), term("митинг")] };
        assert_eq!(read("rally ИЛИ митинг").unwrap(), vec![either.clone()]);
        assert_eq!(
            read("rally OR митинг -strike").unwrap(),
            vec![either, Clause { not: true, any: vec![term("strike")] }]
        );
    }

    #[test]
    fn operators_where_they_can_be_none_say_nothing_and_alone_are_words() {
        assert_eq!(read("OR").unwrap(), all(vec![term("or")]));
        assert_eq!(read("rally OR").unwrap(), all(vec![term("rally")]));
        assert_eq!(read("OR rally").unwrap(), all(vec![term("rally")]));
        assert_eq!(read("-strike OR rally").unwrap().last(), all(vec![term("rally")]).last());
        assert_eq!(read("\"not closed").unwrap(), all(vec![Word::Phrase(vec!["not".into(), "closed".into()])]));
        assert_eq!(read("a - b").unwrap(), all(vec![term("a"), term("b")]));
    }

    #[test]
    fn what_has_no_word_to_be_found_is_no_search() {
        for text in ["", "   ", "*", "\"\"", "-", "—", "-strike", "-\"oil workers\""] {
            assert_eq!(read(text), Err(NoWords::Nothing), "{text}");
        }
        assert_eq!(read(&"a ".repeat(33)), Err(NoWords::TooMany));
        assert_eq!(read(&"a".repeat(10_000)), Err(NoWords::TooLong));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read(text in "(?s).{0,60}|[-\"*OR a«»]{0,30}") {
            let _ = read(&text);
        }
    }
}
