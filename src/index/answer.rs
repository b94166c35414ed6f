//! What a reader is told of the entries that answer a question: how many lines, by each facet, and what is left out.

use std::hash::Hash;

use super::bits::Bits;
use super::column::{NOTHING, Numbered, at};
use super::derived::{Derived, set_of};
use super::entries::{Memory, number_of};
use super::segment::Segment;
use crate::domain::access::Viewer;
use crate::domain::custody::step::LegalState;
use crate::domain::query::facet::SOURCING;
use crate::domain::query::{Dates, FACETS, Facet, Facets, Places, Support, TimelineQuery, Values, Which};
use crate::domain::record::RecordId;
use crate::domain::time::Piece;
use crate::domain::timeline::{Counts, LeftOut, MonthCount, histogram};
use crate::store::{UNDATED, case_after};

/// Everything in memory as one reader sees it.
pub struct Seen<'i> {
    pub memory: &'i Memory,
    pub viewer: &'i Viewer,
    /// By class.
    admitted: Vec<bool>,
    /// By place.
    places: Vec<bool>,
    /// By organization.
    organizations: Vec<bool>,
}

impl<'i> Seen<'i> {
    pub fn by(memory: &'i Memory, viewer: &'i Viewer) -> Seen<'i> {
        let admitted = memory.classes.admitted(viewer);
        let sees = |id| at(&admitted, memory.classes.slot(id) as usize);
        let (places, organizations) = (memory.tree.seen(sees), memory.organizations.seen(sees));
        Seen { memory, viewer, admitted, places, organizations }
    }

    /// Whether the reader sees a record; who names none hides nothing.
    pub fn sees(&self, record: u32) -> bool {
        record == NOTHING || at(&self.admitted, self.memory.classes.slot(RecordId(i64::from(record))) as usize)
    }

    /// Where a row counts for the reader.
    fn place(&self, segment: &Segment, row: usize) -> u32 {
        let seen = |(place, via): &&(u32, u32)| at(&self.places, *place as usize) && self.sees(*via);
        segment.places(row).iter().find(seen).map_or(NOTHING, |(place, _)| *place)
    }
}

/// Sets of nine: the three ways to ask for places, times the three for dates.
type Cells = u16;

fn cell(places: Places, dates: Dates) -> usize {
    let position = |found: Option<usize>| found.unwrap_or_default();
    3 * position(Places::ALL.iter().position(|all| *all == places))
        + position(Dates::ALL.iter().position(|all| *all == dates))
}

const INSIDE: Cells = 0b001;
const AROUND: Cells = 0b010;
const NOWHERE: Cells = 0b100;
const STATED: Cells = 0b001;
const OPEN: Cells = 0b010;
const UNDATED_ONLY: Cells = 0b100;

/// A question, ready to be asked of every row.
pub struct Asked<'i> {
    seen: &'i Seen<'i>,
    query: &'i TimelineQuery,
    /// By date: which ways to ask for dates find it.
    dates: Vec<Cells>,
    /// By place: which ways to ask for places find it. None where no place is asked for.
    places: Option<Vec<Cells>>,
    /// By place: whether it is inside one that is left out.
    away: Vec<bool>,
    values: Vec<Wanted>,
    /// By report that the reader sees: its sources that he or she sees.
    told_by: Vec<Option<Vec<u32>>>,
    /// The records of the lines that words were found in.
    among: Option<Bits>,
    wanted: usize,
    /// By facet: whether it is counted.
    counted: Vec<bool>,
    derived: &'i Derived,
}

/// What is asked of one facet, by the numbers of its values.
struct Wanted {
    facet: usize,
    /// One of these, if any are asked for. What no entry has, none is found for.
    any: Option<Vec<bool>>,
    none: Vec<bool>,
}

