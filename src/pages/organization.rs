//! The page of an organization.

use super::list::{PersonRow, SourceRow};
use crate::domain::kind::Organization;
use crate::domain::record::Label;
use crate::pages::dossier::Dossier;

/// An organization with what it did and what it stands behind.
#[derive(Debug)]
pub struct OrganizationPage {
    pub dossier: Dossier<Organization>,
    /// Organizations that are part of it.
    pub parts: Vec<Label>,
    pub sources: Vec<SourceRow>,
    /// People tied to it who were in custody, or may have been, with the last word on each.
    pub detained: Vec<PersonRow>,
}
