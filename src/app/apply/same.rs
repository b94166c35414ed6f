//! A new episode that is said to be one that is there (`same`): none is made, and what its report says of the arrest is kept as
//! what that report gives of the one that is there. Who finds somebody in custody already is offered it, on every way in.

use super::{Applier, Row, accepted, place_of, text};
use crate::domain::change::{COMMENT, Fault, RecordChange, RowAct, SAME};
use crate::domain::custody::SAID_OF_TAKING;
use crate::domain::kind::attached::Attached;
use crate::domain::kind::{Detention, Kind};
use crate::domain::record::{Fields, IMPLAUSIBLE_DATE, RecordId, RecordKey, Value};
use crate::error::{Error, Message, Result};

/// What says of an episode whose it is, and how its beginning is known: no report gives that.
const OF_THE_EPISODE: [&str; 3] = ["person", "start_basis", "start_part"];

/// Who took somebody, too, is said by the step.
const BY: (&str, &str) = ("arresting_organization", "organization");

/// Whether a new record is said to be one that is there, and which.
pub(super) enum Same {
    No,
    /// Nothing where it can't be: that is a fault already.
    Is(Option<RecordId>),
}

impl<'a> Applier<'a, '_> {
    pub(super) fn same(&mut self, kind: Kind, record: &'a RecordChange) -> Result<Same> {
        let Some(key) = text(&record.header, SAME.name).flatten() else { return Ok(Same::No) };
        let refuse = |applier: &mut Self, key: &'static str| {
            let at = place_of(&record.header, SAME.name).unwrap_or_else(|| record.at.under(SAME.name));
            applier.faults.add(Fault::of(at, SAME.name, Message::new(key)));
            Ok(Same::Is(None))
        };
        if kind != Kind::Detention {
            return refuse(self, "err-same-of-episodes");
        }
        let there = match RecordKey::parse(&key).map(|key| self.tx.read().resolve_kind(&key, Kind::Detention)) {
            None | Some(Err(Error::NotFound)) => return refuse(self, "err-no-such-record"),
            Some(found) => found?,
        };
        let person = self.values(kind.fields(), &record.fields)?.remove("person").flatten();
        let of = self.tx.read().get::<Detention>(there)?.and_then(|there| there.fields.person);
        match person {
            Some(Value::Ref(person)) if Some(person) == of => Ok(Same::Is(Some(there))),
            // That nobody is named is told of that field.
            None => {
                self.require(kind.fields(), &record.fields, &record.at, &Fields::new());
                Ok(Same::Is(None))
            }
            Some(_) => refuse(self, "err-same-of-another"),
        }
    }

    /// What is said of an episode that is there, by the reports that are cited for all of it.
    pub(super) fn given_of_same(&mut self, there: RecordId, record: &'a RecordChange, rows: &[&Row<'_>]) -> Result<()> {
        let reference = self.tx.read().label(there)?.reference;
        let episode = self.tx.read().with_steps(self.tx.read().get_many::<Detention>(&[there])?)?.pop();
        let taking = episode.as_ref().and_then(|episode| Some(episode.taking()?.id()));
        let whole: Vec<&Fields> = rows
            .iter()
            .filter(|row| row.said.what == Attached::Citation && row.said.act == RowAct::Add)
            .filter_map(|row| row.fields.as_ref())
            .filter(|fields| !matches!(fields.get("field"), Some(Some(_))))
            .collect();
        let commented = text(&record.header, COMMENT.name).flatten();
        if let Some(at) = commented.and_then(|_| place_of(&record.header, COMMENT.name)) {
            self.faults.add(Fault::of(at, COMMENT.name, Message::new("err-same-say-there").arg("ref", &reference)));
        }
        let said = self.values(Kind::Detention.fields(), &record.fields)?;
        for (name, value) in said {
            let Some((field, value)) = Kind::Detention.field(name).zip(value) else { continue };
            if OF_THE_EPISODE.contains(&name)
                || field.default.is_some_and(|usual| value == Value::Text(usual.to_owned()))
            {
                continue;
            }
            let by_step = SAID_OF_TAKING.into_iter().chain([BY]).find(|(own, _)| *own == name).zip(taking);
            let (target, cited) = match by_step {
                Some(((_, of_step), taking)) => (taking, of_step),
                None => (there, name),
            };
            let at = place_of(&record.fields, name).unwrap_or_else(|| record.at.under(name));
            if !Kind::Detention.has_rivals(field) || whole.is_empty() {
                let key = if whole.is_empty() { "err-same-uncited" } else { "err-same-say-there" };
                self.faults.add(Fault::of(at, name, Message::new(key).arg("ref", &reference)));
                continue;
            }
            let (gives, gives_record) = match value {
                Value::Ref(_) => (None, Some(value)),
                _ => (Some(Value::Text(value.to_string())), None),
            };
            for row in &whole {
                let mut fields = (*row).clone();
                fields.insert("field", Some(Value::Text(cited.to_owned())));
                fields.extend([("gives", gives.clone()), ("gives_record", gives_record.clone())]);
                match self.tx.attach(Attached::Citation, target, &fields) {
                    Err(Error::Invalid(errors)) => {
                        let faults = errors.into_iter().map(|error| Fault::of(at.clone(), name, error.say));
                        faults.for_each(|fault| self.faults.add(fault));
                    }
                    done => drop(done?),
                }
            }
        }
        // Of the arrest itself, the report tells too.
        if let Some(taking) = taking {
            for fields in whole {
                self.tx.attach(Attached::Citation, taking, fields)?;
            }
            self.too_early(Kind::CustodyEvent, taking, record, accepted(record).contains(IMPLAUSIBLE_DATE))?;
        }
        Ok(())
    }
}
