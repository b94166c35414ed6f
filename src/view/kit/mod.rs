//! The parts that pages are made of: facts with their sources, dates, names, tables, charts.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::PageContext;
use crate::domain::access::Right;
use crate::domain::duplicate::COMPARED;
use crate::domain::kind::{Note, OF_THE_TEAM, Relation, Statement};
use crate::domain::record::{Header, Label, Labels, Record, RecordId};
use crate::pages::actions::AvailableActions;
use crate::pages::shared::ASKED_OF;
use source::Sources;

/// What is done to a record, with a reason.
pub mod act;
/// Bars of custody, episode by episode.
pub mod bars;
/// Bars by month.
pub mod chart;
/// Custody steps and status.
pub mod custody;
/// Dates and how they are known.
pub mod date;
/// One line of the timeline.
pub mod entry;
/// The fields of a record in its form.
pub mod fields;
/// Counts, side by side where sources differ.
pub mod figure;
/// Fields of forms.
pub mod form;
/// The frame of every form of records.
pub mod frame;
/// Every spelling of a name.
pub mod name;
/// The ways through a list that is longer than a page.
pub mod pager;
/// Incidents by role.
pub mod participation;
/// A text as a picture for a telephone.
pub mod qr;
/// What a page has not placed itself.
pub mod rest;
/// The way from a section of a page to all of its rows.
pub mod section;
/// Numbered sources beside the facts.
pub mod source;
/// Any record in one line.
pub mod summary;
/// Tables that become labelled rows on a phone.
pub mod table;

/// A record mentioned: its name, linked, with its ref.
pub fn link(label: &Label) -> Markup {
    html! { (name_link(label)) " " span class="ref" { (label.reference) } }
}

/// The name: in the script of whoever reads, where the file has it, with the original beside.
pub fn called(label: &Label) -> Markup {
    let original =
        html! { @if let Some(lang) = &label.lang { span lang=(lang) { (label.name) } } @else { (label.name) } };
    html! {
        @match &label.in_script {
            Some(spelling) => { span lang=(spelling.lang.code()) { (spelling.text) } " " span class="orig" { "(" (original) ")" } },
            None => (original),
        }
    }
}

/// The name alone, linked where the kind has a page.
pub fn name_link(label: &Label) -> Markup {
    let name = called(label);
    html! {
        @if label.kind.path().is_some() { a href=(label.address()) { (name) } } @else { (name) }
    }
}

/// The record a reference points at, if the reader may see it.
pub fn link_to(labels: &Labels, id: Option<RecordId>) -> Option<Markup> {
    id.and_then(|id| labels.get(&id)).map(link)
}

/// A fact in the strength its source gives it: plain if stated, otherwise marked by line and by word alike.
pub fn with_certainty(cx: &PageContext<'_>, certainty: &str, fact: &Markup) -> Markup {
    html! {
        @match certainty {
            "stated" => (fact),
            "inferred" => { span class="inf" { (fact) } " " span class="w" { (cx.label("certainty", certainty)) } },
            _ => { span class="hed" { (fact) } " " span class="w" { (cx.label("certainty", certainty)) } },
        }
    }
}

/// What stands above the title of a record: kind, ref, review state, sensitivity.
pub fn head_line(cx: &PageContext<'_>, header: &Header, more: &Markup) -> Markup {
    head_line_as(cx, &cx.label("kind", header.kind.table()), header, more)
}

/// The same with a word of its own for what the record is: a person record may be a group.
pub fn head_line_as(cx: &PageContext<'_>, word: &str, header: &Header, more: &Markup) -> Markup {
    html! {
        p class="hd" {
            b { (word) }
            span class="ref" { (header.reference) }
            (more)
            span { (cx.label("review", &header.review)) }
            span { (cx.label("sensitivity", header.sensitivity.code())) }
            @if let Some(compartment) = &header.compartment { span { (cx.label("field", "compartment")) ": " (compartment) } }
        }
    }
}

/// One row of a list of facts.
pub fn fact(label: &str, values: &[Markup]) -> Markup {
    html! {
        @if !values.is_empty() {
            div { dt { (label) } @for value in values { dd { (value) } } }
        }
    }
}

/// A note of the people who keep the record.
pub fn comment(cx: &PageContext<'_>, header: &Header) -> Markup {
    html! {
        @if let Some(comment) = &header.comment {
            p class="meta" { (cx.text("comment")) ": " (comment) }
        }
    }
}

/// What can be done with a record: its history, its form, the facts that can be added to it, and its review.
pub fn record_links(cx: &PageContext<'_>, header: &Header, offered: &AvailableActions) -> Markup {
    html! {
        a class="btn low" href={ (header.address()) "/history" } { (cx.text("history")) }
        (entry_links(cx, header))
        @if COMPARED.contains(&header.kind) { a class="btn low" href={ (header.address()) "/duplicates" } { (cx.text("duplicates-it")) } }
        @if ASKED_OF.contains(&header.kind) { a class="btn low" href={ "/shared?of=" (header.reference) } { (cx.text("shared-it")) } }
        (act::acts(cx, header, offered))
    }
}

