//! Phrases for the common shapes of a date, alone and in pairs, in English and Russian.

use edtf_core::{Date, DateField, YearKind};

use crate::domain::lang::Lang;
use crate::domain::time::day::iso_year;
use crate::domain::time::names::{self, Case};
use crate::domain::time::{Day, Month};

/// A date in one of the shapes that have a phrase of their own; qualifiers are left aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::domain::time) enum Plain {
    /// `2012-02-25`: year, month, day
    Day(i32, u32, u32),
    /// `2012-02`
    Month(i32, u32),
    /// `2012-22`: year and season, 21–24
    Season(i32, u32),
    /// `2012`
    Year(i32),
    /// `201X`: the decade's first year
    Decade(i32),
    /// `2012-02-XX`
    DayOfMonth(i32, u32),
    /// `2012-XX`
    MonthOfYear(i32),
    /// `2012-XX-XX`
    DayOfYear(i32),
}

impl Plain {
    /// The shape of a date, or `None` if it has no phrase: other unspecified digits, significant
    /// digits, quarters, seasons of a named hemisphere.
    pub(in crate::domain::time) fn of(date: &Date) -> Option<Plain> {
        let YearKind::Standard { digits, .. } = date.year.kind else {
            return None;
        };
        if date.year.significant_digits.is_some() {
            return None;
        }
        let Some(year) = date.year.value().and_then(|y| i32::try_from(y).ok()) else {
            return match (digits, date.month, date.day) {
                ([Some(a), Some(b), Some(c), None], None, None) => {
                    Some(Plain::Decade(i32::from(a) * 1000 + i32::from(b) * 100 + i32::from(c) * 10))
                }
                _ => None,
            };
        };
        let Some(month) = date.month else {
            return Some(Plain::Year(year));
        };
        match (part(month), date.day.map(part)) {
            (Part::Known(m), Some(Part::Known(d))) => Some(Plain::Day(year, m, d)),
            (Part::Known(m), Some(Part::Unknown)) => Some(Plain::DayOfMonth(year, m)),
            (Part::Known(m @ 1..=12), None) => Some(Plain::Month(year, m)),
            (Part::Known(m @ names::SPRING..=names::WINTER), None) => Some(Plain::Season(year, m)),
            (Part::Unknown, None) => Some(Plain::MonthOfYear(year)),
            (Part::Unknown, Some(Part::Unknown)) => Some(Plain::DayOfYear(year)),
            _ => None,
        }
    }

    /// Whether the date names a day or a day not known, which "on" goes with, rather than a longer time.
    pub(in crate::domain::time) fn is_day(self) -> bool {
        matches!(self, Plain::Day(..) | Plain::DayOfMonth(..) | Plain::DayOfYear(_))
    }

    /// Whether "about" may stand before it; "about a day in February" would read as a duration.
    pub(in crate::domain::time) fn takes_about(self) -> bool {
        !matches!(self, Plain::DayOfMonth(..) | Plain::MonthOfYear(_) | Plain::DayOfYear(_))
    }
}

/// A month or day: known, wholly unspecified, or partly specified.
enum Part {
    Known(u32),
    Unknown,
    Partly,
}

fn part(field: DateField) -> Part {
    match (field.value(), field.digits) {
        (Some(value), _) => Part::Known(value.into()),
        (None, [None, None]) => Part::Unknown,
        _ => Part::Partly,
    }
}

/// The phrase for one date, in the given Russian case; in English any case but the nominative stands
/// after a preposition.
pub(in crate::domain::time) fn text(date: Plain, lang: Lang, case: Case) -> String {
    match lang {
        Lang::En => match date {
            Plain::Day(y, m, d) => format!("{d} {} {}", month_en(m), iso_year(y)),
            Plain::Month(y, m) => format!("{} {}", month_en(m), iso_year(y)),
            Plain::Season(y, s) => {
                format!("{} {}", names::season(s, lang, case), seasons_year(y, s))
            }
            Plain::Year(y) => iso_year(y),
            Plain::Decade(y) if case == Case::Nominative => format!("{}s", iso_year(y)),
            Plain::Decade(y) => format!("the {}s", iso_year(y)),
            Plain::DayOfMonth(y, m) => format!("a day in {} {}", month_en(m), iso_year(y)),
            Plain::MonthOfYear(y) => format!("a month in {}", iso_year(y)),
            Plain::DayOfYear(y) => format!("a day in {}", iso_year(y)),
        },
        Lang::Ru => match date {
            Plain::Day(y, m, d) => format!("{d} {} {} г.", month_ru_genitive(m), iso_year(y)),
            Plain::Month(y, m) => format!("{} {} г.", names::month(m, lang, case), iso_year(y)),
            Plain::Season(y, s) => {
                let season = names::season(s, lang, case);
                format!("{season} {} г.", seasons_year(y, s))
            }
            Plain::Year(y) => format!("{} г.", iso_year(y)),
            Plain::Decade(y) => format!("{}-{} гг.", iso_year(y), decade_ending(case)),
            Plain::DayOfMonth(y, m) => {
                let month = month_ru_genitive(m);
                format!("{} из дней {month} {} г.", one_ru(case), iso_year(y))
            }
            Plain::MonthOfYear(y) => format!("{} из месяцев {} г.", one_ru(case), iso_year(y)),
            Plain::DayOfYear(y) => format!("{} из дней {} г.", one_ru(case), iso_year(y)),
        },
    }
}

