//! Gathering a source's page, and sources for lists.

use std::collections::BTreeMap;

use super::{dossier, report};
use crate::domain::kind::Kind;
use crate::domain::kind::{Report, Source};
use crate::domain::record::{Record, RecordId};
use crate::error::Result;
use crate::pages::dossier::SECTION;
use crate::pages::list::SourceRow;
use crate::pages::source::SourcePage;
use crate::store::ReadTx;

pub fn gather(tx: &ReadTx<'_>, id: RecordId) -> Result<SourcePage> {
    let mut dossier = dossier::gather::<Source>(tx, id)?;
    let told = dossier::first(tx, &mut dossier, Kind::Report, SECTION)?;
    let mut roles: BTreeMap<RecordId, Vec<String>> = BTreeMap::new();
    for (report, role) in tx.source_reports(id, &told)? {
        roles.entry(report).or_default().push(role);
    }
    let mut reports = report::rows(tx, tx.get_many::<Report>(&told)?)?;
    for row in &mut reports {
        row.roles = roles.remove(&row.label.id).unwrap_or_default();
    }
    Ok(SourcePage { dossier, reports, via: tx.reports_via(id)? })
}

/// Sources as they are listed, by name.
pub fn rows(tx: &ReadTx<'_>, sources: Vec<Record<Source>>) -> Result<Vec<SourceRow>> {
    let ids: Vec<RecordId> = sources.iter().map(Record::id).collect();
    let (mut labels, reports) = (tx.labels(&ids)?, tx.reports_of(&ids)?);
    let row = |source: Record<Source>| {
        Some(SourceRow {
            label: labels.remove(&source.id())?,
            r#type: source.fields.r#type,
            reliability: source.fields.reliability,
            protected: source.fields.protected,
            reports: reports.get(&source.header.id).copied().unwrap_or(0),
        })
    };
    let mut rows: Vec<SourceRow> = sources.into_iter().filter_map(row).collect();
    rows.sort_by(|a, b| a.label.name.cmp(&b.label.name));
    Ok(rows)
}
