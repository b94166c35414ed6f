//! The page of a report, and all that it supports.

use super::summary::RecordSummary;
use crate::domain::citation::Citation;
use crate::domain::kind::Report;
use crate::domain::query::place::CitationPlace;
use crate::domain::record::Label;
use crate::domain::record::RecordId;
use crate::pages::dossier::Dossier;
use std::collections::HashMap;

/// A report with everything it supports.
#[derive(Debug)]
pub struct ReportPage {
    pub dossier: Dossier<Report>,
    /// Whether it supports more than is listed.
    pub more_supported: bool,
    /// Each source once, with its roles.
    pub sources: Vec<(Label, Vec<String>)>,
    /// Reports embedded in it.
    pub embedded: Vec<Label>,
    /// Paragraph by paragraph; what has no paragraph last.
    pub paragraphs: Vec<(Option<i64>, Vec<Citation>)>,
    pub facts: HashMap<RecordId, RecordSummary>,
}

/// A page of what a report supports, in the order of its paragraphs.
#[derive(Debug)]
pub struct Supported {
    pub report: Label,
    pub citations: Vec<Citation>,
    pub facts: HashMap<RecordId, RecordSummary>,
    /// The place behind which the next page starts.
    pub next: Option<CitationPlace>,
    pub continued: bool,
}