impl Wanted {
    fn of<V: Clone + Eq + Hash>(facet: usize, known: &Numbered<V>, which: &Which<V>) -> Wanted {
        let numbers = |values: &[V]| {
            let mut wanted = vec![false; known.len()];
            for number in values.iter().filter_map(|value| known.known(value)) {
                if let Some(wanted) = wanted.get_mut(number as usize) {
                    *wanted = true;
                }
            }
            wanted
        };
        Wanted { facet, any: which.asks().then(|| numbers(&which.any)), none: numbers(&which.none) }
    }
}

impl<'i> Asked<'i> {
    pub fn new(seen: &'i Seen<'i>, query: &'i TimelineQuery, (facets, derived): (Facets, &'i Derived)) -> Asked<'i> {
        let memory = seen.memory;
        let of_texts = |(name, which): (&&str, &Which<String>)| {
            let facet = FACETS.iter().position(|facet| facet.name == *name)?;
            Some(Wanted::of(facet, memory.texts.get(facet)?, which))
        };
        let of_records = |(name, which): (&&str, &Which<RecordId>)| {
            let facet = FACETS.iter().position(|facet| facet.name == *name)?;
            Some(Wanted::of(facet, memory.records(facet)?, which))
        };
        let tree = &memory.tree;
        let numbers =
            |places: &[RecordId]| -> Vec<u32> { places.iter().filter_map(|place| tree.known(*place)).collect() };
        let places = query.place.asks().then(|| {
            let asked = numbers(&query.place.any);
            let inside = tree.inside(&asked, &seen.places);
            let mut found: Vec<Cells> = inside.into_iter().map(Cells::from).collect();
            for around in asked.iter().flat_map(|place| tree.around(*place, &seen.places)) {
                if let Some(cells) = found.get_mut(around as usize).filter(|cells| **cells == 0) {
                    *cells = AROUND;
                }
            }
            found
        });
        let away = match query.place.none.as_slice() {
            [] => Vec::new(),
            places => tree.inside(&numbers(places), &seen.places),
        };
        Asked {
            seen,
            query,
            dates: memory.dates.iter().map(|pieces| found_by(query, pieces)).collect(),
            places,
            away,
            values: query
                .values
                .iter()
                .filter_map(of_texts)
                .chain(query.records.iter().filter_map(of_records))
                .collect(),
            told_by: memory.reports.seen(&memory.classes, &seen.admitted),
            among: query.among.as_deref().map(set_of),
            wanted: cell(query.places, query.dates),
            counted: FACETS.iter().map(|facet| facets.has(facet, query)).collect(),
            derived,
        }
    }

    /// Which of the facets that are asked for a row fails: none, one whose values are counted in such rows too, or more.
    fn fails(&self, segment: &Segment, row: usize, support: &mut Support<u32>) -> Fails {
        let mut failed = Fails::None;
        if self.values.iter().any(|wanted| rests_on_reports(wanted.facet)) {
            self.support(segment, row, support);
        }
        for Wanted { facet, any, none } in &self.values {
            let (mut is_wanted, mut is_refused) = (any.is_none(), false);
            self.each_value(segment, row, (*facet, support), |value| {
                is_refused |= at(none, value as usize);
                is_wanted |= any.as_ref().is_some_and(|any| at(any, value as usize));
            });
            if is_refused {
                return Fails::More;
            }
            if !is_wanted {
                failed = match failed {
                    Fails::None => Fails::Only(*facet),
                    _ => return Fails::More,
                };
            }
        }
        failed
    }

    /// What stands behind a row.
    fn support(&self, segment: &Segment, row: usize, support: &mut Support<u32>) {
        support.clear();
        let mut last = None;
        for (report, via) in segment.reports(row) {
            if last != Some(report)
                && self.seen.sees(*via)
                && let Some(Some(sources)) = self.told_by.get(*report as usize)
            {
                last = Some(report);
                support.add(sources);
            }
        }
    }

    /// Every value that a row has of a facet; `support` is what stands behind the row. One may come twice.
    fn each_value(
        &self,
        segment: &Segment,
        row: usize,
        (facet, support): (usize, &Support<u32>),
        each: impl FnMut(u32),
    ) {
        let said = || segment.said(row, facet).filter(|(_, via)| self.seen.sees(*via)).map(|(value, _)| value);
        match FACETS.get(facet).map(|facet| &facet.values) {
            Some(Values::Status) => said().next().into_iter().for_each(each),
            Some(Values::LegalState) => {
                let texts = self.seen.memory.texts.get(facet);
                let said = said().filter_map(|value| texts?.get(value)).map(String::as_str);
                let list = FACETS.get(facet).map_or(&[][..], Facet::list);
                number_in(list, case_after(said).map(LegalState::code)).into_iter().for_each(each);
            }
            Some(Values::Roles(_)) => said().for_each(each),
            Some(Values::Organizations) => {
                let (tree, seen) = (&self.seen.memory.organizations, &self.seen.organizations);
                let shown = said().filter(|organization| at(seen, *organization as usize));
                shown.flat_map(|it| std::iter::once(it).chain(tree.around(it, seen))).for_each(each);
            }
            Some(Values::Sources(behind)) => support.behind(*behind).iter().copied().for_each(each),
            Some(Values::Sourcing) => number_in(SOURCING, Some(support.sourcing())).into_iter().for_each(each),
            Some(values @ (Values::Contradicted | Values::Detained)) => {
                let value = self.derived.value(values, at(&segment.ids, row));
                let list = FACETS.get(facet).map_or(&[][..], Facet::list);
                number_in(list, value).into_iter().for_each(each);
            }
            _ => match of_facet(segment, facet, row) {
                NOTHING => {}
                value => std::iter::once(value).for_each(each),
            },
        }
    }

    /// The rows of a segment that are about one of these people.
    fn about(&self, segment: &Segment, people: &[RecordId]) -> Vec<usize> {
        let of_person = people.iter().flat_map(|person| segment.of_person(number_of(*person)));
        let mut rows: Vec<usize> = of_person.filter(|(_, via)| self.seen.sees(*via)).map(|(row, _)| row).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// The rows of a segment that are steps of one of these detentions.
    fn steps_of(&self, segment: &Segment, detentions: &[RecordId]) -> Vec<usize> {
        let of_detention = |detention: &RecordId| {
            let detention = number_of(*detention);
            let people = self.seen.memory.episodes.of(detention);
            people.flat_map(|person| segment.of_person(person)).filter(move |(_, via)| *via == detention)
        };
        let mut rows: Vec<usize> = detentions.iter().flat_map(of_detention).map(|(row, _)| row).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// The rows of a segment that may answer, in their order; all, if that is not said.
    fn candidates(&self, segment: &Segment) -> Option<Vec<usize>> {
        let (person, detention) = (&self.query.person, self.query.detention.as_slice());
        let people = person.asks().then(|| self.about(segment, &person.any));
        let steps = (!detention.is_empty()).then(|| self.steps_of(segment, detention));
        match (people, steps) {
            (Some(mut people), Some(steps)) => {
                people.retain(|row| steps.binary_search(row).is_ok());
                Some(people)
            }
            (people, steps) => people.or(steps),
        }
    }

    /// Which ways to ask for places and dates find a row, if everything else that is asked for does.
    fn cells(&self, segment: &Segment, row: usize, place: u32) -> Cells {
        let mut dates = at(&self.dates, at(&segment.dates, row) as usize);
        if i64::from(at(&segment.days, row)) == UNDATED {
            dates |= UNDATED_ONLY;
        }
        let places = match (&self.places, place) {
            (None, NOTHING) => INSIDE | NOWHERE,
            (None, _) => INSIDE,
            (Some(_), NOTHING) => NOWHERE,
            (Some(places), place) => at(places, place as usize),
        };
        let of = |places_bit: Cells, shift: u32| if places & places_bit == 0 { 0 } else { dates << shift };
        of(INSIDE, 0) | of(AROUND, 3) | of(NOWHERE, 6)
    }

    /// Goes over all rows that may answer.
    pub fn count(&self) -> Tally {
        let memory = self.seen.memory;
        let mut tally = Tally {
            dates: vec![0; memory.dates.len()],
            values: (0..FACETS.len()).map(|facet| vec![0; memory.numbers_of(facet)]).collect(),
            several: vec![Vec::new(); FACETS.len()],
            counted: self.counted.clone(),
            places: vec![0; self.seen.places.len()],
            ..Tally::default()
        };
        let mut support = Support::default();
        for segment in &memory.segments {
            let mut hits = Bits::default();
            let mut shared = Vec::new();
            let mut day = None;
            let mut without = Bits::default();
            self.about(segment, &self.query.person.none).into_iter().for_each(|row| without.insert(row));
            let mut each = |row: usize| {
                let id = at(&segment.ids, row);
                if segment.gone.contains(row)
                    || self.query.entered_after.is_some_and(|change| i64::from(id) <= change)
                    || !at(&self.seen.admitted, at(&segment.classes, row) as usize)
                    || self.among.as_ref().is_some_and(|among| !among.contains(id as usize))
                    || without.contains(row)
                {
                    return;
                }
                let fails = self.fails(segment, row, &mut support);
                if fails == Fails::More {
                    return;
                }
                let place = self.seen.place(segment, row);
                if at(&self.away, place as usize) {
                    return;
                }
                let cells = self.cells(segment, row, place);
                let is_found = cells & (1 << self.wanted) != 0;
                let is_hit = is_found && fails == Fails::None;
                if is_hit {
                    hits.insert(row);
                    if segment.incidents.contains(row) {
                        tally.incidents += 1;
                    } else {
                        tally.custody_events += 1;
                    }
                }
                let cells = if fails == Fails::None { cells } else { 0 };
                if cells == 0 && !is_found {
                    return;
                }
                let counts = match fails {
                    Fails::Only(facet) => Counted::Of(facet),
                    _ if is_hit => Counted::OfAll,
                    _ => Counted::OfNone,
                };
                let found = Found { line: at(&segment.lines, row), row, place, cells, counts };
                if !segment.shared.contains(row) {
                    tally.line(self, segment, &[found]);
                    return;
                }
                // The rows of a line share its day.
                if day != Some(at(&segment.days, row)) {
                    tally.lines(self, segment, &mut shared);
                    day = Some(at(&segment.days, row));
                }
                shared.push(found);
            };
            match self.candidates(segment) {
                Some(rows) => rows.into_iter().for_each(&mut each),
                None => (0..segment.len()).for_each(&mut each),
            }
            tally.lines(self, segment, &mut shared);
            tally.hits.push(hits);
        }
        tally
    }
}

/// Which ways to ask for dates find one of these pieces. What is undated is told by the day of its row.
fn found_by(query: &TimelineQuery, pieces: &[Piece]) -> Cells {
    let range = &query.range;
    let is_open = pieces.iter().any(|piece| piece.open_before || piece.open_after);
    if range.is_open() {
        return if is_open { STATED | OPEN } else { STATED };
    }
    let any = |holds: &dyn Fn(&Piece) -> bool| pieces.iter().any(holds);
    let touches = any(&|piece| piece.touches(range));
    if touches && (!query.certain || any(&|piece| piece.is_surely_in(range))) {
        STATED
    } else if !touches && is_open && any(&|piece| piece.is_open_to(range)) {
        OPEN
    } else {
        0
    }
}

/// Whether the values of a facet follow from the reports behind a row.
fn rests_on_reports(facet: usize) -> bool {
    matches!(FACETS.get(facet).map(|facet| &facet.values), Some(Values::Sources(_) | Values::Sourcing))
}

/// The number of a value of a closed list.
fn number_in(list: &[&str], value: Option<&str>) -> Option<u32> {
    list.iter().zip(0..).find(|(code, _)| Some(**code) == value).map(|(_, number)| number)
}

fn of_facet(segment: &Segment, facet: usize, row: usize) -> u32 {
    segment.values.get(facet).and_then(|column| column.get(row)).copied().unwrap_or(NOTHING)
}

/// How many of the facets that are asked for a row fails.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fails {
    None,
    Only(usize),
    More,
}

