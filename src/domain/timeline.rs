//! Timeline entries as they are listed: one line each, with people, figures and sources, ready to print or export.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::custody::Status;
use super::kind::{CustodyEvent, Figure, Incident};
use super::query::{Dates, Facet, Places};
use super::record::{Label, Labels, RecordId};
use crate::domain::citation::{CONTRADICTS, Citation, DIFFERS};
use crate::domain::time::{Day, Edtf, Holds, Month, Piece, Range};

/// A date with how it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFact {
    pub date: Option<Edtf>,
    pub basis: String,
    /// The part that was inferred, when only a part was.
    pub part: Option<String>,
}

impl From<&Incident> for DateFact {
    fn from(incident: &Incident) -> DateFact {
        let Incident { date, date_basis, date_part, .. } = incident;
        DateFact { date: date.clone(), basis: date_basis.clone(), part: date_part.clone() }
    }
}

impl From<&CustodyEvent> for DateFact {
    fn from(step: &CustodyEvent) -> DateFact {
        let CustodyEvent { date, date_basis, date_part, .. } = step;
        DateFact { date: date.clone(), basis: date_basis.clone(), part: date_part.clone() }
    }
}

/// Somebody in an entry.
#[derive(Debug, Clone)]
pub struct Party {
    pub who: Label,
    /// The record that says it, whose citations support it: a participation, or of a custody line the step.
    pub said_by: RecordId,
    pub role: Option<String>,
    pub certainty: String,
    pub cited: bool,
}

/// One line of the timeline: an incident, or a custody event of one or several people.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The record; of a line of several people, the first.
    pub label: Label,
    /// All records of the line, the first included.
    pub members: Vec<Label>,
    pub what: What,
    /// A code of the lists `inc` or `de`.
    pub r#type: String,
    pub date: DateFact,
    pub place: Option<Label>,
    /// From the country down to the place's parent.
    pub place_path: Vec<Label>,
    pub place_basis: String,
    pub place_of: PlaceOf,
    pub point: Option<(f64, f64)>,
    pub people: Vec<Party>,
    pub organizations: Vec<Party>,
    pub figures: Vec<(RecordId, Figure)>,
    /// How the groups are called whose people its figures count.
    pub groups: Labels,
    pub citations: Vec<Citation>,
    /// Which of its records are disputed.
    pub disputed: BTreeSet<RecordId>,
}

/// What speaks against a line or a part of it: said wherever it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Doubts {
    /// The team disputes it.
    pub disputed: bool,
    /// A report does.
    pub contradicted: bool,
}

impl Doubts {
    /// The messages that say so.
    pub fn messages(self) -> impl Iterator<Item = &'static str> {
        let marks = [(self.disputed, "mark-disputed"), (self.contradicted, "mark-contradicted")];
        marks.into_iter().filter(|(holds, _)| *holds).map(|(_, key)| key)
    }
}

/// Whose place it is that an entry counts at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceOf {
    #[default]
    Own,
    /// Nothing says where a step was: it counts where its incident was.
    Incident,
    /// Nor where that was: it counts where the episode began.
    Detention,
}

impl PlaceOf {
    /// The message that marks it; its own place needs no mark.
    pub fn message(self) -> Option<&'static str> {
        match self {
            PlaceOf::Own => None,
            PlaceOf::Incident => Some("place-of-incident"),
            PlaceOf::Detention => Some("place-of-detention"),
        }
    }
}

#[derive(Debug, Clone)]
pub enum What {
    Incident { time_note: Option<String>, summary: Option<String> },
    Custody(Box<Step>),
}

/// What a custody event says, apart from whom it says it of.
#[derive(Debug, Clone)]
pub struct Step {
    pub status: Option<Status>,
    pub certainty: String,
    pub note: Option<String>,
    pub law: Option<String>,
    pub article: Option<String>,
    pub verdict: Option<String>,
    pub sentence: Option<String>,
    pub fine: Option<(f64, String)>,
    pub incident: Option<Label>,
}

impl Entry {
    /// What speaks against a record of it. The steps of a line are on the same word: what contradicts one contradicts all.
    pub fn doubts(&self, record: RecordId) -> Doubts {
        let is_member = |id: RecordId| self.members.iter().any(|member| member.id == id);
        let of_it = |id: RecordId| id == record || is_member(record) && is_member(id);
        let against = |citation: &Citation| {
            of_it(citation.record)
                && match citation.stance.as_str() {
                    CONTRADICTS => true,
                    DIFFERS => !self.can_hold(citation),
                    _ => false,
                }
        };
        Doubts { disputed: self.disputed.contains(&record), contradicted: self.citations.iter().any(against) }
    }

