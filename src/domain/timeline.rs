//! Timeline entries as they are listed: one line each, with people, figures and sources, ready to print or export.

use std::collections::BTreeMap;

use serde::Serialize;

use super::custody::Status;
use super::kind::Figure;
use super::query::{Cursor, Facet};
use super::record::{Label, RecordId};
use crate::domain::citation::Citation;
use crate::domain::time::{Edtf, Month};

/// A date with how it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFact {
    pub date: Option<Edtf>,
    pub basis: String,
    /// The part that was inferred, when only a part was.
    pub part: Option<String>,
}

/// Somebody in an entry.
#[derive(Debug, Clone)]
pub struct Party {
    pub who: Label,
    /// The participation it comes from: its citations support it. Absent in custody lines.
    pub participation: Option<RecordId>,
    pub role: Option<String>,
    pub certainty: String,
    pub cited: bool,
}

/// One line of the timeline: an incident, or a custody event of one or several people.
#[derive(Debug, Clone)]
pub struct Entry {
    pub cursor: Cursor,
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
    pub point: Option<(f64, f64)>,
    pub people: Vec<Party>,
    pub organizations: Vec<Party>,
    pub figures: Vec<(RecordId, Figure)>,
    pub citations: Vec<Citation>,
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
    pub fn is_cited(&self) -> bool {
        self.citations.iter().any(|citation| citation.stance == "supports")
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

/// The longest stretch of months a histogram shows; entries that spread further add to its known months only.
pub const HISTOGRAM_MONTHS: usize = 240;

/// Counts entries by month. `spans` are the earliest and latest day of each entry, with how many have them.
/// The months run from the first to the last that any bounded entry touches; an entry without a bound on one
/// side may lie in every month up to (or from) its other bound.
pub fn histogram(
    spans: &[(Option<crate::domain::time::Day>, Option<crate::domain::time::Day>, i64)],
) -> Vec<MonthCount> {
    let mut known: BTreeMap<Month, (i64, i64)> = BTreeMap::new();
    for (lo, hi, _) in spans {
        for day in [lo, hi].into_iter().flatten() {
            known.entry(day.month()).or_default();
        }
    }
    let (Some(first), Some(last)) = (known.keys().next().copied(), known.keys().next_back().copied()) else {
        return Vec::new();
    };
    let mut month = first;
    while month < last && known.len() < HISTOGRAM_MONTHS {
        known.entry(month).or_default();
        month = month.next();
    }
    for (lo, hi, n) in spans.iter().filter(|(lo, hi, _)| lo.is_some() || hi.is_some()) {
        let from = lo.map_or(first, |day| day.month());
        let to = hi.map_or(last, |day| day.month());
        let certain = from == to && lo.is_some() && hi.is_some();
        for (_, counts) in known.range_mut(from..=to.max(from)) {
            if certain {
                counts.0 += n;
            } else {
                counts.1 += n;
            }
        }
    }
    known.into_iter().map(|(month, (count, possible))| MonthCount { month, count, possible }).collect()
}

/// How many lines each value of a facet has under the question.
#[derive(Debug, Clone)]
pub enum Counts {
    /// Codes of the vocabulary or of a closed list, most first.
    Codes(Vec<(String, i64)>),
    /// Places, most first.
    Places(Vec<(Label, i64)>),
    /// In their order.
    Months(Vec<MonthCount>),
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

    pub fn places(&self) -> &[(Label, i64)] {
        self.facets
            .iter()
            .find_map(|(_, counts)| match counts {
                Counts::Places(places) => Some(places.as_slice()),
                _ => None,
            })
            .unwrap_or_default()
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
    use crate::domain::time::Day;

    fn day(text: &str) -> Option<Day> {
        Day::parse_iso(text)
    }

    #[test]
    fn an_entry_counts_once_for_certain_or_in_every_month_it_may_lie_in() {
        let months = histogram(&[
            (day("2012-02-25"), day("2012-02-25"), 9),
            (day("2011-12-16"), day("2011-12-16"), 1),
            (None, day("2012-02-25"), 2),
            (None, None, 5),
        ]);
        let counts: Vec<_> = months.iter().map(|m| (m.month.iso(), m.count, m.possible)).collect();
        assert_eq!(counts, [("2011-12".to_owned(), 1, 2), ("2012-01".to_owned(), 0, 2), ("2012-02".to_owned(), 9, 2)]);
    }

    #[test]
    fn nothing_dated_makes_no_histogram() {
        assert!(histogram(&[(None, None, 3)]).is_empty());
    }
}
