//! What a record's page and its JSON show: the record, everything tied to it, and the citations of all of it.

use std::collections::HashMap;

use crate::domain::citation::Citation;
use crate::domain::custody::Episode;
use crate::domain::kind::Kind;
use crate::domain::kind::{Figure, Incident, IncidentLink, Note, Participation, Relation, Statement};
use crate::domain::name::Name;
use crate::domain::record::{ExternalId, Label, Labels, Record, RecordId, Values};

/// Rows of a kind that a page shows; all of them have a list of their own.
pub const SECTION: usize = 50;

/// Rows that a page has room for where several sections are long, and those that each of them has at least.
pub const ROOM: usize = 85;
pub const LEAST: usize = 8;

/// The same of somebody's custody, told episode by episode.
pub const EPISODES: usize = 8;

/// A record with everything tied to it. Lists that do not apply to its kind are empty.
#[derive(Debug)]
pub struct Dossier<T> {
    pub record: Record<T>,
    pub label: Label,
    pub names: Vec<Name>,
    pub external_ids: Vec<ExternalId>,
    pub participations: Vec<Record<Participation>>,
    /// As subject and as object.
    pub relations: Vec<Record<Relation>>,
    /// From it and to it.
    pub incident_links: Vec<Record<IncidentLink>>,
    pub episodes: Vec<Episode>,
    pub figures: Vec<Record<Figure>>,
    pub statements: Vec<Record<Statement>>,
    pub notes: Vec<Record<Note>>,
    /// What else belongs to it: rows of kinds that no page treats in its own way.
    pub others: Vec<Record<Values>>,
    /// The kinds of which there is more than these rows.
    pub more: Vec<Kind>,
    /// The incidents that the above mention.
    pub incidents: HashMap<RecordId, Record<Incident>>,
    /// How everything mentioned is called; what has no label here is not open to the reader.
    pub labels: Labels,
    /// Report by report, paragraph by paragraph.
    pub citations: Vec<Citation>,
}
