//! Numbered sources: a superscript number beside each fact, and the list it leads to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use maud::{Markup, html};

use crate::domain::access::Right;
use crate::domain::citation::{CONTRADICTS, Citation, CitationLine, DIFFERS, SUPPORTS, firmest};
use crate::domain::kind::attached::PREFERRED;
use crate::domain::record::{Header, RecordId};
use crate::locale::words;
use crate::pages::history::ShownValue;
use crate::view::PageContext;
use crate::view::kit::name_link;
use crate::view::kit::summary::shown;

/// The citations of a page with their numbers. Numbers run report by report, paragraph by paragraph; facts cited
/// with the same words of the same report share one.
pub struct Sources<'a> {
    /// How many numbers came before on the page.
    offset: usize,
    lines: Vec<&'a Citation>,
    /// Numbers by record and field.
    numbers: HashMap<(RecordId, Option<&'a str>), Vec<usize>>,
}

impl<'a> Sources<'a> {
    /// Numbers citations in the order given (that of the store: by report and paragraph).
    pub fn new(citations: &'a [Citation]) -> Self {
        Sources::starting_at(0, citations)
    }

    /// The same with numbers that go on from earlier ones on the page.
    pub fn starting_at(offset: usize, citations: &'a [Citation]) -> Self {
        let (mut known, mut lines) = (BTreeMap::new(), Vec::new());
        let mut numbers: HashMap<_, Vec<usize>> = HashMap::new();
        for citation in citations {
            let number = *known.entry(CitationLine::from(citation)).or_insert_with(|| {
                lines.push(citation);
                offset + lines.len()
            });
            let of_field = numbers.entry((citation.record, citation.field.as_deref())).or_default();
            if !of_field.contains(&number) {
                of_field.push(number);
            }
        }
        Sources { offset, lines, numbers }
    }

    pub fn len(&self) -> usize {
        self.lines.len()
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The numbers of a record as a whole; the stamp *uncited* if nothing at all is cited for it.
    pub fn of(&self, cx: &PageContext<'_>, record: RecordId) -> Markup {
        let any_field = self.numbers.keys().any(|(id, _)| *id == record);
        html! {
            (self.marks(cx, record, None))
            @if !any_field { " " (uncited(cx)) }
        }
    }

    /// Every number of a record, those of its fields included.
    pub fn all_of(&self, cx: &PageContext<'_>, record: RecordId) -> Markup {
        let numbers = self.numbers_of(record);
        html! {
            @for number in &numbers { (self.mark(cx, *number)) }
            @if numbers.is_empty() { " " (uncited(cx)) }
        }
    }

    /// The numbers of one field of a record, and what other reports give for it.
    pub fn of_field(&self, cx: &PageContext<'_>, record: RecordId, field: &'a str) -> Markup {
        html! {
            (self.marks(cx, record, Some(field)))
            (self.rivals(cx, record, field))
        }
    }

    /// Whether a report is cited for anything in a record.
    pub fn is_cited(&self, record: RecordId) -> bool {
        !self.numbers_of(record).is_empty()
    }

    /// The same; the stamp *uncited* where no report supports the field and none the record as a whole. What supports a record
    /// as a whole stands with its title: it may say nothing of the field.
    pub fn of_fact(&self, cx: &PageContext<'_>, record: RecordId, field: &'a str) -> Markup {
        let supported = self.is_supported(record, Some(field)) || self.is_supported(record, None);
        html! {
            (self.of_field(cx, record, field))
            @if !supported { " " (uncited(cx)) }
        }
    }

    fn is_supported(&self, record: RecordId, field: Option<&'a str>) -> bool {
        let numbers = self.numbers.get(&(record, field)).into_iter().flatten();
        numbers.filter_map(|number| self.citation(*number)).any(Citation::backs)
    }

    /// What reports give for a field in place of what the record says, side by side with it.
    fn rivals(&self, cx: &PageContext<'_>, record: RecordId, field: &'a str) -> Markup {
        let numbers = self.numbers.get(&(record, Some(field))).into_iter().flatten();
        let rivals = numbers.filter_map(|number| Some((*number, self.citation(*number)?)));
        html! {
            @for (number, citation) in rivals.filter(|(_, citation)| citation.stance == DIFFERS) {
                @if let Some(value) = ShownValue::given_by(citation) {
                    span class="rival" {
                        (cx.text("rival-gives")) " "
                        b { (shown(cx, citation.kind.table(), field, &value)) } (self.number(cx, number)) " "
                        span class="meta" { (citation.report.shown()) " · " (words::strength_alone(cx.lang, citation)) }
                        (prefer_link(cx, citation))
                    }
                }
            }
        }
    }

    /// The numbers of one part of a row that is itself a fact, like the day of a step: what supports the row supports that.
    pub fn of_part(&self, cx: &PageContext<'_>, row: RecordId, field: &'a str) -> Markup {
        html! {
            (self.marks(cx, row, None))
            (self.of_fact(cx, row, field))
        }
    }

    /// The reports that support a record as a whole, for under its title; the stamp *uncited* where nothing at all is cited for
    /// what has to be.
    pub fn whole(&self, cx: &PageContext<'_>, header: &Header) -> Markup {
        let is_cited = self.numbers.contains_key(&(header.id, None));
        let uncited = header.kind.is_fact() && self.numbers_of(header.id).is_empty();
        html! {
            @if is_cited { p class="meta" { (cx.text("cited-as-a-whole")) (self.marks(cx, header.id, None)) } }
            @if uncited { p { (self::uncited(cx)) } }
        }
    }

    /// How many reports support a record, and how many contradict it or give something else.
    pub fn weight(&self, record: RecordId) -> (usize, usize) {
        let reports = |stances: &[&str]| -> usize {
            let lines = self.numbers_of(record).into_iter().filter_map(|number| self.citation(number));
            let reports = lines.filter(|citation| stances.contains(&citation.stance.as_str()));
            reports.map(|citation| citation.report_id).collect::<BTreeSet<_>>().len()
        };
        (reports(&[SUPPORTS]), reports(&[CONTRADICTS, DIFFERS]))
    }

    fn citation(&self, number: usize) -> Option<&'a Citation> {
        self.lines.get(number - self.offset - 1).copied()
    }

