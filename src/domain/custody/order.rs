//! In which order the steps of an episode happened: by their dates where these decide, else by what a step is and by number.

use super::Status;
use super::step::{Step, StepEffect, Steps};
use crate::domain::kind::CustodyEvent;
use crate::domain::record::Record;

/// Puts the steps in order. What is surely earlier comes first. Where dates do not decide, the logic of steps does: nothing
/// happens in custody before the taking, nothing after its end, and nothing at all after death; a re-arrest is an episode of
/// its own. What is left open by both stands by number.
pub(super) fn in_order(events: Vec<Record<CustodyEvent>>, steps: &Steps) -> Vec<Record<CustodyEvent>> {
    let mut left = events;
    left.sort_by_key(|event| (event.fields.seq, event.id()));
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits = |event: &Record<CustodyEvent>, precedes: fn(&CustodyEvent, &CustodyEvent, &Steps) -> bool| {
            left.iter().any(|other| other.id() != event.id() && precedes(&other.fields, &event.fields, steps))
        };
        // Dates that contradict the logic of steps win over it.
        let next = left
            .iter()
            .position(|event| !waits(event, comes_first))
            .or_else(|| left.iter().position(|event| !waits(event, |a, b, _| is_earlier(a, b))))
            .unwrap_or(0);
        ordered.push(left.remove(next));
    }
    ordered
}

/// Whether the days decide. A date that is marked as uncertain still says more than the number of a step.
fn is_earlier(one: &CustodyEvent, other: &CustodyEvent) -> bool {
    let days = one.date.as_ref().zip(other.date.as_ref());
    let ends = days.and_then(|(one, other)| one.end().latest.zip(other.start().earliest));
    ends.is_some_and(|(last, first)| last < first)
}

fn comes_first(one: &CustodyEvent, other: &CustodyEvent, steps: &Steps) -> bool {
    is_earlier(one, other)
        || !is_earlier(other, one)
            && match (stage(one, steps), stage(other, steps)) {
                (Some(one), Some(other)) => one < other,
                // Whatever it is, it was before somebody died.
                (None, Some(Stage::Died)) => true,
                _ => false,
            }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Taken,
    Kept,
    Over,
    Died,
}

/// Nothing where a step may come before the taking and after the end as well.
fn stage(event: &CustodyEvent, steps: &Steps) -> Option<Stage> {
    let step: &Step = steps.of(&event.r#type);
    match (step.effect, event.status_after) {
        (_, Some(Status::Dead)) => Some(Stage::Died),
        (StepEffect::Begins, _) => Some(Stage::Taken),
        (StepEffect::Ends, _) => Some(if step.status == Some(Status::Dead) { Stage::Died } else { Stage::Over }),
        (StepEffect::Inside, Some(status)) if status.state() == super::CustodyState::Free => Some(Stage::Over),
        (StepEffect::Inside, _) => Some(Stage::Kept),
        (StepEffect::Anywhere, _) => None,
    }
}
