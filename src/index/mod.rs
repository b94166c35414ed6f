//! What is kept in memory of the case file: built from its tables, fed by every commit, gone with the key.
//!
//! It knows everything and tells a reader only what his or her classes admit. SQL stays the truth: while nothing is in memory
//! the tables answer, and tests hold that both say the same.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use crate::domain::access::Viewer;
use crate::domain::kind::Kind;
use crate::domain::query::{Cursor, FACETS, TimelineQuery, Values};
use crate::domain::record::{Label, RecordId};
use crate::domain::timeline::{Counts, Entry, LeftOut, Summary, most_first};
use crate::domain::words::Stems;
use crate::domain::words::asked::AskedWords;
use crate::error::{Error, Result};
use crate::store::{Committed, Follower, ReadTx, Store};

/// Counting what answers a question.
mod answer;
/// Sets of records.
pub mod bits;
/// Who sees what, as sets of records.
pub mod classes;
/// Values by their numbers.
mod column;
/// Everything that is kept.
mod entries;
/// Pages of lines.
mod lines;
/// Names.
pub mod names;
/// Entries in columns.
mod segment;
/// The tree of places.
mod tree;
/// Words of texts.
mod words;

use answer::{Asked, Seen};
use entries::Memory;
use names::{Names, SharedNames};
pub use words::Hit;

/// What is kept of a case file. It is read when it is first asked, and follows every commit from then on.
#[derive(Default)]
pub struct Index {
    memory: RwLock<State>,
    /// Held while everything is read, so that it is read once.
    building: Mutex<()>,
    /// Asked by the store itself, also while it writes: so they have a lock of their own.
    names: Arc<SharedNames>,
}

/// How far it is.
#[derive(Default)]
enum State {
    #[default]
    Nothing,
    /// It is being read; what is committed meanwhile waits.
    Coming(Vec<Committed>),
    Here(Box<Memory>),
}

/// A page of the timeline with the numbers beside it.
pub struct Timeline {
    pub summary: Summary,
    pub left_out: Vec<LeftOut>,
    pub entries: Vec<Entry>,
    /// Where the next page starts.
    pub next: Option<Cursor>,
}

/// Which page, and how much of it.
#[derive(Debug, Clone, Copy)]
pub struct PageOf {
    pub after: Option<Cursor>,
    pub limit: usize,
    /// How many places are named in the summary, those with most lines; all if not said.
    pub places: Option<usize>,
}

/// Answers for one reader, from memory if it stands where the snapshot does and from the tables else.
pub struct Answers<'a> {
    tx: &'a ReadTx<'a>,
    memory: Option<(&'a Memory, &'a Viewer)>,
}

/// Records whose texts are read at once.
const TEXTS_AT_ONCE: usize = 500;

/// How often a reader looks again whether memory has what the file has, and how long it waits each time: a commit is told
/// right after it is made.
const LOOKS: u32 = 200;
const WAIT: Duration = Duration::from_millis(1);

impl Index {
    /// Reads everything, unless it is here. Until that is done the tables answer.
    pub fn build(&self, store: &Store) -> Result<()> {
        let _only_one = lock(&self.building);
        {
            let mut state = self.write();
            if matches!(*state, State::Here(_)) {
                return Ok(());
            }
            *state = State::Coming(Vec::new());
        }
        let mut memory = Memory::default();
        let read = store.index_all(&mut memory).map(|last| memory.last = last);
        memory.settle();
        let mut names = Names::default();
        let read = read.and_then(|()| store.index_names(|name| names.insert(&name, memory.classes.class(name.record))));
        names.settle();
        let mut state = self.write();
        // It was locked meanwhile.
        let State::Coming(missed) = std::mem::take(&mut *state) else { return Err(Error::Locked) };
        if let Err(error) = read {
            self.names.clear();
            return Err(error);
        }
        self.names.set(names);
        for committed in &missed {
            store.now(|now| self.take_in(&mut memory, now, committed))?;
        }
        *state = State::Here(Box::new(memory));
        Ok(())
    }

