//! Citations: which report supports which fact, where in it, how strongly, and how it is graded.

use std::sync::Arc;

use serde::Serialize;

use crate::domain::kind::Kind;
use crate::domain::record::{Label, RecordId};

/// What reports say that can't all be so.
pub mod contradiction;
/// Words of a report.
pub mod quote;

pub const STANCES: &[&str] = &[SUPPORTS, CONTRADICTS, "mentions", DIFFERS];
/// The report says what the record says.
pub const SUPPORTS: &str = "supports";
/// The report says that it is not so.
pub const CONTRADICTS: &str = "contradicts";
/// The report gives another value for the field: a rival of the one that the record has.
pub const DIFFERS: &str = "differs";
pub const HEDGES: &[&str] = &["asserted", "reported", "apparent", "alleged", DENIED, "quoted"];
/// The report says that somebody denies it.
const DENIED: &str = "denied";
pub const SOURCE_ROLES: &[&str] = &["publisher", "reporter", "producer", "credited", "quoted", "syndicated_from"];

/// How firmly a fact stands that a report puts so.
pub fn certainty_of(hedge: &str) -> &'static str {
    match hedge {
        "reported" | "quoted" => "reported",
        "apparent" => "apparent",
        "alleged" => "alleged",
        "denied" => "denied",
        _ => "stated",
    }
}

/// An Admiralty grade: the source's reliability (A to F) and the credibility of this claim (1 to 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grade {
    reliability: char,
    credibility: u8,
}

impl Grade {
    /// Neither was judged.
    pub const UNJUDGED: Grade = Grade { reliability: 'F', credibility: 6 };

    /// Reads `B2`; `None` for anything outside A1 to F6.
    pub fn parse(text: &str) -> Option<Grade> {
        let mut chars = text.chars();
        let (reliability, credibility) = (chars.next()?, chars.next()?);
        let credibility = u8::try_from(credibility.to_digit(10)?).ok()?;
        let known = ('A'..='F').contains(&reliability) && (1..=6).contains(&credibility);
        (known && chars.next().is_none()).then_some(Grade { reliability, credibility })
    }

    pub fn reliability(self) -> String {
        self.reliability.to_string()
    }

    pub fn credibility(self) -> i64 {
        i64::from(self.credibility)
    }
}

impl std::fmt::Display for Grade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.reliability, self.credibility)
    }
}

impl Serialize for Grade {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A citation as it is read: the fact it is for, the place in the report, and what the report says of it.
#[derive(Debug, Clone, Serialize)]
pub struct Citation {
    /// The key of the row in this case file.
    #[serde(rename = "row")]
    pub id: i64,
    #[serde(skip)]
    pub record: RecordId,
    /// The kind of the record.
    #[serde(skip)]
    pub kind: Kind,
    /// The field it is for; absent when it is for the record as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    #[serde(skip)]
    pub report_id: RecordId,
    pub stance: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    pub hedge: String,
    /// Whom the report itself names as the origin of the claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<Label>,
    pub grade: Grade,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What the report gives for the field, where that is not what the record says; as it is typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gives: Option<String>,
    /// The same of a field that names a record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gives_record: Option<Label>,
    /// Chosen by this organization where reports give different values.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub preferred: bool,
    /// Who published the report, as it is named in short ("RFE/RL"), and the report itself.
    #[serde(serialize_with = "named")]
    pub report: Arc<ReportLabel>,
}

impl Citation {
    /// Whether the report says what the record says. A denial is one of those that say of themselves how certain they are; of
    /// everything else a report that denies it is no support.
    pub fn backs(&self) -> bool {
        self.stance == SUPPORTS && (self.hedge != DENIED || says_how_certain(self.kind))
    }

    /// How firmly it puts what the record itself can't say to be less than certain.
    pub fn reserve(&self) -> Option<&'static str> {
        let says = says_how_certain(self.kind) || self.kind.spec().told.is_some() || self.kind == Kind::Note;
        (self.stance == SUPPORTS && !says).then(|| certainty_of(&self.hedge))
    }
}

fn says_how_certain(kind: Kind) -> bool {
    kind.field("certainty").is_some()
}

/// How firmly several reports put one thing: as the firmest of them.
pub fn firmest<'c>(certainties: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    const FIRMEST_FIRST: [&str; 5] = ["stated", "reported", "apparent", "alleged", "denied"];
    let place = |certainty: &&str| FIRMEST_FIRST.iter().position(|known| known == certainty);
    certainties.into_iter().min_by_key(|certainty| place(certainty).unwrap_or(FIRMEST_FIRST.len()))
}

fn named<S: serde::Serializer>(report: &Arc<ReportLabel>, serializer: S) -> Result<S::Ok, S::Error> {
    report.as_ref().serialize(serializer)
}

/// A report as it is named beside a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportLabel {
    #[serde(flatten)]
    pub label: Label,
    /// The source that published or reported it; absent where it is protected, not entered, or one of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Label>,
}

impl ReportLabel {
    /// The source's name, or the report's title where the source can't be named.
    pub fn short(&self) -> &str {
        self.source.as_ref().map_or(&self.label.name, |source| &source.name)
    }

    /// The same as whoever reads it can.
    pub fn shown(&self) -> &str {
        self.source.as_ref().map_or_else(|| self.label.shown(), Label::shown)
    }
}

/// Two citations that print as one line: the same words of the same report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CitationLine {
    pub report: RecordId,
    pub paragraph: Option<i64>,
    pub page: Option<String>,
    pub stance: String,
    pub hedge: String,
    pub grade: Grade,
    pub via: Option<RecordId>,
    pub quote: Option<String>,
    pub note: Option<String>,
    pub gives: Option<String>,
    pub gives_record: Option<RecordId>,
}

impl From<&Citation> for CitationLine {
    fn from(citation: &Citation) -> Self {
        CitationLine {
            report: citation.report_id,
            paragraph: citation.paragraph,
            page: citation.page.clone(),
            stance: citation.stance.clone(),
            hedge: citation.hedge.clone(),
            grade: citation.grade,
            via: citation.via.as_ref().map(|via| via.id),
            quote: citation.quote.clone(),
            note: citation.note.clone(),
            gives: citation.gives.clone(),
            gives_record: citation.gives_record.as_ref().map(|label| label.id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Grade;

    #[test]
    fn grades_run_from_a1_to_f6_and_nothing_else_is_one() {
        assert_eq!(Grade::parse("B2").map(|g| g.to_string()).as_deref(), Some("B2"));
        assert_eq!(Grade::parse("F6"), Some(Grade::UNJUDGED));
        for text in ["", "B", "2B", "G1", "A0", "A7", "B22", "b2", "Б2"] {
            assert_eq!(Grade::parse(text), None, "{text}");
        }
    }
}
