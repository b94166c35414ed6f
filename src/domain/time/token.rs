//! Typed text as words, numbers and numeric dates, in lower case and without marks that mean nothing.

/// A date as far as it is said; what is missing may be shared with a neighbour ("1 and 24 Feb 2012").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::domain::time) struct Parts {
    /// Year, 0 to 9999.
    pub(in crate::domain::time) year: Option<i32>,
    /// Month as typed, perhaps impossible.
    pub(in crate::domain::time) month: Option<u32>,
    /// Day of the month as typed, perhaps impossible.
    pub(in crate::domain::time) day: Option<u32>,
    /// EDTF's number of a season, 21 to 24.
    pub(in crate::domain::time) season: Option<u32>,
    /// The winter was said with both its years, the year here being the first.
    pub(in crate::domain::time) winter_known: bool,
    /// The year stands for its decade.
    pub(in crate::domain::time) decade: bool,
}

/// A piece of typed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::domain::time) enum Token {
    /// A word in lower case, "е" for "ё".
    Word(String),
    /// A number and how many digits it was typed with.
    Number(u32, usize),
    /// A numeric date: `25.02.2012`, `2012-02-25`, `02.2012`, `25.02`.
    Date(Parts),
    /// A hyphen or dash.
    Dash,
    /// A slash.
    Slash,
    /// A comma.
    Comma,
    /// A question mark.
    Query,
}

/// Words that dress a date and change nothing: "2012 года", "the 25th of", "не позднее чем", "начиная с".
const DRESSING: [&str; 12] =
    ["г", "гг", "год", "года", "году", "годом", "годы", "годов", "the", "of", "чем", "начиная"];

/// The text in lower case with plain spaces and hyphens, without invisible marks, "е" for "ё".
pub(in crate::domain::time) fn normalize(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let lower = text.chars().flat_map(char::to_lowercase);
    for c in lower {
        match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => out.push('-'),
            'ё' => out.push('е'),
            // Decomposed "й" and "ё", as some systems type and copy them.
            '\u{306}' if out.ends_with('и') => {
                out.pop();
                out.push('й');
            }
            '\u{308}' if out.ends_with('е') => {}
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => {}
            '\u{2066}'..='\u{2069}' | '\u{feff}' => {}
            c if c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}

/// The pieces of a normalized text; `None` if it holds a mark that no date has.
pub(in crate::domain::time) fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = if c.is_ascii_digit() {
            numeric(rest, &mut out)?
        } else if c.is_alphabetic() {
            let end = rest.find(|c: char| !c.is_alphabetic());
            let (word, _) = rest.split_at(end.unwrap_or(rest.len()));
            push_word(word, &mut out);
            word.len()
        } else {
            match c {
                ' ' | '.' => {}
                '-' => out.push(Token::Dash),
                '/' => out.push(Token::Slash),
                ',' => out.push(Token::Comma),
                '?' => out.push(Token::Query),
                _ => return None,
            }
            c.len_utf8()
        };
        rest = rest.get(taken..)?;
    }
    Some(out)
}

/// Adds a word, unless it only dresses a number: "25th", "25-го", "2012 года", "the 25th of".
fn push_word(word: &str, out: &mut Vec<Token>) {
    match (word, out.as_slice()) {
        (word, _) if DRESSING.contains(&word) => {}
        ("st" | "nd" | "rd" | "th", [.., Token::Number(_, 1..=2)]) => {}
        ("го" | "е" | "ое" | "ого", [.., Token::Number(_, 1..=2), Token::Dash]) => {
            out.pop();
        }
        ("s", [.., Token::Number(year, 4)]) => {
            let decade = decade(*year);
            out.pop();
            out.push(decade);
        }
        ("е" | "х" | "ми", [.., Token::Number(year, 4), Token::Dash]) => {
            let decade = decade(*year);
            out.truncate(out.len().saturating_sub(2));
            out.push(decade);
        }
        _ => out.push(Token::Word(word.to_owned())),
    }
}

fn decade(year: u32) -> Token {
    Token::Date(Parts { year: i32::try_from(year).ok(), decade: true, ..Parts::default() })
}

/// Reads a number, or the numbers of a numeric date, from the start of the text; gives its length.
///
/// With the year last the day comes first (`25/02/2012`), as everywhere but in the United States.
fn numeric(text: &str, out: &mut Vec<Token>) -> Option<usize> {
    let first = Number::read(text)?;
    let second = first.follow(text);
    let third = second.as_ref().and_then(|n| n.follow(text));
    let date = |year: Option<u32>, month: u32, day: Option<u32>| {
        Token::Date(Parts {
            year: year.and_then(|y| i32::try_from(y).ok()),
            month: Some(month),
            day,
            ..Parts::default()
        })
    };
    if let (Some(b), Some(c)) = (&second, &third)
        && b.mark == c.mark
    {
        match (first.digits, b.digits, c.digits) {
            (1..=2, 1..=2, 4) => {
                out.push(date(Some(c.value), b.value, Some(first.value)));
                return Some(c.end);
            }
            (4, 1..=2, 1..=2) => {
                out.push(date(Some(first.value), b.value, Some(c.value)));
                return Some(c.end);
            }
            // A year of two digits may be of any century: not a date, rather than a guess.
            (1..=2, 1..=2, 1..=2) => return None,
            _ => {}
        }
    }
    if let Some(b) = &second {
        match (first.digits, b.digits, b.mark) {
            (1..=2, 4, _) => {
                out.push(date(Some(b.value), first.value, None));
                return Some(b.end);
            }
            (4, 2, _) => {
                out.push(date(Some(first.value), b.value, None));
                return Some(b.end);
            }
            (1..=2, 1..=2, Some('.')) => {
                out.push(date(None, b.value, Some(first.value)));
                return Some(b.end);
            }
            _ => {}
        }
    }
    out.push(Token::Number(first.value, first.digits));
    Some(first.end)
}

/// A run of digits in a text.
struct Number {
    value: u32,
    digits: usize,
    /// Where it ends in the text, in bytes.
    end: usize,
    /// The mark between it and the number before.
    mark: Option<char>,
}

impl Number {
    /// The number the text starts with; `None` if none, or one too long for any part of a date.
    fn read(text: &str) -> Option<Number> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let value = text.get(..digits)?.parse().ok()?;
        (digits <= 4).then_some(Number { value, digits, end: digits, mark: None })
    }

    /// The number that follows this one after a point, hyphen or slash.
    fn follow(&self, text: &str) -> Option<Number> {
        let mut rest = text.get(self.end..)?.chars();
        let mark = rest.next().filter(|c| matches!(c, '.' | '-' | '/'))?;
        let next = Number::read(rest.as_str())?;
        Some(Number { end: self.end + 1 + next.end, mark: Some(mark), ..next })
    }
}
