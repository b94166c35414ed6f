//! Writing through the JSON API: once per key, what a body says of its record, and what else it asks to be done to it.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use crate::app::apply::apply;
use crate::app::form::{day_of_report, today};
use crate::app::gather::record_json::any_json;
use crate::domain::access::Actor;
use crate::domain::change::{Change, Fault, Place, SAME, Subject, WrittenReference, refused};
use crate::domain::kind::value::clean;
use crate::domain::kind::{Field, Kind, Type, field, required};
use crate::domain::record::{Fields, RecordId, RecordKey, Value};
use crate::domain::time::{Anchor, Day};
use crate::error::{Error, Message, Result};
use crate::read::json;
use crate::store::idempotency::{KEY, KeptAnswer, Once};
use crate::store::{ReadTx, Store, WriteTx};

/// A write as it arrived.
pub struct ApiWrite<'r> {
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
    Done(KeptAnswer),
    /// Somebody else wrote first: the version in force, and the record as it is now.
    Stale {
        current: i64,
        record: Json,
    },
}

const REASON: Field = required("reason", Type::Text);
/// What a body holds beside what is written of its record.
const NEW: &[Field] = &[REASON];
/// What only a change holds: the version its writer has read, a step of review, taking out of use or bringing back,
/// another record that is the same, and parting the two again.
const CHANGE: &[Field] = &[
    REASON,
    required("version", Type::Integer),
    field("review", Type::Choice(&["draft", "checked", "approved", "disputed"])),
    field("withdrawn", Type::Bool),
    field("merged", Type::Text),
    field("merged_version", Type::Integer),
    field("unmerge", Type::Integer),
];

/// Everything that bodies hold beside the fields of a kind and its lists.
pub fn envelope() -> impl Iterator<Item = &'static Field> {
    CHANGE.iter().chain(json::header())
}

