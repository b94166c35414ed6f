//! Dates as people type them, in English and Russian, or as EDTF.

use crate::domain::time::calendar::{self, Calendar};
use crate::domain::time::grammar::read_tokens;
use crate::domain::time::missing::{meanings, missing, with_century};
use crate::domain::time::parts::{DAYTIME, is_of_the_day, parts};
use crate::domain::time::phrases::{NIGHT, OUR_ERA};
use crate::domain::time::reading::{Ask, Reading, Typing, Why};
use crate::domain::time::token::{self, Token};
use crate::domain::time::{DateError, Day, Edtf, TEXT_MAX, portion, years};

/// Reads a date as people type it, or any EDTF, where nothing is known beside it.
///
/// # Errors
/// As [`read_typed`].
pub fn parse_typed(input: &str) -> Result<Edtf, DateError> {
    read_typed(input, &Typing::default()).map(|reading| reading.date)
}

/// Reads a date as people type it, or any EDTF.
///
/// Numeric dates are day first (`25/02/2012`) unless the year is. "before" and "до" mean strictly before, "after" and
/// "после" strictly after; "since", "from" and "с" take the day in. `winter 2012` may be either of two winters and is kept
/// as one of the two. What is not wholly understood is no date: a person is asked ([`Ask`]) or told what is missing.
///
/// # Errors
/// [`DateError::NotADate`] with what was typed if it cannot be read, [`DateError::Ask`] with the dates it may mean, and the
/// other [`DateError`]s for what is missing, or for dates that can be read but cannot be.
pub fn read_typed(input: &str, typing: &Typing) -> Result<Reading, DateError> {
    if input.chars().nth(TEXT_MAX).is_some() {
        return Err(DateError::TooLong);
    }
    let text = token::normalize(input);
    // EDTF's own letters are capitals; people type "201x".
    let parse = |text: &str| Edtf::parse(text).or_else(|error| Edtf::parse(&text.to_uppercase()).map_err(|_| error));
    let (text, ours) = match OUR_ERA.iter().find_map(|era| text.strip_suffix(era)) {
        Some(rest) => (rest.trim_end().to_owned(), true),
        None => (text, false),
    };
    let direct = match if ours { parse(&text) } else { parse(input).or_else(|error| parse(&text).map_err(|_| error)) } {
        Ok(date) if ours => return Ok(Reading { date, keeps_words: false }),
        Ok(date) => return years::ask(input, &date).map_or_else(|| meant(date, false), Err),
        Err(DateError::EndBeforeStart) => return Err(DateError::EndBeforeStart),
        Err(error) => error,
    };
    let Some(tokens) = token::tokens(&text).map(cyrillic_c) else {
        return Err(match direct {
            DateError::NotADate(_) => DateError::NotADate(input.to_owned()),
            direct => direct,
        });
    };
    let timed = tokens.iter().any(|token| matches!(token, Token::Time(_)));
    let keeps_words = tokens.iter().any(|token| is_more_than_a_date(token, timed));
    let read_again = |tokens: &[Token]| read_tokens(tokens, typing.takes);
    match read_again(&tokens) {
        Ok(date) if ours => Ok(Reading { date, keeps_words }),
        Ok(date) => meant(date, keeps_words),
        // EDTF that says something impossible: its own reason is the better one.
        Err(_) if !matches!(direct, DateError::NotADate(_)) => Err(direct),
        Err(DateError::NotADate(_)) => Err(missing(input, &tokens, typing, &read_again)),
        Err(DateError::Ask(ask)) if ask.why == Why::ShortYear => {
            Err(Ask::of(Why::ShortYear, with_century(&tokens, typing, &read_again), keeps_words))
        }
        Err(DateError::Ask(ask)) if parts(&tokens).is_err() => Err(in_its_words(*ask, &tokens, input, &read_again)),
        Err(error) => Err(error),
    }
}

