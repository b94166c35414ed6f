//! What a page offers to do with a record, and what it shows before that is done.

use std::sync::Arc;

use crate::domain::access::act::Act;
use crate::domain::citation::ReportLabel;
use crate::domain::history::{HistoryRow, Merged, Withdrawn};
use crate::domain::kind::Kind;
use crate::domain::name::Name;
use crate::domain::record::{Header, Label, RecordId};
use crate::pages::form::FormField;
use crate::pages::history::Write;
use crate::pages::summary::RecordSummary;

/// What the reader of a record may do to it now, and what was merged into it.
#[derive(Debug, Default)]
pub struct AvailableActions {
    pub acts: Vec<Act>,
    pub merged: Vec<Merged>,
}

impl AvailableActions {
    pub fn has(&self, act: Act) -> bool {
        self.acts.contains(&act)
    }
}

/// A record as it is in force, for whoever is about to do something to it.
#[derive(Debug)]
pub struct CurrentRecord {
    pub header: Header,
    pub label: Label,
    pub fact: Option<RecordSummary>,
    pub offered: AvailableActions,
    /// The last write on it.
    pub last: Option<HistoryRow>,
}

/// What goes with a record that is withdrawn.
#[derive(Debug)]
pub struct WithdrawalImpact {
    pub facts: Vec<RecordSummary>,
    /// Rows that belong to it, those that are not shown included.
    pub rows: usize,
    pub citations: i64,
    pub references: i64,
}

/// A page of what was withdrawn, the last record first.
#[derive(Debug)]
pub struct WithdrawnPage {
    /// Each record in one line where it can be told.
    pub lines: Vec<(Withdrawn, Option<RecordSummary>)>,
    /// Whether this need not be the first page.
    pub continued: bool,
    /// The ref with which the next page starts.
    pub next: Option<String>,
}

/// Two records of one thing, side by side.
#[derive(Debug)]
pub struct MergePreview {
    pub kind: Kind,
    pub sides: [Side; 2],
    /// The fields that differ, each as both have it.
    pub differing: Vec<[FormField; 2]>,
    /// How many fields are the same.
    pub same: usize,
    /// What belongs to each, by kind.
    pub facts: Vec<(Kind, [Vec<RecordSummary>; 2])>,
}

/// One of two records that may be one.
#[derive(Debug)]
pub struct Side {
    pub header: Header,
    pub label: Label,
    pub names: Vec<Name>,
    /// The reports cited for it and for what belongs to it, with how many citations each.
    pub reports: Vec<(Arc<ReportLabel>, usize)>,
    /// Who made it.
    pub by: String,
}

/// A record and what belongs to it at two times.
#[derive(Debug)]
pub struct Comparison {
    pub standing: CurrentRecord,
    /// The numbers of the two writes after which it is looked at.
    pub from: i64,
    pub to: i64,
    /// The last of its writes by then.
    pub since: Option<HistoryRow>,
    pub until: Option<HistoryRow>,
    /// What differs, row by row.
    pub writes: Vec<Write>,
    /// Whether fields of the record itself were changed after the earlier time: there is something to set back.
    pub is_changed: bool,
}

/// A fact that no report supports: a record with it is not approved.
#[derive(Debug)]
pub struct Uncited {
    pub kind: Kind,
    pub reference: String,
    /// The fact in one line, where it can be told.
    pub fact: Option<RecordSummary>,
}

/// What an act left as it was, and where.
pub type Left = Vec<(RecordId, String)>;
