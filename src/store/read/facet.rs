//! Counts by facet: one walk over the entries that answer a question, whatever it is counted by.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;

use rusqlite::params;
use rusqlite::types::ValueRef;

use crate::domain::kind::Kind;
use crate::domain::query::{Dates, FACETS, Facet, Facets, Places, Support, TimelineQuery, Values};
use crate::domain::record::{Label, RecordId, Sensitivity};
use crate::domain::time::Piece;
use crate::domain::timeline::{Counts, LeftOut, Summary, histogram, most_first};
use crate::error::Result;
use crate::store::ReadTx;
use crate::store::read::row::json_ids;
use crate::store::read::when::piece;
use crate::store::read::{acting, behind};

/// What a step says of custody, or the last one before it in its episode that the reader sees.
const STATUS: &str =
    "(SELECT s.status_after FROM main.custody_event k CROSS JOIN v_custody_event s ON s.detention_id = k.detention_id
     CROSS JOIN main.entry o ON o.id = s.id
    WHERE k.id = e.id AND s.status_after IS NOT NULL AND (o.day, o.seq, o.id) <= (e.day, e.seq, e.id)
    ORDER BY o.day DESC, o.seq DESC, o.id DESC LIMIT 1)";

/// How often somebody was detained whom an entry is about, as far as the reader sees that he or she is in it.
const DETAINED: &str = "(SELECT CASE WHEN max(n) > 1 THEN 'again' WHEN max(n) = 1 THEN 'once' END
       FROM (SELECT count(*) AS n FROM main.entry_person p CROSS JOIN v_detention d ON d.person_id = p.person_id
              WHERE p.entry_id = e.id AND (e.kind <> 'incident' OR EXISTS
                    (SELECT 1 FROM v_participation x WHERE x.incident_id = e.id AND +x.person_id = p.person_id))
              GROUP BY p.person_id))";

/// Whether an entry is among those that open contradictions are about; `Filter` has these.
const CONTRADICTED: &str =
    "CASE WHEN e.id IN (SELECT value FROM json_each(:contradicted_entries)) THEN 'yes' ELSE 'no' END";

/// Where an entry `e` itself has its value of a facet. `rows` says where the rows of a kind are read: through the filter, or
/// below it.
pub(super) fn own_column(facet: &Facet, rows: impl Fn(Kind) -> String) -> Option<String> {
    let of_header = |value: &str| format!("(SELECT {value} FROM main.record r WHERE r.id = e.id)");
    match facet.values {
        Values::Kind => Some("e.kind".to_owned()),
        Values::Type(_) => Some("e.type".to_owned()),
        Values::Header(_) => Some(of_header(&format!("r.{}", facet.name))),
        Values::Level => {
            let codes = Sensitivity::ALL.map(|level| format!("WHEN {} THEN '{}'", level.level(), level.code()));
            Some(of_header(&format!("CASE r.sensitivity {} END", codes.join(" "))))
        }
        Values::Field(kind) => {
            let column = kind.field(facet.name)?.column();
            Some(format!("(SELECT f.{column} FROM {} f WHERE f.id = e.id)", rows(kind)))
        }
        Values::Compartment => Some(of_header("(SELECT c.name FROM main.compartment c WHERE c.id = r.compartment_id)")),
        Values::Status | Values::Roles(_) | Values::Organizations | Values::Sources(_) | Values::Sourcing => None,
        Values::LegalState | Values::Contradicted | Values::Detained => None,
        Values::Places | Values::Months => None,
    }
}

/// Where an entry `e` has its value of a facet of which it has one.
fn column(facet: &Facet) -> Option<String> {
    match facet.values {
        Values::Status => Some(STATUS.to_owned()),
        Values::Detained => Some(DETAINED.to_owned()),
        Values::Contradicted => Some(CONTRADICTED.to_owned()),
        _ => own_column(facet, |kind| format!("v_{}", kind.table())),
    }
}

