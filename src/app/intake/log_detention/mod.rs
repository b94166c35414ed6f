//! Logging a detention: one form, for one person or for many who were taken together, saved whole or not at all.

use std::collections::BTreeSet;

use crate::app::apply::Resolution;
use crate::app::form::{FormLink, Written, anchor, build_fields, build_rows, resolve_typed, write};
use crate::app::intake::submit::Done;
use crate::domain::change::{ACCEPTED, COMMENT, Content, FieldValue, Place};
use crate::domain::form_data::FormData;
use crate::domain::invisible::visible;
use crate::domain::kind::attached::Attached;
use crate::domain::kind::{Kind, Target};
use crate::domain::kind::{Participation, Report};
use crate::domain::logging::{CUSTODY, LINES_MAX, PART_OF, PersonLine, TAKEN, Who};
use crate::domain::pasted::lines;
use crate::domain::record::{DUPLICATE, Label, RecordId, RecordKey, Value};
use crate::error::{Error, Message, Result};
use crate::pages::form::{FormField, FormRows, Link, Understood};
use crate::read::form::Reader;
use crate::store::{ReadTx, WriteTx};

/// Episodes.
mod episode;
/// Records put together.
mod parts;
/// Lines.
mod people;
/// A report of an arrest that is known already.
mod same;

use episode::{ROLE, Together, episode};
use people::{as_of, is_twice, person, tie_offered, who};
use same::{report_of, same_episode};

/// The form as it is shown.
#[derive(Debug)]
pub struct DetentionForm {
    pub typed: FormData,
    pub lines: Vec<PersonLine>,
    pub taken: Vec<FormField>,
    pub custody: Vec<FormField>,
    pub part_of: Vec<FormField>,
    /// What supports everything; what supports the arrest and the status alone, where they have their own.
    pub source: FormRows,
    pub taken_source: FormRows,
    pub status_source: FormRows,
    /// The report that is cited, with its text.
    pub report: Option<(Label, Option<String>)>,
    /// The compartments that the records can be put into.
    pub compartments: Vec<String>,
}

const TAKEN_SOURCE: &str = "taken.";
const STATUS_SOURCE: &str = "status.";

/// What the address of the form keeps from the one before, beside the report: a parameter, and the field it fills.
const KEPT: [(&str, &str, Kind); 4] = [
    ("place", "taken_place", Kind::Place),
    ("by", "taken_by", Kind::Organization),
    ("held", "held_place", Kind::Place),
    ("incident", "incident", Kind::Incident),
];

/// The same of what is no record: the date as it was understood, and codes.
const KEPT_CODES: [(&str, &str); 5] = [
    ("date", "taken"),
    ("basis", "taken_basis"),
    ("part", "taken_part"),
    ("hedge", "citations.0.hedge"),
    ("grade", "citations.0.grade"),
];

/// Fills in what the address says: report, places, organization, incident, person and date.
pub fn prefilled(tx: &ReadTx<'_>, asked: &[(String, String)]) -> Result<FormData> {
    let mut typed = FormData::default();
    for (name, value) in asked {
        if let Some((_, field)) = KEPT_CODES.iter().find(|(parameter, _)| parameter == name) {
            typed.set(field, value.clone());
            continue;
        }
        let mut fill = |field: &str, kind: Kind| -> Result<()> {
            let key = RecordKey::parse(value).ok_or(Error::NotFound)?;
            typed.set_link(field, &tx.label(tx.resolve_kind(&key, kind)?)?);
            Ok(())
        };
        match (name.as_str(), KEPT.iter().find(|(parameter, ..)| parameter == name)) {
            (_, Some((_, field, kind))) => fill(field, *kind)?,
            ("cite", _) => fill("citations.0.report", Kind::Report)?,
            ("person", _) => {
                let key = RecordKey::parse(value).ok_or(Error::NotFound)?;
                let label = tx.label(tx.resolve_kind(&key, Kind::Person)?)?;
                typed.set("who", label.name.clone());
                typed.set("w.0.for", label.name);
                typed.set("w.0.pick", label.reference);
            }
            ("saved", _) => {}
            _ => return Err(Error::bad("err-unknown-parameter")),
        }
    }
    Ok(typed)
}

pub fn show(tx: &ReadTx<'_>, typed: FormData) -> Result<DetentionForm> {
    let source = build_rows(tx, Attached::Citation, "", &typed)?;
    let report = source.rows.iter().flat_map(|row| &row.fields).find_map(|form_field| match &form_field.read {
        Understood::Record(Link::Chosen(label)) if label.kind == Kind::Report => Some(label.clone()),
        _ => None,
    });
    let body = report.as_ref().map(|report| tx.get::<Report>(report.id)).transpose()?.flatten();
    Ok(DetentionForm {
        lines: who(tx, &typed)?,
        taken: build_fields(tx, TAKEN, &typed)?,
        custody: build_fields(tx, CUSTODY, &typed)?,
        part_of: build_fields(tx, PART_OF, &typed)?,
        taken_source: build_rows(tx, Attached::Citation, TAKEN_SOURCE, &typed)?,
        status_source: build_rows(tx, Attached::Citation, STATUS_SOURCE, &typed)?,
        source,
        compartments: tx.compartment_names()?,
        report: report.map(|label| (label, body.and_then(|report| report.fields.body))),
        typed,
    })
}

