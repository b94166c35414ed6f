//! One custody episode with its steps, and how things stand after them: in custody, in law, where and how somebody is kept.

use super::step::{LegalState, SENTENCE_CHANGED};
use super::term::Term;
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
    /// What the codes of its steps do.
    steps: Steps,
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

/// How the case stands in law.
#[derive(Debug, Clone)]
pub struct Legal<'e> {
    pub state: LegalState,
    pub step: &'e Record<CustodyEvent>,
    /// The sentence, while it stands.
    pub term: Option<Term>,
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
        Episode { detention, events: order::in_order(events, &steps), charges: Vec::new(), steps }
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

    fn takes(&self, event: &CustodyEvent) -> bool {
        self.steps.of(&event.r#type).effect == StepEffect::Begins
    }

    /// The step of the taking; the dated one, if there are several.
    pub fn taking(&self) -> Option<&Record<CustodyEvent>> {
        let mut takings = self.events.iter().filter(|event| self.takes(&event.fields));
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

    /// The place of a step: its own, or that of the arrest for the arrest itself.
    pub fn place_of(&self, event: &CustodyEvent) -> Option<RecordId> {
        event.place.or_else(|| self.detention.fields.arrest_place.filter(|_| self.takes(event)))
    }

    /// The steps that may have happened by that day.
    pub fn by(&self, on: Day) -> impl DoubleEndedIterator<Item = &Record<CustodyEvent>> {
        self.events
            .iter()
            .filter(move |event| event.fields.date.as_ref().is_none_or(|date| date.begun_by(on).is_possible()))
    }

    /// The last step that states a status and may have happened by that day. Nothing follows death.
    pub fn status_event(&self, on: Day) -> Option<&Record<CustodyEvent>> {
        let died = |event: &&Record<CustodyEvent>| stated(event).is_some_and(Status::is_final);
        let last = || self.by(on).rev().find(|event| stated(event).is_some());
        self.by(on).find(died).or_else(last)
    }

    /// The status after it, with what earlier steps say of it.
    pub fn status(&self, on: Day) -> Option<Status> {
        self.status_event(on).and_then(|event| self.status_after(event.id()))
    }

    /// The status after a step. That somebody who serves a sentence is held, moved or cut off says nothing against the
    /// sentence: it runs on.
    pub fn status_after(&self, step: RecordId) -> Option<Status> {
        let (mut last, mut legal, mut serving) = (None, None, false);
        for event in &self.events {
            legal = self.changes_law(legal, event).or(legal);
            if let Some(status) = stated(event).filter(|_| !last.is_some_and(Status::is_final)) {
                serving = match status {
                    Status::ServingSentence => true,
                    status => serving && status.state() == CustodyState::InCustody,
                };
                let runs_on = status == Status::Held && serving && legal == Some(LegalState::Sentenced);
                last = Some(if runs_on { Status::ServingSentence } else { status });
            }
            if event.id() == step {
                break;
            }
        }
        last
    }

    pub fn state(&self, on: Day) -> Option<CustodyState> {
        self.status(on).map(Status::state)
    }

    /// What a step makes of a case in law that stands as it does, if it changes that.
    fn changes_law(&self, stands: Option<LegalState>, event: &Record<CustodyEvent>) -> Option<LegalState> {
        let says = self.steps.of(&event.fields.r#type).legal.filter(|_| !is_denied(event))?;
        stands.is_none_or(|stands| says.replaces(stands)).then_some(says)
    }

    /// How the case stands in law: what the last step of law says, wherever somebody was kept since. A sentence stands until
    /// it is changed, lifted or pardoned; an appeal suspends nothing unless somebody says so.
    pub fn legal(&self, on: Day) -> Option<Legal<'_>> {
        let mut legal: Option<Legal<'_>> = None;
        for event in self.by(on) {
            let stands = legal.as_ref().map(|legal| legal.state);
            let Some(says) = self.changes_law(stands, event) else { continue };
            // A changed sentence is counted from where the first one began.
            let began = legal.take().and_then(|legal| legal.term).map(|term| term.began);
            let changed = self.steps.of(&event.fields.r#type).code == SENTENCE_CHANGED;
            let began = began.filter(|_| changed).unwrap_or_else(|| event.fields.date.clone());
            let term = event.fields.sentence.as_deref().filter(|_| says == LegalState::Sentenced);
            let term = term.map(|said| Term::new(said, event.id(), began));
            legal = Some(Legal { state: says, step: event, term });
        }
        legal
    }

    /// The sentence that stands, if there is one.
    pub fn term(&self, on: Day) -> Option<Term> {
        self.legal(on).and_then(|legal| legal.term)
    }

    /// The last place of custody any step names, with that step. Where somebody was taken or tried is none.
    pub fn last_place(&self, on: Day) -> Option<(RecordId, &Record<CustodyEvent>)> {
        let inside = |event: &&Record<CustodyEvent>| self.steps.of(&event.fields.r#type).is_where_kept;
        self.by(on).rev().filter(inside).find_map(|event| event.fields.place.map(|place| (place, event)))
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
            let CustodyEvent { status_after, date, .. } = &event.fields;
            let ends = self.effect(&event.fields) == StepEffect::Ends
                || status_after.map(Status::state) == Some(CustodyState::Free);
            ends && by_then(date.as_ref().map_or(Moment::UNKNOWN, Edtf::start))
        };
        let term = self.term(Day::MAX).filter(Term::ends);
        begun && !self.events.iter().any(may_have_ended) && !term.is_some_and(|term| by_then(term.end()))
    }

    /// Whether anybody was taken at all: a fine alone is an episode too, so that it has its place.
    pub fn has_custody(&self) -> bool {
        self.start().is_some() || self.events.iter().any(|event| event.fields.status_after.is_some())
    }
}

/// What a report denies did not happen, as far as it says.
fn is_denied(event: &Record<CustodyEvent>) -> bool {
    event.fields.certainty == "denied"
}

/// The status that a step states.
pub(super) fn stated(event: &Record<CustodyEvent>) -> Option<Status> {
    event.fields.status_after.filter(|_| !is_denied(event))
}
