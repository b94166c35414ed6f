//! What steps and episodes of custody can't say together: a step before the taking, an end before it, somebody taken twice at
//! once.

use std::collections::BTreeSet;

use rusqlite::params;

use super::WriteTx;
use super::life::Lived;
use super::rules::{PendingRecord, last};
use crate::domain::custody::{DENIED, Episode, STATED, Status, Step, StepEffect, Steps, is_denied, is_firm};
use crate::domain::kind::{CustodyEvent, Detention, Person};
use crate::domain::record::{DETAINED_TWICE, IMPLAUSIBLE_DATE, Record, RecordId};
use crate::domain::time::Edtf;
use crate::error::{DETAINED_TWICE_KEY, FieldError, Message, Result};

/// A dated step as it will be, in its episode as it is.
pub(super) struct PendingStep {
    pub id: Option<RecordId>,
    pub date: Edtf,
    pub step: &'static Step,
    pub status: Option<Status>,
    pub episode: Episode,
}

/// A charge that no court has decided.
const PENDING: &str = "pending";

impl PendingStep {
    fn effect(&self) -> StepEffect {
        self.step.effect_with(self.status)
    }

    fn takes(&self) -> bool {
        self.step.effect == StepEffect::Begins
    }

    /// A taking behind the day on which a court decided a charge of the episode: it happens, and is asked about.
    fn after_a_verdict(&self, accepted: &BTreeSet<&'static str>) -> Option<FieldError> {
        let mut decided = self.episode.charges.iter().filter_map(|charge| charge.fields.outcome_date.as_ref());
        let earlier = decided.find(|decided| decided.before(&self.date).is_certain())?;
        let say = Message::new("err-arrest-after-outcome").arg("date", earlier.text()).arg("accept", IMPLAUSIBLE_DATE);
        (!accepted.contains(IMPLAUSIBLE_DATE)).then(|| FieldError::new("date", say))
    }
}

