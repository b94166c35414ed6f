//! Two episodes made one have one taking: the steps that tell of it become one, and what they say otherwise stays beside it.

use serde_json::{Map, Value as Json};

use super::attached::AttachedRow;
use super::custody::disorder;
use super::merge::Step;
use super::stored::{json, stored_value, usual, value};
use super::taking::narrows;
use super::{WasEntered, WriteTx};
use crate::domain::citation::DIFFERS;
use crate::domain::custody::DENIED;
use crate::domain::kind::attached::{Attached, PREFERRED};
use crate::domain::kind::{CERTAINTIES, Field, Kind};
use crate::domain::record::{Fields, RecordId, Value};
use crate::domain::time::Edtf;
use crate::error::{Error, Message, Result};

const KIND: Kind = Kind::CustodyEvent;

/// What a step says by itself alone: whose it is, and its place among the others.
const OF_EACH: [&str; 2] = ["detention", "seq"];
/// What goes with a date.
const WITH_DATE: [&str; 2] = ["date_basis", "date_part"];
/// What a report that tells of a taking says of it.
const TOLD: [&str; 4] = ["type", "date", "place", "organization"];

impl WriteTx<'_> {
    /// Folds the takings of an episode into one: that of the episode itself, rather than one that `moved` to it. What the
    /// other says otherwise stays beside it as what its reports give. Of two that deny each other there can't be one.
    pub(super) fn one_taking(
        &mut self,
        episode: RecordId,
        moved: &[(Kind, RecordId)],
        steps: &mut Vec<Step>,
    ) -> Result<()> {
        let Some(episode) = self.episode(episode)? else { return Ok(()) };
        let mut takings: Vec<(RecordId, String)> =
            episode.takings().map(|taking| (taking.id(), taking.header.reference.clone())).collect();
        takings.sort_by_key(|(taking, _)| moved.contains(&(KIND, *taking)));
        let Some(((kept, kept_reference), others)) = takings.split_first() else {
            return self.in_order(episode.detention.id());
        };
        for (other, other_reference) in others {
            let (own, theirs) = (self.stored(KIND, *kept)?, self.stored(KIND, *other)?);
            if !can_be_one(&own, &theirs) {
                let say = Message::new("err-merge-two-takings").arg("ref", kept_reference).arg("with", other_reference);
                return Err(Error::invalid("merged", say));
            }
            let filled = together(&own, &theirs)?;
            self.alter(KIND, *kept, &filled, steps)?;
            let now = self.stored(KIND, *kept)?;
            self.recite(KIND, *other, (&theirs, &now), WasEntered::Rightly)?;
            self.close_into(KIND, *other, *kept, steps)?;
            self.stand_for(KIND, *other, *kept, steps)?;
            self.touched.merge(*other, *kept);
            for (record, said) in [(*kept, &own), (*other, &theirs)] {
                self.give_apart(*kept, record, (said, &now), steps)?;
            }
        }
        self.in_order(episode.detention.id())
    }

    /// What reports say of a step they say of all of it. Where that is not what the one step of both says, it stands beside it
    /// as what these reports give. `record` is the step that their citations were written for.
    fn give_apart(
        &mut self,
        kept: RecordId,
        record: RecordId,
        (said_before, now): (&Map<String, Json>, &Map<String, Json>),
        steps: &mut Vec<Step>,
    ) -> Result<()> {
        let apart: Vec<&Field> = TOLD
            .iter()
            .filter_map(|name| KIND.field(name))
            .filter(|field| said(said_before, field).is_some() && said_before.get(field.name) != now.get(field.name))
            .collect();
        if apart.is_empty() {
            return Ok(());
        }
        let sql = "SELECT id FROM citation WHERE record_id = ?1 AND stance IN ('supports', 'differs') ORDER BY id";
        let rows: Vec<i64> = self.numbers(sql, kept, |row| row.get(0))?;
        let cited = rows.into_iter().map(|row| self.attached_row(Attached::Citation, kept, row));
        let mut cited = cited.collect::<Result<Vec<_>>>()?;
        cited.retain(|cited| cited.written_for == record);
        let (whole, of_fields): (Vec<_>, Vec<_>) = cited.iter().partition(|cited| !cited.values.contains_key("field"));
        let says_already = |whole: &AttachedRow, field: &Field| {
            let alike = |name: &str, other: &AttachedRow| whole.values.get(name) == other.values.get(name);
            let is_of = |other: &AttachedRow| other.values.get("field").and_then(Json::as_str) == Some(field.name);
            of_fields.iter().any(|other| is_of(other) && alike("report", other))
        };
        for cited in &whole {
            for field in apart.iter().filter(|field| !says_already(cited, field)) {
                let Some(gave) = said_before.get(field.name).map_or(Ok(None), |json| value(field, json))? else {
                    continue;
                };
                let mut fields = Fields::new();
                for cites in Attached::Citation.fields().iter().filter(|cites| cites.name != PREFERRED) {
                    fields.insert(cites.name, stored_value(cites, &cited.values)?);
                }
                let (text, other) = match gave {
                    Value::Ref(_) => (None, Some(gave)),
                    _ => (Some(Value::Text(gave.to_string())), None),
                };
                fields.insert("field", Some(Value::Text(field.name.to_owned())));
                fields.insert("stance", Some(Value::Text(DIFFERS.to_owned())));
                fields.extend([("gives", text), ("gives_record", other)]);
                let (_, uid) = self.add_row(Attached::Citation, kept, &fields)?;
                let record = self.uids.of(self.conn, kept)?;
                steps.push(Step { record, before: Map::new(), after: Map::new(), moved: None, added: Some(uid) });
            }
        }
        Ok(())
    }

    /// The steps of the two can be those of one episode: nobody is let go before being taken.
    fn in_order(&self, episode: RecordId) -> Result<()> {
        let Some(episode) = self.episode(episode)? else { return Ok(()) };
        match disorder(&episode, &self.read().steps()?) {
            Some(reference) => {
                Err(Error::invalid("merged", Message::new("err-merge-out-of-order").arg("ref", reference)))
            }
            None => Ok(()),
        }
    }
}

