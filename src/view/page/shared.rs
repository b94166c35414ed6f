//! What several records share: which ones, what ties them to each other, and what more than one of them leads to.

use maud::{Markup, html};

use crate::domain::form_data::FormData;
use crate::domain::kind::{Kind, Target};
use crate::domain::record::{Label, RecordId};
use crate::error::FieldError;
use crate::pages::form::{Link, OTHER};
use crate::pages::shared::{CHOSEN, LOOKED_AT, Shared, SharedPage, Way};
use crate::view::PageContext;
use crate::view::kit::act::refused;
use crate::view::kit::form::{Reference, reference};
use crate::view::kit::link;
use crate::view::kit::pager::with;
use crate::view::kit::source::Sources;
use crate::view::kit::summary::described;
use crate::view::kit::table::{Column, table};
use crate::view::layout::csrf;

/// The address where it is asked what these records share.
pub fn address<'l>(chosen: impl IntoIterator<Item = &'l Label>) -> String {
    chosen.into_iter().fold("/shared".to_owned(), |address, label| with(&address, "of", &label.reference))
}

/// The page. `typed` is what was typed for one more record, `meant` what that means.
pub fn shared(
    cx: &PageContext<'_>,
    page: &SharedPage,
    (typed, meant): (&FormData, &Link),
    errors: &[FieldError],
) -> Markup {
    let sources = Sources::new(&page.citations);
    html! {
        h1 { (cx.text("shared-title")) }
        p class="lede" { (cx.text("shared-lede")) }
        (refused(cx, errors))
        (chosen(cx, page))
        @if page.chosen.len() < CHOSEN { (another(cx, page, (typed, meant), errors.first())) }
        @for label in &page.partly {
            p class="meta" { (link(label)) ": " (cx.text_with("shared-partly", &[("most", LOOKED_AT.into())])) }
        }
        @if page.chosen.len() > 1 {
            div class="two" {
                div {
                    (ties(cx, page, &sources))
                    @for (kind, shared, more) in &page.shared { (of_kind(cx, page, (*kind, shared, *more), &sources)) }
                    @if page.ties.is_empty() && page.shared.is_empty() { p { (cx.text("shared-nothing")) } }
                }
                @if !sources.is_empty() { (sources.panel(cx)) }
            }
        }
    }
}

/// Those asked of, each with the way to leave it out.
fn chosen(cx: &PageContext<'_>, page: &SharedPage) -> Markup {
    html! {
        ol class="list" {
            @for label in &page.chosen {
                li {
                    (link(label)) " "
                    a class="noprint" href=(address(page.chosen.iter().filter(|other| other.id != label.id))) {
                        (cx.text("shared-leave-out")) span class="vh" { " " (label.reference) }
                    }
                }
            }
        }
    }
}

/// The form that takes one more.
fn another(
    cx: &PageContext<'_>,
    page: &SharedPage,
    (typed, link): (&FormData, &Link),
    fault: Option<&FieldError>,
) -> Markup {
    let label = cx.text(if page.chosen.is_empty() { "shared-first" } else { "shared-another" });
    html! {
        form method="post" action=(address(&page.chosen)) class="act noprint" data-links {
            (csrf(cx))
            (reference(cx, &Reference { name: OTHER, label: &label, target: Target::Subject, typed: typed.get(OTHER), link, fault }))
            div class="bar" { button class="btn go" { (cx.text("shared-add")) } }
        }
    }
}

fn ties(cx: &PageContext<'_>, page: &SharedPage, sources: &Sources<'_>) -> Markup {
    html! {
        @if !page.ties.is_empty() {
            section {
                h2 { (cx.text("shared-ties")) }
                ul class="list" { @for fact in &page.ties { li { (self::fact(cx, page, *fact, sources)) } } }
            }
        }
    }
}

fn of_kind(
    cx: &PageContext<'_>,
    page: &SharedPage,
    (kind, shared, more): (Kind, &[Shared], usize),
    sources: &Sources<'_>,
) -> Markup {
    let heading = cx.label("facts", kind.table());
    let columns = [Column::new(cx.label("kind", kind.table())), Column::new(cx.text("shared-how"))];
    let rows: Vec<Vec<Markup>> =
        shared.iter().map(|shared| vec![link(&shared.what), ways(cx, page, shared, sources)]).collect();
    html! {
        section {
            h2 { (heading) span class="ui" { (shared.len() + more) } }
            (table(&cx.text_with("shared-caption", &[("what", heading.as_ref().into())]), &columns, &rows))
            @if more > 0 { p class="meta" { (cx.text_with("shared-more", &[("n", more.into())])) } }
        }
    }
}

/// What of each of them leads there.
fn ways(cx: &PageContext<'_>, page: &SharedPage, shared: &Shared, sources: &Sources<'_>) -> Markup {
    let of = |way: &Way| page.chosen.get(way.of);
    html! {
        ul class="list" {
            @for way in &shared.ways {
                @if let Some(of) = of(way) {
                    li {
                        b { (of.shown()) }
                        ul {
                            @for fact in &way.facts { li { (self::fact(cx, page, *fact, sources)) } }
                            @if way.more > 0 { li class="meta" { (cx.text_with("shared-facts-more", &[("n", way.more.into())])) } }
                        }
                    }
                }
            }
        }
    }
}

/// A fact in one line, with its sources.
fn fact(cx: &PageContext<'_>, page: &SharedPage, fact: RecordId, sources: &Sources<'_>) -> Markup {
    html! {
        @if let Some(line) = page.facts.get(&fact) {
            (described(cx, line))
            @if sources.is_cited(fact) { (sources.all_of(cx, fact)) }
        }
    }
}
