//! A wording as the parts that a count is said with.

use super::{nouns, words};
use crate::domain::typing::plain;

/// How a number bounds what is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hedge {
    AtLeast,
    MoreThan,
    AtMost,
    FewerThan,
    About,
}

/// What a word or mark says in a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// A number in digits, in millionths; whether it may be a year; whether its mark may be one of thousands or of tenths.
    Digits {
        millionths: i128,
        reads_as_year: bool,
        either_mark: bool,
    },
    /// A number word below a thousand.
    Small(i64),
    /// A number word that multiplies: thousand, dozen.
    Scale(i64, Alone),
    /// «полтораста»: a number word that is a round one.
    Round(i64),
    /// One and a half: «полтора», in millionths.
    Fraction(i128),
    /// "and a half".
    AndHalf,
    /// "a": one, if something is multiplied.
    Article,
    Hedge(Hedge),
    /// «до»: a limit, or the link to the second number.
    UpTo,
    Between,
    From,
    /// «с»: from, or about.
    With,
    To,
    Dash,
    And,
    /// Between two limits: "at least 10, at most 20".
    Comma,
    Or,
    /// No number at all: nobody, none.
    Nothing,
    /// What is counted.
    Noun,
    /// What happened to those who are counted.
    Deed,
    /// What follows is said of some of them.
    Including,
    /// The same, which before its number says "about".
    NounBefore,
    /// Words that change nothing: "a total of".
    Neutral,
}

/// Whether a word that multiplies is a number without another before it: "a thousand" is, "thousands" are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alone {
    Yes,
    /// «более тысячи», but not «тысячи».
    Governed,
    No,
}

/// A part, and whether the one before it limits it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub part: Part,
    pub governed: bool,
}

/// The parts of a wording; `None` if there is a word or mark in it that is none.
pub(super) fn parts(wording: &str) -> Option<Vec<Piece>> {
    let lexemes = lexemes(wording)?;
    let mut out: Vec<Piece> = Vec::new();
    let mut at = 0;
    while let Some(first) = lexemes.get(at) {
        let (part, length) = match first {
            Lexeme::Part(part) => (*part, 1),
            Lexeme::Word { .. } => match place(lexemes.get(at..)?) {
                Some(length) if !out.is_empty() => (Part::Neutral, length),
                _ => phrase(lexemes.get(at..)?)?,
            },
        };
        // "20-odd", "100-plus", "100-strong": the hyphen belongs to the word.
        let is_strong = matches!(first, Lexeme::Word { text, .. } if text == "strong");
        if (is_strong || matches!(part, Part::Hedge(_) | Part::Scale(..)))
            && out.last().is_some_and(|last| last.part == Part::Dash)
        {
            out.pop();
        }
        let governed =
            out.last().is_some_and(|last| matches!(last.part, Part::Hedge(_) | Part::UpTo | Part::From | Part::With));
        out.push(Piece { part, governed });
        at += length;
    }
    Some(out)
}

enum Lexeme {
    Part(Part),
    /// In lower case; whether it is written with a capital, as names are.
    Word {
        text: String,
        capital: bool,
    },
}

/// The longest phrase that the lexemes begin with, and how many of them it takes.
fn phrase(lexemes: &[Lexeme]) -> Option<(Part, usize)> {
    let fits = |phrase: &str| {
        let mut words = 0;
        let mut rest = lexemes.iter();
        for expected in phrase.split(' ') {
            match rest.next()? {
                Lexeme::Word { text, .. } if text == expected => words += 1,
                _ => return None,
            }
        }
        Some(words)
    };
    let found = words::PHRASES
        .iter()
        .flat_map(|(phrases, part)| phrases.split(", ").filter_map(move |phrase| Some((*part, fits(phrase)?))))
        .max_by_key(|(_, length)| *length);
    found.or_else(|| match lexemes.first()? {
        Lexeme::Word { text, .. } if nouns::is_deed(text) => Some((Part::Deed, 1)),
        Lexeme::Word { text, .. } => nouns::is_noun(text).then_some((Part::Noun, 1)),
        Lexeme::Part(_) => None,
    })
}

/// "In Almaty", to the end of what is said: where it was changes no number. How many words it takes.
fn place(lexemes: &[Lexeme]) -> Option<usize> {
    const IN: [&str; 5] = ["in", "near", "в", "во", "под"];
    let (first, rest) = lexemes.split_first()?;
    let is_name = |lexeme: &Lexeme| matches!(lexeme, Lexeme::Word { text, capital: true } if !words::is_phrase(text) && !nouns::is_noun(text) && !nouns::is_deed(text));
    let names = rest.iter().take_while(|lexeme| is_name(lexeme)).count();
    let ends = matches!(rest.get(names), None | Some(Lexeme::Part(Part::Comma)));
    let leads = matches!(first, Lexeme::Word { text, capital: false } if IN.contains(&text.as_str()));
    (leads && ends && (1..=3).contains(&names)).then_some(1 + names)
}

