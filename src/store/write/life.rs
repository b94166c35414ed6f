//! Custody within a life: nobody is taken before birth, and nothing is done in custody to the dead.

use super::WriteTx;
use super::rules::{PendingRecord, first, last};
use crate::domain::custody::{Status, StepEffect};
use crate::domain::kind::{Kind, Person};
use crate::domain::record::RecordId;
use crate::domain::time::Edtf;
use crate::error::{FieldError, Message, Result};

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
            return fault("err-after-death", last(death));
        }
        for (of_death, needs_life, when) in self.in_custody(person, step)? {
            if of_death && when.before(date).is_certain() {
                return fault("err-after-death", last(&when));
            }
            if dies && needs_life && date.before(&when).is_certain() {
                return fault("err-death-before-step", first(&when));
            }
        }
        Ok(None)
    }

    /// A birth or a death that leaves what is known of somebody's custody outside of the life.
    pub(super) fn a_life_without_its_custody(&self, meant: &PendingRecord<'_>) -> Result<Option<FieldError>> {
        let Some(id) = meant.id.filter(|_| meant.kind == Kind::Person) else { return Ok(None) };
        if !meant.changes(&["birth", "death"])? {
            return Ok(None);
        }
        let (birth, death) = (meant.date("birth")?, meant.date("death")?);
        for (of_death, needs_life, when) in self.in_custody(id, None)? {
            if birth.as_ref().is_some_and(|birth| when.before(birth).is_certain()) {
                return Ok(Some(FieldError::new(
                    "birth",
                    Message::new("err-step-before-birth").arg("day", last(&when)),
                )));
            }
            if needs_life && !of_death && death.as_ref().is_some_and(|death| death.before(&when).is_certain()) {
                return Ok(Some(FieldError::new(
                    "death",
                    Message::new("err-death-before-step").arg("day", first(&when)),
                )));
            }
        }
        Ok(None)
    }

    /// The dated steps of somebody but one: whether it tells of the death, whether it needs somebody alive, and its date.
    fn in_custody(&self, person: RecordId, but: Option<RecordId>) -> Result<Vec<(bool, bool, Edtf)>> {
        let episodes = self.read().episodes(&[person])?;
        let steps = episodes.iter().flat_map(|episode| episode.events.iter().map(move |step| (episode, step)));
        let told = steps.filter(|(_, step)| Some(step.id()) != but && step.fields.certainty != "denied").filter_map(
            |(episode, step)| {
                let needs_life = episode.effect(&step.fields) != StepEffect::Anywhere;
                let of_death = step.fields.status_after.is_some_and(Status::is_final);
                Some((of_death, needs_life, step.fields.date.clone()?))
            },
        );
        Ok(told.collect())
    }
}
