//! What a typed text lacks to be a date: what is asked about it, or what is said.

use crate::domain::time::parts::{is_of_the_day, is_word, says};
use crate::domain::time::phrases::{
    ABOUT, ABOUT_BEHIND, DOUBTED, HALVES, INCLUSIVE, LIMITS, LIMITS_BEHIND, NIGHT, PRESENT, TO, ZONES,
};
use crate::domain::time::reading::{Ask, Typing, Why};
use crate::domain::time::token::{Parts, Token};
use crate::domain::time::{DateError, Edtf, names, portion, relative, spelling, years};

/// Words before a date that say nothing of when: "as of", "dated", the name of a feast.
const INERT: [&str; 12] =
    ["as", "dated", "easter", "christmas", "eid", "nauryz", "nowruz", "novruz", "от", "пасха", "рождество", "наурыз"];

/// What a text lacks to be a date: asked about, or told.
pub(in crate::domain::time) fn missing(
    input: &str,
    tokens: &[Token],
    typing: &Typing,
    read_again: &impl Fn(&[Token]) -> Result<Edtf, DateError>,
) -> DateError {
    if let Some(date) = relative::read(tokens, typing.anchor.filter(|anchor| anchor.is_exact).map(|anchor| anchor.day))
    {
        return match date {
            Some(date) => Ask::of(Why::Relative, [date], true),
            None => DateError::NoAnchor,
        };
    }
    if let Some(date) = relative::beside(tokens, read_again) {
        return Ask::of(Why::Relative, [date], true);
    }
    let word = |token: &Token| match token {
        Token::Word(word) => Some(word.clone()),
        _ => None,
    };
    let zoned = tokens.iter().any(|token| is_word(token, &ZONES)) && tokens.iter().any(|t| matches!(t, Token::Time(_)));
    if zoned {
        return DateError::Unsupported;
    }
    // "25/2" was not taken for a day of a month: it may be one of two days.
    let tokens = &match tokens {
        [Token::Number(day @ 1..=31, 1..=2), Token::Slash, Token::Number(month @ 1..=12, 1..=2)] => {
            let parts = Parts { day: Some(*day), month: Some(*month), either_order: true, ..Parts::default() };
            vec![Token::Date(parts)]
        }
        tokens => tokens.to_vec(),
    }[..];
    if let Some(error) = without_year(tokens, typing, read_again) {
        return error;
    }
    let understood = |token: &Token| says(token) || !matches!(token, Token::Word(_)) || is_grammar(token);
    let Some(unknown) = tokens.iter().find(|token| !understood(token)).and_then(word) else {
        let of_day = |token: &Token| matches!(token, Token::Word(word) if is_of_the_day(word));
        let timed = tokens.iter().any(|token| matches!(token, Token::Time(_))) && !tokens.iter().any(of_day);
        return if timed { DateError::TimeAlone } else { DateError::NotADate(input.to_owned()) };
    };
    let spelled: Vec<Token> = tokens
        .iter()
        .map(|token| match word(token).filter(|_| !understood(token)).and_then(|word| spelling::nearest(&word)) {
            Some(name) => Token::Word(name),
            None => token.clone(),
        })
        .collect();
    if let Ok(date) = read_again(&spelled) {
        return Ask::of(Why::Spelling, [date], false);
    }
    let known: Vec<Token> = tokens.iter().filter(|token| understood(token)).cloned().collect();
    // "Two weeks after 25 February" without its weeks is another date.
    let measured = tokens.iter().any(relative::measures);
    // Nor may any other word be left out of which nobody knows what it says: it may be the one that says "before".
    let says_nothing = known.len() + 1 == tokens.len() && tokens.first().is_some_and(|first| is_word(first, &INERT));
    match read_again(&known) {
        Ok(_) if measured || !says_nothing => DateError::UnknownWord(unknown),
        Ok(date) => Ask::of(Why::Leftover(unknown), [date], true),
        // Of one word alone there is nothing to say beside it.
        Err(_) if tokens.len() == 1 => DateError::NotADate(input.to_owned()),
        Err(_) => DateError::UnknownWord(unknown),
    }
}

/// A text that is a date as soon as it has a year: in the latest year in which it is not after the report.
fn without_year(
    tokens: &[Token],
    typing: &Typing,
    read_again: &impl Fn(&[Token]) -> Result<Edtf, DateError>,
) -> Option<DateError> {
    let in_year = |year: u32| read_again(&[tokens, &[Token::Number(year, 4)]].concat());
    let has_year = tokens.iter().any(|token| match token {
        Token::Number(_, 4) => true,
        Token::Date(parts) => parts.year.is_some(),
        _ => false,
    });
    // Any leap year will do to see that it lacks nothing else.
    let lacks_year = match in_year(2000) {
        Ok(_) => true,
        Err(DateError::Ask(ask)) => matches!(ask.why, Why::Weekday | Why::Ambiguous),
        Err(error) => has_year && error == DateError::EndBeforeStart,
    };
    // What "2010–" lacks is its end.
    if !lacks_year || matches!(tokens, [] | [.., Token::Dash]) {
        return None;
    }
    let Some(report) = typing.anchor.filter(|anchor| anchor.of_report).map(|anchor| anchor.day) else {
        return Some(DateError::NoYear);
    };
    let year = u32::try_from(report.ymd().0).unwrap_or_default();
    let found = (year.saturating_sub(1)..=year).rev().filter_map(|year| in_year(year).ok());
    let found = found.filter(|date| has_year || date.lo().is_none_or(|day| day <= report)).take(1).collect::<Vec<_>>();
    Some(if found.is_empty() { DateError::NoYear } else { Ask::of(Why::Year, found, false) })
}

