//! Timeline entries in a table: what, when, where, and the figures or the status.

use maud::{Markup, html};

use super::date::date_fact;
use super::source::Sources;
use super::table::{Column, table};
use super::{figure, link, name_link, sentence, with_certainty};
use crate::domain::source::Citation;
use crate::domain::timeline::{Entry, Party, What};
use crate::view::Reader;

/// The lines, in the order given. `citations` are those that `sources` numbers.
pub fn entries(
    reader: &Reader<'_>,
    caption: &str,
    entries: &[Entry],
    sources: &Sources<'_>,
    citations: &[Citation],
) -> Markup {
    let columns = ["entry-what", "when", "where", "entry-figures"].map(|key| Column::new(reader.t(key)));
    let row = |entry: &Entry| {
        vec![
            html! { (title(reader, entry)) (sources.all_of(reader, entry.label.id)) (under(reader, entry)) },
            date_fact(reader, &entry.date),
            place(reader, entry),
            outcome(reader, entry, sources, citations),
        ]
    };
    let rows: Vec<Vec<Markup>> = entries.iter().map(row).collect();
    html! { @if !rows.is_empty() { (table(caption, &columns, &rows)) } }
}

/// An incident by its title; a custody line by its step and the names of those it is about.
pub fn title(reader: &Reader<'_>, entry: &Entry) -> Markup {
    html! {
        @match &entry.what {
            What::Incident { .. } => (link(&entry.label)),
            What::Custody { certainty, .. } => {
                @let who: Vec<Markup> = entry.people.iter().map(|party: &Party| link(&party.who)).collect();
                (with_certainty(reader, certainty, &html! { (reader.term(&entry.r#type)) })) ": " (sentence(reader, &who))
            },
        }
    }
}

/// The line under the title: the type of an incident, or the incident a step came of.
fn under(reader: &Reader<'_>, entry: &Entry) -> Markup {
    html! {
        span class="meta" {
            @match &entry.what {
                What::Incident { time_note, .. } => {
                    (reader.term(&entry.r#type))
                    @if let Some(note) = time_note { ", " (note) }
                },
                What::Custody { note, incident, .. } => {
                    @for (index, member) in entry.members.iter().enumerate() {
                        @if index > 0 { ", " }
                        (member.reference)
                    }
                    @if let Some(note) = note { " · " (note) }
                    @if let Some(incident) = incident { " · " (link(incident)) }
                },
            }
        }
    }
}

fn place(reader: &Reader<'_>, entry: &Entry) -> Markup {
    let Some(place) = &entry.place else { return html! { span class="meta" { (reader.t("place-unknown")) } } };
    html! {
        @if entry.place_basis == "stated" { (name_link(place)) }
        @else {
            span class="inf" { (name_link(place)) } " "
            span class="w" { (reader.word("place-basis", &entry.place_basis)) }
        }
    }
}

fn outcome(reader: &Reader<'_>, entry: &Entry, sources: &Sources<'_>, citations: &[Citation]) -> Markup {
    html! {
        @match &entry.what {
            What::Incident { .. } if entry.figures.is_empty() => span class="meta" { (reader.t("no-figures")) },
            What::Incident { .. } => (figure::inline(reader, &entry.figures, sources, citations)),
            What::Custody { status: None, .. } => span class="meta" { (reader.t("nothing-said")) },
            What::Custody { status: Some(status), certainty, sentence_days, .. } => {
                @let word = match (status.as_str(), sentence_days) {
                    ("serving_sentence", Some(days)) => reader.tw("status-serving-days", &[("n", (*days).into())]),
                    (status, _) => reader.word("status", status),
                };
                (with_certainty(reader, certainty, &html! { (word) }))
            },
        }
    }
}
