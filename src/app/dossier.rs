//! Gathering what a record's page and its JSON show.

use std::collections::{BTreeSet, HashMap};

use crate::domain::dossier::Dossier;
use crate::domain::kind::Kind;
use crate::domain::record::{Labels, Record, RecordId};
use crate::domain::records::{
    CustodyEvent, Detention, Fielded, Figure, Incident, IncidentLink, Note, Participation, Relation, Statement,
};
use crate::error::{Error, Result};
use crate::store::ReadTx;

/// Gathers the dossier of a record; `NotFound` if the reader may not see it.
pub fn gather<T: Fielded>(tx: &ReadTx<'_>, id: RecordId) -> Result<Dossier<T>> {
    let record: Record<T> = tx.get(id)?.ok_or(Error::NotFound)?;
    let (kind, ids) = (T::KIND, [id]);
    let participations = match kind {
        Kind::Incident => tx.with::<Participation>("incident", &ids)?,
        Kind::Person => tx.with("person", &ids)?,
        Kind::Organization => tx.with("organization", &ids)?,
        _ => Vec::new(),
    };
    let statements = match kind {
        Kind::Incident => tx.with::<Statement>("incident", &ids)?,
        Kind::Person => tx.with("person", &ids)?,
        Kind::Organization => tx.with("organization", &ids)?,
        _ => Vec::new(),
    };
    let mut figures = tx.with::<Figure>("about", &ids)?;
    if kind == Kind::Person {
        figures.extend(tx.with::<Figure>("group", &ids)?);
    }
    let mut dossier = Dossier {
        label: tx.label(id)?,
        names: tx.names(&ids)?.remove(&id).unwrap_or_default(),
        external_ids: tx.external_ids(id)?,
        relations: [tx.with::<Relation>("subject", &ids)?, tx.with("object", &ids)?].concat(),
        incident_links: match kind {
            Kind::Incident => [tx.with::<IncidentLink>("from_incident", &ids)?, tx.with("to_incident", &ids)?].concat(),
            _ => Vec::new(),
        },
        episodes: tx.with_steps(detentions(tx, kind, &ids)?)?,
        notes: tx.with::<Note>("about", &ids)?,
        participations,
        statements,
        figures,
        incidents: HashMap::new(),
        labels: Labels::new(),
        citations: Vec::new(),
        record,
    };
    complete(&mut dossier, tx)?;
    Ok(dossier)
}

/// Reads what the gathered rows mention: incidents, labels, citations.
fn complete<T: Fielded>(dossier: &mut Dossier<T>, tx: &ReadTx<'_>) -> Result<()> {
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
    for episode in &dossier.episodes {
        ids.push(episode.detention.id());
        ids.extend(episode.events.iter().map(Record::id));
    }
    ids
}

/// Adds every record that a field of these rows refers to.
fn mention<T: Fielded>(dossier: &Dossier<T>, into: &mut BTreeSet<RecordId>) -> Result<()> {
    references(&dossier.record, into)?;
    all_references(&dossier.participations, into)?;
    all_references(&dossier.relations, into)?;
    all_references(&dossier.incident_links, into)?;
    all_references(&dossier.figures, into)?;
    all_references(&dossier.statements, into)?;
    all_references(&dossier.notes, into)?;
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

fn detentions(tx: &ReadTx<'_>, kind: Kind, ids: &[RecordId]) -> Result<Vec<Record<Detention>>> {
    match kind {
        Kind::Person => tx.with("person", ids),
        Kind::Incident => tx.with("incident", ids),
        Kind::Detention => tx.many(ids),
        Kind::Organization => {
            let mut detentions = tx.with::<Detention>("arresting_organization", ids)?;
            for ordered in tx.with::<Detention>("ordering_organization", ids)? {
                if detentions.iter().all(|known| known.id() != ordered.id()) {
                    detentions.push(ordered);
                }
            }
            Ok(detentions)
        }
        _ => Ok(Vec::new()),
    }
}

fn all_references<T: Fielded>(records: &[Record<T>], into: &mut BTreeSet<RecordId>) -> Result<()> {
    records.iter().try_for_each(|record| references(record, into))
}

/// The ids in a record's reference fields, by the descriptors of its kind.
pub fn references<T: Fielded>(record: &Record<T>, into: &mut BTreeSet<RecordId>) -> Result<()> {
    let fields = serde_json::to_value(&record.fields).map_err(Error::internal)?;
    for field in T::KIND.fields() {
        if let crate::domain::kind::Type::Ref(..) = field.ty {
            into.extend(fields.get(field.name).and_then(serde_json::Value::as_i64).map(RecordId));
        }
    }
    Ok(())
}
