//! One custody episode with its steps, and how things stand after them: when and where somebody was taken, where and how he
//! or she is kept.

use super::last_word::TermEnd;
use super::step::Step;
use super::{CustodyState, Status, StepEffect, Steps, order};
use crate::domain::kind::{Charge, CustodyEvent, Detention};
use crate::domain::record::{Record, RecordId};
use crate::domain::time::{Day, Edtf, Moment};

/// One custody episode with its steps, in the order in which they happened.
#[derive(Debug, Clone)]
pub struct Episode {
    pub detention: Record<Detention>,
    pub events: Vec<Record<CustodyEvent>>,
    /// What he or she is accused of.
    pub charges: Vec<Record<Charge>>,
    /// When the person died, where that is known of him or her.
    pub died: Option<Edtf>,
    /// What the codes of its steps do.
    steps: Steps,
    /// When each step happened, as far as its date and the order of the steps tell.
    when: Vec<Moment>,
}

/// When and where somebody was taken, as the step says it that tells of it. An episode of which no step tells the taking
/// may say it itself.
#[derive(Debug, Clone, Copy)]
pub struct Taken<'e> {
    pub date: Option<&'e Edtf>,
    pub basis: &'e str,
    pub part: Option<&'e str>,
    /// What says the date: the step or the episode, and in which field.
    pub said_by: (RecordId, &'static str),
}

/// What is said of a condition of custody.
#[derive(Debug, Clone, Copy)]
pub struct Condition<'e> {
    /// The field of a detention that asks of it.
    pub field: &'static str,
    pub value: &'e str,
    /// The step that it follows from; nothing where the episode says it itself.
    pub step: Option<&'e Record<CustodyEvent>>,
}

impl Episode {
    /// Puts the steps in order.
    pub fn new(detention: Record<Detention>, events: Vec<Record<CustodyEvent>>, steps: Steps) -> Episode {
        let events = order::in_order(events, &steps);
        let when = order::moments(&events);
        Episode { detention, events, charges: Vec::new(), died: None, steps, when }
    }

    /// Of somebody who died then.
    pub fn with_death(self, died: Option<Edtf>) -> Episode {
        Episode { died, ..self }
    }

    pub fn with_charges(self, charges: Vec<Record<Charge>>) -> Episode {
        Episode { charges, ..self }
    }

