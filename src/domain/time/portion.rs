//! Portions of a month, year or decade: "early March", "the second half of 2012", «в конце 1990-х».

use crate::domain::time::token::Parts;
use crate::domain::time::{DateError, Edtf, Month};

/// Which portion of a longer time is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::domain::time) enum Portion {
    Early,
    Mid,
    Late,
    FirstHalf,
    SecondHalf,
}

use Portion::{Early, FirstHalf, Late, Mid, SecondHalf};

const WORDS: [(Portion, &str); 3] = [
    (Early, "early beginning start начало начале начала басы басында"),
    (Mid, "mid middle середина середине середины ортасы ортасында"),
    (Late, "late end конец конце конца соңы соңында"),
];

/// The portion that a word names.
pub(in crate::domain::time) fn of(word: &str) -> Option<Portion> {
    WORDS.iter().find(|(_, words)| words.split(' ').any(|known| known == word)).map(|(portion, _)| *portion)
}

impl Portion {
    pub(in crate::domain::time) fn half(number: u32) -> Option<Portion> {
        [FirstHalf, SecondHalf].get(number.checked_sub(1)? as usize).copied()
    }

    /// The first and the last of so many days, months or years, from 1. Nobody says where "early" ends: a third of them,
    /// and some beyond.
    fn of_units(self, units: u32) -> (u32, u32) {
        let (third, beyond) = (units / 3, units.div_ceil(15));
        match self {
            Early => (1, third + beyond),
            Mid => (third - beyond + 1, units - third + beyond),
            Late => (units - third - beyond + 1, units),
            FirstHalf => (1, units.div_ceil(2)),
            SecondHalf => (units / 2 + 1, units),
        }
    }

    /// The portion of a month, year or decade.
    pub(in crate::domain::time) fn of_date(self, parts: &Parts) -> Result<Edtf, DateError> {
        let unreadable = || DateError::NotADate(String::new());
        let year = parts.year.ok_or_else(unreadable)?;
        let text = match (parts.month, parts.day, parts.season, parts.decade) {
            (Some(month), None, None, false) => {
                let month = Month::new(year, month).ok_or(DateError::NoSuchDay)?;
                let (first, last) = self.of_units(month.last().ymd().2);
                format!("[{month}-{first:02}..{month}-{last:02}]")
            }
            (None, None, None, false) => {
                let (first, last) = self.of_units(12);
                format!("[{year:04}-{first:02}..{year:04}-{last:02}]")
            }
            (None, None, None, true) => {
                let (first, last) = self.of_units(10);
                let year = |nth: u32| i64::from(year) + i64::from(nth) - 1;
                format!("[{:04}..{:04}]", year(first), year(last))
            }
            _ => return Err(unreadable()),
        };
        Edtf::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::Portion;

    #[test]
    fn portions_meet_so_that_no_day_is_in_none() {
        for units in [10, 12, 28, 29, 30, 31] {
            let [early, mid, late] =
                [Portion::Early, Portion::Mid, Portion::Late].map(|portion| portion.of_units(units));
            assert!(early.0 == 1 && mid.0 <= early.1 && late.0 <= mid.1 && late.1 == units, "{units}");
            let [first, second] = [Portion::FirstHalf, Portion::SecondHalf].map(|portion| portion.of_units(units));
            assert!(first.0 == 1 && second.0 <= first.1 + 1 && second.1 == units, "{units}");
        }
        assert_eq!(Portion::Early.of_units(31), (1, 13));
    }
}