    fn numbers_of(&self, record: RecordId) -> BTreeSet<usize> {
        let of_record = self.numbers.iter().filter(|((id, _), _)| *id == record);
        of_record.flat_map(|(_, numbers)| numbers).copied().collect()
    }

    /// Rival values are no marks of a field: they are told beside it.
    fn marks(&self, cx: &PageContext<'_>, record: RecordId, field: Option<&'a str>) -> Markup {
        let numbers = self.numbers.get(&(record, field)).into_iter().flatten();
        let rival = |number: &&usize| self.citation(**number).is_some_and(|citation| citation.stance == DIFFERS);
        html! {
            @for number in numbers.filter(|number| !rival(number)) { (self.mark(cx, *number)) }
            @if let Some(reserve) = self.reserve(record, field) { " " span class="w" { (cx.label("certainty", reserve)) } }
        }
    }

    /// What no report states: how the firmest of them puts it.
    fn reserve(&self, record: RecordId, field: Option<&'a str>) -> Option<&str> {
        let numbers = self.numbers.get(&(record, field)).into_iter().flatten();
        let put = numbers.filter_map(|number| self.citation(*number)?.reserve());
        firmest(put).filter(|certainty| *certainty != "stated")
    }

    /// A number beside a fact. One that speaks against the fact says so.
    fn mark(&self, cx: &PageContext<'_>, number: usize) -> Markup {
        let against = match self.citation(number).map(|citation| citation.stance.as_str()) {
            Some(CONTRADICTS) => Some("contradicted-by"),
            Some(DIFFERS) => Some("otherwise-in"),
            _ => None,
        };
        html! {
            @if let Some(against) = against { " " span class="w" { (cx.text(against)) } }
            (self.number(cx, number))
            @if self.citation(number).is_some_and(|citation| citation.preferred) { " " span class="w" { (cx.text("preferred")) } }
        }
    }

    fn number(&self, cx: &PageContext<'_>, number: usize) -> Markup {
        html! { a class="c" href={ "#s" (number) } aria-label=(cx.text_with("source-number", &[("n", number.into())])) { (number) } }
    }

