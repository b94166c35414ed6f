//! Counts by facet: one walk over the entries that answer a question, whatever it is counted by.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::types::ValueRef;

use crate::domain::query::{Dates, FACETS, Facet, Places, TimelineQuery, Values};
use crate::domain::record::{Label, RecordId};
use crate::domain::time::Piece;
use crate::domain::timeline::{Counts, LeftOut, Summary, histogram, most_first};
use crate::error::Result;
use crate::store::ReadTx;
use crate::store::read::timeline::Filter;
use crate::store::read::when::piece;

/// Where an entry `e` has its value of a facet whose values are texts.
pub(in crate::store) fn facet_column(facet: &Facet) -> Option<String> {
    let name = facet.name;
    match facet.values {
        Values::Type(_) => Some("e.type".to_owned()),
        Values::Header(_) => Some(format!("(SELECT r.{name} FROM main.record r WHERE r.id = e.id)")),
        Values::Field(kind) => {
            let column = kind.field(name)?.column();
            Some(format!("(SELECT f.{column} FROM v_{} f WHERE f.id = e.id)", kind.table()))
        }
        Values::Places | Values::Months => None,
    }
}

/// The condition that an entry `e` has one of the values of a facet that a parameter lists.
pub(in crate::store) fn has_one(facet: &Facet, parameter: &str) -> String {
    match facet_column(facet) {
        Some(column) => format!("COALESCE({column} IN (SELECT value FROM json_each({parameter})), 0)"),
        None => "1".to_owned(),
    }
}

/// What was counted of one facet so far.
#[derive(Default)]
struct Tally {
    texts: HashMap<String, i64>,
    places: InPlaces,
    dates: HashMap<Vec<Piece>, i64>,
    /// Of lines that several records make: which values were counted for them.
    lines: HashSet<(Vec<u8>, String)>,
}

/// Lines by where they are. To a reader who does not see all that names a place, records of one line may be in several.
#[derive(Default)]
pub(in crate::store) struct InPlaces {
    alone: HashMap<RecordId, i64>,
    shared: HashMap<Vec<u8>, BTreeSet<RecordId>>,
}

impl InPlaces {
    /// A record that is there, of a line of its own or of one that several make.
    pub fn add(&mut self, place: RecordId, line: Option<&[u8]>) {
        match line {
            None => *self.alone.entry(place).or_default() += 1,
            Some(line) if self.shared.contains_key(line) => {
                self.shared.entry(line.to_vec()).or_default().insert(place);
            }
            Some(line) => drop(self.shared.insert(line.to_vec(), BTreeSet::from([place]))),
        }
    }
}

