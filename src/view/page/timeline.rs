//! The timeline: a question on top, how many answers by month and kind, then the answers in order with their sources.

use maud::{Markup, html};

use crate::domain::access::Right;
use crate::domain::date::Edtf;
use crate::domain::form::Link;
use crate::domain::query::question::{CERTAIN, FROM, ORDER, PLACE, TO};
use crate::domain::query::{
    Cursor, FACETS, Facet, Grouping, Order, PARAMETERS, Parameter, Question, References, Takes, TimelineQuery, Values,
};
use crate::domain::record::Label;
use crate::domain::timeline::{Counts, Entry, Summary};
use crate::error::FieldError;
use crate::locale::words::facet_value;
use crate::view::Reader;
use crate::view::kit::form::{Reference, alert, day, reference, select};
use crate::view::kit::{chart, date, entry};
use crate::view::layout::csrf;

/// The most places that the panel lists; others are asked for by name.
const PLACES_LISTED: usize = 15;

/// The form as it was filled in, and what it offers.
pub struct TimelineForm<'a> {
    pub question: &'a Question,
    pub group: Grouping,
    /// The records that the question names.
    pub references: &'a References,
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
                        @for (index, label) in answer.unplaced.iter().enumerate() { @if index > 0 { ", " } (by_ref(label)) }
                    }
                }
                @if !answer.continued { (histogram(reader, form, answer)) }
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

fn by_ref(label: &Label) -> Markup {
    html! { @if let Some(path) = label.kind.path() { a href={ "/" (path) "/" (label.reference) } { (label.reference) } } }
}

fn filters(reader: &Reader<'_>, form: &TimelineForm<'_>, errors: &[FieldError]) -> Markup {
    let question = form.question;
    html! {
        form method="post" action="/questions" class="filters" data-links {
            (csrf(reader))
            @if question.asks(ORDER) { input type="hidden" name=(ORDER) value=(question.get(ORDER)); }
            div class="pair four" {
                @for parameter in PARAMETERS.iter() { (filter(reader, form, parameter, errors)) }
                (select(reader, "group", "filter-group", form.group.code(), None, &groupings(reader)))
            }
            div class="acts" {
                fieldset class="chs" {
                    legend class="vh" { (reader.t("filter-dates")) }
                    @for (value, key) in [("", "dates-possible"), ("1", "dates-certain")] {
                        label class="ch" {
                            input type="radio" name=(CERTAIN) value=(value) checked[question.get(CERTAIN) == value];
                            " " span { (reader.t(key)) }
                        }
                    }
                }
                button class="btn go" { (reader.t("show")) }
            }
        }
    }
}

/// One field of the form, as the description of its parameter says.
fn filter(reader: &Reader<'_>, form: &TimelineForm<'_>, parameter: &Parameter, errors: &[FieldError]) -> Markup {
    let (name, value) = (parameter.name, form.question.get(parameter.name));
    match parameter.takes {
        Takes::Record(kind) => {
            let link = form.references.get(name).unwrap_or(&Link::Nothing);
            let typed = match link {
                Link::Chosen(label) => &label.name,
                _ => value,
            };
            let label = reader.word("filter", name);
            let fault = errors.iter().find(|error| error.field == name);
            reference(reader, &Reference { name, label: &label, kind, typed, link, fault })
        }
        Takes::Value(facet) => values(reader, facet, value),
        Takes::Date => day(reader, name, &format!("filter-{name}"), value, errors),
        // Beside the button, and above the lines.
        Takes::Flag | Takes::Choice(_) => html! {},
    }
}

fn groupings(reader: &Reader<'_>) -> Vec<(String, String)> {
    Grouping::ALL
        .iter()
        .map(|group| (group.code().to_owned(), reader.word("group-by", group.code()).into_owned()))
        .collect()
}

/// The values of a facet to choose from; lists of the vocabulary are parted.
fn values(reader: &Reader<'_>, facet: &Facet, chosen: &str) -> Markup {
    let word = |code: &str| facet_value(reader.lang, reader.vocabulary, facet, code);
    let option = |code: &str| html! { option value=(code) selected[code == chosen] { (word(code)) } };
    html! {
        div {
            label for=(facet.name) { (reader.word("field", facet.name)) }
            select id=(facet.name) name=(facet.name) {
                option value="" { (reader.t("any")) }
                @if let Values::Type(lists) = facet.values {
                    @for list in lists {
                        optgroup label=(reader.word("facet", list)) { @for code in reader.vocabulary.list(list) { (option(code)) } }
                    }
                }
                @for code in facet.list() { (option(code)) }
            }
        }
    }
}

