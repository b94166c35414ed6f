//! Records of a kind found by name, as the JSON API gives them: the best first, with why, and with what tells namesakes apart.

use serde_json::{Value as Json, json};

use crate::app::form::with_context;
use crate::app::gather::list::people;
use crate::app::gather::record_json::date_json;
use crate::domain::custody::Episode;
use crate::domain::kind::{CustodyEvent, Kind, Target};
use crate::domain::name::matching::{Letters, Match};
use crate::domain::record::{Record, RecordId};
use crate::domain::time::Day;
use crate::error::Result;
use crate::pages::list::PersonRow;
use crate::store::ReadTx;

/// Who or what of a kind a text may mean; custody is told as on `on`.
pub fn found_json(tx: &ReadTx<'_>, kind: Kind, text: &str, letters: Letters, limit: usize, on: Day) -> Result<Json> {
    let matches = with_context(tx, tx.matches_in(Target::One(kind), text, letters, limit)?)?;
    let ids: Vec<RecordId> = matches.iter().map(|found| found.label.id).collect();
    let names = tx.names(&ids)?;
    let standing = match kind {
        Kind::Person => people(tx, &ids, &mut tx.labels(&ids)?, on)?,
        _ => Vec::new(),
    };
    let matched = |found: &Match| {
        let label = &found.label;
        let others = names.get(&label.id).into_iter().flatten().map(|name| &name.text);
        let aliases: Vec<&String> = others.filter(|text| **text != label.name).collect();
        let mut json = json!({
            "uid": label.uid, "ref": label.reference, "name": label.name, "aliases": aliases,
            "score": f64::from(found.score) / 1000.0, "why": found.why, "spelled": found.spelled, "context": found.context,
        });
        if kind == Kind::Person {
            json["group"] = label.group.into();
            let row = standing.iter().find(|row| row.label.id == label.id);
            let custody = row.and_then(PersonRow::status).map(|(episode, step)| custody_json(episode, step, on));
            json["custody"] = custody.into();
        }
        json
    };
    Ok(json!({ "matches": matches.iter().map(matched).collect::<Vec<Json>>() }))
}

/// How things stand in an episode, by this step, and since when that is known.
pub(super) fn custody_json(episode: &Episode, step: &Record<CustodyEvent>, on: Day) -> Json {
    let as_of = step.fields.date.as_ref().map(date_json);
    json!({ "status": episode.status(on), "as_of": as_of, "certainty": episode.certainty(step) })
}
