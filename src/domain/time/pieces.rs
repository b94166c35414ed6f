//! What a date can mean, as pieces of time with holes between them.

use edtf_core::{Date, DateField, Edtf as Core, Interval, IntervalEndpoint, Precision, Set, SetElement, SetKind};
use edtf_core::{Year, YearKind};

use crate::domain::time::about::Width;
use crate::domain::time::edtf::{bound_day, end_date};
use crate::domain::time::{Day, Month, Range};

/// The most pieces that a date is taken apart into. One that has more, such as the 5th of any month of any year, is taken
/// for all the time from the first to the last: more is possible then than it says, and nothing more is certain.
const PIECES_MAX: usize = 400;

/// A stretch of days that a date can mean, the width of "about" included.
///
/// Of a moment these are days on which it may have been; of a period, days on which it may have gone on. Of a list that
/// means all of its dates, each date has pieces of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Piece {
    pub lo: Day,
    pub hi: Day,
    /// Any day before `lo` is possible too: "in or before 2012" lies in 2012 and is open to the past.
    pub open_before: bool,
    /// Any day after `hi` is possible too.
    pub open_after: bool,
    /// By this day it has begun for certain; `None` if that is never said.
    pub begun: Option<Day>,
    /// Before this day it is not over for certain; `None` if that is never said.
    pub lasting: Option<Day>,
    /// Marked as uncertain or approximate: nothing follows from it for certain.
    pub doubted: bool,
}

impl Piece {
    /// Whether one of its days lies in a range, those apart that it is only open to.
    pub fn touches(&self, range: &Range) -> bool {
        range.to.is_none_or(|to| self.lo <= to) && range.from.is_none_or(|from| self.hi >= from)
    }

    /// Whether it is open to days of a range, before its first day or after its last.
    pub fn is_open_to(&self, range: &Range) -> bool {
        (self.open_before && range.from.is_none_or(|from| from < self.lo))
            || (self.open_after && range.to.is_none_or(|to| to > self.hi))
    }

    /// Whether it falls in a range, or goes on in it, however the date is read.
    pub fn is_surely_in(&self, range: &Range) -> bool {
        let begun = range.to.is_none_or(|to| self.begun.is_some_and(|begun| begun <= to));
        let lasting = range.from.is_none_or(|from| self.lasting.is_some_and(|lasting| lasting >= from));
        begun && lasting && !self.doubted
    }
}

/// The pieces of a date in their order; none if the text gives no day at all.
pub(in crate::domain::time) fn of(core: &Core) -> Vec<Piece> {
    let mut pieces = match core {
        Core::Date(date) => Days::of(date).once(),
        Core::DateTime(moment) => Days::of(&moment.date).once(),
        Core::Interval(interval) => period(interval).into_iter().collect(),
        Core::Set(Set { kind: SetKind::OneMember, elements }) => one_of(elements),
        Core::Set(Set { kind: SetKind::AllMembers, elements }) => elements.iter().flat_map(all_of).collect(),
    };
    pieces.sort_by_key(|piece| (piece.lo, piece.hi));
    match pieces.as_slice() {
        [first, .., _] if pieces.len() > PIECES_MAX => vec![Piece {
            hi: pieces.iter().map(|piece| piece.hi).max().unwrap_or(first.hi),
            open_before: pieces.iter().any(|piece| piece.open_before),
            open_after: pieces.iter().any(|piece| piece.open_after),
            ..*first
        }],
        _ => pieces,
    }
}

/// From a day to a day, and perhaps any before or after.
#[derive(Clone, Copy)]
struct Stretch {
    lo: Day,
    hi: Day,
    open_before: bool,
    open_after: bool,
}

/// The days of which a date means one.
struct Days {
    stretches: Vec<Stretch>,
    doubted: bool,
}

impl Days {
    fn of(date: &Date) -> Days {
        let width = Width::of(date);
        let closed =
            |(lo, hi)| Stretch { lo: width.before(lo), hi: width.after(hi), open_before: false, open_after: false };
        Days {
            stretches: joined(completions(date).into_iter().map(closed).collect()),
            doubted: date.is_uncertain() || date.is_approximate(),
        }
    }

    fn lo(&self) -> Option<Day> {
        self.stretches.first().map(|stretch| stretch.lo)
    }

    fn hi(&self) -> Option<Day> {
        self.stretches.last().map(|stretch| stretch.hi)
    }

    /// The last of its days up to a limit.
    fn last_by(&self, limit: Option<Day>) -> Option<Day> {
        let within = |stretch: &Stretch| match limit {
            None => Some(stretch.hi),
            Some(limit) => (stretch.lo <= limit).then(|| stretch.hi.min(limit)),
        };
        self.stretches.iter().filter_map(within).max().or(self.hi())
    }

