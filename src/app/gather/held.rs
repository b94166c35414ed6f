//! Who is held, on a day: people and groups in custody, those of whom nothing more is known, and where.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::app::gather::summary::describe;
use crate::domain::collation;
use crate::domain::custody::{Asked, Holding, LastWord, Standing};
use crate::domain::kind::Kind;
use crate::domain::kind::Relation;
use crate::domain::lang::Lang;
use crate::domain::query::list::PAGE;
use crate::domain::query::place::{HeldPlace, NamePlace};
use crate::domain::record::{RecordId, RecordKey};
use crate::domain::time::Day;
use crate::error::{Error, Result};
use crate::pages::desk::SILENT_DAYS;
use crate::pages::held::{HeldFilter, HeldIn, HeldOrder, HeldPage, count};
use crate::pages::summary::RecordSummary;
use crate::store::ReadTx;

/// Ties a named member to a group.
const ONE_OF: &str = "rel/subset_of";

/// By what each stands in an alphabet.
type Keys = HashMap<RecordId, Vec<u8>>;

/// The last words that the filter admits, in a place or anywhere, list after list; and by what they stand in the alphabet,
/// where that is asked for.
fn admitted(
    tx: &ReadTx<'_>,
    filter: &HeldFilter,
    asked: &Besides<'_>,
    place: Option<RecordId>,
) -> Result<(Vec<LastWord>, Keys)> {
    let mut words = match place {
        Some(place) => tx.last_words_inside(place, filter.on, filter.asked)?,
        None => tx.last_words(filter.on, filter.asked)?,
    };
    words.retain(|word| filter.admits(word));
    let mut keys = Keys::new();
    if let HeldOrder::Name = filter.order {
        keys = tx.sort_keys(asked.lang, &words.iter().map(|word| word.person).collect::<Vec<_>>())?;
        words.sort_by_key(|word| (keys.get(&word.person), word.person));
    }
    words.sort_by_key(|word| word.standing(filter.on));
    Ok((words, keys))
}

/// The last words on all whom the filter admits, list after list.
pub fn all(tx: &ReadTx<'_>, filter: &HeldFilter, lang: Lang, place: Option<RecordId>) -> Result<Vec<LastWord>> {
    admitted(tx, filter, &Besides { lang, ..Besides::default() }, place).map(|(words, _)| words)
}

/// What a page of held people is asked for besides its filter.
#[derive(Debug, Default)]
pub struct Besides<'a> {
    pub place: Option<&'a RecordKey>,
    /// The place behind which the page starts.
    pub after: Option<&'a HeldPlace>,
    /// Steps that were saved just now.
    pub saved: &'a [RecordKey],
    /// Whose alphabet orders names.
    pub lang: Lang,
}

/// A page of those the filter admits, with the sources of each last word. What is kept of last words says who is on it;
/// what it says of them is read from their steps. `cursor` says how a place among them is written in an address.
pub fn gather(
    tx: &ReadTx<'_>,
    filter: &HeldFilter,
    asked: &Besides<'_>,
    cursor: impl Fn(&HeldPlace) -> Result<String>,
) -> Result<HeldPage> {
    let place = asked.place.map(|key| tx.resolve_kind(key, Kind::Place)).transpose()?;
    let (all, keys) = admitted(tx, filter, asked, place)?;
    let is_before = |word: &LastWord, place: &HeldPlace| {
        let (standing, at) = (word.standing(filter.on), &place.name);
        match filter.order {
            HeldOrder::Silence => {
                (standing, Reverse(word.silence(filter.on)), word.group, word.person)
                    <= (place.standing, Reverse(place.silence), place.group, at.id)
            }
            HeldOrder::Name => {
                (standing, keys.get(&word.person), word.person)
                    <= (place.standing, Some(&collation::key(asked.lang, &at.name)), at.id)
            }
        }
    };
    let start = asked.after.map_or(0, |place| all.partition_point(|word| is_before(word, place)));
    let page: Vec<RecordId> = all.iter().skip(start).take(PAGE).map(|word| word.person).collect();
    let more = all.len() > start + page.len();
    let shown = shown(tx, &page, filter.on, filter.asked)?;
    let steps_shown: Vec<RecordId> = shown.iter().flat_map(HeldPage::cited).collect();
    let behind = |word: &LastWord| {
        cursor(&HeldPlace {
            standing: word.standing(filter.on),
            silence: word.silence(filter.on),
            group: word.group,
            name: NamePlace::of(&tx.label(word.person)?),
        })
    };
    let perhaps = |holding: &Holding| {
        holding.episode.perhaps_at(filter.on).into_iter().map(|(place, _)| place).collect::<Vec<_>>()
    };
    let places: BTreeSet<RecordId> =
        shown.iter().flat_map(|holding| holding.episode.arrest_place().into_iter().chain(perhaps(holding))).collect();
    let next = match all.get(start + page.len().saturating_sub(1)) {
        Some(last) if more => Some(behind(last)?),
        _ => None,
    };
    let mut letters = BTreeMap::new();
    if filter.order == HeldOrder::Name && all.len() > PAGE {
        for standing in Standing::ALL {
            let start = all.partition_point(|word| word.standing(filter.on) < standing);
            let end = all.partition_point(|word| word.standing(filter.on) <= standing);
            letters.insert(standing, letters_of(tx, (&all, start, end), &keys, asked.lang, behind)?);
        }
    }
    let list = |list: Standing| all.iter().filter(move |word| word.standing(filter.on) == list);
    let silent = list(Standing::InCustody).filter(|word| word.silent(filter.on) >= SILENT_DAYS).count();
    Ok(HeldPage {
        on: filter.on,
        listed_members: listed_members(tx, &shown, list(Standing::InCustody))?,
        labels: tx.labels(&places.into_iter().collect::<Vec<_>>())?,
        citations: tx.citations(&steps_shown)?,
        saved: steps(tx, asked.saved)?,
        place: place.map(|place| tx.label(place)).transpose()?,
        all: Standing::ALL.into_iter().map(|standing| (standing, count(list(standing)))).collect(),
        holdings: shown,
        letters,
        silent,
        next,
        continued: start > 0,
    })
}