    /// Whether what a citation gives for a field of the line can be so beside what the line says. Of values that are no dates,
    /// another one is another.
    fn can_hold(&self, rival: &Citation) -> bool {
        let given = || Edtf::parse(rival.gives.as_deref()?).ok();
        match (rival.field.as_deref(), &self.date.date, given()) {
            (Some("date"), Some(date), Some(given)) => date.agrees_with(&given) != Holds::No,
            _ => false,
        }
    }

    /// What speaks against the line itself.
    pub fn doubts_of_line(&self) -> Doubts {
        self.members.iter().map(|member| self.doubts(member.id)).fold(Doubts::default(), |all, one| Doubts {
            disputed: all.disputed || one.disputed,
            contradicted: all.contradicted || one.contradicted,
        })
    }

    pub fn is_cited(&self) -> bool {
        self.citations.iter().any(Citation::backs)
    }
}

/// How many entries lie in a month, certainly and possibly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MonthCount {
    #[serde(serialize_with = "month_iso")]
    pub month: Month,
    /// Entries that lie in the month for certain.
    pub count: i64,
    /// Entries that may lie in it, or in another.
    pub possible: i64,
}

fn month_iso<S: serde::Serializer>(month: &Month, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&month.iso())
}

/// Over so many months a histogram has a bar for each. Where dates lie further apart, it has those in which one begins or
/// ends.
pub const HISTOGRAM_MONTHS: usize = 240;

/// Counts lines by month: in a month are those that the same question finds when it is asked for that month, as far as it
/// lies in the range. `dates` are the pieces of each date with how many lines have it; what a date is only open to is in no
/// month. With `certain`, only what certainly lies in a month counts.
pub fn histogram(dates: &[(Vec<Piece>, i64)], range: &Range, certain: bool) -> Vec<MonthCount> {
    let asked = |day: Day| range.from.map_or(day, |from| day.max(from)).min(range.to.unwrap_or(Day::MAX));
    // The ends of what of a piece lies in the range.
    let ends = |piece: &Piece| [asked(piece.lo).month(), asked(piece.hi).month()];
    let touching = |pieces: &[Piece]| pieces.iter().filter(|piece| piece.touches(range)).copied().collect::<Vec<_>>();
    let dates: Vec<(Vec<Piece>, i64)> = dates.iter().map(|(pieces, n)| (touching(pieces), *n)).collect();
    let mut months: BTreeMap<Month, (i64, i64)> = BTreeMap::new();
    for month in dates.iter().flat_map(|(pieces, _)| pieces).flat_map(ends) {
        months.entry(month).or_default();
    }
    let (Some(first), Some(last)) = (months.keys().next().copied(), months.keys().next_back().copied()) else {
        return Vec::new();
    };
    if first.months_until(last) < HISTOGRAM_MONTHS as i64 {
        let mut month = first;
        while month < last {
            months.entry(month).or_default();
            month = month.next();
        }
    }
    for (pieces, n) in &dates {
        let mut found: BTreeMap<Month, bool> = BTreeMap::new();
        for piece in pieces {
            let [from, to] = ends(piece);
            for (month, _) in months.range(from..=to) {
                let days = Range { from: Some(asked(month.first())), to: Some(asked(month.last())) };
                *found.entry(*month).or_default() |= piece.is_surely_in(&days);
            }
        }
        for (month, surely) in found {
            let (count, possible) = months.entry(month).or_default();
            match (surely, certain) {
                (true, _) => *count += n,
                (false, false) => *possible += n,
                (false, true) => {}
            }
        }
    }
    months.into_iter().map(|(month, (count, possible))| MonthCount { month, count, possible }).collect()
}

/// How many lines each value of a facet has under the question.
#[derive(Debug, Clone)]
pub enum Counts {
    /// Codes of the vocabulary or of a closed list, most first.
    Codes(Vec<(String, i64)>),
    /// Records, most first, and how many more there are that are not named.
    Records(Vec<(Label, i64)>, usize),
    /// In their order.
    Months(Vec<MonthCount>),
}

impl Counts {
    /// Codes with how many lines have each; of as many the first by name.
    pub fn of_codes(mut codes: Vec<(String, i64)>) -> Counts {
        codes.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Counts::Codes(codes)
    }
}

