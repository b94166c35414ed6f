//! What a search found.

use crate::domain::kind::Kind;
use crate::domain::name::matching::{Letters, Match};
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

/// A record of which a text was found.
#[derive(Debug)]
pub struct TextHit {
    pub record: RecordSummary,
    pub excerpt: Excerpt,
}
