//! How far "about" reaches: a width for each precision, on both sides of what is stated.

use edtf_core::{Date, DateField, YearKind};

use crate::domain::time::{Day, Month};

/// How far an approximate date reaches beyond its earliest and its latest day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::domain::time) enum Width {
    None,
    Days(i64),
    /// To the beginning of the month so many months earlier, to the end of the one so many months later.
    Months(i32),
}

/// "About 10 May" is a day of the week before or of the week after; wider dates reach further.
const DAY: Width = Width::Days(7);
const MONTH: Width = Width::Months(1);
const SEASON: Width = Width::Months(3);
const YEAR: Width = Width::Months(2 * 12);
const DECADE: Width = Width::Months(5 * 12);
const CENTURY: Width = Width::Months(25 * 12);
const MILLENNIUM: Width = Width::Months(250 * 12);

impl Width {
    /// The width of the finest part of a date that is marked as approximate.
    pub(in crate::domain::time) fn of(date: &Date) -> Width {
        let approximate = |field: &DateField| field.qualifier.approximate;
        let season = |field: &DateField| field.value().is_some_and(|month| month > 12);
        match (date.day.filter(approximate), date.month.filter(approximate)) {
            (Some(_), _) => DAY,
            (None, Some(month)) if season(&month) => SEASON,
            (None, Some(_)) => MONTH,
            (None, None) if date.year.qualifier.approximate => year(date),
            (None, None) => Width::None,
        }
    }

    pub(in crate::domain::time) fn before(self, day: Day) -> Day {
        match self {
            Width::None => Some(day),
            Width::Days(days) => day.plus(-days),
            Width::Months(months) => day.month().plus(-months).map(Month::first),
        }
        .unwrap_or(Day::MIN)
    }

    pub(in crate::domain::time) fn after(self, day: Day) -> Day {
        match self {
            Width::None => Some(day),
            Width::Days(days) => day.plus(days),
            Width::Months(months) => day.month().plus(months).map(Month::last),
        }
        .unwrap_or(Day::MAX)
    }
}

/// A year of which only some digits are given is a decade, a century or more.
fn year(date: &Date) -> Width {
    let given = match (date.year.significant_digits, date.year.kind) {
        (Some(digits), _) => digits,
        (None, YearKind::Standard { digits, .. }) => digits.iter().map_while(|digit| *digit).map(|_| 1).sum(),
        (None, _) => 4,
    };
    match given {
        0 | 1 => MILLENNIUM,
        2 => CENTURY,
        3 => DECADE,
        _ => YEAR,
    }
}
