//! Gathering what a record's page and its JSON show.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use crate::domain::custody::Episode;
use crate::domain::dossier::Dossier;
use crate::domain::kind::{Fielded, Kind, Type};
use crate::domain::record::{Labels, Record, RecordId, Values};
use crate::domain::records::{CustodyEvent, Detention, Figure, Incident};
use crate::error::{Error, Result};
use crate::store::ReadTx;

/// Gathers the dossier of a record; `NotFound` if the reader may not see it.
pub fn gather<T: Fielded>(tx: &ReadTx<'_>, id: RecordId) -> Result<Dossier<T>> {
    around(tx, tx.get::<T>(id)?.ok_or(Error::NotFound)?)
}

/// The same for a record of any kind.
pub fn gather_any(tx: &ReadTx<'_>, kind: Kind, id: RecordId) -> Result<Dossier<Values>> {
    let (header, fields) = tx.any(kind, id)?;
    around(tx, Record { header, fields })
}

fn around<T: Serialize>(tx: &ReadTx<'_>, record: Record<T>) -> Result<Dossier<T>> {
    let (kind, id) = (record.header.kind, record.id());
    let mut owned = Owned::read(tx, kind, id)?;
    let mut figures: Vec<Record<Figure>> = owned.take()?;
    if kind == Kind::Person {
        figures.extend(tx.with::<Figure>("group", &[id])?);
    }
    let mut dossier = Dossier {
        label: tx.label(id)?,
        names: tx.names(&[id])?.remove(&id).unwrap_or_default(),
        external_ids: tx.external_ids(id)?,
        participations: owned.take()?,
        relations: owned.take()?,
        incident_links: owned.take()?,
        episodes: episodes(tx, kind, id, &mut owned)?,
        statements: owned.take()?,
        notes: owned.take()?,
        others: owned.0,
        figures,
        incidents: HashMap::new(),
        labels: Labels::new(),
        citations: Vec::new(),
        record,
    };
    complete(&mut dossier, tx)?;
    Ok(dossier)
}

/// The rows that belong to a record, kind by kind, as their owners say.
struct Owned(Vec<Record<Values>>);

impl Owned {
    fn read(tx: &ReadTx<'_>, kind: Kind, id: RecordId) -> Result<Owned> {
        let mut rows: Vec<Record<Values>> = Vec::new();
        for owned in Kind::ALL {
            for (field, _) in owned.owners().filter(|(_, target)| target.admits(kind)) {
                let known: BTreeSet<RecordId> = rows.iter().map(Record::id).collect();
                rows.extend(tx.any_with(owned, field, id)?.into_iter().filter(|row| !known.contains(&row.id())));
            }
        }
        Ok(Owned(rows))
    }

    /// Takes the rows of one kind out.
    fn take<T: Fielded>(&mut self) -> Result<Vec<Record<T>>> {
        let (taken, left) = std::mem::take(&mut self.0).into_iter().partition(|row| row.header.kind == T::KIND);
        self.0 = left;
        taken.into_iter().map(Record::typed).collect()
    }
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
    dossier.incidents = tx.many::<Incident>(&incidents)?.into_iter().map(|record| (record.id(), record)).collect();
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
    }
    for incident in dossier.incidents.values() {
        references(incident, into)?;
    }
    into.extend(dossier.names.iter().filter_map(|name| name.report));
    Ok(())
}

/// The custody episodes that belong to a record, or that it is named in.
fn episodes(tx: &ReadTx<'_>, kind: Kind, id: RecordId, owned: &mut Owned) -> Result<Vec<Episode>> {
    let mut detentions: Vec<Record<Detention>> = owned.take()?;
    match kind {
        Kind::Detention => {
            let (events, steps) = (owned.take()?, tx.steps()?);
            return Ok(tx.get(id)?.map(|detention| Episode::new(detention, events, steps)).into_iter().collect());
        }
        Kind::Incident => detentions = tx.with("incident", &[id])?,
        Kind::Organization => {
            detentions = tx.with("arresting_organization", &[id])?;
            for ordered in tx.with::<Detention>("ordering_organization", &[id])? {
                if detentions.iter().all(|known| known.id() != ordered.id()) {
                    detentions.push(ordered);
                }
            }
        }
        _ => {}
    }
    tx.with_steps(detentions)
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
