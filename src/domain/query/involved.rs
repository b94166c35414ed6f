//! Who is in the lines that answer a question: people and groups, or detentions, each with its lines, page by page.

use serde::{Deserialize, Serialize};

use super::place::NamePlace;
use super::question::{DETENTION, PERSON};
use super::{Cursor, TimelineQuery};
use crate::domain::record::RecordId;
use crate::error::Result;

/// What is listed of the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Involved {
    /// The people and groups that they are about.
    People,
    /// The detentions that the custody steps among them belong to.
    Detentions,
}

impl Involved {
    pub const ALL: [Involved; 2] = [Involved::People, Involved::Detentions];

    pub fn code(self) -> &'static str {
        match self {
            Involved::People => "people",
            Involved::Detentions => "detentions",
        }
    }

    /// The parameter that narrows a question to one of them.
    pub fn parameter(self) -> &'static str {
        match self {
            Involved::People => PERSON,
            Involved::Detentions => DETENTION,
        }
    }

    /// The same question for any of them: what they are counted in, each of which is asked for by itself instead.
    pub fn any(self, query: &TimelineQuery) -> TimelineQuery {
        let mut query = query.clone();
        match self {
            Involved::People => query.person.any.clear(),
            Involved::Detentions => query.detention.clear(),
        }
        query
    }
}

/// In which order they are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InvolvedOrder {
    /// Those with most lines first; of equally many the reader's alphabet decides.
    #[default]
    Lines,
    /// The reader's alphabet.
    Name,
}

impl InvolvedOrder {
    pub const ALL: [InvolvedOrder; 2] = [InvolvedOrder::Lines, InvolvedOrder::Name];

    pub fn code(self) -> &'static str {
        match self {
            InvolvedOrder::Lines => "lines",
            InvolvedOrder::Name => "name",
        }
    }

    fn rank(self, lines: i64) -> i64 {
        match self {
            InvolvedOrder::Lines => -lines,
            InvolvedOrder::Name => 0,
        }
    }
}

/// A record with its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Involvement {
    pub record: RecordId,
    pub lines: i64,
    /// The first and the last of their entries that have a date.
    pub ends: Option<(Cursor, Cursor)>,
}

impl Involvement {
    fn take_in(&mut self, other: &Involvement) {
        self.lines += other.lines;
        self.ends = match (self.ends, other.ends) {
            (Some((first, last)), Some((earlier, later))) => Some((first.min(earlier), last.max(later))),
            (ends, others) => ends.or(others),
        };
    }
}

/// All of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InLines {
    /// Each once, in the order of their numbers, when they are gathered.
    pub all: Vec<Involvement>,
    /// Lines that any of them is in.
    pub lines: i64,
    /// Lines that there are.
    pub total: i64,
}

/// Where a page of them starts: behind or before what stands there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum InvolvedStart {
    #[default]
    First,
    After(InvolvedPlace),
    Before(InvolvedPlace),
}

/// Among those listed: how many lines, and whose name it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvolvedPlace {
    pub lines: i64,
    pub name: NamePlace,
}

/// Which way one goes through a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    On,
    Back,
}

impl Way {
    #[must_use]
    pub fn turned(self) -> Way {
        match self {
            Way::On => Way::Back,
            Way::Back => Way::On,
        }
    }
}

/// A page of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvolvedPart {
    pub rows: Vec<Involvement>,
    /// Whether there is something before and behind it.
    pub before: bool,
    pub after: bool,
}

impl InLines {
    /// An entry that a record is in: where it stands, if it has a date, and whether its line was not counted for the record
    /// before.
    pub fn add(&mut self, record: RecordId, is_new: bool, dated: Option<Cursor>) {
        let entry = Involvement { record, lines: i64::from(is_new), ends: dated.map(|at| (at, at)) };
        match self.all.last_mut().filter(|last| last.record == record) {
            Some(last) => last.take_in(&entry),
            None => self.all.push(entry),
        }
    }

    /// Makes one of what was added for each record.
    #[must_use]
    pub fn gathered(mut self) -> InLines {
        self.all.sort_by_key(|involved| involved.record);
        self.all.dedup_by(|next, known| {
            let is_same = next.record == known.record;
            if is_same {
                known.take_in(next);
            }
            is_same
        });
        self
    }

