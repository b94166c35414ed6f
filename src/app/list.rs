//! Gathering the lists of all records of a kind.

use std::collections::HashMap;

use super::{place, report, source};
use crate::domain::custody::{Episode, current};
use crate::domain::date::Day;
use crate::domain::kind::Kind;
use crate::domain::overview::{List, OrganizationRow, PersonRow};
use crate::domain::record::{Label, Record, RecordId};
use crate::domain::records::{Detention, Organization, Report, Source};
use crate::error::{Error, Result};
use crate::store::ReadTx;

/// Gathers the list of a kind; custody is told as on `on`. Kinds without a list are `NotFound`.
pub fn gather(tx: &ReadTx<'_>, kind: Kind, on: Day) -> Result<List> {
    match kind {
        Kind::Person => people(tx, on),
        Kind::Place => Ok(List::Places(place::forest(tx, on)?)),
        Kind::Organization => organizations(tx),
        Kind::Report => Ok(List::Reports(report::rows(tx, tx.all::<Report>()?)?)),
        Kind::Source => Ok(List::Sources(source::rows(tx, tx.all::<Source>()?)?)),
        _ => Err(Error::NotFound),
    }
}

fn people(tx: &ReadTx<'_>, on: Day) -> Result<List> {
    let mut episodes: HashMap<RecordId, Vec<Episode>> = HashMap::new();
    for episode in tx.with_steps(tx.all::<Detention>()?)? {
        if let Some(person) = episode.detention.fields.person {
            episodes.entry(person).or_default().push(episode);
        }
    }
    let row = |label: Label| {
        let episode = episodes.get(&label.id).and_then(|episodes| current(episodes, on));
        let status = episode.and_then(|episode| episode.status_event(on)).map(|step| step.fields.clone());
        PersonRow { label, status }
    };
    let (groups, individuals) = tx.list(Kind::Person)?.into_iter().map(row).partition(|row| row.label.group);
    Ok(List::People { individuals, groups })
}

fn organizations(tx: &ReadTx<'_>) -> Result<List> {
    let mut records: HashMap<RecordId, Record<Organization>> =
        tx.all::<Organization>()?.into_iter().map(|record| (record.id(), record)).collect();
    let row = |label: Label| {
        let fields = records.remove(&label.id)?.fields;
        Some(OrganizationRow { label, r#type: fields.r#type, state_actor: fields.state_actor })
    };
    Ok(List::Organizations(tx.list(Kind::Organization)?.into_iter().filter_map(row).collect()))
}
