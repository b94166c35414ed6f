//! The timeline: a question on top, how many answers by month and kind, then the answers in order with their sources.

use maud::{Markup, html};

use crate::domain::access::Right;
use crate::domain::kind::Target;
use crate::domain::query::kept::Shows;
use crate::domain::query::question::{CERTAIN, DATES, ORDER, PLACES};
use crate::domain::query::{Cursor, Grouping, Order, PARAMETERS, Parameter, Question, Takes, TimelineQuery};
use crate::domain::time::{Edtf, Month};
use crate::domain::timeline::{Entry, LeftOut, Summary};
use crate::error::FieldError;
use crate::locale::question::{self, Part};
use crate::locale::say;
use crate::pages::form::{Link, References};
use crate::view::PageContext;
use crate::view::kit::form::{Reference, alert, day, reference, select};
use crate::view::kit::{chart, date, entry};
use crate::view::layout::csrf;
use crate::view::page::kept::keep;
use crate::view::page::narrow::panel;

/// The most records that the panel lists of one facet; others are asked for by name.
pub const RECORDS_LISTED: usize = 15;

/// In addresses, that facets which are asked for less often are counted too.
pub const MORE: &str = "more";

/// The form as it was filled in, and what it offers.
pub struct TimelineForm<'a> {
    pub question: &'a Question,
    pub group: Grouping,
    /// Whether what is asked for less often is offered too.
    pub more: bool,
    /// The records that the question names.
    pub references: &'a References,
    /// The formats that the answer can be taken away in: code and message.
    pub formats: Vec<(&'static str, &'static str)>,
}

/// What was found.
pub struct Answer {
    pub query: TimelineQuery,
    pub summary: Summary,
    pub entries: Vec<Entry>,
    pub next: Option<Cursor>,
    /// What was asked, part by part.
    pub asked: Vec<Part>,
    pub left_out: Vec<LeftOut>,
    /// This is not the first page.
    pub continued: bool,
}

pub fn timeline(cx: &PageContext<'_>, form: &TimelineForm<'_>, answer: &Answer) -> Markup {
    html! {
        h1 { (cx.text("nav-timeline")) }
        (filters(cx, form, &[]))
        (in_force(cx, form, answer))
        (asked_on_paper(cx, answer))
        div class="two left" {
            (panel(cx, form, answer))
            div {
                h2 class="first" id="lines" {
                    (cx.text_with("entries", &[("n", answer.summary.total.into())]))
                    span class="ui" {
                        (cx.text_with("entries-of", &[
                            ("incidents", answer.summary.incidents.into()),
                            ("steps", answer.summary.custody_events.into()),
                        ]))
                    }
                }
                p class="only-s" { a class="btn" href="#narrow" { (cx.text("narrow")) } }
                (left_out(cx, form, answer))
                @if !answer.continued { (histogram(cx, form, answer)) }
                (take_away(cx, form))
                @if !answer.asked.is_empty() { (keep(cx, Shows::Timeline, form.question)) }
                (pages(cx, form, answer))
                (lines(cx, form.group, &answer.entries, 0))
                @if answer.next.is_some() { (pages(cx, form, answer)) }
            }
        }
    }
}

/// The form again, with what is wrong at its fields.
pub fn refused(cx: &PageContext<'_>, form: &TimelineForm<'_>, errors: &[FieldError]) -> Markup {
    html! {
        h1 { (cx.text("nav-timeline")) }
        (alert(cx, errors))
        (filters(cx, form, errors))
    }
}

/// What is left out for want of a place or date that says more, with a way to it.
fn left_out(cx: &PageContext<'_>, form: &TimelineForm<'_>, answer: &Answer) -> Markup {
    let leads = |lines: &LeftOut| {
        let question = form.question.with(PLACES, lines.places.code()).with(DATES, lines.dates.code());
        address("/timeline", &question, form.group, None)
    };
    html! {
        @for lines in &answer.left_out {
            p class="meta" {
                (question::left_out(cx.lang, lines)) " "
                a class="noprint" href=(leads(lines)) { (cx.text("show-them")) }
            }
        }
    }
}

