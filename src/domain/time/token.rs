//! Typed text as words, numbers and numeric dates, in lower case and without marks that mean nothing.

use crate::domain::time::calendar::Calendar;
use crate::domain::time::portion::Portion;
use crate::domain::time::{names, years};
use crate::domain::typing::plain;

/// A time of day: hour, minute, second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::domain::time) struct Clock(pub u32, pub u32, pub u32);

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
    /// Where it ends in two zeros, it was said that no century is meant.
    pub(in crate::domain::time) decade_known: bool,
    /// The number of a century, and of a quarter of the year.
    pub(in crate::domain::time) century: Option<u32>,
    pub(in crate::domain::time) quarter: Option<u32>,
    /// A portion of the month, year or decade.
    pub(in crate::domain::time) portion: Option<Portion>,
    /// The day of the week that it is said to be, from 0 for Monday.
    pub(in crate::domain::time) weekday: Option<u32>,
    pub(in crate::domain::time) time: Option<Clock>,
    /// It is not of our calendar.
    pub(in crate::domain::time) calendar: Option<Calendar>,
    /// The year has two digits only.
    pub(in crate::domain::time) short_year: bool,
    /// `2011/12`: a month, or two years.
    pub(in crate::domain::time) two_years: bool,
    /// `02/03/2012`: the month may come first.
    pub(in crate::domain::time) either_order: bool,
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
    /// `10:30`.
    Time(Clock),
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
const DRESSING: [&str; 22] = [
    "г",
    "гг",
    "год",
    "года",
    "году",
    "годом",
    "годы",
    "годов",
    "the",
    "of",
    "чем",
    "начиная",
    "year",
    "exactly",
    "ровно",
    "жыл",
    "жылы",
    "жылғы",
    "жылдың",
    "ж",
    "күні",
    "айы",
];
/// What follows a number in digits and belongs to it: "25th", «25-го», «25-і».
const OF_DAYS: [&str; 22] = [
    "st", "nd", "rd", "th", "го", "е", "ое", "ого", "ше", "ье", "му", "і", "ші", "шы", "сы", "сі", "й", "я", "ю", "ой",
    "ая", "ую",
];
/// Words for hours behind their number, and for the part of the day behind those: "from midnight on", "from noon on".
const HOURS: [&str; 4] = ["час", "часа", "часов", "ч"];
const HALVES_RU: [(&str, std::ops::RangeInclusive<u32>, u32); 3] =
    [("утра", 4..=11, 0), ("дня", 1..=6, 12), ("вечера", 4..=11, 12)];
/// Years that eight digits are taken to end with.
const YEARS: std::ops::Range<u32> = 1800..2100;
/// The morning and the afternoon half of the clock.
const HALVES_OF_DAY: [(&str, u32); 2] = [("am", 0), ("pm", 12)];
const TENS: [(&str, u32); 4] = [("twenty", 20), ("thirty", 30), ("двадцать", 20), ("тридцать", 30)];