impl WriteTx<'_> {
    pub(super) fn episode(&self, detention: RecordId) -> Result<Option<Episode>> {
        let read = self.read();
        Ok(read.with_charges(read.with_steps(read.get_many::<Detention>(&[detention])?)?)?.pop())
    }

    /// What is wrong with a step, if it says something else than before of when, where to or what.
    pub(super) fn step_fault(
        &self,
        meant: &PendingRecord<'_>,
        accepted: &BTreeSet<&'static str>,
    ) -> Result<Option<FieldError>> {
        if let Some(fault) = self.let_go_without_an_end(meant)? {
            return Ok(Some(fault));
        }
        if !meant.changes(&["date", "detention", "type", "status_after", "certainty"])? {
            return Ok(None);
        }
        let certainty = meant.text("certainty")?.unwrap_or_else(|| STATED.to_owned());
        if certainty == DENIED {
            return Ok(None);
        }
        let (Some(date), Some(detention)) = (meant.date("date")?, meant.record("detention")?) else { return Ok(None) };
        let Some(episode) = self.episode(detention)? else { return Ok(None) };
        let step = PendingStep {
            id: meant.id,
            date,
            step: self.read().step(&meant.text("type")?.unwrap_or_default())?,
            status: meant.text("status_after")?.as_deref().and_then(Status::parse),
            episode,
        };
        let is_taking = step.takes() && meant.changes(&["date", "detention", "type"])?;
        if let Some(fault) = out_of_order(&step) {
            return Ok(Some(fault));
        }
        let lived = Lived {
            field: "date",
            date: &step.date,
            step: step.id,
            needs_life: step.step.effect != StepEffect::Anywhere,
            dies: step.status == Some(Status::Dead) && certainty == STATED,
        };
        let person = step.episode.detention.fields.person;
        match self.outside_a_life(person, &lived)? {
            None if is_taking => match (step.taken_on_another_day().or_else(|| step.after_a_verdict(accepted)), person)
            {
                (None, Some(person)) => {
                    let fault = self.held_already(person, &step.date, Some(detention), accepted)?;
                    Ok(fault.map(|fault| FieldError { field: "detention".to_owned(), ..fault }))
                }
                (fault, _) => Ok(fault),
            },
            fault => Ok(fault),
        }
    }

    /// On what grounds somebody was let go, said of a step after which he or she is held.
    fn let_go_without_an_end(&self, meant: &PendingRecord<'_>) -> Result<Option<FieldError>> {
        if !meant.changes(&["release_kind", "type", "status_after"])? || meant.text("release_kind")?.is_none() {
            return Ok(None);
        }
        let step = self.read().step(&meant.text("type")?.unwrap_or_default())?;
        let status = meant.text("status_after")?.as_deref().and_then(Status::parse);
        let is_held = step.takes_or_keeps(status);
        Ok(is_held.then(|| FieldError::new("release_kind", Message::new("err-release-of-nobody"))))
    }

    /// What is wrong with the dates of a charge, beside the life of whoever is accused and the episode.
    pub(super) fn charge_fault(
        &self,
        meant: &PendingRecord<'_>,
        accepted: &BTreeSet<&'static str>,
    ) -> Result<Option<FieldError>> {
        const DATES: [&str; 2] = ["date", "outcome_date"];
        if !meant.changes(&["detention", "date", "outcome_date", "outcome"])? {
            return Ok(None);
        }
        if meant.text("outcome")?.as_deref() == Some(PENDING) && meant.date("outcome_date")?.is_some() {
            return Ok(Some(FieldError::new("outcome_date", Message::new("err-pending-decided"))));
        }
        let Some(detention) = meant.record("detention")? else { return Ok(None) };
        let Some(episode) = self.episode(detention)? else { return Ok(None) };
        for field in DATES {
            let Some(date) = meant.date(field)? else { continue };
            let lived = Lived { field, date: &date, step: None, needs_life: false, dies: false };
            if let Some(fault) = self.outside_a_life(episode.detention.fields.person, &lived)? {
                return Ok(Some(fault));
            }
        }
        // Somebody may be charged before the arrest. That a court decided before it is asked about.
        let decided = meant.date("outcome_date")?;
        let before =
            episode.start().zip(decided.as_ref()).filter(|(start, decided)| decided.before(start).is_certain());
        let Some((start, _)) = before else { return Ok(None) };
        let say = Message::new("err-outcome-before-arrest").arg("date", start.text());
        self.unless_meant(FieldError::new("outcome_date", say), IMPLAUSIBLE_DATE, accepted)
    }

    /// What is wrong with an episode, if it says something else than before of who or since when.
    pub(super) fn episode_fault(
        &self,
        meant: &PendingRecord<'_>,
        accepted: &BTreeSet<&'static str>,
    ) -> Result<Option<FieldError>> {
        if !meant.changes(&["person", "start"])? {
            return Ok(None);
        }
        let there = meant.id.map_or(Ok(None), |id| self.episode(id))?;
        let (person, start) = (meant.record("person")?, meant.date("start")?);
        let is_moved = meant.changes(&["start"])?;
        let moved = start.as_ref().zip(there.as_ref()).filter(|_| is_moved);
        if let Some(fault) = moved.and_then(|(start, episode)| begins_after_a_step(episode, start)) {
            return Ok(Some(fault));
        }
        if let Some(date) = &start {
            let lived = Lived { field: "start", date, step: None, needs_life: true, dies: false };
            if let Some(fault) = self.outside_a_life(person, &lived)? {
                return Ok(Some(fault));
            }
        }
        if let Some(fault) = moved.and_then(|(start, episode)| super::taking::said_by_its_step(episode, start)) {
            return Ok(Some(fault));
        }
        let begun = start.as_ref().or_else(|| there.as_ref()?.start());
        match (person, begun) {
            (Some(person), Some(begun)) => self.held_already(person, begun, meant.id, accepted),
            _ => Ok(None),
        }
    }

    /// Somebody taken who surely is in custody already. It happens that reports say so: then it is meant, for a reason.
    fn held_already(
        &self,
        person: RecordId,
        start: &Edtf,
        of: Option<RecordId>,
        accepted: &BTreeSet<&'static str>,
    ) -> Result<Option<FieldError>> {
        // Most people were taken once.
        let mut other = self.conn.prepare_cached("SELECT 1 FROM detention WHERE person_id = ?1 AND id IS NOT ?2")?;
        if !other.exists(params![person.0, of.map(|of| of.0)])? {
            return Ok(None);
        }
        // Of a group, some may be taken while others are held.
        if self.read().get::<Person>(person)?.is_none_or(|person| person.fields.is_group()) {
            return Ok(None);
        }
        let episodes = self.read().episodes(&[person])?;
        let mut others = episodes.iter().filter(|episode| Some(episode.detention.id()) != of);
        let Some(other) = others.find(|episode| episode.goes_on_at(start)) else { return Ok(None) };
        if accepted.contains(DETAINED_TWICE) {
            return self.with_reason().map(|()| None);
        }
        let since = other.start().map(Edtf::text).unwrap_or_default();
        let say = Message::new(DETAINED_TWICE_KEY).arg("ref", &other.detention.header.reference).arg("date", since);
        Ok(Some(FieldError::new("person", say)))
    }
}

