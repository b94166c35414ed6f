//! Portions of a month, year or decade: "early March", "the second half of 2012", «в конце 1990-х».

use crate::domain::time::token::{Parts, Token};
use crate::domain::time::{DateError, Edtf, Month, names, relative};

/// Which portion of a longer time is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::domain::time) enum Portion {
    Early,
    Mid,
    Late,
    FirstHalf,
    SecondHalf,
    /// A week of a month, from 1.
    Week(u32),
    LastWeek,
    /// Ten days of a month, from 1; the third to its end: «декада».
    TenDays(u32),
    /// «В двадцатых числах»: the days whose numbers begin so.
    Tens(u32),
    /// A day of the week in a month: which of them, from 1, and which day, from 0 for Monday.
    Weekday(u32, u32),
    LastWeekday(u32),
    /// So many days at the beginning or at the end: "the first two weeks".
    FirstDays(u32),
    LastDays(u32),
}

use Portion::{
    Early, FirstDays, FirstHalf, LastDays, LastWeek, LastWeekday, Late, Mid, SecondHalf, TenDays, Tens, Week, Weekday,
};

const HALF: &str = "half половина половине половины половину полугодие полугодии полугодия";
/// Words for a week.
const WEEK: &str = "week неделя недели неделе неделю апта аптасы аптасында";
const TEN_DAYS: &str = "декада декаде декады декаду";
/// Days of a month, of which only the first or the last are meant.
const SOME_DAYS: &str = "days дни днях дней числа числах чисел";
const LAST: &str = "last final последний последняя последней последнюю последние последних соңғы";
const FIRST: &str = "первые первых";
const TENS: [(u32, &str); 2] = [(1, "десятые десятых"), (2, "двадцатые двадцатых")];

const WORDS: [(Portion, &str); 3] = [
    (Early, "early beginning start начало начале начала началу басы басында"),
    (Mid, "mid middle середина середине середины середину ортасы ортасында"),
    (Late, "late end конец конце конца концу соңы соңында"),
];

/// The portion that a word names.
pub(in crate::domain::time) fn of(word: &str) -> Option<Portion> {
    WORDS.iter().find(|(_, words)| is_in(words, word)).map(|(portion, _)| *portion)
}

/// Whether it is a word for a week.
pub(in crate::domain::time) fn is_week(word: &str) -> bool {
    is_in(WEEK, word)
}

/// Whether a word says which portion, or of what.
pub(in crate::domain::time) fn says(word: &str) -> bool {
    let tens = TENS.map(|(_, words)| words);
    of(word).is_some()
        || [WEEK, TEN_DAYS, SOME_DAYS, FIRST, LAST].into_iter().chain(tens).any(|words| is_in(words, word))
}

/// The days in "two weeks", "three days".
fn days_in(number: &Token, unit: &Token) -> Option<u32> {
    let each = match unit {
        Token::Word(word) if is_in("weeks недели недель", word) => 7,
        Token::Word(word) if is_in("days дня дней", word) => 1,
        _ => return None,
    };
    let count = u32::try_from(relative::count(number)?).ok()?;
    (2..=31).contains(&(count * each)).then_some(count * each)
}

fn is_in(words: &str, word: &str) -> bool {
    words.split(' ').any(|known| known == word)
}

