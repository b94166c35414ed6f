//! Timeline as JSON: the entries of the API, uncertainty and qualifiers kept.

use std::io::{self, Write};

use serde_json::{Value as Json, json};

use super::held::HeldJson;
use super::{ExportContext, Format, Head, TimelineWriter, facts};
use crate::domain::citation::Citation;
use crate::domain::kind::Figure;
use crate::domain::query::Facets;
use crate::domain::record::{Label, RecordId};
use crate::domain::time::{Day, Edtf};
use crate::domain::timeline::{Counts, DateFact, Entry, LeftOut, Party, Step, Summary, What};
use crate::error::Result;
use crate::locale::{question, words};

pub const FORMAT: Format = Format {
    code: "json",
    ending: "json",
    name: "format-json",
    mime: "application/json",
    writer: |out, _| Box::new(JsonWriter::new(out)),
    held: |out, _| Box::new(HeldJson::new(out)),
    facets: Facets::All,
    says_left_out: true,
};

struct JsonWriter<'w> {
    out: &'w mut dyn Write,
    first: bool,
    tail: String,
}

impl<'w> JsonWriter<'w> {
    fn new(out: &'w mut dyn Write) -> Self {
        JsonWriter { out, first: true, tail: String::new() }
    }
}

impl TimelineWriter for JsonWriter<'_> {
    fn start(&mut self, context: &ExportContext<'_>, head: &Head<'_>) -> Result<()> {
        self.out.write_all(b"{\"entries\":[")?;
        let mut rest = summary_json(context, head.summary, head.left_out).to_string();
        // The summary's own braces close the document: `],` + `"total":…}`.
        rest.remove(0);
        self.tail = rest;
        Ok(())
    }

    fn entry(&mut self, context: &ExportContext<'_>, entry: &Entry) -> Result<()> {
        if !std::mem::take(&mut self.first) {
            self.out.write_all(b",")?;
        }
        self.out.write_all(b"\n")?;
        serde_json::to_writer(&mut *self.out, &entry_json(context, entry))
            .map_err(|error| io::Error::from(error).into())
    }

    fn finish(&mut self) -> Result<()> {
        self.out.write_all(b"\n],")?;
        self.out.write_all(self.tail.as_bytes())?;
        self.out.write_all(b"\n")?;
        Ok(self.out.flush()?)
    }
}

/// Total, facets and histogram, and what is left out for want of a place or date.
pub fn summary_json(context: &ExportContext<'_>, summary: &Summary, left_out: &[LeftOut]) -> Json {
    let mut facets = serde_json::Map::new();
    for (facet, counts) in &summary.facets {
        let values: Vec<Json> = match counts {
            Counts::Codes(codes) => codes
                .iter()
                .map(|(code, count)| json!({ "code": code, "label": words::facet_value(context.lang, context.vocabulary, facet, code), "count": count }))
                .collect(),
            Counts::Records(records, _) => records
                .iter()
                .map(|(record, count)| json!({ "uid": record.uid, "ref": record.reference, "name": record.name, "count": count }))
                .collect(),
            Counts::Months(_) => continue,
        };
        facets.insert(facet.name.to_owned(), values.into());
    }
    let left_out: Vec<Json> = left_out
        .iter()
        .map(|lines| json!({ "places": lines.places, "dates": lines.dates, "label": question::left_out(context.lang, lines), "count": lines.count }))
        .collect();
    facets.insert("left_out".to_owned(), left_out.into());
    json!({
        "facets": facets,
        "histogram": summary.months(),
        "next": null,
        "total": summary.total,
    })
}