/// The facets whose values a row is counted in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counted {
    OfNone,
    /// It answers but for this facet, of which any value may be asked for instead.
    Of(usize),
    /// It answers.
    OfAll,
}

/// A row that was found, until its line is counted.
#[derive(Clone, Copy)]
struct Found {
    line: u32,
    row: usize,
    place: u32,
    cells: Cells,
    counts: Counted,
}

impl Found {
    fn is_hit(&self) -> bool {
        self.counts == Counted::OfAll
    }
}

/// What was counted.
#[derive(Default)]
pub struct Tally {
    /// Lines by how places and dates were asked for.
    cells: [i64; 9],
    pub incidents: i64,
    pub custody_events: i64,
    dates: Vec<i64>,
    /// By facet and the number of the value.
    values: Vec<Vec<i64>>,
    places: Vec<i64>,
    /// Lines of several records that are in several places.
    in_several: Vec<Vec<u32>>,
    /// By segment: the rows that answer.
    pub hits: Vec<Bits>,
    /// By facet: the values of a line of several records, while it is counted.
    several: Vec<Vec<u32>>,
    /// What stands behind a row, while it is counted.
    support: Support<u32>,
    /// By facet: whether it is counted.
    counted: Vec<bool>,
}

impl Tally {
    /// Counts the lines that these rows make.
    fn lines(&mut self, asked: &Asked<'_>, segment: &Segment, found: &mut Vec<Found>) {
        found.sort_unstable_by_key(|found| (found.line, found.row));
        for line in found.chunk_by(|one, other| one.line == other.line) {
            self.line(asked, segment, line);
        }
        found.clear();
    }

