//! From words and numbers to the parts of one date, and from parts to EDTF.

use crate::domain::time::names;
use crate::domain::time::token::{Parts, Token};
use crate::domain::time::{DateError, Day, Edtf};

/// The caller puts in what was typed.
pub(in crate::domain::time) fn unreadable() -> DateError {
    DateError::NotADate(String::new())
}

/// The parts of one date, as far as they are said.
pub(in crate::domain::time) fn parts(tokens: &[Token]) -> Result<Parts, DateError> {
    let tokens = after_any(tokens, &["in", "on", "в", "во"]).unwrap_or(tokens);
    let said: Vec<Said> =
        tokens.iter().filter(|t| **t != Token::Comma).map(said).collect::<Option<_>>().ok_or_else(unreadable)?;
    let none = Parts::default();
    let parts = match *said.as_slice() {
        [Said::Date(parts)] => parts,
        // "25.02. 2012"
        [Said::Date(parts @ Parts { year: None, .. }), Said::Year(y)] => Parts { year: Some(y), ..parts },
        [Said::Day(d)] => Parts { day: Some(d), ..none },
        [Said::Day(d), Said::Month(m)] | [Said::Month(m), Said::Day(d)] => {
            Parts { month: Some(m), day: Some(d), ..none }
        }
        [Said::Day(d), Said::Month(m), Said::Year(y)] | [Said::Month(m), Said::Day(d), Said::Year(y)] => {
            Parts { year: Some(y), month: Some(m), day: Some(d), ..none }
        }
        // The end of "February 1–24, 2012".
        [Said::Day(d), Said::Year(y)] => Parts { year: Some(y), day: Some(d), ..none },
        [Said::Month(m)] => Parts { month: Some(m), ..none },
        [Said::Month(m), Said::Year(y)] => Parts { year: Some(y), month: Some(m), ..none },
        [Said::Season(s)] => Parts { season: Some(s), ..none },
        [Said::Season(s), Said::Year(y)] => Parts { year: Some(y), season: Some(s), ..none },
        // "winter 2011/12", where "2011/12" was taken for a month.
        [Said::Season(names::WINTER), Said::Date(Parts { year: Some(y), month: Some(m), day: None, .. })]
            if i64::from(m) == (i64::from(y) + 1) % 100 =>
        {
            Parts { year: Some(y), season: Some(names::WINTER), winter_known: true, ..none }
        }
        [Said::Year(y)] => Parts { year: Some(y), ..none },
        _ => return Err(unreadable()),
    };
    Ok(parts)
}

/// What one token can say of a date.
#[derive(Clone, Copy)]
enum Said {
    Date(Parts),
    Day(u32),
    Month(u32),
    Season(u32),
    Year(i32),
}

fn said(token: &Token) -> Option<Said> {
    match token {
        Token::Date(parts) => Some(Said::Date(*parts)),
        Token::Number(day, 1..=2) => Some(Said::Day(*day)),
        Token::Number(year, 4) => i32::try_from(*year).ok().map(Said::Year),
        Token::Word(word) => {
            names::month_of(word).map(Said::Month).or_else(|| names::season_of(word).map(Said::Season))
        }
        _ => None,
    }
}

/// Two dates, the first with the month and year it shares with the second; a month said only with
/// the first ("February 1–24, 2012") counts for both. A year is never carried forward.
pub(in crate::domain::time) fn shared(mut a: Parts, mut b: Parts) -> Result<(Parts, Parts), DateError> {
    if b.day.is_some() && b.month.is_none() {
        b.month = a.month;
    }
    if a.year.is_none() {
        // "25 February to 2012" shares nothing: what is missing is said by a date of the same kind.
        let has_month = |p: &Parts| p.month.is_some() || p.season.is_some();
        if (a.day.is_some() && b.day.is_none()) || !has_month(&b) {
            return Err(unreadable());
        }
        if a.day.is_some() && a.month.is_none() {
            a.month = b.month;
        }
        a.year = b.year;
    }
    Ok((a, b))
}

/// The date of complete parts.
pub(in crate::domain::time) fn date(parts: &Parts) -> Result<Edtf, DateError> {
    let year = parts.year.ok_or_else(unreadable)?;
    let text = match (parts.season, parts.month, parts.day) {
        (Some(names::WINTER), _, _) if !parts.winter_known => match year.checked_sub(1) {
            // "Winter 2012" is said of the winter that began and of the one that ended in that year.
            Some(before) if before >= 0 => format!("[{before:04}-24,{year:04}-24]"),
            _ => return Err(DateError::Unsupported),
        },
        (Some(season), _, _) => format!("{year:04}-{season}"),
        (None, None, None) if parts.decade => match year % 10 {
            0 => format!("{:03}X", year / 10),
            _ => return Err(unreadable()),
        },
        (None, None, None) => format!("{year:04}"),
        (None, Some(month), None) => match month {
            1..=12 => format!("{year:04}-{month:02}"),
            _ => return Err(DateError::NoSuchDay),
        },
        (None, Some(month), Some(day)) => {
            let day = Day::from_ymd(year, month, day).ok_or(DateError::NoSuchDay)?;
            return Ok(Edtf::day(day));
        }
        (None, None, Some(_)) => return Err(unreadable()),
    };
    Edtf::parse(&text)
}

/// Whether the token is one of the words.
pub(in crate::domain::time) fn is_word(token: &Token, words: &[&str]) -> bool {
    matches!(token, Token::Word(word) if words.contains(&word.as_str()))
}

/// What follows if the first word is one of these.
pub(in crate::domain::time) fn after_any<'t>(tokens: &'t [Token], words: &[&str]) -> Option<&'t [Token]> {
    tokens.split_first().filter(|(first, _)| is_word(first, words)).map(|(_, rest)| rest)
}

/// What follows if the tokens begin with all these words.
pub(in crate::domain::time) fn without_beginning<'t>(tokens: &'t [Token], words: &[&str]) -> Option<&'t [Token]> {
    let (start, rest) = tokens.split_at_checked(words.len())?;
    are_words(start, words).then_some(rest)
}

/// What stands before if the tokens end with all these words.
pub(in crate::domain::time) fn without_ending<'t>(tokens: &'t [Token], words: &[&str]) -> Option<&'t [Token]> {
    let (rest, end) = tokens.split_at_checked(tokens.len().checked_sub(words.len())?)?;
    are_words(end, words).then_some(rest)
}

/// What stands on either side of the first of these words.
pub(in crate::domain::time) fn split<'t>(tokens: &'t [Token], words: &[&str]) -> Option<(&'t [Token], &'t [Token])> {
    split_where(tokens, |t| is_word(t, words))
}

/// What stands on either side of the first dash.
pub(in crate::domain::time) fn split_dash(tokens: &[Token]) -> Option<(&[Token], &[Token])> {
    split_where(tokens, |t| *t == Token::Dash)
}

fn split_where(tokens: &[Token], at: impl Fn(&Token) -> bool) -> Option<(&[Token], &[Token])> {
    let (before, rest) = tokens.split_at_checked(tokens.iter().position(at)?)?;
    rest.split_first().map(|(_, after)| (before, after))
}

fn are_words(tokens: &[Token], words: &[&str]) -> bool {
    tokens.len() == words.len() && tokens.iter().zip(words).all(|(t, w)| is_word(t, &[w]))
}