/// Whether two steps can tell of one taking: neither denies what the other says, and neither is more closed.
fn can_be_one(kept: &Map<String, Json>, other: &Map<String, Json>) -> bool {
    let denies = |values: &Map<String, Json>| values.get("certainty").and_then(Json::as_str) == Some(DENIED);
    let alike = |name: &str| kept.get(name) == other.get(name);
    denies(kept) == denies(other) && ["sensitivity", "compartment"].into_iter().all(alike)
}

/// What one taking gains from another that tells of the same: what it does not say, the firmer certainty, the closer day.
fn together(kept: &Map<String, Json>, other: &Map<String, Json>) -> Result<Map<String, Json>> {
    let mut filled = Map::new();
    let asked = KIND.fields().iter().filter(|field| !OF_EACH.contains(&field.name) && !WITH_DATE.contains(&field.name));
    for field in asked {
        let name = field.name;
        let gains = match (said(kept, field), said(other, field)) {
            _ if name == "certainty" => firmest(kept, other).filter(|firmest| kept.get(name) != Some(firmest)),
            (_, None) => None,
            (None, Some(theirs)) => Some(theirs.clone()),
            (Some(own), Some(theirs)) if own == theirs => None,
            (Some(own), Some(theirs)) => match (name, own.as_str(), theirs.as_str()) {
                ("date", Some(own), Some(theirs)) => narrows(&date(theirs)?, &date(own)?).then(|| theirs.into()),
                ("note", Some(own), Some(theirs)) => Some(format!("{own}; {theirs}").into()),
                _ => None,
            },
        };
        if let Some(value) = gains {
            if name == "date" {
                filled.extend(WITH_DATE.map(|with| (with.to_owned(), other.get(with).cloned().unwrap_or(Json::Null))));
            }
            filled.insert(name.to_owned(), value);
        }
    }
    Ok(filled)
}

/// A value that is more than the usual one.
fn said<'v>(values: &'v Map<String, Json>, field: &Field) -> Option<&'v Json> {
    let usual = usual(field).map(|usual| json(&usual));
    values.get(field.name).filter(|value| !value.is_null() && Some(*value) != usual.as_ref())
}

/// The one of two certainties that is the firmer.
fn firmest(kept: &Map<String, Json>, other: &Map<String, Json>) -> Option<Json> {
    let of = |values: &Map<String, Json>| {
        let certainty = values.get("certainty").and_then(Json::as_str).unwrap_or_default();
        CERTAINTIES.iter().position(|known| *known == certainty).unwrap_or_default()
    };
    CERTAINTIES.get(of(kept).min(of(other))).map(|firmest| (*firmest).into())
}

fn date(text: &str) -> Result<Edtf> {
    Edtf::parse(text).map_err(Error::internal)
}
