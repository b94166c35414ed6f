//! Custody: the status with its as-of date and certainty, and the steps it comes from.

use maud::{Markup, html};

use super::date::date;
use super::source::Sources;
use super::table::{Column, table};
use super::{link_to, with_certainty};
use crate::domain::custody::{Days, Episode, Term};
use crate::domain::record::{Labels, Record};
use crate::domain::records::{CustodyEvent, Detention};
use crate::view::Reader;

/// A status in words; a sentence says its length.
pub fn status(reader: &Reader<'_>, event: &CustodyEvent) -> Markup {
    let word = match (event.status_after.as_deref(), event.sentence_days) {
        (Some("serving_sentence"), Some(days)) => reader.tw("status-serving-days", &[("n", days.into())]),
        (Some(status), _) => reader.word("status", status),
        (None, _) => reader.t("status-not-stated"),
    };
    with_certainty(reader, &event.certainty, &html! { (word) })
}

/// "Held apparent, as of 25 February 2012", then what is known of where, and how long there was no word.
pub fn standing(reader: &Reader<'_>, episode: &Episode, labels: &Labels, sources: &Sources<'_>) -> Markup {
    let Some(event) = episode.status_event(reader.on) else {
        return html! { p class="meta" { (reader.t("status-not-stated")) } };
    };
    let silent = Days::since(event.fields.date.as_ref(), reader.on);
    let place = episode.last_place(reader.on);
    html! {
        p class="status" {
            (status(reader, &event.fields)) (sources.all_of(reader, event.id())) ", " (reader.t("as-of")) " " (step_date(reader, &event.fields))
        }
        p class="ui" {
            @if let Some((place, step)) = place {
                @if let Some(place) = link_to(labels, Some(place)) {
                    @if step.id() == event.id() { (place) ". " } @else { (reader.t("place-earlier")) " " (place) ". " }
                }
            }
            (reader.tw("no-word-for", &[("days", days(reader, silent).into())]))
            @if let Some(term) = episode.term(reader.on) { " " (term_end(reader, &term)) }
        }
    }
}

/// When a computed term ends; the word *computed* goes with it.
pub fn term_end(reader: &Reader<'_>, term: &Term) -> String {
    let day = |day: Option<crate::domain::date::Day>| day.map(|day| day.words(reader.lang));
    let key = if term.run_out(reader.on) { "term-ran-out" } else { "term-ends" };
    match (day(term.earliest_end), day(term.latest_end)) {
        (Some(from), Some(to)) if from != to => {
            reader.tw(&format!("{key}-between"), &[("from", from.into()), ("to", to.into())]).into_owned()
        }
        (Some(day), Some(_)) => reader.tw(&format!("{key}-about"), &[("day", day.into())]).into_owned(),
        (Some(day), None) => reader.tw(&format!("{key}-after"), &[("day", day.into())]).into_owned(),
        (None, Some(day)) => reader.tw(&format!("{key}-before"), &[("day", day.into())]).into_owned(),
        (None, None) => reader.t("term-end-unknown").into_owned(),
    }
}

/// A number of days with the uncertainty of the date it was counted from.
pub fn days(reader: &Reader<'_>, days: Days) -> String {
    let message = match days {
        Days { min, max: Some(max) } if min == max => reader.tw("days", &[("n", min.into())]),
        Days { min: 0, max: Some(max) } => reader.tw("days-at-most", &[("n", max.into())]),
        Days { min, max: Some(max) } => reader.tw("days-range", &[("from", min.into()), ("to", max.into())]),
        Days { min, max: None } => reader.tw("days-at-least", &[("n", min.into())]),
    };
    message.into_owned()
}

pub fn step_date(reader: &Reader<'_>, event: &CustodyEvent) -> Markup {
    date(reader, event.date.as_ref(), &event.date_basis, event.date_part.as_deref())
}

/// What a step says beside its kind: sentence, fine, charge, verdict, note.
pub fn particulars(reader: &Reader<'_>, event: &CustodyEvent) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(days) = event.sentence_days {
        said.push(reader.tw("days", &[("n", days.into())]).into_owned());
    }
    if let (Some(amount), Some(currency)) = (event.fine_amount, &event.fine_currency) {
        said.push(
            reader.tw("fine-of", &[("amount", amount.into()), ("currency", currency.as_str().into())]).into_owned(),
        );
    }
    said.extend([&event.law, &event.article, &event.verdict, &event.note].into_iter().flatten().cloned());
    said
}

/// The steps of an episode, in order, each with its sources.
pub fn steps(reader: &Reader<'_>, episode: &Episode, labels: &Labels, sources: &Sources<'_>) -> Markup {
    let columns = ["step", "when", "where", "status-after", "certainty"].map(|key| Column::new(reader.t(key)));
    let row = |event: &Record<CustodyEvent>| {
        let fields = &event.fields;
        let place = link_to(labels, fields.place).or_else(|| {
            link_to(labels, (fields.r#type == "de/arrested").then_some(episode.detention.fields.arrest_place).flatten())
        });
        vec![
            html! {
                span id=(event.header.reference) { (reader.term(&fields.r#type)) } " " span class="ref" { (event.header.reference) }
                @for said in particulars(reader, fields) { span class="meta" { (said) } }
            },
            html! { (step_date(reader, fields)) (sources.of_field(reader, event.id(), "date")) },
            html! { @if let Some(place) = place { (place) } @else { (reader.t("not-stated")) } },
            html! { @if fields.status_after.is_some() { (status(reader, fields)) } @else { (reader.t("nothing-said")) } },
            html! { (reader.word("certainty", &fields.certainty)) (sources.all_of(reader, event.id())) },
        ]
    };
    let rows: Vec<Vec<Markup>> = episode.events.iter().map(row).collect();
    let caption = reader.tw("steps-of", &[("ref", episode.detention.header.reference.as_str().into())]);
    table(&caption, &columns, &rows)
}

/// Episodes of several people: who, taken when, latest status with its as-of date. `more` says what else ties the
/// episode to the page.
pub fn episodes(
    reader: &Reader<'_>,
    caption: &str,
    episodes: &[Episode],
    labels: &Labels,
    sources: &Sources<'_>,
    more: impl Fn(&Detention) -> Markup,
) -> Markup {
    let columns = ["who", "taken", "latest-status", "as-of-head"].map(|key| Column::new(reader.t(key)));
    let row = |episode: &Episode| {
        let (detention, fields) = (&episode.detention, &episode.detention.fields);
        let event = episode.status_event(reader.on);
        Some(vec![
            html! {
                (link_to(labels, fields.person)?)
                span class="meta" { a href={ "/detentions/" (detention.header.reference) } { (reader.t("episode")) } " " (detention.header.reference) }
            },
            html! {
                (date(reader, fields.start.as_ref(), &fields.start_basis, fields.start_part.as_deref()))
                (sources.all_of(reader, detention.id())) (more(fields))
            },
            html! {
                @if let Some(event) = event { (status(reader, &event.fields)) (sources.all_of(reader, event.id())) }
                @else { (reader.t("status-not-stated")) }
            },
            html! { @if let Some(event) = event { (step_date(reader, &event.fields)) } @else { (reader.t("not-stated")) } },
        ])
    };
    let rows: Vec<Vec<Markup>> = episodes.iter().filter_map(row).collect();
    html! { @if !rows.is_empty() { (table(caption, &columns, &rows)) } }
}
