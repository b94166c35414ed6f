//! What is said of somebody's custody, word after word over all episodes, and which of the words may be the last on a day.

use super::said::Said;
use super::{CustodyState, Episode, STATED, Status};
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
    /// How firmly it is said.
    pub certainty: &'e str,
    /// Said without a hedge. What is hedged may not have happened at all.
    pub(super) is_firm: bool,
    /// Nothing keeps him or her in custody any more, but nobody says that he or she was let go.
    pub(super) lifts: bool,
    pub(super) lo: Option<Day>,
    pub(super) hi: Option<Day>,
}

/// All words on one person or group, in each order in which the episodes may have been: where nobody can tell which of two came
/// later, neither ends the other.
#[derive(Debug)]
pub struct Words<'e> {
    /// The first by the days that are given; each further one with an episode as late as it may have been.
    orders: Vec<Vec<Word<'e>>>,
}

impl<'e> Words<'e> {
    pub(super) fn orders(&self) -> impl Iterator<Item = &[Word<'e>]> {
        self.orders.iter().map(Vec::as_slice)
    }
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

    /// Whether it had been by then, as far as its date has an end.
    pub(super) fn is_over_by(&self, on: Day) -> bool {
        self.hi.is_none_or(|hi| hi <= on)
    }

    /// Whether it surely took a sentence back by then.
    pub(super) fn takes_back(&self, on: Day, asked: Asked) -> bool {
        self.lifts && self.is_firm && self.had_been(on, asked)
    }
}

/// All words on one person or group. Episodes follow one another: a later one ends an earlier one, whether or not a release
/// was reported, since nobody is taken twice at once.
pub fn words(episodes: &[Episode]) -> Words<'_> {
    let mut in_order: Vec<&Episode> = episodes.iter().collect();
    in_order.sort_by_key(|episode| (episode.start().and_then(Edtf::sort_day), episode.detention.id()));
    let begun: Vec<Option<Moment>> = in_order.iter().map(|episode| begun(episode)).collect();
    let mut orders: Vec<Vec<&Episode>> = vec![in_order.clone()];
    for (at, own) in begun.iter().enumerate() {
        let Some(own) = own else { continue };
        // Of two that began on the same day the one that was entered later is the later one.
        let is_after = |other: usize| {
            let days = own.latest.zip(begun.get(other).copied().flatten().and_then(|other| other.earliest));
            days.is_some_and(|(latest, earliest)| if at < other { latest <= earliest } else { latest < earliest })
        };
        if (at + 1..begun.len()).any(|other| begun.get(other).is_some_and(Option::is_some) && !is_after(other)) {
            let (after, before): (Vec<usize>, Vec<usize>) =
                (0..begun.len()).filter(|other| *other != at).partition(|other| is_after(*other));
            let late = before.into_iter().chain([at]).chain(after);
            orders.push(late.filter_map(|at| in_order.get(at).copied()).collect());
        }
    }
    Words { orders: orders.iter().map(|order| words_in(order)).collect() }
}

/// When an episode began in which somebody was held, as far as its steps tell.
fn begun(episode: &Episode) -> Option<Moment> {
    let words: Vec<Word<'_>> = of_episode(episode).collect();
    words.iter().any(|word| word.state() != CustodyState::Free).then(|| {
        let dated = words.iter().filter(|word| word.is_firm).filter_map(|word| word.date()?.start().latest);
        let start = episode.start().map(Edtf::start);
        let first = start.and_then(|start| start.earliest).or_else(|| words.first().and_then(|word| word.lo));
        let latest = start.and_then(|start| start.latest).into_iter().chain(dated).min();
        Moment { earliest: first, latest, doubted: false }
    })
}

/// The words of episodes that followed one another in this order.
fn words_in<'e>(in_order: &[&'e Episode]) -> Vec<Word<'e>> {
    let mut words: Vec<Word<'e>> = in_order.iter().flat_map(|episode| of_episode(episode)).collect();
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

/// What one episode says, in order.
pub(super) fn of_episode(episode: &Episode) -> impl Iterator<Item = Word<'_>> {
    let start = episode.start();
    episode.said().into_iter().map(move |said| {
        let Said { step, status, certainty, lifts } = said;
        let is_firm = said.is_firm();
        // A word without a day that somebody is held is as of the taking.
        let held_since = start.filter(|_| step.is_none() || status.state() == CustodyState::InCustody);
        let date = step.and_then(|step| step.fields.date.as_ref()).or(held_since);
        let day = date.map_or(Moment::UNKNOWN, Edtf::start);
        // What happened in an episode was not before it began.
        let begun = start.map_or(Moment::UNKNOWN, Edtf::start).earliest;
        let lo = day.earliest.or(begun);
        // Nothing follows for certain from a date that is marked as uncertain.
        let hi = day.latest.filter(|_| !day.doubted);
        Word { episode, step, status, certainty, is_firm, lifts, lo, hi }
    })
}

/// The death of somebody of whom no step tells it.
fn death_of(episode: &Episode) -> Option<Word<'_>> {
    let day = episode.died.as_ref()?.start();
    let hi = day.latest.filter(|_| !day.doubted);
    let status = Status::Dead;
    Some(Word { episode, step: None, status, certainty: STATED, is_firm: true, lifts: false, lo: day.earliest, hi })
}

/// The episode that says how things stand with a person.
pub fn current(episodes: &[Episode], on: Day) -> Option<&Episode> {
    words(episodes).orders().next().and_then(|words| last(words, on, Asked::Now).0.last().map(|word| word.episode))
}

/// The first thing that may have set somebody free by a day, of what may come after a word of that detention and step.
pub fn against(
    words: &Words<'_>,
    (detention, step): (RecordId, Option<RecordId>),
    on: Day,
    asked: Asked,
) -> Option<Against> {
    let is_it = |word: &&Word<'_>| {
        word.episode.detention.id() == detention && word.step.map(Record::id) == step && !word.status.is_final()
    };
    words.orders().find_map(|words| {
        let (last, _) = last(words, on, asked);
        let mut later = last.into_iter().skip_while(|word| !is_it(word));
        let free = later.find(|word| word.state() == CustodyState::Free)?;
        Some(free.step.map_or(Against::Death, |step| Against::Step(step.id())))
    })
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
