//! From words and numbers to the parts of one date, and from parts to EDTF.

use crate::domain::time::calendar::{self, Calendar};
use crate::domain::time::names;
use crate::domain::time::portion::Portion;
use crate::domain::time::reading::{Ask, Why};
use crate::domain::time::token::{Clock, Parts, Token};
use crate::domain::time::{DateError, Day, Edtf, Month, years};

/// The caller puts in what was typed.
pub(in crate::domain::time) fn unreadable() -> DateError {
    DateError::NotADate(String::new())
}

/// The parts of one date, as far as they are said.
pub(in crate::domain::time) fn parts(tokens: &[Token]) -> Result<Parts, DateError> {
    // "Early morning" and «первая половина дня» are no portions of a date.
    let of_day = |token: &Token| matches!(token, Token::Word(word) if is_of_the_day(word) || word == DAYTIME);
    let (portion, tokens) = match Portion::read(tokens) {
        Some((_, rest)) if rest.first().is_some_and(of_day) => (None, tokens),
        Some((portion, rest)) => (Some(portion), rest),
        None => (None, tokens),
    };
    let tokens = after_any(tokens, &ON).unwrap_or(tokens);
    let mut said: Vec<Said> = Vec::new();
    let (mut weekday, mut time, mut calendar) = (None, None, None);
    let tokens = without_half_of_day(tokens);
    for (at, token) in tokens.iter().enumerate() {
        // "Early morning".
        let next = tokens.get(at + 1);
        if is_word(token, &EARLY_OR_LATE) && matches!(next, Some(Token::Word(word)) if is_of_the_day(word)) {
            continue;
        }
        // Each of them once: what is said twice may be said of something else.
        let once = match say(token) {
            Some(Said::Weekday(day)) => weekday.replace(day).is_none(),
            Some(Said::Time(clock)) => time.replace(clock).is_none(),
            Some(Said::Calendar(of)) => calendar.replace(of).is_none_or(|before| before == of),
            Some(Said::ForeignMonth(of, month)) => {
                said.push(Said::Month(month));
                calendar.replace(of).is_none_or(|before| before == of)
            }
            Some(Said::Nothing) => true,
            Some(other) => {
                said.push(other);
                true
            }
            None => false,
        };
        if !once {
            return Err(unreadable());
        }
    }
    let parts = shape(&said).ok_or_else(unreadable)?;
    let mut of_day = tokens.iter().filter_map(|token| match token {
        Token::Word(word) if is_of_the_day(word) => Some(word.as_str()),
        _ => None,
    });
    let time = of_day.try_fold(time, |time, word| time.map(|clock| clock_in(word, clock)).transpose())?;
    Ok(Parts { portion, weekday, time, calendar, ..parts })
}

