//! Two states of a record: what differs, and the way back to the older one.

use maud::{Markup, html};

use super::act::top;
use super::history::changes;
use crate::domain::act::Act;
use crate::domain::history::HistoryRow;
use crate::domain::offer::Comparison;
use crate::domain::overview::Write;
use crate::view::Reader;
use crate::view::kit::act::{Came, guard, key, reason};
use crate::view::kit::date::moment;
use crate::view::kit::described::described;

pub fn compare(reader: &Reader<'_>, page: &Comparison, came: Came<'_>) -> Markup {
    let header = &page.standing.header;
    let reference = header.reference.as_str();
    html! {
        (top(reader, &page.standing, &reader.tw("compare-title", &[("ref", reference.into())]), came))
        dl class="facts" {
            div { dt { (reader.t("compare-from")) } dd { (state(reader, page.since.as_ref())) } }
            div { dt { (reader.t("compare-to")) } dd { (state(reader, page.until.as_ref())) } }
        }
        @if page.writes.is_empty() { p { (reader.t("compare-same")) } }
        @for write in &page.writes { (differing(reader, write)) }
        @if page.is_changed && page.since.is_some() && page.standing.offered.has(Act::Change) {
            h2 { (reader.t("revert-title")) }
            p { (reader.t("revert-lede")) }
            (revert(reader, page, came))
        }
        div class="acts" { a class="btn low" href={ "/history/" (reference) } { (reader.t("history")) } }
    }
}

fn state(reader: &Reader<'_>, last: Option<&HistoryRow>) -> Markup {
    html! {
        @match last {
            Some(row) => { (moment(reader, &row.at)) ", " (row.by) ": " (row.reason) },
            None => (reader.t("compare-before-all")),
        }
    }
}

/// One row: what it is, and its fields then and later.
fn differing(reader: &Reader<'_>, write: &Write) -> Markup {
    html! {
        h2 {
            (reader.word("table", &write.row.table)) ", " (reader.word("action", &write.row.action)) " "
            span class="ref" { (write.row.record.reference) }
        }
        @if let Some(fact) = &write.fact { p { (described(reader, fact)) } }
        (changes(reader, write))
    }
}

fn revert(reader: &Reader<'_>, page: &Comparison, came: Came<'_>) -> Markup {
    let header = &page.standing.header;
    let key = key(&format!("revert-{}", page.from), header);
    html! {
        form method="post" action={ "/revert/" (header.reference) } class="act" {
            (guard(reader, &key, header.version))
            input type="hidden" name="change" value=(page.from);
            (reason(reader, &key, "act-reason-hint", came))
            div class="bar" { button class="btn go" { (reader.t("revert-do")) } }
        }
    }
}
