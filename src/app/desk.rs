//! Gathering the desk.

use crate::domain::custody::Standing;
use crate::domain::date::Day;
use crate::domain::desk::Desk;
use crate::domain::kind::Kind;
use crate::domain::query::TimelineQuery;
use crate::error::Result;
use crate::store::ReadTx;

/// Occasions of writing on the desk, and records named for each.
const RECENT: usize = 8;
const SHOWN: usize = 4;

pub fn gather(tx: &ReadTx<'_>, on: Day) -> Result<Desk> {
    let holdings = tx.holdings(on)?;
    let conflicts = tx.conflicts()?;
    let labels = tx.labels(&conflicts)?;
    let (held, unknown): (Vec<_>, Vec<_>) = holdings.into_iter().partition(|h| h.standing == Standing::InCustody);
    Ok(Desk {
        incidents: tx.count(Kind::Incident)?,
        people: tx.count(Kind::Person)?,
        reports: tx.count(Kind::Report)?,
        places: tx.timeline_summary(&TimelineQuery::default())?.places,
        held,
        unknown: unknown.len(),
        conflicts: conflicts
            .iter()
            .filter_map(|id| labels.get(id))
            .filter(|label| label.kind.path().is_some())
            .cloned()
            .collect(),
        uncited: tx.uncited()?,
        recent: tx.recent(RECENT, SHOWN)?,
    })
}
