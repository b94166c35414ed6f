//! What values can't say together: dates that can't be, words cited and then struck out, numbers beside other words, a
//! preference that is not the writer's to give.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::WriteTx;
use super::stored::value;
use crate::domain::age;
use crate::domain::chronology::{Never, RULES, Verdict};
use crate::domain::count::{self, Given};
use crate::domain::kind::{Kind, Told};
use crate::domain::record::{Fields, IMPLAUSIBLE_DATE, MISENTERED, RecordId, UNWORDED_NUMBER, Value};
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
    pub fn get(&self, name: &str) -> Result<Option<Value>> {
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
        let fault = self.what_its_report_says(&meant, accepted)?;
        fault.map_or(Ok(()), |fault| Err(Error::Invalid(vec![fault])))?;
        let fault = self.leads_back(&meant)?;
        fault.map_or(Ok(()), |fault| Err(Error::Invalid(vec![fault])))?;
        let fault = match kind {
            Kind::CustodyEvent => self.step_fault(&meant, accepted)?,
            Kind::Detention => self.episode_fault(&meant, accepted)?,
            Kind::Charge => self.charge_fault(&meant, accepted)?,
            Kind::Person => match self.age_fault(&meant, accepted)? {
                None => self.a_life_without_its_custody(&meant)?,
                fault => fault,
            },
            Kind::Place => match self.in_a_smaller_one(&meant, accepted)? {
                None => self.turned_round(&meant, accepted)?,
                fault => fault,
            },
            Kind::Participation | Kind::Statement => self.not_alive_there(&meant, accepted)?,
            Kind::Report => self.quotes_struck_out(&meant)?,
            Kind::Figure => match self.not_theirs_to_prefer(&meant)? {
                None => self.numbers_of_other_words(&meant, accepted)?,
                fault => fault,
            },
            _ => None,
        };
        fault.map_or(Ok(()), |fault| Err(Error::Invalid(vec![fault])))?;
        let fault = self.acts_outside_a_life(&meant, accepted)?;
        fault.map_or(Ok(()), |fault| Err(Error::Invalid(vec![fault])))
    }

    /// A fault that is asked about: none where it is said that it is meant, and why.
    pub(super) fn unless_meant(
        &self,
        fault: FieldError,
        warning: &'static str,
        accepted: &BTreeSet<&'static str>,
    ) -> Result<Option<FieldError>> {
        if accepted.contains(warning) {
            return self.with_reason().map(|()| None);
        }
        Ok(Some(FieldError::new(fault.field, fault.say.arg("accept", warning))))
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
            let fault = FieldError::new(rule.field, say);
            let fault = match rule.verdict {
                Verdict::Refuse => Some(fault),
                Verdict::Ask => self.unless_meant(fault, IMPLAUSIBLE_DATE, accepted)?,
            };
            if fault.is_some() {
                return Ok(fault);
            }
        }
        Ok(None)
    }

    /// An age without its day, or one that a stated birth can't be.
    fn age_fault(&self, meant: &PendingRecord<'_>, accepted: &BTreeSet<&'static str>) -> Result<Option<FieldError>> {
        if !meant.changes(&["age", "age_as_of", "birth"])? {
            return Ok(None);
        }
        let (said, as_of) = (meant.text("age")?, meant.date("age_as_of")?);
        match (&said, &as_of) {
            (Some(_), None) => return Ok(Some(FieldError::new("age_as_of", Message::new("err-age-when")))),
            (None, Some(_)) => return Ok(Some(FieldError::new("age", Message::new("err-required")))),
            _ => {}
        }
        let of_age = age::birth(said.as_deref(), as_of.as_ref());
        let Some((birth, of_age)) = meant.date("birth")?.zip(of_age) else { return Ok(None) };
        if !birth.before(&of_age).is_certain() && !of_age.before(&birth).is_certain() {
            return Ok(None);
        }
        let fault = FieldError::new("age", Message::new("err-age-birth").arg("birth", of_age.text()));
        self.unless_meant(fault, IMPLAUSIBLE_DATE, accepted)
    }

    fn today(&self) -> Result<Day> {
        let day = self.ledger.at().get(..10).and_then(Day::parse_iso);
        day.ok_or_else(|| Error::internal("a write without a day"))
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

    /// Numbers that the wording beside them rules out; those that it does not have are asked about.
    fn numbers_of_other_words(
        &self,
        meant: &PendingRecord<'_>,
        accepted: &BTreeSet<&'static str>,
    ) -> Result<Option<FieldError>> {
        const NUMBERS: [&str; 3] = ["lo", "best", "hi"];
        if !meant.changes(&["verbatim", "qualifier", "lo", "best", "hi"])? {
            return Ok(None);
        }
        let (Some(wording), Some(qualifier)) = (meant.text("verbatim")?, meant.text("qualifier")?) else {
            return Ok(None);
        };
        let mut numbers = [None; 3];
        for (number, name) in numbers.iter_mut().zip(NUMBERS) {
            if let Some(Value::Integer(given)) = meant.get(name)? {
                *number = Some(given);
            }
        }
        let field = NUMBERS.into_iter().zip(numbers).find(|(_, number)| number.is_some());
        let (field, _) = field.unwrap_or(("qualifier", None));
        let say = |key| Message::new(key).arg("wording", &wording);
        match count::given(&wording, &qualifier, numbers) {
            Given::Fits => Ok(None),
            Given::SaysOtherwise => Ok(Some(FieldError::new(field, say("err-figure-says-otherwise")))),
            Given::NotInWording => {
                self.unless_meant(FieldError::new(field, say("err-figure-unworded")), UNWORDED_NUMBER, accepted)
            }
        }
    }

    /// A figure, or somebody's own words, is what its reports say: what others say is a record of its own, beside it. Only
    /// what was entered wrongly is mended in its place. Citations that the writer does not see are not told of.
    fn what_its_report_says(
        &self,
        meant: &PendingRecord<'_>,
        accepted: &BTreeSet<&'static str>,
    ) -> Result<Option<FieldError>> {
        let (Some(id), Some(told)) = (meant.id, told(meant.kind, meant.stored)) else { return Ok(None) };
        if accepted.contains(MISENTERED) {
            return Ok(None);
        }
        for field in told.fields {
            if !meant.changes(&[field])? {
                continue;
            }
            let sql = "SELECT 1 FROM v_citation WHERE record_id = ?1 AND stance = 'supports'";
            let is_cited = self.conn.prepare_cached(sql)?.exists([id.0])?;
            let say = if meant.kind == Kind::Figure { "err-figure-is-cited" } else { "err-words-are-cited" };
            return Ok(is_cited.then(|| FieldError::new(*field, Message::new(say))));
        }
        Ok(None)
    }
}

/// What a record is in the words of one report, as it is stored.
pub(super) fn told(kind: Kind, stored: Option<&Map<String, Json>>) -> Option<Told> {
    let is = |flag: &str| stored.and_then(|stored| stored.get(flag)) == Some(&Json::Bool(true));
    kind.spec().told.filter(|told| told.when.is_none_or(is))
}

pub(super) fn first(date: &Edtf) -> String {
    date.lo().map(Day::iso).unwrap_or_default()
}

pub(super) fn last(date: &Edtf) -> String {
    date.hi().map(Day::iso).unwrap_or_default()
}