fn filters(cx: &PageContext<'_>, form: &TimelineForm<'_>, errors: &[FieldError]) -> Markup {
    let question = form.question;
    html! {
        form method="post" action="/questions" class="filters" data-links {
            (csrf(cx))
            @if question.asks(ORDER) { input type="hidden" name=(ORDER) value=(question.get(ORDER)); }
            div class="pair four" {
                @for parameter in PARAMETERS.iter() { (filter(cx, form, parameter, errors)) }
                (select(cx, "group", "filter-group", form.group.code(), None, &groupings(cx)))
            }
            div class="acts" {
                fieldset class="chs" {
                    legend class="vh" { (cx.text("filter-dates")) }
                    @for (value, key) in [("", "dates-possible"), ("1", "dates-certain")] {
                        label class="ch" {
                            input type="radio" name=(CERTAIN) value=(value) checked[question.get(CERTAIN) == value];
                            " " span { (cx.text(key)) }
                        }
                    }
                }
                button class="btn go" { (cx.text("show")) }
            }
        }
    }
}

/// One field of the form, as the description of its parameter says. Values of facets are ticked beside the answer.
fn filter(cx: &PageContext<'_>, form: &TimelineForm<'_>, parameter: &Parameter, errors: &[FieldError]) -> Markup {
    let (name, values) = (parameter.name, form.question.all(parameter.name));
    let fault = errors.iter().find(|error| error.field == name);
    match parameter.takes {
        Takes::Record(kind) if parameter.is_typed => {
            let link = form.references.get(name).and_then(|links| links.first()).unwrap_or(&Link::Nothing);
            let typed = match link {
                Link::Chosen(label) => &label.name,
                _ => form.question.get(name),
            };
            let label = cx.label("filter", name);
            html! {
                (reference(cx, &Reference { name, label: &label, target: Target::One(kind), typed, link, fault }))
                (given(cx, name, values.get(1..).unwrap_or_default(), fault))
            }
        }
        Takes::Record(_) | Takes::Value(_) => given(cx, name, values, fault),
        Takes::Date if !parameter.is_typed && !form.more && values.is_empty() => html! {},
        Takes::Date => day(cx, name, &format!("filter-{name}"), form.question.get(name), errors),
        Takes::Words => words(cx, name, form.question.get(name), errors),
        // Beside the button, and above the lines.
        Takes::Flag | Takes::Choice(_) => html! {},
    }
}

/// Values that are asked for already and stay so; where something is wrong with them, to be taken off.
fn given(cx: &PageContext<'_>, name: &str, values: &[String], fault: Option<&FieldError>) -> Markup {
    html! {
        @match fault {
            Some(fault) if !values.is_empty() => fieldset class="chs" id=(name) {
                legend { (say(cx.lang, &fault.say)) }
                @for value in values {
                    label class="ch" { input type="checkbox" name=(name) value=(value) checked; " " span { (value) } }
                }
            },
            _ => @for value in values { input type="hidden" name=(name) value=(value); },
        }
    }
}

/// Words of texts.
fn words(cx: &PageContext<'_>, name: &str, typed: &str, errors: &[FieldError]) -> Markup {
    let fault = errors.iter().find(|error| error.field == name);
    html! {
        div {
            label for=(name) { (cx.label("filter", name)) }
            input id=(name) name=(name) type="search" value=(typed) maxlength="2000" autocomplete="off" spellcheck="false"
                aria-invalid=[fault.map(|_| "true")] aria-describedby=[fault.map(|_| "text-e")];
            @if let Some(fault) = fault { p class="err" id="text-e" { (say(cx.lang, &fault.say)) } }
        }
    }
}

fn groupings(cx: &PageContext<'_>) -> Vec<(String, String)> {
    Grouping::ALL
        .iter()
        .map(|group| (group.code().to_owned(), cx.label("group-by", group.code()).into_owned()))
        .collect()
}

/// The filters in force, each with a way to take it off.
fn in_force(cx: &PageContext<'_>, form: &TimelineForm<'_>, answer: &Answer) -> Markup {
    html! {
        @if !answer.asked.is_empty() {
            ul class="tags" aria-label=(cx.text("filters-in-force")) {
                @for Part { heading, text, without } in &answer.asked {
                    li {
                        span { span class="hint" { (heading) } " " (text) }
                        a href=(address("/timeline", without, form.group, None))
                            aria-label={ (cx.text("remove")) " " (heading) ": " (text) } { (cx.text("remove")) }
                    }
                }
                li class="bare" { a href="/timeline" { (cx.text("clear-all")) } }
            }
        }
    }
}

/// The question as paper says it, which has neither form nor filters: in words, and how much of the answer is on it.
fn asked_on_paper(cx: &PageContext<'_>, answer: &Answer) -> Markup {
    html! {
        ul class="only-print" {
            @for Part { heading, text, .. } in &answer.asked { li { (heading) ": " b { (text) } } }
            @if answer.asked.is_empty() { li { b { (cx.text("asked-everything")) } } }
            li { (cx.text_with("lines-here", &[("n", answer.entries.len().into()), ("total", answer.summary.total.into())])) }
        }
    }
}

