//! Entries of the timeline in columns, in the order of the timeline.

use std::collections::HashMap;

use super::bits::Bits;
use super::column::{NOTHING, at};
use super::lists::Lists;
use super::snapshot::packed::packed;

/// An entry with everything by its number: classes, dates, values of facets, places, people.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: u32,
    pub is_incident: bool,
    pub day: i32,
    pub seq: i64,
    pub line: LineKey,
    pub class: u32,
    pub date: u32,
    /// One for each facet whose values are texts; `NOTHING` for none.
    pub values: Vec<u32>,
    /// Where it may count, and the record that names the place or `NOTHING`.
    pub places: Vec<(u32, u32)>,
    /// Whom it is about, and the record that says so: of an incident the participation, of a step the detention.
    pub people: Vec<(u32, u32)>,
    /// What records say of it: facet, value, and the record that says so or `NOTHING`.
    pub said: Vec<(u32, u32, u32)>,
    /// The reports that support it, and the record they are cited for or `NOTHING`; report by report.
    pub reports: Vec<(u32, u32)>,
}

/// What the entries of one line have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineKey {
    Alone,
    Said([u8; 16]),
    /// The line of this number in a segment that is taken up in another one.
    Of(usize, u32),
}

/// Rows in the order of day, place on the day and number. All rows of a line are in one segment.
#[derive(Debug, Default)]
pub struct Segment {
    pub ids: Vec<u32>,
    pub days: Vec<i32>,
    pub seqs: Vec<i64>,
    pub classes: Vec<u32>,
    pub dates: Vec<u32>,
    pub values: Vec<Vec<u32>>,
    /// Rows of one line have the same number here.
    pub lines: Vec<u32>,
    pub incidents: Bits,
    /// Rows that share their line with others.
    pub shared: Bits,
    /// Rows that are not the entry any more.
    pub gone: Bits,
    places: Lists<(u32, u32)>,
    said: Lists<(u32, u32, u32)>,
    reports: Lists<(u32, u32)>,
    /// Person, row, and the record that says so (see `Row`), in the order of people.
    people: Vec<(u32, u32, u32)>,
    /// Rows in the order of their records.
    by_id: Vec<u32>,
}

packed!(Segment {
    ids: Vec<u32>,
    days: Vec<i32>,
    seqs: Vec<i64>,
    classes: Vec<u32>,
    dates: Vec<u32>,
    values: Vec<Vec<u32>>,
    lines: Vec<u32>,
    incidents: Bits,
    shared: Bits,
    gone: Bits,
    places: Lists<(u32, u32)>,
    said: Lists<(u32, u32, u32)>,
    reports: Lists<(u32, u32)>,
    people: Vec<(u32, u32, u32)>,
    by_id: Vec<u32>,
});

impl Segment {
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// The row of a record.
    pub fn find(&self, id: u32) -> Option<usize> {
        let found = self.by_id.binary_search_by_key(&id, |row| at(&self.ids, *row as usize)).ok()?;
        let row = at(&self.by_id, found) as usize;
        (!self.gone.contains(row)).then_some(row)
    }

    /// Where a row may count, the first that a reader sees.
    pub fn places(&self, row: usize) -> &[(u32, u32)] {
        self.places.of(row)
    }

    /// What records say of a row on a facet: values, each with the record that says so.
    pub fn said(&self, row: usize, facet: usize) -> impl Iterator<Item = (u32, u32)> + '_ {
        let of_facet = move |(of, ..): &&(u32, u32, u32)| *of as usize == facet;
        self.said.of(row).iter().filter(of_facet).map(|(_, value, via)| (*value, *via))
    }

    /// The reports that support a row, report by report, each with the record it is cited for.
    pub fn reports(&self, row: usize) -> &[(u32, u32)] {
        self.reports.of(row)
    }

    /// Rows about a person, each with the record that says so.
    pub fn of_person(&self, person: u32) -> impl Iterator<Item = (usize, u32)> + '_ {
        let from = self.people.partition_point(|(of, ..)| *of < person);
        let of_person = self.people.get(from..).unwrap_or_default().iter().take_while(move |(of, ..)| *of == person);
        of_person.map(|(_, row, via)| (*row as usize, *via))
    }

    /// All people with the rows about them, each with the record that says so.
    pub fn people(&self) -> impl Iterator<Item = (u32, usize, u32)> + '_ {
        self.people.iter().map(|(person, row, via)| (*person, *row as usize, *via))
    }

    /// The first row that is on this day or later.
    pub fn first_on(&self, day: i32) -> usize {
        self.days.partition_point(|of| *of < day)
    }

    /// The first row that is later than this day.
    pub fn first_after(&self, day: i32) -> usize {
        self.days.partition_point(|of| *of <= day)
    }

    /// All rows that are still entries.
    fn rows(&self, segment: usize) -> impl Iterator<Item = Row> + '_ {
        let mut people: Vec<(u32, u32, u32)> = self.people.iter().map(|(who, row, via)| (*row, *who, *via)).collect();
        people.sort_unstable();
        let mut of_row = 0;
        (0..self.len()).filter_map(move |row| {
            let mut about = Vec::new();
            while let Some((_, who, via)) = people.get(of_row).filter(|(of, ..)| *of as usize == row) {
                about.push((*who, *via));
                of_row += 1;
            }
            let line =
                if self.shared.contains(row) { LineKey::Of(segment, at(&self.lines, row)) } else { LineKey::Alone };
            (!self.gone.contains(row)).then(|| Row {
                id: at(&self.ids, row),
                is_incident: self.incidents.contains(row),
                day: at(&self.days, row),
                seq: at(&self.seqs, row),
                line,
                class: at(&self.classes, row),
                date: at(&self.dates, row),
                values: self.values.iter().map(|column| at(column, row)).collect(),
                places: self.places(row).to_vec(),
                people: about,
                said: self.said.of(row).to_vec(),
                reports: self.reports(row).to_vec(),
            })
        })
    }

    /// The rows of several segments as one.
    pub fn merged(segments: &[Segment]) -> Segment {
        let mut builder = Builder::default();
        for (number, segment) in segments.iter().enumerate() {
            segment.rows(number).for_each(|row| builder.push(row));
        }
        builder.finish()
    }
}

