//! Records that may be of one, each pair with what tells the two apart.

use crate::domain::record::{Header, Label};

/// Pairs on a page of the list.
pub const PAGE: usize = 50;

#[derive(Debug)]
pub struct UnsurePage {
    pub pairs: Vec<Pair>,
    /// Whether this need not be the first page.
    pub continued: bool,
    /// The ref with which the next page starts.
    pub next: Option<String>,
}

/// A tie that says that two records may be of one.
#[derive(Debug)]
pub struct Pair {
    pub tie: Header,
    /// What was pasted or typed.
    pub line: Option<String>,
    /// Each record, with what is known of it.
    pub sides: [(Label, Option<String>); 2],
}
