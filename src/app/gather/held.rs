//! Who is held, on a day: people and groups in custody, those of whom nothing more is known, and where.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::app::gather::describe::describe;
use crate::app::gather::place::held_inside;
use crate::domain::custody::{CustodyState, Holding};
use crate::domain::kind::Kind;
use crate::domain::kind::Relation;
use crate::domain::query::list::PAGE;
use crate::domain::record::{Record, RecordId, RecordKey};
use crate::error::{Error, Result};
use crate::pages::desk::SILENT_DAYS;
use crate::pages::held::{Everybody, HeldFilter, HeldIn, HeldPage, count};
use crate::pages::overview::RecordSummary;
use crate::store::ReadTx;

/// Ties a named member to a group.
const ONE_OF: &str = "rel/subset_of";

/// Everybody the filter admits, in a place or anywhere.
pub fn everybody(tx: &ReadTx<'_>, filter: &HeldFilter, place: Option<RecordId>) -> Result<Everybody> {
    let holdings = match place {
        Some(place) => held_inside(tx, place, filter.on)?,
        None => tx.holdings(filter.on)?,
    };
    let (in_custody, unknown) = holdings
        .into_iter()
        .filter(|holding| filter.admits(holding))
        .partition(|holding| holding.state == CustodyState::InCustody);
    Ok(Everybody { in_custody, unknown })
}

/// What a page of held people is asked for besides its filter.
#[derive(Debug, Default)]
pub struct Asked<'a> {
    pub place: Option<&'a RecordKey>,
    /// The episode behind which the page starts.
    pub after: Option<&'a RecordKey>,
    /// Steps that were saved just now.
    pub saved: &'a [RecordKey],
}

/// A page of those the filter admits, with the sources of each last word.
pub fn gather(tx: &ReadTx<'_>, filter: &HeldFilter, asked: &Asked<'_>) -> Result<HeldPage> {
    let place = asked.place.map(|key| tx.resolve_kind(key, Kind::Place)).transpose()?;
    let Everybody { mut in_custody, mut unknown } = everybody(tx, filter, place)?;
    let (all_in_custody, all_unknown) = (count(&in_custody), count(&unknown));
    let silent = in_custody.iter().filter(|holding| holding.silent.min >= SILENT_DAYS).count();
    let listed_members = listed_members(tx, &in_custody)?;
    let start = match asked.after {
        None => 0,
        Some(key) => {
            let is_it = |holding: &Holding| key.names_header(&holding.episode.detention.header);
            let at = in_custody.iter().chain(&unknown).position(is_it);
            at.ok_or_else(|| Error::bad("err-cursor"))? + 1
        }
    };
    let in_front = in_custody.len();
    let more = in_front + unknown.len() > start + PAGE;
    unknown = unknown
        .into_iter()
        .skip(start.saturating_sub(in_front))
        .take((start + PAGE).saturating_sub(in_front).min(PAGE))
        .collect();
    in_custody = in_custody.into_iter().skip(start).take(PAGE).collect();
    let all = || in_custody.iter().chain(&unknown);
    let last_words: Vec<RecordId> =
        all().filter_map(|holding| holding.episode.status_event(filter.on)).map(Record::id).collect();
    let arrests: BTreeSet<RecordId> =
        all().filter_map(|holding| holding.episode.detention.fields.arrest_place).collect();
    let next = all().last().map(|holding| holding.episode.detention.header.reference.clone()).filter(|_| more);
    Ok(HeldPage {
        on: filter.on,
        listed_members,
        labels: tx.labels(&arrests.into_iter().collect::<Vec<_>>())?,
        citations: tx.citations(&last_words)?,
        saved: steps(tx, asked.saved)?,
        place: place.map(|place| tx.label(place)).transpose()?,
        in_custody,
        unknown,
        all_in_custody,
        all_unknown,
        silent,
        next,
        continued: start > 0,
    })
}

/// These steps in one line each, in their order. What is no step, or not open, is left out.
fn steps(tx: &ReadTx<'_>, saved: &[RecordKey]) -> Result<Vec<RecordSummary>> {
    let mut ids = Vec::new();
    for key in saved {
        match tx.resolve_kind(key, Kind::CustodyEvent) {
            Ok(id) => ids.push(id),
            Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    let mut described = describe(tx, ids.iter().copied())?;
    Ok(ids.iter().filter_map(|id| described.remove(id)).collect())
}

/// How many named members of each group are in the list themselves.
fn listed_members(tx: &ReadTx<'_>, holdings: &[Holding]) -> Result<HashMap<RecordId, i64>> {
    let (groups, people): (Vec<&Holding>, Vec<&Holding>) = holdings.iter().partition(|holding| holding.person.group);
    let groups: Vec<RecordId> = groups.iter().map(|holding| holding.person.id).collect();
    let people: BTreeSet<RecordId> = people.iter().map(|holding| holding.person.id).collect();
    let mut listed = HashMap::new();
    for relation in tx.referencing::<Relation>("object", &groups)? {
        let Relation { subject: Some(member), object: Some(group), r#type, .. } = relation.fields else { continue };
        if r#type == ONE_OF && people.contains(&member) {
            *listed.entry(group).or_default() += 1;
        }
    }
    Ok(listed)
}

/// How many are in custody in each settlement, a police station counting for the city around it. Most first;
/// last those of whom no report names a place of custody.
pub fn by_settlement(tx: &ReadTx<'_>, in_custody: &[Holding]) -> Result<Vec<HeldIn>> {
    let place = |holding: &Holding| holding.place.as_ref().map(|place| place.id);
    let settlements = tx.settlements(&in_custody.iter().filter_map(place).collect::<Vec<_>>())?;
    let mut counts: BTreeMap<Option<RecordId>, (usize, usize)> = BTreeMap::new();
    for holding in in_custody {
        let settlement = place(holding).and_then(|place| settlements.get(&place).copied());
        let (people, groups) = counts.entry(settlement).or_default();
        *(if holding.person.group { groups } else { people }) += 1;
    }
    let labels = tx.labels(&counts.keys().copied().flatten().collect::<Vec<_>>())?;
    let mut held: Vec<HeldIn> = counts
        .into_iter()
        .map(|(id, (people, groups))| HeldIn { settlement: id.and_then(|id| labels.get(&id)).cloned(), people, groups })
        .collect();
    held.sort_by_key(|there| (there.settlement.is_none(), Reverse((there.people, there.groups))));
    Ok(held)
}