/// Rows in any order, before they become a segment.
#[derive(Debug, Default)]
pub struct Builder {
    to_sort: Segment,
    lines: HashMap<LineKey, u32>,
}

impl Builder {
    pub fn is_empty(&self) -> bool {
        self.to_sort.ids.is_empty()
    }

    pub fn push(&mut self, row: Row) {
        let rows = &mut self.to_sort;
        let next = rows.len();
        let number = u32::try_from(next).unwrap_or(NOTHING);
        let line = match row.line {
            LineKey::Alone => number,
            key => *self.lines.entry(key).or_insert(number),
        };
        if line != number {
            rows.shared.insert(line as usize);
            rows.shared.insert(next);
        }
        if row.is_incident {
            rows.incidents.insert(next);
        }
        rows.ids.push(row.id);
        rows.days.push(row.day);
        rows.seqs.push(row.seq);
        rows.classes.push(row.class);
        rows.dates.push(row.date);
        rows.lines.push(line);
        rows.values.resize_with(row.values.len(), Vec::new);
        rows.values.iter_mut().zip(row.values).for_each(|(column, value)| column.push(value));
        rows.places.push(row.places);
        rows.said.push(row.said);
        rows.reports.push(row.reports);
        rows.people.extend(row.people.into_iter().map(|(who, via)| (who, number, via)));
    }

    pub fn finish(self) -> Segment {
        let rows = self.to_sort;
        let count = u32::try_from(rows.len()).unwrap_or(NOTHING);
        let mut order: Vec<u32> = (0..count).collect();
        order.sort_unstable_by_key(|row| {
            let row = *row as usize;
            (at(&rows.days, row), at(&rows.seqs, row), at(&rows.ids, row))
        });
        let mut place = vec![0; order.len()];
        for (to, from) in (0..count).zip(&order) {
            if let Some(place) = place.get_mut(*from as usize) {
                *place = to;
            }
        }
        let moved = |row: u32| at(&place, row as usize);
        let mut segment = Segment {
            ids: sorted(&rows.ids, &order),
            days: sorted(&rows.days, &order),
            seqs: sorted(&rows.seqs, &order),
            classes: sorted(&rows.classes, &order),
            dates: sorted(&rows.dates, &order),
            values: rows.values.iter().map(|column| sorted(column, &order)).collect(),
            lines: sorted(&rows.lines, &order).into_iter().map(moved).collect(),
            people: rows.people.iter().map(|(who, row, via)| (*who, moved(*row), *via)).collect(),
            by_id: (0..count).collect(),
            places: rows.places.in_order(&order),
            said: rows.said.in_order(&order),
            reports: rows.reports.in_order(&order),
            ..Segment::default()
        };
        segment.people.sort_unstable();
        segment.by_id.sort_unstable_by_key(|row| at(&segment.ids, *row as usize));
        for (to, from) in order.iter().enumerate() {
            let from = *from as usize;
            if rows.incidents.contains(from) {
                segment.incidents.insert(to);
            }
            if rows.shared.contains(from) {
                segment.shared.insert(to);
            }
        }
        segment
    }
}

fn sorted<T: Copy + Default>(column: &[T], order: &[u32]) -> Vec<T> {
    order.iter().map(|row| at(column, *row as usize)).collect()
}
