//! What was written in the whole case file since some moment, by record and by who wrote it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Local, NaiveDate, NaiveTime, SecondsFormat, TimeZone, Utc};

use crate::app::gather::summary::describe;
use crate::domain::history::Touched;
use crate::domain::record::RecordId;
use crate::domain::time::Day;
use crate::error::Result;
use crate::pages::changes::{ChangedRecord, ChangesPage, PAGE, Writer};
use crate::store::ReadTx;

/// So many changes are looked at.
pub const LOOKED_AT: usize = 20_000;

/// A page of the records that were written since `moment`, by everybody or by one account, the last one first; behind the
/// change `behind`. `cursor` says how the place of the next page is written in an address.
pub fn gather(
    tx: &ReadTx<'_>,
    moment: &str,
    by: Option<i64>,
    behind: Option<i64>,
    cursor: impl Fn(i64) -> Result<String>,
) -> Result<ChangesPage> {
    let since = tx.change_before(moment)?;
    let touched = tx.touched_since(since, LOOKED_AT)?;
    let is_partial = touched.len() == LOOKED_AT;
    let ids: BTreeSet<RecordId> = touched.iter().map(|line| line.record).collect();
    // Of every record the one on whose page it is shown.
    let pages = describe(tx, ids)?;
    let mut writers: BTreeMap<i64, (Writer, BTreeSet<RecordId>)> = BTreeMap::new();
    let mut records: Vec<ChangedRecord> = Vec::new();
    let mut known: BTreeMap<RecordId, usize> = BTreeMap::new();
    for line in &touched {
        let Some(fact) = pages.get(&line.record) else { continue };
        let of = writers.entry(line.account).or_insert_with(|| (writer(line), BTreeSet::new()));
        of.1.insert(fact.page.id);
        of.0.changes += 1;
        if by.is_some_and(|by| by != line.account) {
            continue;
        }
        let at = *known.entry(fact.page.id).or_insert_with(|| {
            records.push(ChangedRecord {
                page: fact.page.clone(),
                is_new: fact.page.id.0 > since,
                last: line.clone(),
                by: Vec::new(),
                changes: 0,
                facts: Vec::new(),
            });
            records.len() - 1
        });
        if let Some(record) = records.get_mut(at) {
            record.changes += 1;
            if !record.by.contains(&line.by) {
                record.by.push(line.by.clone());
            }
            if line.record != fact.page.id
                && record.facts.len() < FACTS
                && !record.facts.iter().any(|(id, _)| *id == line.record)
            {
                record.facts.push((line.record, fact.clone()));
            }
        }
    }
    let all = records.len();
    records.retain(|record| behind.is_none_or(|behind| record.last.change < behind));
    let more = records.len() > PAGE;
    records.truncate(PAGE);
    let next = records.last().filter(|_| more).map(|last| cursor(last.last.change)).transpose()?;
    let writers = writers.into_values().map(|(writer, records)| Writer { records: records.len(), ..writer });
    Ok(ChangesPage { records, all, writers: writers.collect(), is_partial, next, continued: behind.is_some() })
}

/// So many facts of a record are named.
const FACTS: usize = 5;

fn writer(line: &Touched) -> Writer {
    Writer { account: line.account, name: line.by.clone(), records: 0, changes: 0 }
}

/// The moment a day begins where the program runs, as the history writes moments.
pub fn beginning(day: Day) -> Option<String> {
    let date: NaiveDate = day.iso().parse().ok()?;
    // Where a clock is put on at midnight the day begins with the first moment there is.
    let local = Local.from_local_datetime(&date.and_time(NaiveTime::MIN)).earliest();
    let utc = local.map_or_else(|| date.and_time(NaiveTime::MIN).and_utc(), |local| local.with_timezone(&Utc));
    Some(utc.to_rfc3339_opts(SecondsFormat::Millis, true))
}
