//! Gathering all rows of one kind that refer to a record, a page at a time: what the page of the record has no room for.

use crate::app::gather::summary::describe;
use crate::domain::kind::Kind;
use crate::domain::query::place::RowPlace;
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::pages::dossier::SECTION;
use crate::pages::section::Section;
use crate::store::ReadTx;

/// A page of the rows of `kind` that refer to a record, behind a place in their order. `NotFound` where rows of that kind
/// cannot. `cursor` says how a place is written in an address.
pub fn gather(
    tx: &ReadTx<'_>,
    of: (Kind, RecordId),
    kind: Kind,
    after: Option<RowPlace>,
    cursor: impl Fn(&RowPlace) -> Result<String>,
) -> Result<Section> {
    let mut ids = tx.referring(kind, of, after, Some(SECTION + 1))?;
    let more = ids.len() > SECTION;
    ids.truncate(SECTION);
    let mut lines = describe(tx, ids.iter().copied())?;
    let next = match ids.last() {
        Some(last) if more => Some(cursor(&tx.place_in_section(kind, of, *last)?)?),
        _ => None,
    };
    Ok(Section {
        of: tx.label(of.1)?,
        kind,
        facts: ids.iter().filter_map(|id| Some((*id, lines.remove(id)?))).collect(),
        citations: tx.citations(&ids)?,
        next,
        continued: after.is_some(),
    })
}
