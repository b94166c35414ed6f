//! Stretches of custody: from when to when somebody was held, and how sure that is, for bars on a time axis.

use crate::domain::custody::{CustodyState, Episode, Status, Term};
use crate::domain::kind::CustodyEvent;
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
        if word.state == CustodyState::Free {
            continue;
        }
        let next = words.get(index + 1);
        let limit = next.map_or(end, |next| next.lo);
        let told = match (word.term, word.state, next) {
            (Some(end), ..) => end,
            // Between two words in custody somebody was held all along, as far as anybody says.
            (None, CustodyState::InCustody, Some(next)) => next.lo,
            _ => word.hi.plus(1).unwrap_or(limit),
        };
        push(&mut stretches, word.lo, told.min(limit), word.surety);
        push(&mut stretches, told.max(word.lo), limit, Confidence::NotKnown);
        if let Some(free) = next.filter(|next| next.state == CustodyState::Free) {
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
    let says = |event: &&Record<CustodyEvent>| event.fields.status_after.is_some();
    let steps: Vec<&Record<CustodyEvent>> = episode.events.iter().filter(says).collect();
    let taken = episode.taken();
    let state = if steps.is_empty() { CustodyState::Unknown } else { CustodyState::InCustody };
    // The step of the taking says it by itself.
    let own = taken.date.filter(|_| steps.is_empty() || taken.said_by.0 == episode.detention.id());
    let taken = word(own, taken.basis == "stated", state, None, first);
    let steps = steps.into_iter().filter_map(|event| {
        let CustodyEvent { certainty, date_basis, date, .. } = &event.fields;
        let stated = certainty == "stated" && date_basis == "stated";
        let status = episode.status_after(event.id())?;
        let serving = date.as_ref().filter(|_| status == Status::ServingSentence);
        let term = serving.and_then(|date| episode.term(date.sort_day()?)).filter(Term::ends);
        word(date.as_ref(), stated, status.state(), term.and_then(|term| term.earliest_end), first)
    });
    taken.into_iter().chain(steps).filter(|word| word.lo <= on).collect()
}

fn word(date: Option<&Edtf>, stated: bool, state: CustodyState, term: Option<Day>, first: Day) -> Option<Word> {
    let date = date?;
    let known = date.sort_day()?;
    let surety = if stated && date.is_exact_day() { Confidence::Stated } else { Confidence::Hedged };
    let day = date.start();
    Some(Word { lo: day.earliest.unwrap_or(first), hi: day.latest.unwrap_or(known), state, surety, term })
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
