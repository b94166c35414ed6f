//! The form of any record: a new one, filled with what is known already, or one that is changed.

use std::collections::HashMap;

use serde_json::Value as Json;

use crate::app::form::{Extent, FormLink, anchor, build_form, stored, write};
use crate::app::gather::summary::describe;
use crate::app::intake::submit::Done;
use crate::domain::change::{Subject, WrittenReference};
use crate::domain::form_data::FormData;
use crate::domain::kind::value::clean;
use crate::domain::kind::{Kind, Target, Type};
use crate::domain::record::{Header, RecordId, RecordKey};
use crate::error::{Error, Message, Result};
use crate::pages::form::FormSection;
use crate::pages::summary::RecordSummary;
use crate::read::form::Reader;
use crate::store::{ReadTx, WriteTx};

/// A form and what stands around it.
#[derive(Debug)]
pub struct RecordForm {
    pub section: FormSection,
    pub typed: FormData,
    /// Of a record that is changed.
    pub header: Option<Header>,
    /// The facts that belong to it, each with a form of its own.
    pub facts: Vec<(Header, RecordSummary)>,
    /// The compartments it can be put into.
    pub compartments: Vec<String>,
}

/// Fills in what the address of a new form says: the records its references point at, and the report it is cited from.
pub fn prefilled(tx: &ReadTx<'_>, kind: Kind, asked: &[(String, String)]) -> Result<FormData> {
    let mut typed = FormData::default();
    let mut fill = |name: &str, target: Target, value: &str| -> Result<()> {
        let key = RecordKey::parse(value).ok_or(Error::NotFound)?;
        let (id, found) = tx.resolve(&key)?;
        if !target.admits(found) {
            return Err(Error::bad("err-unknown-parameter"));
        }
        typed.set_link(name, &tx.label(id)?);
        Ok(())
    };
    for (name, value) in asked {
        match (name.as_str(), kind.field(name).map(|field| field.ty)) {
            (_, Some(Type::Ref(target, _))) => fill(name, target, value)?,
            ("cite", _) => fill("citations.0.report", Target::One(Kind::Report), value)?,
            ("paragraph", None) => {}
            _ => return Err(Error::bad("err-unknown-parameter")),
        }
    }
    if let Some((_, paragraph)) = asked.iter().find(|(name, _)| name == "paragraph") {
        let number: u32 = paragraph.parse().map_err(|_| Error::bad("err-unknown-parameter"))?;
        typed.set("citations.0.paragraph", number.to_string());
    }
    if kind.has_names() {
        typed.set("names.0.kind", "primary");
    }
    Ok(typed)
}

/// A form as it is shown.
pub fn show(tx: &ReadTx<'_>, kind: Kind, record: Option<RecordId>, mut typed: FormData) -> Result<RecordForm> {
    // What a form left out is shown as it is stored: it stays so.
    if let Some(id) = record {
        let (_, stored) = stored(tx, kind, id)?;
        for (name, value) in stored.pairs().iter().filter(|(name, _)| kind.field(name).is_some()) {
            if !typed.has(name) {
                typed.set(name, value.clone());
                for part in [".for", ".pick"] {
                    typed.set(&format!("{name}{part}"), stored.get(&format!("{name}{part}")));
                }
            }
        }
    }
    let header = record.map(|id| tx.get_untyped(kind, id)).transpose()?.map(|(header, _)| header);
    let facts = match record {
        Some(id) => facts_of(tx, id)?,
        None => Vec::new(),
    };
    let compartments = tx.compartment_names()?;
    Ok(RecordForm { section: build_form(tx, kind, "", &typed, Extent::Whole)?, typed, header, facts, compartments })
}

/// A record as its form starts: with the version that its writer reads.
pub fn opened(tx: &ReadTx<'_>, kind: Kind, id: RecordId) -> Result<FormData> {
    let (header, mut typed) = stored(tx, kind, id)?;
    typed.set("version", header.version.to_string());
    let seen = tx.history(&[id], None)?.first().map_or(0, |write| write.id);
    typed.set("seen", seen.to_string());
    Ok(typed)
}

