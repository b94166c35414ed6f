//! The day and place of an arrest corrected, once for all who are ticked: each step of a taking comes to say the same.

use crate::app::form::{Extent, anchor, build_form, build_rows, write};
use crate::app::intake::follow_up::people;
use crate::app::intake::submit::Done;
use crate::domain::change::{ACCEPTED, Content, FieldValue, Place, RecordChange, Subject, WrittenReference};
use crate::domain::citation::{Citation, SUPPORTS};
use crate::domain::form_data::FormData;
use crate::domain::kind::Kind;
use crate::domain::kind::attached::Attached;
use crate::domain::record::{MISENTERED, RecordId, Value};
use crate::error::{Message, Result};
use crate::pages::follow_up::{Followed, TICKED, beside};
use crate::pages::form::{FormField, FormSection};
use crate::pages::takings::Takings;
use crate::read::form::Reader;
use crate::store::{ReadTx, WriteTx};

/// What is corrected. A field that is left empty stays as it is.
const SAID: [&str; 4] = ["date", "date_basis", "date_part", "place"];

pub fn show(tx: &ReadTx<'_>, typed: &FormData) -> Result<Takings> {
    let whole = build_form(tx, Kind::CustodyEvent, "", typed, Extent::Whole)?;
    let of = |form_field: &FormField| SAID.contains(&form_field.field.name);
    let people = people(tx, typed)?;
    let takings: Vec<RecordId> = people.iter().filter_map(|followed| Some(followed.episode.taking()?.id())).collect();
    let gives =
        |cited: &Citation| cited.stance == SUPPORTS && cited.field.as_deref().is_some_and(|f| SAID.contains(&f));
    Ok(Takings {
        is_cited: tx.citations(&takings)?.iter().any(gives),
        people,
        said: FormSection {
            kind: whole.kind,
            fields: whole.fields.into_iter().filter(of).collect(),
            lists: Vec::new(),
        },
        citations: build_rows(tx, Attached::Citation, "", typed)?,
    })
}

/// Saves what is typed for everybody who is ticked, all or nothing, cited for what is corrected.
pub fn save(tx: &mut WriteTx<'_>, typed: &FormData) -> Result<Done> {
    let people: Vec<Followed> = people(&tx.read(), typed)?.into_iter().filter(|followed| followed.ticked).collect();
    let mut reader = Reader::new(typed, anchor(&tx.read(), typed)?);
    if people.is_empty() {
        reader.fault(TICKED, Message::new("err-nobody-ticked"));
    }
    let mut said = reader.fields(Kind::CustodyEvent.fields(), "");
    let gives = |said: &[FieldValue], name: &str| {
        said.iter().any(|value| value.field == name && value.content != Content::Nothing)
    };
    // What goes with a date is said with one only.
    let dated = gives(&said, "date");
    said.retain(|value| {
        let is_of_date = ["date_basis", "date_part"].contains(&value.field);
        SAID.contains(&value.field) && value.content != Content::Nothing && (dated || !is_of_date)
    });
    if said.is_empty() {
        reader.fault("date", Message::new("err-required"));
    }
    let source = reader.citations("");
    if let Some(rows) = source.and_then(|source| reader.change.shared.get_mut(source)) {
        for row in rows.iter_mut().filter(|row| row.values.iter().all(|value| value.field != "field")) {
            let field = if dated { "date" } else { "place" };
            let content = Content::Value(Value::Text(field.to_owned()));
            row.values.push(FieldValue { field: "field", content, at: row.at.clone() });
        }
    }
    let wrongly = typed.all(ACCEPTED.name).any(|said| said == MISENTERED);
    for followed in &people {
        let reference = &followed.episode.detention.header.reference;
        let at = |field: &str| format!("{}{field}", beside(reference));
        let Some(taking) = followed.episode.taking() else {
            reader.fault(at("date"), Message::new("err-no-taking"));
            continue;
        };
        let version = typed.get(&at("version")).parse().ok();
        let known = Subject::Known(WrittenReference::Record(taking.id()), version);
        let mut record = RecordChange { support: source, ..RecordChange::new(Place::path(at("date")), known) };
        record.header.extend(wrongly.then(|| FieldValue {
            field: ACCEPTED.name,
            content: Content::Value(Value::Text(MISENTERED.to_owned())),
            at: Place::path(ACCEPTED.name),
        }));
        record.fields.extend(said.iter().map(|FieldValue { field, content, at: place }| FieldValue {
            field,
            content: content.clone(),
            // What is wrong with the day may be wrong for this person alone.
            at: if *field == "date" { Place::path(at("date")) } else { place.clone() },
        }));
        reader.change.records.push(record);
    }
    let count = reader.change.records.len();
    let written = write(tx, typed, reader)?;
    let records = (0..count).map(|number| written.record(number)).collect::<Result<Vec<_>>>()?;
    let address = match people.as_slice() {
        [only] => format!("/detentions/{}", only.episode.detention.header.reference),
        _ => {
            let labels = tx.read().labels(&records)?;
            let saved =
                records.iter().filter_map(|id| labels.get(id)).map(|label| format!("saved={}", label.reference));
            format!("/held?{}", saved.collect::<Vec<_>>().join("&"))
        }
    };
    Ok(Done { records, address })
}
