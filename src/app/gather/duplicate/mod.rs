//! Gathering pairs of records that are likely of one thing, with what speaks for it and against it.

/// What two records are compared in.
mod evidence;
/// The same as the JSON API gives it.
pub mod json;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::duplicate::Likelihood;
use crate::domain::kind::{Kind, Relation, Type};
use crate::domain::record::RecordId;
use crate::error::{Error, Result};
use crate::pages::duplicate::{DuplicatesPage, LikelyPair, PAGE, ToldApart, ToldApartPage, WEIGHED, Weighed, What};
use crate::store::ReadTx;

pub use evidence::{likely_of, weigh};

/// Where a page of pairs ends: how likely the last one is, in millionths, and which it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PairPlace(u32, RecordId, RecordId);

impl PairPlace {
    fn of(weighed: &Weighed) -> PairPlace {
        // The likeliest first.
        PairPlace(((1.0 - weighed.likelihood) * 1_000_000.0) as u32, weighed.pair.0, weighed.pair.1)
    }
}

/// A page of the pairs of a kind, or of those with one record, behind a place in their order. `cursor` says how a place is
/// written in an address.
pub fn gather(
    tx: &ReadTx<'_>,
    (kind, of): (Kind, Option<RecordId>),
    after: Option<PairPlace>,
    cursor: impl Fn(&PairPlace) -> Result<String>,
) -> Result<DuplicatesPage> {
    let pairs = match of {
        Some(id) => Some(tx.likely_pairs_of(kind, id, WEIGHED)?),
        None => tx.likely_pairs(kind, WEIGHED)?,
    };
    let is_ready = pairs.is_some();
    let pairs = pairs.unwrap_or_default();
    let weighed = pairs.len();
    let mut likely: Vec<Weighed> = weigh(tx, kind, &pairs)?;
    likely.retain(|weighed| Likelihood::of(weighed.likelihood) > Likelihood::Unlikely);
    likely.sort_by_key(PairPlace::of);
    likely.retain(|weighed| after.is_none_or(|after| PairPlace::of(weighed) > after));
    let more = likely.len() > PAGE;
    likely.truncate(PAGE);
    let next = likely.last().filter(|_| more).map(|last| cursor(&PairPlace::of(last))).transpose()?;
    let mut mentioned: BTreeSet<RecordId> = of.into_iter().collect();
    let mut cited = BTreeSet::new();
    for weighed in &likely {
        mentioned.extend([weighed.pair.0, weighed.pair.1]);
        for said in weighed.evidence.iter().flat_map(|evidence| evidence.sides.iter().flatten()) {
            cited.extend(said.by.map(|(record, _)| record));
            match &said.what {
                What::Record(id) => mentioned.extend([*id]),
                What::Value(Type::Ref(..), value) => {
                    mentioned.extend(value.as_i64().map(RecordId));
                }
                What::Value(..) | What::Text(_) => {}
            }
        }
    }
    let labels = tx.labels(&mentioned.into_iter().collect::<Vec<_>>())?;
    let mut pairs = Vec::with_capacity(likely.len());
    for weighed in likely {
        let side = |id: RecordId| -> Result<_> {
            Ok((tx.get_untyped(kind, id)?.0, labels.get(&id).cloned().ok_or(Error::NotFound)?))
        };
        pairs.push(LikelyPair { sides: [side(weighed.pair.0)?, side(weighed.pair.1)?], weighed });
    }
    Ok(DuplicatesPage {
        kind,
        of: of.and_then(|id| labels.get(&id).cloned()),
        pairs,
        citations: tx.citations(&cited.into_iter().collect::<Vec<_>>())?,
        labels,
        records: tx.count(kind)?,
        weighed,
        is_ready,
        next,
        continued: after.is_some(),
    })
}

/// A page of the pairs that were told apart, from a tie on.
pub fn told_apart(tx: &ReadTx<'_>, from: Option<RecordId>) -> Result<ToldApartPage> {
    let mut ties = tx.told_apart(from, PAGE + 1)?;
    let next = ties.get(PAGE).copied().map(|id| tx.label(id)).transpose()?.map(|label| label.reference);
    ties.truncate(PAGE);
    let mut pairs = Vec::with_capacity(ties.len());
    for tie in tx.get_many::<Relation>(&ties)?.into_iter().rev() {
        let (Some(one), Some(other)) = (tie.fields.subject, tie.fields.object) else { continue };
        let said = tx.history(&[tie.id()], None)?.into_iter().find(|row| row.after.contains_key("type"));
        pairs.push(ToldApart {
            sides: [tx.label(one)?, tx.label(other)?],
            note: tie.fields.note,
            said,
            tie: tie.header,
        });
    }
    Ok(ToldApartPage { pairs, continued: from.is_some(), next })
}
