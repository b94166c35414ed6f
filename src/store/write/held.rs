//! Who is held, derived: the last word on each person, for the days and the readers it holds for, so that lists and counts
//! of those in custody read no steps.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, Row, params, params_from_iter};

use crate::domain::access::visibility::Class;
use crate::domain::custody::last_word::{LastWord, TermEnd};
use crate::domain::custody::step::Passes;
use crate::domain::custody::{Asked, CustodyState, Episode, Status, StepEffect, Steps as Codes};
use crate::domain::kind::{CustodyEvent, Detention, Fielded};
use crate::domain::record::{Record, RecordId, Sensitivity};
use crate::domain::time::{Day, Edtf};
use crate::error::{Error, Result};
use crate::store::read::custody::steps;
use crate::store::read::placed::{CLASS, class};
use crate::store::read::row::{HEADER_COLUMNS, columns, fields_json, header, json_ids};
use crate::store::write::entry::UNDATED;

/// The rule by which it is derived; another one derives it again.
pub const VERSION: i64 = 5;

/// A term whose beginning is not known may have ended any time.
const ANY_TIME: i64 = i32::MIN as i64;
/// Of one of which nobody can tell how long it is.
const OPEN: i64 = ANY_TIME + 1;

/// A row as the table holds it, in the order of `COLUMNS`.
pub type Derived = [Sql; 17];

const COLUMNS: &str =
    "clearance_lo, clearance_hi, asked, from_day, until_day, compartment_id, person_id, is_group, detention_id,
  step_id, status, certainty, is_certain, place_id, said, taken, term_end";

/// Asked as on the newest day or on an earlier one: a last word is the same unless the day of a step has no end.
const ALWAYS: i64 = 0;

/// How `asked` holds which day is asked about.
pub fn asked(asked: Asked) -> i64 {
    match asked {
        Asked::Now => 1,
        Asked::Earlier => 2,
    }
}

/// For which readers and on which days a last word is the last.
struct Holds {
    person: i64,
    /// Clearances, both included.
    clearance: (i64, i64),
    asked: i64,
    /// From a day up to, but not including, another.
    days: (i64, i64),
    compartment: Option<i64>,
}

impl Holds {
    /// The row of a last word; of nothing where compartments divide what is said of the person: then readers have to ask the
    /// steps.
    fn row(&self, word: Option<&LastWord>) -> Derived {
        let day = |day: Option<Day>| day.map(|day| i64::from(day.number())).into();
        let term = word.and_then(|word| word.term).map(|end| match end {
            TermEnd::On(end) => i64::from(end.number()),
            TermEnd::AnyTime => ANY_TIME,
            TermEnd::Open => OPEN,
        });
        [
            self.clearance.0.into(),
            self.clearance.1.into(),
            self.asked.into(),
            self.days.0.into(),
            self.days.1.into(),
            self.compartment.into(),
            self.person.into(),
            word.map(|word| i64::from(word.group)).into(),
            word.map(|word| word.detention.0).into(),
            word.and_then(|word| word.step).map(|step| step.0).into(),
            word.map(|word| word.status.code().to_owned()).into(),
            word.map(|word| word.certainty.clone()).into(),
            word.map(|word| i64::from(word.is_certain)).into(),
            word.and_then(|word| word.place).map(|place| place.0).into(),
            day(word.and_then(|word| word.said)),
            day(word.and_then(|word| word.taken)),
            term.into(),
        ]
    }
}

/// Derives again what a write may have changed: for whoever it touched, and for those held in a place of which others may
/// know now.
pub fn reindex(conn: &Connection, touched: &BTreeSet<RecordId>, reclassified: &BTreeSet<RecordId>) -> Result<()> {
    let ids = |set: &BTreeSet<RecordId>| json_ids(&set.iter().copied().collect::<Vec<_>>());
    let mut statement = conn.prepare_cached(
        "WITH t (id) AS (SELECT value FROM json_each(?1)), places (id) AS (SELECT value FROM json_each(?2))
         SELECT id FROM person WHERE id IN t
         UNION SELECT person_id FROM detention WHERE id IN t
         UNION SELECT d.person_id FROM custody_event e JOIN detention d ON d.id = e.detention_id WHERE e.id IN t
         UNION SELECT d.person_id FROM places CROSS JOIN custody_event e ON e.place_id = places.id
                 JOIN detention d ON d.id = e.detention_id",
    )?;
    let people = statement.query_map(params![ids(touched), ids(reclassified)], |row| row.get::<_, i64>(0))?;
    let people = people.collect::<rusqlite::Result<Vec<_>>>()?;
    if people.is_empty() {
        return Ok(());
    }
    let codes = steps(conn)?;
    for person in people {
        let rows = derive(conn, &codes, person)?;
        if rows != stored(conn, person)? {
            keep(conn, person, &rows)?;
        }
    }
    Ok(())
}