impl Portion {
    /// The portion that the tokens begin with, and what it is a portion of.
    pub(in crate::domain::time) fn read(tokens: &[Token]) -> Option<(Portion, &[Token])> {
        let is = |token: &Token, words: &str| matches!(token, Token::Word(word) if is_in(words, word));
        let tokens = match tokens {
            [on, rest @ ..] if is(on, "на in on at during within в во") => rest,
            tokens => tokens,
        };
        let (portion, rest) = match tokens {
            [Token::Word(word), Token::Dash, rest @ ..] | [Token::Word(word), rest @ ..] if of(word).is_some() => {
                (of(word)?, rest)
            }
            [Token::Number(nth @ 1..=5, 2), Token::Word(day), rest @ ..] if names::weekday_of(day).is_some() => {
                (Weekday(*nth, names::weekday_of(day)?), rest)
            }
            [last, Token::Word(day), rest @ ..] if is(last, LAST) && names::weekday_of(day).is_some() => {
                (LastWeekday(names::weekday_of(day)?), rest)
            }
            [first, number, unit, rest @ ..]
                if (matches!(first, Token::Number(1, 2)) || is(first, FIRST) || is(first, LAST))
                    && days_in(number, unit).is_some() =>
            {
                let days = days_in(number, unit)?;
                (if is(first, LAST) { LastDays(days) } else { FirstDays(days) }, rest)
            }
            [Token::Word(nth), half, rest @ ..] if is(half, HALF) => match names::roman_of(nth)? {
                1 => (FirstHalf, rest),
                2 => (SecondHalf, rest),
                _ => return None,
            },
            [Token::Number(1, _), half, rest @ ..] if is(half, HALF) => (FirstHalf, rest),
            [Token::Number(2, _), half, rest @ ..] if is(half, HALF) => (SecondHalf, rest),
            [Token::Number(nth @ 1..=6, _), week, rest @ ..] if is(week, WEEK) => (Week(*nth), rest),
            [Token::Number(nth @ 1..=3, _), ten, rest @ ..] if is(ten, TEN_DAYS) => (TenDays(*nth), rest),
            [Token::Number(1, _), days, rest @ ..] if is(days, SOME_DAYS) => (Early, rest),
            [first, days, rest @ ..] if is(first, FIRST) && is(days, SOME_DAYS) => (Early, rest),
            [last, week, rest @ ..] if is(last, LAST) && is(week, WEEK) => (LastWeek, rest),
            [last, ten, rest @ ..] if is(last, LAST) && is(ten, TEN_DAYS) => (TenDays(3), rest),
            [last, days, rest @ ..] if is(last, LAST) && is(days, SOME_DAYS) => (Late, rest),
            [tens, days, rest @ ..] if is(days, SOME_DAYS) => {
                (Tens(TENS.iter().find(|(_, words)| is(tens, words))?.0), rest)
            }
            _ => return None,
        };
        (!rest.is_empty()).then_some((portion, rest))
    }

    /// The days of a month that it may be, from 1. Weeks are counted from the first of the month, from the first Monday, or
    /// with the days before it as one; and some begin them on Sunday: whichever is meant, it lies in these days.
    fn of_month(self, month: Month) -> Option<(u32, u32)> {
        let last = month.last().ymd().2;
        let monday = month.first().weekday();
        let before = monday.max((monday + 1) % 7);
        let wait = ((7 - monday) % 7).max((6 - monday) % 7);
        let (from, to) = match self {
            Week(nth) => ((7 * (nth - 1) + 1).saturating_sub(before).max(1), (7 * nth + wait).min(last)),
            LastWeek => (last.saturating_sub(12), last),
            TenDays(3) => (21, last),
            TenDays(nth) => (10 * (nth - 1) + 1, 10 * nth),
            Tens(nth) => (10 * nth, (10 * nth + 9).min(last)),
            Weekday(nth, day) => {
                let at = (7 + day - monday) % 7 + 1 + 7 * (nth - 1);
                (at, at.min(last))
            }
            FirstDays(days) => (1, days.min(last)),
            LastDays(days) => (last.saturating_sub(days) + 1, last),
            LastWeekday(day) => {
                let at = last - (7 + month.last().weekday() - day) % 7;
                (at, at)
            }
            _ => self.of_units(last)?,
        };
        (from <= to).then_some((from, to))
    }

