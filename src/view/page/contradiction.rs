//! Contradictions side by side, and the choice of a side.

use maud::{Markup, html};

use crate::domain::citation::Citation;
use crate::locale::words;
use crate::pages::contradiction::{
    Contradicted, ContradictionLine, ContradictionList, Listed, Preference, Says, Side, StepSaid,
};
use crate::pages::history::ShownValue;
use crate::view::PageContext;
use crate::view::kit::act::{FormState, guard, reason, refused};
use crate::view::kit::section::pages;
use crate::view::kit::source::{named, prefer_link};
use crate::view::kit::summary::{described, shown};
use crate::view::kit::{figure, link};

pub fn contradictions(cx: &PageContext<'_>, path: &str, list: &ContradictionList) -> Markup {
    html! {
        h1 { (cx.text("contradictions-title")) }
        p class="lede" { (cx.text("contradictions-lede")) }
        nav class="ui" aria-label=(cx.text("contradictions-which")) {
            (tab(cx, "/contradictions", "contradictions-open", list.open, list.listed == Listed::Open)) " · "
            (tab(cx, "/contradictions?list=decided", "contradictions-decided", list.decided, list.listed == Listed::Decided))
        }
        @if list.lines.is_empty() { p { (cx.text("contradictions-none")) } }
        @for line in &list.lines { (self::line(cx, line)) }
        (pages(cx, (path, "after"), list.next.as_deref(), list.continued))
    }
}

fn tab(cx: &PageContext<'_>, address: &str, key: &'static str, n: usize, current: bool) -> Markup {
    html! { a href=(address) aria-current=[current.then_some("page")] { (cx.text_with(key, &[("n", n.into())])) } }
}

fn line(cx: &PageContext<'_>, line: &ContradictionLine) -> Markup {
    let what = match &line.what {
        Contradicted::Field(_, field) => cx.label("field", field.name),
        Contradicted::Whole => cx.text("contradictions-whole"),
        Contradicted::Measure(code) | Contradicted::Step(code) => cx.term(code).into(),
        Contradicted::Custody => cx.text("contradictions-custody"),
    };
    html! {
        section class="contra" {
            h2 { (described(cx, &line.about)) }
            div class="split" role="group" aria-label=(cx.text_with("sources-differ-on", &[("what", what.as_ref().into())])) {
                p { b { (what) } }
                ul {
                    @for side in &line.sides {
                        li {
                            (says(cx, &line.what, side))
                            @if side.in_force { " " span class="w" { (cx.text("contradictions-in-force")) } }
                            @if side.preferred { " " span class="w" { (cx.text("preferred")) } }
                            div { (named(cx, &side.citations.iter().collect::<Vec<_>>())) }
                            // What supports the record as a whole is no side of one field.
                            @if let Some(citation) = side.citations.iter().find(|citation| decides(&line.what, citation)).filter(|_| !side.preferred) { (prefer_link(cx, citation)) }
                        }
                    }
                }
            }
        }
    }
}

fn decides(what: &Contradicted, citation: &Citation) -> bool {
    match what {
        Contradicted::Field(_, field) => citation.field.as_deref() == Some(field.name),
        _ => true,
    }
}

fn says(cx: &PageContext<'_>, what: &Contradicted, side: &Side) -> Markup {
    let (table, name) = match what {
        Contradicted::Field(kind, field) => (kind.table(), field.name),
        _ => ("", ""),
    };
    html! {
        @match &side.says {
            Says::Value(value) => b { (shown(cx, table, name, value)) },
            Says::Figure(figure, _) => { b { (figure::wording(cx, figure)) } (figure::claim(cx, figure)) },
            Says::Step(StepSaid { reference, code, date, sentence }) => {
                b {
                    @if matches!(what, Contradicted::Custody) { (cx.term(code)) ", " }
                    @match date { Some(date) => (date.words(cx.lang)), None => (cx.text("date-not-stated")) }
                    @if let Some(sentence) = sentence { ", " (words::sentence(cx.lang, sentence)) }
                }
                span class="ref" { (reference) }
            },
            Says::So => (cx.text("contradictions-so")),
            Says::NotSo => (cx.text("contradictions-not-so")),
        }
    }
}

/// The choice of a side, with a reason.
pub fn preference(cx: &PageContext<'_>, page: &Preference, came: FormState<'_>) -> Markup {
    let citation = &page.citation;
    let key = format!("prefer-{}-{}-{}", page.about.reference, page.version, citation.id);
    let value = |value: &_| {
        let (table, name) = page.field.map_or(("", ""), |(kind, field)| (kind.table(), field.name));
        shown(cx, table, name, value)
    };
    let gives = ShownValue::given_by(citation);
    html! {
        div class="narrow" {
            h1 { (cx.text_with("prefer-title", &[("ref", page.about.reference.as_str().into())])) }
            p class="lede" { (link(&page.about)) @if let Some((_, field)) = page.field { ": " (cx.label("field", field.name)) } }
            @if came.stale { div class="alert" role="alert" { h2 { (cx.text("act-stale")) } } }
            (refused(cx, came.errors))
            dl class="facts" {
                div { dt { (cx.text("prefer-now")) } dd { @match &page.now { Some(now) => (value(now)), None => (cx.text("not-stated")) } } }
                div { dt { (citation.report.shown()) } dd {
                    @match &gives { Some(gives) => b { (value(gives)) }, None => (cx.text("contradictions-so")) }
                    div { (named(cx, &[citation])) }
                } }
            }
            p { (cx.text(if gives.is_some() { "prefer-swaps" } else { "prefer-stays" })) }
            form method="post" action={ "/citations/" (citation.id) "/preference" } class="act" {
                (guard(cx, &key, page.version))
                input type="hidden" name="preferred" value=(if citation.preferred { "0" } else { "1" });
                (reason(cx, &key, "act-reason-hint", came))
                div class="acts" { button class="btn go" { (cx.text(if citation.preferred { "prefer-none" } else { "prefer-this" })) } }
            }
        }
    }
}
