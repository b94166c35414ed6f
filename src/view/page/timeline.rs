//! The timeline: a question on top, how many answers by month and kind, then the answers in order with their sources.

use maud::{Markup, html};

use crate::domain::access::Right;
use crate::domain::kind::Target;
use crate::domain::query::involved::{Involved, InvolvedOrder};
use crate::domain::query::kept::Shows;
use crate::domain::query::question::{CERTAIN, DATES, ORDER, PLACES};
use crate::domain::query::{Cursor, Grouping, Order, PARAMETERS, Parameter, Question, Takes, TimelineQuery};
use crate::domain::time::{Edtf, Month};
use crate::domain::timeline::{Entry, LeftOut, Summary};
use crate::error::FieldError;
use crate::locale::question::{self, Part};
use crate::locale::say;
use crate::pages::form::{Link, References};
use crate::pages::involved::InvolvedList;
use crate::view::PageContext;
use crate::view::kit::form::{Reference, alert, day, reference, select};
use crate::view::kit::{chart, date, entry};
use crate::view::layout::csrf;
use crate::view::page::involved::involved;
use crate::view::page::kept::keep;
use crate::view::page::narrow::panel;

/// The most records that the panel lists of one facet; others are asked for by name.
pub const RECORDS_LISTED: usize = 15;

/// In addresses, that facets which are asked for less often are counted too.
pub const MORE: &str = "more";

/// In the form, what of the answer is shown.
pub const SHOWN: &str = "shown";

/// The form as it was filled in, and what it offers.
#[derive(Clone)]
pub struct TimelineForm<'a> {
    pub question: &'a Question,
    /// Who is in the lines is listed instead of the lines.
    pub involved: Option<Involved>,
    /// In which order.
    pub order: InvolvedOrder,
    pub group: Grouping,
    /// Whether what is asked for less often is offered too.
    pub more: bool,
    /// The records that the question names.
    pub references: &'a References,
    /// The formats that the answer can be taken away in: code and message.
    pub formats: Vec<(&'static str, &'static str)>,
    /// The message that heads the page.
    pub title: &'static str,
}

impl TimelineForm<'_> {
    /// Where another question is answered in the same way.
    pub fn address(&self, question: &Question) -> String {
        self.address_with(question, None)
    }

    /// The same, of a page with more parameters.
    pub fn address_with(&self, question: &Question, besides: Option<(&str, &str)>) -> String {
        let order = Some((ORDER, self.order.code())).filter(|_| self.order != InvolvedOrder::default());
        let order = order.filter(|_| self.involved.is_some());
        let question = if order.is_some() { &question.without(ORDER) } else { question };
        with_besides(path(self.involved), question, self.group, order.into_iter().chain(besides))
    }
}

/// Where the lines of a question are listed, or who is in them.
pub fn path(involved: Option<Involved>) -> &'static str {
    match involved {
        None => "/timeline",
        Some(Involved::People) => "/timeline/people",
        Some(Involved::Detentions) => "/timeline/detentions",
    }
}

/// What was found.
pub struct Answer {
    pub query: TimelineQuery,
    pub summary: Summary,
    /// What was asked, part by part.
    pub asked: Vec<Part>,
    pub left_out: Vec<LeftOut>,
    pub found: Found,
}

/// What of it is on the page.
pub enum Found {
    Lines(Lines),
    Involved(InvolvedList),
}

pub struct Lines {
    pub entries: Vec<Entry>,
    pub next: Option<Cursor>,
    /// This is not the first page.
    pub continued: bool,
}

pub fn timeline(cx: &PageContext<'_>, form: &TimelineForm<'_>, answer: &Answer) -> Markup {
    html! {
        h1 { (cx.text(form.title)) }
        (filters(cx, form, &[]))
        (in_force(cx, form, answer))
        (asked_on_paper(cx, answer))
        div class="two left" {
            (panel(cx, form, answer))
            div {
                (ways(cx, form))
                @match &answer.found {
                    Found::Lines(found) => {
                        (head(cx, &cx.text_with("entries", &[("n", answer.summary.total.into())]), &cx.text_with("entries-of", &[
                            ("incidents", answer.summary.incidents.into()),
                            ("steps", answer.summary.custody_events.into()),
                        ])))
                        (left_out(cx, form, answer))
                        @if !found.continued { (histogram(cx, form, answer)) }
                        (take_away(cx, form))
                        (keep_it(cx, form, answer))
                        (pages(cx, form, answer, found))
                        (lines(cx, form.group, &found.entries, 0))
                        @if found.next.is_some() { (pages(cx, form, answer, found)) }
                    },
                    Found::Involved(list) => (involved(cx, form, list, &html! {
                        (left_out(cx, form, answer))
                        (keep_it(cx, form, answer))
                    })),
                }
            }
        }
    }
}

