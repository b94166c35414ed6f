//! A date for reading, in the reader's language, never more certain than its EDTF.

use edtf_core::{Date, Edtf as Core, Interval, IntervalEndpoint, Qualifier, Set, SetElement, SetKind};

use crate::domain::lang::Lang;
use crate::domain::time::Edtf;
use crate::domain::time::edtf::end_date;
use crate::domain::time::names::Case;
use crate::domain::time::phrase::{self, Joint, Plain};

impl Edtf {
    /// The date for reading: "25 February 2012", "between 1 and 24 February 2012", "about 2011",
    /// "не позднее 25 февраля 2012 г.".
    ///
    /// A date without a phrase of its own is given by its earliest and latest day, with its EDTF
    /// beside them: "between January and September 2012 (2012-0X)".
    pub fn words(&self, lang: Lang) -> String {
        let phrase = match self.core() {
            Some(Core::Date(date)) => alone(&date, lang),
            Some(Core::DateTime(moment)) => alone(&moment.date, lang).map(|day| format!("{day}, {}", clock(self))),
            Some(Core::Interval(interval)) => interval_words(&interval, lang),
            Some(Core::Set(set)) => set_words(&set, lang),
            None => None,
        };
        phrase.unwrap_or_else(|| self.bounds_words(lang))
    }

    fn bounds_words(&self, lang: Lang) -> String {
        let phrase = match (self.lo(), self.hi(), lang) {
            (Some(lo), Some(hi), _) => phrase::between(lo, hi, lang),
            (None, Some(hi), Lang::En) => format!("on or before {}", hi.words(lang)),
            (None, Some(hi), Lang::Ru) => format!("не позднее {}", hi.words(lang)),
            (Some(lo), None, Lang::En) => format!("on or after {}", lo.words(lang)),
            (Some(lo), None, Lang::Ru) => format!("не ранее {}", lo.words(lang)),
            (None, None, Lang::En) => "date unknown".to_owned(),
            (None, None, Lang::Ru) => "дата неизвестна".to_owned(),
        };
        format!("{phrase} ({})", self.text())
    }
}

/// "10:30", "10:30 (+06:00)"; seconds only where they are stated.
fn clock(date: &Edtf) -> String {
    let time = date.time().unwrap_or_default();
    let (clock, offset) = time.split_at_checked(8).unwrap_or((time, ""));
    let clock = clock.strip_suffix(":00").unwrap_or(clock);
    if offset.is_empty() { clock.to_owned() } else { format!("{clock} ({offset})") }
}

/// A date that is the whole expression: "about 2011", "25 February 2012, year uncertain".
fn alone(date: &Date, lang: Lang) -> Option<String> {
    let plain = Plain::of(date)?;
    let bare = || phrase::text(plain, lang, Case::Nominative);
    match whole_qualifier(date) {
        Some(q) if q.approximate && plain.takes_about() => {
            let plain = phrase::text(plain, lang, Case::Genitive);
            let about = match lang {
                Lang::En => format!("about {plain}"),
                Lang::Ru => format!("около {plain}"),
            };
            Some(match (q.uncertain, lang) {
                (false, _) => about,
                (true, Lang::En) => format!("{about}, uncertain"),
                (true, Lang::Ru) => format!("{about}, под вопросом"),
            })
        }
        _ => Some(match doubts(date, lang) {
            doubts if doubts.is_empty() => bare(),
            doubts => format!("{}, {}", bare(), doubts.join(", ")),
        }),
    }
}

/// A date inside a longer expression, its doubts in brackets so that it is clear what they belong to.
fn inside(date: &Date, lang: Lang, case: Case) -> Option<String> {
    let bare = phrase::text(Plain::of(date)?, lang, case);
    Some(match doubts(date, lang) {
        doubts if doubts.is_empty() => bare,
        doubts => format!("{bare} ({})", doubts.join(", ")),
    })
}

/// The qualifier that all parts of the date share, or `None` if they differ.
fn whole_qualifier(date: &Date) -> Option<Qualifier> {
    let year = date.year.qualifier;
    let same = |part: Option<edtf_core::DateField>| part.is_none_or(|p| p.qualifier == year);
    (same(date.month) && same(date.day)).then_some(year)
}