impl ReadTx<'_> {
    /// The numbers beside a timeline. A line of several records counts once; what its records may differ in counts
    /// once for each value. Of a facet that is asked for, each value has the lines that there are when it is asked for instead.
    pub fn timeline_summary(&self, query: &TimelineQuery) -> Result<Summary> {
        let mut summary = self.summary_of(query)?;
        let asked = query.values.iter().filter(|(_, which)| which.asks());
        for facet in asked.filter_map(|(name, _)| Facet::named(name)) {
            let counted = self.summary_of(&query.of_any(facet))?.facets;
            let theirs = counted.into_iter().find(|(of, _)| of.name == facet.name);
            if let (Some((_, theirs)), Some((_, ours))) =
                (theirs, summary.facets.iter_mut().find(|(of, _)| of.name == facet.name))
            {
                *ours = theirs;
            }
        }
        Ok(summary)
    }

    fn summary_of(&self, query: &TimelineQuery) -> Result<Summary> {
        let columns: Vec<String> =
            FACETS.iter().map(|facet| facet_column(facet).unwrap_or("NULL".to_owned())).collect();
        let tail = format!(
            "SELECT e.kind = 'incident', e.line_key, e.lo, e.hi, e.begun, e.lasting, e.open, e.pieced, e.id, e.place_id, {} FROM hit e",
            columns.join(", ")
        );
        let mut summary = Summary::default();
        let mut tallies: Vec<Tally> = FACETS.iter().map(|_| Tally::default()).collect();
        let mut lines: HashSet<Vec<u8>> = HashSet::new();
        self.rows(&Filter::new(query), &tail, |row| {
            if row.get(0)? {
                summary.incidents += 1
            } else {
                summary.custody_events += 1
            }
            // An entry without others like it is a line of its own: its key is its number.
            let shared = match row.get_ref(1)? {
                ValueRef::Blob(line) => Some(line),
                _ => None,
            };
            let first = shared.is_none_or(|line| !lines.contains(line));
            if let Some(line) = shared.filter(|_| first) {
                lines.insert(line.to_vec());
            }
            summary.total += i64::from(first);
            for (index, (facet, tally)) in FACETS.iter().zip(&mut tallies).enumerate() {
                match facet.values {
                    Values::Places => {
                        // Places that are not inside the one asked for have no click that gives them.
                        if let Some(place) = row.get::<_, Option<i64>>(9)?.filter(|_| query.places == Places::Inside) {
                            tally.places.add(RecordId(place), shared);
                        }
                    }
                    // What is not in the range by its date is in no month of it.
                    Values::Months if first && query.dates == Dates::Stated => {
                        let date =
                            if row.get(7)? { self.pieces(row.get(8)?)? } else { piece(row, 2)?.into_iter().collect() };
                        *tally.dates.entry(date).or_default() += 1;
                    }
                    Values::Months => {}
                    Values::Type(_) | Values::Header(_) | Values::Field(_) => {
                        let ValueRef::Text(text) = row.get_ref(10 + index)? else { continue };
                        let text = String::from_utf8_lossy(text).into_owned();
                        let counted = match (&facet.values, shared) {
                            (Values::Header(_), Some(line)) => tally.lines.insert((line.to_vec(), text.clone())),
                            _ => first,
                        };
                        if counted {
                            *tally.texts.entry(text).or_default() += 1;
                        }
                    }
                }
            }
            Ok(())
        })?;
        for (facet, tally) in FACETS.iter().zip(tallies) {
            summary.facets.push((facet, self.counts(query, facet, tally)?));
        }
        Ok(summary)
    }

    /// What a question leaves out because its place or date is not known closely enough to say whether it answers.
    pub fn left_out(&self, query: &TimelineQuery) -> Result<Vec<LeftOut>> {
        let mut left_out = Vec::new();
        for (places, dates) in query.leaves_out() {
            let count = self.lines_of(&TimelineQuery { places, dates, ..query.clone() })?;
            left_out.extend((count > 0).then_some(LeftOut { places, dates, count }));
        }
        Ok(left_out)
    }

    fn lines_of(&self, query: &TimelineQuery) -> Result<i64> {
        let mut lines = 0;
        self.rows(&Filter::new(query), "SELECT count(DISTINCT line_key) FROM hit", |row| {
            lines = row.get(0)?;
            Ok(())
        })?;
        Ok(lines)
    }

    fn pieces(&self, id: i64) -> Result<Vec<Piece>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT lo, hi, begun, lasting, open FROM main.entry_piece WHERE entry_id = ?1 ORDER BY piece",
        )?;
        let pieces = statement.query_map([id], |row| piece(row, 0))?;
        Ok(pieces.filter_map(rusqlite::Result::transpose).collect::<rusqlite::Result<_>>()?)
    }

    fn counts(&self, query: &TimelineQuery, facet: &Facet, tally: Tally) -> Result<Counts> {
        Ok(match facet.values {
            Values::Places => Counts::Places(self.by_settlement(&tally.places, &query.place.any)?),
            Values::Months => {
                let dates: Vec<_> = tally.dates.into_iter().collect();
                Counts::Months(histogram(&dates, &query.range, query.certain))
            }
            Values::Type(_) | Values::Header(_) | Values::Field(_) => {
                Counts::of_codes(tally.texts.into_iter().collect())
            }
        })
    }

    /// Settlements that have lines, each with how many there are in it and everything inside it; a site counts for the place
    /// around it. Of a place that was asked for, only what is inside it.
    pub(in crate::store) fn by_settlement(&self, lines: &InPlaces, within: &[RecordId]) -> Result<Vec<(Label, i64)>> {
        let places: BTreeSet<RecordId> = lines.alone.keys().chain(lines.shared.values().flatten()).copied().collect();
        let places: Vec<RecordId> = places.into_iter().collect();
        let ways = self.ways_up(&places)?;
        let mut totals = ways.totals(&lines.alone);
        for around in lines.shared.values().map(|places| places.iter().flat_map(|place| ways.of(*place))) {
            for place in around.collect::<BTreeSet<_>>() {
                *totals.entry(place).or_default() += 1;
            }
        }
        let settlements: BTreeSet<RecordId> = ways.settlements(&places, within).into_values().collect();
        let labels = self.labels(&settlements.iter().copied().collect::<Vec<_>>())?;
        let counted = |place: RecordId| Some((labels.get(&place)?.clone(), totals.get(&place).copied()?));
        let mut counted: Vec<(Label, i64)> = settlements.into_iter().filter_map(counted).collect();
        most_first(&mut counted);
        Ok(counted)
    }
}
