//! What is kept in memory of the case file: built from its tables, fed by every commit, gone with the key.
//!
//! It knows everything and tells a reader only what his or her classes admit. SQL stays the truth: while nothing is in memory
//! the tables answer, and tests hold that both say the same.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use crate::domain::access::Viewer;
use crate::domain::citation::contradiction::Contradiction;
use crate::domain::kind::Kind;
use crate::domain::query::involved::{InLines, Involved};
use crate::domain::query::{Cursor, FACETS, Facets, TimelineQuery, Values};
use crate::domain::record::{Label, RecordId};
use crate::domain::timeline::{Counts, Entry, LeftOut, Summary, most_first};
use crate::domain::words::Stems;
use crate::domain::words::asked::AskedWords;
use crate::error::{Error, Result};
use crate::store::{Committed, Follower, KeptMemory, Lines, ReadTx, Store, Time};

/// Counting what answers a question.
mod answer;
/// Sets of records.
pub mod bits;
/// Who sees what, as sets of records.
pub mod classes;
/// Values by their numbers.
mod column;
/// What reports cannot both say.
mod contradictions;
/// What many records together say of entries.
mod derived;
/// Everything that is kept.
mod entries;
/// Who is in lines.
mod involved;
/// Pages of lines.
mod lines;
/// Lists of things by row.
mod lists;
/// Names.
pub mod names;
/// Pairs of names that are alike.
mod namesakes;
/// Numbers of numbers.
mod pairs;
/// Reports with their sources.
mod reports;
/// Entries in columns.
mod segment;
/// Memory as it is kept in the file.
mod snapshot;
/// The tree of places.
mod tree;
/// Words of texts.
mod words;

use answer::{Asked, Seen, Tally};
use derived::Derived;
use entries::Memory;
use names::SharedNames;
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

/// What came of what is kept in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loaded {
    Here,
    /// Nothing is kept.
    Nothing,
    /// It can't be used: says why.
    Unusable(&'static str),
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
    /// How many records of a facet are named in the summary, those with most lines; all if not said.
    pub records: Option<usize>,
    pub facets: Facets,
}

/// All that answers a question, before the lines are read.
pub struct Whole {
    pub summary: Summary,
    pub left_out: Vec<LeftOut>,
    pub lines: Lines,
}

/// Memory, while it is held beside a snapshot of the file: what is committed meanwhile is in neither.
struct Held<'s>(Option<RwLockReadGuard<'s, State>>);

