//! Logging from a report: its text by paragraphs, each with what is cited from it, and the form of what is added.

use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::domain::citation::Citation;
use crate::domain::form_data::FormData;
use crate::domain::kind::Kind;
use crate::domain::kind::attached::Attached;
use crate::domain::record::{RecordId, Sensitivity};
use crate::error::FieldError;
use crate::pages::form::{FormField, FormRow, FormSection};
use crate::pages::reading::{Adding, Citing, Filling, Paragraph, Reading, passages};
use crate::view::PageContext;
use crate::view::kit::fields::{self, FormContext};
use crate::view::kit::form::alert;
use crate::view::kit::frame::{Frame, frame};
use crate::view::kit::name_link;
use crate::view::kit::summary::{described, plain};
use crate::view::layout::csrf;
use crate::view::page::record_form::{keeping, list, said};

/// What is added most, the most frequent first; all other kinds follow.
const FIRST: [Kind; 7] = [
    Kind::Incident,
    Kind::Participation,
    Kind::Detention,
    Kind::CustodyEvent,
    Kind::Figure,
    Kind::Statement,
    Kind::Note,
];

fn offered() -> impl Iterator<Item = Kind> {
    FIRST.into_iter().chain(Kind::ALL.into_iter().filter(|kind| !FIRST.contains(kind)))
}

/// What the page shows.
pub struct LogReportView<'s> {
    pub reading: &'s Reading,
    pub adding: Adding,
    pub filling: &'s Filling,
    pub typed: &'s FormData,
    pub compartments: &'s [String],
    pub action: &'s str,
    pub clearance: Sensitivity,
    pub errors: &'s [FieldError],
}

pub fn log_report(cx: &PageContext<'_>, shown: &LogReportView<'_>) -> Markup {
    let label = &shown.reading.label;
    html! {
        p class="hd" { b { (cx.label("kind", "report")) } span class="ref" { (label.reference) } span { (name_link(label)) } }
        h1 { (cx.text_with("from-report-title", &[("ref", label.reference.as_str().into())])) }
        div class="two even rd" {
            section class="text" aria-labelledby="text-h" tabindex="0" data-text { (text(cx, shown)) }
            section id="add" aria-labelledby="add-h" {
                @match shown.filling {
                    Filling::Nothing(fields) => (choice(cx, shown, fields)),
                    filling => (adding(cx, shown, filling)),
                }
                (so_far(cx, shown.reading))
            }
        }
    }
}

fn text(cx: &PageContext<'_>, shown: &LogReportView<'_>) -> Markup {
    let reading = shown.reading;
    let here: Option<i64> = shown.typed.get("citations.0.paragraph").trim().parse().ok();
    let saved_above = |number: i64| here == Some(number);
    html! {
        h2 id="text-h" class="first" { (cx.text("report-text")) }
        @if !reading.has_text { p class="note" { (cx.text("from-report-no-text")) } }
        @if !reading.paragraphs.iter().any(|paragraph| saved_above(paragraph.number)) { div id="p0" { (saved(cx, reading)) } }
        ol class="paras big" {
            @for paragraph in &reading.paragraphs {
                @let is_here = here == Some(paragraph.number);
                li id={ "p" (paragraph.number) } aria-current=[is_here.then_some("true")] {
                    span class="n" { "¶ " (paragraph.number) }
                    div {
                        (words(reading, paragraph))
                        @if is_here { (saved(cx, reading)) }
                        (cited(cx, reading, &paragraph.citations, is_here))
                        (take(cx, shown, paragraph.number))
                    }
                }
            }
        }
        @if !reading.unplaced.is_empty() {
            h3 { (cx.text("no-paragraph")) }
            (cited(cx, reading, &reading.unplaced, false))
        }
    }
}

/// The words of a paragraph; those that a citation quotes are marked.
fn words(reading: &Reading, paragraph: &Paragraph) -> Markup {
    let quoted = paragraph.citations.iter().chain(&reading.unplaced);
    let quotes: Vec<&str> = quoted.filter_map(|citation| citation.quote.as_deref()).collect();
    html! {
        @if let Some(text) = &paragraph.text {
            p lang=[reading.label.lang.as_deref()] data-words {
                @for passage in passages(text, &quotes) {
                    @if passage.cited { mark { (passage.text) } } @else { (passage.text) }
                }
            }
        }
    }
}