/// How much was found, and on a phone the way to what narrows it.
pub fn head(cx: &PageContext<'_>, count: &str, more: &str) -> Markup {
    html! {
        h2 class="first" id="lines" { (count) span class="ui" { (more) } }
        p class="only-s" { a class="btn" href="#narrow" { (cx.text("narrow")) } }
    }
}

/// The lines, or who is in them: the same question, answered in several ways.
fn ways(cx: &PageContext<'_>, form: &TimelineForm<'_>) -> Markup {
    let all = [None, Some(Involved::People), Some(Involved::Detentions)];
    let words = all.map(|way| (way, cx.label("shown", way.map_or("lines", Involved::code))));
    let leads = |way: Option<Involved>| with_besides(path(way), form.question, form.group, []);
    html! {
        nav class="choice" aria-label=(cx.text("shown")) {
            @for (at, (way, word)) in words.iter().enumerate() {
                @if at > 0 { " · " }
                @if *way == form.involved { b aria-current="page" { (word) } } @else { a href=(leads(*way)) { (word) } }
            }
        }
    }
}

fn keep_it(cx: &PageContext<'_>, form: &TimelineForm<'_>, answer: &Answer) -> Markup {
    html! { @if !answer.asked.is_empty() { (keep(cx, Shows::Timeline(form.involved), form.question)) } }
}

/// The form again, with what is wrong at its fields.
pub fn refused(cx: &PageContext<'_>, form: &TimelineForm<'_>, errors: &[FieldError]) -> Markup {
    html! {
        h1 { (cx.text(form.title)) }
        (alert(cx, errors))
        (filters(cx, form, errors))
    }
}

/// What is left out for want of a place or date that says more, with a way to it.
fn left_out(cx: &PageContext<'_>, form: &TimelineForm<'_>, answer: &Answer) -> Markup {
    let leads = |lines: &LeftOut| {
        let question = form.question.with(PLACES, lines.places.code()).with(DATES, lines.dates.code());
        form.address(&question)
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
            @if let Some(involved) = form.involved { input type="hidden" name=(SHOWN) value=(involved.code()); }
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
                        a href=(form.address(without))
                            aria-label={ (cx.text("remove")) " " (heading) ": " (text) } { (cx.text("remove")) }
                    }
                }
                li class="bare" { a href=(path(form.involved)) { (cx.text("clear-all")) } }
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
            @if let Found::Lines(found) = &answer.found { li { (lines_here(cx, answer, found)) } }
        }
    }
}

/// Lines by month; a month of the table behind the bars leads to its lines.
fn histogram(cx: &PageContext<'_>, form: &TimelineForm<'_>, answer: &Answer) -> Markup {
    let leads = |month: Month| {
        let question = form.question.in_month(month, &answer.query.range);
        Some(form.address(&question))
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

fn lines_here(cx: &PageContext<'_>, answer: &Answer, found: &Lines) -> String {
    let counts = [("n", found.entries.len().into()), ("total", answer.summary.total.into())];
    cx.text_with("lines-here", &counts).into_owned()
}

fn pages(cx: &PageContext<'_>, form: &TimelineForm<'_>, answer: &Answer, found: &Lines) -> Markup {
    let (order, other) = match form.question.order() {
        Order::Oldest => ("oldest-first", Order::Newest),
        Order::Newest => ("newest-first", Order::Oldest),
    };
    let turned = form.question.with(ORDER, other.code());
    let other_key = if other == Order::Newest { "newest-first" } else { "oldest-first" };
    html! {
        div class="pages" {
            span { (cx.text(order)) " · " a href=(form.address(&turned)) { (cx.text(other_key)) } }
            span {
                @if found.continued {
                    a href=(form.address(form.question)) { (cx.text("first-page")) } " · "
                }
                (lines_here(cx, answer, found))
                @if let Some(next) = found.next {
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

fn with_besides<'b>(
    path: &str,
    question: &Question,
    group: Grouping,
    besides: impl IntoIterator<Item = (&'b str, &'b str)>,
) -> String {
    let group = Some(("group", group.code())).filter(|_| group != Grouping::default());
    let query = question.to_query(&group.into_iter().chain(besides).collect::<Vec<_>>());
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