/// Saves the form: the people, an episode for each, the arrest, what is known since, and their part in the incident.
/// Gives the first episode, and where to go on.
pub fn save(tx: &mut WriteTx<'_>, typed: &FormData) -> Result<Done> {
    let count = lines(&visible(typed.get("who"), false)).len();
    let people = if count <= LINES_MAX { who(&tx.read(), typed)? } else { Vec::new() };
    let mut reader = Reader::new(typed, anchor(&tx.read(), typed)?);
    if count == 0 {
        reader.fault("who", Message::new("err-required"));
    } else if count > LINES_MAX {
        reader.fault("who", Message::new("err-too-many-lines").arg("n", LINES_MAX).arg("given", count));
    }
    let is_meant = typed.all(ACCEPTED.name).any(|warning| warning == DUPLICATE);
    for (number, line) in people.iter().enumerate() {
        if line.is_open {
            reader.fault(format!("w.{number}"), Message::new("err-who").arg("name", &line.text));
        } else if people.iter().take(number).any(|earlier| is_twice(earlier, line)) && !is_meant {
            let say = Message::new("err-line-twice").arg("line", &line.text).arg("accept", DUPLICATE);
            reader.fault(format!("w.{number}"), say);
        }
    }
    let source = reader.support();
    let (taken_source, status_source) = (reader.citations(TAKEN_SOURCE), reader.citations(STATUS_SOURCE));
    let together = Together {
        taken: reader.fields(TAKEN, ""),
        custody: reader.fields(CUSTODY, ""),
        incident: PART_OF.first().map_or(Content::Nothing, |field| reader.reference(field, "incident")),
        source,
        taken_source: taken_source.or(source),
        status_source: status_source.or(source),
    };
    let there = taking_part(&tx.read(), typed)?;
    let as_of = as_of(&tx.read(), typed, &together)?;
    let mut episodes = Vec::new();
    for (number, line) in people.iter().enumerate() {
        let person = person(&mut reader, number, line, (as_of.as_ref(), source));
        tie_offered(&mut reader, number, line, &person, source);
        let takes_part = !matches!(&line.who, Some(Who::Known(reference)) if there.contains(reference));
        if let Some(same) = same_episode(&tx.read(), typed, line)? {
            episodes.push(report_of(&mut reader, &format!("w.{number}"), person, takes_part, (&same, &together)));
            continue;
        }
        let number = episode(&mut reader, number, person, takes_part, &together);
        // What a line says of somebody who is there is not lost, and changes nothing of the record.
        if let (Some(Who::Known(_)), Some(_), Some(episode)) =
            (&line.who, &line.age, reader.change.records.get_mut(number))
        {
            let content = Content::Value(Value::Text(line.typed.clone()));
            episode.header.push(FieldValue { field: COMMENT.name, content, at: Place::path(format!("w.{number}")) });
        }
        episodes.push(number);
    }
    let written = write(tx, typed, reader)?;
    let episodes = episodes.into_iter().map(|number| written.record(number)).collect::<Result<Vec<_>>>()?;
    let first = episodes.first().copied().ok_or_else(|| Error::internal("a log without fault made no detention"))?;
    let incident = written.referred(&tx.read(), Target::One(Kind::Incident), "incident")?;
    let address = match (typed.get("next") == "1", incident, episodes.as_slice()) {
        (true, ..) => another(&tx.read(), &written, &together, first)?,
        (false, _, [only]) => crate::app::intake::record_form::page_of(&tx.read(), *only)?,
        (false, Some(incident), _) => crate::app::intake::record_form::page_of(&tx.read(), incident)?,
        (false, None, _) => "/held".to_owned(),
    };
    Ok(Done { records: episodes, address })
}

/// Who has the part of somebody detained in the incident already.
fn taking_part(tx: &ReadTx<'_>, typed: &FormData) -> Result<BTreeSet<String>> {
    let Resolution::Record(incident) = resolve_typed(tx, Target::One(Kind::Incident), "incident", typed)? else {
        return Ok(BTreeSet::new());
    };
    let parts = tx.referencing::<Participation>("incident", &[incident.id])?;
    let people: Vec<RecordId> =
        parts.iter().filter(|part| part.fields.role == ROLE).filter_map(|part| part.fields.person).collect();
    Ok(tx.labels(&people)?.into_values().map(|label| label.reference).collect())
}

/// The next form, with the same report as it put this one, the same incident, places, organization and date.
fn another(tx: &ReadTx<'_>, written: &Written<'_>, together: &Together, saved: RecordId) -> Result<String> {
    let mut kept = Vec::new();
    for (parameter, field, kind) in KEPT {
        if let Some(id) = written.referred(tx, Target::One(kind), field)? {
            kept.push(format!("{parameter}={}", tx.label(id)?.reference));
        }
    }
    if let Some(report) = written.referred(tx, Target::One(Kind::Report), "citations.0.report")? {
        kept.push(format!("cite={}", tx.label(report)?.reference));
        for part in ["hedge", "grade"] {
            if let Some(Content::Value(code)) = written.supporting(together.source, part) {
                kept.push(format!("{part}={code}"));
            }
        }
    }
    let said = |name: &str| together.said_of_taking(name).map(|value| &value.content);
    if let Some(Content::Value(date)) = said("taken") {
        let encoded: String = form_urlencoded::byte_serialize(date.to_string().as_bytes()).collect();
        kept.push(format!("date={encoded}"));
    }
    for (parameter, field) in [("basis", "taken_basis"), ("part", "taken_part")] {
        if let Some(Content::Value(code)) = said(field) {
            kept.push(format!("{parameter}={code}"));
        }
    }
    kept.push(format!("saved={}", tx.label(saved)?.reference));
    Ok(format!("/detentions/new?{}", kept.join("&")))
}
