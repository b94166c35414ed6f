//! Stretches of custody: from when to when somebody was held, and how sure that is, for bars on a time axis.

use super::custody::{Episode, Standing};
use super::date::{Day, Edtf};
use super::records::CustodyEvent;

/// How sure it is that somebody was held in a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surety {
    /// A report states it, with its day; or it is a term that started on a stated day.
    Stated,
    /// Reported, apparent or inferred; or the day is uncertain.
    Hedged,
    /// No word of it since.
    NotKnown,
}

/// From a day up to, but not including, another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub from: Day,
    pub until: Day,
    pub surety: Surety,
}

/// A dated word on custody: the taking, or a step that states a status.
struct Word {
    lo: Day,
    hi: Day,
    standing: Standing,
    surety: Surety,
    term: Option<i64>,
}

/// The stretches of an episode up to and including the day `on`. Dates without a beginning are drawn from
/// `first`; of dates without an end only the earliest day is drawn. Nothing for an episode without custody.
pub fn stretches(episode: &Episode, first: Day, on: Day) -> Vec<Stretch> {
    let words = words(episode, first, on);
    let end = on.plus(1).unwrap_or(on);
    let mut stretches = Vec::new();
    for (index, word) in words.iter().enumerate() {
        if word.standing == Standing::Free {
            continue;
        }
        let next = words.get(index + 1);
        let limit = next.map_or(end, |next| next.lo);
        let told = match (word.term, word.standing, next) {
            (Some(days), ..) => word.lo.plus(days).unwrap_or(limit),
            // Between two words in custody somebody was held all along, as far as anybody says.
            (None, Standing::InCustody, Some(next)) => next.lo,
            _ => word.hi.plus(1).unwrap_or(limit),
        };
        push(&mut stretches, word.lo, told.min(limit), word.surety);
        push(&mut stretches, told.max(word.lo), limit, Surety::NotKnown);
        if let Some(free) = next.filter(|next| next.standing == Standing::Free) {
            push(&mut stretches, free.lo, free.hi.min(end), Surety::Hedged);
        }
    }
    stretches
}

/// The earliest day that any date of these episodes names.
pub fn first_day(episodes: &[Episode]) -> Option<Day> {
    let dates = episodes.iter().flat_map(|episode| {
        let steps = episode.events.iter().filter_map(|event| event.fields.date.as_ref());
        episode.detention.fields.start.as_ref().into_iter().chain(steps)
    });
    dates.filter_map(Edtf::sort_day).min()
}

fn words(episode: &Episode, first: Day, on: Day) -> Vec<Word> {
    let says = |event: &&CustodyEvent| event.status_after.is_some();
    let steps: Vec<&CustodyEvent> = episode.events.iter().map(|event| &event.fields).filter(says).collect();
    let detention = &episode.detention.fields;
    let standing = if steps.is_empty() { Standing::Unknown } else { Standing::InCustody };
    let taken = word(detention.start.as_ref(), detention.start_basis == "stated", standing, None, first);
    let steps = steps.into_iter().filter_map(|event| {
        let stated = event.certainty == "stated" && event.date_basis == "stated";
        let standing = Standing::of(event.status_after.as_deref()?);
        word(event.date.as_ref(), stated, standing, event.sentence_days, first)
    });
    taken.into_iter().chain(steps).filter(|word| word.lo <= on).collect()
}

fn word(date: Option<&Edtf>, stated: bool, standing: Standing, term: Option<i64>, first: Day) -> Option<Word> {
    let date = date?;
    let known = date.sort_day()?;
    let surety = if stated && date.is_exact_day() { Surety::Stated } else { Surety::Hedged };
    Some(Word { lo: date.lo().unwrap_or(first), hi: date.hi().unwrap_or(known), standing, surety, term })
}

/// Adds a stretch, if it has any days, to the last one where the two are one.
fn push(stretches: &mut Vec<Stretch>, from: Day, until: Day, surety: Surety) {
    if from >= until {
        return;
    }
    match stretches.last_mut() {
        Some(last) if last.surety == surety && last.until >= from => last.until = last.until.max(until),
        _ => stretches.push(Stretch { from, until, surety }),
    }
}
