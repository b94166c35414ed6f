//! Lengths by the calendar, exact and between two bounds.

use crate::domain::time::Day;

/// A length by the calendar: months, then days, then hours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Length {
    pub months: i64,
    pub days: i64,
    pub hours: i64,
}

/// What lengths are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit(pub Length);

pub(super) const YEAR: Unit = Unit(Length { months: 12, ..Length::NONE });
pub(super) const MONTH: Unit = Unit(Length { months: 1, ..Length::NONE });
pub(super) const WEEK: Unit = Unit(Length { days: 7, ..Length::NONE });
pub(super) const DAY: Unit = Unit(Length { days: 1, ..Length::NONE });
pub(super) const HOUR: Unit = Unit(Length { hours: 1, ..Length::NONE });

/// In days: more nobody is sentenced to, it is a slip of the keys.
const MOST: f64 = 365_250.0;

impl Length {
    pub const NONE: Length = Length { months: 0, days: 0, hours: 0 };

    /// The day so much later; in a month without such a day, its last. Hours are counted from the beginning of the day.
    pub fn after(self, day: Day) -> Option<Day> {
        let (year, month, of_month) = day.ymd();
        let months = i64::from(year) * 12 + i64::from(month) - 1 + self.months;
        let (year, month) =
            (i32::try_from(months.div_euclid(12)).ok()?, u32::try_from(months.rem_euclid(12)).ok()? + 1);
        let day = (1..=of_month).rev().find_map(|day| Day::from_ymd(year, month, day))?;
        day.plus(self.days + self.hours / 24)
    }

    /// The same, where nobody knows at which hour it began.
    pub fn after_at_most(self, day: Day) -> Option<Day> {
        let hours = self.hours.rem_euclid(24);
        self.after(day)?.plus(i64::from(hours > 0))
    }

    /// About how many days it is, for what is longer.
    pub(super) fn in_days(self) -> i64 {
        self.months * 30 + self.months * 5 / 12 + self.days + self.hours / 24
    }

    pub(super) fn plus(self, other: Length) -> Length {
        Length { months: self.months + other.months, days: self.days + other.days, hours: self.hours + other.hours }
    }

    /// So much less, but never less than nothing.
    pub(super) fn minus(self, other: Length) -> Length {
        let less = |all: i64, less: i64| (all - less).max(0);
        Length {
            months: less(self.months, other.months),
            days: less(self.days, other.days),
            hours: less(self.hours, other.hours),
        }
    }
}

/// A length between two bounds, both included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Between {
    pub least: Length,
    pub most: Length,
}

impl Between {
    pub fn plus(self, other: Between) -> Between {
        Between { least: self.least.plus(other.least), most: self.most.plus(other.most) }
    }
}

impl Unit {
    /// So many of it. Nothing where that is no time at all, or more than anybody is sentenced to. A part of a month is some
    /// number of days.
    pub fn times(self, number: f64) -> Option<Between> {
        let Length { months, days, hours } = self.0;
        let in_days = (months * 30 + days) as f64 + hours as f64 / 24.0;
        if !(number > 0.0 && number * in_days <= MOST) {
            return None;
        }
        let months = number * months as f64;
        let part = months.fract();
        let whole = |number: f64| number as i64;
        let all_days = number * days as f64;
        // Days and hours come in whole ones: "half a day" is not understood.
        let all_hours = number * hours as f64;
        if all_days.fract() != 0.0 || all_hours.fract() != 0.0 {
            return None;
        }
        let base = Length { months: whole(months), days: whole(all_days), hours: whole(all_hours) };
        let with = |more: f64| Length { days: base.days + whole(more), ..base };
        Some(match part {
            0.0 => Between { least: base, most: base },
            part => Between { least: with((part * 28.0).floor()), most: with((part * 31.0).ceil()) },
        })
    }

    /// How far "about" reaches for so many of it: a fifth, and one at least.
    pub fn about(self, number: f64) -> Length {
        let each = (number / 5.0).ceil().max(1.0) as i64;
        Length { months: self.0.months * each, days: self.0.days * each, hours: self.0.hours * each }
    }

    /// A larger unit comes before a smaller one: what does not is something else than one length.
    pub fn is_smaller_than(self, other: Unit) -> bool {
        let rank = |unit: Unit| (unit.0.months, unit.0.days, unit.0.hours);
        rank(self) < rank(other)
    }
}