    /// The citations of a record, for where the source is named beside the fact.
    pub fn citations_of(&self, citations: &'a [Citation], record: RecordId) -> Vec<&'a Citation> {
        citations.iter().filter(|citation| citation.record == record).collect()
    }

    /// The sources column: report by report, each line with place, hedge, grade and wording.
    pub fn panel(&self, cx: &PageContext<'_>) -> Markup {
        let mut reports: Vec<(RecordId, Vec<(usize, &Citation)>)> = Vec::new();
        for (index, citation) in self.lines.iter().enumerate() {
            match reports.last_mut() {
                Some((report, lines)) if *report == citation.report_id => {
                    lines.push((self.offset + index + 1, citation))
                }
                _ => reports.push((citation.report_id, vec![(self.offset + index + 1, citation)])),
            }
        }
        html! {
            aside class="src stick" aria-labelledby="src-h" tabindex="0" {
                h2 id="src-h" class="first" { (cx.text("sources")) span class="ui" { (self.lines.len()) } }
                @if self.lines.is_empty() { p class="meta" { (cx.text("no-sources")) } }
                @for (_, lines) in &reports {
                    @if let Some((_, first)) = lines.first() {
                        h3 { (first.report.shown()) " " span class="ref" { (first.report.label.reference) } }
                        @if first.report.source.is_some() { p class="meta" { (name_link(&first.report.label)) } }
                    }
                    ol { @for (number, citation) in lines { (self.line(cx, *number, citation)) } }
                }
                (grades(cx))
            }
        }
    }

    /// The sources of one entry, short, in the margin.
    pub fn margin(&self, cx: &PageContext<'_>, label: &str) -> Markup {
        html! {
            @if !self.lines.is_empty() {
                ol aria-label=(label) {
                    @for (index, citation) in self.lines.iter().enumerate() {
                        @let number = self.offset + index + 1;
                        li id={ "s" (number) } {
                            span class="n" { (number) }
                            span { (citation.report.shown()) ", " span class="nw" { (words::place_in_report(cx.lang, citation)) } " · " (words::strength(cx.lang, citation)) }
                        }
                    }
                }
            }
        }
    }

    fn line(&self, cx: &PageContext<'_>, number: usize, citation: &Citation) -> Markup {
        html! {
            li id={ "s" (number) } {
                span class="n" { (number) }
                (evidence(cx, citation, &html! { b { span class="nw" { (words::place_in_report(cx.lang, citation)) } } " · " }))
            }
        }
    }
}

/// What a report says of a fact: hedge, grade, whom it names, its wording. `place` comes first.
pub fn evidence(cx: &PageContext<'_>, citation: &Citation, place: &Markup) -> Markup {
    html! {
        p class="meta" {
            (place) (words::strength(cx.lang, citation))
            @if let Some(via) = &citation.via { " · " (cx.text("via")) " " (name_link(via)) }
        }
        @if let Some(value) = ShownValue::given_by(citation) {
            p { (cx.label("field", citation.field.as_deref().unwrap_or_default())) ": " b { (shown(cx, citation.kind.table(), citation.field.as_deref().unwrap_or_default(), &value)) } }
        }
        @if let Some(quote) = &citation.quote { p { q lang=[quote_lang(citation)] { (quote) } } }
        @if let Some(note) = &citation.note { p class="meta" { (note) } }
    }
}

/// A quote is in the language of its report.
fn quote_lang(citation: &Citation) -> Option<&str> {
    citation.report.label.lang.as_deref()
}

/// A fact without a source says so.
pub fn uncited(cx: &PageContext<'_>) -> Markup {
    html! { span class="stamp" { (cx.text("uncited")) } }
}

fn grades(cx: &PageContext<'_>) -> Markup {
    html! { details { summary { (cx.text("grades-what")) } p class="meta" { (cx.text("grades-key")) } } }
}

/// The sources of a fact named in words, for tables: "RFE/RL, ¶ 6 · apparent · B3".
pub fn named(cx: &PageContext<'_>, citations: &[&Citation]) -> Markup {
    let mut lines = Vec::new();
    for citation in citations {
        let place = words::place_in_report(cx.lang, citation);
        let line = (citation.report.shown(), place, words::strength(cx.lang, citation));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    html! {
        @for (report, place, strength) in lines { div { (report) span class="meta" { (place) " · " (strength) } } }
        @if citations.is_empty() { (uncited(cx)) }
    }
}

/// The way to follow a report, for those who may. Of figures the choice is made on the page of what they count.
pub fn prefer_link(cx: &PageContext<'_>, citation: &Citation) -> Markup {
    let field = citation.field.as_deref().and_then(|name| citation.kind.field(name));
    let is_told = field.is_some_and(|field| !citation.kind.has_rivals(field));
    let is_side = citation.kind.field(PREFERRED).is_none() && citation.stance != CONTRADICTS && !is_told;
    html! {
        @if cx.may(Right::Edit) && is_side {
            " " a class="btn low" href={ "/citations/" (citation.id) "/preference" } { (cx.text("prefer-this")) }
        }
    }
}