/// The parts of what is said of a date, in the orders that people say it.
fn shape(said: &[Said]) -> Option<Parts> {
    let none = Parts::default();
    Some(match *said {
        [Said::Date(parts)] => parts,
        // "25.02. 2012"
        [Said::Date(parts @ Parts { year: None, .. }), Said::Year(y)] => Parts { year: Some(y), ..parts },
        [Said::Day(d)] => Parts { day: Some(d), ..none },
        [Said::Day(d), Said::Month(m)] | [Said::Month(m), Said::Day(d)] => {
            Parts { month: Some(m), day: Some(d), ..none }
        }
        [Said::Day(d), Said::Month(m), Said::Year(y)]
        | [Said::Month(m), Said::Day(d), Said::Year(y)]
        | [Said::Year(y), Said::Month(m), Said::Day(d)]
        | [Said::Year(y), Said::Day(d), Said::Month(m)] => {
            Parts { year: Some(y), month: Some(m), day: Some(d), ..none }
        }
        // "25-Feb-2012", "Feb-2012"
        [Said::Day(d), Said::Joint, Said::Month(m), Said::Joint, Said::Year(y)]
        | [Said::Year(y), Said::Joint, Said::Month(m), Said::Joint, Said::Day(d)] => {
            Parts { year: Some(y), month: Some(m), day: Some(d), ..none }
        }
        [Said::Month(m), Said::Joint, Said::Year(y)] => Parts { year: Some(y), month: Some(m), ..none },
        // "25 Feb '12", "25 Feb 12"
        [Said::Day(d), Said::Month(m), Said::Date(Parts { year: Some(y), month: None, short_year: true, .. })]
        | [Said::Month(m), Said::Day(d), Said::Date(Parts { year: Some(y), month: None, short_year: true, .. })] => {
            Parts { year: Some(y), month: Some(m), day: Some(d), short_year: true, ..none }
        }
        [Said::Day(d), Said::Month(m), Said::Day(y)] => {
            Parts { year: i32::try_from(y).ok(), month: Some(m), day: Some(d), short_year: true, ..none }
        }
        [Said::Month(m), Said::Date(Parts { year: Some(y), month: None, short_year: true, .. })] => {
            Parts { year: Some(y), month: Some(m), short_year: true, ..none }
        }
        // "25 02 2012", "25 II 2012"
        [Said::Day(d), Said::Day(m) | Said::Roman(m), Said::Year(y)]
        | [Said::Year(y), Said::Day(m) | Said::Roman(m), Said::Day(d)] => {
            Parts { year: Some(y), month: Some(m), day: Some(d), ..none }
        }
        // The end of "February 1–24, 2012".
        [Said::Day(d), Said::Year(y)] => Parts { year: Some(y), day: Some(d), ..none },
        [Said::Month(m)] => Parts { month: Some(m), ..none },
        [Said::Month(m) | Said::Roman(m), Said::Year(y)] | [Said::Year(y), Said::Month(m)] => {
            Parts { year: Some(y), month: Some(m), ..none }
        }
        [Said::Season(s)] => Parts { season: Some(s), ..none },
        [Said::Season(s), Said::Year(y)] | [Said::Year(y), Said::Season(s)] => {
            Parts { year: Some(y), season: Some(s), ..none }
        }
        // "winter 2011/12", where "2011/12" was taken for a month, and "winter 2011–2012".
        [Said::Season(names::WINTER), Said::Date(Parts { year: Some(y), month: Some(m), day: None, .. })]
            if i64::from(m) == (i64::from(y) + 1) % 100 =>
        {
            Parts { year: Some(y), season: Some(names::WINTER), winter_known: true, ..none }
        }
        [Said::Season(names::WINTER), Said::Year(y), Said::Joint, Said::Year(next)] if next == y + 1 => {
            Parts { year: Some(y), season: Some(names::WINTER), winter_known: true, ..none }
        }
        [Said::Quarter, Said::Day(q), Said::Year(y)]
        | [Said::Day(q) | Said::Roman(q), Said::Quarter, Said::Year(y)]
        | [Said::Year(y), Said::Quarter, Said::Day(q)] => Parts { year: Some(y), quarter: Some(q), ..none },
        [Said::Day(c) | Said::Roman(c), Said::Century] => Parts { century: Some(c), ..none },
        [Said::Year(y)] => Parts { year: Some(y), ..none },
        _ => return None,
    })
}

/// What one token can say of a date.
#[derive(Clone, Copy)]
enum Said {
    Date(Parts),
    Day(u32),
    Month(u32),
    /// A number in Roman letters.
    Roman(u32),
    Season(u32),
    Year(i32),
    Quarter,
    Century,
    Joint,
    Weekday(u32),
    Time(Clock),
    Calendar(Calendar),
    ForeignMonth(Calendar, u32),
    /// A part of the day, which the date does not hold.
    Nothing,
}

const ON: [&str; 5] = ["in", "on", "at", "в", "во"];
const QUARTER: [&str; 8] = ["q", "quarter", "кв", "квартал", "квартале", "квартала", "к", "тоқсан"];
const CENTURY: [&str; 8] = ["century", "cent", "век", "века", "веке", "столетие", "столетия", "ғасыр"];
/// Parts of a day: the date holds the day, the words are kept.
pub(in crate::domain::time) const OF_THE_DAY: &str = "morning afternoon evening midday noon dawn dusk forenoon утро утром утра полдень днем день \
    вечер вечером вечера рассвете рассвет таң кеш";

/// «В первой половине дня», and a measure of time elsewhere.
pub(in crate::domain::time) const DAYTIME: &str = "дня";
const EARLY_OR_LATE: [&str; 8] = ["early", "late", "рано", "поздно", "ранним", "поздним", "раннее", "поздний"];
const HALF_OF_DAY: [&str; 4] = ["половина", "половине", "половину", "половины"];
/// Of parts of the day: the hours that a clock of twelve shows in them, and whether those are hours of the afternoon.
const HOURS_OF: [(&str, std::ops::RangeInclusive<u32>, bool); 3] = [
    ("morning утро утром утра таң forenoon", 0..=11, false),
    ("afternoon днем дня", 12..=18, true),
    ("evening вечер вечером вечера кеш", 16..=23, true),
];

