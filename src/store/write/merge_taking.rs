//! Two episodes made one have one taking: the steps that tell of it become one, as far as they say the same.

use serde_json::{Map, Value as Json};

use super::WriteTx;
use super::merge::Step;
use super::stored::{json, usual};
use super::taking::narrows;
use crate::domain::custody::DENIED;
use crate::domain::kind::{CERTAINTIES, Field, Kind};
use crate::domain::record::RecordId;
use crate::domain::time::Edtf;
use crate::error::{Error, Message, Result};

const KIND: Kind = Kind::CustodyEvent;

/// What a step says by itself alone: whose it is, and its place among the others.
const OF_EACH: [&str; 2] = ["detention", "seq"];
/// What goes with a date.
const WITH_DATE: [&str; 2] = ["date_basis", "date_part"];

impl WriteTx<'_> {
    /// Folds the takings of an episode into one: that of the episode itself, rather than one that `moved` to it. Takings that
    /// can't both be right are not folded; nobody was taken twice in one episode, so the merge has to wait.
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
        let Some(((kept, kept_reference), others)) = takings.split_first() else { return Ok(()) };
        for (other, other_reference) in others {
            let Some(filled) = together(&self.stored(KIND, *kept)?, &self.stored(KIND, *other)?)? else {
                let say = Message::new("err-merge-two-takings").arg("ref", kept_reference).arg("with", other_reference);
                return Err(Error::invalid("merged", say));
            };
            self.alter(KIND, *kept, &filled, steps)?;
            self.close_into(KIND, *other, *kept, steps)?;
            self.stand_for(KIND, *other, *kept, steps)?;
            self.touched.merge(*other, *kept);
        }
        Ok(())
    }
}

/// What one taking gains from another that tells of the same; nothing if the two do not go together.
fn together(kept: &Map<String, Json>, other: &Map<String, Json>) -> Result<Option<Map<String, Json>>> {
    let mut filled = Map::new();
    let header = |name: &str| kept.get(name) == other.get(name);
    if !["sensitivity", "compartment"].into_iter().all(header) {
        return Ok(None);
    }
    let asked = KIND.fields().iter().filter(|field| !OF_EACH.contains(&field.name) && !WITH_DATE.contains(&field.name));
    for field in asked {
        let name = field.name;
        let gains = match (said(kept, field), said(other, field)) {
            _ if name == "certainty" => match firmest(kept, other) {
                Some(firmest) => (kept.get(name) != Some(&firmest)).then_some(firmest),
                None => return Ok(None),
            },
            (_, None) => None,
            (None, Some(theirs)) => Some(theirs.clone()),
            (Some(own), Some(theirs)) if own == theirs => None,
            (Some(own), Some(theirs)) => match (name, own.as_str(), theirs.as_str()) {
                ("date", Some(own), Some(theirs)) => {
                    let (own, more) = (date(own)?, date(theirs)?);
                    match (narrows(&more, &own), narrows(&own, &more)) {
                        (true, _) => Some(theirs.into()),
                        (false, true) => None,
                        (false, false) => return Ok(None),
                    }
                }
                ("note", Some(own), Some(theirs)) => Some(format!("{own}; {theirs}").into()),
                _ => return Ok(None),
            },
        };
        if let Some(value) = gains {
            if name == "date" {
                filled.extend(WITH_DATE.map(|with| (with.to_owned(), other.get(with).cloned().unwrap_or(Json::Null))));
            }
            filled.insert(name.to_owned(), value);
        }
    }
    Ok(Some(filled))
}

/// A value that is more than the usual one.
fn said<'v>(values: &'v Map<String, Json>, field: &Field) -> Option<&'v Json> {
    let usual = usual(field).map(|usual| json(&usual));
    values.get(field.name).filter(|value| !value.is_null() && Some(*value) != usual.as_ref())
}

/// The one of two certainties that is the firmer; nothing if one denies what the other says.
fn firmest(kept: &Map<String, Json>, other: &Map<String, Json>) -> Option<Json> {
    let of = |values: &Map<String, Json>| {
        let certainty = values.get("certainty").and_then(Json::as_str).unwrap_or_default();
        CERTAINTIES.iter().position(|known| *known == certainty).unwrap_or_default()
    };
    let (one, another) = (of(kept), of(other));
    let firmest = CERTAINTIES.get(one.min(another)).copied()?;
    let denies = |at: usize| CERTAINTIES.get(at) == Some(&DENIED);
    (denies(one) == denies(another)).then(|| firmest.into())
}

fn date(text: &str) -> Result<Edtf> {
    Edtf::parse(text).map_err(Error::internal)
}