fn saved(cx: &PageContext<'_>, reading: &Reading) -> Markup {
    html! {
        @if let Some((reference, fact)) = &reading.saved {
            p class="note" role="status" {
                b { (cx.text("from-report-saved")) } " " (described(cx, fact))
                @if *reference != fact.page.reference { " " span class="ref" { (reference) } }
            }
        }
    }
}

/// What is cited from one place, folded away where it is not the place being logged from.
fn cited(cx: &PageContext<'_>, reading: &Reading, citations: &[Citation], open: bool) -> Markup {
    html! {
        @if !citations.is_empty() {
            details open[open] {
                summary { (cx.text_with("from-report-cited", &[("n", citations.len().into())])) }
                ul class="list" {
                    @for citation in citations {
                        @if let Some(fact) = reading.facts.get(&citation.record) {
                            li {
                                (described(cx, fact))
                                @if let Some(field) = &citation.field { " " span class="w" { (cx.label("field", field)) } }
                                @if let Some(quote) = &citation.quote { p class="meta" { q { (quote) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Takes a paragraph into the form, with everything typed so far.
fn take(cx: &PageContext<'_>, shown: &LogReportView<'_>, number: i64) -> Markup {
    html! {
        button class="fix meta" form="form" name="look" value="1" data-take=(number)
            formaction={ (shown.action) "?paragraph=" (number) "#add" } {
            (cx.text_with("from-report-take", &[("n", number.into())]))
        }
    }
}

/// The first step: where in the report, and what it tells there.
fn choice(cx: &PageContext<'_>, shown: &LogReportView<'_>, fields: &[FormField]) -> Markup {
    let form = FormContext { cx, kind: None, errors: shown.errors };
    html! {
        h2 id="add-h" class="first" { (cx.text("from-report-where")) }
        (alert(cx, shown.errors))
        form method="post" action=(shown.action) id="form" {
            // The first button is what Enter presses.
            button class="vh" tabindex="-1" aria-hidden="true" name="look" value="1" {}
            (csrf(cx))
            (here(shown))
            @if shown.reading.has_text { p class="hint" { (cx.text("from-report-how")) } }
            (taken(shown))
            @for form_field in fields.iter().filter(|form_field| matches!(form_field.field.name, "paragraph" | "quote")) {
                (fields::field(form, "citation", form_field))
            }
            h2 { (cx.text("from-report-what")) }
            (kinds(cx, shown))
            p class="ui" { a href={ "/detentions/new?cite=" (shown.reading.label.reference) } { (cx.text("log-title")) } }
        }
    }
}

/// The words of the paragraph that was taken, beside the field they are copied into.
fn taken(shown: &LogReportView<'_>) -> Markup {
    let reading = shown.reading;
    let here: Option<i64> = shown.typed.get("citations.0.paragraph").trim().parse().ok();
    let paragraph = reading.paragraphs.iter().find(|paragraph| here == Some(paragraph.number));
    let words = paragraph.and_then(|paragraph| Some((paragraph.number, paragraph.text.as_deref()?)));
    html! {
        div class="note taken" data-taken hidden[words.is_none()] {
            span class="meta" { "¶ " span { (words.map_or(0, |(number, _)| number)) } }
            p lang=[reading.label.lang.as_deref()] { (words.map_or("", |(_, words)| words)) }
        }
    }
}

/// The report itself, as the first citation's: not asked for.
fn here(shown: &LogReportView<'_>) -> Markup {
    html! {
        @for name in ["citations.0.report", "citations.0.report.for", "citations.0.report.pick"] {
            input type="hidden" name=(name) value=(shown.typed.get(name));
        }
    }
}

/// One button for everything that can be added; what was typed of the citation goes along.
fn kinds(cx: &PageContext<'_>, shown: &LogReportView<'_>) -> Markup {
    let button = |adding: Adding, word: &str, class: &str| {
        html! {
            button class=(class) form="form" name="look" value="1" formaction={ (shown.action) "?kind=" (adding.code()) "#add" } { (word) }
        }
    };
    html! {
        div class="acts" {
            (button(Adding::Citation, &cx.text("from-report-cite"), "btn go"))
            @for kind in offered().filter(|kind| shown.adding != Adding::Record(*kind)) {
                (button(Adding::Record(kind), &cx.label("form-new", kind.table()), "btn"))
            }
        }
    }
}

/// The second step: the form of what is added.
fn adding(cx: &PageContext<'_>, shown: &LogReportView<'_>, filling: &Filling) -> Markup {
    let next = cx.text("form-save-next");
    let parts = Frame {
        action: shown.action,
        typed: shown.typed,
        errors: shown.errors,
        save: &cx.text("form-save"),
        next: Some(&next),
    };
    let title = match shown.adding {
        Adding::Record(kind) => cx.label("form-new", kind.table()),
        _ => cx.text("from-report-cite"),
    };
    let fields = match filling {
        Filling::Record(section) => record(cx, shown, section),
        Filling::Citation(citing) => citation(cx, shown, citing),
        Filling::Nothing(_) => html! {},
    };
    let fields = html! {
        input type="hidden" name="adding" value=(shown.adding.code());
        (taken(shown))
        (fields)
    };
    html! {
        h2 id="add-h" class="first" { (title) }
        details { summary { (cx.text("from-report-else")) } (kinds(cx, shown)) }
        (frame(cx, &parts, &fields))
    }
}

/// A new record: where the report says so comes first, because that is what was marked.
fn record(cx: &PageContext<'_>, shown: &LogReportView<'_>, section: &FormSection) -> Markup {
    let form = FormContext { cx, kind: Some(section.kind), errors: shown.errors };
    html! {
        @if let Some(citations) = list(section, Attached::Citation) { (fields::list(form, citations)) }
        (said(form, section))
        (keeping(form, shown.typed, shown.clearance, shown.compartments))
    }
}

fn citation(cx: &PageContext<'_>, shown: &LogReportView<'_>, citing: &Citing) -> Markup {
    let form = FormContext { cx, kind: citing.kind, errors: shown.errors };
    let form_field = |row: &FormRow, name: &str| {
        let form_field = row.fields.iter().find(|form_field| form_field.field.name == name);
        html! { @if let Some(form_field) = form_field { (fields::field(form, "citation", form_field)) } }
    };
    html! {
        (here(shown))
        (fields::field(form, "citation", &citing.record))
        (fact(cx, shown, citing))
        @for row in &citing.citations.rows {
            (form_field(row, "field"))
            div class="pair" { (form_field(row, "paragraph")) (form_field(row, "page")) }
            (form_field(row, "quote"))
            div class="pair" { (form_field(row, "hedge")) (form_field(row, "grade")) (form_field(row, "stance")) }
            (form_field(row, "via"))
            (form_field(row, "note"))
        }
    }
}

/// Which fact of the record is meant, where it has some.
fn fact(cx: &PageContext<'_>, shown: &LogReportView<'_>, citing: &Citing) -> Markup {
    let chosen = shown.typed.get("fact");
    html! {
        div class="f" data-follows="record" data-again="fact" {
            label for="fact" { (cx.text("cited-fact")) }
            p class="hint" id="fact-h" { (cx.text("cited-fact-hint")) }
            select id="fact" name="fact" aria-describedby="fact-h" {
                option value="" { (cx.text("cited-itself")) }
                @for (reference, fact) in &citing.facts {
                    option value=(reference) selected[reference == chosen] { (reference) " · " (plain(cx, fact)) }
                }
            }
        }
    }
}

/// How many records the report is cited for: its own page lists them.
fn so_far(cx: &PageContext<'_>, reading: &Reading) -> Markup {
    let citations = reading.paragraphs.iter().flat_map(|paragraph| &paragraph.citations).chain(&reading.unplaced);
    let records: BTreeSet<RecordId> = citations.map(|citation| citation.record).collect();
    html! {
        @if !records.is_empty() {
            p class="ui" {
                a href=(reading.label.address()) { (cx.text_with("from-report-so-far", &[("n", records.len().into())])) }
            }
        }
    }
}
