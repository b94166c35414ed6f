//! Writing through the JSON API: the body becomes a draft or a revision and what is attached; the write path does the
//! rest.
//!
//! Driven by the descriptors in `domain::kind` and `domain::attached`: a new field or kind needs nothing here.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use crate::app::record_json::any_json;
use crate::domain::access::Actor;
use crate::domain::date::Day;
use crate::domain::input::clean;
use crate::domain::kind::{Field, Kind, Type};
use crate::domain::record::{ACCEPTABLE, Draft, Fields, RecordId, RecordKey, Sensitivity};
use crate::error::{Error, Result, Say};
use crate::store::answered::{Answered, KEY, Once};
use crate::store::{ReadTx, Store, WriteTx};

/// Reading a body.
mod reading;

use reading::{Patch, Reading};

/// A write as it arrived.
pub struct Request<'r> {
    pub kind: Kind,
    /// The record to change; a new one without.
    pub record: Option<RecordKey>,
    pub body: &'r [u8],
    /// The `Idempotency-Key`.
    pub key: Option<&'r str>,
    /// The day that the status of a detention is told for.
    pub on: Day,
}

pub enum Outcome {
    Done(Answered),
    /// Somebody else wrote first: the version in force, and the record as it is now.
    Stale {
        current: i64,
        record: Json,
    },
}

const LEVELS: &[&str] = &["public", "internal", "confidential", "restricted"];

/// What a body holds beside the fields of the kind and what is attached.
pub const ENVELOPE: &[Field] = &[
    Field { name: "reason", ty: Type::Text, required: true, default: None },
    Field { name: "sensitivity", ty: Type::Choice(LEVELS), required: false, default: None },
    Field { name: "comment", ty: Type::Prose, required: false, default: None },
    Field { name: "compartment", ty: Type::Text, required: false, default: None },
    Field { name: "accepted", ty: Type::Choice(ACCEPTABLE), required: false, default: None },
];
/// What only a change holds: the version its writer has read, a step of review, taking out of use or bringing back,
/// another record that is the same, and parting the two again.
pub const CHANGE: &[Field] = &[
    Field { name: "version", ty: Type::Integer, required: true, default: None },
    Field {
        name: "review",
        ty: Type::Choice(&["draft", "checked", "approved", "disputed"]),
        required: false,
        default: None,
    },
    Field { name: "withdrawn", ty: Type::Bool, required: false, default: None },
    Field { name: "merged", ty: Type::Text, required: false, default: None },
    Field { name: "merged_version", ty: Type::Integer, required: false, default: None },
    Field { name: "unmerge", ty: Type::Integer, required: false, default: None },
];
/// Of a row that is there already: its number, and that it is to go.
const ROW: &[Field] = &[
    Field { name: "row", ty: Type::Integer, required: false, default: None },
    Field { name: "remove", ty: Type::Bool, required: false, default: None },
];
/// The primary name, for short.
pub const PRIMARY: Field = Field { name: "name", ty: Type::Text, required: false, default: None };

/// What rows of a list hold in a change beside their fields. A source has no number: it is known by its role.
pub fn row_keys(list: &str) -> &'static [Field] {
    if list == "sources" { ROW.get(1..).unwrap_or_default() } else { ROW }
}

/// Does the write, once per key: all of it with its reason in the history, or nothing.
pub fn write(store: &Store, actor: &Actor, request: &Request<'_>) -> Result<Outcome> {
    let body: Map<String, Json> = serde_json::from_slice(request.body).map_err(|_| Error::bad("err-not-json"))?;
    let once = once(request)?;
    // A reason that is missing or faulty is an error of its field below, with the others.
    let reason = body.get("reason").and_then(Json::as_str).and_then(|text| clean(text, Type::Text).ok());
    let done = store.write(actor, reason.as_deref().unwrap_or_default(), |tx| {
        if let Some((id, first)) = once.as_ref().map_or(Ok(None), |once| tx.answered(once))? {
            return again(&tx.read(), request, id, first);
        }
        let (id, json, status) = match &request.record {
            None => {
                let id = create(tx, request.kind, &body)?;
                (id, any_json(&tx.read(), request.kind, id, request.on)?, 201)
            }
            Some(key) => {
                let (id, json) = change(tx, request, key, &body)?;
                (id, json, 200)
            }
        };
        let answered = Answered { status, body: json.to_string() };
        if let Some(once) = &once {
            tx.keep_answer(once, id, &answered)?;
        }
        Ok(answered)
    });
    match (done, &request.record) {
        (Err(Error::Stale { current }), Some(key)) => {
            let record = store.read(actor.viewer(), |tx| {
                any_json(tx, request.kind, tx.resolve_kind(key, request.kind)?, request.on)
            })?;
            Ok(Outcome::Stale { current, record })
        }
        (done, _) => Ok(Outcome::Done(done?)),
    }
}

