//! Gathering a report's page: what it supports, paragraph by paragraph; and reports for lists.

use std::collections::BTreeMap;

use crate::app::gather::dossier;
use crate::app::gather::summary::describe;
use crate::domain::citation::Citation;
use crate::domain::kind::Kind;
use crate::domain::kind::Report;
use crate::domain::query::place::CitationPlace;
use crate::domain::record::{Label, Record, RecordId};
use crate::domain::timeline::DateFact;
use crate::error::Result;
use crate::pages::dossier::SECTION;
use crate::pages::list::ReportRow;
use crate::pages::report::{ReportPage, Supported};
use crate::store::ReadTx;

pub fn gather(tx: &ReadTx<'_>, id: RecordId) -> Result<ReportPage> {
    let mut dossier = dossier::gather::<Report>(tx, id)?;
    let embedded = dossier::first(tx, &mut dossier, Kind::Report, SECTION / 2)?;
    let mut labels = tx.labels(&embedded)?;
    let Supported { citations, facts, next, .. } = supported(tx, id, None)?;
    Ok(ReportPage {
        dossier,
        more_supported: next.is_some(),
        sources: sources(tx, id)?,
        embedded: embedded.iter().filter_map(|id| labels.remove(id)).collect(),
        paragraphs: by_paragraph(citations),
        facts,
    })
}

/// A page of what a report supports: the citations behind this place in their order.
pub fn supported(tx: &ReadTx<'_>, id: RecordId, after: Option<CitationPlace>) -> Result<Supported> {
    let mut rows = tx.cited_by(id, after, SECTION + 1)?;
    let more = rows.len() > SECTION;
    rows.truncate(SECTION);
    let next = rows.last().copied().filter(|_| more);
    let rows: Vec<i64> = rows.into_iter().map(|place| place.row).collect();
    let mut citations = tx.citations_in(&rows)?;
    let facts = describe(tx, citations.iter().map(|citation| citation.record))?;
    citations.retain(|citation| facts.contains_key(&citation.record));
    Ok(Supported { report: tx.label(id)?, citations, facts, next, continued: after.is_some() })
}

/// Each source of a report once, with its roles.
fn sources(tx: &ReadTx<'_>, report: RecordId) -> Result<Vec<(Label, Vec<String>)>> {
    let mut roles: BTreeMap<RecordId, Vec<String>> = BTreeMap::new();
    for (source, role) in tx.report_sources(report)? {
        roles.entry(source).or_default().push(role);
    }
    let mut labels = tx.labels(&roles.keys().copied().collect::<Vec<_>>())?;
    Ok(roles.into_iter().filter_map(|(source, roles)| Some((labels.remove(&source)?, roles))).collect())
}

/// Paragraphs in their order; what has none comes last.
pub fn by_paragraph(citations: Vec<Citation>) -> Vec<(Option<i64>, Vec<Citation>)> {
    let mut paragraphs: BTreeMap<(bool, Option<i64>), Vec<Citation>> = BTreeMap::new();
    for citation in citations {
        paragraphs.entry((citation.paragraph.is_none(), citation.paragraph)).or_default().push(citation);
    }
    paragraphs.into_iter().map(|((_, paragraph), citations)| (paragraph, citations)).collect()
}

/// Reports as they are listed, in the order of entry.
pub fn rows(tx: &ReadTx<'_>, reports: Vec<Record<Report>>) -> Result<Vec<ReportRow>> {
    let ids: Vec<RecordId> = reports.iter().map(Record::id).collect();
    let (mut labels, facts) = (tx.report_labels(&ids)?, tx.facts_supported(&ids)?);
    let row = |report: Record<Report>| {
        let named = labels.remove(&report.id())?;
        Some(ReportRow {
            label: named.label,
            source: named.source,
            roles: Vec::new(),
            facts: facts.get(&report.header.id).copied().unwrap_or(0),
            r#type: report.fields.r#type,
            published: DateFact {
                date: report.fields.published,
                basis: report.fields.published_basis,
                part: report.fields.published_part,
            },
        })
    };
    Ok(reports.into_iter().filter_map(row).collect())
}
