//! Counts: always in their words; where sources differ, side by side, in the order of entry, none louder.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::act::prefer;
use super::rest;
use super::source::Sources;
use crate::domain::citation::Citation;
use crate::domain::count::exclude_each_other;
use crate::domain::kind::Figure;
use crate::domain::record::{Labels, Record, RecordId};
use crate::locale::words;
use crate::view::PageContext;
use crate::view::kit::link_to;

/// The fields that its wording, its value in words and its claim show.
const SHOWN: &[&str] =
    &["about", "measure", "group", "verbatim", "qualifier", "lo", "best", "hi", "as_of", "claimed_by", "preferred"];

/// A figure's wording as the report has it; one the program derived says so.
pub fn wording(cx: &PageContext<'_>, figure: &Figure) -> Markup {
    html! {
        @match figure.qualifier.as_str() {
            "vague" => q { (figure.verbatim) },
            "derived" => {
                (cx.text_with("figure-derived", &[("n", figure.lo.or(figure.best).unwrap_or(0).into())])) " "
                span class="w" { (cx.text("figure-counted")) } " " q { (figure.verbatim) }
            },
            _ => {
                (figure.verbatim)
                // Where the wording holds no numeral, the coded value goes with it.
                @if !says_its_number(figure) {
                    @if let Some(counted) = words::counted(cx.lang, figure) { " " span class="w" { (counted) } }
                }
            },
        }
    }
}

/// Whether the wording itself gives the number: "around 1,000" does, "three demonstrators" leaves it to be read.
fn says_its_number(figure: &Figure) -> bool {
    figure.verbatim.chars().any(|c| c.is_numeric())
}

/// The numbers that are coded and that neither the wording nor its value in words says.
fn unsaid(cx: &PageContext<'_>, figure: &Figure) -> Markup {
    let Figure { lo, best, hi, .. } = figure;
    let said: Vec<i64> = match figure.qualifier.as_str() {
        "derived" => lo.or(*best).into_iter().collect(),
        _ if says_its_number(figure) => numbers(&figure.verbatim),
        "at_least" | "more_than" => lo.iter().copied().collect(),
        "at_most" | "fewer_than" => hi.iter().copied().collect(),
        "range" => lo.iter().chain(hi).copied().collect(),
        "about" if best.is_none() => lo.iter().chain(hi).copied().collect(),
        _ => best.iter().copied().collect(),
    };
    let coded = [("lo", lo), ("best", best), ("hi", hi)];
    html! {
        @for (name, number) in coded {
            @if let Some(number) = number.filter(|number| !said.contains(number)) {
                " " span class="meta" { (cx.label("field", name)) ": " (number) }
            }
        }
    }
}

/// The whole numbers of a wording, with or without marks between their digits.
fn numbers(wording: &str) -> Vec<i64> {
    let joined = |c: &char| !matches!(c, ',' | '.' | '\u{a0}' | '\u{202f}' | '\u{2009}');
    let plain: String = wording.chars().filter(joined).collect();
    plain.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

/// The figures on the page of a record, about it or about a group it is: one list entry for each thing counted.
pub fn figures<'a>(
    cx: &PageContext<'_>,
    here: RecordId,
    figures: &[Record<Figure>],
    labels: &Labels,
    sources: &Sources<'a>,
    citations: &'a [Citation],
) -> Markup {
    let mut measures: BTreeMap<_, Vec<&Record<Figure>>> = BTreeMap::new();
    for figure in figures {
        let Figure { measure, about, group, .. } = &figure.fields;
        measures.entry((measure.as_str(), *about, *group)).or_default().push(figure);
    }
    let elsewhere = |id: &Option<RecordId>| link_to(labels, id.filter(|id| *id != here));
    html! {
        @for ((measure, about, group), given) in &measures {
            div {
                dt { (cx.term(measure)) }
                dd {
                    @if given.len() == 1 {
                        @for figure in given {
                            (wording(cx, &figure.fields)) (sources.of(cx, figure.id())) (claim(cx, &figure.fields))
                            (unsaid(cx, &figure.fields))
                            (rest::row(cx, *figure, labels, sources, SHOWN))
                        }
                    } @else {
                        (split(cx, measure, given, labels, sources, citations))
                    }
                    @if let Some(group) = elsewhere(group) { p class="meta" { (cx.text("figure-of-group")) " " (group) } }
                    @if let Some(about) = elsewhere(about) { p class="meta" { (cx.text("figure-about")) " " (about) } }
                }
            }
        }
    }
}

fn split<'a>(
    cx: &PageContext<'_>,
    measure: &str,
    given: &[&Record<Figure>],
    labels: &Labels,
    sources: &Sources<'a>,
    citations: &'a [Citation],
) -> Markup {
    let preferred = given.iter().any(|figure| figure.fields.preferred);
    let contradict = exclude_each_other(&given.iter().map(|figure| &figure.fields).collect::<Vec<_>>());
    html! {
        div class="split" role="group" aria-label=(cx.text_with("sources-differ-on", &[("what", cx.term(measure).into())])) {
            ul {
                @for figure in given {
                    li {
                        b { (wording(cx, &figure.fields)) (sources.of(cx, figure.id())) }
                        @for citation in sources.citations_of(citations, figure.id()).iter().take(1) {
                            span { (citation.report.shown()) " · " (citation.grade) }
                        }
                        (claim(cx, &figure.fields))
                        span { (unsaid(cx, &figure.fields)) (rest::row(cx, *figure, labels, sources, SHOWN)) }
                        (prefer(cx, figure))
                    }
                }
            }
            p {
                (cx.text(match (preferred, contradict) {
                    (true, _) => "sources-differ-preferred",
                    (false, true) => "sources-differ",
                    (false, false) => "sources-agree",
                }))
            }
        }
    }
}

/// Who claims a figure, as of when, and whether it is preferred: it goes wherever a figure goes.
pub fn claim(cx: &PageContext<'_>, figure: &Figure) -> Markup {
    html! {
        @if figure.claimed_by.is_some() || figure.as_of.is_some() {
            " " span class="meta" {
                @if let Some(who) = &figure.claimed_by { (cx.text_with("claimed-by", &[("who", who.as_str().into())])) }
                @if let Some(as_of) = &figure.as_of {
                    @if figure.claimed_by.is_some() { ", " }
                    (cx.text("as-of")) " " (as_of.words(cx.lang))
                }
            }
        }
        @if figure.preferred { " " span class="w" { (cx.text("preferred")) } }
    }
}

/// The figures of a timeline entry in one line: each in its words, with who says so where they differ.
pub fn inline(
    cx: &PageContext<'_>,
    figures: &[(RecordId, Figure)],
    sources: &Sources<'_>,
    citations: &[Citation],
) -> Markup {
    html! {
        @for (index, (id, figure)) in figures.iter().enumerate() {
            @if index > 0 { " · " }
            (cx.term(&figure.measure)) ": " b { (wording(cx, figure)) }
            (sources.of(cx, *id)) (claim(cx, figure))
            @if figures.len() > 1 {
                @if let Some(citation) = citations.iter().find(|citation| citation.record == *id) { " (" (citation.report.shown()) ")" }
            }
        }
    }
}