    /// The first of its days from a limit on.
    fn first_from(&self, limit: Option<Day>) -> Option<Day> {
        let within = |stretch: &Stretch| match limit {
            None => Some(stretch.lo),
            Some(limit) => (stretch.hi >= limit).then(|| stretch.lo.max(limit)),
        };
        self.stretches.iter().filter_map(within).min().or(self.lo())
    }

    /// Something that is on one of these days.
    fn once(self) -> Vec<Piece> {
        let (lo, hi) = (self.lo(), self.hi());
        let (before, after) =
            self.stretches.iter().fold((false, false), |(b, a), s| (b || s.open_before, a || s.open_after));
        let piece = |stretch: Stretch| Piece {
            lo: stretch.lo,
            hi: stretch.hi,
            open_before: stretch.open_before,
            open_after: stretch.open_after,
            begun: hi.filter(|_| !after),
            lasting: lo.filter(|_| !before),
            doubted: self.doubted,
        };
        self.stretches.iter().copied().map(piece).collect()
    }
}

/// One of the dates of a list.
fn one_of(elements: &[SetElement]) -> Vec<Piece> {
    let mut all = Days { stretches: Vec::new(), doubted: false };
    for element in elements {
        let (dates, open_before, open_after) = match element {
            SetElement::Date(date) => (Days::of(date), false, false),
            SetElement::OnOrBefore(date) => (Days::of(date), true, false),
            SetElement::OnOrAfter(date) => (Days::of(date), false, true),
            SetElement::Range(from, to) => {
                let (from, to) = (Days::of(from), Days::of(to));
                let between =
                    from.lo().zip(to.hi()).map(|(lo, hi)| Stretch { lo, hi, open_before: false, open_after: false });
                (Days { stretches: between.into_iter().collect(), doubted: from.doubted || to.doubted }, false, false)
            }
        };
        all.doubted |= dates.doubted;
        all.stretches.extend(dates.stretches.into_iter().map(|stretch| Stretch { open_before, open_after, ..stretch }));
    }
    all.stretches = joined(all.stretches);
    all.once()
}

/// A member of a list that means all of its dates.
fn all_of(element: &SetElement) -> Vec<Piece> {
    match element {
        SetElement::Date(date) => Days::of(date).once(),
        // What lies before or after the date that is given is possible; only that date is certain.
        SetElement::OnOrBefore(date) | SetElement::OnOrAfter(date) => {
            let before = matches!(element, SetElement::OnOrBefore(_));
            let open = |piece| Piece { open_before: before, open_after: !before, ..piece };
            Days::of(date).once().into_iter().map(open).collect()
        }
        SetElement::Range(from, to) => {
            let Some((lo, hi)) = Days::of(from).lo().zip(Days::of(to).hi()) else {
                return Vec::new();
            };
            let all = |begun, lasting| {
                vec![Piece { lo, hi, open_before: false, open_after: false, begun, lasting, doubted: false }]
            };
            // On every day from the first to the last.
            if from.precision() == Precision::Day {
                return all(Some(lo), Some(hi));
            }
            let range = Set { kind: SetKind::AllMembers, elements: vec![*element] };
            let members =
                Core::Set(range).values().into_iter().flatten().take(PIECES_MAX + 1).flat_map(|member| of(&member));
            let members: Vec<Piece> = members.collect();
            if members.len() > PIECES_MAX { all(None, None) } else { members }
        }
    }
}

/// All the time between two dates. An end that is open or not known says nothing of how long it went on.
fn period(interval: &Interval) -> Option<Piece> {
    use IntervalEndpoint::{Date, OnOrAfter, OnOrBefore, Open, Unknown};
    let (start, end) = (end_date(&interval.start).map(Days::of), end_date(&interval.end).map(Days::of));
    let earliest = |days: &Option<Days>, at: &IntervalEndpoint| match at {
        Date(_) | OnOrAfter(_) => days.as_ref().and_then(Days::lo),
        OnOrBefore(_) | Open | Unknown => None,
    };
    let latest = |days: &Option<Days>, at: &IntervalEndpoint| match at {
        Date(_) | OnOrBefore(_) => days.as_ref().and_then(Days::hi),
        OnOrAfter(_) | Open | Unknown => None,
    };
    let (first, last) = (earliest(&start, &interval.start), latest(&end, &interval.end));
    // It starts by its end at the latest, and ends at its start at the earliest.
    let begun = match (&start, &interval.start) {
        (Some(start), Date(_)) => start.last_by(last),
        (Some(start), OnOrBefore(_)) => start.hi().into_iter().chain(last).min(),
        _ => last,
    };
    let lasting = match (&end, &interval.end) {
        (Some(end), Date(_)) => end.first_from(first),
        (Some(end), OnOrAfter(_)) => end.lo().into_iter().chain(first).max(),
        _ => first,
    };
    let ends = [&start, &end];
    Some(Piece {
        lo: first.or_else(|| ends.iter().filter_map(|days| days.as_ref()?.lo()).min())?,
        hi: last.or_else(|| ends.iter().filter_map(|days| days.as_ref()?.hi()).max())?,
        open_before: first.is_none(),
        open_after: last.is_none(),
        begun,
        lasting,
        doubted: ends.iter().any(|days| days.as_ref().is_some_and(|days| days.doubted)),
    })
}

