//! Gathering a page of a list of records of a kind, in the reader's alphabet.

use std::collections::HashMap;

use super::{place, report, source};
use crate::domain::custody::current;
use crate::domain::kind::{Organization, Report, Source};
use crate::domain::lang::Lang;
use crate::domain::query::list::{List, Start};
use crate::domain::query::place::NamePlace;
use crate::domain::record::{Label, Labels, Record, RecordId};
use crate::domain::time::Day;
use crate::error::Result;
use crate::pages::list::{Listing, OrganizationRow, PersonRow, Rows};
use crate::store::ReadTx;

/// Gathers a page of a list; custody is told as on `on`. `cursor` says how a place in it is written in an address.
pub fn gather(
    tx: &ReadTx<'_>,
    (list, lang): (List, Lang),
    start: &Start,
    on: Day,
    cursor: impl Fn(&NamePlace) -> Result<String>,
) -> Result<Listing> {
    let page = tx.listed(list, lang, start)?;
    let ids = page.ids.as_slice();
    let mut labels = tx.labels(ids)?;
    let place = |id: Option<&RecordId>| id.and_then(|id| labels.get(id)).map(NamePlace::of);
    let ends = match (place(ids.first()), place(ids.last())) {
        (Some(first), Some(last)) => Some((cursor(&first)?, cursor(&last)?)),
        _ => None,
    };
    let rows = match list {
        List::People | List::Groups => Rows::People(people(tx, ids, &mut labels, on)?),
        List::Organizations => Rows::Organizations(organizations(tx, ids, &mut labels)?),
        List::Places(_) => Rows::Places(place::nodes(tx, ids)?),
        List::Reports => {
            Rows::Reports(ordered(ids, report::rows(tx, tx.get_many::<Report>(ids)?)?, |row| row.label.id))
        }
        List::Sources => {
            Rows::Sources(ordered(ids, source::rows(tx, tx.get_many::<Source>(ids)?)?, |row| row.label.id))
        }
    };
    Ok(Listing { list, page, rows, ends })
}

/// Rows in the order of these ids.
fn ordered<T>(ids: &[RecordId], rows: Vec<T>, id: impl Fn(&T) -> RecordId) -> Vec<T> {
    let mut by_id: HashMap<RecordId, T> = rows.into_iter().map(|row| (id(&row), row)).collect();
    ids.iter().filter_map(|id| by_id.remove(id)).collect()
}

/// People with the last word on the custody of each.
pub fn people(tx: &ReadTx<'_>, ids: &[RecordId], labels: &mut Labels, on: Day) -> Result<Vec<PersonRow>> {
    let episodes = tx.episodes_by_person(ids)?;
    let row = |label: Label| {
        let episode = episodes.get(&label.id).and_then(|episodes| current(episodes, on));
        let standing = episode.and_then(|episode| Some((episode.clone(), episode.status_event(on)?.id())));
        PersonRow { label, standing }
    };
    Ok(ids.iter().filter_map(|id| labels.remove(id)).map(row).collect())
}

fn organizations(tx: &ReadTx<'_>, ids: &[RecordId], labels: &mut Labels) -> Result<Vec<OrganizationRow>> {
    let mut records: HashMap<RecordId, Record<Organization>> =
        tx.get_many::<Organization>(ids)?.into_iter().map(|record| (record.id(), record)).collect();
    let row = |id: &RecordId| {
        let fields = records.remove(id)?.fields;
        Some(OrganizationRow { label: labels.remove(id)?, r#type: fields.r#type, state_actor: fields.state_actor })
    };
    Ok(ids.iter().filter_map(row).collect())
}
