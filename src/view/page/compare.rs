//! Two states of a record: what differs, and the way back to the older one.

use maud::{Markup, html};

use super::act::top;
use super::history::changes;
use crate::domain::access::act::Act;
use crate::domain::history::HistoryRow;
use crate::pages::actions::Comparison;
use crate::pages::history::Write;
use crate::view::PageContext;
use crate::view::kit::act::{FormState, guard, key, reason};
use crate::view::kit::date::moment;
use crate::view::kit::summary::described;

pub fn compare(cx: &PageContext<'_>, page: &Comparison, came: FormState<'_>) -> Markup {
    let header = &page.standing.header;
    let reference = header.reference.as_str();
    html! {
        (top(cx, &page.standing, &cx.text_with("compare-title", &[("ref", reference.into())]), came))
        dl class="facts" {
            div { dt { (cx.text("compare-from")) } dd { (state(cx, page.since.as_ref())) } }
            div { dt { (cx.text("compare-to")) } dd { (state(cx, page.until.as_ref())) } }
        }
        @if page.writes.is_empty() { p { (cx.text("compare-same")) } }
        @for write in &page.writes { (differing(cx, write)) }
        @if page.is_changed && page.since.is_some() && page.standing.offered.has(Act::Change) {
            h2 { (cx.text("revert-title")) }
            p { (cx.text("revert-lede")) }
            (revert(cx, page, came))
        }
        div class="acts" { a class="btn low" href={ (page.standing.header.address()) "/history" } { (cx.text("history")) } }
    }
}

fn state(cx: &PageContext<'_>, last: Option<&HistoryRow>) -> Markup {
    html! {
        @match last {
            Some(row) => { (moment(cx, &row.at)) ", " (row.by) ": " (row.reason) },
            None => (cx.text("compare-before-all")),
        }
    }
}

/// One row: what it is, and its fields then and later.
fn differing(cx: &PageContext<'_>, write: &Write) -> Markup {
    html! {
        h2 {
            (cx.label("table", &write.row.table)) ", " (cx.label("action", &write.row.action)) " "
            span class="ref" { (write.row.record.reference) }
        }
        @if let Some(fact) = &write.fact { p { (described(cx, fact)) } }
        (changes(cx, write))
    }
}

fn revert(cx: &PageContext<'_>, page: &Comparison, came: FormState<'_>) -> Markup {
    let header = &page.standing.header;
    let key = key(&format!("revert-{}", page.from), header);
    html! {
        form method="post" action={ (header.address()) "/reversal" } class="act" {
            (guard(cx, &key, header.version))
            input type="hidden" name="change" value=(page.from);
            (reason(cx, &key, "act-reason-hint", came))
            div class="bar" { button class="btn go" { (cx.text("revert-do")) } }
        }
    }
}
