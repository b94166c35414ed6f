//! The timeline: a question on top, how many answers by month and kind, then the answers in order with their sources.

use maud::{Markup, html};

use crate::domain::access::Right;
use crate::domain::date::Edtf;
use crate::domain::query::{Cursor, Grouping, Order, Question, TimelineQuery};
use crate::domain::record::Label;
use crate::domain::timeline::{Entry, Summary};
use crate::error::FieldError;
use crate::view::Reader;
use crate::view::kit::form::{alert, day, select};
use crate::view::kit::{chart, date, entry};

/// The form as it was filled in, and what it offers.
pub struct TimelineForm<'a> {
    pub question: &'a Question,
    pub group: Grouping,
    pub places: &'a [Label],
    pub people: &'a [Label],
}

/// What was found.
pub struct Answer {
    pub query: TimelineQuery,
    pub summary: Summary,
    pub entries: Vec<Entry>,
    pub next: Option<Cursor>,
    /// Incidents left out of a place's timeline because their place is unknown.
    pub unplaced: Vec<Label>,
    /// This is not the first page.
    pub continued: bool,
}

pub fn timeline(reader: &Reader<'_>, form: &TimelineForm<'_>, answer: &Answer) -> Markup {
    html! {
        h1 { (reader.t("nav-timeline")) }
        (filters(reader, form, &[]))
        (in_force(reader, form, answer))
        div class="two left" {
            (facets(reader, form, answer))
            div {
                h2 class="first" {
                    (reader.tw("entries", &[("n", answer.summary.total.into())]))
                    span class="ui" {
                        (reader.tw("entries-of", &[
                            ("incidents", answer.summary.incidents.into()),
                            ("steps", answer.summary.custody_events.into()),
                        ]))
                    }
                }
                @if !answer.unplaced.is_empty() {
                    p class="meta" {
                        (reader.tw("unplaced", &[("n", answer.unplaced.len().into())])) " "
                        @for (index, label) in answer.unplaced.iter().enumerate() { @if index > 0 { ", " } (reference(label)) }
                    }
                }
                @if !answer.continued { (chart::histogram(reader, &answer.summary.months, &histogram_caption(reader, answer))) }
                (take_away(reader, form))
                (pages(reader, form, answer))
                (lines(reader, form.group, &answer.entries, 0))
                @if answer.next.is_some() { (pages(reader, form, answer)) }
            }
        }
    }
}

/// The form again, with what is wrong at its fields.
pub fn refused(reader: &Reader<'_>, form: &TimelineForm<'_>, errors: &[FieldError]) -> Markup {
    html! {
        h1 { (reader.t("nav-timeline")) }
        (alert(reader, errors))
        (filters(reader, form, errors))
    }
}

fn reference(label: &Label) -> Markup {
    html! { @if let Some(path) = label.kind.path() { a href={ "/" (path) "/" (label.reference) } { (label.reference) } } }
}

fn filters(reader: &Reader<'_>, form: &TimelineForm<'_>, errors: &[FieldError]) -> Markup {
    let question = form.question;
    let any = reader.t("any");
    html! {
        form method="get" action="/timeline" class="filters" {
            div class="pair four" {
                (select(reader, "place", "filter-place", &question.place, Some(&any), &records(form.places)))
                (select(reader, "person", "filter-person", &question.person, Some(&any), &records(form.people)))
                (types(reader, &question.kind))
                (select(reader, "group", "filter-group", form.group.code(), None, &groupings(reader)))
                (day(reader, "from", "filter-from", &question.from, errors))
                (day(reader, "to", "filter-to", &question.to, errors))
            }
            div class="acts" {
                fieldset class="chs" {
                    legend class="vh" { (reader.t("filter-dates")) }
                    @for (value, key) in [("possible", "dates-possible"), ("certain", "dates-certain")] {
                        label class="ch" {
                            input type="radio" name="dates" value=(value) checked[question.certain == (value == "certain")];
                            " " span { (reader.t(key)) }
                        }
                    }
                }
                button class="btn go" { (reader.t("show")) }
            }
        }
    }
}

fn records(labels: &[Label]) -> Vec<(String, String)> {
    labels.iter().map(|label| (label.reference.clone(), format!("{} · {}", label.name, label.reference))).collect()
}

fn groupings(reader: &Reader<'_>) -> Vec<(String, String)> {
    Grouping::ALL
        .iter()
        .map(|group| (group.code().to_owned(), reader.word("group-by", group.code()).into_owned()))
        .collect()
}

