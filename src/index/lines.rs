//! Pages of lines, from the rows that answer a question.

use super::bits::Bits;
use super::column::at;
use super::entries::Memory;
use super::segment::Segment;
use crate::domain::query::{Cursor, Order};
use crate::domain::record::RecordId;
use crate::store::{Line, Lines, OneDay};

/// The first lines behind a cursor, as many as are asked for.
pub fn lines(memory: &Memory, hits: &[Bits], order: Order, after: Option<Cursor>, limit: usize) -> Vec<Line> {
    let mut found = Vec::new();
    let mut days = days(memory, hits, order, after);
    while found.len() < limit
        && let Some(lines) = days.next()
    {
        let behind = |line: &Line| after.is_none_or(|cursor| line.is_behind(cursor, order));
        found.extend(lines.into_iter().filter(behind));
    }
    found.truncate(limit);
    found
}

/// All lines.
pub fn all(memory: &Memory, hits: &[Bits], order: Order) -> Lines {
    let mut all = Lines::default();
    days(memory, hits, order, None).flatten().for_each(|line| all.push(&line));
    all
}

/// The lines of each day, from the day of a cursor on.
fn days<'m>(
    memory: &'m Memory,
    hits: &'m [Bits],
    order: Order,
    after: Option<Cursor>,
) -> impl Iterator<Item = Vec<Line>> + 'm {
    let mut day = after.map(|cursor| i32::try_from(cursor.day).unwrap_or(i32::MAX));
    let mut is_first = true;
    std::iter::from_fn(move || {
        let next = memory.segments.iter().zip(hits).filter_map(|(segment, hits)| match (order, day) {
            (Order::Oldest, None) => day_of(segment, hits.first_from(0)),
            (Order::Oldest, Some(day)) if is_first => day_of(segment, hits.first_from(segment.first_on(day))),
            (Order::Oldest, Some(day)) => day_of(segment, hits.first_from(segment.first_after(day))),
            (Order::Newest, None) => day_of(segment, hits.last_before(segment.len())),
            (Order::Newest, Some(day)) if is_first => day_of(segment, hits.last_before(segment.first_after(day))),
            (Order::Newest, Some(day)) => day_of(segment, hits.last_before(segment.first_on(day))),
        });
        let next = match order {
            Order::Oldest => next.min(),
            Order::Newest => next.max(),
        }?;
        (day, is_first) = (Some(next), false);
        Some(of_day(memory, hits, next, order))
    })
}

fn day_of(segment: &Segment, row: Option<usize>) -> Option<i32> {
    row.map(|row| at(&segment.days, row))
}

/// The lines of one day in their order.
fn of_day(memory: &Memory, hits: &[Bits], day: i32, order: Order) -> Vec<Line> {
    let mut lines = OneDay::new(i64::from(day));
    for (number, (segment, hits)) in memory.segments.iter().zip(hits).enumerate() {
        let end = segment.first_after(day);
        let mut next = hits.first_from(segment.first_on(day));
        while let Some(row) = next.filter(|row| *row < end) {
            let id = RecordId(i64::from(at(&segment.ids, row)));
            let line = segment.shared.contains(row).then(|| (number, at(&segment.lines, row)));
            lines.add(id, segment.incidents.contains(row), at(&segment.seqs, row), line);
            next = hits.first_from(row + 1);
        }
    }
    lines.take(order)
}