/// The text in lower case with plain digits, spaces and hyphens, without invisible marks, "е" for "ё".
pub(in crate::domain::time) fn normalize(text: &str) -> String {
    plain(&text.chars().flat_map(char::to_lowercase).collect::<String>())
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
                ' ' | '.' | '(' | ')' | '[' | ']' | '"' | '“' | '”' | '«' | '»' | '„' | ';' => {}
                '\'' | '’' => short_year(rest, &mut out)?,
                '…' => out.push(Token::Dash),
                '~' | '≈' => out.push(Token::Word("about".to_owned())),
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

/// "'12": the mark of years that are left out; the number itself is read next.
fn short_year(text: &str, out: &mut Vec<Token>) -> Option<()> {
    let digits = text.chars().skip(1).take_while(char::is_ascii_digit).count();
    (digits == 2).then(|| out.push(Token::Word("'".to_owned())))
}

/// Adds a word, unless it only dresses a number: "25th", "25-го", "2012 года", "the 25th of".
fn push_word(word: &str, out: &mut Vec<Token>) {
    if let Some(clock) = half_of_day(word, out).or_else(|| hours_of_day(word, out)) {
        return push_time(clock, out);
    }
    if let Some((month, ending)) = names::bounded(word) {
        return out.extend([month, ending].map(|word| Token::Word(word.to_owned())));
    }
    if let Some(day) = names::ordinal_of(word) {
        let joined = match out.as_slice() {
            [.., Token::Word(tens), Token::Dash] | [.., Token::Word(tens)] if day < 10 => {
                TENS.iter().find(|(word, _)| word == tens).map(|(_, tens)| tens + day)
            }
            _ => None,
        };
        if joined.is_some() {
            if out.last() == Some(&Token::Dash) {
                out.pop();
            }
            out.pop();
        }
        return out.push(Token::Number(joined.unwrap_or(day), 2));
    }
    match (word, out.as_slice()) {
        (word, _) if DRESSING.contains(&word) => {}
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
        ("го" | "м", [.., Token::Number(_, 4), Token::Dash]) => drop(out.pop()),
        // As the words do: "2nd" is "second".
        (word, [.., Token::Number(number, 1..=2)]) if OF_DAYS.contains(&word) => {
            let number = *number;
            out.pop();
            out.push(Token::Number(number, 2));
        }
        (word, [.., Token::Number(number, 1..=2), Token::Dash]) if OF_DAYS.contains(&word) => {
            let number = *number;
            out.truncate(out.len().saturating_sub(2));
            out.push(Token::Number(number, 2));
        }
        _ => out.push(Token::Word(word.to_owned())),
    }
}

/// The time of day that "pm" makes of what stands before it: "3 pm", "3:15 p.m.".
fn half_of_day(word: &str, out: &mut Vec<Token>) -> Option<Clock> {
    let word = match (word, out.last()) {
        ("m", Some(Token::Word(first))) if first == "a" || first == "p" => {
            let word = format!("{first}m");
            out.pop();
            word
        }
        _ => word.to_owned(),
    };
    let (_, half) = HALVES_OF_DAY.iter().find(|(known, _)| *known == word)?;
    let clock = match out.last()? {
        Token::Number(hour @ 1..=12, 1..=2) => Clock(hour % 12 + half, 0, 0),
        Token::Time(Clock(hour @ 1..=12, minute, second)) => Clock(hour % 12 + half, *minute, *second),
        _ => return None,
    };
    out.pop();
    Some(clock)
}

/// The time of day in «8 часов вечера», «8 вечера». «2 дня» are two days.
fn hours_of_day(word: &str, out: &mut Vec<Token>) -> Option<Clock> {
    let (_, hours, half) = HALVES_RU.iter().find(|(known, ..)| *known == word)?;
    let (hour, length) = match out.as_slice() {
        [.., Token::Number(hour, 1..=2), Token::Word(hours)] if HOURS.contains(&hours.as_str()) => (*hour, 2),
        [.., Token::Number(hour, 1..=2)] if word != "дня" => (*hour, 1),
        _ => return None,
    };
    let clock = hours.contains(&hour).then_some(Clock(hour + half, 0, 0))?;
    out.truncate(out.len().saturating_sub(length));
    Some(clock)
}

fn push_time(clock: Clock, out: &mut Vec<Token>) {
    // "25 February at 10:30", «25 февраля в 10:30», "2012-02-25t10:30".
    while matches!(out.last(), Some(Token::Word(word)) if ["at", "в", "t"].contains(&word.as_str())) {
        out.pop();
    }
    out.push(Token::Time(clock));
}

fn decade(year: u32) -> Token {
    Token::Date(Parts { year: i32::try_from(year).ok(), decade: true, ..Parts::default() })
}

/// Reads a number, or the numbers of a numeric date, from the start of the text; gives its length.
///
/// With the year last the day comes first (`25/02/2012`), as everywhere but in the United States; with slashes or hyphens
/// (`02/03/2012`) either may be meant.
fn numeric(text: &str, out: &mut Vec<Token>) -> Option<usize> {
    if let Some((clock, length)) = clock(text) {
        push_time(clock, out);
        return Some(length);
    }
    if let Some(day) = compact(text) {
        out.push(day);
        return Some(8);
    }
    let first = Number::read(text)?;
    if out.last() == Some(&Token::Word("'".to_owned())) {
        out.pop();
        out.push(Token::Date(Parts { year: i32::try_from(first.value).ok(), short_year: true, ..Parts::default() }));
        return Some(first.end);
    }
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
                out.push(match date(Some(c.value), b.value, Some(first.value)) {
                    Token::Date(parts) => Token::Date(Parts { either_order: b.mark != Some('.'), ..parts }),
                    other => other,
                });
                return Some(c.end);
            }
            (4, 1..=2, 1..=2) => {
                out.push(date(Some(first.value), b.value, Some(c.value)));
                return Some(c.end);
            }
            // A year of two digits may be of any century.
            (1..=2, 1..=2, 2) => {
                let short = Parts {
                    year: i32::try_from(c.value).ok(),
                    month: Some(b.value),
                    day: Some(first.value),
                    short_year: true,
                    ..Parts::default()
                };
                out.push(Token::Date(short));
                return Some(c.end);
            }
            _ => {}
        }
    }
    if let Some(b) = &second {
        match (first.digits, b.digits, b.mark) {
            (1..=2, 4, _) => {
                out.push(date(Some(b.value), first.value, None));
                return Some(b.end);
            }
            (4, 2, mark) => {
                let later = i32::try_from(first.value).ok().and_then(|year| years::later(year, b.value));
                let next = (first.value + 1) % 100 == b.value;
                let two_years = mark != Some('.') && (next || b.value > 12 && later.is_some());
                out.push(match date(Some(first.value), b.value, None) {
                    Token::Date(parts) => Token::Date(Parts { two_years, ..parts }),
                    other => other,
                });
                return Some(b.end);
            }
            // "25.02.2012 10.30": behind a whole date it is a time of day.
            (1..=2, 2, Some('.')) if first.value < 24 && b.value < 60 && is_whole(out.last()) => {
                out.push(Token::Time(Clock(first.value, b.value, 0)));
                return Some(b.end);
            }
            (1..=2, 1..=2, Some('.')) => {
                out.push(date(None, b.value, Some(first.value)));
                return Some(b.end);
            }
            _ => {}
        }
    }
    // Two digits of less than ten are those of an ordinal: "02" is no "second".
    let digits = if first.value < 10 && first.digits == 2 { 1 } else { first.digits };
    out.push(Token::Number(first.value, digits));
    Some(first.end)
}