/// Incident types and custody steps in one list, parted.
fn types(reader: &Reader<'_>, chosen: &str) -> Markup {
    html! {
        div {
            label for="type" { (reader.t("filter-type")) }
            select id="type" name="type" {
                option value="" { (reader.t("any")) }
                @for (list, key) in [("inc", "incidents"), ("de", "custody-steps")] {
                    optgroup label=(reader.t(key)) {
                        @for code in reader.vocabulary.list(list) { option value=(code) selected[code == chosen] { (reader.term(code)) } }
                    }
                }
            }
        }
    }
}

/// The filters in force, each with a way to take it off.
fn in_force(reader: &Reader<'_>, form: &TimelineForm<'_>, answer: &Answer) -> Markup {
    let question = form.question;
    let named = |labels: &[Label], id: Option<crate::domain::record::RecordId>| {
        labels.iter().find(|label| Some(label.id) == id).map(|label| label.name.clone())
    };
    let mut tags: Vec<(&str, String, Question)> = Vec::new();
    if let Some(place) = named(form.places, answer.query.place) {
        let text = reader.tw("place-all-inside", &[("place", place.into())]).into_owned();
        tags.push(("filter-place", text, Question { place: String::new(), ..question.clone() }));
    }
    if let Some(person) = named(form.people, answer.query.person) {
        tags.push(("filter-person", person, Question { person: String::new(), ..question.clone() }));
    }
    if let Some(kind) = &answer.query.kind {
        tags.push(("filter-type", reader.term(kind).to_owned(), Question { kind: String::new(), ..question.clone() }));
    }
    if !answer.query.range.is_open() {
        let certainty = reader.t(if question.certain { "certainly-in" } else { "possibly-in" });
        let text = format!("{}, {certainty}", answer.query.range.words(reader.lang));
        tags.push(("filter-date", text, Question { from: String::new(), to: String::new(), ..question.clone() }));
    }
    html! {
        @if !tags.is_empty() {
            ul class="tags" aria-label=(reader.t("filters-in-force")) {
                @for (key, text, without) in &tags {
                    li {
                        span { span class="hint" { (reader.t(key)) } " " (text) }
                        a href=(address("/timeline", without, form.group, None))
                            aria-label={ (reader.t("remove")) " " (reader.t(key)) ": " (text) } { (reader.t("remove")) }
                    }
                }
                li class="bare" { a href="/timeline" { (reader.t("clear-all")) } }
                li class="bare only-s" { a href="#narrow" { (reader.t("narrow")) } }
            }
        }
    }
}

fn facets(reader: &Reader<'_>, form: &TimelineForm<'_>, answer: &Answer) -> Markup {
    let question = form.question;
    let of_list = |list: &str| -> Vec<(String, String, i64, bool)> {
        let in_list = answer.summary.types.iter().filter(|(code, _)| code.starts_with(list));
        in_list
            .map(|(code, count)| {
                let asked = Question { kind: code.clone(), ..question.clone() };
                (
                    address("/timeline", &asked, form.group, None),
                    reader.term(code).to_owned(),
                    *count,
                    *code == question.kind,
                )
            })
            .collect()
    };
    let places: Vec<_> = answer
        .summary
        .places
        .iter()
        .map(|(place, count)| {
            let asked = Question { place: place.reference.clone(), ..question.clone() };
            let chosen = Some(place.id) == answer.query.place;
            (address("/timeline", &asked, form.group, None), place.name.clone(), *count, chosen)
        })
        .collect();
    html! {
        nav class="facet" id="narrow" aria-label=(reader.t("narrow")) {
            h2 class="first" { (reader.t("narrow")) }
            (facet(&reader.t("filter-incident-type"), &of_list("inc/")))
            (facet(&reader.t("custody-steps"), &of_list("de/")))
            (facet(&reader.t("filter-place"), &places))
        }
    }
}

fn facet(heading: &str, values: &[(String, String, i64, bool)]) -> Markup {
    html! {
        @if !values.is_empty() {
            h3 { (heading) }
            ul {
                @for (href, label, count, chosen) in values {
                    li { a href=(href) class=[chosen.then_some("on")] aria-current=[chosen.then_some("true")] { span { (label) } i { (count) } } }
                }
            }
        }
    }
}

fn histogram_caption(reader: &Reader<'_>, answer: &Answer) -> String {
    match (answer.summary.months.first(), answer.summary.months.last()) {
        (Some(first), Some(last)) => reader
            .tw(
                "entries-by-month",
                &[("from", first.month.words(reader.lang).into()), ("to", last.month.words(reader.lang).into())],
            )
            .into_owned(),
        _ => String::new(),
    }
}

