//! Two changes of one record, as they are put before the second writer.

use crate::domain::history::HistoryRow;
use crate::domain::record::Header;
use crate::pages::form::FormField;

/// A change that came second.
#[derive(Debug)]
pub struct Conflict {
    pub header: Header,
    /// The writes since the second writer opened the record, newest first.
    pub since: Vec<HistoryRow>,
    pub fields: Vec<Differing>,
    /// Fields in which both agree.
    pub same: usize,
    /// What was typed beside the fields: new names, sources, citations, the reason.
    pub carried: Vec<(String, String)>,
    pub key: String,
}

/// A field that the two have different.
#[derive(Debug)]
pub struct Differing {
    pub mine: FormField,
    pub saved: FormField,
    /// What the first writer found there, where he or she changed it.
    pub was: Option<String>,
    pub by: ChangedBy,
}

/// Who changed a field since it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangedBy {
    /// Only the second writer: nothing to decide.
    Me,
    /// Only the first.
    Them,
    Both,
}