/// How two dates are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::domain::time) enum Joint {
    /// One time somewhere between the two: "between 1 and 24 February 2012"
    Between,
    /// All the time from one to the other: "from 1 to 24 February 2012"
    FromTo,
    /// The same as the range of a query: "1 to 24 February 2012"
    To,
}

/// Two dates joined, the month and year they share said once.
pub(in crate::domain::time) fn pair(a: Plain, b: Plain, joint: Joint, lang: Lang) -> String {
    let (case_a, case_b) = match joint {
        Joint::Between => (Case::Instrumental, Case::Instrumental),
        Joint::FromTo | Joint::To => (Case::Genitive, Case::Accusative),
    };
    let head = match (a, b) {
        // The same date twice shares everything; "from 1 to 1 February" would read as a slip.
        _ if a == b => text(a, lang, case_a),
        (Plain::Day(y, m, d), Plain::Day(y2, m2, _)) if (y, m) == (y2, m2) => d.to_string(),
        (Plain::Day(y, m, d), Plain::Day(y2, ..)) if y == y2 => match lang {
            Lang::En => format!("{d} {}", month_en(m)),
            Lang::Ru => format!("{d} {}", month_ru_genitive(m)),
        },
        (Plain::Month(y, m), Plain::Month(y2, _)) if y == y2 => names::month(m, lang, case_a).to_owned(),
        (Plain::Year(y), Plain::Year(_)) => iso_year(y),
        _ => text(a, lang, case_a),
    };
    let tail = match (a, b) {
        (Plain::Year(_), Plain::Year(y)) if a != b && lang == Lang::Ru => match joint {
            Joint::Between => format!("{} гг.", iso_year(y)),
            Joint::FromTo | Joint::To => format!("{} г.", iso_year(y)),
        },
        _ => text(b, lang, case_b),
    };
    join(&head, &tail, joint, lang)
}

/// Two phrases joined as they stand.
pub(in crate::domain::time) fn join(head: &str, tail: &str, joint: Joint, lang: Lang) -> String {
    match (lang, joint) {
        (Lang::En, Joint::Between) => format!("between {head} and {tail}"),
        (Lang::En, Joint::FromTo) => format!("from {head} to {tail}"),
        (Lang::En, Joint::To) => format!("{head} to {tail}"),
        (Lang::Ru, Joint::Between) => format!("между {head} и {tail}"),
        (Lang::Ru, Joint::FromTo | Joint::To) => format!("{} по {tail}", with_s(head)),
    }
}

/// Russian "from": "с", or "со" before "2 …", which is read "второго".
pub(in crate::domain::time) fn with_s(phrase: &str) -> String {
    let second = phrase == "2" || phrase.starts_with("2 ");
    format!("{} {phrase}", if second { "со" } else { "с" })
}

/// The days of a query's range.
pub(in crate::domain::time) fn range(from: Day, to: Day, lang: Lang) -> String {
    pair(plain_day(from), plain_day(to), Joint::To, lang)
}

/// "Between" two days, or between two months or years if the days are exactly their first and last.
pub(in crate::domain::time) fn between(lo: Day, hi: Day, lang: Lang) -> String {
    let (a, b) = (lo.month(), hi.month());
    let whole_months = a.first() == lo && b.last() == hi;
    let (from, to) = if !whole_months {
        (plain_day(lo), plain_day(hi))
    } else if a.month == 1 && b.month == 12 {
        (Plain::Year(a.year), Plain::Year(b.year))
    } else {
        (Plain::Month(a.year, a.month), Plain::Month(b.year, b.month))
    };
    if from == to { text(from, lang, Case::Nominative) } else { pair(from, to, Joint::Between, lang) }
}

/// Phrases in a row: "1, 3 or 5".
pub(in crate::domain::time) fn list(items: &[String], any: bool, lang: Lang) -> String {
    let word = match (lang, any) {
        (Lang::En, true) => "or",
        (Lang::En, false) => "and",
        (Lang::Ru, true) => "или",
        (Lang::Ru, false) => "и",
    };
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

/// A day as a shape.
pub(in crate::domain::time) fn plain_day(day: Day) -> Plain {
    let (y, m, d) = day.ymd();
    Plain::Day(y, m, d)
}

/// The month and year of a date in a month: "February 2012", "февраля 2012 г.".
pub(in crate::domain::time) fn month_after_day(month: Month, lang: Lang) -> String {
    text(Plain::Month(month.year, month.month), lang, Case::Genitive)
}

/// A winter lasts into the next year, and says so: whether "winter 2012" began or ended in 2012 is
/// read either way.
fn seasons_year(year: i32, season: u32) -> String {
    if season == names::WINTER {
        format!("{}/{:02}", iso_year(year), (year + 1).rem_euclid(100))
    } else {
        iso_year(year)
    }
}

fn month_en(month: u32) -> &'static str {
    names::month(month, Lang::En, Case::Nominative)
}

fn month_ru_genitive(month: u32) -> &'static str {
    names::month(month, Lang::Ru, Case::Genitive)
}

fn one_ru(case: Case) -> &'static str {
    match case {
        Case::Nominative | Case::Accusative => "один",
        Case::Genitive => "одного",
        Case::Instrumental => "одним",
    }
}

fn decade_ending(case: Case) -> &'static str {
    match case {
        Case::Nominative | Case::Accusative => "е",
        Case::Genitive => "х",
        Case::Instrumental => "ми",
    }
}
