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
    /// When the person died, where that is known of him or her.
    pub died: Option<Edtf>,
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

/// What is said of custody at one point of an episode.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'e> {
    /// The step that says it; nothing where the episode says by itself since when somebody was held.
    pub step: Option<&'e Record<CustodyEvent>>,
    pub status: Status,
    /// It is said without a hedge: what was before it is over.
    pub is_firm: bool,
    /// Nobody says that he or she was let go, but nothing keeps him or her any more.
    pub lifts: bool,
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
        Episode { detention, events: order::in_order(events, &steps), charges: Vec::new(), died: None, steps }
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
        self.events
            .iter()
            .filter(move |event| event.fields.date.as_ref().is_none_or(|date| date.begun_by(on).is_possible()))
    }

    /// The last step that states a status and may have happened by that day. Nothing follows a death that is certain.
    pub fn status_event(&self, on: Day) -> Option<&Record<CustodyEvent>> {
        let died = |event: &&Record<CustodyEvent>| stated(event).is_some_and(Status::is_final) && is_firm(event);
        let last = || self.by(on).rev().find(|event| stated(event).is_some());
        self.by(on).find(died).or_else(last)
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

    /// The last step after which nothing keeps somebody in custody any more, where no report says how things stand since.
    pub fn lifted(&self, on: Day) -> Option<&Record<CustodyEvent>> {
        let mut legal = None;
        let mut lifted = None;
        for event in self.by(on) {
            if stated(event).is_some() {
                lifted = None;
            } else if self.lifts(legal.as_ref(), event) {
                lifted = Some(event);
            }
            legal = self.case_after(legal, event);
        }
        lifted
    }

    fn lifts(&self, legal: Option<&Legal<'_>>, event: &Record<CustodyEvent>) -> bool {
        let step = self.steps.of(&event.fields.r#type);
        self.changes_law(legal.map(|legal| legal.state), event).is_some()
            && step.lifts_with(event.fields.sentence.as_deref())
    }

    /// The status after a step. That somebody who serves a sentence is held, moved or cut off says nothing against the
    /// sentence: it runs on, unless its term was over by then.
    pub fn status_after(&self, step: RecordId) -> Option<Status> {
        let (mut last, mut legal, mut serving, mut is_dead) = (None, None, false, false);
        for event in &self.events {
            legal = self.case_after(legal, event);
            if let Some(status) = stated(event).filter(|_| !is_dead) {
                serving = match (status, status.state()) {
                    (Status::ServingSentence, _) => true,
                    (_, CustodyState::InCustody) => serving,
                    // What is hedged may not have happened.
                    _ => serving && !is_firm(event),
                };
                let runs_on = |legal: &Legal<'_>| {
                    let is_served =
                        |term: &Term| term.is_custodial() && !term.had_run_out_at(event.fields.date.as_ref());
                    legal.state == LegalState::Sentenced && legal.term.as_ref().is_none_or(is_served)
                };
                let runs_on = status == Status::Held && serving && legal.as_ref().is_some_and(runs_on);
                last = Some(if runs_on { Status::ServingSentence } else { status });
                is_dead = status.is_final() && is_firm(event);
            }
            if event.id() == step {
                break;
            }
        }
        last
    }

    /// All that is said of custody, in order.
    pub(super) fn said(&self) -> Vec<Said<'_>> {
        let taking = self.taking();
        let mut said: Vec<Said<'_>> = Vec::new();
        let mut legal = None;
        // A taking of which nobody says what followed.
        let taken = |step: Option<&'_ Record<CustodyEvent>>| (Status::Unknown, step.is_none_or(is_firm));
        if taking.is_none() && self.detention.fields.start.is_some() {
            let (status, is_firm) = taken(None);
            said.push(Said { step: None, status, is_firm, lifts: false });
        }
        for event in &self.events {
            let is_taking = taking.is_some_and(|taking| taking.id() == event.id()) && !is_denied(event);
            if stated(event).is_some() {
                let status = self.status_after(event.id()).unwrap_or(Status::Unknown);
                said.push(Said { step: Some(event), status, is_firm: is_firm(event), lifts: false });
            } else if is_taking {
                let (status, is_firm) = taken(Some(event));
                said.push(Said { step: Some(event), status, is_firm, lifts: false });
            } else if self.lifts(legal.as_ref(), event) {
                said.push(Said { step: Some(event), status: Status::Released, is_firm: is_firm(event), lifts: true });
            }
            legal = self.case_after(legal, event);
        }
        // Whoever is said to be held later in the episode, or let go, was held from the taking on.
        let was_held = |said: &&Said<'_>| {
            let ends = |step: &Record<CustodyEvent>| self.effect(&step.fields) == StepEffect::Ends;
            let is_custody = said.status.state() == CustodyState::InCustody || said.step.is_some_and(ends);
            said.is_firm && !said.lifts && is_custody
        };
        let taken = said.iter().position(|said| {
            said.step.is_none_or(|step| stated(step).is_none() && taking.is_some_and(|taking| taking.id() == step.id()))
        });
        if let Some(at) = taken
            && said.iter().skip(at + 1).any(|said| was_held(&said))
            && let Some(taken) = said.get_mut(at)
        {
            taken.status = Status::Held;
        }
        said
    }

    pub fn state(&self, on: Day) -> Option<CustodyState> {
        self.status(on).map(Status::state)
    }

    /// What a step makes of a case in law that stands as it does, if it changes that.
    fn changes_law(&self, stands: Option<LegalState>, event: &Record<CustodyEvent>) -> Option<LegalState> {
        let says = self.steps.of(&event.fields.r#type).legal.filter(|_| !is_denied(event))?;
        stands.is_none_or(|stands| says.replaces(stands)).then_some(says)
    }

    /// The case after a step.
    fn case_after<'e>(&self, legal: Option<Legal<'e>>, event: &'e Record<CustodyEvent>) -> Option<Legal<'e>> {
        let Some(says) = self.changes_law(legal.as_ref().map(|legal| legal.state), event) else { return legal };
        // A changed sentence is counted from where the first one began.
        let began = legal.and_then(|legal| legal.term).map(|term| term.began);
        let changed = self.steps.of(&event.fields.r#type).code == SENTENCE_CHANGED;
        let began = began.filter(|_| changed).unwrap_or_else(|| event.fields.date.clone());
        let term = event.fields.sentence.as_deref().filter(|_| says == LegalState::Sentenced);
        Some(Legal { state: says, step: event, term: term.map(|said| Term::new(said, event.id(), began)) })
    }

    /// How the case stands in law: what the last step of law says, wherever somebody was kept since. A sentence stands until
    /// it is changed, lifted or pardoned; an appeal suspends nothing unless somebody says so.
    pub fn legal(&self, on: Day) -> Option<Legal<'_>> {
        self.by(on).fold(None, |legal, event| self.case_after(legal, event))
    }

    /// The sentence that stands, if there is one.
    pub fn term(&self, on: Day) -> Option<Term> {
        self.legal(on).and_then(|legal| legal.term)
    }

    /// The sentences that may stand: the last one that is said without a hedge, and those which hedged words put in its place.
    pub fn terms(&self, on: Day) -> Vec<Term> {
        let (mut legal, mut terms) = (None, Vec::new());
        for event in self.by(on) {
            if self.changes_law(legal.as_ref().map(|legal: &Legal<'_>| legal.state), event).is_none() {
                continue;
            }
            if is_firm(event) {
                terms.clear();
            }
            legal = self.case_after(legal, event);
            terms.extend(legal.as_ref().and_then(|legal| legal.term.clone()));
        }
        terms
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
            ends && !is_denied(event) && by_then(date.as_ref().map_or(Moment::UNKNOWN, Edtf::start))
        };
        let is_over = |term: Term| term.is_open() || term.ends() && by_then(term.end());
        let step = |step: &Record<CustodyEvent>| step.fields.date.as_ref().map_or(Moment::UNKNOWN, Edtf::start);
        let lifted = self.lifted(Day::MAX).is_some_and(|lifted| by_then(step(lifted)));
        begun && !lifted && !self.events.iter().any(may_have_ended) && !self.terms(Day::MAX).into_iter().any(is_over)
    }

    /// Whether anybody was taken at all: a fine alone is an episode too, so that it has its place.
    pub fn has_custody(&self) -> bool {
        self.start().is_some() || self.events.iter().any(|event| event.fields.status_after.is_some())
    }
}

/// How firmly a step is said that is said without a hedge, and one that did not happen, as far as a report says.
pub const STATED: &str = "stated";
pub const DENIED: &str = "denied";

/// Whether a report says that a step did not happen.
pub fn is_denied(event: &Record<CustodyEvent>) -> bool {
    event.fields.certainty == DENIED
}

/// Whether a step is said without a hedge. What is reported, apparent, alleged or inferred may not have happened.
pub fn is_firm(event: &Record<CustodyEvent>) -> bool {
    event.fields.certainty == STATED
}

/// The status that a step states.
fn stated(event: &Record<CustodyEvent>) -> Option<Status> {
    event.fields.status_after.filter(|_| !is_denied(event))
}