/// The condition that an entry `e` has one of the values of a facet that a parameter lists.
pub(in crate::store) fn has_one(facet: &Facet, parameter: &str) -> String {
    let listed = format!("(SELECT value FROM json_each({parameter}))");
    match facet.values {
        Values::Roles(_) => {
            format!("EXISTS (SELECT 1 FROM v_participation x WHERE x.incident_id = e.id AND x.role IN {listed})")
        }
        // `Filter` lists the entries instead.
        Values::LegalState => format!("e.id IN {listed}"),
        Values::Organizations => acting::has_part(parameter),
        Values::Sources(which) => behind::is_known_from(which, parameter),
        Values::Sourcing => format!("{} IN {listed}", behind::SOURCING),
        _ => match column(facet) {
            Some(column) => format!("COALESCE({column} IN {listed}, 0)"),
            None => "1".to_owned(),
        },
    }
}

/// So many entries are looked at together for what others say of them.
const AT_ONCE: usize = 5_000;

/// What was counted of one facet so far.
#[derive(Default)]
struct Tally {
    texts: OfLines<String>,
    records: OfLines<RecordId>,
    places: InPlaces,
    dates: HashMap<Vec<Piece>, i64>,
}

/// How many lines have each value. Records that make one line may differ: it counts once for each.
struct OfLines<V> {
    counts: HashMap<V, i64>,
    /// Of lines that several records make: which values were counted for them.
    shared: HashSet<(Vec<u8>, V)>,
}

impl<V> Default for OfLines<V> {
    fn default() -> OfLines<V> {
        OfLines { counts: HashMap::new(), shared: HashSet::new() }
    }
}

impl<V: Clone + Eq + Hash> OfLines<V> {
    /// A value of a record, of a line of its own or of one that several make.
    fn add(&mut self, value: V, line: Option<&[u8]>) {
        if line.is_none_or(|line| self.shared.insert((line.to_vec(), value.clone()))) {
            *self.counts.entry(value).or_default() += 1;
        }
    }
}

