//! The history of a record: who wrote what, when and why, with each field before and after.

use maud::{Markup, html};

use crate::pages::history::{FieldChange, HistoryPage, Write};
use crate::view::PageContext;
use crate::view::kit::date::moment;
use crate::view::kit::summary::{described, shown};
use crate::view::kit::table::{Column, table};
use crate::view::kit::{fact, link};

pub fn history(cx: &PageContext<'_>, page: &HistoryPage) -> Markup {
    let reference = page.record.reference.as_str();
    html! {
        p class="hd" { b { (cx.text("history")) } span class="ref" { (reference) } }
        h1 { (cx.text_with("history-of", &[("ref", reference.into())])) }
        p class="lede" { (link(&page.record)) }
        @if page.writes.is_empty() { p class="meta" { (cx.text("history-none")) } }
        // What is chosen are numbers of writes: they may stand in an address.
        form method="get" action={ (page.record.address()) "/comparison" } {
            ol class="list" {
                @for (index, write) in page.writes.iter().enumerate() {
                    li { (written(cx, write)) @if page.writes.len() > 1 { (ends(cx, write.row.id, index)) } }
                }
            }
            @if page.writes.len() > 1 { div class="bar" { button class="btn" { (cx.text("compare-do")) } } }
        }
        @if let Some(older) = page.older {
            nav class="pages" aria-label=(cx.text("history-pages")) {
                a rel="next" href={ (page.record.address()) "/history" "?before=" (older) } { (cx.text("history-older")) }
            }
        }
    }
}

/// Makes a write one of the two states to compare; the newest two are chosen already.
fn ends(cx: &PageContext<'_>, write: i64, index: usize) -> Markup {
    html! {
        div class="ends" {
            @for (name, label, usual) in [("from", cx.text("compare-pick-from"), 1), ("to", cx.text("compare-pick-to"), 0)] {
                label class="ch" { input type="radio" name=(name) value=(write) checked[index == usual]; span { (label) } }
            }
        }
    }
}

/// One write: what was done to what, who, when, why, and what changed. What a new row was made with is folded away:
/// the page of the record shows it.
fn written(cx: &PageContext<'_>, write: &Write) -> Markup {
    let row = &write.row;
    let changed = changes(cx, write);
    html! {
        (cx.label("action", &row.action)) ": " (cx.label("table", &row.table))
        @if row.record.kind.path().is_none() || write.fact.is_none() { " " span class="ref" { (row.record.reference) } }
        @if let Some(fact) = &write.fact { " · " (described(cx, fact)) }
        p class="meta" {
            (row.by) ", " (moment(cx, &row.at))
            " · " (cx.text_with("history-reason", &[("reason", row.reason.as_str().into())]))
        }
        @if row.action == "create" && !write.changes.is_empty() {
            details { summary { (cx.text_with("history-fields", &[("n", write.changes.len().into())])) } (changed) }
        } @else { (changed) }
    }
}

/// What a write changed, field by field. A new row has only what it was made with; a changed one also what was there before.
pub fn changes(cx: &PageContext<'_>, write: &Write) -> Markup {
    let table_name = write.row.table.as_str();
    let cell = |change: &FieldChange, value: &Option<_>| match value {
        Some(value) => shown(cx, table_name, &change.field, value),
        None => html! { span class="meta" { (cx.text("history-nothing")) } },
    };
    if write.row.action == "create" {
        return html! {
            dl class="facts" {
                @for change in &write.changes {
                    (fact(&cx.label("field", &change.field), &[cell(change, &change.after)]))
                }
            }
        };
    }
    let columns = ["history-field", "history-before", "history-after"].map(|key| Column::new(cx.text(key)));
    let row = |change: &FieldChange| {
        let field = html! { (cx.label("field", &change.field)) };
        vec![field, cell(change, &change.before), cell(change, &change.after)]
    };
    let rows: Vec<Vec<Markup>> = write.changes.iter().map(row).collect();
    let caption = cx.text_with("history-caption", &[("ref", write.row.record.reference.as_str().into())]);
    html! { @if !rows.is_empty() { (table(&caption, &columns, &rows)) } }
}