    /// Reads, as `viewer`, from one snapshot of the file, with memory where it stands.
    pub fn read<T>(
        &self,
        store: &Store,
        viewer: &Viewer,
        work: impl FnOnce(&ReadTx<'_>, &Answers<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut work = Some(work);
        let mut looks = 0..LOOKS;
        loop {
            // Held until the answer is there: what is committed meanwhile is in neither.
            let state = self.state();
            let memory = match &*state {
                State::Here(memory) => Some(memory.as_ref()),
                State::Nothing | State::Coming(_) => None,
            };
            let answer = store.read(viewer, |tx| {
                let is_behind = match memory {
                    Some(memory) => memory.last < tx.last_change()?,
                    None => false,
                };
                let gives_up = looks.next().is_none();
                if is_behind && !gives_up {
                    return Ok(None);
                }
                let memory = memory.filter(|_| !is_behind).map(|memory| (memory, viewer));
                let work = work.take().ok_or_else(|| Error::internal("asked twice"))?;
                work(tx, &Answers { tx, memory }).map(Some)
            })?;
            match answer {
                Some(answer) => return Ok(answer),
                None => {
                    drop(state);
                    std::thread::sleep(WAIT);
                }
            }
        }
    }

    /// Names that are spelled otherwise, for the store to ask.
    pub fn names(&self) -> Arc<SharedNames> {
        Arc::clone(&self.names)
    }

    fn take_in(&self, memory: &mut Memory, now: &ReadTx<'_>, committed: &Committed) -> Result<()> {
        let taken = now.index_again(committed, memory);
        let classes = &memory.classes;
        let taken = taken.and_then(|()| self.names.follow(now, committed, |id| classes.class(id)));
        if taken.is_err() {
            self.names.clear();
        }
        memory.settle();
        memory.last = memory.last.max(committed.last);
        taken
    }

    fn state(&self) -> RwLockReadGuard<'_, State> {
        self.memory.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.memory.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Follower for Index {
    fn committed(&self, now: &ReadTx<'_>, committed: &Committed) {
        let mut state = self.write();
        match &mut *state {
            State::Nothing => {}
            State::Coming(missed) => missed.push(committed.clone()),
            State::Here(memory) => {
                // What cannot be read now is read whole the next time.
                if self.take_in(memory, now, committed).is_err() {
                    *state = State::Nothing;
                }
            }
        }
    }

    fn locked(&self) {
        *self.write() = State::Nothing;
        self.names.clear();
    }
}

impl<'a> Answers<'a> {
    /// From the tables alone.
    pub fn of_tables(tx: &'a ReadTx<'a>) -> Answers<'a> {
        Answers { tx, memory: None }
    }

    /// The snapshot itself.
    pub fn tables(&self) -> &'a ReadTx<'a> {
        self.tx
    }

    /// Whether memory answers.
    pub fn is_from_memory(&self) -> bool {
        self.memory.is_some()
    }

    /// How many records of a kind the reader sees.
    pub fn count(&self, kind: Kind) -> Result<i64> {
        match self.memory {
            Some((memory, viewer)) => {
                let count = memory.classes.count(kind, &memory.classes.mask(viewer));
                i64::try_from(count).map_err(Error::internal)
            }
            None => self.tx.count(kind),
        }
    }

    /// The records whose texts have these words, the best first.
    pub fn with_words(&self, asked: &AskedWords) -> Result<Vec<Hit>> {
        let Some((memory, viewer)) = self.memory else {
            let stems = Stems::default();
            let ids = self.read_words(asked, &stems, &self.tx.all_records()?)?;
            return Ok(ids.into_iter().map(|record| Hit { record, score: 0.0 }).collect());
        };
        let mut hits = memory.words.find(asked, &Seen::by(memory, viewer));
        if asked.has_phrases() {
            let ids: Vec<RecordId> = hits.iter().map(|hit| hit.record).collect();
            let found: BTreeSet<RecordId> = self.read_words(asked, &memory.words.stems, &ids)?.into_iter().collect();
            hits.retain(|hit| found.contains(&hit.record));
        }
        Ok(hits)
    }

    /// Those of these records whose texts have the words.
    fn read_words(&self, asked: &AskedWords, stems: &Stems, records: &[RecordId]) -> Result<Vec<RecordId>> {
        let mut found = Vec::new();
        for records in records.chunks(TEXTS_AT_ONCE) {
            let texts = self.tx.texts(records)?;
            found.extend(texts.into_iter().filter(|(_, texts)| asked.finds(texts, stems)).map(|(id, _)| id));
        }
        Ok(found)
    }

    /// A page of lines with the numbers beside it.
    pub fn timeline(&self, query: &TimelineQuery, page: PageOf) -> Result<Timeline> {
        // Whether something is cited is not in memory.
        let Some((memory, viewer)) = self.memory.filter(|_| !query.cited_only) else {
            let (entries, next) = self.tx.timeline_page(query, page.after, page.limit)?;
            let summary = self.tx.timeline_summary(query)?.with_places(page.places);
            return Ok(Timeline { summary, left_out: self.tx.left_out(query)?, entries, next });
        };
        let seen = Seen::by(memory, viewer);
        let tally = Asked::new(&seen, query).count();
        let mut lines = lines::lines(memory, &tally.hits, query.order, page.after, page.limit + 1);
        let next = lines.len() > page.limit;
        lines.truncate(page.limit);
        let next = lines.last().filter(|_| next).map(|line| line.cursor);
        let mut summary = Summary {
            total: tally.total(query),
            incidents: tally.incidents,
            custody_events: tally.custody_events,
            ..Summary::default()
        };
        for (number, facet) in FACETS.iter().enumerate() {
            let counts = match facet.values {
                Values::Places => {
                    let settlements = tally.settlements(&seen, query);
                    let all = settlements.len();
                    let named = self.named(settlements, page.places)?;
                    summary.more_places = all - named.len();
                    Counts::Places(named)
                }
                Values::Months => Counts::Months(tally.months(memory, query)),
                Values::Type(_) | Values::Header(_) | Values::Field(_) => tally.texts(memory, number),
            };
            summary.facets.push((facet, counts));
        }
        Ok(Timeline { summary, left_out: tally.left_out(query), entries: self.tx.entries(lines)?, next })
    }

    /// The places with most lines by name, as many as are to be named.
    fn named(&self, mut places: Vec<(RecordId, i64)>, most: Option<usize>) -> Result<Vec<(Label, i64)>> {
        if most == Some(0) {
            return Ok(Vec::new());
        }
        let all = places.len();
        places.sort_by_key(|(id, count)| (-count, *id));
        // Those that have as many as the last one that is named: the name decides.
        if let Some(least) = most.and_then(|most| places.get(most.checked_sub(1)?)).map(|(_, count)| *count) {
            let tied = places.partition_point(|(_, count)| *count >= least);
            places.truncate(tied.min(most.unwrap_or(all).saturating_add(TIED)));
        }
        let mut labels = self.tx.labels(&places.iter().map(|(id, _)| *id).collect::<Vec<_>>())?;
        let named = places.into_iter().filter_map(|(id, count)| Some((labels.remove(&id)?, count)));
        let mut named: Vec<(Label, i64)> = named.collect();
        most_first(&mut named);
        named.truncate(most.unwrap_or(all));
        Ok(named)
    }
}

/// So many places that have equally many lines are looked at for their names.
const TIED: usize = 200;
