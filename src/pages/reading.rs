//! A report as it is read and logged from: paragraph by paragraph, with what is cited from each.

use std::collections::HashMap;

use crate::domain::citation::Citation;
use crate::domain::kind::Kind;
use crate::domain::record::{Header, Label, RecordId};
use crate::pages::form::{FormField, FormRows, FormSection};
use crate::pages::summary::RecordSummary;

/// What is added beside the text of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adding {
    /// Still to be chosen.
    Nothing,
    /// A citation, to a record that is there.
    Citation,
    Record(Kind),
}

const CITE: &str = "cite";

impl Adding {
    /// Reads `cite` or a collection (`figures`).
    pub fn parse(code: &str) -> Option<Adding> {
        match code {
            "" => Some(Adding::Nothing),
            CITE => Some(Adding::Citation),
            collection => Kind::from_collection(collection).map(Adding::Record),
        }
    }

    pub fn code(self) -> &'static str {
        match self {
            Adding::Nothing => "",
            Adding::Citation => CITE,
            Adding::Record(kind) => kind.collection(),
        }
    }
}

/// A report with its text, as far as it is kept.
#[derive(Debug)]
pub struct Reading {
    pub header: Header,
    pub label: Label,
    pub has_text: bool,
    pub paragraphs: Vec<Paragraph>,
    /// Citations that name no paragraph.
    pub unplaced: Vec<Citation>,
    pub facts: HashMap<RecordId, RecordSummary>,
    /// What was saved last, with its ref.
    pub saved: Option<(String, RecordSummary)>,
}

#[derive(Debug)]
pub struct Paragraph {
    pub number: i64,
    /// Nothing where the text is not kept, or has no such paragraph.
    pub text: Option<String>,
    pub citations: Vec<Citation>,
}

/// The form beside the text.
#[derive(Debug)]
pub enum Filling {
    /// Where in the report; what is added is chosen next.
    Nothing(Vec<FormField>),
    Citation(Box<Citing>),
    Record(FormSection),
}

/// The form of a citation to a record that is there.
#[derive(Debug)]
pub struct Citing {
    pub record: FormField,
    /// The kind whose fields the citation may speak of, once the record is known.
    pub kind: Option<Kind>,
    /// The facts of the record, each of which may be meant rather than the record itself.
    pub facts: Vec<(String, RecordSummary)>,
    pub citations: FormRows,
}

/// A stretch of a paragraph, and whether a citation has its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage<'t> {
    pub text: &'t str,
    pub cited: bool,
}

/// Parts a paragraph at the wordings of its citations. Wordings that overlap are one passage.
pub fn passages<'t>(text: &'t str, quotes: &[&str]) -> Vec<Passage<'t>> {
    let mut spans: Vec<(usize, usize)> = quotes
        .iter()
        .filter(|quote| !quote.is_empty())
        .filter_map(|quote| text.find(quote).map(|start| (start, start + quote.len())))
        .collect();
    spans.sort_unstable();
    let (mut passages, mut done) = (Vec::new(), 0);
    let mut push = |from: usize, to: usize, cited: bool| {
        if let Some(text) = text.get(from..to).filter(|text| !text.is_empty()) {
            passages.push(Passage { text, cited });
        }
    };
    let mut waiting: Option<(usize, usize)> = None;
    for (start, end) in spans {
        waiting = Some(match waiting {
            Some((from, to)) if start <= to => (from, to.max(end)),
            Some((from, to)) => {
                push(done, from, false);
                push(from, to, true);
                done = to;
                (start, end)
            }
            None => (start, end),
        });
    }
    if let Some((from, to)) = waiting {
        push(done, from, false);
        push(from, to, true);
        done = to;
    }
    push(done, text.len(), false);
    passages
}

#[cfg(test)]
mod tests {
    use super::{Adding, passages};
    use crate::domain::kind::Kind;

    #[test]
    fn every_kind_and_a_citation_can_be_added() {
        for adding in Kind::ALL.map(Adding::Record).into_iter().chain([Adding::Citation, Adding::Nothing]) {
            assert_eq!(Adding::parse(adding.code()), Some(adding));
        }
        assert_eq!(Adding::parse("figure"), None);
    }

    fn marked(text: &str, quotes: &[&str]) -> String {
        let shown = |passage: &super::Passage<'_>| match passage.cited {
            true => format!("[{}]", passage.text),
            false => passage.text.to_owned(),
        };
        passages(text, quotes).iter().map(shown).collect()
    }

    #[test]
    fn the_words_of_citations_are_marked_and_overlapping_ones_together() {
        let text = "Around 1,000 people came to the square.";
        assert_eq!(marked(text, &[]), text);
        assert_eq!(marked(text, &["not there", ""]), text);
        assert_eq!(
            marked(text, &["the square", "Around 1,000", "1,000 people"]),
            "[Around 1,000 people] came to [the square]."
        );
        assert_eq!(marked("площадь", &["площадь"]), "[площадь]");
    }
}
