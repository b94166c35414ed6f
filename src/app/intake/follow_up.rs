//! A further step in the custody of one or several people: the same words for each, saved together.

use crate::app::form::{Extent, anchor, build_form, build_rows, write};
use crate::app::intake::submit::Done;
use crate::domain::change::{Content, FieldValue, Place, Subject, WrittenReference};
use crate::domain::custody::Status;
use crate::domain::form_data::FormData;
use crate::domain::kind::Detention;
use crate::domain::kind::Kind;
use crate::domain::kind::attached::Attached;
use crate::domain::record::{Header, RecordId, RecordKey};
use crate::error::{Error, Message, Result};
use crate::pages::follow_up::{FROM_STEP, FollowUp, Followed, OFFERED, TICKED, beside};
use crate::pages::form::{FormField, FormSection};
use crate::read::form::Reader;
use crate::store::{ReadTx, WriteTx};

const STEP: [&str; 6] = ["type", "date", "date_basis", "date_part", "place", "organization"];
const STATUS: &str = "status_after";
const REST: [&str; 2] = ["certainty", "note"];
/// What the form says without asking.
const GIVEN: [&str; 2] = ["detention", "seq"];

/// An empty form for the episodes that an address names.
pub fn opened(asked: &[(String, String)]) -> FormData {
    let named = || asked.iter().filter(|(name, _)| name == TICKED).map(|(_, reference)| reference);
    let both = named().flat_map(|reference| [OFFERED, TICKED].map(|name| (name.to_owned(), reference.clone())));
    let mut typed = FormData::new(both.collect());
    typed.set(STATUS, FROM_STEP);
    typed
}

/// The form as it is shown.
pub fn show(tx: &ReadTx<'_>, typed: &FormData) -> Result<FollowUp> {
    let whole = build_form(tx, Kind::CustodyEvent, "", typed, Extent::Whole)?;
    let part = |names: &[&str]| {
        let of = |form_field: &&FormField| names.contains(&form_field.field.name);
        FormSection { kind: whole.kind, fields: whole.fields.iter().filter(of).cloned().collect(), lists: Vec::new() }
    };
    // Whatever else a step can say is of courts and prosecutors.
    let elsewhere = [&STEP[..], &[STATUS], &REST, &GIVEN].concat();
    let names = Kind::CustodyEvent.fields().iter().map(|field| field.name);
    let law: Vec<&str> = names.filter(|name| !elsewhere.contains(name)).collect();
    let status = part(&[STATUS]).fields.pop().ok_or_else(|| Error::internal("a step has no status"))?;
    Ok(FollowUp {
        people: people(tx, typed)?,
        step: part(&STEP),
        status,
        law: part(&law),
        rest: part(&REST),
        citations: build_rows(tx, Attached::Citation, "", typed)?,
        compartments: tx.compartment_names()?,
    })
}

/// The episodes that the form offers, in its order, each with how things stand.
pub(super) fn people(tx: &ReadTx<'_>, typed: &FormData) -> Result<Vec<Followed>> {
    let mut people: Vec<Followed> = Vec::new();
    for reference in typed.all(OFFERED) {
        let id = detention(tx, reference)?;
        if people.iter().any(|known| known.episode.detention.id() == id) {
            continue;
        }
        let Some(episode) = tx.with_steps(tx.get_many::<Detention>(&[id])?)?.pop() else { continue };
        let person = episode.detention.fields.person.ok_or(Error::NotFound)?;
        let ticked = typed.all(TICKED).any(|ticked| ticked == reference);
        people.push(Followed { person: tx.label(person)?, episode, ticked });
    }
    Ok(people)
}

fn detention(tx: &ReadTx<'_>, reference: &str) -> Result<RecordId> {
    let key = RecordKey::parse(reference).ok_or(Error::NotFound)?;
    tx.resolve_kind(&key, Kind::Detention)
}

/// Saves the step once for everybody who is ticked, each cited alike. It goes back to the person, or to all who are held.
pub fn save(tx: &mut WriteTx<'_>, typed: &FormData) -> Result<Done> {
    let mut resolved = typed.clone();
    if typed.get(STATUS) == FROM_STEP {
        let status = tx.read().step(typed.get("type").trim())?.brings_with(Some(typed.get("sentence")));
        resolved.set(STATUS, status.map_or("", Status::code));
    }
    let people: Vec<Followed> = people(&tx.read(), typed)?.into_iter().filter(|followed| followed.ticked).collect();
    let mut reader = Reader::new(&resolved, anchor(&tx.read(), typed)?);
    if people.is_empty() {
        reader.fault(TICKED, Message::new("err-nobody-ticked"));
    }
    reader.support();
    let fields = reader.fields(Kind::CustodyEvent.fields(), "");
    if people.is_empty() && !fields.iter().any(|value| value.field == "type" && value.content != Content::Nothing) {
        reader.fault("type", Message::new("err-required"));
    }
    for followed in &people {
        step(&mut reader, followed, &fields);
    }
    let first_step = reader.change.records.len() - people.len();
    let written = write(tx, &resolved, reader)?;
    let made =
        (first_step..first_step + people.len()).map(|number| written.record(number)).collect::<Result<Vec<_>>>()?;
    let address = match people.as_slice() {
        [only] => format!("/people/{}", only.person.reference),
        _ => {
            let labels = tx.read().labels(&made)?;
            let named = made.iter().filter_map(|id| labels.get(id));
            let saved: Vec<String> = named.map(|label| format!("saved={}", label.reference)).collect();
            format!("/held?{}", saved.join("&"))
        }
    };
    Ok(Done { records: made, address })
}

/// The step of one person. What is wrong with the day may be wrong for this person alone: it is told beside the name.
fn step(reader: &mut Reader<'_>, followed: &Followed, fields: &[FieldValue]) {
    let Header { id, reference, .. } = &followed.episode.detention.header;
    let mut step = reader.bare(Subject::New(Kind::CustodyEvent));
    let detention = Content::Reference(WrittenReference::Record(*id));
    step.fields.push(FieldValue { field: "detention", content: detention, at: Place::path(TICKED) });
    for FieldValue { field, content, at } in fields.iter().filter(|value| value.field != "detention") {
        let at = if *field == "date" { Place::path(format!("{}date", beside(reference))) } else { at.clone() };
        step.fields.push(FieldValue { field, content: content.clone(), at });
    }
    reader.change.records.push(step);
}
