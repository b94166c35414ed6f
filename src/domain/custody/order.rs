//! In which order the steps of an episode happened: by their dates where these decide, else by what a step is and by number.

use super::episode::is_firm;
use super::step::{AFTER_A_VERDICT, LegalState, Step, StepEffect, Steps};
use super::{CustodyState, Status};
use crate::domain::kind::CustodyEvent;
use crate::domain::record::{Record, RecordId};
use crate::domain::time::{Day, Edtf, Moment};

type Event = Record<CustodyEvent>;

/// Puts the steps in order. What is surely earlier comes first. Where dates do not decide, the logic of steps does: nothing
/// happens in custody before the taking, nothing after its end, and nothing at all after death; a re-arrest is an episode of
/// its own. Steps of the same date stand by number, but for the first taking and a death. So does what is left open by both.
pub(super) fn in_order(events: Vec<Event>, steps: &Steps) -> Vec<Event> {
    let mut left = events;
    left.sort_by_key(|event| (event.fields.seq, event.id()));
    let takes = |event: &&Event| steps.of(&event.fields.r#type).effect == StepEffect::Begins;
    let first_taking = left.iter().find(takes).map(Record::id);
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits = |event: &Event, precedes: &dyn Fn(&Event, &Event) -> bool| {
            left.iter().any(|other| other.id() != event.id() && precedes(other, event))
        };
        // Dates that contradict the logic of steps win over it.
        let next = left
            .iter()
            .position(|event| !waits(event, &|one, other| comes_first(one, other, steps, first_taking)))
            .or_else(|| {
                left.iter().position(|event| !waits(event, &|one, other| is_earlier(&one.fields, &other.fields)))
            })
            .unwrap_or(0);
        ordered.push(left.remove(next));
    }
    ordered
}

/// When each of these steps happened, as far as its date and the order tell: none is before one that stands earlier and is
/// said without a hedge, nor after one that stands later. Dates that contradict the order are left as they are.
pub(super) fn moments(ordered: &[Event]) -> Vec<Moment> {
    let date = |event: &Event| event.fields.date.as_ref().map_or(Moment::UNKNOWN, Edtf::start);
    let mut moments: Vec<Moment> = ordered.iter().map(date).collect();
    let mut earliest: Option<Day> = None;
    for (event, moment) in ordered.iter().zip(&mut moments) {
        if earliest.is_some_and(|earliest| moment.latest.is_none_or(|latest| earliest <= latest)) {
            moment.earliest = moment.earliest.max(earliest);
        }
        earliest = if is_firm(event) { moment.earliest } else { earliest };
    }
    let mut latest: Option<Day> = None;
    for (event, moment) in ordered.iter().zip(&mut moments).rev() {
        if latest.is_some_and(|latest| moment.earliest.is_none_or(|earliest| earliest <= latest)) {
            moment.latest = moment.latest.into_iter().chain(latest).min();
        }
        // Nothing follows for certain from a date that is marked as uncertain.
        latest = if is_firm(event) && !moment.doubted { moment.latest } else { latest };
    }
    moments
}

/// Whether the days decide. A date that is marked as uncertain still says more than the number of a step.
fn is_earlier(one: &CustodyEvent, other: &CustodyEvent) -> bool {
    let days = one.date.as_ref().zip(other.date.as_ref());
    let ends = days.and_then(|(one, other)| one.end().latest.zip(other.start().earliest));
    ends.is_some_and(|(last, first)| last < first)
}

fn comes_first(one: &Event, other: &Event, steps: &Steps, first_taking: Option<RecordId>) -> bool {
    if is_earlier(&one.fields, &other.fields) || is_earlier(&other.fields, &one.fields) {
        return is_earlier(&one.fields, &other.fields);
    }
    let stages = (stage(one, steps), stage(other, steps));
    let same_date = one.fields.date.is_some() && one.fields.date == other.fields.date;
    if same_date && !matches!(stages, (Some(Stage::Died), _) | (_, Some(Stage::Died))) {
        let is_first = |event: &Event| Some(event.id()) == first_taking && stage(event, steps) == Some(Stage::Taken);
        return match (is_first(one), is_first(other)) {
            (true, _) => matches!(stages.1, Some(Stage::Kept | Stage::Over)),
            (_, true) => false,
            _ => (one.fields.seq, one.id()) < (other.fields.seq, other.id()),
        };
    }
    match stages {
        (Some(one), Some(other)) if one != other => one < other,
        // Whatever it is, it was before somebody died.
        (None, Some(Stage::Died)) => true,
        _ => is_verdict(one, steps) && AFTER_A_VERDICT.contains(&steps.of(&other.fields.r#type).code),
    }
}

/// A court finds somebody guilty for the first time.
fn is_verdict(event: &Event, steps: &Steps) -> bool {
    let step = steps.of(&event.fields.r#type);
    let finds = matches!(step.legal, Some(LegalState::Convicted | LegalState::Sentenced | LegalState::Fined));
    finds && !AFTER_A_VERDICT.contains(&step.code)
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Taken,
    Kept,
    Over,
    Died,
}

/// Nothing where a step may come before the taking and after the end as well.
fn stage(event: &Event, steps: &Steps) -> Option<Stage> {
    let step: &Step = steps.of(&event.fields.r#type);
    let dies = event.fields.status_after.or(step.status) == Some(Status::Dead);
    match (step.effect, event.fields.status_after) {
        // After a death that is not certain, what is said of somebody later may be so.
        _ if dies => Some(if is_firm(event) { Stage::Died } else { Stage::Over }),
        (StepEffect::Begins, _) => Some(Stage::Taken),
        (StepEffect::Ends, _) => Some(Stage::Over),
        // Bail is over when somebody is remanded again: it stands by its number.
        (StepEffect::Inside, Some(Status::OnBail)) => Some(Stage::Kept),
        (StepEffect::Inside, Some(status)) if status.state() == CustodyState::Free => Some(Stage::Over),
        (StepEffect::Inside, _) => Some(Stage::Kept),
        (StepEffect::Anywhere, _) => None,
    }
}