/// The order of records that are counted: most first, and of as many the first by name.
pub fn most_first(records: &mut [(Label, i64)]) {
    records.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.name.cmp(&b.0.name)));
}

/// Lines that a question leaves out because their place or date may answer it or not, and what lists them instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    pub places: Places,
    pub dates: Dates,
    pub count: i64,
}

/// Everything a timeline page shows beside its lines.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Lines, as they are listed.
    pub total: i64,
    pub incidents: i64,
    /// Custody events, before those of several people collapse into lines.
    pub custody_events: i64,
    /// In the order of `FACETS`.
    pub facets: Vec<(&'static Facet, Counts)>,
}

impl Summary {
    /// The counts of a facet whose values are codes.
    pub fn codes(&self, name: &str) -> &[(String, i64)] {
        self.facets
            .iter()
            .find_map(|(facet, counts)| match counts {
                Counts::Codes(codes) if facet.name == name => Some(codes.as_slice()),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// The counts of a facet whose values are records.
    pub fn records(&self, name: &str) -> &[(Label, i64)] {
        self.facets
            .iter()
            .find_map(|(facet, counts)| match counts {
                Counts::Records(records, _) if facet.name == name => Some(records.as_slice()),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// Names no more records of a facet than these, those with most lines.
    #[must_use]
    pub fn with_records(mut self, most: Option<usize>) -> Summary {
        for (_, counts) in &mut self.facets {
            if let (Counts::Records(records, more), Some(most)) = (counts, most) {
                *more = records.len().saturating_sub(most);
                records.truncate(most);
            }
        }
        self
    }

    pub fn months(&self) -> &[MonthCount] {
        self.facets
            .iter()
            .find_map(|(_, counts)| match counts {
                Counts::Months(months) => Some(months.as_slice()),
                _ => None,
            })
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::histogram;
    use crate::domain::time::{Edtf, Range, parse_range_bound};

    /// Months of dates, each with how many lines have it: month, certainly, possibly.
    fn counted(dates: &[(&str, i64)], range: &Range, certain: bool) -> Vec<(String, i64, i64)> {
        let pieces = |text: &str| Edtf::parse(text).unwrap_or_else(|error| unreachable!("{text}: {error}")).pieces();
        let dates: Vec<_> = dates.iter().map(|(text, n)| (pieces(text), *n)).collect();
        histogram(&dates, range, certain).into_iter().map(|m| (m.month.iso(), m.count, m.possible)).collect()
    }

    fn months(counts: &[(&str, i64, i64)]) -> Vec<(String, i64, i64)> {
        counts.iter().map(|(month, count, possible)| ((*month).to_owned(), *count, *possible)).collect()
    }

    #[test]
    fn a_line_counts_in_every_month_in_which_it_is_found() {
        let dates =
            [("2012-02-25", 9), ("2011-12-16", 1), ("[..2012-02-25]", 2), ("2011-12/2012-02", 3), ("2012-02-25~", 4)];
        let found = counted(&dates, &Range::default(), false);
        // In December and in February the period may lie in a part only of what is known of its ends.
        let stated = [("2011-12", 4, 0), ("2012-01", 3, 0), ("2012-02", 12, 6), ("2012-03", 0, 4)];
        assert_eq!(found, months(&stated));
    }

    #[test]
    fn in_a_range_there_are_its_months_alone_as_far_as_it_reaches() {
        let bound = |text, end| parse_range_bound(text, end).ok();
        let range = Range { from: bound("2012-02-10", false), to: bound("2012-03", true) };
        let dates =
            [("2012-02", 1), ("2012", 2), ("2011-12/2012-12", 3), ("[2012-02-01,2012-03-05]", 4), ("2012-02-09", 5)];
        assert_eq!(counted(&dates, &range, false), months(&[("2012-02", 3, 3), ("2012-03", 3, 6)]));
        assert_eq!(counted(&dates, &range, true), months(&[("2012-02", 3, 0), ("2012-03", 3, 0)]));
    }

    #[test]
    fn far_apart_there_are_bars_only_where_a_date_begins_or_ends() {
        let found = counted(&[("1990-05-01", 1), ("2020-01-01", 1), ("XXXX", 1)], &Range::default(), false);
        let all = [("0000-01", 0, 1), ("1990-05", 1, 1), ("2020-01", 1, 1), ("9999-12", 0, 1)];
        assert_eq!(found, months(&all));
    }

    #[test]
    fn nothing_dated_makes_no_histogram() {
        assert!(histogram(&[(Vec::new(), 3)], &Range::default(), false).is_empty());
    }
}