/// The texts that a text may stand for in which something can be read in two ways, and those without its weekday.
pub(in crate::domain::time) fn meanings(tokens: &[Token], why: &Why) -> Vec<Vec<Token>> {
    let is_weekday = |token: &Token| matches!(token, Token::Word(word) if names::weekday_of(word).is_some());
    if *why == Why::Weekday {
        return vec![tokens.iter().filter(|token| !is_weekday(token)).cloned().collect()];
    }
    let read = |parts: &Parts, is_second: bool| -> Vec<Token> {
        let date = |parts| vec![Token::Date(parts)];
        match (parts.year, parts.month) {
            _ if parts.either_order && is_second => {
                date(Parts { month: parts.day, day: parts.month, either_order: false, ..*parts })
            }
            _ if parts.either_order => date(Parts { either_order: false, ..*parts }),
            (Some(year), Some(digits)) if parts.two_years && !is_second => {
                let years = [Some(year), years::later(year, digits)].into_iter().flatten();
                let numbers: Vec<_> = years.filter_map(|year| u32::try_from(year).ok()).collect();
                let numbers = numbers.into_iter().map(|year| vec![Token::Number(year, 4)]);
                numbers.collect::<Vec<_>>().join(&Token::Dash)
            }
            _ if parts.two_years => date(Parts { two_years: false, ..*parts }),
            (Some(year), _) if parts.decade && is_second && year % 100 == 0 => {
                date(Parts { decade: false, year: None, century: u32::try_from(year / 100 + 1).ok(), ..*parts })
            }
            _ => date(Parts { decade_known: true, ..*parts }),
        }
    };
    let all = |is_second: bool| -> Vec<Token> {
        let of = |token: &Token| match token {
            Token::Date(parts) => read(parts, is_second),
            token => vec![token.clone()],
        };
        tokens.iter().flat_map(of).collect()
    };
    vec![all(false), all(true)]
}

/// The dates of a text whose years have two digits: of the century that makes them lie before the report.
pub(in crate::domain::time) fn with_century(
    tokens: &[Token],
    typing: &Typing,
    read_again: &impl Fn(&[Token]) -> Result<Edtf, DateError>,
) -> Vec<Edtf> {
    let last = typing.anchor.map(|anchor| anchor.day.ymd().0);
    let full = |century: i32| -> Vec<Token> {
        let year = |year: i32| if year < 100 { century + year } else { year };
        let days = tokens.iter().filter(|token| matches!(token, Token::Number(_, 1..=2))).count();
        let mut seen = 0;
        tokens
            .iter()
            .map(|token| match token {
                Token::Date(parts) if parts.short_year => {
                    let year = parts.year.map(year);
                    match (parts.month, year.and_then(|year| u32::try_from(year).ok())) {
                        (None, Some(year)) => Token::Number(year, 4),
                        _ => Token::Date(Parts { year, short_year: false, ..*parts }),
                    }
                }
                // "25 Feb 12": the second of the two.
                Token::Number(number, 1..=2) => {
                    seen += 1;
                    match u32::try_from(century) {
                        Ok(century) if seen == days && days > 1 => Token::Number(century + number, 4),
                        _ => token.clone(),
                    }
                }
                _ => token.clone(),
            })
            .collect()
    };
    let found = [2000, 1900].into_iter().filter_map(|century| read_again(&full(century)).ok());
    found.filter(|date| date.lo().is_none_or(|day| last.is_none_or(|last| day.ymd().0 <= last))).take(1).collect()
}

/// Whether the reader knows the word as one that joins or bounds dates.
fn is_grammar(token: &Token) -> bool {
    let lists = LIMITS.iter().chain(&LIMITS_BEHIND).map(|(words, _)| *words);
    let lists = lists.chain(HALVES.iter().map(|(words, ..)| *words)).chain(PRESENT).chain(ABOUT_BEHIND);
    let lists = lists.chain(INCLUSIVE);
    let joining =
        ["between", "and", "from", "to", "or", "in", "on", "между", "и", "с", "со", "или", "в", "во", "на", "at"];
    lists.chain([&ABOUT[..], &DOUBTED, &NIGHT, &joining, &TO]).any(|words| is_word(token, words))
        || matches!(token, Token::Word(word) if portion::of(word).is_some() || names::ordinal_of(word).is_some())
}