    /// What one of its steps does.
    pub fn effect(&self, event: &CustodyEvent) -> StepEffect {
        self.steps.of(&event.r#type).effect_with(event.status_after)
    }

    pub fn step(&self, id: RecordId) -> Option<&Record<CustodyEvent>> {
        self.events.iter().find(|event| event.id() == id)
    }

    pub(super) fn step_of(&self, event: &Record<CustodyEvent>) -> &'static Step {
        self.steps.of(&event.fields.r#type)
    }

    /// When a step happened, as far as its date and the order of the steps tell.
    pub fn when(&self, step: &Record<CustodyEvent>) -> Moment {
        self.timed().find(|(event, _)| event.id() == step.id()).map_or(Moment::UNKNOWN, |(_, when)| when)
    }

    pub(super) fn timed(&self) -> impl DoubleEndedIterator<Item = (&Record<CustodyEvent>, Moment)> {
        self.events.iter().zip(self.when.iter().copied())
    }

    /// The steps that may have happened by that day.
    pub(super) fn timed_by(&self, on: Day) -> impl DoubleEndedIterator<Item = (&Record<CustodyEvent>, Moment)> {
        self.timed().filter(move |(_, when)| when.earliest.is_none_or(|earliest| earliest <= on))
    }

    fn takes(&self, event: &CustodyEvent) -> bool {
        self.steps.of(&event.r#type).effect == StepEffect::Begins
    }

    /// The steps that tell of the taking.
    pub fn takings(&self) -> impl Iterator<Item = &Record<CustodyEvent>> + Clone {
        self.events.iter().filter(|event| self.takes(&event.fields))
    }

    /// The step of the taking; the dated one, if there are several.
    pub fn taking(&self) -> Option<&Record<CustodyEvent>> {
        let mut takings = self.takings();
        takings.clone().find(|event| event.fields.date.is_some()).or_else(|| takings.next())
    }

    /// When somebody was taken.
    pub fn taken(&self) -> Taken<'_> {
        let detention = &self.detention.fields;
        match self.taking().filter(|taking| taking.fields.date.is_some() || detention.start.is_none()) {
            Some(taking) => Taken {
                date: taking.fields.date.as_ref(),
                basis: &taking.fields.date_basis,
                part: taking.fields.date_part.as_deref(),
                said_by: (taking.id(), "date"),
            },
            None => Taken {
                date: detention.start.as_ref(),
                basis: &detention.start_basis,
                part: detention.start_part.as_deref(),
                said_by: (self.detention.id(), "start"),
            },
        }
    }

    /// The day of the taking, as far as it is known.
    pub fn start(&self) -> Option<&Edtf> {
        self.taken().date
    }

    /// The same, unless this step is what says it.
    pub fn start_but_of(&self, step: Option<RecordId>) -> Option<&Edtf> {
        let taken = self.taken();
        taken.date.filter(|_| step != Some(taken.said_by.0))
    }

    /// Where somebody was taken.
    pub fn arrest_place(&self) -> Option<RecordId> {
        self.taking().and_then(|taking| taking.fields.place).or(self.detention.fields.arrest_place)
    }

    /// Who took somebody.
    pub fn arrested_by(&self) -> Option<RecordId> {
        self.taking().and_then(|taking| taking.fields.organization).or(self.detention.fields.arresting_organization)
    }

    /// The place of a step: its own, or that of the arrest for the arrest itself.
    pub fn place_of(&self, event: &CustodyEvent) -> Option<RecordId> {
        event.place.or_else(|| self.detention.fields.arrest_place.filter(|_| self.takes(event)))
    }

    /// The steps that may have happened by that day.
    pub fn by(&self, on: Day) -> impl DoubleEndedIterator<Item = &Record<CustodyEvent>> {
        self.timed_by(on).map(|(event, _)| event)
    }

    /// Whether the person surely had died by that day, though no step of the episode tells of it.
    pub fn had_died(&self, on: Day) -> bool {
        self.died.as_ref().is_some_and(|died| died.begun_by(on).is_certain())
    }

    /// The status as on a day: what the last step says that states one, as far as nothing that came later takes it back.
    pub fn status(&self, on: Day) -> Option<Status> {
        if self.had_died(on) {
            return Some(Status::Dead);
        }
        let status = self.status_event(on).and_then(|event| self.status_after(event.id()))?;
        let lifted = status == Status::ServingSentence && self.lifted(on).is_some_and(is_firm);
        Some(if lifted { Status::Held } else { status })
    }

    pub fn state(&self, on: Day) -> Option<CustodyState> {
        self.status(on).map(Status::state)
    }

    /// The last place that a step says somebody is kept in, with that step; nothing of what is denied. A hedged step does
    /// not take somebody from a place that is stated: see `perhaps_at`.
    pub fn last_place(&self, on: Day) -> Option<(RecordId, &Record<CustodyEvent>)> {
        let places: Vec<_> = self.places(on).collect();
        places.iter().rfind(|(_, event)| is_firm(event)).or(places.last()).copied()
    }

    /// The places that hedged steps name after the one that is stated: somebody may be kept there.
    pub fn perhaps_at(&self, on: Day) -> Vec<(RecordId, &Record<CustodyEvent>)> {
        let Some((stated, step)) = self.last_place(on).filter(|(_, step)| is_firm(step)) else { return Vec::new() };
        let later = self.places(on).skip_while(|(_, event)| event.id() != step.id());
        later.filter(|(place, _)| *place != stated).collect()
    }

    /// The places of custody that steps name which may have happened by that day. Who was let go and taken again is not kept
    /// where he or she was before, as far as anybody says.
    fn places(&self, on: Day) -> impl DoubleEndedIterator<Item = (RecordId, &Record<CustodyEvent>)> {
        let steps: Vec<_> = self.by(on).filter(|event| !is_denied(event)).collect();
        let taken = steps.iter().rposition(|event| {
            event.fields.status_after.map(Status::state) == Some(CustodyState::InCustody)
                || self.effect(&event.fields) == StepEffect::Begins
        });
        let mut before = steps.iter().take(taken.unwrap_or_default());
        let freed = before.rposition(|event| is_firm(event) && self.frees(event));
        let is_kept = |event: &&Record<CustodyEvent>| self.step_of(event).is_where_kept(event.fields.status_after);
        let since = freed.map_or(0, |freed| freed + 1);
        steps.into_iter().skip(since).filter(is_kept).filter_map(|event| event.fields.place.map(|place| (place, event)))
    }

    /// Whether somebody is free after a step.
    fn frees(&self, event: &Record<CustodyEvent>) -> bool {
        self.effect(&event.fields) == StepEffect::Ends
            || event.fields.status_after.map(Status::state) == Some(CustodyState::Free)
    }

    /// What is last said of a condition: by a step, or by the episode itself.
    pub fn condition<'e>(&'e self, field: &'static str, own: &'e str, on: Day) -> Condition<'e> {
        let says = |event: &'e Record<CustodyEvent>| {
            let conditions = self.steps.of(&event.fields.r#type).conditions;
            let (_, value) = conditions.iter().find(|(of, _)| *of == field)?;
            Some(Condition { field, value, step: Some(event) })
        };
        self.by(on).rev().filter(|event| !is_denied(event)).find_map(says).unwrap_or(Condition {
            field,
            value: own,
            step: None,
        })
    }

    /// Whether the episode surely goes on when something of that date happens: it had begun, and nothing says that it
    /// may have ended by then.
    pub fn goes_on_at(&self, date: &Edtf) -> bool {
        let begun = self.start().is_some_and(|start| start.start().by(date.start()).is_certain());
        let by_then = |moment: Moment| moment.by(date.end()).is_possible();
        let may_have_ended = |event: &Record<CustodyEvent>| {
            let date = event.fields.date.as_ref().map_or(Moment::UNKNOWN, Edtf::start);
            self.frees(event) && !is_denied(event) && by_then(date)
        };
        let is_over = |end: TermEnd| match end {
            TermEnd::On(end) => by_then(Moment { latest: None, ..Moment::from(end) }),
            TermEnd::AnyTime | TermEnd::Open => true,
        };
        let served = self.ends(Day::MAX, Moment::UNKNOWN).first.is_some_and(is_over);
        let step = |step: &Record<CustodyEvent>| step.fields.date.as_ref().map_or(Moment::UNKNOWN, Edtf::start);
        let lifted = self.lifted(Day::MAX).is_some_and(|lifted| by_then(step(lifted)));
        begun && !lifted && !served && !self.events.iter().any(may_have_ended)
    }

    /// Whether anybody was taken at all: a fine alone is an episode too, so that it has its place.
    pub fn has_custody(&self) -> bool {
        self.start().is_some() || self.events.iter().any(|event| event.fields.status_after.is_some())
    }
}

/// How firmly a step is said that is said without a hedge, and one that did not happen, as far as a report says.
pub const STATED: &str = "stated";
pub const DENIED: &str = "denied";
/// How firmly it is known what only follows from what is said.
pub const INFERRED: &str = "inferred";

/// Whether a report says that a step did not happen.
pub fn is_denied(event: &Record<CustodyEvent>) -> bool {
    event.fields.certainty == DENIED
}

/// Whether a step is said without a hedge. What is reported, apparent, alleged or inferred may not have happened.
pub fn is_firm(event: &Record<CustodyEvent>) -> bool {
    event.fields.certainty == STATED
}