fn is_whole(token: Option<&Token>) -> bool {
    matches!(token, Some(Token::Date(Parts { year: Some(_), day: Some(_), .. })))
}

/// `10:30`, `10:30:15`: the time of day that a text begins with, and its length.
fn clock(text: &str) -> Option<(Clock, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let hour = text.get(..digits).filter(|_| digits <= 2)?.parse().ok()?;
    let two = |at: usize| -> Option<u32> {
        let part = text.get(at..at + 3)?.strip_prefix(':')?;
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()).flatten()
    };
    let minute = two(digits)?;
    let second = two(digits + 3);
    let length = digits + if second.is_some() { 6 } else { 3 };
    let second = second.unwrap_or(0);
    (hour < 24 && minute < 60 && second < 60).then_some((Clock(hour, minute, second), length))
}

/// `20120225`, or `25022012`: no month has a number like the first two digits of these years, so that both are never meant.
fn compact(text: &str) -> Option<Token> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: u32 = text.get(..8).filter(|_| digits == 8)?.parse().ok()?;
    let year_first = Parts { month: Some(number / 100 % 100), day: Some(number % 100), ..Parts::default() };
    let day_first = Parts { day: Some(number / 1_000_000), month: Some(number / 10_000 % 100), ..Parts::default() };
    let parts = match (number / 10_000, number % 10_000) {
        (_, last) if YEARS.contains(&last) => Parts { year: i32::try_from(last).ok(), either_order: true, ..day_first },
        (year, _) => Parts { year: i32::try_from(year).ok(), ..year_first },
    };
    Some(Token::Date(parts))
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
