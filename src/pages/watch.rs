//! What is new or changed in the answers of questions that somebody watches.

use crate::domain::history::Touched;
use crate::domain::query::kept::Watched;
use crate::domain::timeline::Entry;

/// A question on the desk.
#[derive(Debug)]
pub struct WatchedLine {
    pub watched: Watched,
    /// Lines that are new, and lines that changed; nothing where it cannot be asked any more.
    pub counts: Option<(i64, i64)>,
    /// Whether there may be more than was looked at.
    pub is_partial: bool,
}

/// A page of the lines of one question that are new or changed.
#[derive(Debug)]
pub struct NewsPage {
    pub watched: Watched,
    pub counts: (i64, i64),
    pub lines: Vec<NewsLine>,
    pub next: Option<String>,
    pub continued: bool,
    pub is_partial: bool,
    /// The last change that the page has seen.
    pub upto: i64,
}

#[derive(Debug)]
pub struct NewsLine {
    pub entry: Entry,
    pub is_new: bool,
    /// The last change of the record itself.
    pub last: Option<Touched>,
}