/// The filters in force, each with a way to take it off.
fn in_force(reader: &Reader<'_>, form: &TimelineForm<'_>, answer: &Answer) -> Markup {
    let question = form.question;
    let mut tags: Vec<(String, String, Question)> = Vec::new();
    for parameter in PARAMETERS.iter().filter(|parameter| question.asks(parameter.name)) {
        let name = parameter.name;
        let (heading, text) = match (parameter.takes, form.references.get(name)) {
            (Takes::Record(_), Some(Link::Chosen(label))) if name == PLACE => (
                reader.word("filter", name),
                reader.tw("place-all-inside", &[("place", label.name.as_str().into())]).into_owned(),
            ),
            (Takes::Record(_), Some(Link::Chosen(label))) => (reader.word("filter", name), label.name.clone()),
            (Takes::Value(facet), _) => {
                (reader.word("field", name), facet_value(reader.lang, reader.vocabulary, facet, question.get(name)))
            }
            _ => continue,
        };
        tags.push((heading.into_owned(), text, question.without(name)));
    }
    if !answer.query.range.is_open() {
        let certainty = reader.t(if question.asks(CERTAIN) { "certainly-in" } else { "possibly-in" });
        let text = format!("{}, {certainty}", answer.query.range.words(reader.lang));
        tags.push((reader.t("filter-date").into_owned(), text, question.without(FROM).without(TO)));
    }
    html! {
        @if !tags.is_empty() {
            ul class="tags" aria-label=(reader.t("filters-in-force")) {
                @for (heading, text, without) in &tags {
                    li {
                        span { span class="hint" { (heading) } " " (text) }
                        a href=(address("/timeline", without, form.group, None))
                            aria-label={ (reader.t("remove")) " " (heading) ": " (text) } { (reader.t("remove")) }
                    }
                }
                li class="bare" { a href="/timeline" { (reader.t("clear-all")) } }
                li class="bare only-s" { a href="#narrow" { (reader.t("narrow")) } }
            }
        }
    }
}

/// A value in the panel: where it leads, what it is called, how many lines it has, whether it is asked for.
type Counted = (String, String, i64, bool);

/// The panel: every facet with its values. Months are in the chart.
fn facets(reader: &Reader<'_>, form: &TimelineForm<'_>, answer: &Answer) -> Markup {
    let leads =
        |facet: &Facet, value: &str| address("/timeline", &facet.narrow(form.question, value), form.group, None);
    let of_codes = |facet: &Facet, codes: &[(String, i64)], list: Option<&str>| -> Vec<Counted> {
        let in_list = |code: &str| list.is_none_or(|list| code.split('/').next() == Some(list));
        let counted = codes.iter().filter(|(code, _)| in_list(code)).map(|(code, count)| {
            let word = facet_value(reader.lang, reader.vocabulary, facet, code);
            (leads(facet, code), word, *count, form.question.get(facet.name) == code)
        });
        counted.collect()
    };
    let of_places = |facet: &Facet, places: &[(Label, i64)]| -> Vec<Counted> {
        let counted = places.iter().take(PLACES_LISTED).map(|(place, count)| {
            (leads(facet, &place.reference), place.name.clone(), *count, Some(place.id) == answer.query.place)
        });
        counted.collect()
    };
    html! {
        nav class="facet" id="narrow" aria-label=(reader.t("narrow")) {
            h2 class="first" { (reader.t("narrow")) }
            @for (facet, counts) in &answer.summary.facets {
                @match (counts, &facet.values) {
                    (Counts::Codes(codes), Values::Type(lists)) => {
                        @for list in *lists { (self::facet(&reader.word("facet", list), &of_codes(facet, codes, Some(list)))) }
                    },
                    (Counts::Codes(codes), _) => (self::facet(&reader.word("field", facet.name), &of_codes(facet, codes, None))),
                    (Counts::Places(places), _) => {
                        (self::facet(&reader.word("filter", facet.name), &of_places(facet, places)))
                        @if places.len() > PLACES_LISTED {
                            p class="meta" { (reader.tw("facet-more-places", &[("n", (places.len() - PLACES_LISTED).into())])) }
                        }
                    },
                    (Counts::Months(_), _) => {},
                }
            }
        }
    }
}

fn facet(heading: &str, values: &[Counted]) -> Markup {
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

/// Lines by month; a month of the table behind the bars leads to its lines.
fn histogram(reader: &Reader<'_>, form: &TimelineForm<'_>, answer: &Answer) -> Markup {
    let months = FACETS.iter().find(|facet| matches!(facet.values, Values::Months));
    let leads =
        |month: &str| months.map(|facet| address("/timeline", &facet.narrow(form.question, month), form.group, None));
    chart::histogram(reader, answer.summary.months(), &histogram_caption(reader, answer), leads)
}

fn histogram_caption(reader: &Reader<'_>, answer: &Answer) -> String {
    let months = answer.summary.months();
    match (months.first(), months.last()) {
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
    let (order, other) = match form.question.order() {
        Order::Oldest => ("oldest-first", Order::Newest),
        Order::Newest => ("newest-first", Order::Oldest),
    };
    let turned = form.question.with(ORDER, other.code());
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
    let cursor = cursor.map(|cursor| cursor.to_string());
    let mut besides = Vec::new();
    if group != Grouping::default() {
        besides.push(("group", group.code()));
    }
    if let Some(cursor) = &cursor {
        besides.push(("cursor", cursor.as_str()));
    }
    let query = question.to_query(&besides);
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
