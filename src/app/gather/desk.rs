//! Gathering the desk.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::app::gather::held;
use crate::app::gather::summary::describe;
use crate::domain::custody::{Asked, Standing};
use crate::domain::kind::Kind;
use crate::domain::query::limit::NEWEST;
use crate::domain::query::list::PAGE;
use crate::domain::record::RecordId;
use crate::domain::time::Day;
use crate::error::Result;
use crate::index::Answers;
use crate::pages::actions::Uncited;
use crate::pages::desk::{Desk, SILENT_DAYS, UncitedPage};
use crate::pages::held::count;
use crate::store::ReadTx;

/// Occasions of writing on the desk, and records named for each.
const RECENT: usize = 8;
const SHOWN: usize = 4;

pub fn gather(answers: &Answers<'_>, on: Day) -> Result<Desk> {
    let tx = answers.tables();
    let words = tx.last_words(on, Asked::Now)?;
    let list = |list: Standing| words.iter().filter(move |word| word.standing(on) == list).collect::<Vec<_>>();
    let in_custody = list(Standing::InCustody);
    // They stand in the order of silence.
    let silent = in_custody.iter().take_while(|word| word.silent(on) >= SILENT_DAYS).count();
    let longest = in_custody.iter().take(silent.min(1)).map(|word| word.person).collect::<Vec<_>>();
    let terms: Vec<RecordId> = list(Standing::TermRunOut).into_iter().map(|word| word.person).collect();
    let some_terms = held::shown(tx, &terms.iter().take(SHOWN).copied().collect::<Vec<_>>(), on, Asked::Now)?;
    Ok(Desk {
        incidents: answers.count(Kind::Incident)?,
        people: answers.count(Kind::Person)?,
        reports: answers.count(Kind::Report)?,
        places: tx.newest_places()?,
        held_in: held::by_settlement(tx, &[in_custody.as_slice(), &list(Standing::PossiblyInCustody)].concat())?,
        in_custody: count(in_custody.iter().copied()),
        possibly: count(list(Standing::PossiblyInCustody)),
        unknown: list(Standing::Unknown).len(),
        silent,
        possibly_silent: list(Standing::PossiblyInCustody).iter().filter(|word| word.silent(on) >= SILENT_DAYS).count(),
        longest_silent: held::shown(tx, &longest, on, Asked::Now)?.pop(),
        terms: terms.len(),
        some_terms,
        contradictions: answers.open_contradictions()?,
        uncited: by_kind(&tx.newest_uncited()?),
        unsure: tx.unsure(None, None)?.len(),
        recent: tx.recent(RECENT, SHOWN)?,
        drafts: 0,
        watched: Vec::new(),
        backup_days: tx.last_backup()?.and_then(|at| days_since(&at)),
    })
}

/// A page of the facts that nothing is cited for, of one kind or of all, from a record on; `cursor` says how the record
/// that the next page starts with is written in an address.
pub fn uncited(
    tx: &ReadTx<'_>,
    kind: Option<Kind>,
    from: Option<RecordId>,
    cursor: impl Fn(RecordId) -> Result<String>,
) -> Result<UncitedPage> {
    let mut facts = tx.newest_uncited()?;
    let counts = by_kind(&facts);
    facts.retain(|(id, of)| kind.is_none_or(|kind| kind == *of) && from.is_none_or(|from| *id <= from));
    let next = facts.get(PAGE).map(|(id, _)| cursor(*id)).transpose()?;
    facts.truncate(PAGE);
    let mut labels = tx.labels(&facts.iter().map(|(id, _)| *id).collect::<Vec<_>>())?;
    let mut described = describe(tx, facts.iter().map(|(id, _)| *id))?;
    let line = |(id, kind): &(RecordId, Kind)| {
        let fact = described.remove(id);
        labels.remove(id).map(|label| Uncited { kind: *kind, reference: label.reference, fact })
    };
    Ok(UncitedPage {
        kind,
        counts,
        facts: facts.iter().filter_map(line).collect(),
        is_partial: tx.count(Kind::Incident)?.max(tx.count(Kind::Person)?).max(tx.count(Kind::Report)?) > NEWEST,
        continued: from.is_some(),
        next,
    })
}

fn by_kind(facts: &[(RecordId, Kind)]) -> Vec<(Kind, i64)> {
    let mut counts: BTreeMap<Kind, i64> = BTreeMap::new();
    facts.iter().for_each(|(_, kind)| *counts.entry(*kind).or_default() += 1);
    counts.into_iter().collect()
}

/// Whole days since a noted time, by the clock: also in a closed case, which counts everything else to a fixed day. A
/// clock that was set back makes it today.
pub fn days_since(noted: &str) -> Option<i64> {
    let at = DateTime::parse_from_rfc3339(noted).ok()?;
    Some(Utc::now().signed_duration_since(at).num_days().max(0))
}
