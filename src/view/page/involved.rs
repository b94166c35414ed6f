//! Who is in the lines that answer a question: people and groups, or detentions, each with the number of its lines.

use maud::{Markup, html};

use super::timeline::{TimelineForm, address, head};
use crate::domain::query::involved::{Involved, InvolvedOrder};
use crate::domain::timeline::DateFact;
use crate::pages::involved::{InvolvedList, InvolvedRow};
use crate::view::PageContext;
use crate::view::kit::table::{Column, table};
use crate::view::kit::{called, custody, date};

/// Messages: how many in how many lines, what the numbers are of, what is told where some were asked for, and of how many lines
/// nobody is.
fn messages(involved: Involved) -> [&'static str; 4] {
    match involved {
        Involved::People => {
            ["involved-people", "involved-counted-people", "involved-any-people", "involved-without-people"]
        }
        Involved::Detentions => [
            "involved-detentions",
            "involved-counted-detentions",
            "involved-any-detentions",
            "involved-without-detentions",
        ],
    }
}

/// `above` stands between the head and the list.
pub fn involved(cx: &PageContext<'_>, form: &TimelineForm<'_>, list: &InvolvedList, above: &Markup) -> Markup {
    let [counts, counted, any, without] = messages(list.involved);
    let others = list.total - list.lines;
    let counts = cx.text_with(counts, &[("n", list.count.into()), ("lines", list.lines.into())]);
    html! {
        (head(cx, &counts, &cx.text(counted)))
        @if form.question.asks(list.involved.parameter()) { p class="meta" { (cx.text(any)) } }
        @if others > 0 { p class="meta" { (cx.text_with(without, &[("n", others.into())])) } }
        (above)
        @if list.total == 0 { p class="lede" { (cx.text("nothing-found")) } }
        @if !list.rows.is_empty() {
            (pages(cx, form, list))
            (rows(cx, form, list))
            @if list.before.is_some() || list.after.is_some() { (pages(cx, form, list)) }
        }
    }
}

fn rows(cx: &PageContext<'_>, form: &TimelineForm<'_>, list: &InvolvedList) -> Markup {
    let is_of_detentions = list.involved == Involved::Detentions;
    let mut columns = vec![
        Column::new(cx.text("person-or-group")),
        Column::number(cx.text("file-lines")),
        Column::new(cx.text("involved-first")),
        Column::new(cx.text("involved-last")),
    ];
    if is_of_detentions {
        columns.extend([Column::new(cx.text("latest-status")), Column::new(cx.text("as-of-head"))]);
    }
    let row = |row: &InvolvedRow| {
        let said = |fact: Option<&DateFact>| {
            html! { @match fact { Some(fact) => (date::date_fact(cx, fact)), None => (cx.text("date-not-stated")) } }
        };
        let dates = row.dates.as_ref();
        let mut cells = vec![
            name(form, list, row),
            html! { (row.lines) },
            said(dates.map(|(first, _)| first)),
            said(dates.map(|(_, last)| last)),
        ];
        if is_of_detentions {
            cells.extend(state(cx, row));
        }
        cells
    };
    table(&cx.text("involved-caption"), &columns, &list.rows.iter().map(row).collect::<Vec<_>>())
}

/// The name leads to the lines, the ref to the record.
fn name(form: &TimelineForm<'_>, list: &InvolvedList, row: &InvolvedRow) -> Markup {
    let question = form.question.with(list.involved.parameter(), &row.label.reference);
    html! {
        a href=(address("/timeline", &question, form.group, None)) { (called(&row.label)) }
        " " a class="ref" href=(row.label.address()) { (row.label.reference) }
    }
}

/// The last word on a detention, and since when.
fn state(cx: &PageContext<'_>, row: &InvolvedRow) -> [Markup; 2] {
    match row.status(cx.on) {
        Some((episode, step)) => [custody::latest(cx, episode), custody::step_date(cx, &step.fields)],
        None => [html! { span class="meta" { (cx.text("status-not-stated")) } }, html! {}],
    }
}

/// The order, and the pages before and behind this one.
fn pages(cx: &PageContext<'_>, form: &TimelineForm<'_>, list: &InvolvedList) -> Markup {
    let first = || form.address(form.question);
    let way = |name: &str, place: &str| form.address_with(form.question, Some((name, place)));
    html! {
        nav class="pages" aria-label=(cx.text("list-pages")) {
            span {
                @for (at, order) in InvolvedOrder::ALL.into_iter().enumerate() {
                    @if at > 0 { " · " }
                    @if order == list.order { b aria-current="true" { (cx.label("involved-by", order.code())) } }
                    @else { a href=(TimelineForm { order, ..form.clone() }.address(form.question)) { (cx.label("involved-by", order.code())) } }
                }
            }
            span {
                @if let Some(before) = &list.before {
                    a href=(first()) { (cx.text("first-page")) } " · "
                    a rel="prev" href=(way("before", before)) { (cx.text("previous-page")) }
                }
                @if list.before.is_some() && list.after.is_some() { " · " }
                @if let Some(after) = &list.after { a rel="next" href=(way("after", after)) { (cx.text("next-page")) } }
            }
        }
    }
}