fn take_away(reader: &Reader<'_>, form: &TimelineForm<'_>) -> Markup {
    html! {
        @if reader.may(Right::ExportShared) {
            div class="acts noprint" {
                span class="ui" { (reader.t("take-away")) }
                a class="btn" href=(address("/export/timeline.csv", form.question, form.group, None)) { "CSV" }
                a class="btn" href=(address("/export/timeline.json", form.question, form.group, None)) { "JSON" }
            }
        }
    }
}

fn pages(reader: &Reader<'_>, form: &TimelineForm<'_>, answer: &Answer) -> Markup {
    let (order, other) = match form.question.order {
        Order::Oldest => ("oldest-first", Order::Newest),
        Order::Newest => ("newest-first", Order::Oldest),
    };
    let turned = Question { order: other, ..form.question.clone() };
    let other_key = if other == Order::Newest { "newest-first" } else { "oldest-first" };
    html! {
        div class="pages" {
            span { (reader.t(order)) " · " a href=(address("/timeline", &turned, form.group, None)) { (reader.t(other_key)) } }
            span {
                @if answer.continued {
                    a href=(address("/timeline", form.question, form.group, None)) { (reader.t("first-page")) } " · "
                }
                (reader.tw("lines-here", &[("n", answer.entries.len().into()), ("total", answer.summary.total.into())]))
                @if let Some(next) = answer.next {
                    " · " a rel="next" href=(address("/timeline", form.question, form.group, Some(next))) { (reader.t("next-page")) }
                }
            }
        }
    }
}

/// The lines under headings of days, months or years. `numbered` is how many source numbers came before them on
/// the page.
pub fn lines(reader: &Reader<'_>, group: Grouping, entries: &[Entry], mut numbered: usize) -> Markup {
    let mut sections: Vec<(String, Vec<(usize, &Entry)>)> = Vec::new();
    for entry in entries {
        let key = section_key(group, entry);
        match sections.last_mut() {
            Some((last, lines)) if *last == key => lines.push((numbered, entry)),
            _ => sections.push((key, vec![(numbered, entry)])),
        }
        numbered += entry::source_count(entry);
    }
    html! {
        @for (index, (_, lines)) in sections.iter().enumerate() {
            @let id = format!("d{index}");
            @let said_once = group == Grouping::Day && lines.windows(2).all(|pair| pair.iter().all(|(_, e)| Some(&e.date) == pair.first().map(|(_, e)| &e.date)));
            section class="day" aria-labelledby=(id) {
                h3 id=(id) { @if let Some((_, first)) = lines.first() { (heading(reader, group, first, said_once)) } }
                @for (offset, line) in lines { (entry::entry(reader, line, *offset, !said_once)) }
            }
        }
        @if entries.is_empty() { p class="lede" { (reader.t("nothing-found")) } }
    }
}

fn section_key(group: Grouping, entry: &Entry) -> String {
    let date = entry.date.date.as_ref();
    match (group, date.and_then(Edtf::sort_day)) {
        (Grouping::Day, _) => date.map_or_else(String::new, |date| date.text().to_owned()),
        (Grouping::Month, Some(day)) => day.month().iso(),
        (Grouping::Year, Some(day)) => day.ymd().0.to_string(),
        (_, None) => String::new(),
    }
}

/// A day's heading says how the date is known if that holds for all lines under it; otherwise each line does.
fn heading(reader: &Reader<'_>, group: Grouping, entry: &Entry, said_once: bool) -> Markup {
    let date = entry.date.date.as_ref();
    match (group, date.and_then(Edtf::sort_day)) {
        (Grouping::Day, _) if said_once => date::date_fact(reader, &entry.date),
        (Grouping::Day, Some(_)) => html! { @if let Some(date) = date { (date.words(reader.lang)) } },
        (Grouping::Month, Some(day)) => html! { (day.month().words(reader.lang)) },
        (Grouping::Year, Some(day)) => html! { (day.ymd().0) },
        (_, None) => html! { (reader.t("date-not-stated")) },
    }
}

/// The address of a question: opaque refs, dates and codes only.
pub fn address(path: &str, question: &Question, group: Grouping, cursor: Option<Cursor>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let fields = [
        ("place", &question.place),
        ("person", &question.person),
        ("type", &question.kind),
        ("from", &question.from),
        ("to", &question.to),
    ];
    for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    if question.certain {
        query.append_pair("dates", "certain");
    }
    if question.order != Default::default() {
        query.append_pair("order", question.order.code());
    }
    if group != Grouping::default() {
        query.append_pair("group", group.code());
    }
    if let Some(cursor) = cursor {
        query.append_pair("cursor", &cursor.to_string());
    }
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