/// Derives it for everybody.
pub fn rebuild(conn: &Connection) -> Result<()> {
    conn.execute("DELETE FROM held", [])?;
    let codes = steps(conn)?;
    let mut statement = conn.prepare("SELECT DISTINCT person_id FROM detention")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let person = row.get(0)?;
        keep(conn, person, &derive(conn, &codes, person)?)?;
    }
    Ok(())
}

fn keep(conn: &Connection, person: i64, rows: &[Derived]) -> Result<()> {
    conn.prepare_cached("DELETE FROM held WHERE person_id = ?1")?.execute(params![person])?;
    let sql = format!(
        "INSERT INTO held ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)"
    );
    let mut insert = conn.prepare_cached(&sql)?;
    for row in rows {
        insert.execute(params_from_iter(row))?;
    }
    Ok(())
}

/// The columns of a last word, as `word` reads them.
pub const WORD: &str =
    "person_id, is_group, detention_id, step_id, status, certainty, is_certain, place_id, said, taken, term_end";

/// Nothing where the steps have to be asked.
pub fn word(row: &Row<'_>) -> Result<Option<LastWord>> {
    let Some(detention) = row.get::<_, Option<i64>>(2)? else { return Ok(None) };
    let day =
        |column: usize| -> Result<Option<Day>> { Ok(row.get::<_, Option<i32>>(column)?.and_then(Day::from_number)) };
    let status = Status::parse(row.get_ref(4)?.as_str().map_err(Error::internal)?);
    let term = row.get::<_, Option<i64>>(10)?;
    Ok(Some(LastWord {
        person: RecordId(row.get(0)?),
        group: row.get(1)?,
        detention: RecordId(detention),
        step: row.get::<_, Option<i64>>(3)?.map(RecordId),
        status: status.ok_or_else(|| Error::internal("a status that is none"))?,
        certainty: row.get(5)?,
        is_certain: row.get(6)?,
        place: row.get::<_, Option<i64>>(7)?.map(RecordId),
        said: day(8)?,
        taken: day(9)?,
        term: match term {
            None => None,
            Some(ANY_TIME) => Some(TermEnd::AnyTime),
            Some(OPEN) => Some(TermEnd::Open),
            Some(_) => day(10)?.map(TermEnd::On),
        },
    }))
}

/// The rows that are kept of a person.
pub fn stored(conn: &Connection, person: i64) -> Result<Vec<Derived>> {
    let sql = format!("SELECT {COLUMNS} FROM held WHERE person_id = ?1 ORDER BY clearance_lo, asked, from_day");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![person])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let mut values = [const { Sql::Null }; 17];
        for (column, value) in values.iter_mut().enumerate() {
            *value = row.get(column)?;
        }
        found.push(values);
    }
    Ok(found)
}

/// What is told of one record, and who is told it.
struct Told<T> {
    class: Class,
    record: T,
}

/// The steps of an episode, each with whoever may know the place it names.
type Steps = Vec<(Told<Record<CustodyEvent>>, Option<Class>)>;

