//! What was written since some moment, by record and by who wrote it.

use crate::domain::history::Touched;
use crate::domain::record::{Label, RecordId};
use crate::pages::summary::RecordSummary;

/// Records on a page.
pub const PAGE: usize = 50;

#[derive(Debug)]
pub struct ChangesPage {
    /// The last written comes first.
    pub records: Vec<ChangedRecord>,
    /// How many there are on all pages.
    pub all: usize,
    pub writers: Vec<Writer>,
    /// Whether more was written than is looked at.
    pub is_partial: bool,
    pub next: Option<String>,
    pub continued: bool,
}

/// A record with a page that was written, or of which a fact was.
#[derive(Debug)]
pub struct ChangedRecord {
    pub page: Label,
    /// It was made since.
    pub is_new: bool,
    pub last: Touched,
    /// Who wrote, the last one first.
    pub by: Vec<String>,
    pub changes: usize,
    /// The facts that were written, some of them.
    pub facts: Vec<(RecordId, RecordSummary)>,
}

/// Somebody who wrote.
#[derive(Debug)]
pub struct Writer {
    pub account: i64,
    pub name: String,
    pub records: usize,
    pub changes: usize,
}
