//! What reports contradict each other on, side by side.

use super::history::ShownValue;
use super::summary::RecordSummary;
use crate::domain::citation::Citation;
use crate::domain::kind::Field;
use crate::domain::kind::{Figure, Kind};
use crate::domain::record::Label;
use crate::domain::time::Edtf;

/// Which contradictions are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// Those of which nobody chose a side.
    Open,
    Decided,
}

/// A page of contradictions, the newest first.
#[derive(Debug)]
pub struct ContradictionList {
    pub listed: Listed,
    pub open: usize,
    pub decided: usize,
    pub lines: Vec<ContradictionLine>,
    /// The place behind which the next page starts.
    pub next: Option<String>,
    pub continued: bool,
}

#[derive(Debug)]
pub struct ContradictionLine {
    pub about: RecordSummary,
    /// The record itself, where `about` says it in one line.
    pub record: Label,
    pub is_decided: bool,
    pub what: Contradicted,
    pub sides: Vec<Side>,
}

#[derive(Debug)]
pub enum Contradicted {
    Field(Kind, &'static Field),
    Whole,
    /// The code of what is counted.
    Measure(String),
    /// The code of the step.
    Step(String),
    /// Whether somebody was held.
    Custody,
}

/// What some of the reports say.
#[derive(Debug)]
pub struct Side {
    pub says: Says,
    pub citations: Vec<Citation>,
    /// Whether the record says so too.
    pub in_force: bool,
    pub preferred: bool,
}

#[derive(Debug)]
pub enum Says {
    Value(ShownValue),
    /// What is counted; the ref of the figure.
    Figure(Box<Figure>, String),
    Step(StepSaid),
    /// That it is so, and that it is not.
    So,
    NotSo,
}

/// A step that is a side: which, and when.
#[derive(Debug)]
pub struct StepSaid {
    pub reference: String,
    pub code: String,
    pub date: Option<Edtf>,
    /// As the report words it.
    pub sentence: Option<String>,
}

/// A citation that is to be followed, or no longer: what it is for.
#[derive(Debug)]
pub struct Preference {
    pub about: Label,
    pub field: Option<(Kind, &'static Field)>,
    /// What the record says now; none where it says nothing, or what the reader may not see.
    pub now: Option<ShownValue>,
    pub version: i64,
    pub citation: Citation,
}
