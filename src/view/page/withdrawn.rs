//! What was withdrawn: the list, and the address of one.

use maud::{Markup, html};

use crate::domain::history::Withdrawn;
use crate::domain::overview::Described;
use crate::domain::record::Label;
use crate::view::Reader;
use crate::view::kit::act::{Came, guard, reason, refused};
use crate::view::kit::date::moment;
use crate::view::kit::described::described;

/// Every withdrawn record with its last words, and the way back. `came` is of the one `asked` for.
pub fn withdrawn(reader: &Reader<'_>, lines: &[(Withdrawn, Option<Described>)], asked: &str, came: Came<'_>) -> Markup {
    html! {
        h1 { (reader.t("withdrawn-title")) }
        p class="lede" { (reader.t("withdrawn-lede")) }
        @if came.stale { div class="alert" role="alert" { h2 { (reader.t("act-stale")) } } }
        (refused(reader, came.errors))
        @if lines.is_empty() { p { (reader.t("withdrawn-none")) } }
        ul class="list" {
            @for (line, fact) in lines {
                @let reference = line.record.reference.as_str();
                li id=(reference) {
                    (reader.word("kind", line.record.kind.table())) " " span class="ref" { (reference) } ": "
                    @match fact {
                        Some(fact) if line.record.kind.path().is_none() => (described(reader, fact)),
                        _ => b lang=[line.record.lang.as_deref()] { (line.record.name) },
                    }
                    (who(reader, line))
                    details class="add" open[asked == reference] {
                        summary { (reader.t("restore-it")) }
                        (restore(reader, line, if asked == reference { came } else { Came::default() }))
                    }
                }
            }
        }
    }
}

fn who(reader: &Reader<'_>, line: &Withdrawn) -> Markup {
    html! { p class="meta" { (line.by) ", " (moment(reader, &line.at)) ": " (line.reason) } }
}

fn restore(reader: &Reader<'_>, line: &Withdrawn, came: Came<'_>) -> Markup {
    let reference = line.record.reference.as_str();
    let key = format!("restore-{reference}-{}", line.version);
    html! {
        form method="post" action={ "/restore/" (reference) } class="act" {
            (guard(reader, &key, line.version))
            (reason(reader, &key, "act-reason-hint", came))
            div class="acts" { button class="btn" { (reader.tw("restore-do", &[("ref", reference.into())])) } }
        }
    }
}

/// The address of a record that was withdrawn, or that belongs to one that was.
pub fn gone(reader: &Reader<'_>, label: &Label, line: Option<&Withdrawn>) -> Markup {
    let key = if line.is_some() { "withdrawn-gone" } else { "withdrawn-with-another" };
    html! {
        div class="narrow" {
            p class="hd" { b { (reader.word("kind", label.kind.table())) } span class="ref" { (label.reference) } span { (reader.word("review", "withdrawn")) } }
            h1 { (reader.tw(key, &[("ref", label.reference.as_str().into())])) }
            @if let Some(line) = line { (who(reader, line)) }
            div class="acts" {
                a class="btn" href={ "/withdrawn#" (label.reference) } { (reader.t("withdrawn-title")) }
            }
        }
    }
}