impl Held<'_> {
    fn memory(&self) -> Option<&Memory> {
        match self.0.as_deref() {
            Some(State::Here(memory)) => Some(memory),
            _ => None,
        }
    }

    fn answers<'a>(&'a self, tx: &'a ReadTx<'a>, viewer: &'a Viewer) -> Answers<'a> {
        Answers { tx, memory: self.memory().map(|memory| (memory, viewer)) }
    }
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
    /// Takes up what is kept in the file, with everything that was committed since.
    pub fn load(&self, store: &Store) -> Result<Loaded> {
        let _only_one = lock(&self.building);
        let mut why_not = Loaded::Nothing;
        let loaded = self.come(store, |memory| {
            let (bytes, since) = match store.kept_memory(snapshot::layout())? {
                KeptMemory::Here(bytes, since) => (bytes, since),
                KeptMemory::Nothing => return Ok(false),
                KeptMemory::Unusable(why) => {
                    why_not = Loaded::Unusable(why);
                    return Ok(false);
                }
            };
            let Some(kept) = snapshot::unpack(&bytes) else {
                why_not = Loaded::Unusable("it can't be read");
                return Ok(false);
            };
            *memory = kept;
            memory.kept = Some(memory.last);
            if since.last > memory.last {
                store.now(|now| now.index_again(&since, memory))?;
                memory.last = since.last;
            }
            Ok(true)
        })?;
        Ok(if loaded { Loaded::Here } else { why_not })
    }

    /// Reads everything, unless it is here. Until that is done the tables answer.
    pub fn build(&self, store: &Store) -> Result<()> {
        let _only_one = lock(&self.building);
        let read = self.come(store, |memory| {
            memory.last = store.index_all(memory)?;
            memory.words.shrink();
            Ok(true)
        });
        let read = read.and_then(|_| self.read_names(store));
        if read.is_err() {
            self.names.clear();
        }
        read
    }

    /// Reads all names, unless they are here. Who sees them, memory knows.
    fn read_names(&self, store: &Store) -> Result<()> {
        if self.names.is_read() {
            return Ok(());
        }
        let names = self.names.begin(store)?;
        match &*self.state() {
            State::Here(memory) => self.names.set(store, names, |id| memory.classes.class(id)),
            State::Nothing | State::Coming(_) => Err(Error::Locked),
        }
    }

    /// Makes memory what `read` reads, and what was committed meanwhile, unless it is here already or nothing is read.
    fn come(&self, store: &Store, read: impl FnOnce(&mut Memory) -> Result<bool>) -> Result<bool> {
        {
            let mut state = self.write();
            if matches!(*state, State::Here(_)) {
                return Ok(true);
            }
            *state = State::Coming(Vec::new());
        }
        let mut memory = Memory::default();
        let read = read(&mut memory);
        memory.settle();
        let mut state = self.write();
        // It was locked meanwhile.
        let State::Coming(missed) = std::mem::take(&mut *state) else { return Err(Error::Locked) };
        if !read? {
            return Ok(false);
        }
        for committed in &missed {
            store.now(|now| self.take_in(&mut memory, now, committed))?;
        }
        *state = State::Here(Box::new(memory));
        Ok(true)
    }

    /// Keeps memory in the file, unless it is kept as it stands.
    pub fn keep(&self, store: &Store) -> Result<()> {
        let (last, bytes) = match &*self.state() {
            State::Here(memory) if memory.kept != Some(memory.last) => (memory.last, snapshot::pack(memory)),
            _ => return Ok(()),
        };
        if store.keep_memory(snapshot::layout(), last, &bytes)?
            && let State::Here(memory) = &mut *self.write()
        {
            memory.kept = Some(last);
        }
        Ok(())
    }

    /// Reads, as `viewer`, from one snapshot of the file, with memory where it stands.
    pub fn read<T>(
        &self,
        store: &Store,
        viewer: &Viewer,
        work: impl FnOnce(&ReadTx<'_>, &Answers<'_>) -> Result<T>,
    ) -> Result<T> {
        self.snapshot(store, viewer, Time::Bounded, |tx, held| work(tx, &held.answers(tx, viewer)))
    }

    /// The same where memory is only to say who sees what: it is let go of before anything is read.
    pub fn read_tables<T>(
        &self,
        store: &Store,
        viewer: &Viewer,
        work: impl FnOnce(&ReadTx<'_>) -> Result<T>,
    ) -> Result<T> {
        self.snapshot(store, viewer, Time::Bounded, |tx, held| {
            drop(held);
            work(tx)
        })
    }

    /// Reads all that answers a question, as `viewer`, from one snapshot of the file, however long that takes. Memory says
    /// which lines there are and who sees what, as of the snapshot; nobody waits for it while they are read.
    pub fn read_whole<T>(
        &self,
        store: &Store,
        viewer: &Viewer,
        (query, facets): (&TimelineQuery, Facets),
        work: impl FnOnce(&ReadTx<'_>, &Whole) -> Result<T>,
    ) -> Result<T> {
        self.snapshot(store, viewer, Time::Unbounded, |tx, held| {
            let whole = held.answers(tx, viewer).whole(query, facets)?;
            drop(held);
            work(tx, &whole)
        })
    }

    fn snapshot<T>(
        &self,
        store: &Store,
        viewer: &Viewer,
        time: Time,
        work: impl FnOnce(&ReadTx<'_>, Held<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut work = Some(work);
        let mut looks = 0..LOOKS;
        loop {
            // Who has looked long enough asks the tables.
            let held = Held(looks.next().map(|_| self.state()));
            let sight = held.memory().map(|memory| memory.classes.sight(viewer));
            let work = &mut work;
            let answer = store.read_by(viewer, sight, time, |tx| {
                if let Some(memory) = held.memory()
                    && memory.last < tx.last_change()?
                {
                    return Ok(None);
                }
                let work = work.take().ok_or_else(|| Error::internal("asked twice"))?;
                work(tx, held).map(Some)
            })?;
            match answer {
                Some(answer) => return Ok(answer),
                None => std::thread::sleep(WAIT),
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
        let taken = taken.and_then(|()| memory.contradictions.follow(now, committed));
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

    /// The contradictions that the reader sees, the newest first.
    pub fn contradictions(&self) -> Result<Vec<Contradiction>> {
        let Some((memory, viewer)) = self.memory else { return self.tx.contradictions(None) };
        let mut found = memory.contradictions.of(self.tx, viewer, |found| Some(found.clone()))?;
        found.sort_by_key(|contradiction| std::cmp::Reverse(contradiction.id));
        Ok(found)
    }

    /// How many of them nobody has decided.
    pub fn open_contradictions(&self) -> Result<usize> {
        let open = |found: &Contradiction| (!found.is_decided).then_some(());
        match self.memory {
            Some((memory, viewer)) => Ok(memory.contradictions.of(self.tx, viewer, open)?.len()),
            None => Ok(self.tx.contradictions(None)?.iter().filter_map(open).count()),
        }
    }

    /// The entries of the timeline that these records are, or belong to.
    pub fn entries_of(&self, hits: &[Hit]) -> Result<Vec<RecordId>> {
        let records = hits.iter().map(|hit| hit.record);
        match self.memory {
            Some((memory, _)) => Ok(memory.entries_of(records)),
            None => self.tx.entries_of(&records.collect::<Vec<_>>()),
        }
    }

    /// The records whose texts have these words, in their order.
    pub fn with_words(&self, asked: &AskedWords) -> Result<Vec<Hit>> {
        let (hits, stems): (Vec<Hit>, _) = match self.memory {
            Some((memory, viewer)) => (memory.words.find(asked, &Seen::by(memory, viewer)), &memory.words.stems),
            None => (self.tx.all_records()?.into_iter().map(Hit::anywhere).collect(), &Stems::default()),
        };
        if self.memory.is_some() && !asked.has_phrases() {
            return Ok(hits);
        }
        let mut found = Vec::new();
        for hits in hits.chunks(TEXTS_AT_ONCE) {
            let among = |admits: &dyn Fn(&Hit) -> bool| -> Vec<RecordId> {
                hits.iter().filter(|hit| admits(hit)).map(|hit| hit.record).collect()
            };
            // What must not be there may be in any of its texts.
            let everywhere = asked.has_phrases_without();
            let own = among(&|hit| hit.is_own || everywhere);
            let quoted = among(&|hit| hit.is_quoted || everywhere);
            let texts = self.tx.texts(&own, &quoted)?;
            let finds = |hit: &&Hit| texts.get(&hit.record).is_some_and(|texts| asked.finds(texts, stems));
            found.extend(hits.iter().filter(finds));
        }
        Ok(found)
    }

    /// A page of lines with the numbers beside it.
    pub fn timeline(&self, query: &TimelineQuery, page: PageOf) -> Result<Timeline> {
        let Some((memory, seen)) = self.counting(query) else {
            let (entries, next) = self.tx.timeline_page(query, page.after, page.limit)?;
            let summary = self.tx.timeline_summary(query, page.facets)?.with_records(page.records);
            return Ok(Timeline { summary, left_out: self.tx.left_out(query)?, entries, next });
        };
        let tally = self.count_lines(&seen, query, page.facets)?;
        let mut lines = lines::lines(memory, &tally.hits, query.order, page.after, page.limit + 1);
        let next = lines.len() > page.limit;
        lines.truncate(page.limit);
        let next = lines.last().filter(|_| next).map(|line| line.cursor);
        let summary = self.summary(&seen, &tally, query, page.records)?;
        Ok(Timeline { summary, left_out: tally.left_out(query), entries: self.tx.entries(&lines)?, next })
    }

    /// Who is in the lines that answer a question, or the detentions whose steps they are. Where the question asks for some of
    /// these, all of them are told that there are when another one is asked for instead.
    pub fn involved(&self, query: &TimelineQuery, involved: Involved) -> Result<InLines> {
        let query = involved.any(query);
        let Some((_, seen)) = self.counting(&query) else { return self.tx.involved(&query, involved) };
        let tally = self.count_lines(&seen, &query, Facets::None)?;
        let found = involved::in_lines(&seen, &tally.hits, involved);
        Ok(InLines { total: tally.total(&query), ..found })
    }

    /// All lines, with the numbers beside them.
    fn whole(&self, query: &TimelineQuery, facets: Facets) -> Result<Whole> {
        let Some((memory, seen)) = self.counting(query) else {
            let (summary, left_out) = (self.tx.timeline_summary(query, facets)?, self.tx.left_out(query)?);
            return Ok(Whole { summary, left_out, lines: self.tx.all_lines(query)? });
        };
        let tally = self.count_lines(&seen, query, facets)?;
        let summary = self.summary(&seen, &tally, query, None)?;
        Ok(Whole { summary, left_out: tally.left_out(query), lines: lines::all(memory, &tally.hits, query.order) })
    }

    /// Memory as the reader sees it, where it can tell what answers a question: whether something is cited is not in it.
    fn counting(&self, query: &TimelineQuery) -> Option<(&'a Memory, Seen<'a>)> {
        let (memory, viewer) = self.memory.filter(|_| !query.cited_only)?;
        Some((memory, Seen::by(memory, viewer)))
    }

    fn count_lines(&self, seen: &Seen<'_>, query: &TimelineQuery, facets: Facets) -> Result<Tally> {
        let contradicted = || seen.memory.contradictions.entries(self.tx, seen.viewer);
        let derived = Derived::of(seen, (query, facets), contradicted)?;
        Ok(Asked::new(seen, query, (facets, &derived)).count())
    }

    fn summary(
        &self,
        seen: &Seen<'_>,
        tally: &Tally,
        query: &TimelineQuery,
        records: Option<usize>,
    ) -> Result<Summary> {
        let mut summary = Summary {
            total: tally.total(query),
            incidents: tally.incidents,
            custody_events: tally.custody_events,
            ..Summary::default()
        };
        for (number, facet) in FACETS.iter().enumerate().filter(|(number, _)| tally.counts(*number)) {
            let counts = match facet.values {
                Values::Places => self.named(tally.settlements(seen, query), records)?,
                Values::Organizations | Values::Sources(_) => {
                    self.named(tally.records(seen.memory, number), records)?
                }
                Values::Months => Counts::Months(tally.months(seen.memory, query)),
                _ => tally.texts(seen.memory, number),
            };
            summary.facets.push((facet, counts));
        }
        Ok(summary)
    }

    /// The records with most lines by name, as many as are to be named.
    fn named(&self, mut records: Vec<(RecordId, i64)>, most: Option<usize>) -> Result<Counts> {
        let all = records.len();
        if most == Some(0) {
            return Ok(Counts::Records(Vec::new(), all));
        }
        records.sort_by_key(|(id, count)| (-count, *id));
        // Those that have as many as the last one that is named: the name decides.
        if let Some(least) = most.and_then(|most| records.get(most.checked_sub(1)?)).map(|(_, count)| *count) {
            let tied = records.partition_point(|(_, count)| *count >= least);
            records.truncate(tied.min(most.unwrap_or(all).saturating_add(TIED)));
        }
        let mut labels = self.tx.labels(&records.iter().map(|(id, _)| *id).collect::<Vec<_>>())?;
        let named = records.into_iter().filter_map(|(id, count)| Some((labels.remove(&id)?, count)));
        let mut named: Vec<(Label, i64)> = named.collect();
        most_first(&mut named);
        named.truncate(most.unwrap_or(all));
        let more = all - named.len();
        Ok(Counts::Records(named, more))
    }
}

/// So many records that have equally many lines are looked at for their names.
const TIED: usize = 200;
