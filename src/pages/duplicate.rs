//! Records that are likely of one thing, pair by pair, with what speaks for it and against it.

use serde_json::Value as Json;

use crate::domain::citation::Citation;
use crate::domain::duplicate::Agreement;
use crate::domain::history::HistoryRow;
use crate::domain::kind::{Kind, Type};
use crate::domain::record::{Header, Label, Labels, RecordId};

/// Pairs on a page.
pub const PAGE: usize = 20;
/// So many pairs, those that are most alike at first sight, are weighed.
pub const WEIGHED: usize = 200;

/// A page of pairs, the likeliest first.
#[derive(Debug)]
pub struct DuplicatesPage {
    pub kind: Kind,
    /// The one record whose likely duplicates these are.
    pub of: Option<Label>,
    pub pairs: Vec<LikelyPair>,
    /// What the evidence mentions.
    pub labels: Labels,
    pub citations: Vec<Citation>,
    /// How many records of the kind the reader sees.
    pub records: i64,
    /// How many pairs were weighed.
    pub weighed: usize,
    /// Whether the names are read by now.
    pub is_ready: bool,
    /// The place behind which the next page starts.
    pub next: Option<String>,
    pub continued: bool,
}

/// Two records that may be of one.
#[derive(Debug)]
pub struct LikelyPair {
    pub sides: [(Header, Label); 2],
    pub weighed: Weighed,
}

/// What two records were compared in, and how likely that makes it that they are of one.
#[derive(Debug, Clone)]
pub struct Weighed {
    pub pair: (RecordId, RecordId),
    /// From 0 to 1.
    pub likelihood: f32,
    /// What speaks most, either way, comes first.
    pub evidence: Vec<Evidence>,
}

impl Weighed {
    /// The matters that speak for one, or against it, with spaces between.
    pub fn matters(&self, speaks_for: bool) -> String {
        let such =
            self.evidence.iter().filter(|found| if speaks_for { found.weight > 0.0 } else { found.weight < 0.0 });
        such.map(|found| found.matter).collect::<Vec<_>>().join(" ")
    }
}

/// One matter in which two records were compared.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// A field of the kind, or a name of `domain::duplicate`.
    pub matter: &'static str,
    pub agreement: Agreement,
    /// What speaks for one is above nothing, what speaks against it below.
    pub weight: f32,
    /// What each record says.
    pub sides: [Vec<Said>; 2],
}

/// What a record says in some matter.
#[derive(Debug, Clone)]
pub struct Said {
    pub what: What,
    /// The record and the field that say it, for its sources.
    pub by: Option<(RecordId, Option<&'static str>)>,
}

#[derive(Debug, Clone)]
pub enum What {
    /// A stored value of a field.
    Value(Type, Json),
    Record(RecordId),
    Text(String),
}

/// A page of the pairs of which somebody said that they are two, the newest first.
#[derive(Debug)]
pub struct ToldApartPage {
    pub pairs: Vec<ToldApart>,
    pub continued: bool,
    /// The ref with which the next page starts.
    pub next: Option<String>,
}

#[derive(Debug)]
pub struct ToldApart {
    pub tie: Header,
    pub sides: [Label; 2],
    pub note: Option<String>,
    /// Who said it, when and why.
    pub said: Option<HistoryRow>,
}
