//! The history of a record: who wrote what, when and why, with each field before and after.

use maud::{Markup, html};

use crate::domain::overview::{FieldChange, HistoryPage, Write};
use crate::view::Reader;
use crate::view::kit::date::moment;
use crate::view::kit::described::{described, shown};
use crate::view::kit::table::{Column, table};
use crate::view::kit::{fact, link};

pub fn history(reader: &Reader<'_>, page: &HistoryPage) -> Markup {
    let reference = page.record.reference.as_str();
    html! {
        p class="hd" { b { (reader.t("history")) } span class="ref" { (reference) } }
        h1 { (reader.tw("history-of", &[("ref", reference.into())])) }
        p class="lede" { (link(&page.record)) }
        @if page.writes.is_empty() { p class="meta" { (reader.t("history-none")) } }
        // What is chosen are numbers of writes: they may stand in an address.
        form method="get" action={ "/compare/" (reference) } {
            ol class="list" {
                @for (index, write) in page.writes.iter().enumerate() {
                    li { (written(reader, write)) @if page.writes.len() > 1 { (ends(reader, write.row.id, index)) } }
                }
            }
            @if page.writes.len() > 1 { div class="bar" { button class="btn" { (reader.t("compare-do")) } } }
        }
        @if let Some(older) = page.older {
            nav class="pages" aria-label=(reader.t("history-pages")) {
                a rel="next" href={ "/history/" (reference) "?before=" (older) } { (reader.t("history-older")) }
            }
        }
    }
}

/// Makes a write one of the two states to compare; the newest two are chosen already.
fn ends(reader: &Reader<'_>, write: i64, index: usize) -> Markup {
    html! {
        div class="ends" {
            @for (name, label, usual) in [("from", reader.t("compare-pick-from"), 1), ("to", reader.t("compare-pick-to"), 0)] {
                label class="ch" { input type="radio" name=(name) value=(write) checked[index == usual]; span { (label) } }
            }
        }
    }
}

/// One write: what was done to what, who, when, why, and what changed. What a new row was made with is folded away:
/// the page of the record shows it.
fn written(reader: &Reader<'_>, write: &Write) -> Markup {
    let row = &write.row;
    let changed = changes(reader, write);
    html! {
        (reader.word("action", &row.action)) ": " (reader.word("table", &row.table))
        @if row.record.kind.path().is_none() || write.fact.is_none() { " " span class="ref" { (row.record.reference) } }
        @if let Some(fact) = &write.fact { " · " (described(reader, fact)) }
        p class="meta" {
            (row.by) ", " (moment(reader, &row.at))
            " · " (reader.tw("history-reason", &[("reason", row.reason.as_str().into())]))
        }
        @if row.action == "create" && !write.changes.is_empty() {
            details { summary { (reader.tw("history-fields", &[("n", write.changes.len().into())])) } (changed) }
        } @else { (changed) }
    }
}

/// What a write changed, field by field. A new row has only what it was made with; a changed one also what was there before.
pub fn changes(reader: &Reader<'_>, write: &Write) -> Markup {
    let table_name = write.row.table.as_str();
    let cell = |change: &FieldChange, value: &Option<_>| match value {
        Some(value) => shown(reader, table_name, &change.field, value),
        None => html! { span class="meta" { (reader.t("history-nothing")) } },
    };
    if write.row.action == "create" {
        return html! {
            dl class="facts" {
                @for change in &write.changes {
                    (fact(&reader.word("field", &change.field), &[cell(change, &change.after)]))
                }
            }
        };
    }
    let columns = ["history-field", "history-before", "history-after"].map(|key| Column::new(reader.t(key)));
    let row = |change: &FieldChange| {
        let field = html! { (reader.word("field", &change.field)) };
        vec![field, cell(change, &change.before), cell(change, &change.after)]
    };
    let rows: Vec<Vec<Markup>> = write.changes.iter().map(row).collect();
    let caption = reader.tw("history-caption", &[("ref", write.row.record.reference.as_str().into())]);
    html! { @if !rows.is_empty() { (table(&caption, &columns, &rows)) } }
}
