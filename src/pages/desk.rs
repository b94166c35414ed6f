//! What the desk shows: how much there is, what needs work, where to start.

use crate::domain::custody::Holding;
use crate::domain::history::Occasion;
use crate::domain::kind::Kind;
use crate::domain::query::limit::NEWEST;
use crate::domain::record::Label;
use crate::pages::actions::Uncited;
use crate::pages::held::HeldIn;
use crate::pages::watch::WatchedLine;

#[derive(Debug)]
pub struct Desk {
    pub incidents: i64,
    pub people: i64,
    pub reports: i64,
    /// Timeline entries by settlement, most first.
    pub places: Vec<(Label, i64)>,
    /// People and groups in custody as on the day, and where.
    pub in_custody: (usize, usize),
    pub held_in: Vec<HeldIn>,
    /// Perhaps in custody: taken on that day or later, or let go by then.
    pub possibly: (usize, usize),
    /// Taken, with nothing said of what followed.
    pub unknown: usize,
    /// How many in custody there was no word of for a month or more, and the one longest without.
    pub silent: usize,
    pub longest_silent: Option<Holding>,
    /// The same of those who may be in custody.
    pub possibly_silent: usize,
    /// How many served a term that has run out, or may have, and some of them.
    pub terms: usize,
    pub some_terms: Vec<Holding>,
    /// What reports contradict each other on, where nobody chose a side.
    pub contradictions: usize,
    /// Facts without any citation, by kind.
    pub uncited: Vec<(Kind, i64)>,
    /// Pairs of records that may be of one.
    pub unsure: usize,
    pub recent: Vec<Occasion>,
    /// Forms that the reader left without saving.
    pub drafts: usize,
    /// The questions that the reader watches, and what is new in them.
    pub watched: Vec<WatchedLine>,
    /// Whole days since the last good backup; none if there was none.
    pub backup_days: Option<i64>,
}

/// A page of the facts that nothing is cited for, the newest first.
#[derive(Debug)]
pub struct UncitedPage {
    /// The one kind that is asked for.
    pub kind: Option<Kind>,
    /// How many there are of each kind.
    pub counts: Vec<(Kind, i64)>,
    pub facts: Vec<Uncited>,
    /// Whether there may be more than are looked at.
    pub is_partial: bool,
    pub continued: bool,
    pub next: Option<String>,
}

/// Days without word after which somebody held is looked for again.
pub const SILENT_DAYS: i64 = 30;

impl Desk {
    /// Whether there may be more than the desk looks at. It goes by what is counted on it: what the reader may not see
    /// says nothing.
    pub fn is_partial(&self) -> bool {
        [self.incidents, self.people, self.reports].into_iter().any(|count| count > NEWEST)
    }
}
