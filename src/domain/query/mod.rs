//! The question a timeline answers: as it is asked, and as it is understood, without SQL.

use std::collections::BTreeMap;

use serde::Serialize;

use super::record::RecordId;
use crate::domain::time::Range;

/// What entries are counted by and narrowed by.
pub mod facet;
/// Who is in the lines that answer a question.
pub mod involved;
/// Questions that are kept.
pub mod kept;
/// How far is looked.
pub mod limit;
/// Lists of all records of a kind, page by page.
pub mod list;
pub mod place;
/// A question as it is asked, in every form in which it is.
pub mod question;

pub use facet::{Behind, FACETS, Facet, Facets, Support, Values};
pub use question::{NoQuestion, PARAMETERS, Parameter, Question, Takes};

/// How many lines a page of the timeline has.
pub const PAGE: usize = 50;
/// The most a caller of the API may ask for at once.
pub const PAGE_MAX: usize = 500;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    #[default]
    Oldest,
    Newest,
}

impl Order {
    pub const ALL: [Order; 2] = [Order::Oldest, Order::Newest];
    pub const CODES: [&str; 2] = [Order::Oldest.code(), Order::Newest.code()];

    pub const fn code(self) -> &'static str {
        match self {
            Order::Oldest => "oldest",
            Order::Newest => "newest",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grouping {
    #[default]
    Day,
    Month,
    Year,
}

impl Grouping {
    pub const ALL: [Grouping; 3] = [Grouping::Day, Grouping::Month, Grouping::Year];

    pub fn code(self) -> &'static str {
        match self {
            Grouping::Day => "day",
            Grouping::Month => "month",
            Grouping::Year => "year",
        }
    }
}

/// Which dates answer a question for a range of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dates {
    /// Those that lie in the range, or may, by the days they state.
    #[default]
    Stated,
    /// Instead, those that only an open side lets reach into the range: "in or before 2012", asked for 1990.
    Open,
    /// Instead, what has no date, whatever the range.
    None,
}

impl Dates {
    pub const ALL: [Dates; 3] = [Dates::Stated, Dates::Open, Dates::None];
    pub const CODES: [&str; 3] = [Dates::Stated.code(), Dates::Open.code(), Dates::None.code()];

    pub const fn code(self) -> &'static str {
        match self {
            Dates::Stated => "stated",
            Dates::Open => "open",
            Dates::None => "none",
        }
    }
}

/// Which places answer a question for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Places {
    /// The place and everything inside it.
    #[default]
    Inside,
    /// Instead, those around it: what happened in the country may have happened in the city.
    Around,
    /// Instead, what has no place, whichever was asked for.
    None,
}

impl Places {
    pub const ALL: [Places; 3] = [Places::Inside, Places::Around, Places::None];
    pub const CODES: [&str; 3] = [Places::Inside.code(), Places::Around.code(), Places::None.code()];

    pub const fn code(self) -> &'static str {
        match self {
            Places::Inside => "inside",
            Places::Around => "around",
            Places::None => "none",
        }
    }
}

/// Which values of one thing are asked for: one of `any`, if there are some, and none of `none`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Which<T> {
    pub any: Vec<T>,
    pub none: Vec<T>,
}

impl<T> Default for Which<T> {
    fn default() -> Which<T> {
        Which { any: Vec::new(), none: Vec::new() }
    }
}

impl<T> Which<T> {
    /// One value alone.
    pub fn only(value: T) -> Which<T> {
        Which { any: vec![value], none: Vec::new() }
    }

    /// Whether something is asked for.
    pub fn asks(&self) -> bool {
        !self.any.is_empty()
    }

    /// Those that are asked for, or those that are left out.
    pub fn part(&mut self, left_out: bool) -> &mut Vec<T> {
        if left_out { &mut self.none } else { &mut self.any }
    }
}

