//! Records that are likely of one thing: each pair with what speaks for it and against it side by side, and what it is.

use maud::{Markup, html};

use crate::domain::access::Right;
use crate::domain::duplicate::{COMPARED, Likelihood, NEWEST};
use crate::domain::kind::Kind;
use crate::pages::duplicate::{DuplicatesPage, Evidence, LikelyPair, Said, ToldApart, ToldApartPage, What};
use crate::pages::history::ShownValue;
use crate::view::PageContext;
use crate::view::kit::act::{FormState, REASON, guard, refused};
use crate::view::kit::date::moment;
use crate::view::kit::section::pages;
use crate::view::kit::source::Sources;
use crate::view::kit::summary::{matter, shown};
use crate::view::kit::table::{Column, table};
use crate::view::kit::{link, name_link};

/// Where the pairs of a kind are.
pub fn address(kind: Kind) -> String {
    format!("/duplicates?kind={}", kind.collection())
}

/// The pairs. `path` is the address of the list; `came` is of the one that was decided on.
pub fn duplicates(cx: &PageContext<'_>, path: &str, page: &DuplicatesPage, came: FormState<'_>) -> Markup {
    let sources = Sources::new(&page.citations);
    let kind = page.kind.table();
    html! {
        h1 {
            @match &page.of {
                Some(of) => (cx.text_with("duplicates-of", &[("ref", of.reference.as_str().into())])),
                None => (cx.text("duplicates-title")),
            }
        }
        (refused(cx, came.errors))
        p class="lede" { @if let Some(of) = &page.of { (link(of)) } @else { (cx.text("duplicates-lede")) } }
        @if page.of.is_none() {
            nav class="ui" aria-label=(cx.text("duplicates-kinds")) {
                @for (index, of) in COMPARED.into_iter().enumerate() {
                    @if index > 0 { " · " }
                    a href=(address(of)) aria-current=[(of == page.kind).then_some("page")] { (cx.label("compared", of.table())) }
                }
                " · " a href="/unsure" { (cx.text("unsure-title")) }
                " · " a href="/duplicates/different" { (cx.text("different-title")) }
            }
        }
        @if page.is_ready {
            p class="meta" { (compared(cx, page)) }
            @if page.pairs.is_empty() { p { (cx.text("duplicates-none")) } }
        } @else {
            p { (cx.text("duplicates-not-ready")) }
        }
        div class="two" {
            div { @for pair in &page.pairs { (self::pair(cx, (path, kind), page, pair, &sources)) } (pages(cx, (path, "after"), page.next.as_deref(), page.continued)) }
            @if !sources.is_empty() { (sources.panel(cx)) }
        }
    }
}

/// How many were compared, and with what.
fn compared(cx: &PageContext<'_>, page: &DuplicatesPage) -> Markup {
    let counts = [("records", page.records.into()), ("pairs", page.weighed.into()), ("newest", NEWEST.into())];
    let key = match (&page.of, page.kind.has_names()) {
        (Some(_), _) => "duplicates-compared-one",
        (None, true) => "duplicates-compared-names",
        (None, false) => "duplicates-compared-newest",
    };
    html! { (cx.text_with(key, &counts)) }
}

fn pair(
    cx: &PageContext<'_>,
    (path, table_of): (&str, &str),
    page: &DuplicatesPage,
    pair: &LikelyPair,
    sources: &Sources<'_>,
) -> Markup {
    let [(one, first), (other, second)] = &pair.sides;
    let likely = Likelihood::of(pair.weighed.likelihood).code();
    let anchor = format!("{}-{}", one.reference, other.reference);
    let columns = [
        Column::new(cx.text("duplicates-matter")),
        Column::new(format!("{} {}", first.shown(), first.reference)),
        Column::new(format!("{} {}", second.shown(), second.reference)),
        Column::new(cx.text("duplicates-speaks")),
    ];
    let row = |found: &Evidence| {
        let said = |side: usize| said(cx, table_of, page, found, &found.sides[side], sources);
        vec![html! { (matter(cx, found.matter)) }, said(0), said(1), html! { (speaks(cx, found)) }]
    };
    let rows: Vec<Vec<Markup>> = pair.weighed.evidence.iter().map(row).collect();
    let caption = cx.text_with(
        "duplicates-caption",
        &[("ref", one.reference.as_str().into()), ("other", other.reference.as_str().into())],
    );
    html! {
        section id=(anchor) {
            h2 { span { (name_link(first)) " " (cx.text("unsure-or")) " " (name_link(second)) } span class="ui" { (cx.label("likely", likely)) } }
            (table(&caption, &columns, &rows))
            (acts(cx, path, pair))
        }
    }
}

