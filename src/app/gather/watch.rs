//! What is new or changed in the answers of questions that somebody watches.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::questions::{resolve, with_found};
use crate::domain::history::Touched;
use crate::domain::query::kept::Watched;
use crate::domain::query::{Cursor, Facets, PAGE, TimelineQuery};
use crate::domain::record::RecordId;
use crate::domain::timeline::Entry;
use crate::error::{Error, Result};
use crate::index::{Answers, PageOf, Timeline};
use crate::pages::watch::{NewsLine, NewsPage, WatchedLine};
use crate::store::ReadTx;

/// So many changes are looked at: after more of them a watched question says that there is more.
pub const LOOKED_AT: usize = 5_000;

/// What is new or changed in each of these questions, as numbers of lines.
pub fn watched(answers: &Answers<'_>, all: Vec<Watched>, knows: &dyn Fn(&str) -> bool) -> Result<Vec<WatchedLine>> {
    let Some(oldest) = all.iter().map(|watched| watched.seen).min() else { return Ok(Vec::new()) };
    let touched = answers.tables().touched_since(oldest, LOOKED_AT)?;
    let lines = all.into_iter().map(|watched| {
        let counts = match asked(answers, &watched, knows) {
            Ok(query) => Some(counts(answers, &query, &watched, &written(answers.tables(), &watched, &touched)?.0)?),
            // What it asks for is no more, or was withdrawn.
            Err(Error::Invalid(_)) => None,
            Err(other) => return Err(other),
        };
        Ok(WatchedLine { watched, counts, is_partial: touched.len() == LOOKED_AT })
    });
    lines.collect()
}

/// A page of the lines of one question that are new or changed.
pub fn news(
    answers: &Answers<'_>,
    watched: Watched,
    after: Option<Cursor>,
    knows: &dyn Fn(&str) -> bool,
) -> Result<NewsPage> {
    let tx = answers.tables();
    let touched = tx.touched_since(watched.seen, LOOKED_AT)?;
    let query = asked(answers, &watched, knows)?;
    let (lines, last) = written(tx, &watched, &touched)?;
    let counts = counts(answers, &query, &watched, &lines)?;
    let page = PageOf { after, limit: PAGE, records: Some(0), facets: Facets::Usual };
    let Timeline { entries, next, .. } = answers.timeline(&among(&query, lines), page)?;
    let line = |entry: Entry| NewsLine {
        is_new: entry.members.iter().any(|member| member.id.0 > watched.seen),
        last: entry.members.iter().filter_map(|member| last.get(&member.id)).max_by_key(|line| line.change).cloned(),
        entry,
    };
    Ok(NewsPage {
        counts,
        lines: entries.into_iter().map(line).collect(),
        next: next.map(|cursor| cursor.to_string()),
        continued: after.is_some(),
        is_partial: touched.len() == LOOKED_AT,
        upto: tx.last_change()?,
        watched,
    })
}

/// Lines that are new, and lines that were there and changed.
fn counts(answers: &Answers<'_>, query: &TimelineQuery, watched: &Watched, lines: &[RecordId]) -> Result<(i64, i64)> {
    let new: Vec<RecordId> = lines.iter().copied().filter(|id| id.0 > watched.seen).collect();
    let count = |lines: Vec<RecordId>| -> Result<i64> {
        if lines.is_empty() {
            return Ok(0);
        }
        let page = PageOf { after: None, limit: 0, records: Some(0), facets: Facets::Usual };
        Ok(answers.timeline(&among(query, lines), page)?.summary.total)
    };
    let (all, new) = (count(lines.to_vec())?, count(new)?);
    Ok((new, all - new))
}

/// The lines that were written since a question was looked at, each with the last change that was made to it. The key of a row
/// is the number of the change that made it: what is above is new.
fn written(
    tx: &ReadTx<'_>,
    watched: &Watched,
    touched: &[Touched],
) -> Result<(Vec<RecordId>, BTreeMap<RecordId, Touched>)> {
    let since = touched.iter().filter(|line| line.change > watched.seen);
    let mut records: BTreeMap<RecordId, &Touched> = BTreeMap::new();
    // The newest come first.
    for line in since {
        records.entry(line.record).or_insert(line);
    }
    let lines = tx.lines_with(&records.keys().copied().collect::<Vec<_>>())?;
    let last = records.into_iter().map(|(id, line)| (id, line.clone())).collect();
    Ok((lines, last))
}

/// What a watched question asks.
fn asked(answers: &Answers<'_>, watched: &Watched, knows: &dyn Fn(&str) -> bool) -> Result<TimelineQuery> {
    if !watched.question.shows.can_be_watched() {
        return Err(Error::NotFound);
    }
    let question = watched.question.question();
    with_found(resolve(&question, answers.tables(), knows)?, &question, answers)
}

/// The same of these lines only.
fn among(query: &TimelineQuery, lines: Vec<RecordId>) -> TimelineQuery {
    let lines = match &query.among {
        Some(known) => {
            let known: BTreeSet<&RecordId> = known.iter().collect();
            lines.into_iter().filter(|line| known.contains(line)).collect()
        }
        None => lines,
    };
    TimelineQuery { among: Some(lines), ..query.clone() }
}
