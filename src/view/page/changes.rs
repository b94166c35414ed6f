//! What was written since some moment: by record, the last one first, and by who wrote it.

use maud::{Markup, html};

use crate::error::FieldError;
use crate::pages::changes::{ChangedRecord, ChangesPage, Writer};
use crate::view::PageContext;
use crate::view::kit::date::moment;
use crate::view::kit::form::day;
use crate::view::kit::link;
use crate::view::kit::pager::with;
use crate::view::kit::section::pages;
use crate::view::kit::summary::described;
use crate::view::kit::table::{Column, table};

/// What the page asks for.
pub struct ChangesForm<'f> {
    /// The day as it was typed.
    pub since: &'f str,
    pub by: Option<i64>,
    pub errors: &'f [FieldError],
}

impl ChangesForm<'_> {
    fn address(&self, by: Option<i64>) -> String {
        let address = with("/changes", "since", self.since);
        by.map_or(address.clone(), |by| with(&address, "by", &by.to_string()))
    }
}

pub fn changes(cx: &PageContext<'_>, form: &ChangesForm<'_>, page: Option<&ChangesPage>) -> Markup {
    html! {
        h1 { (cx.text("changes-title")) }
        form method="get" action="/changes" class="filters" {
            div class="pair" { (day(cx, "since", "changes-since", form.since, form.errors)) }
            div class="acts" { button class="btn go" { (cx.text("show")) } }
        }
        @if let Some(page) = page { (found(cx, form, page)) }
    }
}

fn found(cx: &PageContext<'_>, form: &ChangesForm<'_>, page: &ChangesPage) -> Markup {
    html! {
        @if page.is_partial { p class="meta" { (cx.text("changes-partial")) } }
        @if page.writers.is_empty() { p { (cx.text("changes-none")) } } @else {
            h2 { (cx.text("changes-by-person")) }
            (writers(cx, form, &page.writers))
            h2 { (cx.text("changes-by-record")) span class="ui" { (cx.text_with("records-written", &[("n", page.all.into())])) } }
            ul class="list" { @for record in &page.records { (self::record(cx, record)) } }
            (pages(cx, (&form.address(form.by), "after"), page.next.as_deref(), page.continued))
        }
    }
}

fn writers(cx: &PageContext<'_>, form: &ChangesForm<'_>, writers: &[Writer]) -> Markup {
    let columns = [
        Column::new(cx.text("changes-who")),
        Column::number(cx.text("changes-records")),
        Column::number(cx.text("changes-changes")),
    ];
    let row = |writer: &Writer| {
        let is_chosen = form.by == Some(writer.account);
        let name = html! {
            a href=(form.address((!is_chosen).then_some(writer.account))) aria-current=[is_chosen.then_some("true")] { (writer.name) }
            @if is_chosen { " " span class="meta" { (cx.text("changes-only")) } }
        };
        vec![name, html! { (writer.records) }, html! { (writer.changes) }]
    };
    table(&cx.text("changes-caption"), &columns, &writers.iter().map(row).collect::<Vec<_>>())
}

fn record(cx: &PageContext<'_>, record: &ChangedRecord) -> Markup {
    html! {
        li {
            @if record.is_new { span class="stamp" { (cx.text("watched-is-new")) } " " }
            (link(&record.page)) " "
            a href={ (record.page.address()) "/history" } { (cx.text("history")) span class="vh" { " " (record.page.reference) } }
            span class="meta" {
                (record.by.join(", ")) ", " (moment(cx, &record.last.at)) " · "
                (cx.text_with("changes-count", &[("n", record.changes.into())]))
            }
            @if !record.facts.is_empty() { ul { @for (_, fact) in &record.facts { li class="ui" { (described(cx, fact)) } } } }
        }
    }
}
