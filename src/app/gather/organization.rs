//! Gathering an organization's page: what it did, what it is part of, which sources it stands behind.

use crate::app::gather::dossier;
use crate::app::gather::source::rows;
use crate::domain::kind::Kind;
use crate::domain::kind::{Organization, Source};
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::pages::dossier::SECTION;
use crate::pages::organization::OrganizationPage;
use crate::store::ReadTx;

pub fn gather(tx: &ReadTx<'_>, id: RecordId) -> Result<OrganizationPage> {
    let mut dossier = dossier::gather::<Organization>(tx, id)?;
    let parts = dossier::first(tx, &mut dossier, Kind::Organization, SECTION / 2)?;
    let sources = dossier::first(tx, &mut dossier, Kind::Source, SECTION / 2)?;
    let mut labels = tx.labels(&parts)?;
    Ok(OrganizationPage {
        parts: parts.iter().filter_map(|id| labels.remove(id)).collect(),
        sources: rows(tx, tx.get_many::<Source>(&sources)?)?,
        dossier,
    })
}
