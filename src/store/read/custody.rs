//! Custody episodes with their steps, and who is held.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::{Connection, ToSql};

use crate::domain::custody::time_held::time_held;
use crate::domain::custody::words::{against, words};
use crate::domain::custody::{Asked, Days, Episode, Holding, LastWord, Step, Steps, step};
use crate::domain::kind::{Charge, CustodyEvent, Detention, Person};
use crate::domain::record::{Record, RecordId};
use crate::domain::time::{Day, Edtf, Moment};
use crate::error::Result;
use crate::store::ReadTx;
use crate::store::read::label::Wanted;
use crate::store::read::place::INSIDE;
use crate::store::write::held::{self, WORD};

/// The steps that are kinds of others, by a range of codes (`0` comes behind `/`): a pattern would have all of the vocabulary read.
const STEPS: &str = "SELECT code, parent FROM term WHERE code > ?1 || '/' AND code < ?1 || '0' AND parent IS NOT NULL";

/// The last words of a day: the table stands in the order of their ends.
fn last_words() -> String {
    format!("SELECT {WORD} FROM v_held WHERE until_day > :on AND from_day <= :on AND asked IN (0, :asked)")
}

fn last_words_inside() -> String {
    format!(
        "{INSIDE} SELECT {WORD} FROM inside i CROSS JOIN v_held h ON h.place_id = i.id
          WHERE h.until_day > :on AND h.from_day <= :on AND h.asked IN (0, :asked)"
    )
}