/// The time of day in its part of the day: "8:30 in the evening" is 20:30. What cannot be so is not understood.
fn clock_in(word: &str, clock: Clock) -> Result<Clock, DateError> {
    let Clock(hour, minute, second) = clock;
    let part = HOURS_OF.iter().find(|(words, ..)| words.split(' ').any(|known| known == word));
    let (_, hours, is_late) = part.ok_or_else(unreadable)?;
    let meant = [Some(hour), (*is_late && hour < 12).then_some(hour + 12)];
    let found = meant.into_iter().flatten().find(|hour| hours.contains(hour)).ok_or_else(unreadable)?;
    Ok(Clock(found, minute, second))
}

/// Without "in the first half of the day", which the date does not hold.
fn without_half_of_day(tokens: &[Token]) -> &[Token] {
    let rest = after_any(tokens, &ON).unwrap_or(tokens);
    match rest {
        [Token::Number(1 | 2, _), half, day, rest @ ..] if is_word(half, &HALF_OF_DAY) && is_word(day, &[DAYTIME]) => {
            rest
        }
        _ => tokens,
    }
}

fn say(token: &Token) -> Option<Said> {
    Some(match token {
        Token::Date(parts) => Said::Date(*parts),
        Token::Number(day, 1..=2) => Said::Day(*day),
        Token::Number(year, 4) => Said::Year(i32::try_from(*year).ok()?),
        Token::Time(clock) => Said::Time(*clock),
        Token::Comma => Said::Nothing,
        Token::Dash | Token::Slash => Said::Joint,
        Token::Word(word) => {
            let word = word.as_str();
            let listed = |list: &[&str]| list.contains(&word);
            match names::month_of(word) {
                Some(month) => Said::Month(month),
                None if listed(&QUARTER) => Said::Quarter,
                None if listed(&CENTURY) => Said::Century,
                None if is_of_the_day(word) || listed(&ON) => Said::Nothing,
                None => names::season_of(word)
                    .map(Said::Season)
                    .or_else(|| names::weekday_of(word).map(Said::Weekday))
                    .or_else(|| calendar::month_of(word).map(|(of, month)| Said::ForeignMonth(of, month)))
                    .or_else(|| calendar::era_of(word).map(Said::Calendar))
                    .or_else(|| names::roman_of(word).map(Said::Roman))?,
            }
        }
        _ => return None,
    })
}

pub(in crate::domain::time) fn is_of_the_day(word: &str) -> bool {
    OF_THE_DAY.split_whitespace().any(|known| known == word)
}

/// Whether the token says anything of a date, so that it cannot be left out.
pub(in crate::domain::time) fn says(token: &Token) -> bool {
    say(token).is_some()
}

/// Two dates, the first with the month and year it shares with the second; a month said only with
/// the first ("February 1–24, 2012") counts for both. A year is never carried forward.
pub(in crate::domain::time) fn shared(mut a: Parts, mut b: Parts) -> Result<(Parts, Parts), DateError> {
    if b.day.is_some() && b.month.is_none() {
        b.month = a.month;
        b.calendar = b.calendar.or(a.calendar);
    }
    if a.year.is_none() {
        // "25 February to 2012" shares nothing: what is missing is said by a date of the same kind.
        let has_month = |p: &Parts| p.month.is_some() || p.season.is_some();
        if (a.day.is_some() && b.day.is_none()) || !has_month(&b) {
            return Err(unreadable());
        }
        // The year of one calendar is none of another: "25 February – 8 Esfand 1390".
        let is_foreign = a.month.is_some() && a.calendar != b.calendar;
        if a.day.is_some() && a.month.is_none() {
            a.month = b.month;
        }
        if is_foreign {
            return Err(unreadable());
        }
        a.calendar = b.calendar;
        // "28 December – 3 January 2012" began in the year before.
        let wraps = a.month.zip(b.month).is_some_and(|(first, last)| first > last);
        a.year = b.year.map(|year| year - i32::from(wraps));
        a.short_year = b.short_year;
    }
    Ok((a, b))
}

