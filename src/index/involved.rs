//! Who is in the lines that answer a question, from the rows that do.

use std::collections::HashSet;

use super::answer::Seen;
use super::bits::Bits;
use super::column::at;
use super::segment::Segment;
use crate::domain::query::Cursor;
use crate::domain::query::involved::{InLines, Involved};
use crate::domain::record::RecordId;
use crate::store::UNDATED;

/// The people of these rows, or the detentions of those that are custody steps, as far as the reader sees what says so. How
/// many lines there are in all is not counted here.
pub fn in_lines(seen: &Seen<'_>, hits: &[Bits], involved: Involved) -> InLines {
    let mut found = InLines::default();
    for (segment, hits) in seen.memory.segments.iter().zip(hits) {
        // All rows of a line are in one segment. Of one that a record is in twice, the second time adds nothing.
        let (mut lines, mut counted, mut last) = (Bits::default(), HashSet::new(), None);
        for (person, row, via) in segment.people() {
            let record = match involved {
                Involved::People => person,
                Involved::Detentions => via,
            };
            let is_listed = involved == Involved::People || !segment.incidents.contains(row);
            if !is_listed || last == Some((record, row)) || !hits.contains(row) || !seen.sees(via) {
                continue;
            }
            last = Some((record, row));
            let line = at(&segment.lines, row);
            lines.insert(line as usize);
            let is_new = !segment.shared.contains(row) || counted.insert((record, line));
            found.add(RecordId(i64::from(record)), is_new, dated(segment, row));
        }
        found.lines += i64::try_from(lines.count()).unwrap_or(i64::MAX);
    }
    found.gathered()
}

/// Where a row stands, if it has a date.
fn dated(segment: &Segment, row: usize) -> Option<Cursor> {
    let cursor = Cursor {
        day: i64::from(at(&segment.days, row)),
        seq: at(&segment.seqs, row),
        id: i64::from(at(&segment.ids, row)),
    };
    (cursor.day != UNDATED).then_some(cursor)
}
