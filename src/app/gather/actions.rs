//! What can be done with a record by its reader, and what goes with it when it is withdrawn.

use crate::app::gather::summary::describe;
use crate::domain::access::Viewer;
use crate::domain::kind::Kind;
use crate::domain::query::list::PAGE;
use crate::domain::query::place::WithdrawnPlace;
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::pages::actions::{AvailableActions, CurrentRecord, Uncited, WithdrawalImpact, WithdrawnPage};
use crate::pages::summary::RecordSummary;
use crate::store::ReadTx;

/// How many facts a page lists that go with a record.
const LISTED: usize = 200;

pub fn offered(tx: &ReadTx<'_>, viewer: &Viewer, id: RecordId) -> Result<AvailableActions> {
    Ok(AvailableActions { acts: tx.acts(viewer, id)?, merged: tx.merged_into(id)? })
}

/// A record as it is in force.
pub fn standing(tx: &ReadTx<'_>, viewer: &Viewer, kind: Kind, id: RecordId) -> Result<CurrentRecord> {
    Ok(CurrentRecord {
        header: tx.get_untyped(kind, id)?.0,
        label: tx.label(id)?,
        fact: describe(tx, [id])?.remove(&id),
        offered: offered(tx, viewer, id)?,
        last: tx.history(&[id], None)?.into_iter().next(),
    })
}

/// What would go with a record.
pub fn going(tx: &ReadTx<'_>, id: RecordId) -> Result<WithdrawalImpact> {
    let leaving = tx.leaving(id)?;
    let listed: Vec<RecordId> = leaving.rows.iter().copied().take(LISTED).collect();
    Ok(WithdrawalImpact {
        facts: in_order(tx, &listed)?,
        rows: leaving.rows.len(),
        citations: leaving.citations,
        references: leaving.references,
    })
}

/// The facts without a citation that an approval rests on.
pub fn uncited(tx: &ReadTx<'_>, id: RecordId) -> Result<Vec<Uncited>> {
    let facts = tx.unsupported(id)?;
    let mut described = describe(tx, facts.iter().map(|(id, ..)| *id))?;
    Ok(facts
        .into_iter()
        .map(|(id, kind, reference)| Uncited { kind, reference, fact: described.remove(&id) })
        .collect())
}

/// These records in one line each, in the order of their ids.
pub fn in_order(tx: &ReadTx<'_>, ids: &[RecordId]) -> Result<Vec<RecordSummary>> {
    let mut described: Vec<(RecordId, RecordSummary)> = describe(tx, ids.iter().copied())?.into_iter().collect();
    described.sort_unstable_by_key(|(id, _)| *id);
    Ok(described.into_iter().map(|(_, fact)| fact).collect())
}

/// A page of the withdrawn records, from a place on: each in one line where it can be told, and the place where the next
/// page starts, as `cursor` writes it in an address.
pub fn withdrawn(
    tx: &ReadTx<'_>,
    from: Option<&WithdrawnPlace>,
    cursor: impl Fn(&WithdrawnPlace) -> Result<String>,
) -> Result<WithdrawnPage> {
    let mut lines = tx.withdrawn(from, PAGE + 1)?;
    let next = lines.get(PAGE).map(|line| tx.place_in_withdrawn(line.record.id)).transpose()?.flatten();
    let next = next.map(|place| cursor(&place)).transpose()?;
    lines.truncate(PAGE);
    let mut described = describe(tx, lines.iter().map(|line| line.record.id))?;
    let lines =
        lines.into_iter().map(|line| (described.remove(&line.record.id), line)).map(|(fact, line)| (line, fact));
    Ok(WithdrawnPage { lines: lines.collect(), continued: from.is_some(), next })
}