/// The date of complete parts.
pub(in crate::domain::time) fn date(parts: &Parts) -> Result<Edtf, DateError> {
    if let Some(portion) = parts.portion {
        let plain = parts.weekday.is_none() && parts.time.is_none() && parts.calendar.is_none() && !parts.short_year;
        if !plain {
            return Err(unreadable());
        }
        if parts.decade && !parts.decade_known && parts.year.is_some_and(|year| year % 100 == 0) {
            let century = portion.of_century(parts.year.unwrap_or_default());
            let both = [portion.of_date(parts), century].into_iter().flatten();
            return Err(Ask::of(Why::Ambiguous, both, true));
        }
        return portion.of_date(parts);
    }
    if let Some(century @ 1..=99) = parts.century {
        // As it is counted since there is a year 1: the 17th century is 1601 to 1700. EDTF's own `16XX` is 1600 to 1699.
        return Edtf::parse(&format!("[{:04}..{:04}]", (century - 1) * 100 + 1, century * 100));
    }
    let year = parts.year.ok_or_else(unreadable)?;
    if parts.short_year {
        return Err(Ask::of(Why::ShortYear, [], false));
    }
    let date = match parts.calendar {
        // "Ramadan 2012": the month of one calendar and the year of ours.
        Some(of) if parts.month.is_some() && !calendar::YEARS.contains(&year) => {
            let found = calendar::in_our_year(of, year, parts.month, parts.day);
            return Err(Ask::of(Why::Ambiguous, found, true));
        }
        Some(of) if parts.season.is_none() && parts.quarter.is_none() && !parts.decade => {
            calendar::convert(of, year, parts.month, parts.day)?
        }
        Some(_) => return Err(unreadable()),
        None => gregorian(parts, year)?,
    };
    if let Some(weekday) = parts.weekday {
        let day = date.lo().filter(|_| date.is_exact_day()).ok_or_else(unreadable)?;
        if day.weekday() != weekday {
            return Err(Ask::of(Why::Weekday, [date], false));
        }
    }
    match parts.time {
        None => Ok(date),
        Some(Clock(hour, minute, second)) if date.is_exact_day() => {
            Edtf::parse(&format!("{date}T{hour:02}:{minute:02}:{second:02}"))
        }
        Some(_) => Err(DateError::TimeAlone),
    }
}

fn gregorian(parts: &Parts, year: i32) -> Result<Edtf, DateError> {
    let text = match (parts.season, parts.month, parts.day) {
        _ if parts.quarter.is_some() => match parts.quarter {
            Some(quarter @ 1..=4) => format!("{year:04}-{}", 32 + quarter),
            _ => return Err(unreadable()),
        },
        (Some(names::WINTER), _, _) if !parts.winter_known => match year.checked_sub(1) {
            // "Winter 2012" is said of the winter that began and of the one that ended in that year.
            Some(before) if before >= 0 => format!("[{before:04}-24,{year:04}-24]"),
            _ => return Err(DateError::Unsupported),
        },
        (Some(season), _, _) => format!("{year:04}-{season}"),
        (None, None, None) if parts.decade => match year % 10 {
            // "The 1900s" are ten years to some and a hundred to others.
            0 if year % 100 == 0 && !parts.decade_known => {
                let both = [format!("{:03}X", year / 10), format!("{:02}XX", year / 100)];
                let both = both.iter().filter_map(|text| Edtf::parse(text).ok());
                return Err(Ask::of(Why::Ambiguous, both, false));
            }
            0 => format!("{:03}X", year / 10),
            _ => return Err(unreadable()),
        },
        (None, None, None) => format!("{year:04}"),
        (None, Some(month), None) if parts.two_years => {
            let later = years::later(year, month).ok_or(DateError::NoSuchDay)?;
            let years = Edtf::parse(&format!("{year:04}/{later:04}"))?;
            let month = Month::new(year, month).and_then(|month| Edtf::parse(&month.iso()).ok());
            return Err(Ask::of(Why::Ambiguous, [years].into_iter().chain(month), false));
        }
        (None, Some(month), None) => match month {
            1..=12 => format!("{year:04}-{month:02}"),
            _ => return Err(DateError::NoSuchDay),
        },
        (None, Some(month), Some(day)) => {
            return match (Day::from_ymd(year, month, day), Day::from_ymd(year, day, month)) {
                // "02/03/2012" is 2 March to most, 3 February to Americans.
                (Some(first), Some(other)) if parts.either_order && first != other => {
                    Err(Ask::of(Why::Ambiguous, [Edtf::day(first), Edtf::day(other)], false))
                }
                (Some(day), _) => Ok(Edtf::day(day)),
                // "02/25/2012"
                (None, Some(day)) if month > 12 => Err(Ask::of(Why::Ambiguous, [Edtf::day(day)], false)),
                _ => Err(DateError::NoSuchDay),
            };
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
    splits(tokens, at).next()
}

/// What stands on either side of each of these tokens.
pub(in crate::domain::time) fn splits(
    tokens: &[Token],
    at: impl Fn(&Token) -> bool,
) -> impl Iterator<Item = (&[Token], &[Token])> {
    let places = tokens.iter().enumerate().filter(move |(_, token)| at(token));
    places.filter_map(|(place, _)| Some((tokens.get(..place)?, tokens.get(place + 1..)?)))
}

fn are_words(tokens: &[Token], words: &[&str]) -> bool {
    tokens.len() == words.len() && tokens.iter().zip(words).all(|(t, w)| is_word(t, &[w]))
}
