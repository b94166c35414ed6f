//! The typed structs of the kinds, each written beside the specification of its fields.

pub use super::kind::{
    CustodyEvent, Detention, Fielded, Figure, Incident, IncidentLink, Note, Organization, Participation, Person, Place,
    Relation, Report, Source, Statement,
};