/// Which entries are asked for. An empty filter asks for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimelineQuery {
    pub place: Which<RecordId>,
    pub places: Places,
    pub person: Which<RecordId>,
    /// Only custody steps of one of these detentions, if there are some.
    pub detention: Vec<RecordId>,
    /// Only these: the lines whose texts have the words that were asked for.
    pub among: Option<Vec<RecordId>>,
    /// Values of facets, by the name of the facet.
    pub values: BTreeMap<&'static str, Which<String>>,
    /// The same of facets whose values are records, but for places.
    pub records: BTreeMap<&'static str, Which<RecordId>>,
    pub range: Range,
    /// Only entries that lie in the range for certain, instead of all that possibly do.
    pub certain: bool,
    pub dates: Dates,
    /// Only entries that were made after this change of the history.
    pub entered_after: Option<i64>,
    /// Only entries that some report supports.
    pub cited_only: bool,
    pub order: Order,
}

impl TimelineQuery {
    /// The same for any value of a facet that may be there: what the values of that facet are counted in, each of which asks
    /// for itself instead. Places are counted inside those that are asked for.
    pub fn of_any(&self, facet: &Facet) -> TimelineQuery {
        let mut query = self.clone();
        if let Some(which) = query.values.get_mut(facet.name) {
            which.any.clear();
        }
        if let Some(which) = query.records.get_mut(facet.name) {
            which.any.clear();
        }
        query
    }

    /// What is asked of a facet whose values are records.
    pub fn records_of(&self, facet: &Facet) -> Option<&Which<RecordId>> {
        match facet.values {
            Values::Places => Some(&self.place),
            _ => self.records.get(facet.name),
        }
    }

    /// Whether something of a facet is asked for or left out.
    pub fn asks(&self, facet: &Facet) -> bool {
        self.values.contains_key(facet.name) || self.records.contains_key(facet.name)
    }

    /// The facets of which values are asked for, but for places.
    pub fn asked_facets(&self) -> impl Iterator<Item = &'static Facet> + '_ {
        let values = self.values.iter().filter(|(_, which)| which.asks()).map(|(name, _)| *name);
        let records = self.records.iter().filter(|(_, which)| which.asks()).map(|(name, _)| *name);
        values.chain(records).filter_map(Facet::named)
    }

    /// The ways to ask for places and dates that find what this question leaves out for want of a place or date that says
    /// more. A question that asks for just that leaves out nothing.
    pub fn leaves_out(&self) -> Vec<(Places, Dates)> {
        const ITSELF: (Places, Dates) = (Places::Inside, Dates::Stated);
        if (self.places, self.dates) != ITSELF {
            return Vec::new();
        }
        let places = |places: &Places| *places == Places::Inside || self.place.asks();
        let dates = |dates: &Dates| match dates {
            Dates::Stated => true,
            // What only an open side lets reach into a range is never certain there.
            Dates::Open => !self.range.is_open() && !self.certain,
            Dates::None => !self.range.is_open(),
        };
        let of = |places| Dates::ALL.into_iter().filter(dates).map(move |dates| (places, dates));
        Places::ALL.into_iter().filter(places).flat_map(of).filter(|pair| *pair != ITSELF).collect()
    }
}

/// Where a page of lines starts: after the line with this place in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    pub day: i64,
    pub seq: i64,
    pub id: i64,
}

impl Cursor {
    /// Reads what `Display` wrote; `None` for anything else.
    pub fn parse(text: &str) -> Option<Cursor> {
        let mut parts = text.split('.').map(|part| part.parse::<i64>().ok());
        let cursor = Cursor { day: parts.next()??, seq: parts.next()??, id: parts.next()?? };
        parts.next().is_none().then_some(cursor)
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.day, self.seq, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::Cursor;

    #[test]
    fn a_cursor_reads_back_what_it_wrote_and_nothing_else() {
        let cursor = Cursor { day: -3, seq: 40, id: 17 };
        assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        for text in ["", "1", "1.2", "1.2.3.4", "a.b.c", "1..3", "1.2.99999999999999999999"] {
            assert_eq!(Cursor::parse(text), None, "{text}");
        }
    }
}
