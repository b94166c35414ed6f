//! Who is in the lines that answer a question, a page at a time.

use crate::domain::custody::Episode;
use crate::domain::kind::CustodyEvent;
use crate::domain::query::involved::{Involved, InvolvedOrder};
use crate::domain::record::{Label, Record};
use crate::domain::time::Day;
use crate::domain::timeline::DateFact;

#[derive(Debug)]
pub struct InvolvedList {
    pub involved: Involved,
    pub order: InvolvedOrder,
    /// On all pages.
    pub count: usize,
    /// Lines that any of them is in, and lines that there are.
    pub lines: i64,
    pub total: i64,
    pub rows: Vec<InvolvedRow>,
    /// How the first and the last of them are known, where there are pages before and behind this one.
    pub before: Option<String>,
    pub after: Option<String>,
}

/// A person or group, or a detention, with its lines.
#[derive(Debug)]
pub struct InvolvedRow {
    pub label: Label,
    pub lines: i64,
    /// The dates of the first and the last of them that have one.
    pub dates: Option<(DateFact, DateFact)>,
    /// Of a detention: its steps.
    pub episode: Option<Episode>,
}

impl InvolvedRow {
    /// How things stand in the detention on a day, and the step that says so.
    pub fn status(&self, on: Day) -> Option<(&Episode, &Record<CustodyEvent>)> {
        let episode = self.episode.as_ref()?;
        Some((episode, episode.status_event(on)?))
    }
}
