//! Lists of all records of a kind, page by page.

use super::place::PlaceNode;
use crate::domain::custody::Episode;
use crate::domain::kind::CustodyEvent;
use crate::domain::query::list::List;
use crate::domain::query::list::Page;
use crate::domain::record::{Label, Record, RecordId};
use crate::domain::timeline::DateFact;

/// A page of a list of records.
#[derive(Debug)]
pub struct Listing {
    pub list: List,
    pub page: Page,
    pub rows: Rows,
    /// How the first and the last of them are known: where the pages before and behind this one start.
    pub ends: Option<(String, String)>,
}

#[derive(Debug)]
pub enum Rows {
    People(Vec<PersonRow>),
    Places(Vec<PlaceNode>),
    Organizations(Vec<OrganizationRow>),
    Reports(Vec<ReportRow>),
    Sources(Vec<SourceRow>),
}

#[derive(Debug)]
pub struct PersonRow {
    pub label: Label,
    /// The episode that says how things stand, and the step of it, if any does.
    pub standing: Option<(Episode, RecordId)>,
}

impl PersonRow {
    pub fn status(&self) -> Option<(&Episode, &Record<CustodyEvent>)> {
        let (episode, step) = self.standing.as_ref()?;
        Some((episode, episode.step(*step)?))
    }
}

#[derive(Debug)]
pub struct OrganizationRow {
    pub label: Label,
    pub r#type: String,
    pub state_actor: bool,
}

#[derive(Debug)]
pub struct ReportRow {
    pub label: Label,
    pub r#type: String,
    /// Who published it; on the page of a source, left out.
    pub source: Option<Label>,
    /// On the page of a source: what the source is to the report.
    pub roles: Vec<String>,
    pub published: DateFact,
    /// How many facts it supports.
    pub facts: i64,
}

#[derive(Debug)]
pub struct SourceRow {
    pub label: Label,
    pub r#type: String,
    pub reliability: String,
    pub protected: bool,
    pub reports: i64,
}
