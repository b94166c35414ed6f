//! The date itself: EDTF text with its bounds, and its order.

use std::fmt;

use edtf_core::{Bound, Edtf as Core, ParseError, SetElement, TimeShift, YearKind};
use serde::{Deserialize, Serialize};

use crate::domain::time::{DateError, Day, years};

/// The longest date text accepted, in characters: room for a list of twenty days.
pub const TEXT_MAX: usize = 250;

/// Years that a typed date is taken to mean without asking. Those of the Persian and Islamic calendars lie before.
const PLAUSIBLE: std::ops::RangeInclusive<i32> = 1550..=2099;

/// A date as uncertain as its source: EDTF text with the earliest and latest day it can mean.
///
/// A bound is `None` where the text leaves it open or unknown. Serialized as its canonical text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Edtf {
    text: String,
    lo: Option<Day>,
    hi: Option<Day>,
}

impl Edtf {
    /// Reads EDTF (ISO 8601-2, levels 0 to 2, years -9999 to 9999) and keeps its canonical text.
    ///
    /// A time of day is kept, with its offset if one is stated. One in universal time (`…Z`) is refused: the day
    /// where it happened may be another, and we must not be more certain than the source.
    ///
    /// # Errors
    /// [`DateError`]: not EDTF, an impossible day, an end before its start, a kind of date we do not
    /// keep, or too long a text.
    pub fn parse(text: &str) -> Result<Edtf, DateError> {
        if text.chars().nth(TEXT_MAX).is_some() {
            return Err(DateError::TooLong);
        }
        let text = text.trim();
        let core = Core::parse(text).map_err(|e| from_core(e, text))?;
        if matches!(&core, Core::DateTime(moment) if moment.time.shift == Some(TimeShift::Utc)) {
            return Err(DateError::Unsupported);
        }
        if !four_digit_years(&core) {
            return Err(DateError::Unsupported);
        }
        let bounds = core.bounds();
        let (lo, hi) = (bound_day(bounds.earliest)?, bound_day(bounds.latest)?);
        if let (Some(lo), Some(hi)) = (lo, hi)
            && lo > hi
        {
            return Err(DateError::EndBeforeStart);
        }
        let text = core.to_string();
        // Sharing out a qualifier between parts can lengthen the text; what is kept must be readable again.
        if text.len() > TEXT_MAX {
            return Err(DateError::TooLong);
        }
        Ok(Edtf { text, lo, hi })
    }

    /// The canonical EDTF text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The earliest day the text states; `None` if open or unknown. Comparisons ask [`Edtf::within`], [`Edtf::before`] and
    /// the others, which know of markers, holes and the width of "about".
    pub fn lo(&self) -> Option<Day> {
        self.lo
    }

    /// The latest day the text states; `None` if open or unknown.
    pub fn hi(&self) -> Option<Day> {
        self.hi
    }

    /// An exact day.
    pub fn day(day: Day) -> Edtf {
        Edtf { text: day.iso(), lo: Some(day), hi: Some(day) }
    }

    /// Whether the date is one day without any doubt: no qualifier, no range, no unspecified digit.
    pub fn is_exact_day(&self) -> bool {
        self.lo.is_some_and(|day| day.iso() == self.text.split('T').next().unwrap_or_default())
    }

    /// The time of day, if the date has one: "10:30:00", "10:30:00+06:00".
    pub fn time(&self) -> Option<&str> {
        self.text.split_once('T').map(|(_, time)| time)
    }

    /// The text that [`crate::domain::time::read_typed`] reads as this date without asking back.
    pub fn typed(&self) -> String {
        match years::unasked(self) {
            Some(typed) => typed,
            None if self.is_plausible() => self.text.clone(),
            None => format!("{} AD", self.text),
        }
    }

    /// Whether its years are such as reports of violations speak of.
    pub(in crate::domain::time) fn is_plausible(&self) -> bool {
        [self.lo, self.hi].into_iter().flatten().all(|day| PLAUSIBLE.contains(&day.ymd().0))
    }

    /// The first key of the timeline order: the earliest day stated, or else the latest, or else the first day that the
    /// text names.
    pub fn sort_day(&self) -> Option<Day> {
        self.lo.or(self.hi).or_else(|| self.pieces().first().map(|piece| piece.lo))
    }