/// A step surely before the start of its episode, or an end before the taking.
fn out_of_order(meant: &PendingStep) -> Option<FieldError> {
    let PendingStep { date, episode, .. } = meant;
    let at_date = |key, other: &Edtf| Some(FieldError::new("date", Message::new(key).arg("date", other.text())));
    if let Some(start) = episode.start_but_of(meant.id).filter(|start| date.before(start).is_certain()) {
        match meant.effect() {
            StepEffect::Ends => return at_date("err-end-before-arrest", start),
            StepEffect::Inside | StepEffect::Begins => return at_date("err-step-before-start", start),
            StepEffect::Anywhere => {}
        }
    }
    // What is hedged may not have been: nobody is kept from saying what followed.
    let others = dated(episode).filter(|(event, _)| Some(event.id()) != meant.id && is_firm(event));
    others.into_iter().find_map(|(other, when)| match (meant.effect(), episode.effect(&other.fields)) {
        (StepEffect::Ends, StepEffect::Begins) if date.before(when).is_certain() => {
            at_date("err-end-before-arrest", when)
        }
        (StepEffect::Begins, StepEffect::Ends) if when.before(date).is_certain() => {
            at_date("err-arrest-after-end", when)
        }
        _ => None,
    })
}

/// The ref of a step that can't be where it is in its episode.
pub(super) fn disorder(episode: &Episode, steps: &Steps) -> Option<String> {
    let pending = |event: &Record<CustodyEvent>, date: &Edtf| PendingStep {
        id: Some(event.id()),
        date: date.clone(),
        step: steps.of(&event.fields.r#type),
        status: event.fields.status_after,
        episode: episode.clone(),
    };
    let wrong = dated(episode).find(|(event, date)| out_of_order(&pending(event, date)).is_some());
    wrong.map(|(event, _)| event.header.reference.clone())
}

/// A start moved behind what is known to have happened in custody.
fn begins_after_a_step(episode: &Episode, start: &Edtf) -> Option<FieldError> {
    let in_custody = dated(episode).filter(|(event, _)| episode.effect(&event.fields) != StepEffect::Anywhere);
    let earlier = in_custody.map(|(_, when)| when).find(|when| when.before(start).is_certain())?;
    Some(FieldError::new("start", Message::new("err-start-after-step").arg("day", last(earlier))))
}

/// The steps of an episode that have a date.
fn dated(episode: &Episode) -> impl Iterator<Item = (&Record<CustodyEvent>, &Edtf)> {
    episode
        .events
        .iter()
        .filter(|event| !is_denied(event))
        .filter_map(|event| Some((event, event.fields.date.as_ref()?)))
}
