//! The taking is said once: when the step that tells of it is there, its day and place are the step's, and the episode derives
//! them.

use std::collections::BTreeMap;

use rusqlite::params;
use serde_json::{Map, Value as Json};

use super::WriteTx;
use super::custody::PendingStep;
use super::stored::{usual, value};
use crate::domain::access::act::Act;
use crate::domain::custody::{Episode, SAID_OF_TAKING, StepEffect};
use crate::domain::kind::Kind;
use crate::domain::kind::attached::Attached;
use crate::domain::record::{Fields, RecordId, Value};
use crate::domain::time::{Day, Edtf};
use crate::error::{FieldError, Message, Result};

impl PendingStep {
    /// A step of the taking that has another day than its episode says by itself: nobody knows which is meant.
    pub(super) fn taken_on_another_day(&self) -> Option<FieldError> {
        // One that has its step says it there already.
        let others =
            self.episode.taking().filter(|taking| Some(taking.id()) != self.id && taking.fields.date.is_some());
        let differs = |own: &&Edtf| !narrows(&self.date, own) && others.is_none();
        let own = self.episode.detention.fields.start.as_ref().filter(differs)?;
        Some(FieldError::new("date", Message::new("err-start-differs").arg("date", own.text())))
    }
}

/// A day of the taking that is given to an episode whose step says it.
pub(super) fn said_by_its_step(episode: &Episode, start: &Edtf) -> Option<FieldError> {
    let differs = |date: &Edtf| !narrows(date, start);
    let step = episode.taking().filter(|taking| taking.fields.date.as_ref().is_some_and(differs))?;
    Some(FieldError::new("start", Message::new("err-start-is-of-step").arg("ref", &step.header.reference)))
}

/// Whether a date says the same as another, or the same more closely: 15 March of "March 2012".
pub(super) fn narrows(date: &Edtf, other: &Edtf) -> bool {
    let later = |one: Option<Day>, bound: Option<Day>| bound.is_none_or(|bound| one.is_some_and(|one| one >= bound));
    let earlier = |one: Option<Day>, bound: Option<Day>| bound.is_none_or(|bound| one.is_some_and(|one| one <= bound));
    date == other
        || date.agrees_with(other).is_possible() && later(date.lo(), other.lo()) && earlier(date.hi(), other.hi())
}

impl WriteTx<'_> {
    /// What an episode said of the taking itself, and a step says now, is the step's, with the citations for it. An episode
    /// that is not the writer's to change is left as it is: the step goes before it.
    pub(super) fn say_taking_once(&mut self, step: RecordId) -> Result<()> {
        let mut statement = self.conn.prepare_cached("SELECT type FROM custody_event WHERE id = ?1")?;
        let code: String = statement.query_row(params![step.0], |row| row.get(0))?;
        if self.read().step(&code)?.effect != StepEffect::Begins {
            return Ok(());
        }
        let of_step = self.stored(Kind::CustodyEvent, step)?;
        let Some(detention) = of_step.get("detention").and_then(Json::as_i64).map(RecordId) else { return Ok(()) };
        let before = self.stored(Kind::Detention, detention)?;
        let said =
            |values: &Map<String, Json>, field: &str| values.get(field).filter(|value| !value.is_null()).cloned();
        let moved: BTreeMap<&str, &str> = SAID_OF_TAKING
            .into_iter()
            .filter(|(own, steps)| said(&before, own).is_some() && said(&before, own) == said(&of_step, steps))
            .collect();
        let head = self.head(detention)?;
        if moved.is_empty() || self.allow(Act::Change, &head).is_err() {
            return Ok(());
        }
        for (own, steps) in &moved {
            self.move_citations((detention, own), (step, steps))?;
        }
        let with_it: &[&str] = if moved.contains_key("start") { &["start_basis", "start_part"] } else { &[] };
        let emptied = moved.keys().chain(with_it).filter_map(|name| Kind::Detention.field(name));
        let fields: Fields = emptied.map(|field| (field.name, usual(field))).collect();
        self.set_fields(Kind::Detention, detention, &before, &fields)?;
        let after = self.stored(Kind::Detention, detention)?;
        self.log_update(Kind::Detention, detention, &before, &after).map(drop)
    }

    /// Citations of a field of one record become those of a field of another.
    fn move_citations(&mut self, from: (RecordId, &str), to: (RecordId, &'static str)) -> Result<()> {
        let mut statement = self.conn.prepare_cached("SELECT id FROM citation WHERE record_id = ?1 AND field = ?2")?;
        let rows = statement.query_map(params![from.0.0, from.1], |row| row.get(0))?;
        let rows = rows.collect::<rusqlite::Result<Vec<i64>>>()?;
        drop(statement);
        for row in rows {
            let stored = self.stored_attached(Attached::Citation, from.0, row)?.values;
            let mut fields = Fields::new();
            for field in Attached::Citation.fields() {
                if let Some(json) = stored.get(field.name) {
                    fields.insert(field.name, value(field, json)?);
                }
            }
            fields.insert("field", Some(Value::Text(to.1.to_owned())));
            self.detach(Attached::Citation, from.0, row)?;
            self.attach(Attached::Citation, to.0, &fields)?;
        }
        Ok(())
    }
}