fn speaks(cx: &PageContext<'_>, found: &Evidence) -> Markup {
    let way = match found.weight {
        weight if weight > 0.0 => "duplicates-for",
        weight if weight < 0.0 => "duplicates-against",
        _ => "duplicates-neither",
    };
    html! { b { (cx.text(way)) } " " span class="meta" { (cx.label("agreement", found.agreement.code())) } }
}

fn said(
    cx: &PageContext<'_>,
    table_of: &str,
    page: &DuplicatesPage,
    found: &Evidence,
    side: &[Said],
    sources: &Sources<'_>,
) -> Markup {
    html! {
        @for (index, said) in side.iter().enumerate() {
            @if index > 0 { ", " }
            @match &said.what {
                What::Text(text) => (text),
                What::Record(id) => @if let Some(label) = page.labels.get(id) { (name_link(label)) },
                What::Value(ty, value) => @if let Some(value) = ShownValue::of(Some(*ty), value, &page.labels) { (shown(cx, table_of, found.matter, &value)) },
            }
            @match said.by {
                Some((record, Some(field))) => (sources.of_fact(cx, record, field)),
                Some((record, None)) => (sources.of(cx, record)),
                None => {},
            }
        }
    }
}

/// Same, different, unsure.
fn acts(cx: &PageContext<'_>, path: &str, pair: &LikelyPair) -> Markup {
    let [(one, _), (other, _)] = &pair.sides;
    let refs = format!("{}, {}", one.reference, other.reference);
    html! {
        div class="acts" {
            @if cx.may(Right::Edit) {
                a class="btn" href={ (one.address()) "/merge?with=" (other.reference) } { (cx.text("unsure-same")) span class="vh" { " " (refs) } }
            }
            @if cx.may(Right::Create) {
                (decide(cx, path, pair, "difference", "unsure-different"))
                (decide(cx, path, pair, "doubt", "duplicates-unsure"))
            }
        }
    }
}

fn decide(cx: &PageContext<'_>, path: &str, pair: &LikelyPair, to: &str, word: &'static str) -> Markup {
    let [(one, _), (other, _)] = &pair.sides;
    let key = format!("{to}-{}-{}-{}-{}", one.reference, one.version, other.reference, other.version);
    html! {
        details class="add" {
            summary { (cx.text(word)) span class="vh" { " " (one.reference) ", " (other.reference) } }
            form method="post" action={ (one.address()) "/" (to) } class="act" {
                (guard(cx, &key, one.version))
                input type="hidden" name="other" value=(other.reference);
                input type="hidden" name="back" value=(path);
                div class="f" {
                    label for={ (key) "-why" } { (cx.label("field", REASON)) }
                    input id={ (key) "-why" } name=(REASON) autocomplete="off" aria-describedby={ (key) "-why-h" };
                    p class="hint" id={ (key) "-why-h" } { (cx.text("duplicates-why-hint")) }
                }
                div class="acts" { button class="btn" { (cx.text(word)) } }
            }
        }
    }
}

/// The pairs that were told apart, each with the way to take that back.
pub fn told_apart(cx: &PageContext<'_>, page: &ToldApartPage) -> Markup {
    html! {
        h1 { (cx.text("different-title")) }
        p class="lede" { (cx.text("different-lede")) }
        @if page.pairs.is_empty() { p { (cx.text("different-none")) } }
        ul class="list" { @for pair in &page.pairs { (apart(cx, pair)) } }
        (pages(cx, ("/duplicates/different", "from"), page.next.as_deref(), page.continued))
    }
}

fn apart(cx: &PageContext<'_>, pair: &ToldApart) -> Markup {
    let [one, other] = &pair.sides;
    html! {
        li id=(pair.tie.reference) {
            (link(one)) " " (cx.text("different-from")) " " (link(other))
            span class="meta" {
                @if let Some(said) = &pair.said { (said.by) ", " (moment(cx, &said.at)) ": " (said.reason) }
                @if let Some(note) = pair.note.as_ref().filter(|note| pair.said.as_ref().is_none_or(|said| said.reason != **note)) { " · " (note) }
            }
            @if cx.may(Right::Create) {
                div class="acts" {
                    a class="btn low" href={ (pair.tie.address()) "/withdrawal" } { (cx.text("different-undo")) span class="vh" { " " (one.reference) ", " (other.reference) } }
                }
            }
        }
    }
}