    /// Counts one line, of these rows.
    fn line(&mut self, asked: &Asked<'_>, segment: &Segment, rows: &[Found]) {
        let cells = rows.iter().fold(0, |cells, found| cells | found.cells);
        for (cell, count) in self.cells.iter_mut().enumerate() {
            *count += i64::from(cells & (1 << cell) != 0);
        }
        let add = |counts: &mut Vec<i64>, number: u32| {
            if let Some(count) = counts.get_mut(number as usize) {
                *count += 1;
            }
        };
        let distinct = |numbers: &mut Vec<u32>| {
            numbers.sort_unstable();
            numbers.dedup();
        };
        let is_any_counted = self.counted.contains(&true);
        for found in rows.iter().filter(|found| is_any_counted && found.counts != Counted::OfNone) {
            asked.support(segment, found.row, &mut self.support);
            for (facet, (several, counts)) in self.several.iter_mut().zip(&mut self.values).enumerate() {
                if !at(&self.counted, facet) || !found.is_hit() && found.counts != Counted::Of(facet) {
                    continue;
                }
                let of_facet = (facet, &self.support);
                match FACETS.get(facet).map(|facet| &facet.values) {
                    // One row has a value twice only where several records say it.
                    Some(values) if rows.len() == 1 && !matches!(values, Values::Roles(_) | Values::Organizations) => {
                        asked.each_value(segment, found.row, of_facet, |value| add(counts, value));
                    }
                    _ => asked.each_value(segment, found.row, of_facet, |value| several.push(value)),
                }
            }
        }
        for (values, counts) in self.several.iter_mut().zip(&mut self.values) {
            distinct(values);
            values.drain(..).for_each(|value| add(counts, value));
        }
        let mut hits = rows.iter().filter(|found| found.is_hit());
        let Some(first) = hits.next() else { return };
        add(&mut self.dates, at(&segment.dates, first.row));
        if hits.clone().all(|found| found.place == first.place) {
            add(&mut self.places, first.place);
        } else {
            let mut places: Vec<u32> = hits.chain([first]).map(|found| found.place).collect();
            distinct(&mut places);
            places.retain(|place| *place != NOTHING);
            self.in_several.push(places);
        }
    }