/// The letters of those from one place to another, who stand in the order of their names, each with the place that it is behind.
fn letters_of(
    tx: &ReadTx<'_>,
    (all, start, end): (&[LastWord], usize, usize),
    keys: &Keys,
    lang: Lang,
    behind: impl Fn(&LastWord) -> Result<String>,
) -> Result<Vec<(String, Option<String>)>> {
    let mut letters: Vec<(String, Option<String>)> = Vec::new();
    let mut at = start;
    while let Some(word) = all.get(..end).and_then(|all| all.get(at)) {
        let letter = collation::letter(&tx.label(word.person)?.name);
        let bound = collation::above(lang, &letter);
        if letters.last().is_none_or(|(last, _)| *last != letter) {
            let before = at.checked_sub(1).and_then(|before| all.get(before));
            letters.push((letter, before.map(&behind).transpose()?));
        }
        let is_under = |word: &LastWord| keys.get(&word.person).is_none_or(|key| *key < bound);
        at += all.get(at..end).map_or(1, |rest| rest.partition_point(is_under)).max(1);
    }
    Ok(letters)
}

/// How things stand with these people, in this order.
pub fn shown(tx: &ReadTx<'_>, people: &[RecordId], on: Day, asked: Asked) -> Result<Vec<Holding>> {
    let mut holdings: HashMap<RecordId, Holding> =
        tx.holdings_of(people, on, asked)?.into_iter().map(|holding| (holding.person.id, holding)).collect();
    Ok(people.iter().filter_map(|person| holdings.remove(person)).collect())
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

/// How many named members of each group that is shown are in custody themselves.
fn listed_members<'w>(
    tx: &ReadTx<'_>,
    shown: &[Holding],
    in_custody: impl Iterator<Item = &'w LastWord>,
) -> Result<HashMap<RecordId, i64>> {
    let groups: Vec<RecordId> =
        shown.iter().filter(|holding| holding.person.group).map(|holding| holding.person.id).collect();
    let people: HashSet<RecordId> = in_custody.filter(|word| !word.group).map(|word| word.person).collect();
    let mut listed = HashMap::new();
    for relation in tx.referencing::<Relation>("object", &groups)? {
        let Relation { subject: Some(member), object: Some(group), r#type, .. } = relation.fields else { continue };
        if r#type == ONE_OF && people.contains(&member) {
            *listed.entry(group).or_default() += 1;
        }
    }
    Ok(listed)
}

/// How many are in custody, or may be, in each settlement, a police station counting for the city around it. Most first;
/// last those of whom no report names a place of custody.
pub fn by_settlement(tx: &ReadTx<'_>, held: &[&LastWord]) -> Result<Vec<HeldIn>> {
    let places: BTreeSet<RecordId> = held.iter().filter_map(|word| word.place).collect();
    let settlements = tx.settlements(&places.into_iter().collect::<Vec<_>>())?;
    let mut counts: BTreeMap<Option<RecordId>, (usize, usize)> = BTreeMap::new();
    for word in held {
        let settlement = word.place.and_then(|place| settlements.get(&place).copied());
        let (people, groups) = counts.entry(settlement).or_default();
        *(if word.group { groups } else { people }) += 1;
    }
    let labels = tx.labels(&counts.keys().copied().flatten().collect::<Vec<_>>())?;
    let mut held: Vec<HeldIn> = counts
        .into_iter()
        .map(|(id, (people, groups))| HeldIn { settlement: id.and_then(|id| labels.get(&id)).cloned(), people, groups })
        .collect();
    held.sort_by_key(|there| (there.settlement.is_none(), Reverse((there.people, there.groups))));
    Ok(held)
}