/// Does the write, once per key: all of it with its reason in the history, or nothing.
pub fn write(store: &Store, actor: &Actor, request: &ApiWrite<'_>) -> Result<Outcome> {
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
                // Of an episode that is there already nothing was made.
                let status = if body.get(SAME.name).is_some_and(|same| !same.is_null()) { 200 } else { 201 };
                (id, any_json(&tx.read(), request.kind, id, request.on)?, status)
            }
            Some(key) => {
                let (id, json) = change(tx, request, key, &body)?;
                (id, json, 200)
            }
        };
        let answered = KeptAnswer { status, body: json.to_string() };
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
fn again(tx: &ReadTx<'_>, request: &ApiWrite<'_>, id: RecordId, first: KeptAnswer) -> Result<KeptAnswer> {
    let mut told = BTreeSet::new();
    uids(&serde_json::from_str(&first.body).map_err(Error::internal)?, &mut told);
    for key in told.iter().filter_map(|uid| RecordKey::parse(uid)) {
        match tx.resolve(&key) {
            Err(Error::NotFound) => {
                return Ok(KeptAnswer { body: any_json(tx, request.kind, id, request.on)?.to_string(), ..first });
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
fn once(request: &ApiWrite<'_>) -> Result<Option<Once>> {
    let record = match &request.record {
        None => "POST".to_owned(),
        Some(RecordKey::Uid(uid)) => uid.to_string(),
        Some(RecordKey::Ref(reference)) => reference.clone(),
    };
    let parts = [request.kind.collection().as_bytes(), record.as_bytes(), request.body];
    match request.key {
        Some(key) => Once::new(key, &parts).map(Some),
        None if request.record.is_some() => Ok(None),
        None => Err(Error::invalid(KEY, Message::new("err-required"))),
    }
}

fn create(tx: &mut WriteTx<'_>, kind: Kind, body: &Map<String, Json>) -> Result<RecordId> {
    let anchor = anchor(&tx.read(), body, None)?;
    let (change, _) = json::read(kind, body, Subject::New(kind), NEW, anchor);
    written(tx, &change)
}

/// What the dates of a body are counted from, as those of a form are: the day of the report that it cites first, or that the
/// record cites; today where there is none.
fn anchor(tx: &ReadTx<'_>, body: &Map<String, Json>, record: Option<RecordId>) -> Result<Option<Anchor>> {
    let cited = body.get("citations").and_then(|rows| rows.get(0)?.get("report")?.as_str());
    let report = match (cited, record) {
        // A report that is not there is told of below.
        (Some(key), _) => match RecordKey::parse(key).map(|key| tx.resolve_kind(&key, Kind::Report)) {
            Some(Ok(report)) => Some(report),
            None | Some(Err(Error::NotFound)) => return Ok(None),
            Some(Err(error)) => return Err(error),
        },
        (None, Some(record)) => tx.citations(&[record])?.first().map(|citation| citation.report_id),
        (None, None) => None,
    };
    report.map_or_else(|| Ok(today()), |report| day_of_report(tx, report))
}

/// The record of a change, if nothing is wrong with it.
fn written(tx: &mut WriteTx<'_>, change: &Change) -> Result<RecordId> {
    let records = apply(tx, change)?.map_err(refused)?;
    records.first().copied().ok_or_else(|| Error::internal("a body without a record"))
}

/// The record after a change; of one that was withdrawn, as it was when it went.
fn change(
    tx: &mut WriteTx<'_>,
    request: &ApiWrite<'_>,
    key: &RecordKey,
    body: &Map<String, Json>,
) -> Result<(RecordId, Json)> {
    let kind = request.kind;
    let id = match body.get("withdrawn") {
        Some(Json::Bool(false)) => tx.find_withdrawn(key, kind)?,
        _ => tx.read().resolve_kind(key, kind)?,
    };
    let version = body.get("version").and_then(Json::as_i64).unwrap_or_default();
    let subject = Subject::Known(WrittenReference::Record(id), Some(version));
    let anchor = anchor(&tx.read(), body, Some(id))?;
    let (mut change, said) = json::read(kind, body, subject, CHANGE, anchor);
    let acts = Acts::read(&tx.read(), kind, said, &mut change.faults)?;
    if !change.faults.is_empty() {
        // What else is wrong with the body is told with it; the record may not be there for it yet.
        return Err(match acts.withdrawn {
            Some(false) => refused(change.faults),
            _ => apply(tx, &change)?.map_or_else(refused, |_| Error::internal("faults were forgotten")),
        });
    }
    if acts.withdrawn == Some(false) {
        tx.restore(id, version)?;
    }
    if let Some((merged, merged_version)) = acts.merged {
        tx.in_force(id, version)?;
        tx.in_force(merged, merged_version).map_err(|error| match error {
            Error::Stale { .. } => Error::invalid("merged_version", Message::new("err-stale")),
            other => other,
        })?;
        tx.merge((id, version), (merged, merged_version), &Fields::new())?;
    }
    let mut left = Vec::new();
    if let Some(merge) = acts.unmerge {
        left = tx.part_from((id, version), merge)?.left;
    }
    written(tx, &change)?;
    if let Some(review) = &acts.review {
        tx.review(id, version, review)?;
    }
    let mut json = any_json(&tx.read(), kind, id, request.on)?;
    if acts.unmerge.is_some() {
        let labels = tx.read().labels(&left.iter().map(|(id, _)| *id).collect::<Vec<_>>())?;
        let row = |(id, what): &(RecordId, String)| json!({ "record": labels.get(id), "what": what });
        json["left"] = left.iter().map(row).collect();
    }
    if acts.withdrawn == Some(true) {
        json["version"] = tx.withdraw(id, version)?.into();
        json["review"] = "withdrawn".into();
    }
    Ok((id, json))
}

/// What else a body asks to be done to its record.
struct Acts {
    review: Option<String>,
    withdrawn: Option<bool>,
    /// The record to merge into this one, and its version.
    merged: Option<(RecordId, i64)>,
    /// The merge to undo.
    unmerge: Option<i64>,
}

impl Acts {
    fn read(tx: &ReadTx<'_>, kind: Kind, mut said: Fields, faults: &mut Vec<Fault>) -> Result<Acts> {
        let mut text = |name: &str| match said.remove(name) {
            Some(Some(Value::Text(text))) => Some(text),
            _ => None,
        };
        let (review, merged) = (text("review"), text("merged"));
        let number = |name: &str| match said.get(name) {
            Some(Some(Value::Integer(number))) => Some(*number),
            _ => None,
        };
        let withdrawn = match said.get("withdrawn") {
            Some(Some(Value::Bool(withdrawn))) => Some(*withdrawn),
            _ => None,
        };
        let mut fault = |field: &str, key| faults.push(Fault::of(Place::path(field), field, Message::new(key)));
        let merged = match merged {
            None => None,
            Some(key) => {
                let found = match RecordKey::parse(&key).map(|key| tx.resolve_kind(&key, kind)) {
                    None | Some(Err(Error::NotFound)) => None,
                    Some(found) => Some(found?),
                };
                match (found, number("merged_version")) {
                    (None, _) => fault("merged", "err-no-such-record"),
                    (_, None) => fault("merged_version", "err-required"),
                    _ => {}
                }
                found.zip(number("merged_version"))
            }
        };
        Ok(Acts { review, withdrawn, merged, unmerge: number("unmerge") })
    }
}
