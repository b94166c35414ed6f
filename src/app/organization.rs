//! Gathering an organization's page: what it did, what it is part of, which sources it stands behind.

use super::dossier;
use super::source::rows;
use crate::domain::overview::OrganizationPage;
use crate::domain::record::{Record, RecordId};
use crate::domain::records::{Organization, Source};
use crate::error::Result;
use crate::store::ReadTx;

pub fn gather(tx: &ReadTx<'_>, id: RecordId) -> Result<OrganizationPage> {
    let dossier = dossier::gather::<Organization>(tx, id)?;
    let parts: Vec<RecordId> = tx.with::<Organization>("parent", &[id])?.iter().map(Record::id).collect();
    let mut labels = tx.labels(&parts)?;
    Ok(OrganizationPage {
        dossier,
        parts: parts.iter().filter_map(|id| labels.remove(id)).collect(),
        sources: rows(tx, tx.with::<Source>("organization", &[id])?)?,
    })
}