/// The stretches in their order, those as one that meet.
fn joined(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.sort_by_key(|stretch| (!stretch.open_before, stretch.lo));
    let mut joined: Vec<Stretch> = Vec::with_capacity(stretches.len());
    for next in stretches {
        match joined.last_mut() {
            Some(last) if next.open_before || last.open_after || last.hi.plus(1).is_none_or(|day| next.lo <= day) => {
                last.lo = last.lo.min(next.lo);
                last.hi = last.hi.max(next.hi);
                last.open_after |= next.open_after;
            }
            _ => joined.push(next),
        }
    }
    joined
}

/// The stretches of days that complete the unspecified digits of a date.
fn completions(date: &Date) -> Vec<(Day, Day)> {
    let whole = |date: &Date| {
        let bounds = Core::Date(*date).bounds();
        let day = |bound, none| bound_day(bound).ok().flatten().unwrap_or(none);
        (day(bounds.earliest, Day::MIN), day(bounds.latest, Day::MAX))
    };
    let is_free = |field: Option<DateField>| field.is_none_or(|field| field.digits == [None, None]);
    let YearKind::Standard { digits, negative } = date.year.kind else {
        return vec![whole(date)];
    };
    if !date.has_unspecified() {
        return vec![whole(date)];
    }
    let mut found = Found::default();
    let years = (0..=9999_i32).filter(|year| fits(&digits, *year)).map(|year| if negative { -year } else { year });
    for year in years {
        if is_free(date.month) && is_free(date.day) {
            found.add(Month { year, month: 1 }.first(), Month { year, month: 12 }.last());
        } else if let Some(season) = date.month.and_then(DateField::value).filter(|month| *month > 12) {
            let (lo, hi) = whole(&in_year(date, year, season));
            found.add(lo, hi);
        } else {
            for month in (1..=12).filter(|month| fits_field(date.month, *month)) {
                if is_free(date.day) {
                    let month = Month { year, month };
                    found.add(month.first(), month.last());
                    continue;
                }
                for day in (1..=31).filter(|day| fits_field(date.day, *day)) {
                    if let Some(day) = Day::from_ymd(year, month, day) {
                        found.add(day, day);
                    }
                }
            }
        }
        if found.0.len() > PIECES_MAX {
            return vec![whole(date)];
        }
    }
    found.0
}

/// Stretches that are found in their order.
#[derive(Default)]
struct Found(Vec<(Day, Day)>);

impl Found {
    fn add(&mut self, lo: Day, hi: Day) {
        match self.0.last_mut() {
            Some((_, last)) if last.plus(1) == Some(lo) => *last = hi,
            _ => self.0.push((lo, hi)),
        }
    }
}

/// A season of one year of those that a date can mean.
fn in_year(date: &Date, year: i32, season: u8) -> Date {
    let digit = |of: u32| u8::try_from(year.unsigned_abs() / 10_u32.pow(of) % 10).ok();
    let kind = YearKind::Standard { negative: year < 0, digits: [digit(3), digit(2), digit(1), digit(0)] };
    let season = DateField { digits: [Some(season / 10), Some(season % 10)], qualifier: date.year.qualifier };
    Date { year: Year { kind, ..date.year }, month: Some(season), day: None }
}

fn fits_field(field: Option<DateField>, value: u32) -> bool {
    field.is_none_or(|field| i32::try_from(value).is_ok_and(|value| fits(&field.digits, value)))
}

/// Whether a number has the digits that are given, the unspecified ones apart.
fn fits(digits: &[Option<u8>], value: i32) -> bool {
    let mut rest = value;
    digits.iter().rev().all(|digit| {
        let fits = digit.is_none_or(|digit| i32::from(digit) == rest % 10);
        rest /= 10;
        fits
    })
}
