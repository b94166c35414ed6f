//! What was withdrawn: the list, and the address of one.

use maud::{Markup, html};

use crate::domain::history::Withdrawn;
use crate::domain::record::Label;
use crate::pages::actions::WithdrawnPage;
use crate::view::PageContext;
use crate::view::kit::act::{FormState, guard, reason, refused};
use crate::view::kit::date::moment;
use crate::view::kit::pager::with;
use crate::view::kit::section::pages;
use crate::view::kit::summary::described;

/// Withdrawn records with their last words, and the way back. `came` is of the one `asked` for.
pub fn withdrawn(cx: &PageContext<'_>, page: &WithdrawnPage, asked: &str, came: FormState<'_>) -> Markup {
    html! {
        h1 { (cx.text("withdrawn-title")) }
        p class="lede" { (cx.text("withdrawn-lede")) }
        @if came.stale { div class="alert" role="alert" { h2 { (cx.text("act-stale")) } } }
        (refused(cx, came.errors))
        @if page.lines.is_empty() { p { (cx.text("withdrawn-none")) } }
        ul class="list" {
            @for (line, fact) in &page.lines {
                @let reference = line.record.reference.as_str();
                li id=(reference) {
                    (cx.label("kind", line.record.kind.table())) " " span class="ref" { (reference) } ": "
                    @match fact {
                        Some(fact) if line.record.kind.path().is_none() => (described(cx, fact)),
                        _ => b lang=[line.record.lang.as_deref()] { (line.record.name) },
                    }
                    (who(cx, line))
                    details class="add" open[asked == reference] {
                        summary { (cx.text("restore-it")) }
                        (restore(cx, line, if asked == reference { came } else { FormState::default() }))
                    }
                }
            }
        }
        (pages(cx, ("/withdrawn", "from"), page.next.as_deref(), page.continued))
    }
}

fn who(cx: &PageContext<'_>, line: &Withdrawn) -> Markup {
    html! { p class="meta" { (line.by) ", " (moment(cx, &line.at)) ": " (line.reason) } }
}

fn restore(cx: &PageContext<'_>, line: &Withdrawn, came: FormState<'_>) -> Markup {
    let reference = line.record.reference.as_str();
    let key = format!("restore-{reference}-{}", line.version);
    html! {
        form method="post" action={ (line.record.address()) "/restoration" } class="act" {
            (guard(cx, &key, line.version))
            (reason(cx, &key, "act-reason-hint", came))
            div class="acts" { button class="btn" { (cx.text_with("restore-do", &[("ref", reference.into())])) } }
        }
    }
}

/// The address of a record that was withdrawn, or that belongs to one that was.
pub fn gone(cx: &PageContext<'_>, label: &Label, line: Option<&Withdrawn>) -> Markup {
    let key = if line.is_some() { "withdrawn-gone" } else { "withdrawn-with-another" };
    html! {
        div class="narrow" {
            p class="hd" { b { (cx.label("kind", label.kind.table())) } span class="ref" { (label.reference) } span { (cx.label("review", "withdrawn")) } }
            h1 { (cx.text_with(key, &[("ref", label.reference.as_str().into())])) }
            @if let Some(line) = line { (who(cx, line)) }
            div class="acts" {
                @let from = if line.is_some() { with("/withdrawn", "from", &label.reference) } else { "/withdrawn".to_owned() };
                a class="btn" href={ (from) "#" (label.reference) } { (cx.text("withdrawn-title")) }
            }
        }
    }
}