    /// Whether a facet was counted.
    pub fn counts(&self, facet: usize) -> bool {
        at(&self.counted, facet)
    }

    /// Lines that answer.
    pub fn total(&self, query: &TimelineQuery) -> i64 {
        at(&self.cells, cell(query.places, query.dates))
    }

    /// The records that are values of a facet, with how many lines have each.
    pub fn records(&self, memory: &Memory, facet: usize) -> Vec<(RecordId, i64)> {
        let counts = self.values.get(facet).into_iter().flatten().copied();
        let records = memory.records(facet).into_iter().flat_map(Numbered::iter).copied();
        records.zip(counts).filter(|(_, count)| *count > 0).collect()
    }

    /// Values of a facet with how many lines have each.
    pub fn texts(&self, memory: &Memory, facet: usize) -> Counts {
        let counts = self.values.get(facet).into_iter().flatten().copied();
        let texts = memory.texts.get(facet).into_iter().flat_map(Numbered::iter).cloned();
        Counts::of_codes(texts.zip(counts).filter(|(_, count)| *count > 0).collect())
    }

    pub fn months(&self, memory: &Memory, query: &TimelineQuery) -> Vec<MonthCount> {
        // What is not in the range by its date is in no month of it.
        if query.dates != Dates::Stated {
            return Vec::new();
        }
        let dates = memory.dates.iter().cloned().zip(self.dates.iter().copied());
        histogram(&dates.filter(|(_, count)| *count > 0).collect::<Vec<_>>(), &query.range, query.certain)
    }

