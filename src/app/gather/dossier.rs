//! Gathering what a record's page and its JSON show.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use crate::domain::custody::Episode;
use crate::domain::custody::span::in_order;
use crate::domain::kind::{CustodyEvent, Detention, Incident};
use crate::domain::kind::{Fielded, Kind, Type};
use crate::domain::record::{Labels, Record, RecordId, Values};
use crate::domain::time::Day;
use crate::error::{Error, Result};
use crate::pages::dossier::{Dossier, EPISODES, LEAST, ROOM, SECTION};
use crate::store::ReadTx;

/// Gathers the dossier of a record, as much of it as a page shows; `NotFound` if the reader may not see it.
pub fn gather<T: Fielded>(tx: &ReadTx<'_>, id: RecordId) -> Result<Dossier<T>> {
    around(tx, tx.get::<T>(id)?.ok_or(Error::NotFound)?, Some(SECTION))
}

/// The same for a record of any kind, with all that there is.
pub fn gather_any(tx: &ReadTx<'_>, kind: Kind, id: RecordId) -> Result<Dossier<Values>> {
    let (header, fields) = tx.get_untyped(kind, id)?;
    around(tx, Record { header, fields }, None)
}

fn around<T: Serialize>(tx: &ReadTx<'_>, record: Record<T>, limit: Option<usize>) -> Result<Dossier<T>> {
    let (kind, id) = (record.header.kind, record.id());
    let mut owned = Owned::read(tx, kind, id, limit)?;
    let mut dossier = Dossier {
        label: tx.label(id)?,
        names: tx.names(&[id])?.remove(&id).unwrap_or_default(),
        external_ids: tx.external_ids(id)?,
        participations: owned.take()?,
        relations: owned.take()?,
        incident_links: owned.take()?,
        episodes: episodes(tx, kind, id, &mut owned, limit)?,
        figures: owned.take()?,
        statements: owned.take()?,
        notes: owned.take()?,
        others: owned.rows,
        more: owned.more,
        incidents: HashMap::new(),
        labels: Labels::new(),
        citations: Vec::new(),
        record,
    };
    complete(&mut dossier, tx)?;
    Ok(dossier)
}

/// The rows that belong to a record, kind by kind, and the kinds of which there is more.
struct Owned {
    rows: Vec<Record<Values>>,
    more: Vec<Kind>,
}

impl Owned {
    fn read(tx: &ReadTx<'_>, kind: Kind, id: RecordId, limit: Option<usize>) -> Result<Owned> {
        let mut found: Vec<(Kind, Vec<RecordId>, bool)> = Vec::new();
        for owned in Kind::ALL.into_iter().filter(|owned| shows(kind, *owned)) {
            // Of custody the last matters, and every step of an episode: these are cut where they are put in order.
            let cut = owned != Kind::CustodyEvent && (kind, owned) != (Kind::Person, Kind::Detention);
            let ids = tx.referring(owned, (kind, id), None, limit.filter(|_| cut).map(|limit| limit + 1))?;
            found.push((owned, ids, cut));
        }
        let lengths: Vec<usize> = found.iter().filter(|(.., cut)| *cut).map(|(_, ids, _)| ids.len()).collect();
        let limit = limit.map(|limit| fitting(&lengths, limit));
        let mut read = Owned { rows: Vec::new(), more: Vec::new() };
        for (owned, mut ids, cut) in found {
            if let Some(limit) = limit.filter(|limit| cut && ids.len() > *limit) {
                ids.truncate(limit);
                read.more.push(owned);
            }
            read.rows.extend(tx.any_many(owned, &ids)?);
        }
        Ok(read)
    }

    /// Takes the rows of one kind out.
    fn take<T: Fielded>(&mut self) -> Result<Vec<Record<T>>> {
        let (taken, left) = std::mem::take(&mut self.rows).into_iter().partition(|row| row.header.kind == T::KIND);
        self.rows = left;
        taken.into_iter().map(Record::typed).collect()
    }
}

/// How many rows of each kind a page has room for, where it has sections of these lengths: no more than `most`, and fewer
/// where several are long.
fn fitting(lengths: &[usize], most: usize) -> usize {
    let taken = |limit: usize| lengths.iter().map(|length| (*length).min(limit)).sum::<usize>();
    (LEAST..=most).rev().find(|limit| taken(*limit) <= ROOM).unwrap_or(LEAST)
}

/// The first records of a kind that refer to the record of a page; that there are more is noted.
pub fn first<T>(tx: &ReadTx<'_>, dossier: &mut Dossier<T>, kind: Kind, limit: usize) -> Result<Vec<RecordId>> {
    let to = (dossier.record.header.kind, dossier.record.id());
    let mut ids = tx.referring(kind, to, None, Some(limit + 1))?;
    if ids.len() > limit {
        ids.truncate(limit);
        dossier.more.push(kind);
    }
    Ok(ids)
}

/// Whether the page of a kind has a section of another: of what belongs to it, and of the detentions that an incident or an
/// organization is named in. The steps and charges of an episode are told with it.
fn shows(kind: Kind, other: Kind) -> bool {
    if kind == Kind::Detention && matches!(other, Kind::CustodyEvent | Kind::Charge) {
        return false;
    }
    other.owners().any(|(_, target)| target.admits(kind))
        || other == Kind::Detention && matches!(kind, Kind::Incident | Kind::Organization)
}