    /// The first and the last of so many days, months or years, from 1. Nobody says where "early" ends: a third of them,
    /// and some beyond.
    /// Nothing for what only a month has.
    fn of_units(self, units: u32) -> Option<(u32, u32)> {
        let (third, beyond) = (units / 3, units.div_ceil(15));
        Some(match self {
            Early => (1, third + beyond),
            Mid => (third - beyond + 1, units - third + beyond),
            Late => (units - third - beyond + 1, units),
            FirstHalf => (1, units.div_ceil(2)),
            SecondHalf => (units / 2 + 1, units),
            Week(_) | LastWeek | TenDays(_) | Tens(_) | Weekday(..) | LastWeekday(_) | FirstDays(_) | LastDays(_) => {
                return None;
            }
        })
    }

    /// Whether its ends are anybody's guess: what begins or ends in it begins or ends in what it is a portion of.
    pub(in crate::domain::time) fn is_vague(self) -> bool {
        !matches!(self, FirstHalf | SecondHalf | Weekday(..) | LastWeekday(_))
    }

    /// The portion of a hundred years: "early 1900s".
    pub(in crate::domain::time) fn of_century(self, first: i32) -> Result<Edtf, DateError> {
        let (from, to) = self.of_units(100).ok_or_else(|| DateError::NotADate(String::new()))?;
        let year = |nth: u32| i64::from(first) + i64::from(nth) - 1;
        Edtf::parse(&format!("[{:04}..{:04}]", year(from), year(to)))
    }

    /// The portion of a month, year or decade.
    pub(in crate::domain::time) fn of_date(self, parts: &Parts) -> Result<Edtf, DateError> {
        let unreadable = || DateError::NotADate(String::new());
        let year = parts.year.ok_or_else(unreadable)?;
        let text = match (parts.month, parts.day, parts.season, parts.decade) {
            (Some(month), None, None, false) => {
                let month = Month::new(year, month).ok_or(DateError::NoSuchDay)?;
                let (first, last) = self.of_month(month).ok_or(DateError::NoSuchDay)?;
                match first == last {
                    true => format!("{month}-{first:02}"),
                    false => format!("[{month}-{first:02}..{month}-{last:02}]"),
                }
            }
            (None, None, None, false) => {
                let (first, last) = self.of_units(12).ok_or_else(unreadable)?;
                format!("[{year:04}-{first:02}..{year:04}-{last:02}]")
            }
            (None, None, None, true) => {
                let (first, last) = self.of_units(10).ok_or_else(unreadable)?;
                let year = |nth: u32| i64::from(year) + i64::from(nth) - 1;
                format!("[{:04}..{:04}]", year(first), year(last))
            }
            _ => return Err(unreadable()),
        };
        Edtf::parse(&text)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::Portion;
    use crate::domain::time::Month;

    #[test]
    fn a_week_of_a_month_is_among_its_days_however_it_is_counted() {
        for month in 2010..2020 {
            for month in (1..=12).map(|of_year| Month::new(month, of_year).unwrap()) {
                let last = month.last().ymd().2;
                for nth in 1..=4 {
                    let (from, to) = Portion::Week(nth).of_month(month).unwrap();
                    for begins in [0, 6] {
                        let first = (7 + begins - month.first().weekday()) % 7 + 1;
                        let full = first + 7 * (nth - 1);
                        let partial = if first == 1 { full } else { full.saturating_sub(7) };
                        for start in [full, partial, 7 * (nth - 1) + 1] {
                            assert!(from <= start.max(1) && (start + 6).min(last) <= to, "{month} {nth} {start}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn portions_meet_so_that_no_day_is_in_none() {
        for units in [10, 12, 28, 29, 30, 31] {
            let [early, mid, late] =
                [Portion::Early, Portion::Mid, Portion::Late].map(|portion| portion.of_units(units).unwrap());
            assert!(early.0 == 1 && mid.0 <= early.1 && late.0 <= mid.1 && late.1 == units, "{units}");
            let [first, second] =
                [Portion::FirstHalf, Portion::SecondHalf].map(|portion| portion.of_units(units).unwrap());
            assert!(first.0 == 1 && second.0 <= first.1 + 1 && second.1 == units, "{units}");
        }
        assert_eq!(Portion::Early.of_units(31), Some((1, 13)));
    }
}
