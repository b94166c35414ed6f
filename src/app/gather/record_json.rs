//! A record as the JSON API gives it: its fields and everything tied to it, each with its own citations.
//!
//! Driven by the descriptors in `domain::kind`: a new field or kind needs nothing here.

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use crate::app::gather::dossier::gather_any;
use crate::domain::citation::Citation;
use crate::domain::custody::{Episode, How, Perhaps, STATED, Term};
use crate::domain::kind::{CustodyEvent, Kind, Type};
use crate::domain::name::Name;
use crate::domain::record::{Labels, Record, RecordId};
use crate::domain::time::{Day, Edtf};
use crate::error::{Error, Result};
use crate::pages::dossier::Dossier;
use crate::store::ReadTx;

/// The record read of the JSON API; the status of a detention is told as on `on`. A reference to a record that
/// is not open to the reader is left out.
pub fn record_json<T: Serialize>(dossier: &Dossier<T>, on: Day) -> Result<Json> {
    let rows = Rows { labels: &dossier.labels, citations: &dossier.citations };
    let mut json = rows.row(&dossier.record)?;
    let external_ids: Vec<Json> =
        dossier.external_ids.iter().map(|id| json!({ "scheme": id.scheme, "value": id.value })).collect();
    let detentions = dossier.episodes.iter().map(|episode| rows.detention(episode, on)).collect::<Result<Vec<_>>>()?;
    json.insert("name".to_owned(), dossier.label.name.clone().into());
    json.insert("names".to_owned(), rows.names(&dossier.names)?);
    json.insert("external_ids".to_owned(), external_ids.into());
    json.insert("participations".to_owned(), rows.all(&dossier.participations)?);
    json.insert("relations".to_owned(), rows.all(&dossier.relations)?);
    json.insert("incident_links".to_owned(), rows.all(&dossier.incident_links)?);
    // An episode says of itself what it says within its person.
    if dossier.record.header.kind == Kind::Detention {
        json.extend(detentions.into_iter().flatten());
    } else {
        json.insert("detentions".to_owned(), detentions.into());
    }
    json.insert("figures".to_owned(), rows.all(&dossier.figures)?);
    json.insert("statements".to_owned(), rows.all(&dossier.statements)?);
    json.insert("notes".to_owned(), rows.all(&dossier.notes)?);
    for row in &dossier.others {
        let list =
            json.entry(row.header.kind.collection().replace('-', "_")).or_insert_with(|| Json::Array(Vec::new()));
        if let Json::Array(list) = list {
            list.push(rows.row(row)?.into());
        }
    }
    Ok(Json::Object(json))
}

/// The same for a record of any kind; a report names its sources.
pub fn any_json(tx: &ReadTx<'_>, kind: Kind, id: RecordId, on: Day) -> Result<Json> {
    let mut json = record_json(&gather_any(tx, kind, id)?, on)?;
    let merged = tx.merged_into(id)?;
    if !merged.is_empty() {
        json["merged"] = merged.iter().map(|line| json!({ "merge": line.merge, "ref": line.reference })).collect();
    }
    if kind == Kind::Report {
        let sources = tx.report_sources(id)?;
        let labels = tx.labels(&sources.iter().map(|(source, _)| *source).collect::<Vec<_>>())?;
        let row = |(source, role): &(RecordId, String)| json!({ "source": labels.get(source), "role": role });
        json["sources"] = sources.iter().map(row).collect();
    }
    Ok(json)
}

/// A date with the days it can mean.
pub fn date_json(date: &Edtf) -> Json {
    json!({ "edtf": date.text(), "lo": date.lo().map(Day::iso), "hi": date.hi().map(Day::iso) })
}

struct Rows<'a> {
    labels: &'a Labels,
    citations: &'a [Citation],
}