/// An entry that answers, with its line if several may make that.
type Hit = (RecordId, Option<Vec<u8>>);

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
    pub fn timeline_summary(&self, query: &TimelineQuery, facets: Facets) -> Result<Summary> {
        let is_asked = |facet: &Facet| query.asked_facets().any(|asked| asked.name == facet.name);
        let mut summary = self.summary_of(query, &|facet| facets.has(facet, query) && !is_asked(facet))?;
        for facet in query.asked_facets().filter(|facet| facets.has(facet, query)) {
            let of_any = self.summary_of(&query.of_any(facet), &|other| other.name == facet.name)?;
            summary.facets.extend(of_any.facets);
        }
        summary.facets.sort_by_key(|(facet, _)| FACETS.iter().position(|other| other.name == facet.name));
        Ok(summary)
    }

    /// The numbers of what answers, with the facets that are to be counted.
    fn summary_of(&self, query: &TimelineQuery, counts: &dyn Fn(&Facet) -> bool) -> Result<Summary> {
        let counted: Vec<&'static Facet> = FACETS.iter().filter(|facet| counts(facet)).collect();
        let columns: Vec<String> = counted.iter().map(|facet| column(facet).unwrap_or("NULL".to_owned())).collect();
        let tail = format!(
            "SELECT e.kind = 'incident', e.line_key, e.lo, e.hi, e.begun, e.lasting, e.open, e.pieced, e.id, e.place_id{} FROM hit e",
            columns.iter().map(|column| format!(", {column}")).collect::<String>()
        );
        let mut summary = Summary::default();
        let mut tallies: Vec<(&'static Facet, Tally)> =
            counted.into_iter().map(|facet| (facet, Tally::default())).collect();
        let mut lines: HashSet<Vec<u8>> = HashSet::new();
        let mut hits: Vec<Hit> = Vec::new();
        let counts_contradicted = tallies.iter().any(|(facet, _)| matches!(facet.values, Values::Contradicted));
        self.rows(&self.filter(query, counts_contradicted)?, &tail, |row| {
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
            for (index, (facet, tally)) in tallies.iter_mut().enumerate() {
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
                    _ => {
                        if let ValueRef::Text(text) = row.get_ref(10 + index)? {
                            tally.texts.add(String::from_utf8_lossy(text).into_owned(), shared);
                        }
                    }
                }
            }
            hits.push((RecordId(row.get(8)?), shared.map(<[u8]>::to_vec)));
            if hits.len() == AT_ONCE {
                self.add_said(&mut hits, &mut tallies)?;
            }
            Ok(())
        })?;
        self.add_said(&mut hits, &mut tallies)?;
        for (facet, tally) in tallies {
            summary.facets.push((facet, self.counts(query, facet, tally)?));
        }
        Ok(summary)
    }

    /// Counts what other records say of entries: how cases stand in law, roles, organizations, and reports with their sources.
    fn add_said(&self, hits: &mut Vec<Hit>, tallies: &mut [(&'static Facet, Tally)]) -> Result<()> {
        if hits.is_empty() {
            return Ok(());
        }
        let entries: Vec<RecordId> = hits.iter().map(|(entry, _)| *entry).collect();
        let counts = |is: fn(&Values) -> bool| tallies.iter().any(|(facet, _)| is(&facet.values));
        let counts_roles = counts(|values| matches!(values, Values::Roles(_)));
        let roles = counts_roles.then(|| self.roles(&entries)).transpose()?.unwrap_or_default();
        let counts_cases = counts(|values| matches!(values, Values::LegalState));
        let cases = counts_cases.then(|| self.cases_in_law(Some(&entries))).transpose()?.unwrap_or_default();
        let counts_organizations = counts(|values| matches!(values, Values::Organizations));
        let organizations =
            counts_organizations.then(|| self.organizations_in(&entries)).transpose()?.unwrap_or_default();
        let counts_support = counts(|values| matches!(values, Values::Sources(_) | Values::Sourcing));
        let support = counts_support.then(|| self.support(&entries)).transpose()?.unwrap_or_default();
        let nothing = Support::default();
        for (entry, line) in hits.drain(..) {
            let (line, support) = (line.as_deref(), support.get(&entry).unwrap_or(&nothing));
            for (facet, tally) in tallies.iter_mut() {
                match facet.values {
                    Values::Roles(_) => {
                        let of_entry = roles.get(&entry).into_iter().flatten();
                        of_entry.for_each(|role| tally.texts.add(role.clone(), line));
                    }
                    Values::LegalState => {
                        let state = cases.get(&entry).map(|state| state.code().to_owned());
                        state.into_iter().for_each(|state| tally.texts.add(state, line));
                    }
                    Values::Organizations => {
                        let of_entry = organizations.get(&entry).into_iter().flatten();
                        of_entry.for_each(|organization| tally.records.add(*organization, line));
                    }
                    Values::Sources(behind) => {
                        support.behind(behind).iter().for_each(|source| tally.records.add(*source, line));
                    }
                    Values::Sourcing => tally.texts.add(support.sourcing().to_owned(), line),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// The roles of those in each of these incidents, each once.
    fn roles(&self, incidents: &[RecordId]) -> Result<HashMap<RecordId, BTreeSet<String>>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT x.incident_id, x.role FROM v_participation x WHERE x.incident_id IN (SELECT value FROM json_each(?1))",
        )?;
        let mut roles: HashMap<RecordId, BTreeSet<String>> = HashMap::new();
        let mut rows = statement.query(params![json_ids(incidents)])?;
        while let Some(row) = rows.next()? {
            roles.entry(RecordId(row.get(0)?)).or_default().insert(row.get(1)?);
        }
        Ok(roles)
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

    /// How many lines answer a question.
    pub(super) fn lines_of(&self, query: &TimelineQuery) -> Result<i64> {
        let mut lines = 0;
        self.rows(&self.filter(query, false)?, "SELECT count(DISTINCT line_key) FROM hit", |row| {
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
            Values::Places => Counts::Records(self.by_settlement(&tally.places, &query.place.any)?, 0),
            Values::Organizations | Values::Sources(_) => {
                let labels = self.labels(&tally.records.counts.keys().copied().collect::<Vec<_>>())?;
                let mut by_id: Vec<(RecordId, i64)> = tally.records.counts.into_iter().collect();
                by_id.sort_unstable();
                let named = by_id.into_iter().filter_map(|(id, count)| Some((labels.get(&id)?.clone(), count)));
                let mut named: Vec<(Label, i64)> = named.collect();
                most_first(&mut named);
                Counts::Records(named, 0)
            }
            Values::Months => {
                let dates: Vec<_> = tally.dates.into_iter().collect();
                Counts::Months(histogram(&dates, &query.range, query.certain))
            }
            _ => Counts::of_codes(tally.texts.counts.into_iter().collect()),
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