    /// A page of so many. `first` puts some of those who have equally many lines in the order of the alphabet: behind a place in
    /// it, or before it on the way back, and so many at most.
    pub fn page(
        &self,
        order: InvolvedOrder,
        start: &InvolvedStart,
        limit: usize,
        mut first: impl FnMut(&[RecordId], Option<&NamePlace>, Way, usize) -> Result<Vec<RecordId>>,
    ) -> Result<InvolvedPart> {
        let (from, way) = match start {
            InvolvedStart::First => (None, Way::On),
            InvolvedStart::After(place) => (Some(place), Way::On),
            InvolvedStart::Before(place) => (Some(place), Way::Back),
        };
        // Rises on the way through the list, whichever way that is.
        let rank_of = |lines: i64| if way == Way::Back { -order.rank(lines) } else { order.rank(lines) };
        let rank = |involved: &Involvement| rank_of(involved.lines);
        let at = from.map(|place| rank_of(place.lines));
        let mut beyond: Vec<i64> = self.all.iter().map(rank).filter(|rank| at.is_none_or(|at| *rank > at)).collect();
        let last = (beyond.len() > limit).then(|| *beyond.select_nth_unstable(limit).1);
        let is_near =
            |one: &&Involvement| at.is_none_or(|at| rank(one) >= at) && last.is_none_or(|last| rank(one) <= last);
        let mut near: Vec<Involvement> = self.all.iter().filter(is_near).copied().collect();
        near.sort_by_key(rank);
        let mut are_others = at.is_some_and(|at| self.all.iter().any(|one| rank(one) < at));
        let (mut rows, mut is_more) = (Vec::new(), false);
        for equal in near.chunk_by(|one, other| rank(one) == rank(other)) {
            let ids: Vec<RecordId> = equal.iter().map(|one| one.record).collect();
            let behind = from.filter(|_| equal.first().map(rank) == at).map(|place| &place.name);
            if let Some(place) = behind {
                are_others |= ids.contains(&place.id) || !first(&ids, behind, way.turned(), 1)?.is_empty();
            }
            let found = first(&ids, behind, way, limit + 1 - rows.len())?;
            // They stand in the order of their numbers.
            let by_id = |id: &RecordId| equal.get(ids.binary_search(id).ok()?).copied();
            rows.extend(found.iter().filter_map(by_id));
            if rows.len() > limit {
                is_more = true;
                rows.truncate(limit);
                break;
            }
        }
        if way == Way::Back {
            rows.reverse();
        }
        let (before, after) = if way == Way::Back { (is_more, are_others) } else { (are_others, is_more) };
        Ok(InvolvedPart { rows, before, after })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{InLines, InvolvedOrder, InvolvedPlace, InvolvedStart, Involvement, Way};
    use crate::domain::query::place::NamePlace;
    use crate::domain::record::RecordId;

    #[test]
    fn pages_lead_through_a_list_and_back_in_either_order_whatever_is_equal() {
        let name = |id: RecordId| format!("{}", (b'a' + u8::try_from(id.0 % 5).unwrap()) as char);
        for count in [0, 1, 3, 4, 9, 23] {
            let one = |id: i64| Involvement { record: RecordId(id), lines: 1 + id * id % 3, ends: None };
            let found = InLines { all: (0..count).map(one).collect(), ..InLines::default() };
            for order in InvolvedOrder::ALL {
                let first = |ids: &[RecordId], from: Option<&NamePlace>, way, limit| {
                    let place = |id: &RecordId| (name(*id), *id);
                    let mut ids = ids.to_vec();
                    ids.sort_by_key(place);
                    if way == Way::Back {
                        ids.reverse();
                    }
                    let from = from.map(|from| (from.name.clone(), from.id));
                    let is_ahead = |id: &RecordId| match (&from, way) {
                        (Some(from), Way::On) => place(id) > *from,
                        (Some(from), Way::Back) => place(id) < *from,
                        (None, _) => true,
                    };
                    Ok(ids.into_iter().filter(is_ahead).take(limit).collect())
                };
                let page = |start: &InvolvedStart, limit| found.page(order, start, limit, first).unwrap();
                let whole = page(&InvolvedStart::First, 100).rows;
                let mut sorted = found.all.clone();
                sorted.sort_by_key(|one| (order.rank(one.lines), name(one.record), one.record));
                assert_eq!(whole, sorted);
                let place = |one: &Involvement| InvolvedPlace {
                    lines: one.lines,
                    name: NamePlace { name: name(one.record), id: one.record },
                };
                let (mut through, mut start) = (Vec::new(), InvolvedStart::First);
                loop {
                    let part = page(&start, 4);
                    assert_eq!(part.before, !through.is_empty());
                    if let Some(first) = part.rows.first() {
                        let back = page(&InvolvedStart::Before(place(first)), 4);
                        assert_eq!(back.rows, through[through.len().saturating_sub(4)..]);
                        assert_eq!((back.before, back.after), (through.len() > 4, true));
                    }
                    through.extend(part.rows.iter().copied());
                    match part.rows.last().filter(|_| part.after) {
                        Some(last) => start = InvolvedStart::After(place(last)),
                        None => break,
                    }
                }
                assert_eq!(through, whole);
            }
        }
    }
}
