//! What values can't say together: dates that can't be, steps before the taking, somebody taken twice at once, words cited and then struck
//! out, a preference that is not the writer's to give.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::WriteTx;
use super::stored::value;
use crate::domain::chronology::{Never, RULES, Verdict};
use crate::domain::custody::{Episode, Status, StepEffect};
use crate::domain::kind::Kind;
use crate::domain::kind::{CustodyEvent, Detention, Person};
use crate::domain::record::{DETAINED_TWICE, Fields, IMPLAUSIBLE_DATE, RecordId, Value};
use crate::domain::time::{Day, Edtf};
use crate::error::{Error, FieldError, Message, Result};

/// A record as it will be: what is written, over what is stored.
pub(super) struct PendingRecord<'f> {
    pub kind: Kind,
    pub id: Option<RecordId>,
    fields: &'f Fields,
    stored: Option<&'f Map<String, Json>>,
}

impl PendingRecord<'_> {
    fn get(&self, name: &str) -> Result<Option<Value>> {
        match (self.fields.get(name), self.kind.field(name)) {
            (Some(written), _) => Ok(written.clone()),
            (None, Some(field)) => {
                let json = self.stored.and_then(|stored| stored.get(name));
                json.map_or(Ok(None), |json| value(field, json))
            }
            (None, None) => Ok(None),
        }
    }

    pub fn date(&self, name: &str) -> Result<Option<Edtf>> {
        Ok(match self.get(name)? {
            Some(Value::Date(date)) => Some(date),
            _ => None,
        })
    }

    pub fn record(&self, name: &str) -> Result<Option<RecordId>> {
        Ok(match self.get(name)? {
            Some(Value::Ref(id)) => Some(id),
            _ => None,
        })
    }

    pub fn text(&self, name: &str) -> Result<Option<String>> {
        Ok(match self.get(name)? {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        })
    }

    /// Whether one of these fields is written, and differently from what is stored.
    pub fn changes(&self, names: &[&str]) -> Result<bool> {
        for field in self.kind.fields().iter().filter(|field| names.contains(&field.name)) {
            if let Some(written) = self.fields.get(field.name) {
                let json = self.stored.and_then(|stored| stored.get(field.name));
                if *written != json.map_or(Ok(None), |json| value(field, json))? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

impl WriteTx<'_> {
    /// The rules that look at more than one value. `stored` is the record that is changed, as it is.
    pub(super) fn check_rules(
        &self,
        kind: Kind,
        stored: Option<(RecordId, &Map<String, Json>)>,
        fields: &Fields,
        accepted: &BTreeSet<&'static str>,
    ) -> Result<()> {
        let meant =
            PendingRecord { kind, id: stored.map(|(id, _)| id), fields, stored: stored.map(|(_, stored)| stored) };
        let fault = self.out_of_time(&meant, accepted)?;
        fault.map_or(Ok(()), |fault| Err(Error::Invalid(vec![fault])))?;
        let fault = match kind {
            Kind::CustodyEvent => first_of([
                &|| self.step_out_of_order(&meant),
                &|| self.outside_a_life(&meant),
                &|| self.taken_on_another_day(&meant),
                &|| self.taken_twice(&meant, accepted),
            ])?,
            Kind::Detention => first_of([
                &|| self.start_out_of_order(&meant),
                &|| self.outside_a_life(&meant),
                &|| self.taken_as_a_step_says(&meant),
                &|| self.detained_twice(&meant, accepted),
            ])?,
            Kind::Person => self.a_life_without_its_custody(&meant)?,
            Kind::Report => self.quotes_struck_out(&meant)?,
            Kind::Figure => self.not_theirs_to_prefer(&meant)?,
            _ => None,
        };
        let fault = fault.map_or_else(|| self.leads_back(&meant), |fault| Ok(Some(fault)))?;
        fault.map_or(Ok(()), |fault| Err(Error::Invalid(vec![fault])))
    }

    /// A date that can't be, beside the others of its record and today.
    fn out_of_time(&self, meant: &PendingRecord<'_>, accepted: &BTreeSet<&'static str>) -> Result<Option<FieldError>> {
        for rule in RULES.iter().filter(|rule| rule.kind == meant.kind) {
            let fields: Vec<&str> = rule.fields().collect();
            let Some(date) = meant.date(rule.field)? else { continue };
            let other = match rule.never {
                Never::Before(other) => meant.date(other)?,
                Never::InFuture => None,
            };
            if !meant.changes(&fields)? || !rule.is_broken(&date, other.as_ref(), self.today()?) {
                continue;
            }
            let say = Message::new(rule.say).arg("day", other.as_ref().map(first).unwrap_or_default());
            match rule.verdict {
                Verdict::Refuse => return Ok(Some(FieldError::new(rule.field, say))),
                Verdict::Ask if accepted.contains(IMPLAUSIBLE_DATE) => self.with_reason()?,
                Verdict::Ask => return Ok(Some(FieldError::new(rule.field, say.arg("accept", IMPLAUSIBLE_DATE)))),
            }
        }
        Ok(None)
    }

    fn today(&self) -> Result<Day> {
        let day = self.ledger.at().get(..10).and_then(Day::parse_iso);
        day.ok_or_else(|| Error::internal("a write without a day"))
    }

    /// A step surely before the start of its episode, or an end before the taking.
    fn step_out_of_order(&self, meant: &PendingRecord<'_>) -> Result<Option<FieldError>> {
        let (Some(date), Some(detention)) = (meant.date("date")?, meant.record("detention")?) else { return Ok(None) };
        if !meant.changes(&["date", "detention", "type", "status_after"])? {
            return Ok(None);
        }
        let status = meant.text("status_after")?.as_deref().and_then(Status::parse);
        let effect = self.read().steps()?.of(&meant.text("type")?.unwrap_or_default()).effect_with(status);
        let at_date = |say: Message| Ok(Some(FieldError::new("date", say)));
        for episode in self.read().with_steps(self.read().get_many::<Detention>(&[detention])?)? {
            if let Some(start) = episode.start_but_of(meant.id).filter(|start| date.before(start).is_certain()) {
                match effect {
                    StepEffect::Ends => return at_date(Message::new("err-end-before-arrest").arg("day", first(start))),
                    StepEffect::Inside | StepEffect::Begins => {
                        return at_date(Message::new("err-step-before-start").arg("day", first(start)));
                    }
                    StepEffect::Anywhere => {}
                }
            }
            for (other, when) in dated(&episode).filter(|(event, _)| Some(event.id()) != meant.id) {
                let others = episode.effect(&other.fields);
                match (effect, others) {
                    (StepEffect::Ends, StepEffect::Begins) if date.before(when).is_certain() => {
                        return at_date(Message::new("err-end-before-arrest").arg("day", first(when)));
                    }
                    (StepEffect::Begins, StepEffect::Ends) if when.before(&date).is_certain() => {
                        return at_date(Message::new("err-arrest-after-end").arg("day", last(when)));
                    }
                    _ => {}
                }
            }
        }
        Ok(None)
    }

    /// A start moved behind what is known to have happened in custody.
    fn start_out_of_order(&self, meant: &PendingRecord<'_>) -> Result<Option<FieldError>> {
        let (Some(id), Some(start)) = (meant.id, meant.date("start")?) else { return Ok(None) };
        if !meant.changes(&["start"])? {
            return Ok(None);
        }
        for episode in self.read().with_steps(self.read().get_many::<Detention>(&[id])?)? {
            for (event, when) in dated(&episode) {
                if episode.effect(&event.fields) != StepEffect::Anywhere && when.before(&start).is_certain() {
                    return Ok(Some(FieldError::new(
                        "start",
                        Message::new("err-start-after-step").arg("day", last(when)),
                    )));
                }
            }
        }
        Ok(None)
    }

    /// An episode of somebody who surely is in custody already when it begins.
    fn detained_twice(
        &self,
        meant: &PendingRecord<'_>,
        accepted: &BTreeSet<&'static str>,
    ) -> Result<Option<FieldError>> {
        if !meant.changes(&["person", "start"])? {
            return Ok(None);
        }
        let by_its_step = || meant.id.map_or(Ok(None), |id| self.begun(id));
        let start = meant.date("start")?.map_or_else(by_its_step, |start| Ok(Some(start)))?;
        match (meant.record("person")?, start) {
            (Some(person), Some(start)) => self.held_already(person, &start, meant.id, accepted),
            _ => Ok(None),
        }
    }

    /// The same, where the step of the taking says when it begins.
    fn taken_twice(&self, meant: &PendingRecord<'_>, accepted: &BTreeSet<&'static str>) -> Result<Option<FieldError>> {
        let (Some(date), Some(detention)) = (meant.date("date")?, meant.record("detention")?) else { return Ok(None) };
        let takes = self.read().steps()?.of(&meant.text("type")?.unwrap_or_default()).effect == StepEffect::Begins;
        if !takes || !meant.changes(&["date", "detention", "type"])? {
            return Ok(None);
        }
        let of = self.read().get::<Detention>(detention)?.and_then(|detention| detention.fields.person);
        let fault = match of {
            Some(person) => self.held_already(person, &date, Some(detention), accepted)?,
            None => None,
        };
        Ok(fault.map(|fault| FieldError { field: "detention".to_owned(), ..fault }))
    }

    /// Somebody taken who surely is in custody already. It happens that reports say so: then it is meant, for a reason.
    fn held_already(
        &self,
        person: RecordId,
        start: &Edtf,
        of: Option<RecordId>,
        accepted: &BTreeSet<&'static str>,
    ) -> Result<Option<FieldError>> {
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
        let since = other.start().map(first).unwrap_or_default();
        let say = Message::new("err-detained-twice").arg("ref", &other.detention.header.reference).arg("day", since);
        Ok(Some(FieldError::new("person", say)))
    }

    /// A text that loses words it is cited for.
    fn quotes_struck_out(&self, meant: &PendingRecord<'_>) -> Result<Option<FieldError>> {
        let (Some(id), Some(body)) = (meant.id, meant.text("body")?) else { return Ok(None) };
        if !meant.changes(&["body"])? {
            return Ok(None);
        }
        let lost = self.lost_quotes(id, &body)?;
        Ok((lost > 0).then(|| FieldError::new("body", Message::new("err-body-loses-quotes").arg("n", lost))))
    }

    fn not_theirs_to_prefer(&self, meant: &PendingRecord<'_>) -> Result<Option<FieldError>> {
        let prefers = meant.changes(&["preferred"])? && meant.get("preferred")?.is_some_and(|p| p == Value::Bool(true));
        if prefers && !self.edits() {
            return Ok(Some(FieldError::new("preferred", Message::new("err-editors-prefer"))));
        }
        Ok(None)
    }
}

/// The first fault that one of these rules finds.
fn first_of(rules: [&dyn Fn() -> Result<Option<FieldError>>; 4]) -> Result<Option<FieldError>> {
    for rule in rules {
        if let Some(fault) = rule()? {
            return Ok(Some(fault));
        }
    }
    Ok(None)
}

/// The steps of an episode that have a date.
fn dated(episode: &Episode) -> impl Iterator<Item = (&crate::domain::record::Record<CustodyEvent>, &Edtf)> {
    episode.events.iter().filter_map(|event| Some((event, event.fields.date.as_ref()?)))
}

pub(super) fn first(date: &Edtf) -> String {
    date.lo().map(Day::iso).unwrap_or_default()
}

pub(super) fn last(date: &Edtf) -> String {
    date.hi().map(Day::iso).unwrap_or_default()
}
