//! Stretches of custody: from when to when somebody was held, and how sure that is, for bars on a time axis.

use crate::domain::custody::{CustodyState, Episode, Status, Term};
use crate::domain::record::Record;
use crate::domain::time::{Day, Edtf};

/// How sure it is that somebody was held in a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// A report states it, with its day; or it is a term that started on a stated day.
    Stated,
    /// Reported, apparent or inferred; or the day is uncertain.
    Hedged,
    /// No word of it since.
    NotKnown,
}

/// From a day up to, but not including, another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustodySpan {
    pub from: Day,
    pub until: Day,
    pub surety: Confidence,
}

/// A dated word on custody: the taking, or a step that states a status.
struct Word {
    lo: Day,
    hi: Day,
    state: CustodyState,
    surety: Confidence,
    /// It is said without a hedge, and that somebody is free is not only what may follow from it.
    is_firm: bool,
    /// The earliest end of the term that is served.
    term: Option<Day>,
}

/// The stretches of an episode up to and including the day `on`. Dates without a beginning are drawn from
/// `first`; of dates without an end only the earliest day is drawn. Nothing for an episode without custody.
pub fn stretches(episode: &Episode, first: Day, on: Day) -> Vec<CustodySpan> {
    let words = words(episode, first, on);
    let end = on.plus(1).unwrap_or(on);
    let mut stretches = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let next = words.get(index + 1);
        let limit = next.map_or(end, |next| next.lo);
        if word.state == CustodyState::Free {
            // Of somebody who may have been let go nothing is known.
            if !word.is_firm {
                push(&mut stretches, word.lo, limit, Confidence::NotKnown);
            }
            continue;
        }
        let told = match (word.term, word.state, next) {
            (Some(end), ..) => end,
            // Between two words in custody somebody was held all along, as far as anybody says.
            (None, CustodyState::InCustody, Some(next)) => next.lo,
            _ => word.hi.plus(1).unwrap_or(limit),
        };
        push(&mut stretches, word.lo, told.min(limit), word.surety);
        push(&mut stretches, told.max(word.lo), limit, Confidence::NotKnown);
        if let Some(free) = next.filter(|next| next.state == CustodyState::Free && next.is_firm) {
            push(&mut stretches, free.lo, free.hi.min(end), Confidence::Hedged);
        }
    }
    stretches
}

/// The earliest day that any date of an episode names.
pub fn first_day(episode: &Episode) -> Option<Day> {
    let steps = episode.events.iter().filter_map(|event| event.fields.date.as_ref());
    let dates = episode.start().into_iter().chain(steps);
    dates.filter_map(Edtf::sort_day).min()
}

/// The episodes in the order they began.
pub fn in_order(episodes: &[Episode]) -> Vec<&Episode> {
    let mut episodes: Vec<&Episode> = episodes.iter().collect();
    episodes.sort_by_key(|episode| (first_day(episode).is_none(), first_day(episode), episode.detention.id()));
    episodes
}

fn words(episode: &Episode, first: Day, on: Day) -> Vec<Word> {
    let taken = episode.taken();
    let taking = episode.taking().map(Record::id);
    let said = episode.said().into_iter().filter_map(|said| {
        let of_taking = said.step.is_none_or(|step| step.fields.date.is_none() && taking == Some(step.id()));
        let (date, basis) = match said.step.filter(|_| !of_taking) {
            Some(step) => (step.fields.date.as_ref(), step.fields.date_basis.as_str()),
            None => (taken.date, taken.basis),
        };
        let serving = date.filter(|_| said.status == Status::ServingSentence);
        let term = serving.and_then(|date| episode.term(date.sort_day()?)).filter(Term::ends);
        let is_firm = said.is_firm() && !said.lifts;
        let word = word(date, is_firm && basis == "stated", said.status.state(), first)?;
        Some(Word { is_firm, term: term.and_then(|term| term.earliest_end), ..word })
    });
    let died = word(episode.died.as_ref(), true, CustodyState::Free, first);
    said.chain(died).filter(|word| word.lo <= on).collect()
}

fn word(date: Option<&Edtf>, stated: bool, state: CustodyState, first: Day) -> Option<Word> {
    let date = date?;
    let known = date.sort_day()?;
    let surety = if stated && date.is_exact_day() { Confidence::Stated } else { Confidence::Hedged };
    let day = date.start();
    let (lo, hi) = (day.earliest.unwrap_or(first), day.latest.unwrap_or(known));
    Some(Word { lo, hi, state, surety, is_firm: true, term: None })
}

/// Adds a stretch, if it has any days, to the last one where the two are one.
fn push(stretches: &mut Vec<CustodySpan>, from: Day, until: Day, surety: Confidence) {
    if from >= until {
        return;
    }
    match stretches.last_mut() {
        Some(last) if last.surety == surety && last.until >= from => last.until = last.until.max(until),
        _ => stretches.push(CustodySpan { from, until, surety }),
    }
}