/// What is doubtful about a date: "uncertain", "year and month approximate".
fn doubts(date: &Date, lang: Lang) -> Vec<String> {
    let (approximate, approximates, uncertain) = match lang {
        Lang::En => ("approximate", "approximate", "uncertain"),
        Lang::Ru => ("приблизительный", "приблизительные", "под вопросом"),
    };
    if let Some(q) = whole_qualifier(date) {
        let whole = match lang {
            Lang::En => approximate,
            Lang::Ru => "приблизительно",
        };
        let both = [(q.approximate, whole), (q.uncertain, uncertain)];
        return both.into_iter().filter(|(holds, _)| *holds).map(|(_, word)| word.to_owned()).collect();
    }
    let parts = |holds: fn(Qualifier) -> bool| -> Vec<String> {
        let (year, month, day) = match lang {
            Lang::En => ("year", "month", "day"),
            Lang::Ru => ("год", "месяц", "день"),
        };
        [
            (Some(date.year.qualifier), year),
            (date.month.map(|m| m.qualifier), month),
            (date.day.map(|d| d.qualifier), day),
        ]
        .into_iter()
        .filter(|(q, _)| q.is_some_and(holds))
        .map(|(_, name)| name.to_owned())
        .collect()
    };
    let mut found = Vec::new();
    for (parts, one, many) in
        [(parts(|q| q.approximate), approximate, approximates), (parts(|q| q.uncertain), uncertain, uncertain)]
    {
        if !parts.is_empty() {
            let word = if parts.len() == 1 { one } else { many };
            found.push(format!("{} {word}", phrase::list(&parts, false, lang)));
        }
    }
    found
}

/// The shape of a date without qualifiers, which may share its month and year with another.
fn unqualified(date: &Date) -> Option<Plain> {
    Plain::of(date).filter(|_| !date.is_uncertain() && !date.is_approximate())
}

fn interval_words(interval: &Interval, lang: Lang) -> Option<String> {
    use IntervalEndpoint::{Date, OnOrAfter, OnOrBefore, Open, Unknown};
    if let (Date(a), Date(b)) = (&interval.start, &interval.end)
        && let (Some(a), Some(b)) = (unqualified(a), unqualified(b))
    {
        return Some(phrase::pair(a, b, Joint::FromTo, lang));
    }
    let start = match end_date(&interval.start) {
        Some(date) => Some(inside(date, lang, Case::Genitive)?),
        None => None,
    };
    let end = match end_date(&interval.end) {
        Some(date) => Some(inside(date, lang, Case::Accusative)?),
        None => None,
    };
    let start = start.map(|phrase| match (&interval.start, lang) {
        (OnOrBefore(_), Lang::En) => format!("{phrase} or earlier"),
        (OnOrBefore(_), Lang::Ru) => format!("{phrase} или ранее"),
        _ => phrase,
    });
    let end = end.map(|phrase| match (&interval.end, lang) {
        (OnOrAfter(_), Lang::En) => format!("{phrase} or later"),
        (OnOrAfter(_), Lang::Ru) => format!("{phrase} или позднее"),
        _ => phrase,
    });
    let missing = match (&interval.start, &interval.end, lang) {
        (Unknown, _, Lang::En) => "start unknown",
        (Unknown, _, Lang::Ru) => "дата начала неизвестна",
        (_, _, Lang::En) => "end unknown",
        (_, _, Lang::Ru) => "дата окончания неизвестна",
    };
    Some(match (start, end, lang) {
        (Some(a), Some(b), _) => phrase::join(&a, &b, Joint::FromTo, lang),
        (Some(a), None, Lang::En) if interval.end == Open => format!("since {a}"),
        (Some(a), None, Lang::Ru) if interval.end == Open => phrase::with_s(&a),
        (None, Some(b), Lang::En) if interval.start == Open => format!("until {b}"),
        (None, Some(b), Lang::Ru) if interval.start == Open => format!("по {b}"),
        (Some(a), None, Lang::En) => format!("from {a}, {missing}"),
        (Some(a), None, Lang::Ru) => format!("{}, {missing}", phrase::with_s(&a)),
        (None, Some(b), Lang::En) => format!("to {b}, {missing}"),
        (None, Some(b), Lang::Ru) => format!("по {b}, {missing}"),
        (None, None, _) => return None,
    })
}

