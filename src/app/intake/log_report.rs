//! Logging from a report: its text with what is cited from it, and the form of what is added beside it.

use std::collections::BTreeMap;

use crate::app::apply::Resolution;
use crate::app::form::{Extent, FormLink, anchor, build_fields, build_form, build_rows, resolve_typed, write};
use crate::app::gather::summary::describe;
use crate::app::intake::record_form::facts_of;
use crate::app::intake::submit::Done;
use crate::domain::change::{Content, Place, RecordChange, Subject, WrittenReference};
use crate::domain::citation::quote::paragraphs;
use crate::domain::form_data::{FormData, under_row};
use crate::domain::kind::Report;
use crate::domain::kind::attached::{Attached, CITED};
use crate::domain::kind::{Kind, Target};
use crate::domain::record::{RecordId, RecordKey};
use crate::error::{Error, Message, Result};
use crate::pages::reading::{Adding, Citing, Filling, Paragraph, Reading};
use crate::read::form::Reader;
use crate::store::{ReadTx, WriteTx};

/// The field of the form that says what is added.
const ADDING: &str = "adding";
/// The record that a citation is added to.
const RECORD: &str = "record";
/// The fact of the chosen record that a citation is for, by its ref.
const FACT: &str = "fact";
/// Where the first citation stands.
const FIRST: &str = "citations.0.";

/// The page of a report that is logged from.
#[derive(Debug)]
pub struct LogReport {
    pub reading: Reading,
    pub adding: Adding,
    pub filling: Filling,
    /// The compartments that what is added can be put into.
    pub compartments: Vec<String>,
    pub typed: FormData,
}

/// What the address of the page asks for, each empty if it was not given.
pub struct Asked<'a> {
    pub adding: &'a str,
    pub paragraph: &'a str,
    /// The ref of what was saved last.
    pub saved: &'a str,
}

/// The page with what was typed so far.
pub fn show(tx: &ReadTx<'_>, report: RecordId, asked: &Asked<'_>, mut typed: FormData) -> Result<LogReport> {
    if !asked.adding.is_empty() {
        typed.set(ADDING, asked.adding);
    }
    if !asked.paragraph.is_empty() {
        let number: u32 = asked.paragraph.parse().map_err(|_| Error::bad("err-unknown-parameter"))?;
        typed.set(&format!("{FIRST}paragraph"), number.to_string());
    }
    let adding = added(&typed)?;
    prefill(tx, report, adding, &mut typed)?;
    let filling = match adding {
        Adding::Nothing => Filling::Nothing(build_rows(tx, Attached::Citation, "", &typed)?.rows.swap_remove(0).fields),
        Adding::Citation => Filling::Citation(Box::new(citing(tx, &typed)?)),
        Adding::Record(kind) => Filling::Record(build_form(tx, kind, "", &typed, Extent::Whole)?),
    };
    let compartments = tx.compartment_names()?;
    Ok(LogReport { reading: read(tx, report, asked.saved)?, adding, filling, compartments, typed })
}

fn added(typed: &FormData) -> Result<Adding> {
    Adding::parse(typed.get(ADDING)).ok_or_else(|| Error::bad("err-unknown-parameter"))
}

/// Every first citation is from this report; it spells the name of what is new, and what is embedded is embedded in it.
fn prefill(tx: &ReadTx<'_>, report: RecordId, adding: Adding, typed: &mut FormData) -> Result<()> {
    let label = tx.label(report)?;
    let cited = format!("{FIRST}report");
    if !typed.has(&cited) {
        typed.set_link(&cited, &label);
    }
    let Adding::Record(kind) = adding else { return Ok(()) };
    if kind.has_names() && !typed.has("names.0.text") {
        typed.set("names.0.kind", "primary");
        typed.set_link("names.0.report", &label);
    }
    if kind == Kind::Report && !typed.has("parent") {
        typed.set_link("parent", &label);
    }
    // What is worded is worded so by the report, until somebody says otherwise.
    let worded = match kind {
        Kind::Figure => "verbatim",
        Kind::Statement | Kind::Note => "text",
        _ => return Ok(()),
    };
    if !typed.has(worded) {
        typed.set(worded, typed.get(&format!("{FIRST}quote")).to_owned());
    }
    Ok(())
}

fn citing(tx: &ReadTx<'_>, typed: &FormData) -> Result<Citing> {
    let (mut kind, mut facts) = (None, Vec::new());
    if let Resolution::Record(label) = resolve_typed(tx, Target::Any, RECORD, typed)? {
        kind = Some(label.kind);
        for (header, fact) in facts_of(tx, label.id)? {
            if header.reference == typed.get(FACT) {
                kind = Some(header.kind);
            }
            facts.push((header.reference, fact));
        }
    }
    let record = build_fields(tx, CITED, typed)?.swap_remove(0);
    Ok(Citing { record, kind, facts, citations: build_rows(tx, Attached::Citation, "", typed)? })
}