pub fn entry_json(context: &ExportContext<'_>, entry: &Entry) -> Json {
    let doubts = entry.doubts_of_line();
    let mut json = json!({
        "uid": entry.label.uid,
        "ref": entry.label.reference,
        "kind": match entry.what { What::Incident { .. } => "incident", What::Custody(_) => "custody" },
        "type": { "code": entry.r#type, "label": context.vocabulary.label(context.lang, &entry.r#type) },
        "label": facts::title(context, entry),
        "date": date_json(context, &entry.date),
        "place": entry.place.as_ref().map(|place| json!({
            "uid": place.uid,
            "ref": place.reference,
            "name": place.name,
            "path": entry.place_path.iter().map(|label| label.name.as_str()).collect::<Vec<_>>(),
            "basis": entry.place_basis,
            "of": entry.place_of,
            "latitude": entry.point.map(|point| point.0),
            "longitude": entry.point.map(|point| point.1),
        })),
        "people": entry.people.iter().map(|party| party_json(context, entry, party)).collect::<Vec<_>>(),
        "organizations": entry.organizations.iter().map(|party| party_json(context, entry, party)).collect::<Vec<_>>(),
        "figures": figures(context, entry),
        "sources": sources(context, entry.citations.iter()),
        "disputed": doubts.disputed,
        "contradicted": doubts.contradicted,
        "members": entry.members.iter().map(|member| json!({ "uid": member.uid, "ref": member.reference })).collect::<Vec<_>>(),
    });
    match &entry.what {
        What::Incident { time_note, summary } => {
            json["time_note"] = json!(time_note);
            json["summary"] = json!(summary);
        }
        What::Custody(step) => {
            let Step { status, certainty, note, law, article, verdict, sentence, fine, incident } = &**step;
            json["status"] = json!(status);
            json["certainty"] = json!(certainty);
            json["note"] = json!(note);
            json["law"] = json!(law);
            json["article"] = json!(article);
            json["verdict"] = json!(verdict);
            json["sentence"] = json!(sentence);
            json["fine"] =
                json!(fine.as_ref().map(|(amount, currency)| json!({ "amount": amount, "currency": currency })));
            json["incident"] = json!(incident);
        }
    }
    json
}

/// A date with how it is known.
pub fn date_json(context: &ExportContext<'_>, fact: &DateFact) -> Json {
    let date = fact.date.as_ref();
    json!({
        "edtf": date.map(Edtf::text),
        "lo": date.and_then(Edtf::lo).map(Day::iso),
        "hi": date.and_then(Edtf::hi).map(Day::iso),
        "text": words::date(context.lang, fact),
        "basis": fact.basis,
        "inferred_part": fact.part,
    })
}

fn party_json(context: &ExportContext<'_>, entry: &Entry, party: &Party) -> Json {
    let doubts = entry.doubts(party.said_by);
    let Label { uid, reference, name, group, .. } = &party.who;
    json!({
        "uid": uid, "ref": reference, "name": name, "group": group, "certainty": party.certainty, "cited": party.cited,
        "disputed": doubts.disputed, "contradicted": doubts.contradicted,
        "role": party.role.as_ref().map(|role| json!({ "code": role, "label": context.vocabulary.label(context.lang, role) })),
    })
}

/// Each figure with who says so, as of when, and whether it or another of the same is preferred.
fn figures(context: &ExportContext<'_>, entry: &Entry) -> Vec<Json> {
    let figure = |(id, figure): &(RecordId, Figure)| {
        let doubts = entry.doubts(*id);
        json!({
            "measure": { "code": figure.measure, "label": context.vocabulary.label(context.lang, &figure.measure) },
            "qualifier": figure.qualifier, "lo": figure.lo, "best": figure.best, "hi": figure.hi,
            "verbatim": figure.verbatim, "text": words::figure(context.lang, figure), "counted": words::counted(context.lang, figure),
            "group": figure.group.and_then(|group| entry.groups.get(&group))
                .map(|group| json!({ "uid": group.uid, "ref": group.reference, "name": group.name })),
            "as_of": figure.as_of.as_ref().map(Edtf::text),
            "as_of_text": figure.as_of.as_ref().map(|as_of| as_of.words(context.lang)),
            "claimed_by": figure.claimed_by, "preferred": figure.preferred,
            "disputed": doubts.disputed, "contradicted": doubts.contradicted,
            "sources": sources(context, entry.citations.iter().filter(|citation| citation.record == *id)),
        })
    };
    entry.figures.iter().map(figure).collect()
}

/// Each citation once, though it may support several facts of the entry.
pub(super) fn sources<'a>(context: &ExportContext<'_>, citations: impl Iterator<Item = &'a Citation>) -> Vec<Json> {
    let mut sources: Vec<Json> = Vec::new();
    for citation in citations {
        let mut source = json!({
            "report": { "uid": citation.report.label.uid, "ref": citation.report.label.reference, "title": citation.report.label.name },
            "source": citation.report.short(),
            "paragraph": citation.paragraph, "page": citation.page, "hedge": citation.hedge, "grade": citation.grade,
            "stance": citation.stance, "via": citation.via.as_ref().map(|via| via.name.as_str()), "quote": citation.quote,
            "text": format!("{}, {} · {}", citation.report.short(), words::place_in_report(context.lang, citation), words::strength(context.lang, citation)),
        });
        let gives =
            citation.gives_record.as_ref().map(|record| json!(record)).or(citation.gives.clone().map(Json::from));
        if let (Some(gives), Some(fields)) = (gives, source.as_object_mut()) {
            fields.insert("field".to_owned(), json!(citation.field));
            fields.insert("gives".to_owned(), gives);
        }
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    sources
}
