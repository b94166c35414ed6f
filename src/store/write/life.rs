//! What is done within a life: nobody is taken before birth, nothing is done in custody to the dead, and the dead do not speak.

use std::collections::BTreeSet;

use rusqlite::params;

use super::WriteTx;
use super::rules::{PendingRecord, first, last};
use crate::domain::custody::{Status, StepEffect, is_denied, is_firm};
use crate::domain::kind::{Incident, Kind, Person};
use crate::domain::record::{IMPLAUSIBLE_DATE, RecordId};
use crate::domain::time::Edtf;
use crate::error::{Error, FieldError, Message, Result};

/// What is said of somebody on a date: a step, or an episode that says itself when it began.
pub(super) struct Lived<'d> {
    /// The field that says the date.
    pub field: &'static str,
    pub date: &'d Edtf,
    /// The step, if it is there already.
    pub step: Option<RecordId>,
    /// It is done to somebody alive.
    pub needs_life: bool,
    /// It tells of the death.
    pub dies: bool,
}

/// What may be said of somebody's part in what happens after the death.
const OF_THE_DEAD_TOO: [&str; 5] = ["role/addressee", "role/beneficiary", "role/subject", "role/target", "role/victim"];
const AFTER_DEATH: &str = "err-after-death";

impl WriteTx<'_> {
    /// A date before the birth of the person or after the death. The dead may be tried and sentenced; courts do it.
    pub(super) fn outside_a_life(&self, person: Option<RecordId>, lived: &Lived<'_>) -> Result<Option<FieldError>> {
        let Lived { field, date, step, needs_life, dies } = *lived;
        let Some(person) = person else { return Ok(None) };
        let Some(of) = self.read().get::<Person>(person)?.filter(|person| !person.fields.is_group()) else {
            return Ok(None);
        };
        let fault = |key, day: String| Ok(Some(FieldError::new(field, Message::new(key).arg("day", day))));
        if let Some(birth) = of.fields.birth.as_ref().filter(|birth| date.before(birth).is_certain()) {
            return fault("err-before-birth", first(birth));
        }
        if !needs_life && !dies {
            return Ok(None);
        }
        if let Some(death) = of.fields.death.as_ref().filter(|death| death.before(date).is_certain()) {
            return fault(AFTER_DEATH, last(death));
        }
        // Only a death rules out what comes after it, and hardly anybody's is told by a step.
        if !dies && !self.has_step_of_death(person)? {
            return Ok(None);
        }
        for told in self.in_custody(&[person], step)? {
            if told.of_death && told.when.before(date).is_certain() {
                return fault(AFTER_DEATH, last(&told.when));
            }
            if dies && (told.needs_life || told.of_death) && date.before(&told.when).is_certain() {
                return fault("err-death-before-step", first(&told.when));
            }
        }
        Ok(None)
    }

    /// Somebody who does something at an incident before his or her birth, or after the death.
    pub(super) fn not_alive_there(
        &self,
        meant: &PendingRecord<'_>,
        accepted: &BTreeSet<&'static str>,
    ) -> Result<Option<FieldError>> {
        let is_of_the_dead = meant.text("role")?.is_some_and(|role| OF_THE_DEAD_TOO.contains(&role.as_str()));
        if is_of_the_dead || !meant.changes(&["person", "incident", "role"])? {
            return Ok(None);
        }
        let incident = meant.record("incident")?.map_or(Ok(None), |id| self.read().get::<Incident>(id))?;
        let Some(date) = incident.and_then(|incident| incident.fields.date) else { return Ok(None) };
        let lived = Lived { field: "person", date: &date, step: None, needs_life: true, dies: false };
        let Some(fault) = self.outside_a_life(meant.record("person")?, &lived)? else { return Ok(None) };
        let key = if fault.say.key == AFTER_DEATH { "err-acts-after-death" } else { "err-acts-before-birth" };
        let fault = FieldError::new(fault.field, Message { key, ..fault.say });
        self.unless_meant(fault, IMPLAUSIBLE_DATE, accepted)
    }

    /// A birth, a death or the day of an incident that leaves somebody acting who was not alive there, as far as the writer sees.
    pub(super) fn acts_outside_a_life(
        &self,
        meant: &PendingRecord<'_>,
        accepted: &BTreeSet<&'static str>,
    ) -> Result<Option<FieldError>> {
        let Some(id) = meant.id else { return Ok(None) };
        if !meant.changes(&["birth", "death", "date"])? {
            return Ok(None);
        }
        let fault = match meant.kind {
            Kind::Person => {
                let acts = self.acts("x.person_id = ?1", id)?.into_iter().filter_map(|(_, when)| when).map(Told::alive);
                let fault =
                    outside(meant.date("birth")?.as_ref(), meant.date("death")?.as_ref(), &acts.collect::<Vec<_>>())?;
                fault.map(|fault| FieldError::new(fault.field, Message { key: "err-life-without-acts", ..fault.say }))
            }
            Kind::Incident => match meant.date("date")? {
                Some(date) => self.not_alive_on(id, &date)?,
                None => None,
            },
            _ => None,
        };
        fault.map_or(Ok(None), |fault| self.unless_meant(fault, IMPLAUSIBLE_DATE, accepted))
    }

    /// Somebody who acts at an incident and was not alive on a date.
    fn not_alive_on(&self, incident: RecordId, date: &Edtf) -> Result<Option<FieldError>> {
        let people: BTreeSet<RecordId> =
            self.acts("x.incident_id = ?1", incident)?.into_iter().map(|(person, _)| person).collect();
        for person in people {
            let lived = Lived { field: "date", date, step: None, needs_life: true, dies: false };
            if self.outside_a_life(Some(person), &lived)?.is_some() {
                let say = Message::new("err-date-outside-life").arg("who", self.read().label(person)?.name);
                return Ok(Some(FieldError::new("date", say)));
            }
        }
        Ok(None)
    }

    /// Who does something at an incident, and when that is: parts of the living, and statements.
    fn acts(&self, of: &str, id: RecordId) -> Result<Vec<(RecordId, Option<Edtf>)>> {
        let roles = OF_THE_DEAD_TOO.map(|role| format!("'{role}'")).join(", ");
        let sql = format!(
            "SELECT x.person_id, i.date FROM v_participation x JOIN v_incident i ON i.id = x.incident_id
              WHERE {of} AND x.person_id IS NOT NULL AND x.role NOT IN ({roles})
             UNION SELECT x.person_id, i.date FROM v_statement x JOIN v_incident i ON i.id = x.incident_id
              WHERE {of} AND x.person_id IS NOT NULL"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let acts = statement.query_map([id.0], |row| Ok((RecordId(row.get(0)?), row.get::<_, Option<String>>(1)?)))?;
        acts.map(|act| {
            let (who, date) = act?;
            Ok((who, date.map(|date| Edtf::parse(&date)).transpose().map_err(Error::internal)?))
        })
        .collect()
    }

    /// Whether any step, seen or not, says that somebody is dead.
    fn has_step_of_death(&self, person: RecordId) -> Result<bool> {
        let mut statement = self.conn.prepare_cached(
            "SELECT 1 FROM detention d CROSS JOIN custody_event e ON e.detention_id = d.id
              WHERE d.person_id = ?1 AND e.status_after = ?2",
        )?;
        Ok(statement.exists(params![person.0, Status::Dead.code()])?)
    }

    /// A birth or a death that leaves what is known of somebody's custody outside of the life.
    pub(super) fn a_life_without_its_custody(&self, meant: &PendingRecord<'_>) -> Result<Option<FieldError>> {
        let Some(id) = meant.id.filter(|_| meant.kind == Kind::Person) else { return Ok(None) };
        if !meant.changes(&["birth", "death"])? {
            return Ok(None);
        }
        let (birth, death) = (meant.date("birth")?, meant.date("death")?);
        outside(birth.as_ref(), death.as_ref(), &self.in_custody(&[id], None)?)
    }

    /// Two people made one whose life and custody don't fit together: a step of one after the death of the other.
    pub(super) fn merged_life(&self, kept: RecordId) -> Result<Option<FieldError>> {
        let Some(person) = self.read().get::<Person>(kept)?.filter(|person| !person.fields.is_group()) else {
            return Ok(None);
        };
        let told = self.in_custody(&[kept], None)?;
        let (birth, death) = (person.fields.birth.as_ref(), person.fields.death.as_ref());
        if let Some(fault) = outside(birth, death, &told)? {
            return Ok(Some(fault));
        }
        for died in told.iter().filter(|told| told.of_death) {
            if let Some(later) = told.iter().find(|told| told.needs_life && died.when.before(&told.when).is_certain()) {
                let say = Message::new("err-death-before-step").arg("day", first(&later.when));
                return Ok(Some(FieldError::new("merged", say)));
            }
        }
        Ok(None)
    }

    /// The dated steps of people but one, and the episodes that say themselves when they began.
    fn in_custody(&self, people: &[RecordId], but: Option<RecordId>) -> Result<Vec<Told>> {
        let episodes = self.read().with_charges(self.read().episodes(people)?)?;
        let mut told = Vec::new();
        for episode in &episodes {
            told.extend(episode.detention.fields.start.clone().map(Told::alive));
            let charged = episode.charges.iter().flat_map(|charge| [&charge.fields.date, &charge.fields.outcome_date]);
            told.extend(charged.flatten().map(|when| Told { of_death: false, needs_life: false, when: when.clone() }));
            for step in episode.events.iter().filter(|step| Some(step.id()) != but && !is_denied(step)) {
                let Some(when) = step.fields.date.clone() else { continue };
                let dies = step.fields.status_after.is_some_and(Status::is_final);
                let needs_life = episode.effect(&step.fields) != StepEffect::Anywhere && !dies;
                let of_death = dies && is_firm(step);
                told.push(Told { of_death, needs_life, when });
            }
        }
        Ok(told)
    }
}

/// A date on which something was done to somebody, or said of him or her.
struct Told {
    /// It is that of a death that is told without a hedge. An alleged one rules out nothing.
    of_death: bool,
    needs_life: bool,
    when: Edtf,
}

impl Told {
    fn alive(when: Edtf) -> Told {
        Told { of_death: false, needs_life: true, when }
    }
}

/// What lies before a birth or after a death, whichever is known.
fn outside(birth: Option<&Edtf>, death: Option<&Edtf>, told: &[Told]) -> Result<Option<FieldError>> {
    let fault = |field, key, day: String| Ok(Some(FieldError::new(field, Message::new(key).arg("day", day))));
    for Told { needs_life, when, .. } in told {
        if birth.is_some_and(|birth| when.before(birth).is_certain()) {
            return fault("birth", "err-step-before-birth", last(when));
        }
        if *needs_life && death.is_some_and(|death| death.before(when).is_certain()) {
            return fault("death", "err-death-before-step", first(when));
        }
    }
    Ok(None)
}
