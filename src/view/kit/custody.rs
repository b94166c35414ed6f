//! Custody: the status with its as-of date and certainty, and the steps it comes from.

use maud::{Markup, html};

use super::date::date;
use super::rest;
use super::source::Sources;
use super::table::{Column, table};
use super::{fact, link_to, with_certainty};
use crate::domain::access::Right;
use crate::domain::custody::{CustodyState, Days, Episode, Status, Term};
use crate::domain::date::Day;
use crate::domain::follow_up::TICKED;
use crate::domain::record::{Labels, Record};
use crate::domain::records::{CustodyEvent, Detention};
use crate::view::Reader;

/// A status in words; a sentence says its length.
pub fn status(reader: &Reader<'_>, event: &CustodyEvent) -> Markup {
    let word = match (event.status_after, event.sentence_days) {
        (Some(Status::ServingSentence), Some(days)) => reader.tw("status-serving-days", &[("n", days.into())]),
        (Some(status), _) => reader.word("status", status.code()),
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
    let place = episode.last_place(reader.on).and_then(|(place, step)| Some((link_to(labels, Some(place))?, step)));
    let (supporting, contradicting) = sources.weight(event.id());
    html! {
        p class="status" {
            (status(reader, &event.fields)) (sources.all_of(reader, event.id())) ", " (as_of(reader, &event.fields))
        }
        p class="ui" {
            @if let Some((place, step)) = place {
                @if step.id() != event.id() { (reader.t("place-earlier")) " " }
                (with_certainty(reader, &step.fields.certainty, &place)) ". "
            }
            @if silent != Days::NONE && episode.state(reader.on) != Some(CustodyState::Free) { (no_word(reader, silent)) " " }
            @if let Some(term) = episode.term(reader.on) { (term_end(reader, &term)) " " }
            @if supporting > 0 { (reader.tw("status-weight", &[("supporting", supporting.into()), ("contradicting", contradicting.into())])) }
        }
    }
}

/// "as of 25 February 2012"; where the day is not one, the last word is only known to lie in a range.
pub fn as_of(reader: &Reader<'_>, event: &CustodyEvent) -> Markup {
    let one_day = event.date.as_ref().is_some_and(|date| date.lo().is_some() && date.lo() == date.hi());
    html! { (reader.t(if one_day { "as-of" } else { "last-word" })) " " (step_date(reader, event)) }
}

/// "No word for 37 days."
pub fn no_word(reader: &Reader<'_>, silent: Days) -> String {
    match silent {
        Days::SINCE_UNKNOWN => reader.t("no-word-since-when").into_owned(),
        silent => reader.tw("no-word-for", &[("days", days(reader, silent).into())]).into_owned(),
    }
}

/// When a term ends, and whether it has; the word *computed* goes with it.
pub fn term_end(reader: &Reader<'_>, term: &Term) -> String {
    let day = |day: Option<Day>| day.map(|day| day.words(reader.lang));
    let end = match (day(term.earliest_end), day(term.latest_end)) {
        (Some(from), Some(to)) if from != to => {
            reader.tw("term-end-between", &[("from", from.into()), ("to", to.into())])
        }
        (Some(day), Some(_)) => reader.tw("term-end-about", &[("day", day.into())]),
        (Some(day), None) => reader.tw("term-end-after", &[("day", day.into())]),
        (None, Some(day)) => reader.tw("term-end-before", &[("day", day.into())]),
        (None, None) => reader.t("term-end-unknown"),
    };
    match (term.has_run_out(reader.on), term.run_out(reader.on)) {
        (true, _) => format!("{end} {}", reader.t("term-has-run-out")),
        (false, true) => format!("{end} {}", reader.t("term-may-have-run-out")),
        (false, false) => end.into_owned(),
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

/// Where a further step of an episode is added, for those who may.
pub fn further(reader: &Reader<'_>, episode: &Episode) -> Markup {
    let reference = &episode.detention.header.reference;
    html! {
        @if reader.may(Right::Create) {
            a class="btn" href={ "/log/step?" (TICKED) "=" (reference) } { (reader.t("step-add")) }
        }
    }
}

/// The fields that the line of a step shows.
const SHOWN: &[&str] = &[
    "detention",
    "seq",
    "type",
    "date",
    "date_basis",
    "date_part",
    "place",
    "organization",
    "law",
    "article",
    "verdict",
    "sentence_days",
    "fine_amount",
    "fine_currency",
    "status_after",
    "certainty",
    "note",
];

/// The steps of an episode, in order, each with its sources.
pub fn steps(reader: &Reader<'_>, episode: &Episode, labels: &Labels, sources: &Sources<'_>) -> Markup {
    let columns = ["step", "when", "where", "status-after", "certainty"].map(|key| Column::new(reader.t(key)));
    let row = |event: &Record<CustodyEvent>| {
        let fields = &event.fields;
        let place = link_to(labels, episode.place_of(fields));
        vec![
            html! {
                span id=(event.header.reference) { (fields.seq) ". " (reader.term(&fields.r#type)) } " " (rest::reference(&event.header))
                @for said in particulars(reader, fields) { span class="meta" { (said) } }
                @if let Some(by) = link_to(labels, fields.organization) { span class="meta" { (reader.t("by-whom")) " " (by) } }
                (rest::values(reader, event, labels, sources, SHOWN))
            },
            html! { (step_date(reader, fields)) (sources.of_field(reader, event.id(), "date")) },
            html! { @if let Some(place) = place { (place) } @else { (reader.t("not-stated")) } },
            html! { @if fields.status_after.is_some() { (status(reader, fields)) } @else { (reader.t("nothing-said")) } },
            html! {
                (reader.word("certainty", &fields.certainty)) (sources.all_of(reader, event.id()))
            },
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

/// What is known of how somebody was taken and is kept, as rows of a list of facts: only what is stated.
pub fn circumstances(
    reader: &Reader<'_>,
    detention: &Record<Detention>,
    labels: &Labels,
    sources: &Sources<'_>,
) -> Markup {
    let (id, fields) = (detention.id(), &detention.fields);
    let references = [
        ("arrest_place", fields.arrest_place),
        ("arresting_organization", fields.arresting_organization),
        ("ordering_organization", fields.ordering_organization),
        ("incident", fields.incident),
    ];
    let texts = [
        ("stated_reason", &fields.stated_reason),
        ("legal_basis", &fields.legal_basis),
        ("presumed_reason", &fields.presumed_reason),
        ("health", &fields.health),
    ];
    let row = |field: &'static str, value: Markup| {
        fact(&reader.word("field", field), &[html! { (value) (sources.of_fact(reader, id, field)) }])
    };
    html! {
        @if fields.start.is_some() {
            (fact(&reader.t("taken"), &[html! {
                (date(reader, fields.start.as_ref(), &fields.start_basis, fields.start_part.as_deref()))
                (sources.of_fact(reader, id, "start"))
            }]))
        }
        @for (field, reference) in references {
            @if let Some(link) = link_to(labels, reference) { (row(field, link)) }
        }
        @for (field, list, value) in conditions(fields) {
            @if value != "unknown" { (row(field, html! { (reader.word(list, value)) })) }
        }
        @for (field, text) in texts {
            @if let Some(text) = text { (row(field, html! { (text) })) }
        }
        (rest::fields(reader, detention, labels, sources, CIRCUMSTANCES))
    }
}

/// The fields of a detention that its own line and its circumstances show.
const CIRCUMSTANCES: &[&str] = &[
    "person",
    "incident",
    "start",
    "start_basis",
    "start_part",
    "arrest_place",
    "arresting_organization",
    "ordering_organization",
    "warrant",
    "stated_reason",
    "legal_basis",
    "presumed_reason",
    "acknowledged",
    "incommunicado",
    "lawyer",
    "family_contact",
    "ill_treatment",
    "health",
];

/// What neither the record nor any step says of a detention, in one line.
pub fn unmentioned(reader: &Reader<'_>, episode: &Episode) -> Markup {
    let missing: Vec<_> = conditions(&episode.detention.fields)
        .into_iter()
        .filter(|(field, _, value)| *value == "unknown" && !episode.tells_of(field) && episode.has_custody())
        .map(|(_, list, _)| reader.word("unmentioned", list))
        .collect();
    html! {
        @if !missing.is_empty() { p class="meta" { (reader.tw("no-report-mentions", &[("what", missing.join(", ").into())])) } }
    }
}

/// The questions every detention raises: field, list of words, answer.
fn conditions(detention: &Detention) -> [(&'static str, &'static str, &str); 6] {
    [
        ("warrant", "warrant", &detention.warrant),
        ("acknowledged", "acknowledged", &detention.acknowledged),
        ("incommunicado", "incommunicado", &detention.incommunicado),
        ("lawyer", "lawyer", &detention.lawyer),
        ("family_contact", "family-contact", &detention.family_contact),
        ("ill_treatment", "ill-treatment", &detention.ill_treatment),
    ]
}
