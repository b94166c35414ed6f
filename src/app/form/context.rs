//! What tells a record from its namesakes, in a few words beside its name.

use crate::domain::gazetteer::{Offered, offered};
use crate::domain::kind::{Incident, Kind, Person, Target};
use crate::domain::name::fold;
use crate::domain::name::matching::{Letters, Match, Why};
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::store::ReadTx;

/// Adds to each match what is known of it: the places around a place or incident, the description of a person, who
/// published a report.
pub fn with_context(tx: &ReadTx<'_>, mut matches: Vec<Match>) -> Result<Vec<Match>> {
    for found in &mut matches {
        found.context = context(tx, found.label.kind, found.label.id)?;
    }
    Ok(matches)
}

/// So many places of the gazetteer are offered.
const LISTED: usize = 6;

/// Places of the gazetteer that a text may mean, where it is the name of none that the case file has.
pub fn from_gazetteer(target: Target, text: &str, matches: &[Match]) -> Vec<Offered> {
    let is_there = matches.iter().any(|found| found.why <= Why::SameSounds);
    if target != Target::One(Kind::Place) || is_there {
        return Vec::new();
    }
    // What is called like a place that is there most likely is that one.
    let there: Vec<String> = matches.iter().map(|found| fold(&found.label.name)).collect();
    let mut listed = offered(text, Letters::Any, LISTED);
    listed.retain(|offered| !offered.listed.names().any(|name| there.contains(&fold(name))));
    listed
}

/// The same of one record.
pub fn context(tx: &ReadTx<'_>, kind: Kind, id: RecordId) -> Result<Option<String>> {
    Ok(match kind {
        Kind::Place => above(tx, id)?,
        Kind::Person => {
            let person = tx.get::<Person>(id)?.map(|person| person.fields);
            person.and_then(|person| {
                let told = [person.occupation, person.description, person.birth.map(|birth| birth.text().to_owned())];
                let told: Vec<String> = told.into_iter().flatten().collect();
                (!told.is_empty()).then(|| told.join("; "))
            })
        }
        Kind::Incident => {
            let incident = tx.get::<Incident>(id)?.map(|incident| incident.fields);
            let place = incident.as_ref().and_then(|incident| incident.place);
            let place = place.map(|place| tx.labels(&[place])).transpose()?.unwrap_or_default();
            let date = incident.and_then(|incident| incident.date).map(|date| date.text().to_owned());
            let told: Vec<String> = date.into_iter().chain(place.into_values().map(|label| label.name)).collect();
            (!told.is_empty()).then(|| told.join(", "))
        }
        Kind::Report => {
            let report = tx.report_labels(&[id])?.remove(&id);
            report.and_then(|report| report.source).map(|source| source.name)
        }
        _ => None,
    })
}

/// The places around one, from the nearest.
fn above(tx: &ReadTx<'_>, place: RecordId) -> Result<Option<String>> {
    let mut path = tx.place_paths(&[place])?.remove(&place).unwrap_or_default();
    path.retain(|id| *id != place);
    let labels = tx.labels(&path)?;
    let names: Vec<&str> = path.iter().rev().filter_map(|id| labels.get(id)).map(|label| label.name.as_str()).collect();
    Ok((!names.is_empty()).then(|| names.join(", ")))
}
