//! What is said of somebody's custody, word after word over all episodes, and which of the words may be the last on a day.

use super::episode::Said;
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

/// What is said of custody at one point, with the days between which it happened as far as the order of the steps tells.
#[derive(Debug, Clone, Copy)]
pub struct Word<'e> {
    pub episode: &'e Episode,
    /// The step that says it; nothing where an episode says by itself since when somebody was held, or a person's record when
    /// he or she died.
    pub step: Option<&'e Record<CustodyEvent>>,
    /// With what earlier steps say of it.
    pub status: Status,
    /// Said without a hedge. What is hedged may not have happened at all.
    is_firm: bool,
    /// Nothing keeps him or her in custody any more, but nobody says that he or she was let go.
    lifts: bool,
    lo: Option<Day>,
    hi: Option<Day>,
}

/// What may have set somebody free by a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    Step(RecordId),
    /// The death that is told on the page of the person.
    Death,
}

impl Word<'_> {
    pub fn state(&self) -> CustodyState {
        self.status.state()
    }

    /// The day from which it is said.
    pub fn date(&self) -> Option<&Edtf> {
        self.step.map_or_else(|| self.episode.start(), |step| step.fields.date.as_ref())
    }

    /// Whether what was before it is over by the end of that day.
    fn surely_by(&self, on: Day, asked: Asked) -> bool {
        self.is_firm && !self.lifts && self.had_been(on, asked)
    }

    /// Whether what it tells of had been by the end of that day.
    fn had_been(&self, on: Day, asked: Asked) -> bool {
        match self.hi {
            Some(hi) => hi <= on,
            None => asked == Asked::Now && self.lo.is_none_or(|lo| lo <= on),
        }
    }

    /// Whether it may have been. Nobody knows how long before a day something was that was "in or before 2012": that makes
    /// nobody held in 1950.
    fn possibly_by(&self, on: Day, asked: Asked) -> bool {
        self.lo.is_some_and(|lo| lo <= on) || self.had_been(on, asked)
    }

    /// Whether it surely took a sentence back by then.
    pub(super) fn takes_back(&self, on: Day, asked: Asked) -> bool {
        self.lifts && self.is_firm && self.had_been(on, asked)
    }
}

/// All words on one person or group, in order. Episodes follow one another: a later one ends an earlier one, whether or not
/// a release was reported, since nobody is taken twice at once.
pub fn words(episodes: &[Episode]) -> Vec<Word<'_>> {
    let mut in_order: Vec<&Episode> = episodes.iter().collect();
    in_order.sort_by_key(|episode| (episode.start().and_then(Edtf::sort_day), episode.detention.id()));
    let mut words: Vec<Word<'_>> = in_order.iter().flat_map(|episode| of_episode(episode)).collect();
    let is_death = |word: &Word<'_>| word.status.is_final() && word.is_firm;
    if let Some(died) = words.iter().position(is_death) {
        words.truncate(died + 1);
    }
    if let Some(death) = in_order.last().and_then(|episode| death_of(episode)) {
        // Nothing follows it.
        let after = |word: &Word<'_>| word.lo.zip(death.hi).is_some_and(|(lo, died)| died < lo);
        words.truncate(words.iter().position(after).unwrap_or(words.len()));
        words.push(death);
    }
    let mut earliest = None;
    for word in &mut words {
        // What follows something is not earlier, if that happened at all.
        word.lo = earliest.max(word.lo);
        earliest = if word.is_firm { word.lo } else { earliest };
    }
    let mut latest: Option<Day> = None;
    for word in words.iter_mut().rev() {
        let own = match (latest, word.hi) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        // Dates that contradict the order are left as they are.
        if own.is_none_or(|latest| word.lo.is_none_or(|lo| lo <= latest)) {
            word.hi = own;
        }
        latest = if word.is_firm { own } else { latest };
    }
    words
}

fn of_episode(episode: &Episode) -> impl Iterator<Item = Word<'_>> {
    let start = episode.start();
    episode.said().into_iter().map(move |Said { step, status, is_firm, lifts }| {
        // A word without a day that somebody is held is as of the taking.
        let held_since = start.filter(|_| step.is_none() || status.state() == CustodyState::InCustody);
        let date = step.and_then(|step| step.fields.date.as_ref()).or(held_since);
        let day = date.map_or(Moment::UNKNOWN, Edtf::start);
        // What happened in an episode was not before it began.
        let begun = start.map_or(Moment::UNKNOWN, Edtf::start).earliest;
        let lo = day.earliest.or(begun);
        // Nothing follows for certain from a date that is marked as uncertain.
        Word { episode, step, status, is_firm, lifts, lo, hi: day.latest.filter(|_| !day.doubted) }
    })
}

/// The death of somebody of whom no step tells it.
fn death_of(episode: &Episode) -> Option<Word<'_>> {
    let day = episode.died.as_ref()?.start();
    let hi = day.latest.filter(|_| !day.doubted);
    Some(Word { episode, step: None, status: Status::Dead, is_firm: true, lifts: false, lo: day.earliest, hi })
}

/// The episode that says how things stand with a person.
pub fn current(episodes: &[Episode], on: Day) -> Option<&Episode> {
    last(&words(episodes), on, Asked::Now).0.last().map(|word| word.episode)
}

/// The first thing that may have set somebody free by a day, of what may come after a word of that detention and step.
pub fn against(
    words: &[Word<'_>],
    (detention, step): (RecordId, Option<RecordId>),
    on: Day,
    asked: Asked,
) -> Option<Against> {
    let (last, _) = last(words, on, asked);
    let is_it = |word: &&Word<'_>| {
        word.episode.detention.id() == detention && word.step.map(Record::id) == step && !word.status.is_final()
    };
    let later = last.iter().skip_while(|word| !is_it(word));
    let mut free = later.filter(|word| word.state() == CustodyState::Free);
    free.next().map(|word| word.step.map_or(Against::Death, |step| Against::Step(step.id())))
}

/// Of somebody who was taken on a day and let go on the same: that he or she was held for a part of it.
pub(super) fn for_a_part<'w, 'e>(words: &'w [Word<'e>], on: Day) -> Option<&'w Word<'e>> {
    let at = words
        .iter()
        .position(|word| word.state() == CustodyState::InCustody && word.possibly_by(on, Asked::Earlier))?;
    words.get(at).filter(|word| word.lo == Some(on) && word.hi == Some(on))
}

/// The words that may be the last ones on a day, in order; and whether one of them surely had been said by then, so that
/// nothing else was the case.
pub fn last<'w, 'e>(words: &'w [Word<'e>], on: Day, asked: Asked) -> (Vec<&'w Word<'e>>, bool) {
    let sure = words.iter().rposition(|word| word.surely_by(on, asked));
    let since = sure.map_or(0, |sure| sure + 1);
    let later = words.iter().skip(since).filter(|word| word.possibly_by(on, asked));
    (sure.and_then(|sure| words.get(sure)).into_iter().chain(later).collect(), sure.is_some())
}