/// Lines by month; a month of the table behind the bars leads to its lines.
fn histogram(cx: &PageContext<'_>, form: &TimelineForm<'_>, answer: &Answer) -> Markup {
    let leads = |month: Month| {
        let question = form.question.in_month(month, &answer.query.range);
        Some(address("/timeline", &question, form.group, None))
    };
    chart::histogram(cx, answer.summary.months(), &histogram_caption(cx, answer), leads)
}

fn histogram_caption(cx: &PageContext<'_>, answer: &Answer) -> String {
    let months = answer.summary.months();
    match (months.first(), months.last()) {
        (Some(first), Some(last)) => cx
            .text_with(
                "entries-by-month",
                &[("from", first.month.words(cx.lang).into()), ("to", last.month.words(cx.lang).into())],
            )
            .into_owned(),
        _ => String::new(),
    }
}

fn take_away(cx: &PageContext<'_>, form: &TimelineForm<'_>) -> Markup {
    html! {
        @if cx.may(Right::ExportShared) {
            div class="acts noprint" {
                span class="ui" { (cx.text("take-away")) }
                @for (code, name) in &form.formats {
                    a class="btn" href=(address(&format!("/export/timeline.{code}"), form.question, form.group, None)) { (cx.text(name)) }
                }
            }
        }
    }
}

fn pages(cx: &PageContext<'_>, form: &TimelineForm<'_>, answer: &Answer) -> Markup {
    let (order, other) = match form.question.order() {
        Order::Oldest => ("oldest-first", Order::Newest),
        Order::Newest => ("newest-first", Order::Oldest),
    };
    let turned = form.question.with(ORDER, other.code());
    let other_key = if other == Order::Newest { "newest-first" } else { "oldest-first" };
    html! {
        div class="pages" {
            span { (cx.text(order)) " · " a href=(address("/timeline", &turned, form.group, None)) { (cx.text(other_key)) } }
            span {
                @if answer.continued {
                    a href=(address("/timeline", form.question, form.group, None)) { (cx.text("first-page")) } " · "
                }
                (cx.text_with("lines-here", &[("n", answer.entries.len().into()), ("total", answer.summary.total.into())]))
                @if let Some(next) = answer.next {
                    " · " a rel="next" href=(address("/timeline", form.question, form.group, Some(next))) { (cx.text("next-page")) }
                }
            }
        }
    }
}

/// The lines under headings of days, months or years. `numbered` is how many source numbers came before them on
/// the page.
pub fn lines(cx: &PageContext<'_>, group: Grouping, entries: &[Entry], mut numbered: usize) -> Markup {
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
                h3 id=(id) { @if let Some((_, first)) = lines.first() { (heading(cx, group, first, said_once)) } }
                @for (offset, line) in lines { (entry::entry(cx, line, *offset, !said_once)) }
            }
        }
        @if entries.is_empty() { p class="lede" { (cx.text("nothing-found")) } }
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
fn heading(cx: &PageContext<'_>, group: Grouping, entry: &Entry, said_once: bool) -> Markup {
    let date = entry.date.date.as_ref();
    match (group, date.and_then(Edtf::sort_day)) {
        (Grouping::Day, _) if said_once => date::date_fact(cx, &entry.date),
        (Grouping::Day, Some(_)) => html! { @if let Some(date) = date { (date.words(cx.lang)) } },
        (Grouping::Month, Some(day)) => html! { (day.month().words(cx.lang)) },
        (Grouping::Year, Some(day)) => html! { (day.ymd().0) },
        (_, None) => html! { (cx.text("date-not-stated")) },
    }
}

/// The address of a question: opaque refs, dates and codes only.
pub fn address(path: &str, question: &Question, group: Grouping, cursor: Option<Cursor>) -> String {
    let cursor = cursor.map(|cursor| cursor.to_string());
    with_besides(path, question, group, cursor.as_deref().map(|cursor| ("cursor", cursor)))
}

/// The address that counts every facet.
pub fn with_more(question: &Question, group: Grouping) -> String {
    with_besides("/timeline", question, group, Some((MORE, "1")))
}

fn with_besides(path: &str, question: &Question, group: Grouping, besides: Option<(&str, &str)>) -> String {
    let group = Some(("group", group.code())).filter(|_| group != Grouping::default());
    let query = question.to_query(&group.into_iter().chain(besides).collect::<Vec<_>>());
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