/// What is asked of one of the dates in a text is asked of all that the text says: "before 02/03/2012" is no day of March.
fn in_its_words(
    ask: Ask,
    tokens: &[Token],
    input: &str,
    read_again: &impl Fn(&[Token]) -> Result<Edtf, DateError>,
) -> DateError {
    let dates: Vec<Edtf> = meanings(tokens, &ask.why)
        .iter()
        .filter_map(|tokens| read_again(tokens).ok())
        .filter(Edtf::is_plausible)
        .collect();
    // What was asked of the whole already needs no other words.
    match dates.is_empty() && !ask.is_of_all {
        true => DateError::NotADate(input.to_owned()),
        false => Ask { dates: if dates.is_empty() { ask.dates } else { dates }, ..ask }.into(),
    }
}

/// Whether the words say something that the date does not hold: beside a time of day they only say which half of it.
fn is_more_than_a_date(token: &Token, timed: bool) -> bool {
    match token {
        Token::Word(word) => {
            let word = word.as_str();
            is_of_the_day(word) && !timed
                || word == DAYTIME
                || NIGHT.contains(&word)
                || portion::says(word)
                || calendar::month_of(word).is_some()
                || calendar::era_of(word).is_some()
        }
        _ => false,
    }
}

/// A date that was read, unless its year is hardly the one that is meant.
fn meant(date: Edtf, keeps_words: bool) -> Result<Reading, DateError> {
    if date.is_plausible() {
        return Ok(Reading { date, keeps_words });
    }
    let year = date.lo().or(date.hi()).map_or(0, |day| day.ymd().0);
    let is_plain = date.text().bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let other = date.lo().filter(|_| is_plain && matches!(date.text().len(), 4 | 7 | 10)).and_then(|day| {
        let (_, month, of_month) = day.ymd();
        let (month, of_month) = match date.text().len() {
            4 => (None, None),
            7 => (Some(month), None),
            _ => (Some(month), Some(of_month)),
        };
        // A Persian year is hardly ever the Islamic one: the two are 40 years apart.
        calendar::YEARS
            .contains(&year)
            .then(|| [Calendar::Persian, Calendar::Islamic].map(|of| calendar::convert(of, year, month, of_month).ok()))
    });
    let slip = match year {
        1000..=1099 => Edtf::parse(&date.text().replacen('1', "2", 1)).ok(),
        2100..=2199 => Edtf::parse(&date.text().replacen("21", "20", 1)).ok(),
        _ => None,
    };
    let is_foreign = other.is_some();
    let others = other.into_iter().flatten().flatten().chain(slip).take(2);
    let others: Vec<Edtf> = others.collect();
    // A year that may be of another calendar is not offered as one of ours alone.
    if others.is_empty() && calendar::YEARS.contains(&year) {
        return Err(DateError::OtherCalendar);
    }
    let ours = others.is_empty().then_some(date);
    Err(Ask::of(Why::Implausible, others.into_iter().chain(ours), is_foreign))
}

/// Reads one bound of a query: a day, or with `end` the last day of what was typed, otherwise its first.
///
/// # Errors
/// As [`parse_typed`]; [`DateError::NotADate`] also where the date is open on the side asked for.
pub fn parse_range_bound(input: &str, end: bool) -> Result<Day, DateError> {
    let date = parse_typed(input)?;
    let bound = if end { date.hi() } else { date.lo() };
    bound.ok_or_else(|| DateError::NotADate(input.to_owned()))
}

/// The Latin "c" is often typed for the Russian "с", which looks the same: among Cyrillic words it is one.
fn cyrillic_c(mut tokens: Vec<Token>) -> Vec<Token> {
    let russian =
        tokens.iter().any(|t| matches!(t, Token::Word(w) if w.chars().any(|c| ('\u{400}'..'\u{500}').contains(&c))));
    for token in &mut tokens {
        if russian && *token == Token::Word("c".to_owned()) {
            *token = Token::Word("с".to_owned());
        }
    }
    tokens
}
