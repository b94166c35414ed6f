//! What a record's page and its JSON show: the record, everything tied to it, and the citations of all of it.

use std::collections::{BTreeSet, HashMap};

use crate::domain::custody::Episode;
use crate::domain::kind::Kind;
use crate::domain::name::Name;
use crate::domain::record::{Label, Record, RecordId};
use crate::domain::records::{
    CustodyEvent, Detention, Fielded, Figure, Incident, IncidentLink, Note, Participation, Relation, Statement,
};
use crate::domain::source::Citation;
use crate::error::{Error, Result};
use crate::store::{Labels, ReadTx};

/// A record with everything tied to it. Lists that do not apply to its kind are empty.
#[derive(Debug)]
pub struct Dossier<T> {
    pub record: Record<T>,
    pub label: Label,
    pub names: Vec<Name>,
    pub external_ids: Vec<(String, String)>,
    pub participations: Vec<Record<Participation>>,
    /// As subject and as object.
    pub relations: Vec<Record<Relation>>,
    /// From it and to it.
    pub incident_links: Vec<Record<IncidentLink>>,
    pub episodes: Vec<Episode>,
    pub figures: Vec<Record<Figure>>,
    pub statements: Vec<Record<Statement>>,
    pub notes: Vec<Record<Note>>,
    /// The incidents that the above mention.
    pub incidents: HashMap<RecordId, Record<Incident>>,
    /// How everything mentioned is called; what has no label here is not open to the reader.
    pub labels: Labels,
    /// Report by report, paragraph by paragraph.
    pub citations: Vec<Citation>,
}

impl<T: Fielded> Dossier<T> {
    /// Gathers the dossier of a record; `NotFound` if the reader may not see it.
    pub fn gather(tx: &ReadTx<'_>, id: RecordId) -> Result<Dossier<T>> {
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
                Kind::Incident => {
                    [tx.with::<IncidentLink>("from_incident", &ids)?, tx.with("to_incident", &ids)?].concat()
                }
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
        dossier.complete(tx)?;
        Ok(dossier)
    }

    /// Reads what the gathered rows mention: incidents, labels, citations.
    fn complete(&mut self, tx: &ReadTx<'_>) -> Result<()> {
        let incidents: BTreeSet<RecordId> = self
            .participations
            .iter()
            .filter_map(|participation| participation.fields.incident)
            .chain(self.incident_links.iter().flat_map(|l| [l.fields.from_incident, l.fields.to_incident]).flatten())
            .chain(self.episodes.iter().filter_map(|episode| episode.detention.fields.incident))
            .chain(self.statements.iter().filter_map(|statement| statement.fields.incident))
            .chain(self.figures.iter().filter_map(|figure| figure.fields.about))
            .collect();
        let incidents: Vec<RecordId> = incidents.into_iter().collect();
        self.incidents = tx.many::<Incident>(&incidents)?.into_iter().map(|record| (record.id(), record)).collect();
        let mut mentioned: BTreeSet<RecordId> = incidents.into_iter().collect();
        self.mention(&mut mentioned)?;
        let cited = self.cited();
        mentioned.extend(cited.iter().copied());
        self.citations = tx.citations(&cited)?;
        self.labels = tx.labels(&mentioned.into_iter().collect::<Vec<_>>())?;
        Ok(())
    }

    /// The record and the rows on its page: what citations are shown for.
    fn cited(&self) -> Vec<RecordId> {
        let mut ids = vec![self.record.id()];
        ids.extend(self.participations.iter().map(Record::id));
        ids.extend(self.relations.iter().map(Record::id));
        ids.extend(self.incident_links.iter().map(Record::id));
        ids.extend(self.figures.iter().map(Record::id));
        ids.extend(self.statements.iter().map(Record::id));
        ids.extend(self.notes.iter().map(Record::id));
        for episode in &self.episodes {
            ids.push(episode.detention.id());
            ids.extend(episode.events.iter().map(Record::id));
        }
        ids
    }

    /// Adds every record that a field of these rows refers to.
    fn mention(&self, into: &mut BTreeSet<RecordId>) -> Result<()> {
        references(&self.record, into)?;
        all_references(&self.participations, into)?;
        all_references(&self.relations, into)?;
        all_references(&self.incident_links, into)?;
        all_references(&self.figures, into)?;
        all_references(&self.statements, into)?;
        all_references(&self.notes, into)?;
        for episode in &self.episodes {
            references::<Detention>(&episode.detention, into)?;
            all_references::<CustodyEvent>(&episode.events, into)?;
        }
        for incident in self.incidents.values() {
            references(incident, into)?;
        }
        into.extend(self.names.iter().filter_map(|name| name.report));
        Ok(())
    }
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
