//! What a search found.

use std::collections::HashMap;

use crate::domain::custody::Episode;
use crate::domain::kind::Kind;
use crate::domain::name::matching::{Letters, Match};
use crate::domain::record::RecordId;
use crate::domain::words::excerpt::Excerpt;
use crate::pages::summary::RecordSummary;

/// The page of a search.
#[derive(Debug, Default)]
pub struct SearchPage {
    pub typed: String,
    /// In which letters names were looked for.
    pub letters: Letters,
    /// By kind, the best first: what is called so, or nearly so.
    pub named: Vec<(Kind, Vec<Match>)>,
    /// What tells the people among them from their namesakes.
    pub people: HashMap<RecordId, KnownPerson>,
    /// Texts with these words, the best first.
    pub texts: Vec<TextHit>,
    /// How many there are in all.
    pub texts_in_all: usize,
    /// The message that says why no text was looked through.
    pub no_words: Option<&'static str>,
    /// How many lines of the timeline have the words, and the way to them.
    pub lines: usize,
    pub timeline: String,
}

/// What the file has of a person or group.
#[derive(Debug, Default)]
pub struct KnownPerson {
    /// In how many incidents he or she has a part.
    pub incidents: i64,
    pub episodes: Vec<Episode>,
}

/// A record of which a text was found.
#[derive(Debug)]
pub struct TextHit {
    pub record: RecordSummary,
    pub excerpt: Excerpt,
}
