//! Gathering an organization's page: what it did, what it is part of, which sources it stands behind.

use std::collections::BTreeSet;

use crate::app::gather::dossier;
use crate::app::gather::list::people;
use crate::app::gather::source::rows;
use crate::domain::kind::Kind;
use crate::domain::kind::{Organization, Source};
use crate::domain::record::RecordId;
use crate::domain::time::Day;
use crate::error::Result;
use crate::pages::dossier::SECTION;
use crate::pages::organization::OrganizationPage;
use crate::store::ReadTx;

/// Gathers the page of an organization; custody is told as on `on`.
pub fn gather(tx: &ReadTx<'_>, id: RecordId, on: Day) -> Result<OrganizationPage> {
    let mut dossier = dossier::gather::<Organization>(tx, id)?;
    let parts = dossier::first(tx, &mut dossier, Kind::Organization, SECTION / 2)?;
    let sources = dossier::first(tx, &mut dossier, Kind::Source, SECTION / 2)?;
    let mut labels = tx.labels(&parts)?;
    let ends = dossier.relations.iter().flat_map(|tie| [tie.fields.subject, tie.fields.object]).flatten();
    let is_person = |end: &RecordId| dossier.labels.get(end).is_some_and(|label| label.kind == Kind::Person);
    let tied: Vec<RecordId> = ends.filter(is_person).collect::<BTreeSet<_>>().into_iter().collect();
    let mut detained = people(tx, &tied, &mut tx.labels(&tied)?, on)?;
    detained.retain(|person| person.standing.is_some());
    Ok(OrganizationPage {
        parts: parts.iter().filter_map(|id| labels.remove(id)).collect(),
        sources: rows(tx, tx.get_many::<Source>(&sources)?)?,
        detained,
        dossier,
    })
}