/// The facts whose owner a record is, in the order of entry.
pub(in crate::app) fn facts_of(tx: &ReadTx<'_>, id: RecordId) -> Result<Vec<(Header, RecordSummary)>> {
    let family: Vec<RecordId> = tx.family(id)?.into_iter().filter(|member| *member != id).collect();
    let kinds = tx.kinds(&family)?;
    let mut described: HashMap<RecordId, RecordSummary> = describe(tx, family)?;
    let mut facts = Vec::new();
    for (member, kind) in kinds {
        if let Some(fact) = described.remove(&member) {
            facts.push((tx.get_untyped(kind, member)?.0, fact));
        }
    }
    Ok(facts)
}

/// Makes the record of a form.
pub fn create(tx: &mut WriteTx<'_>, kind: Kind, typed: &FormData) -> Result<Done> {
    let id = save(tx, kind, typed, Subject::New(kind))?;
    let next = typed.get("next") == "1";
    let address = if next { another(&tx.read(), kind, id, typed)? } else { onward(&tx.read(), kind, id)? };
    Ok(Done::one(id, address))
}

/// The same, of a record that belongs to the one in the address of the form: the address decides, and a form that names
/// another record there is refused.
pub fn create_of(tx: &mut WriteTx<'_>, (of, owner): (Kind, RecordId), kind: Kind, typed: &FormData) -> Result<Done> {
    let ties: Vec<&str> = kind.owners().filter(|(_, target)| target.admits(of)).map(|(field, _)| field.name).collect();
    let first = *ties.first().ok_or(Error::NotFound)?;
    let label = tx.read().label(owner)?;
    let mut typed = typed.clone();
    if ties.iter().all(|field| typed.get(field).trim().is_empty()) {
        typed.set_link(first, &label);
    }
    let done = create(tx, kind, &typed)?;
    for id in &done.records {
        let (_, values) = tx.read().get_untyped(kind, *id)?;
        if ties.iter().all(|field| values.get(*field).and_then(Json::as_i64) != Some(owner.0)) {
            return Err(Error::invalid(first, Message::new("err-another-owner").arg("ref", label.reference)));
        }
    }
    Ok(done)
}

/// Writes the record of a form with what supports it.
pub(in crate::app) fn save(tx: &mut WriteTx<'_>, kind: Kind, typed: &FormData, subject: Subject) -> Result<RecordId> {
    let is_change = matches!(subject, Subject::Known(..));
    let mut reader = Reader::new(typed, anchor(&tx.read(), typed)?);
    if is_change && !clean(typed.get("reason"), Type::Text).is_ok_and(|reason| !reason.is_empty()) {
        reader.fault("reason", Message::new("err-reason"));
    }
    reader.support();
    reader.record(kind, subject);
    write(tx, typed, reader)?.last()
}

/// Where a new record leads: to its page; a report whose text is there is logged from next.
fn onward(tx: &ReadTx<'_>, kind: Kind, id: RecordId) -> Result<String> {
    let (header, values) = tx.get_untyped(kind, id)?;
    match kind {
        Kind::Report if values.contains_key("body") => Ok(format!("{}/record", header.address())),
        _ => page_of(tx, id),
    }
}

/// Changes the record of a form, from the version that its writer has read.
pub fn change(tx: &mut WriteTx<'_>, kind: Kind, id: RecordId, typed: &FormData) -> Result<Done> {
    let version = typed.get("version").parse().map_err(|_| Error::bad("err-malformed-input"))?;
    save(tx, kind, typed, Subject::Known(WrittenReference::Record(id), Some(version)))?;
    Ok(Done::one(id, page_of(&tx.read(), id)?))
}

/// The page where a record is shown.
pub fn page_of(tx: &ReadTx<'_>, id: RecordId) -> Result<String> {
    let shown = describe(tx, [id])?.remove(&id).map(|fact| fact.page);
    Ok(match shown {
        Some(page) if page.kind.path().is_some() => page.address(),
        _ => "/".to_owned(),
    })
}

/// A new form of the same kind, for the same owner and the same report.
fn another(tx: &ReadTx<'_>, kind: Kind, id: RecordId, typed: &FormData) -> Result<String> {
    let (_, values) = tx.get_untyped(kind, id)?;
    let owner = kind.owners().find_map(|(field, _)| values.get(field.name)?.as_i64());
    let owner = match owner {
        Some(owner) => tx.label(RecordId(owner))?.address(),
        None => String::new(),
    };
    let report = typed.get("citations.0.report.pick");
    let cited = if RecordKey::parse(report).is_some() { format!("?cite={report}") } else { String::new() };
    Ok(format!("{owner}/{}/new{cited}", kind.collection()))
}