fn set_words(set: &Set, lang: Lang) -> Option<String> {
    let any = set.kind == SetKind::OneMember;
    match (set.elements.as_slice(), any) {
        ([SetElement::OnOrBefore(date)], true) => one_sided(date, true, lang),
        ([SetElement::OnOrAfter(date)], true) => one_sided(date, false, lang),
        (elements, _) => match days_of_one_month(elements) {
            Some((month, days)) => {
                let days = phrase::list(&days, any, lang);
                Some(format!("{days} {}", phrase::month_after_day(month, lang)))
            }
            None => {
                let items: Option<Vec<String>> = elements.iter().map(|e| element(e, any, lang)).collect();
                Some(phrase::list(&items?, any, lang))
            }
        },
    }
}

/// "on or before 25 February 2012", "in or after 2012".
fn one_sided(date: &Date, before: bool, lang: Lang) -> Option<String> {
    let phrase = inside(date, lang, Case::Genitive)?;
    Some(match (lang, before) {
        (Lang::En, _) => {
            let on = if Plain::of(date)?.is_day() { "on" } else { "in" };
            let or = if before { "before" } else { "after" };
            format!("{on} or {or} {phrase}")
        }
        (Lang::Ru, true) => format!("не позднее {phrase}"),
        (Lang::Ru, false) => format!("не ранее {phrase}"),
    })
}

/// A member of a list; in an all-of list a range means each of its members.
fn element(element: &SetElement, any: bool, lang: Lang) -> Option<String> {
    let (date, word) = match (element, lang) {
        (SetElement::Date(date), _) => return inside(date, lang, Case::Nominative),
        (SetElement::Range(a, b), _) if any => {
            return Some(phrase::pair(Plain::of(a)?, Plain::of(b)?, Joint::Between, lang));
        }
        (SetElement::Range(a, b), _) => {
            let (a, b) = (Plain::of(a)?, Plain::of(b)?);
            let each = match (a, lang) {
                (Plain::Day(..), Lang::En) => "every day",
                (Plain::Month(..), Lang::En) => "every month",
                (_, Lang::En) => "every year",
                (Plain::Day(..), Lang::Ru) => "каждый день",
                (Plain::Month(..), Lang::Ru) => "каждый месяц",
                (_, Lang::Ru) => "каждый год",
            };
            let pair = phrase::pair(a, b, Joint::FromTo, lang);
            return Some(format!("{each} {pair}"));
        }
        (SetElement::OnOrBefore(d) | SetElement::OnOrAfter(d), _) if any => {
            return one_sided(d, matches!(element, SetElement::OnOrBefore(_)), lang);
        }
        (SetElement::OnOrBefore(date), Lang::En) => (date, "and earlier"),
        (SetElement::OnOrBefore(date), Lang::Ru) => (date, "и ранее"),
        (SetElement::OnOrAfter(date), Lang::En) => (date, "and later"),
        (SetElement::OnOrAfter(date), Lang::Ru) => (date, "и позднее"),
    };
    Some(format!("{} {word}", inside(date, lang, Case::Nominative)?))
}

/// The days of a list that names several unqualified days of one month and nothing else.
fn days_of_one_month(elements: &[SetElement]) -> Option<(crate::domain::time::Month, Vec<String>)> {
    let mut month = None;
    let mut days = Vec::new();
    for element in elements {
        let SetElement::Date(date) = element else {
            return None;
        };
        let Some(Plain::Day(y, m, d)) = unqualified(date) else {
            return None;
        };
        let this = crate::domain::time::Month { year: y, month: m };
        if *month.get_or_insert(this) != this {
            return None;
        }
        days.push(d.to_string());
    }
    Some((month?, days))
}
