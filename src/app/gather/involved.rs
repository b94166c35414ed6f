//! Gathering a page of those who are in the lines that answer a question.

use std::collections::HashMap;

use crate::domain::custody::Episode;
use crate::domain::kind::{CustodyEvent, Detention, Incident};
use crate::domain::lang::Lang;
use crate::domain::query::TimelineQuery;
use crate::domain::query::involved::{Involved, InvolvedOrder, InvolvedPlace, InvolvedStart, Involvement};
use crate::domain::query::place::NamePlace;
use crate::domain::record::RecordId;
use crate::domain::timeline::DateFact;
use crate::error::Result;
use crate::index::Answers;
use crate::pages::involved::{InvolvedList, InvolvedRow};
use crate::store::ReadTx;

/// Which page of the list, and in whose alphabet.
pub struct InvolvedPage<'a> {
    pub involved: Involved,
    pub order: InvolvedOrder,
    pub lang: Lang,
    pub start: &'a InvolvedStart,
    /// So many at most.
    pub limit: usize,
}

/// Gathers a page of those who are in the lines that answer a question. `cursor` says how a place among them is written in
/// an address.
pub fn gather(
    answers: &Answers<'_>,
    query: &TimelineQuery,
    page: &InvolvedPage<'_>,
    cursor: impl Fn(&InvolvedPlace) -> Result<String>,
) -> Result<InvolvedList> {
    let InvolvedPage { involved, order, lang, .. } = *page;
    let tx = answers.tables();
    let found = answers.involved(query, involved)?;
    let part = found.page(order, page.start, page.limit, |among, from, way, limit| {
        tx.in_alphabet((involved, lang), among, from, way, limit)
    })?;
    let ids: Vec<RecordId> = part.rows.iter().map(|one| one.record).collect();
    let mut labels = tx.labels(&ids)?;
    let at = |one: Option<&Involvement>| {
        let one = one?;
        Some(cursor(&InvolvedPlace { lines: one.lines, name: NamePlace::of(labels.get(&one.record)?) }))
    };
    let before = at(part.rows.first().filter(|_| part.before)).transpose()?;
    let after = at(part.rows.last().filter(|_| part.after)).transpose()?;
    let dates = dates(tx, &part.rows)?;
    let mut episodes: HashMap<RecordId, Episode> = HashMap::new();
    if involved == Involved::Detentions {
        let with_steps = tx.with_steps(tx.get_many::<Detention>(&ids)?)?;
        episodes.extend(with_steps.into_iter().map(|episode| (episode.detention.id(), episode)));
    }
    let row = |one: Involvement| {
        let of = |entry: i64| dates.get(&RecordId(entry)).cloned();
        Some(InvolvedRow {
            label: labels.remove(&one.record)?,
            lines: one.lines,
            dates: one.ends.and_then(|(first, last)| of(first.id).zip(of(last.id))),
            episode: episodes.remove(&one.record),
        })
    };
    Ok(InvolvedList {
        involved,
        order,
        count: found.all.len(),
        lines: found.lines,
        total: found.total,
        rows: part.rows.into_iter().filter_map(row).collect(),
        before,
        after,
    })
}

/// The dates of the first and the last entries, by their records.
fn dates(tx: &ReadTx<'_>, rows: &[Involvement]) -> Result<HashMap<RecordId, DateFact>> {
    let ends = rows.iter().filter_map(|one| one.ends).flat_map(|(first, last)| [first, last]);
    let entries: Vec<RecordId> = ends.map(|entry| RecordId(entry.id)).collect();
    let (incidents, steps) = (tx.get_many::<Incident>(&entries)?, tx.get_many::<CustodyEvent>(&entries)?);
    let incidents = incidents.iter().map(|record| (record.id(), DateFact::from(&record.fields)));
    Ok(incidents.chain(steps.iter().map(|record| (record.id(), DateFact::from(&record.fields)))).collect())
}