/// The first answer again. If anything it tells of was closed to its writer since, the record as it is now instead.
fn again(tx: &ReadTx<'_>, request: &Request<'_>, id: RecordId, first: Answered) -> Result<Answered> {
    let mut told = BTreeSet::new();
    uids(&serde_json::from_str(&first.body).map_err(Error::internal)?, &mut told);
    for key in told.iter().filter_map(|uid| RecordKey::parse(uid)) {
        match tx.resolve(&key) {
            Err(Error::NotFound) => {
                return Ok(Answered { body: any_json(tx, request.kind, id, request.on)?.to_string(), ..first });
            }
            seen => drop(seen?),
        }
    }
    Ok(first)
}

/// Every record that an answer names.
fn uids(json: &Json, into: &mut BTreeSet<String>) {
    match json {
        Json::Object(map) => {
            into.extend(map.get("uid").and_then(Json::as_str).map(str::to_owned));
            map.values().for_each(|value| uids(value, into));
        }
        Json::Array(items) => items.iter().for_each(|item| uids(item, into)),
        _ => {}
    }
}

/// The key of the write. A new record needs one: sent twice, it would be there twice.
fn once(request: &Request<'_>) -> Result<Option<Once>> {
    let record = match &request.record {
        None => "POST".to_owned(),
        Some(RecordKey::Uid(uid)) => uid.to_string(),
        Some(RecordKey::Ref(reference)) => reference.clone(),
    };
    let parts = [request.kind.collection().as_bytes(), record.as_bytes(), request.body];
    match request.key {
        Some(key) => Once::new(key, &parts).map(Some),
        None if request.record.is_some() => Ok(None),
        None => Err(Error::invalid(KEY, Say::new("err-required"))),
    }
}

fn create(tx: &mut WriteTx<'_>, kind: Kind, body: &Map<String, Json>) -> Result<RecordId> {
    let mut reading = Reading::new(tx.read());
    let Patch { revision, .. } = reading.record(kind, body, &[])?;
    let additions = reading.additions(kind, body, None)?;
    if kind.has_names() && !additions.names.iter().any(|(_, _, name)| name.kind == "primary") {
        reading.fault(PRIMARY.name, Say::new("err-required"));
    }
    reading.require("", kind.fields(), &revision.fields);
    reading.finish()?;
    let id = tx.create(&Draft {
        sensitivity: revision.sensitivity.unwrap_or(Sensitivity::Internal),
        comment: revision.comment.flatten(),
        compartment: revision.compartment.flatten(),
        accepted: revision.accepted,
        ..Draft::new(kind, revision.fields)
    })?;
    additions.attach(tx, id)?;
    Ok(id)
}

/// The record after a change; of one that was withdrawn, as it was when it went.
fn change(
    tx: &mut WriteTx<'_>,
    request: &Request<'_>,
    key: &RecordKey,
    body: &Map<String, Json>,
) -> Result<(RecordId, Json)> {
    let kind = request.kind;
    let id = match body.get("withdrawn") {
        Some(Json::Bool(false)) => tx.find_withdrawn(key, kind)?,
        _ => tx.read().resolve_kind(key, kind)?,
    };
    let mut reading = Reading::new(tx.read());
    let Patch { revision, version, review, withdrawn, merged, unmerge } = reading.record(kind, body, CHANGE)?;
    let additions = reading.additions(kind, body, Some(id))?;
    reading.finish()?;
    if withdrawn == Some(false) {
        tx.restore(id, version)?;
    }
    if let Some((merged, merged_version)) = merged {
        tx.in_force(id, version)?;
        tx.in_force(merged, merged_version).map_err(|error| match error {
            Error::Stale { .. } => Error::invalid("merged_version", Say::new("err-stale")),
            other => other,
        })?;
        tx.merge((id, version), (merged, merged_version), &Fields::new())?;
    }
    let mut left = Vec::new();
    if let Some(merge) = unmerge {
        tx.in_force(id, version)?;
        if !tx.read().merged_into(id)?.iter().any(|line| line.merge == merge) {
            return Err(Error::invalid("unmerge", Say::new("err-no-such-row")));
        }
        left = tx.unmerge(merge)?.left;
    }
    if revision.is_empty() {
        // Adding is for everybody who may create; only changing asks for more.
        tx.in_force(id, version)?;
    } else {
        tx.revise(id, version, &revision)?;
    }
    additions.attach(tx, id)?;
    if let Some(review) = review {
        tx.review(id, version, &review)?;
    }
    let mut json = any_json(&tx.read(), kind, id, request.on)?;
    if unmerge.is_some() {
        let labels = tx.read().labels(&left.iter().map(|(id, _)| *id).collect::<Vec<_>>())?;
        let row = |(id, what): &(RecordId, String)| json!({ "record": labels.get(id), "what": what });
        json["left"] = left.iter().map(row).collect();
    }
    if withdrawn == Some(true) {
        json["version"] = tx.withdraw(id, version)?.into();
        json["review"] = "withdrawn".into();
    }
    Ok((id, json))
}

#[cfg(test)]
mod tests {
    use super::LEVELS;
    use crate::domain::record::Sensitivity;

    #[test]
    fn the_levels_are_those_of_sensitivity() {
        assert_eq!(Sensitivity::ALL.map(Sensitivity::code), *LEVELS);
    }
}