impl Rows<'_> {
    /// Header, fields and citations of any kind of record.
    fn row<T: Serialize>(&self, record: &Record<T>) -> Result<Map<String, Json>> {
        let mut json = object(&record.header)?;
        let mut fields = object(&record.fields)?;
        for field in record.header.kind.fields() {
            let Some(value) = fields.remove(field.name) else { continue };
            let value = match field.ty {
                Type::Ref(..) => self.reference(value.as_i64().map(RecordId))?,
                Type::Date => Some(date(&value)?),
                _ => Some(value),
            };
            json.extend(value.map(|value| (field.name.to_owned(), value)));
        }
        let cited = self.citations.iter().filter(|citation| citation.record == record.id());
        json.insert("citations".to_owned(), to_json(&cited.collect::<Vec<_>>())?);
        Ok(json)
    }

    fn all<T: Serialize>(&self, records: &[Record<T>]) -> Result<Json> {
        records.iter().map(|record| self.row(record).map(Json::Object)).collect()
    }

    fn reference(&self, id: Option<RecordId>) -> Result<Option<Json>> {
        id.and_then(|id| self.labels.get(&id)).map(to_json).transpose()
    }

    /// An episode with its steps, and how things stand after them: the status, and the case in law with its term.
    fn detention(&self, episode: &Episode, on: Day) -> Result<Map<String, Json>> {
        let mut json = self.row(&episode.detention)?;
        let taken = episode.taken();
        if let Some(date) = taken.date {
            json.insert("start".to_owned(), date_json(date));
            json.insert("start_basis".to_owned(), taken.basis.into());
            json.extend(taken.part.map(|part| ("start_part".to_owned(), part.into())));
        }
        json.extend(self.reference(episode.arrest_place())?.map(|place| ("arrest_place".to_owned(), place)));
        let by = self.reference(episode.arrested_by())?;
        json.extend(by.map(|by| ("arresting_organization".to_owned(), by)));
        json.insert("events".to_owned(), self.all(&episode.events)?);
        json.insert("charges".to_owned(), self.all(&episode.charges)?);
        if let (true, Some(died)) = (episode.had_died(on), &episode.died) {
            let status = json!({
                "status": episode.status(on), "as_of": date_json(died), "certainty": STATED, "event": null, "lifted_by": null,
            });
            json.insert("status".to_owned(), status);
        } else if let Some(step) = episode.status_event(on) {
            let status = json!({
                "status": episode.status(on),
                "as_of": step.fields.date.as_ref().map(date_json),
                "certainty": episode.certainty(step),
                "event": step.header.reference,
                "lifted_by": episode.lifted(on).map(|step| &step.header.reference),
            });
            json.insert("status".to_owned(), status);
        }
        let mut conditions = Map::new();
        for (field, own) in episode.detention.fields.conditions() {
            let condition = episode.condition(field, own, on);
            let told = json!({
                "value": condition.value,
                "as_of": condition.step.and_then(|step| step.fields.date.as_ref()).map(date_json),
                "certainty": condition.step.map(|step| &step.fields.certainty),
                "event": condition.step.map(|step| &step.header.reference),
            });
            conditions.extend((condition.value != "unknown").then(|| (field.to_owned(), told)));
        }
        json.insert("conditions".to_owned(), conditions.into());
        if let Some(legal) = episode.legal(on) {
            let said_by = |step: &Record<CustodyEvent>| {
                json!({
                    "as_of": step.fields.date.as_ref().map(date_json),
                    "certainty": step.fields.certainty,
                    "event": step.header.reference,
                })
            };
            let perhaps = |perhaps: &Perhaps<'_>| {
                let mut json = object(&said_by(perhaps.step))?;
                json.insert("type".to_owned(), perhaps.step.fields.r#type.clone().into());
                json.insert("term".to_owned(), perhaps.term.as_ref().map(term).into());
                Ok(Json::Object(json))
            };
            let mut state = object(&said_by(legal.step))?;
            state.insert("state".to_owned(), legal.state.code().into());
            state.insert("term".to_owned(), legal.term.as_ref().map(term).into());
            state.insert("beside".to_owned(), legal.beside.iter().map(term).collect());
            state.insert("perhaps".to_owned(), Json::Array(legal.perhaps.iter().map(perhaps).collect::<Result<_>>()?));
            json.insert("legal_state".to_owned(), state.into());
        }
        Ok(json)
    }

    fn names(&self, names: &[Name]) -> Result<Json> {
        let name = |name: &Name| {
            let mut json = object(name)?;
            if let Some(valid) = &name.valid {
                json.insert("valid".to_owned(), date_json(valid));
            }
            json.extend(self.reference(name.report)?.map(|report| ("report".to_owned(), report)));
            Ok(Json::Object(json))
        };
        names.iter().map(name).collect()
    }
}

fn term(term: &Term) -> Json {
    json!({
        "said": term.said,
        "suspended": term.how == How::Suspended,
        "served": term.how,
        "endless": term.endless,
        "computed": term.computed,
        "earliest_end": term.earliest_end,
        "latest_end": term.latest_end,
    })
}

fn date(text: &Json) -> Result<Json> {
    let date = Edtf::parse(text.as_str().unwrap_or_default()).map_err(Error::internal)?;
    Ok(date_json(&date))
}

fn object(value: &impl Serialize) -> Result<Map<String, Json>> {
    match to_json(value)? {
        Json::Object(map) => Ok(map),
        _ => Err(Error::internal("a record is no JSON object")),
    }
}

fn to_json(value: &(impl Serialize + ?Sized)) -> Result<Json> {
    serde_json::to_value(value).map_err(Error::internal)
}