/// The report, each paragraph with what is cited from it. Paragraphs that only citations know come after those of the
/// text.
fn read(tx: &ReadTx<'_>, id: RecordId, saved: &str) -> Result<Reading> {
    let record = tx.get::<Report>(id)?.ok_or(Error::NotFound)?;
    let citations = tx.citations_of_report(id)?;
    let saved = match RecordKey::parse(saved).map(|key| tx.resolve(&key)) {
        Some(Ok((saved, _))) => Some(tx.label(saved)?),
        Some(Err(Error::NotFound)) | None => None,
        Some(Err(error)) => return Err(error),
    };
    let shown = saved.as_ref().map(|label| label.id);
    let facts = describe(tx, citations.iter().map(|citation| citation.record).chain(shown))?;
    let saved = saved.and_then(|label| Some((label.reference, facts.get(&label.id)?.clone())));
    let text = record.fields.body.as_deref().unwrap_or_default();
    let of_text = paragraphs(text)
        .zip(1..)
        .map(|(text, number)| (number, Paragraph { number, text: Some(text.to_owned()), citations: Vec::new() }));
    let mut known: BTreeMap<i64, Paragraph> = of_text.collect();
    let mut unplaced = Vec::new();
    for citation in citations.into_iter().filter(|citation| facts.contains_key(&citation.record)) {
        match citation.paragraph {
            Some(number) => {
                let bare = Paragraph { number, text: None, citations: Vec::new() };
                known.entry(number).or_insert(bare).citations.push(citation);
            }
            None => unplaced.push(citation),
        }
    }
    Ok(Reading {
        has_text: !text.trim().is_empty(),
        label: tx.label(id)?,
        header: record.header,
        paragraphs: known.into_values().collect(),
        unplaced,
        facts,
        saved,
    })
}

/// Saves what is added: a new record, or a citation to one that is there. Then it goes on in the same paragraph.
pub fn save(tx: &mut WriteTx<'_>, report: RecordId, typed: &FormData) -> Result<Done> {
    let adding = added(typed)?;
    let record = match adding {
        Adding::Nothing => return Err(Error::bad("err-malformed-input")),
        Adding::Citation => cite(tx, typed)?,
        Adding::Record(kind) => crate::app::intake::record_form::save(tx, kind, typed, Subject::New(kind))?,
    };
    let mut query = vec![format!("saved={}", tx.read().label(record)?.reference)];
    let paragraph = cited_paragraph(&tx.read(), report, typed)?;
    query.extend(paragraph.map(|number| format!("paragraph={number}")));
    query.extend((typed.get("next") == "1").then(|| format!("kind={}", adding.code())));
    let here = tx.read().label(report)?.address();
    let address = format!("{here}/record?{}#p{}", query.join("&"), paragraph.unwrap_or(0));
    Ok(Done::one(record, address))
}

/// The paragraph of this report that the form cites first.
fn cited_paragraph(tx: &ReadTx<'_>, report: RecordId, typed: &FormData) -> Result<Option<i64>> {
    for row in 0..typed.rows(Attached::Citation.list()) {
        let at = under_row("", Attached::Citation.list(), row);
        let cited = resolve_typed(tx, Target::One(Kind::Report), &format!("{at}report"), typed)?;
        if matches!(cited, Resolution::Record(label) if label.id == report) {
            return Ok(typed.get(&format!("{at}paragraph")).trim().parse().ok());
        }
    }
    Ok(None)
}

/// Adds the citations to the record that was chosen, or to the fact of it.
fn cite(tx: &mut WriteTx<'_>, typed: &FormData) -> Result<RecordId> {
    let mut reader = Reader::new(typed, anchor(&tx.read(), typed)?);
    if reader.support().is_none() {
        reader.fault(format!("{FIRST}report"), Message::new("err-required"));
    }
    let mut reference = CITED.first().map_or(Content::Nothing, |field| reader.reference(field, RECORD));
    if !typed.get(FACT).is_empty()
        && let Resolution::Record(label) = resolve_typed(&tx.read(), Target::Any, RECORD, typed)?
    {
        let facts = facts_of(&tx.read(), label.id)?;
        let chosen = facts.into_iter().find(|(header, _)| header.reference == typed.get(FACT));
        reference = chosen.map_or(reference, |(header, _)| Content::Reference(WrittenReference::Record(header.id)));
    }
    match reference {
        Content::Reference(reference) => {
            let mut record = RecordChange::new(Place::path(RECORD), Subject::Known(reference, None));
            record.support = Some(0);
            reader.change.records.push(record);
        }
        _ => reader.fault(RECORD, Message::new("err-required")),
    }
    write(tx, typed, reader)?.last()
}