    /// Settlements that have lines, with how many there are in each and everything inside it.
    pub fn settlements(&self, seen: &Seen<'_>, query: &TimelineQuery) -> Vec<(RecordId, i64)> {
        // Places that are not inside the one asked for have no click that gives them.
        if query.places != Places::Inside {
            return Vec::new();
        }
        let tree = &seen.memory.tree;
        let mut totals = tree.totals(self.places.clone(), &seen.places);
        for places in &self.in_several {
            let around = |place: &u32| std::iter::once(*place).chain(tree.around(*place, &seen.places));
            let mut all: Vec<u32> = places.iter().flat_map(around).collect();
            all.sort_unstable();
            all.dedup();
            for place in all {
                if let Some(total) = totals.get_mut(place as usize) {
                    *total += 1;
                }
            }
        }
        let within: Vec<u32> = query.place.any.iter().filter_map(|place| tree.known(*place)).collect();
        let direct = self.places.iter().enumerate().filter(|(_, count)| **count > 0);
        let direct = direct.filter_map(|(place, _)| u32::try_from(place).ok());
        let mut settlements: Vec<u32> = direct
            .chain(self.in_several.iter().flatten().copied())
            .map(|place| tree.settlement(place, &within, &seen.places))
            .collect();
        settlements.sort_unstable();
        settlements.dedup();
        settlements.into_iter().filter_map(|place| Some((tree.id(place)?, at(&totals, place as usize)))).collect()
    }

    /// What a question leaves out because its place or date is not known closely enough to say whether it answers. A
    /// question that asks for just that leaves out nothing.
    pub fn left_out(&self, query: &TimelineQuery) -> Vec<LeftOut> {
        let left_out = |(places, dates): (Places, Dates)| {
            let count = at(&self.cells, cell(places, dates));
            (count > 0).then_some(LeftOut { places, dates, count })
        };
        query.leaves_out().into_iter().filter_map(left_out).collect()
    }
}