/// The rows that there should be of a person.
pub fn derive(conn: &Connection, codes: &Codes, person: i64) -> Result<Vec<Derived>> {
    let detentions: Vec<Told<Record<Detention>>> = told(conn, "person_id", person)?;
    if detentions.is_empty() {
        return Ok(Vec::new());
    }
    let Some((class, group, died)) = of_person(conn, person)? else { return Ok(Vec::new()) };
    if closed(&class) {
        return Ok(Vec::new());
    }
    let mut episodes: Vec<(Told<Record<Detention>>, Steps)> = Vec::new();
    let mut places: BTreeMap<RecordId, Option<Class>> = BTreeMap::new();
    for mut detention in detentions {
        detention.class = detention.class.within(&class);
        let mut steps = Steps::new();
        for mut step in told::<CustodyEvent>(conn, "detention_id", detention.record.id().0)? {
            step.class = step.class.within(&detention.class);
            let place = match step.record.fields.place {
                None => None,
                Some(place) => match places.get(&place) {
                    Some(known) => known.clone(),
                    None => places.entry(place).or_insert(of_place(conn, place)?).clone(),
                },
            };
            steps.push((step, place.filter(|place| !closed(place))));
        }
        steps.retain(|(step, _)| !closed(&step.class));
        episodes.push((detention, steps));
    }
    episodes.retain(|(detention, _)| !closed(&detention.class));
    let may_hold = |event: &CustodyEvent| match event.status_after {
        Some(status) => status.state() != CustodyState::Free,
        // What happens in custody, or what a sentence is told of.
        None => {
            let step = codes.of(&event.r#type);
            matches!(step.effect, StepEffect::Begins | StepEffect::Inside) || step.sentence != Passes::Nothing
        }
    };
    let may_be_held = |(detention, steps): &(Told<Record<Detention>>, Steps)| {
        detention.record.fields.start.is_some() || steps.iter().any(|(step, _)| may_hold(&step.record.fields))
    };
    if !episodes.iter().any(may_be_held) {
        return Ok(Vec::new());
    }
    let compartment = class.compartments.first().copied();
    let known: Vec<&Class> = episodes
        .iter()
        .flat_map(|(detention, steps)| {
            let steps = steps.iter().flat_map(|(step, place)| [Some(&step.class), place.as_ref()]);
            steps.chain([Some(&detention.class)]).flatten()
        })
        .collect();
    let (lowest, highest) = (class.level.level(), Sensitivity::Restricted.level());
    if known.iter().any(|known| !known.compartments.is_subset(&class.compartments)) {
        let days = (i64::from(Day::MIN.number()), UNDATED);
        return Ok(vec![Holds { person, clearance: (lowest, highest), asked: ALWAYS, days, compartment }.row(None)]);
    }
    let levels: BTreeSet<i64> = known.iter().map(|known| known.level.level().max(lowest)).chain([lowest]).collect();
    let levels: Vec<i64> = levels.into_iter().collect();
    let mut rows = Vec::new();
    for (at, level) in levels.iter().enumerate() {
        let clearance = (*level, levels.get(at + 1).map_or(highest, |next| next - 1));
        let seen = |class: &Class| class.level.level() <= *level;
        let seen_by_them: Vec<Episode> = episodes
            .iter()
            .filter(|(detention, _)| seen(&detention.class))
            .map(|(detention, steps)| {
                let events = steps.iter().filter(|(step, _)| seen(&step.class)).map(|(step, place)| {
                    let mut event = step.record.clone();
                    event.fields.place = event.fields.place.filter(|_| place.as_ref().is_some_and(seen));
                    event
                });
                Episode::new(detention.record.clone(), events.collect(), codes.clone()).with_death(died.clone())
            })
            .collect();
        let all = |asked: Asked| LastWord::all(RecordId(person), group, &seen_by_them, asked);
        let (now, earlier) = (all(Asked::Now), all(Asked::Earlier));
        let words = match now == earlier {
            true => vec![(ALWAYS, now)],
            false => vec![(asked(Asked::Now), now), (asked(Asked::Earlier), earlier)],
        };
        for (asked, words) in words {
            for (from, until, word) in words {
                let days = (from.number().into(), until.map_or(UNDATED, |until| until.number().into()));
                rows.push(Holds { person, clearance, asked, days, compartment }.row(Some(&word)));
            }
        }
    }
    Ok(rows)
}

/// Nobody sees it: it was withdrawn, or became another record.
fn closed(class: &Class) -> bool {
    class.withdrawn || class.merged
}

/// Who sees a person, whether it is a group, and when he or she died.
fn of_person(conn: &Connection, person: i64) -> Result<Option<(Class, bool, Option<Edtf>)>> {
    let sql = format!(
        "SELECT {CLASS}, p.unit <> 'individual', IIF(p.unit = 'individual', p.death, NULL)
           FROM person p JOIN record r ON r.id = p.id WHERE p.id = ?1"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![person])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let died = row.get::<_, Option<String>>(5)?.map(|died| Edtf::parse(&died).map_err(Error::internal)).transpose()?;
    Ok(Some((class(row, 0)?, row.get(4)?, died)))
}

fn of_place(conn: &Connection, place: RecordId) -> Result<Option<Class>> {
    let mut statement = conn.prepare_cached(&format!("SELECT {CLASS} FROM record r WHERE r.id = ?1"))?;
    let mut rows = statement.query(params![place.0])?;
    rows.next()?.map(|row| class(row, 0)).transpose()
}

/// The records of a kind that belong to one, in the order of entry.
fn told<T: Fielded>(conn: &Connection, owner: &str, id: i64) -> Result<Vec<Told<Record<T>>>> {
    let (kind, columns) = (T::KIND, columns("t", T::KIND.fields()));
    let sql = format!(
        "SELECT r.id, r.uid, r.ref, r.sensitivity, r.review, r.comment, NULL, r.version, r.created_at, r.updated_at{columns}, {CLASS}
           FROM {} t JOIN record r ON r.id = t.id WHERE t.{owner} = ?1 ORDER BY t.id",
        kind.table()
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![id])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let record = Record { header: header(kind, row)?, fields: fields_json(kind, row, HEADER_COLUMNS)? };
        found.push(Told { class: class(row, HEADER_COLUMNS + kind.fields().len())?, record: record.typed()? });
    }
    Ok(found)
}
