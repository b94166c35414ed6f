//! What the pages of places, organizations, sources and reports, the lists and the history show.

use std::collections::HashMap;

use serde_json::Value as Json;

use crate::domain::citation::Citation;
use crate::domain::custody::Holding;
use crate::domain::history::HistoryRow;
use crate::domain::kind::{CustodyEvent, Figure, Organization, Place, Report, Source};
use crate::domain::kind::{Kind, Type};
use crate::domain::query::list::{List, Page};
use crate::domain::record::{Label, Labels, RecordId};
use crate::domain::time::Edtf;
use crate::domain::timeline::{DateFact, Entry, MonthCount};
use crate::pages::dossier::Dossier;

/// A place with everything that happened inside it.
#[derive(Debug)]
pub struct PlacePage {
    pub dossier: Dossier<Place>,
    /// From the country down to the place around it.
    pub path: Vec<Label>,
    /// The place itself, and the first of the places inside it.
    pub tree: PlaceNode,
    /// Whether there are more places inside it than those.
    pub more_inside: bool,
    /// Those whose last place of custody is inside it, as far as they are listed, and how many there are.
    pub held: Vec<Holding>,
    pub held_in_all: usize,
    pub months: Vec<MonthCount>,
    /// The first lines of its timeline, and how many there are in all.
    pub entries: Vec<Entry>,
    pub total: i64,
    /// Of everything on the page but those lines, report by report.
    pub citations: Vec<Citation>,
}

/// A place in the tree of places.
#[derive(Debug, Clone)]
pub struct PlaceNode {
    pub label: Label,
    pub level: String,
    pub site_type: Option<String>,
    pub named: bool,
    /// Incidents in it and in everything inside it; no more are counted than `COUNTED`.
    pub incidents: i64,
    /// Places directly inside it, counted likewise, and those of them that are shown.
    pub places: i64,
    pub inside: Vec<PlaceNode>,
}

/// An organization with what it did and what it stands behind.
#[derive(Debug)]
pub struct OrganizationPage {
    pub dossier: Dossier<Organization>,
    /// Organizations that are part of it.
    pub parts: Vec<Label>,
    pub sources: Vec<SourceRow>,
}

/// A source with its reports.
#[derive(Debug)]
pub struct SourcePage {
    pub dossier: Dossier<Source>,
    pub reports: Vec<ReportRow>,
    /// In how many citations a report itself names this source.
    pub via: i64,
}

/// A report with everything it supports.
#[derive(Debug)]
pub struct ReportPage {
    pub dossier: Dossier<Report>,
    /// Whether it supports more than is listed.
    pub more_supported: bool,
    /// Each source once, with its roles.
    pub sources: Vec<(Label, Vec<String>)>,
    /// Reports embedded in it.
    pub embedded: Vec<Label>,
    /// Paragraph by paragraph; what has no paragraph last.
    pub paragraphs: Vec<(Option<i64>, Vec<Citation>)>,
    pub facts: HashMap<RecordId, RecordSummary>,
}

/// A page of what a report supports, in the order of its paragraphs.
#[derive(Debug)]
pub struct Supported {
    pub report: Label,
    pub citations: Vec<Citation>,
    pub facts: HashMap<RecordId, RecordSummary>,
    /// The number of the citation behind which the next page starts.
    pub next: Option<i64>,
    pub continued: bool,
}

/// A page of the rows of one kind that refer to a record.
#[derive(Debug)]
pub struct Section {
    pub of: Label,
    pub kind: Kind,
    /// Each in one line, in their order.
    pub facts: Vec<(RecordId, RecordSummary)>,
    pub citations: Vec<Citation>,
    /// The ref of the row behind which the next page starts.
    pub next: Option<String>,
    pub continued: bool,
}

/// One part of the description of a fact.
#[derive(Debug, Clone)]
pub enum Part {
    Record(Label),
    /// A term of the vocabulary; of a tie, as read from its subject.
    Term(String),
    /// A value of a closed list.
    Word(&'static str, String),
    /// Words of the record, with their language where it is known.
    Text(String, Option<String>),
    /// Somebody's own words.
    Quote(String, Option<String>),
    Figure(Box<Figure>),
    Date(DateFact),
    /// Punctuation between the parts.
    Mark(&'static str),
}

/// A fact in one line, and the page where it is shown.
#[derive(Debug, Clone)]
pub struct RecordSummary {
    pub kind: Kind,
    pub parts: Vec<Part>,
    pub certainty: Option<String>,
    /// The record itself if it has a page, otherwise the record it belongs to.
    pub page: Label,
}

/// A page of the history of a record.
#[derive(Debug)]
pub struct HistoryPage {
    pub record: Label,
    pub writes: Vec<Write>,
    /// Where older writes go on.
    pub older: Option<i64>,
}

/// One write: what was written, and what it changed.
#[derive(Debug)]
pub struct Write {
    pub row: HistoryRow,
    /// The fact it was about, in one line.
    pub fact: Option<RecordSummary>,
    pub changes: Vec<FieldChange>,
}

/// A field before and after a write.
#[derive(Debug)]
pub struct FieldChange {
    pub field: String,
    pub before: Option<ShownValue>,
    pub after: Option<ShownValue>,
}

/// A stored value as people read it.
#[derive(Debug)]
pub enum ShownValue {
    Record(Label),
    Term(String),
    /// A value of a closed list.
    Choice(String),
    Date(Edtf),
    Bool(bool),
    Text(String),
}

impl ShownValue {
    /// A stored value of a field of this type; nothing of what is absent or leads to what the reader may not see.
    pub fn of(ty: Option<Type>, value: &Json, labels: &Labels) -> Option<ShownValue> {
        let text = || value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Some(match (ty, value) {
            (_, Json::Null) => return None,
            (Some(Type::Ref(..)), _) => ShownValue::Record(labels.get(&RecordId(value.as_i64()?))?.clone()),
            (Some(Type::Bool) | None, Json::Bool(flag)) => ShownValue::Bool(*flag),
            (Some(Type::Term(_)), _) => ShownValue::Term(text()),
            (Some(Type::Choice(_)), _) => ShownValue::Choice(text()),
            (Some(Type::Date), _) => Edtf::parse(&text()).map_or_else(|_| ShownValue::Text(text()), ShownValue::Date),
            _ => ShownValue::Text(text()),
        })
    }
}

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
    /// The step that says how things stand, if any does.
    pub status: Option<CustodyEvent>,
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