impl ReadTx<'_> {
    /// The custody episodes of these people, in the order of entry.
    pub fn episodes(&self, people: &[RecordId]) -> Result<Vec<Episode>> {
        let detentions = self.referencing::<Detention>("person", people)?;
        self.with_steps(detentions)
    }

    /// The same, by whose they are.
    pub fn episodes_by_person(&self, people: &[RecordId]) -> Result<HashMap<RecordId, Vec<Episode>>> {
        Ok(by_person(self.episodes(people)?))
    }

    /// Episodes of these detentions.
    pub fn with_steps(&self, detentions: Vec<Record<Detention>>) -> Result<Vec<Episode>> {
        let ids: Vec<RecordId> = detentions.iter().map(Record::id).collect();
        let mut steps: HashMap<RecordId, Vec<Record<CustodyEvent>>> = HashMap::new();
        for event in self.referencing::<CustodyEvent>("detention", &ids)? {
            if let Some(detention) = event.fields.detention {
                steps.entry(detention).or_default().push(event);
            }
        }
        let known = self.steps()?;
        let people: BTreeSet<RecordId> = detentions.iter().filter_map(|detention| detention.fields.person).collect();
        let people = self.get_many::<Person>(&people.into_iter().collect::<Vec<_>>())?;
        let mut deaths: HashMap<RecordId, Edtf> = HashMap::new();
        for person in people.into_iter().filter(|person| !person.fields.is_group()) {
            deaths.extend(person.fields.death.clone().map(|died| (person.id(), died)));
        }
        Ok(detentions
            .into_iter()
            .map(|detention| {
                let events = steps.remove(&detention.id()).unwrap_or_default();
                let died = detention.fields.person.and_then(|person| deaths.get(&person)).cloned();
                Episode::new(detention, events, known.clone()).with_death(died)
            })
            .collect())
    }

    /// The same episodes with the charges in each, for where they are shown.
    pub fn with_charges(&self, episodes: Vec<Episode>) -> Result<Vec<Episode>> {
        let ids: Vec<RecordId> = episodes.iter().map(|episode| episode.detention.id()).collect();
        let mut charges: HashMap<RecordId, Vec<Record<Charge>>> = HashMap::new();
        for charge in self.referencing::<Charge>("detention", &ids)? {
            if let Some(detention) = charge.fields.detention {
                charges.entry(detention).or_default().push(charge);
            }
        }
        let with_charges = |episode: Episode| {
            let charges = charges.remove(&episode.detention.id()).unwrap_or_default();
            episode.with_charges(charges)
        };
        Ok(episodes.into_iter().map(with_charges).collect())
    }

    /// What one code does.
    pub fn step(&self, code: &str) -> Result<&'static Step> {
        Ok(step_of(self.conn, code)?)
    }

    /// What the codes of steps do, those that the team added included.
    pub fn steps(&self) -> Result<Steps> {
        Ok(steps(self.conn)?)
    }

    /// How things stand with these people, on a day: with those whose custody is known or unknown, but not over. The
    /// longest without word come first.
    pub fn holdings_of(&self, people: &[RecordId], on: Day, asked: Asked) -> Result<Vec<Holding>> {
        self.holdings_among(self.referencing::<Detention>("person", people)?, on, asked)
    }

    /// The last word on everybody who is not free on a day, the longest without word first. It is kept with the file: what
    /// it says of the people shown is read from their steps.
    pub fn last_words(&self, on: Day, asked: Asked) -> Result<Vec<LastWord>> {
        let mut words = self.kept_words(&last_words(), &[(":on", &on.number()), (":asked", &held::asked(asked))])?;
        words.extend(self.divided_words(on, asked)?);
        words.sort_by_cached_key(|word| word.by_silence(on));
        Ok(words)
    }

    /// The same, of those whose last place of custody is a place or inside it.
    pub fn last_words_inside(&self, place: RecordId, on: Day, asked: Asked) -> Result<Vec<LastWord>> {
        let parameters: [(&str, &dyn ToSql); 3] =
            [(":on", &on.number()), (":asked", &held::asked(asked)), (":place", &place.0)];
        let mut words = self.kept_words(&last_words_inside(), &parameters)?;
        let mut divided = self.divided_words(on, asked)?;
        if !divided.is_empty() {
            let inside: HashSet<RecordId> = self.places_inside(place)?.into_iter().collect();
            divided.retain(|word| word.place.is_some_and(|place| inside.contains(&place)));
        }
        words.extend(divided);
        words.sort_by_cached_key(|word| word.by_silence(on));
        Ok(words)
    }

    fn kept_words(&self, from: &str, parameters: &[(&str, &dyn ToSql)]) -> Result<Vec<LastWord>> {
        let mut statement = self.conn.prepare_cached(from)?;
        let mut rows = statement.query(parameters)?;
        let mut words = Vec::new();
        while let Some(row) = rows.next()? {
            words.extend(held::word(row)?);
        }
        Ok(words)
    }

    /// The last words on those of whom compartments divide what is said: read from their steps, as this reader sees them.
    fn divided_words(&self, on: Day, asked: Asked) -> Result<Vec<LastWord>> {
        let mut statement =
            self.conn.prepare_cached("SELECT person_id FROM v_held WHERE detention_id IS NULL ORDER BY person_id")?;
        let people = statement.query_map([], |row| Ok(RecordId(row.get(0)?)))?.collect::<rusqlite::Result<Vec<_>>>()?;
        let labels = self.labels(&people)?;
        let episodes = self.episodes_by_person(&people)?;
        let word = |person: &RecordId| {
            let episodes = episodes.get(person).map_or(&[][..], Vec::as_slice);
            LastWord::of(*person, labels.get(person)?.group, episodes, on, asked)
        };
        Ok(people.iter().filter_map(word).collect())
    }

    fn holdings_among(&self, detentions: Vec<Record<Detention>>, on: Day, asked: Asked) -> Result<Vec<Holding>> {
        let by_person = by_person(self.with_steps(detentions)?);
        let mut wanted = Wanted::default();
        wanted.add(by_person.keys().copied());
        wanted.add(by_person.values().flatten().flat_map(|e| e.events.iter().filter_map(|event| event.fields.place)));
        let labels = self.labels(&wanted.ids())?;

        let mut holdings: Vec<Holding> = by_person
            .into_iter()
            .filter_map(|(person, episodes)| {
                let person = labels.get(&person)?;
                let said = words(&episodes);
                let word = LastWord::among(person.id, person.group, &said, on, asked)?;
                let against = against(&said, (word.detention, word.step), on, asked);
                let episode = episodes.into_iter().find(|episode| episode.detention.id() == word.detention)?;
                let step = word.step.and_then(|step| episode.step(step));
                let date = step.map_or_else(|| episode.start(), |step| step.fields.date.as_ref());
                let when = step.map_or_else(|| date.map_or(Moment::UNKNOWN, Edtf::start), |step| episode.when(step));
                let term = episode.term(on).filter(|term| !term.had_run_out_at(when));
                let place = episode.last_place(on);
                Some(Holding {
                    person: person.clone(),
                    held: time_held(&episode, &word, term.as_ref(), on),
                    silent: Days::since(date, on),
                    place: place.and_then(|(id, _)| labels.get(&id)).cloned(),
                    place_is_earlier: place.is_some_and(|(_, event)| Some(event.id()) != word.step),
                    term,
                    standing: word.standing(on),
                    against,
                    word,
                    episode,
                })
            })
            .collect();
        holdings.sort_by_cached_key(|holding| holding.word.by_silence(on));
        Ok(holdings)
    }
}

fn by_person(episodes: Vec<Episode>) -> HashMap<RecordId, Vec<Episode>> {
    let mut by_person: HashMap<RecordId, Vec<Episode>> = HashMap::new();
    for episode in episodes {
        if let Some(person) = episode.detention.fields.person {
            by_person.entry(person).or_default().push(episode);
        }
    }
    by_person
}

/// The same, for what is derived below the rights filter.
pub(in crate::store) fn steps(conn: &Connection) -> rusqlite::Result<Steps> {
    let mut statement = conn.prepare_cached(STEPS)?;
    let terms = statement.query_map([step::LIST], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Steps::new(terms.collect::<rusqlite::Result<Vec<_>>>()?))
}

/// What one code does.
pub(in crate::store) fn step_of(conn: &Connection, code: &str) -> rusqlite::Result<&'static Step> {
    step::built_in(code).map_or_else(|| Ok(steps(conn)?.of(code)), Ok)
}

#[cfg(test)]
mod tests {
    use super::STEPS;
    use crate::store::filter::plan::{laid_out, scans};

    #[test]
    fn what_steps_are_is_asked_of_the_steps_and_not_of_all_terms() {
        assert_eq!(scans(&laid_out(), STEPS, &[]), Vec::<String>::new());
    }
}