fn lexemes(wording: &str) -> Option<Vec<Lexeme>> {
    let text = plain(wording);
    let mut out: Vec<Lexeme> = Vec::new();
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        let taken = if c.is_ascii_digit() {
            let (part, length) = digits(rest)?;
            out.push(Lexeme::Part(part));
            length
        } else if c.is_alphabetic() {
            let end = rest.find(|c: char| !c.is_alphabetic() && c != '\'' && c != '’').unwrap_or(rest.len());
            // «где-то» is one word, "twenty-five" two.
            let hyphened = rest.find(|c: char| !c.is_alphabetic() && c != '-').unwrap_or(rest.len());
            let known = rest.get(..hyphened).is_some_and(|word| words::is_phrase(&word.to_lowercase()));
            let end = if known { hyphened } else { end };
            let (word, _) = rest.split_at(end);
            // What a wording begins with has a capital anyway.
            let capital = c.is_uppercase() && !out.is_empty();
            out.push(Lexeme::Word { text: word.to_lowercase(), capital });
            end
        } else {
            match c {
                ' ' | '"' | '“' | '”' | '„' | '«' | '»' => {}
                // The point of an abbreviation or of a sentence.
                '.' if matches!(out.last(), Some(Lexeme::Word { .. })) || rest == "." => {}
                '-' => out.push(Lexeme::Part(Part::Dash)),
                // "Arrested: 17".
                ':' if matches!(out.last(), Some(Lexeme::Word { text, .. }) if nouns::is_deed(text)) => {}
                ',' | ';' => out.push(Lexeme::Part(Part::Comma)),
                '>' | '<' | '≥' | '≤' | '⩾' | '⩽' => {
                    let or_equal = rest.get(c.len_utf8()..).is_some_and(|rest| rest.starts_with('='));
                    out.push(Lexeme::Part(Part::Hedge(sign(c, or_equal)?)));
                    rest = if or_equal { rest.get(1..)? } else { rest };
                }
                '~' | '≈' => out.push(Lexeme::Part(Part::Hedge(Hedge::About))),
                '+' => out.push(Lexeme::Part(Part::Hedge(Hedge::AtLeast))),
                _ => return None,
            }
            c.len_utf8()
        };
        rest = rest.get(taken..)?;
    }
    Some(out)
}

/// What a sign of comparison says; with "=" behind it or not.
fn sign(c: char, or_equal: bool) -> Option<Hedge> {
    Some(match (c, or_equal) {
        ('>', false) => Hedge::MoreThan,
        ('<', false) => Hedge::FewerThan,
        ('>', true) | ('≥' | '⩾', false) => Hedge::AtLeast,
        ('<', true) | ('≤' | '⩽', false) => Hedge::AtMost,
        _ => return None,
    })
}

/// The number in digits that a text begins with: `1,000`, `1 000`, `2,5`, `1.2`; and its length.
fn digits(text: &str) -> Option<(Part, usize)> {
    let run = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let first = run(text);
    let (mut whole, mut end) = (text.get(..first)?.to_owned(), first);
    let (mut mark, mut groups) = (None, 0);
    // Groups of three, all with the same mark.
    while let Some(c) = text.get(end..)?.chars().next().filter(|c| matches!(c, ',' | '.' | ' ' | '\'' | '’')) {
        let group = text.get(end + c.len_utf8()..)?;
        if first > 3 || first == 0 || run(group) != 3 || mark.is_some_and(|mark| mark != c) || text.starts_with('0') {
            break;
        }
        whole.push_str(group.get(..3)?);
        (mark, groups, end) = (Some(c), groups + 1, end + c.len_utf8() + 3);
    }
    let mut fraction = String::new();
    if let Some(c) = text.get(end..)?.chars().next().filter(|c| matches!(c, ',' | '.'))
        && mark != Some(c)
    {
        let tail = text.get(end + 1..)?;
        let length = run(tail);
        if length > 0 {
            fraction = tail.get(..length)?.to_owned();
            end += 1 + length;
        }
    }
    // "1.2.3", "10:30" and "5/7" are no counts.
    let follows = text.get(end..)?.chars().next();
    if fraction.len() > 6 || follows.is_some_and(|c| matches!(c, ':' | '/' | '%')) {
        return None;
    }
    let millionths: i128 = format!("{whole}{fraction:0<6}").parse().ok()?;
    let reads_as_year = first == 4 && fraction.is_empty() && (1_900_000_000..2_100_000_000).contains(&millionths);
    let either_mark = groups == 1 && matches!(mark, Some(',' | '.')) && fraction.is_empty();
    Some((Part::Digits { millionths, reads_as_year, either_mark }, end))
}