/// Reads what the gathered rows mention: incidents, labels, citations.
fn complete<T: Serialize>(dossier: &mut Dossier<T>, tx: &ReadTx<'_>) -> Result<()> {
    let incidents: BTreeSet<RecordId> = dossier
        .participations
        .iter()
        .filter_map(|participation| participation.fields.incident)
        .chain(dossier.incident_links.iter().flat_map(|l| [l.fields.from_incident, l.fields.to_incident]).flatten())
        .chain(dossier.episodes.iter().filter_map(|episode| episode.detention.fields.incident))
        .chain(dossier.statements.iter().filter_map(|statement| statement.fields.incident))
        .chain(dossier.figures.iter().filter_map(|figure| figure.fields.about))
        .collect();
    let incidents: Vec<RecordId> = incidents.into_iter().collect();
    dossier.incidents = tx.get_many::<Incident>(&incidents)?.into_iter().map(|record| (record.id(), record)).collect();
    let mut mentioned: BTreeSet<RecordId> = incidents.into_iter().collect();
    mention(dossier, &mut mentioned)?;
    let cited = cited(dossier);
    mentioned.extend(cited.iter().copied());
    dossier.citations = tx.citations(&cited)?;
    dossier.labels = tx.labels(&mentioned.into_iter().collect::<Vec<_>>())?;
    Ok(())
}

/// The record and the rows on its page: what citations are shown for.
fn cited<T>(dossier: &Dossier<T>) -> Vec<RecordId> {
    let mut ids = vec![dossier.record.id()];
    ids.extend(dossier.participations.iter().map(Record::id));
    ids.extend(dossier.relations.iter().map(Record::id));
    ids.extend(dossier.incident_links.iter().map(Record::id));
    ids.extend(dossier.figures.iter().map(Record::id));
    ids.extend(dossier.statements.iter().map(Record::id));
    ids.extend(dossier.notes.iter().map(Record::id));
    ids.extend(dossier.others.iter().map(Record::id));
    for episode in &dossier.episodes {
        ids.push(episode.detention.id());
        ids.extend(episode.events.iter().map(Record::id));
        ids.extend(episode.charges.iter().map(Record::id));
    }
    ids
}

/// Adds every record that a field of these rows refers to.
fn mention<T: Serialize>(dossier: &Dossier<T>, into: &mut BTreeSet<RecordId>) -> Result<()> {
    references(&dossier.record, into)?;
    all_references(&dossier.participations, into)?;
    all_references(&dossier.relations, into)?;
    all_references(&dossier.incident_links, into)?;
    all_references(&dossier.figures, into)?;
    all_references(&dossier.statements, into)?;
    all_references(&dossier.notes, into)?;
    all_references(&dossier.others, into)?;
    for episode in &dossier.episodes {
        references::<Detention>(&episode.detention, into)?;
        all_references::<CustodyEvent>(&episode.events, into)?;
        all_references(&episode.charges, into)?;
    }
    for incident in dossier.incidents.values() {
        references(incident, into)?;
    }
    into.extend(dossier.names.iter().filter_map(|name| name.report));
    into.extend(dossier.external_ids.iter().flat_map(|id| &id.others).copied());
    Ok(())
}

/// The custody episodes that belong to a record, or that it is named in. Somebody's are told one by one: a page has the
/// last ones, and the last before them that says how things stood.
fn episodes(
    tx: &ReadTx<'_>,
    kind: Kind,
    id: RecordId,
    owned: &mut Owned,
    limit: Option<usize>,
) -> Result<Vec<Episode>> {
    let detentions: Vec<Record<Detention>> = owned.take()?;
    if kind == Kind::Detention {
        return tx.with_charges(tx.with_steps(tx.get(id)?.into_iter().collect())?);
    }
    let mut episodes = tx.with_steps(detentions)?;
    if kind == Kind::Person && limit.is_some() && episodes.len() > EPISODES {
        let ordered = in_order(&episodes);
        let (earlier, last) = ordered.split_at(ordered.len() - EPISODES);
        let states = |episode: &&&Episode| episode.status_event(Day::MAX).is_some();
        let told = earlier.iter().rev().find(states).copied();
        episodes = told.into_iter().chain(last.iter().copied()).cloned().collect();
        owned.more.push(Kind::Detention);
    }
    tx.with_charges(episodes)
}

fn all_references<T: Serialize>(records: &[Record<T>], into: &mut BTreeSet<RecordId>) -> Result<()> {
    records.iter().try_for_each(|record| references(record, into))
}

/// The ids in a record's reference fields, by the descriptors of its kind.
pub fn references<T: Serialize>(record: &Record<T>, into: &mut BTreeSet<RecordId>) -> Result<()> {
    let fields = serde_json::to_value(&record.fields).map_err(Error::internal)?;
    for field in record.header.kind.fields() {
        if let Type::Ref(..) = field.ty {
            into.extend(fields.get(field.name).and_then(serde_json::Value::as_i64).map(RecordId));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{LEAST, ROOM, SECTION, fitting};

    #[test]
    fn one_long_section_is_shown_as_far_as_it_may_and_several_share_the_room() {
        assert_eq!(fitting(&[], SECTION), SECTION);
        assert_eq!(fitting(&[51, 3, 0], SECTION), SECTION);
        let shared = fitting(&[51; 7], SECTION);
        assert!(shared < SECTION && shared * 7 <= ROOM);
        assert_eq!(fitting(&[51; 40], SECTION), LEAST);
    }
}