/// Where a record is changed, and where facts are added to it, for those who may.
fn entry_links(cx: &PageContext<'_>, header: &Header) -> Markup {
    html! {
        @if cx.may(Right::Create) {
            a class="btn" href={ (header.address()) "/edit" } { (cx.text("change-it")) }
            details class="add" {
                summary { (cx.text("add-to-it")) }
                ul class="list" {
                    @for (kind, _) in header.kind.owned() {
                        li { a href={ (header.address()) "/" (kind.collection()) "/new" } { (cx.label("form-new", kind.table())) } }
                    }
                }
            }
        }
    }
}

/// Several names in a row: "A, B and C".
pub fn sentence(cx: &PageContext<'_>, parts: &[Markup]) -> Markup {
    html! {
        @for (index, part) in parts.iter().enumerate() {
            @if index > 0 { @if index + 1 == parts.len() { " " (cx.text("and")) " " } @else { ", " } }
            (part)
        }
    }
}

/// What was said, by whom and at which incident, as far as that is not this page itself.
pub fn statements(
    cx: &PageContext<'_>,
    here: RecordId,
    statements: &[Record<Statement>],
    labels: &Labels,
    sources: &Sources<'_>,
) -> Markup {
    html! {
        @if !statements.is_empty() {
            h2 { (cx.text("statements")) }
            ul class="list" {
                @for said in statements { li { (statement(cx, here, said, labels, sources)) } }
            }
        }
    }
}

/// Words attributed to somebody: quoted if they are the speaker's own.
fn statement(
    cx: &PageContext<'_>,
    here: RecordId,
    statement: &Record<Statement>,
    labels: &Labels,
    sources: &Sources<'_>,
) -> Markup {
    const SHOWN: [&str; 8] = ["incident", "person", "organization", "form", "topic", "text", "lang", "direct"];
    let Statement { incident, person, organization, form, topic, text, lang, direct } = &statement.fields;
    let elsewhere = |id: Option<RecordId>| id.filter(|id| *id != here).and_then(|id| labels.get(&id)).map(name_link);
    html! {
        @if *direct { q lang=[lang.as_deref()] { (text) } } @else { span lang=[lang.as_deref()] { (text) } }
        (sources.of(cx, statement.id()))
        span class="meta" {
            (cx.label("form", form))
            @if let Some(topic) = topic { ", " (cx.term(topic)) }
            @for speaker in [*person, *organization] { @if let Some(speaker) = elsewhere(speaker) { ", " (speaker) } }
            @if let Some(incident) = elsewhere(*incident) { " · " (incident) }
            @if !*direct { " · " (cx.text("in-report-words")) }
            @if let Some(lang) = lang { " · " (cx.language(lang)) }
            (rest::row(cx, statement, labels, sources, &SHOWN))
        }
    }
}

/// Background that reports give.
pub fn notes(cx: &PageContext<'_>, notes: &[Record<Note>], sources: &Sources<'_>) -> Markup {
    html! {
        @if !notes.is_empty() {
            h2 { (cx.text("background")) }
            ul class="list" { @for note in notes { li { (self::note(cx, note, sources)) } } }
        }
    }
}

/// One piece of background, on the page of what it is about.
pub fn note(cx: &PageContext<'_>, note: &Record<Note>, sources: &Sources<'_>) -> Markup {
    html! {
        (note.fields.text) (sources.of(cx, note.id()))
        (rest::row(cx, note, &Labels::new(), sources, &["about", "text"]))
    }
}

/// Ties to other records, read from this one's side.
pub fn relations(
    cx: &PageContext<'_>,
    here: RecordId,
    relations: &[Record<Relation>],
    labels: &Labels,
    sources: &Sources<'_>,
) -> Markup {
    const SHOWN: [&str; 7] = ["subject", "type", "object", "title", "certainty", "as_of", "note"];
    let mut by_type: BTreeMap<&str, Vec<Markup>> = BTreeMap::new();
    for relation in relations {
        let Relation { subject, object, r#type, title, certainty, as_of, note, .. } = &relation.fields;
        let outward = *subject == Some(here);
        let Some(other) = link_to(labels, if outward { *object } else { *subject }) else { continue };
        let label = match outward {
            true => cx.term(r#type),
            false => cx.vocabulary.inverse(cx.lang, r#type),
        };
        by_type.entry(label).or_default().push(html! {
            (with_certainty(cx, certainty, &other))
            @if let Some(title) = title { ", " (title) }
            @if !OF_THE_TEAM.contains(&r#type.as_str()) || sources.is_cited(relation.id()) { (sources.of(cx, relation.id())) }
            @if let Some(as_of) = as_of { " " span class="meta" { (cx.text("as-of")) " " (as_of.words(cx.lang)) } }
            @if let Some(note) = note { " " span class="meta" { (note) } }
            (rest::row(cx, relation, labels, sources, &SHOWN))
        });
    }
    html! {
        @if !by_type.is_empty() {
            h2 { (cx.text("ties")) }
            dl class="facts" { @for (label, others) in &by_type { (fact(label, others)) } }
        }
    }
}

/// An address outside, as text and as a link that tells it nothing; text alone if it is no web address.
pub fn address(url: &str) -> Markup {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    html! { @if is_web { a href=(url) rel="noreferrer noopener external" { (url) } } @else { (url) } }
}
