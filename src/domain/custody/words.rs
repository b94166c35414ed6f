//! What is said of somebody's custody, word after word over all episodes, and which of the words may be the last on a day.

use super::episode::stated;
use super::{CustodyState, Episode, Status};
use crate::domain::kind::CustodyEvent;
use crate::domain::record::{Record, RecordId};
use crate::domain::time::{Day, Edtf, Moment};

/// Which day is asked about. What a report tells has happened by now, on whichever day it was; by an earlier day it may not
/// have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    Now,
    Earlier,
}

impl Asked {
    /// For a day, as on another.
    pub fn of(on: Day, now: Day) -> Asked {
        if on < now { Asked::Earlier } else { Asked::Now }
    }
}

/// A step that states a status, with the days between which it happened as far as the order of the steps tells.
#[derive(Debug, Clone, Copy)]
pub struct Word<'e> {
    pub episode: &'e Episode,
    pub step: &'e Record<CustodyEvent>,
    /// With what earlier steps say of it.
    pub status: Status,
    lo: Option<Day>,
    hi: Option<Day>,
}

impl Word<'_> {
    pub fn state(&self) -> CustodyState {
        self.status.state()
    }

    /// Whether it had been by the end of that day.
    fn surely_by(&self, on: Day, asked: Asked) -> bool {
        match self.hi {
            Some(hi) => hi <= on,
            None => asked == Asked::Now && self.lo.is_none_or(|lo| lo <= on),
        }
    }

    /// Whether it may have been. Nobody knows how long before a day something was that was "in or before 2012": that makes
    /// nobody held in 1950.
    fn possibly_by(&self, on: Day, asked: Asked) -> bool {
        self.lo.is_some_and(|lo| lo <= on) || self.surely_by(on, asked)
    }
}

/// All words on one person or group, in order. Episodes follow one another: a later one ends an earlier one, whether or not
/// a release was reported, since nobody is taken twice at once.
pub fn words(episodes: &[Episode]) -> Vec<Word<'_>> {
    let mut in_order: Vec<&Episode> = episodes.iter().collect();
    in_order.sort_by_key(|episode| (episode.start().and_then(Edtf::sort_day), episode.detention.id()));
    let mut words: Vec<Word<'_>> = in_order.into_iter().flat_map(of_episode).collect();
    if let Some(died) = words.iter().position(|word| word.status.is_final()) {
        words.truncate(died + 1);
    }
    let mut earliest = None;
    for word in &mut words {
        // What follows something is not earlier.
        earliest = earliest.max(word.lo);
        word.lo = earliest;
    }
    let mut latest: Option<Day> = None;
    for word in words.iter_mut().rev() {
        latest = match (latest, word.hi) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        // Dates that contradict the order are left as they are.
        if latest.is_none_or(|latest| word.lo.is_none_or(|lo| lo <= latest)) {
            word.hi = latest;
        }
    }
    words
}

fn of_episode(episode: &Episode) -> Vec<Word<'_>> {
    let start = episode.start();
    let words = episode.events.iter().filter_map(|step| {
        let status = episode.status_after(step.id()).filter(|_| stated(step).is_some())?;
        // A word without a day that somebody is held is as of the taking.
        let held_since = start.filter(|_| status.state() == CustodyState::InCustody);
        let date = step.fields.date.as_ref().or(held_since);
        let day = date.map_or(Moment::UNKNOWN, Edtf::start);
        // What happened in an episode was not before it began.
        let begun = start.map_or(Moment::UNKNOWN, Edtf::start).earliest;
        let lo = day.earliest.or(begun);
        // Nothing follows for certain from a date that is marked as uncertain.
        Some(Word { episode, step, status, lo, hi: day.latest.filter(|_| !day.doubted) })
    });
    words.collect()
}

/// The episode that says how things stand with a person.
pub fn current(episodes: &[Episode], on: Day) -> Option<&Episode> {
    last(&words(episodes), on, Asked::Now).0.last().map(|word| word.episode)
}

/// The first step that may have set somebody free by a day, of those that may come after a step.
pub fn against(words: &[Word<'_>], after: RecordId, on: Day, asked: Asked) -> Option<RecordId> {
    let (last, _) = last(words, on, asked);
    let later = last.iter().skip_while(|word| word.step.id() != after);
    later.filter(|word| word.state() == CustodyState::Free).map(|word| word.step.id()).next()
}

/// The words that may be the last ones on a day, in order; and whether one of them surely had been said by then, so that
/// nothing else was the case.
pub fn last<'w, 'e>(words: &'w [Word<'e>], on: Day, asked: Asked) -> (Vec<&'w Word<'e>>, bool) {
    let sure = words.iter().rposition(|word| word.surely_by(on, asked));
    let since = sure.map_or(0, |sure| sure + 1);
    let later = words.iter().skip(since).filter(|word| word.possibly_by(on, asked));
    (sure.and_then(|sure| words.get(sure)).into_iter().chain(later).collect(), sure.is_some())
}
