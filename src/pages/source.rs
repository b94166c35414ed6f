//! The page of a source.

use super::list::ReportRow;
use crate::domain::kind::Source;
use crate::pages::dossier::Dossier;

/// A source with its reports.
#[derive(Debug)]
pub struct SourcePage {
    pub dossier: Dossier<Source>,
    pub reports: Vec<ReportRow>,
    /// In how many citations a report itself names this source.
    pub via: i64,
}
