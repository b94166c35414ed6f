//! What the steps of an episode say of custody, one after the other: each by itself, and with what earlier steps say.

use super::episode::{Episode, INFERRED, STATED, is_denied, is_firm};
use super::law::Legal;
use super::step::{LegalState, Passes, Step};
use super::term::Term;
use super::{CustodyState, Status, StepEffect};
use crate::domain::kind::CustodyEvent;
use crate::domain::record::{Record, RecordId};
use crate::domain::time::{Day, Moment};

/// What is said of custody at one point of an episode.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'e> {
    /// The step that says it; nothing where the episode says by itself since when somebody was held.
    pub step: Option<&'e Record<CustodyEvent>>,
    pub status: Status,
    pub certainty: &'e str,
    /// Nobody says that he or she was let go, but nothing keeps him or her any more.
    pub lifts: bool,
}

impl Said<'_> {
    /// It is said without a hedge: what was before it is over.
    pub fn is_firm(&self) -> bool {
        self.certainty == STATED
    }
}

/// What one step says.
#[derive(Debug, Clone, Copy)]
struct Reading<'e> {
    event: &'e Record<CustodyEvent>,
    when: Moment,
    /// With what earlier steps say; nothing where it says nothing of custody.
    status: Option<Status>,
    /// How firmly it says so: that somebody is in custody by a sentence, whom nobody says to have been taken, is inferred.
    certainty: &'e str,
    lifts: bool,
}

impl Reading<'_> {
    fn state(&self) -> Option<CustodyState> {
        self.status.map(Status::state)
    }

    /// Whether it had been by a day, as far as its date has an end.
    fn had_been(&self, on: Day) -> bool {
        self.when.latest.is_none_or(|latest| latest <= on)
    }
}

/// What is known so far while steps are read in their order.
#[derive(Default)]
struct SoFar<'e> {
    case: Option<Legal<'e>>,
    serving: bool,
    is_dead: bool,
    /// Somebody was taken, and nothing said since lets it be that he or she was free.
    is_kept: bool,
}

