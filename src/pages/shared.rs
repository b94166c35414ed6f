//! What several records share.

use std::collections::HashMap;

use crate::domain::citation::Citation;
use crate::domain::kind::Kind;
use crate::domain::record::{Label, RecordId};
use crate::pages::summary::RecordSummary;

/// The kinds of which it can be asked what several share.
pub const ASKED_OF: [Kind; 4] = [Kind::Person, Kind::Organization, Kind::Incident, Kind::Place];

/// So many records can be asked of at once.
pub const CHOSEN: usize = 10;

/// Rows of one kind that are looked at of each of them.
pub const LOOKED_AT: usize = 1_000;

/// Records of one kind that a page shows, those that most of the chosen lead to first.
pub const SHOWN: usize = 50;

/// Facts that are shown of each way to one of them.
pub const FACTS: usize = 3;

#[derive(Debug, Default)]
pub struct SharedPage {
    /// What is asked of, in the order in which it was chosen.
    pub chosen: Vec<Label>,
    /// The facts that tie two of them to each other.
    pub ties: Vec<RecordId>,
    /// What more than one of them leads to, kind by kind, and how many more there are of the kind.
    pub shared: Vec<(Kind, Vec<Shared>, usize)>,
    /// Every fact that is shown, in one line.
    pub facts: HashMap<RecordId, RecordSummary>,
    pub citations: Vec<Citation>,
    /// Those of which not everything was looked at.
    pub partly: Vec<Label>,
}

/// A record that more than one leads to.
#[derive(Debug)]
pub struct Shared {
    pub what: Label,
    /// By the number of each that leads to it, in the order chosen.
    pub ways: Vec<Way>,
}

/// How one of the chosen leads to what is shared.
#[derive(Debug)]
pub struct Way {
    /// Its number among the chosen.
    pub of: usize,
    /// The first of the facts that say so.
    pub facts: Vec<RecordId>,
    /// How many more say so.
    pub more: usize,
}
