//! Two years that are written as a year and two digits: "2011–12", "1932-35". EDTF writes months and seasons so.

use crate::domain::lang::Lang;
use crate::domain::time::names::{self, Case};
use crate::domain::time::reading::{Ask, Why};
use crate::domain::time::{DateError, Edtf};

/// Years that a text like "1932-35" is taken to span at most, where it can be one of EDTF's codes.
const SPAN: i32 = 12;

/// A year and two digits.
pub(in crate::domain::time) fn in_two(text: &str) -> Option<(i32, char, u32)> {
    let (year, rest) = text.trim().split_at_checked(4)?;
    let mark = rest.chars().next()?;
    let digits = rest.get(mark.len_utf8()..).filter(|digits| digits.len() == 2)?;
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    Some((number(year)?, mark, u32::try_from(number(digits)?).ok()?))
}

/// The later year that two digits behind a year stand for.
pub(in crate::domain::time) fn later(year: i32, digits: u32) -> Option<i32> {
    let digits = i32::try_from(digits).ok()?;
    match (year + 1) % 100 == digits {
        true => Some(year + 1),
        false => (digits > year % 100).then_some(year - year % 100 + digits),
    }
}

/// What is asked of a typed text that EDTF reads as a month, a season or another part of a year. A plain hyphen is EDTF's own
/// mark: a month is a month with it. With any other dash nobody means EDTF.
pub(in crate::domain::time) fn ask(typed: &str, date: &Edtf) -> Option<DateError> {
    let (year, mark, digits) = in_two(typed)?;
    let is_month = digits <= 12;
    let pair = later(year, digits).filter(|later| match (mark, digits) {
        ('-', 0..=12) => false,
        ('-', 13..=24) => *later == year + 1,
        ('-', _) => later - year <= SPAN,
        _ => true,
    });
    let Some(later) = pair else {
        return (mark != '-' && !is_month).then(|| DateError::NotADate(typed.to_owned()));
    };
    let years = Edtf::parse(&format!("{year:04}/{later:04}")).ok();
    let other = (mark == '-' || is_month).then(|| date.clone());
    Some(Ask::of(Why::Ambiguous, years.into_iter().chain(other), false))
}

/// How such a date is typed so that it is not asked about.
pub(in crate::domain::time) fn unasked(date: &Edtf) -> Option<String> {
    let text = date.text();
    ask(text, date)?;
    let (year, _, code) = in_two(text)?;
    Some(match code {
        names::WINTER => format!("winter {year:04}/{:02}", (year + 1) % 100),
        names::SPRING..names::WINTER => {
            let name = names::season(code, Lang::En, Case::Nominative);
            format!("{name} {year:04}")
        }
        33..=36 => format!("Q{} {year:04}", code - 32),
        _ => format!("{text} AD"),
    })
}