impl Episode {
    fn readings(&self) -> Vec<Reading<'_>> {
        let is_kept = self.taking().is_none() && self.detention.fields.start.is_some();
        let mut so_far = SoFar { is_kept, ..SoFar::default() };
        self.timed().map(|timed| self.read_step(&mut so_far, timed)).collect()
    }

    fn read_step<'e>(
        &'e self,
        so_far: &mut SoFar<'e>,
        (event, when): (&'e Record<CustodyEvent>, Moment),
    ) -> Reading<'e> {
        let step = self.step_of(event);
        let before = so_far.case.take();
        let changes = self.changes_law(before.as_ref(), event).is_some();
        let is_kept_by_law = before.as_ref().is_some_and(|case| case.keeps_at(when));
        let before_it = before.as_ref().and_then(|case| case.term.clone()).filter(Term::is_custodial);
        so_far.case = self.case_after(before, (event, when));
        let told = so_far.case.as_ref().and_then(|case| case.told_by(event));
        let serves = told.filter(|told| {
            let is_firm_or_new = is_firm(event) || step.sentence == Passes::Anew;
            // A sentence that is made shorter takes nobody in again.
            let takes = match so_far.is_kept {
                true => is_firm_or_new,
                false => before_it.as_ref().is_none_or(|before| before.earliest_end < told.earliest_end),
            };
            step.status.is_none() && told.is_custodial() && !told.had_run_out_at(when) && takes
        });
        let own = event.fields.status_after.or_else(|| serves.map(|_| Status::ServingSentence));
        let own = own.filter(|_| !is_denied(event) && !so_far.is_dead);
        let by_sentence = own == Some(Status::ServingSentence) && step.sentence != Passes::Nothing;
        let follows = by_sentence && is_firm(event) && !so_far.is_kept;
        let lifts = match own.map(Status::state) {
            Some(CustodyState::Free) => step.only_allows(event.fields.release_kind.as_deref()),
            Some(_) => false,
            // A suspended sentence takes nothing from one that runs.
            None => {
                let is_beside = step.sentence == Passes::Anew && is_kept_by_law;
                changes && !is_beside && step.lifts_with(event.fields.sentence.as_deref())
            }
        };
        let mut status = own;
        if let Some(says) = own {
            so_far.serving = match (says, says.state()) {
                (Status::ServingSentence, _) => true,
                (_, CustodyState::InCustody) => so_far.serving,
                // What is hedged may not have happened.
                _ => so_far.serving && !is_firm(event),
            };
            // That somebody who serves a sentence is held, moved or cut off says nothing against the sentence: it runs on,
            // unless its term was over by then.
            let runs_on = |case: &Legal<'_>| {
                let is_served = |term: &Term| term.is_custodial() && !term.had_run_out_at(when);
                case.state == LegalState::Sentenced && case.term.as_ref().is_none_or(is_served)
            };
            if says == Status::Held && so_far.serving && so_far.case.as_ref().is_some_and(runs_on) {
                status = Some(Status::ServingSentence);
            }
            so_far.is_dead = says.is_final() && is_firm(event);
        }
        so_far.is_kept = match own.map(Status::state) {
            _ if is_denied(event) => so_far.is_kept,
            Some(CustodyState::Free) => false,
            Some(CustodyState::InCustody) if !by_sentence => true,
            _ if lifts => false,
            _ => so_far.is_kept || happens_in_custody(step),
        };
        let certainty = if follows { INFERRED } else { event.fields.certainty.as_str() };
        Reading { event, when, status, certainty, lifts }
    }

    /// The status after a step.
    pub fn status_after(&self, step: RecordId) -> Option<Status> {
        let readings = self.readings();
        let at = readings.iter().position(|reading| reading.event.id() == step).map_or(readings.len(), |at| at + 1);
        readings.iter().take(at).rev().find_map(|reading| reading.status)
    }

    /// How firmly a step says what it says of custody.
    pub fn certainty<'e>(&'e self, event: &'e Record<CustodyEvent>) -> &'e str {
        let of_it = self.readings().into_iter().find(|reading| reading.event.id() == event.id());
        of_it.map_or(&event.fields.certainty, |reading| reading.certainty)
    }

    /// The last step that states a status and may have happened by that day; of those that somebody is held, the last that
    /// had. Nothing follows a death that is certain.
    pub fn status_event(&self, on: Day) -> Option<&Record<CustodyEvent>> {
        let mut readings = self.readings();
        readings.retain(|reading| reading.status.is_some() && may_have_begun(reading.when, on));
        let died = |reading: &&Reading<'_>| reading.status.is_some_and(Status::is_final) && reading.certainty == STATED;
        let held = readings.iter().rev().take_while(|reading| reading.state() == Some(CustodyState::InCustody));
        let had_been = held.into_iter().find(|reading| reading.had_been(on));
        readings.iter().find(died).or(had_been).or(readings.last()).map(|reading| reading.event)
    }

    /// The last step after which nothing keeps somebody in custody any more, where no report says how things stand since.
    pub fn lifted(&self, on: Day) -> Option<&Record<CustodyEvent>> {
        let readings = self.readings().into_iter().filter(|reading| may_have_begun(reading.when, on));
        readings.fold(None, |lifted, reading| match reading.lifts {
            true => Some(reading.event),
            false => lifted.filter(|_| reading.status.is_none()),
        })
    }

    /// All that is said of custody, in order.
    pub(super) fn said(&self) -> Vec<Said<'_>> {
        let taking = self.taking().map(Record::id);
        let mut said: Vec<Said<'_>> = Vec::new();
        // Where somebody was taken of whom nobody says what followed.
        let mut taken = None;
        if taking.is_none() && self.detention.fields.start.is_some() {
            taken = Some(0);
            said.push(Said { step: None, status: Status::Unknown, certainty: STATED, lifts: false });
        }
        for Reading { event, status, certainty, lifts, .. } in self.readings() {
            let is_taking = taking == Some(event.id());
            // Whoever goes on hunger strike or is refused a lawyer was taken, and nobody says when.
            let shows_custody = said.is_empty() && taking.is_none() && happens_in_custody(self.step_of(event));
            let status = match status {
                Some(status) => status,
                None if lifts => Status::Released,
                None if (is_taking || shows_custody) && !is_denied(event) => {
                    taken = Some(said.len());
                    Status::Unknown
                }
                None => continue,
            };
            said.push(Said { step: Some(event), status, certainty, lifts });
        }
        // Whoever is said to be held later in the episode, or let go, was held from the taking on.
        let was_held = |said: &Said<'_>| {
            let ends = |step: &Record<CustodyEvent>| self.effect(&step.fields) == StepEffect::Ends;
            let is_custody = said.status.state() == CustodyState::InCustody || said.step.is_some_and(ends);
            said.is_firm() && !said.lifts && is_custody
        };
        if let Some(at) = taken
            && said.iter().skip(at + 1).any(was_held)
            && let Some(taken) = said.get_mut(at)
        {
            taken.status = Status::Held;
        }
        said
    }
}

/// Whether a step tells by itself that somebody is in custody, though not how things stand after it.
fn happens_in_custody(step: &Step) -> bool {
    let tells = step.legal.is_none() && !step.only_allows(None) && !step.is_report();
    step.effect == StepEffect::Begins || step.effect == StepEffect::Inside && tells
}

fn may_have_begun(when: Moment, on: Day) -> bool {
    when.earliest.is_none_or(|earliest| earliest <= on)
}
