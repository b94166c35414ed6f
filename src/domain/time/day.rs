//! Calendar days and months of the proleptic Gregorian calendar, years -9999 to 9999.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::time::DateError;

/// 1970-01-01 counted in days of the common era, the count chrono uses.
const EPOCH_CE: i32 = 719_163;
/// The years a stored date may have, as EDTF writes them with four digits.
const YEARS: std::ops::RangeInclusive<i32> = -9999..=9999;

/// A calendar day, as days since 1970-01-01 (proleptic Gregorian); its year is within -9999..=9999.
///
/// Serialized as ISO text (`2012-02-25`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(i32);

impl Day {
    /// The first day a date may have: -9999-01-01.
    pub const MIN: Day = Day(-4_371_587);
    /// The last day a date may have: 9999-12-31.
    pub const MAX: Day = Day(2_932_896);

    /// The day of a year, month (1–12) and day of the month; `None` if the calendar has no such day.
    pub fn from_ymd(y: i32, m: u32, d: u32) -> Option<Day> {
        if !YEARS.contains(&y) {
            return None;
        }
        NaiveDate::from_ymd_opt(y, m, d).map(|date| Day(date.num_days_from_ce() - EPOCH_CE))
    }

    /// Year, month (1–12) and day of the month.
    pub fn ymd(self) -> (i32, u32, u32) {
        // Every Day is within chrono's range; the epoch only satisfies the type.
        self.0
            .checked_add(EPOCH_CE)
            .and_then(NaiveDate::from_num_days_from_ce_opt)
            .map_or((1970, 1, 1), |date| (date.year(), date.month(), date.day()))
    }

    /// Days since 1970-01-01; negative before.
    pub fn number(self) -> i32 {
        self.0
    }

    /// The day of a number of days since 1970-01-01; `None` outside the years -9999..=9999.
    pub fn from_number(number: i32) -> Option<Day> {
        (Day::MIN.0..=Day::MAX.0).contains(&number).then_some(Day(number))
    }

    /// ISO 8601 text: `2012-02-25`, `-0043-03-15`.
    pub fn iso(self) -> String {
        let (y, m, d) = self.ymd();
        format!("{}-{m:02}-{d:02}", iso_year(y))
    }

    /// Reads exactly the text [`Day::iso`] writes; `None` for anything else.
    pub fn parse_iso(text: &str) -> Option<Day> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (month, day) = rest.split_at_checked(7)?;
        let month = Month::parse_unsigned(month)?;
        let day = two_digits(day.strip_prefix('-')?)?;
        // ISO has no year minus zero; accepting it would give one day two texts.
        if negative && month.year == 0 {
            return None;
        }
        let year = if negative { -month.year } else { month.year };
        Day::from_ymd(year, month.month, day)
    }

    /// Days from this day to the other; negative if the other is earlier.
    pub fn days_until(self, other: Day) -> i64 {
        i64::from(other.0) - i64::from(self.0)
    }

    /// The day so many days later (earlier if negative); `None` outside the years -9999..=9999.
    pub fn plus(self, days: i64) -> Option<Day> {
        let number = i64::from(self.0).checked_add(days)?;
        i32::try_from(number).ok().and_then(Day::from_number)
    }

    /// The day of the week, from 0 for Monday.
    pub fn weekday(self) -> u32 {
        // 1970-01-01 was a Thursday.
        (self.0 + 3).rem_euclid(7).unsigned_abs()
    }

    /// The month the day is in.
    pub fn month(self) -> Month {
        let (year, month, _) = self.ymd();
        Month { year, month }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

impl TryFrom<String> for Day {
    type Error = DateError;

    fn try_from(text: String) -> Result<Day, DateError> {
        Day::parse_iso(&text).ok_or(DateError::NotADate(text))
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.iso()
    }
}

/// A calendar month; serialized as ISO text (`2012-02`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    /// Year, -9999 to 9999.
    pub year: i32,
    /// Month of the year, 1 to 12.
    pub month: u32,
}

impl Month {
    /// The month; `None` if the year or month is out of range.
    pub fn new(year: i32, month: u32) -> Option<Month> {
        (YEARS.contains(&year) && (1..=12).contains(&month)).then_some(Month { year, month })
    }

    /// ISO 8601 text: `2012-02`.
    pub fn iso(self) -> String {
        format!("{}-{:02}", iso_year(self.year), self.month)
    }

    /// Reads exactly the text [`Month::iso`] writes; `None` for anything else.
    pub fn parse_iso(text: &str) -> Option<Month> {
        match text.strip_prefix('-') {
            None => Month::parse_unsigned(text),
            Some(rest) => {
                Month::parse_unsigned(rest).filter(|m| m.year != 0).and_then(|m| Month::new(-m.year, m.month))
            }
        }
    }

    fn parse_unsigned(text: &str) -> Option<Month> {
        let (year, month) = text.split_at_checked(4)?;
        if !year.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        Month::new(year.parse().ok()?, two_digits(month.strip_prefix('-')?)?)
    }

    /// The following month. After December 9999 it is January 10000, past every day, so that a loop
    /// `while month <= last` ends.
    pub fn next(self) -> Month {
        if self.month >= 12 {
            Month { year: self.year.saturating_add(1), month: 1 }
        } else {
            Month { year: self.year, month: self.month + 1 }
        }
    }

    /// The month so many months later (earlier if negative); `None` outside the years -9999..=9999.
    pub fn plus(self, months: i32) -> Option<Month> {
        let count = self.year.checked_mul(12)?.checked_add(i32::try_from(self.month).ok()? - 1)?.checked_add(months)?;
        Month::new(count.div_euclid(12), u32::try_from(count.rem_euclid(12)).ok()? + 1)
    }

    /// Months from this one to the other; negative if the other is earlier.
    pub fn months_until(self, other: Month) -> i64 {
        let count = |month: Month| i64::from(month.year) * 12 + i64::from(month.month);
        count(other) - count(self)
    }

    /// The first day of the month; a month out of range gives the nearest day there is.
    pub fn first(self) -> Day {
        if self.year > *YEARS.end() {
            return Day::MAX;
        }
        Day::from_ymd(self.year, self.month.clamp(1, 12), 1).unwrap_or(Day::MIN)
    }

    /// The last day of the month; a month out of range gives the nearest day there is.
    pub fn last(self) -> Day {
        if self.year < *YEARS.start() {
            return Day::MIN;
        }
        let valid = Month { year: self.year, month: self.month.clamp(1, 12) };
        match valid.next() {
            after if after.year > *YEARS.end() => Day::MAX,
            after => after.first().plus(-1).unwrap_or(Day::MIN),
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

impl TryFrom<String> for Month {
    type Error = DateError;

    fn try_from(text: String) -> Result<Month, DateError> {
        Month::parse_iso(&text).ok_or(DateError::NotADate(text))
    }
}

impl From<Month> for String {
    fn from(month: Month) -> String {
        month.iso()
    }
}

/// A year with four digits and, before year 0, a minus sign, as ISO and EDTF write it.
pub(in crate::domain::time) fn iso_year(year: i32) -> String {
    let sign = if year < 0 { "-" } else { "" };
    format!("{sign}{:04}", year.unsigned_abs())
}

fn two_digits(text: &str) -> Option<u32> {
    let digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}
