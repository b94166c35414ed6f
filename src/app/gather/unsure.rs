//! Gathering the records that may be of one.

use crate::app::form::context;
use crate::domain::kind::Relation;
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::pages::unsure::{PAGE, Pair, UnsurePage};
use crate::store::ReadTx;

/// A page of the pairs, from a tie on.
pub fn gather(tx: &ReadTx<'_>, from: Option<RecordId>) -> Result<UnsurePage> {
    let mut ties = tx.unsure(from, Some(PAGE + 1))?;
    let next = ties.get(PAGE).copied();
    ties.truncate(PAGE);
    let mut pairs = Vec::with_capacity(ties.len());
    for tie in ties {
        let Some(tie) = tx.get::<Relation>(tie)? else { continue };
        let (Some(subject), Some(object)) = (tie.fields.subject, tie.fields.object) else { continue };
        let side = |id: RecordId| -> Result<_> {
            let label = tx.label(id)?;
            let context = context(tx, label.kind, id)?;
            Ok((label, context))
        };
        pairs.push(Pair { sides: [side(subject)?, side(object)?], line: tie.fields.note, tie: tie.header });
    }
    let next = next.map(|id| tx.label(id)).transpose()?.map(|label| label.reference);
    Ok(UnsurePage { pairs, continued: from.is_some(), next })
}
