//! Gathering all rows of one kind that refer to a record, a page at a time: what the page of the record has no room for.

use crate::app::gather::summary::describe;
use crate::domain::kind::Kind;
use crate::domain::record::{RecordId, RecordKey};
use crate::error::{Error, Result};
use crate::pages::dossier::SECTION;
use crate::pages::section::Section;
use crate::store::ReadTx;

/// A page of the rows of `kind` that refer to a record, behind the one that `after` names. `NotFound` where rows of that
/// kind cannot.
pub fn gather(tx: &ReadTx<'_>, of: (Kind, RecordId), kind: Kind, after: Option<&RecordKey>) -> Result<Section> {
    let start = after.map(|key| match tx.resolve_kind(key, kind) {
        Err(Error::NotFound) => Err(Error::bad("err-cursor")),
        found => found,
    });
    let mut ids = tx.referring(kind, of, start.transpose()?, Some(SECTION + 1))?;
    let more = ids.len() > SECTION;
    ids.truncate(SECTION);
    let mut lines = describe(tx, ids.iter().copied())?;
    let last = ids.last().filter(|_| more).map(|id| tx.label(*id)).transpose()?;
    Ok(Section {
        of: tx.label(of.1)?,
        kind,
        facts: ids.iter().filter_map(|id| Some((*id, lines.remove(id)?))).collect(),
        citations: tx.citations(&ids)?,
        next: last.map(|label| label.reference),
        continued: after.is_some(),
    })
}