    /// The model of the text, for wording it.
    pub(in crate::domain::time) fn core(&self) -> Option<Core> {
        Core::parse(&self.text).ok()
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::str::FromStr for Edtf {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Edtf, DateError> {
        Edtf::parse(text)
    }
}

impl TryFrom<String> for Edtf {
    type Error = DateError;

    fn try_from(text: String) -> Result<Edtf, DateError> {
        Edtf::parse(&text)
    }
}

impl From<Edtf> for String {
    fn from(date: Edtf) -> String {
        date.text
    }
}

/// Why a text is refused, read from the text where the parser stopped and not from its wording: two dates that are
/// each in order are in the wrong order; a day or month of two digits is one that no calendar has. Whatever else stops
/// the parser makes it no date, never a wrong reason.
fn from_core(error: ParseError, text: &str) -> DateError {
    let Some((before, after)) = text.split_at_checked(error.offset) else {
        return DateError::NotADate(text.to_owned());
    };
    if ends_before_it_starts(before, after) {
        DateError::EndBeforeStart
    } else if is_impossible_part(before, after) {
        DateError::NoSuchDay
    } else {
        DateError::NotADate(text.to_owned())
    }
}

/// Whether the parser stopped at the second of two dates, each of them right, that lies wholly before the first.
fn ends_before_it_starts(before: &str, after: &str) -> bool {
    let Some(before) = before.strip_suffix('/').or_else(|| before.strip_suffix("..")) else {
        return false;
    };
    let start = before.rsplit(['[', '{', ',']).next().unwrap_or_default();
    let end = after.split([',', ']', '}']).next().unwrap_or_default();
    match (Edtf::parse(start), Edtf::parse(end)) {
        (Ok(start), Ok(end)) => start.lo.zip(end.hi).is_some_and(|(lo, hi)| lo > hi),
        _ => false,
    }
}

/// Whether the parser stopped at a month, or at a day within a month, that is written as one: `-` and two digits.
fn is_impossible_part(before: &str, after: &str) -> bool {
    let mut rest = after.trim_start_matches(['?', '~', '%']).chars();
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == 'X');
    let two_digits = is_digit(rest.next()) && is_digit(rest.next()) && !is_digit(rest.next());
    let date = before.rsplit(['/', '.', '[', '{', ',']).next().unwrap_or_default();
    // A season has no days: 21 and more stand for one.
    let in_month = match date.trim_start_matches('-').split('-').collect::<Vec<_>>().as_slice() {
        [_year, ""] => true,
        [_year, month, ""] => month.trim_matches(['?', '~', '%']).parse().map_or(true, |month: u8| month <= 12),
        _ => false,
    };
    two_digits && !date.contains('T') && in_month
}

fn four_digit_years(core: &Core) -> bool {
    let standard = |date: &edtf_core::Date| matches!(date.year.kind, YearKind::Standard { .. });
    match core {
        Core::Date(date) => standard(date),
        Core::DateTime(moment) => standard(&moment.date),
        Core::Interval(interval) => {
            [&interval.start, &interval.end].into_iter().all(|end| end_date(end).is_none_or(standard))
        }
        Core::Set(set) => set.elements.iter().all(|element| match element {
            SetElement::Date(d) | SetElement::OnOrBefore(d) | SetElement::OnOrAfter(d) => standard(d),
            SetElement::Range(a, b) => standard(a) && standard(b),
        }),
    }
}

/// The date at one end of an interval, unless that end is open or unknown.
pub(in crate::domain::time) fn end_date(end: &edtf_core::IntervalEndpoint) -> Option<&edtf_core::Date> {
    use edtf_core::IntervalEndpoint::{Date, OnOrAfter, OnOrBefore, Open, Unknown};
    match end {
        Date(date) | OnOrBefore(date) | OnOrAfter(date) => Some(date),
        Open | Unknown => None,
    }
}

/// A bound as a day; a bound past the years we keep is refused rather than taken for an open one.
pub(in crate::domain::time) fn bound_day(bound: Bound) -> Result<Option<Day>, DateError> {
    match bound {
        Bound::Date(date) => i32::try_from(date.year)
            .ok()
            .and_then(|year| Day::from_ymd(year, date.month.into(), date.day.into()))
            .map(Some)
            .ok_or(DateError::Unsupported),
        Bound::NegativeInfinity | Bound::PositiveInfinity | Bound::Unknown => Ok(None),
    }
}
