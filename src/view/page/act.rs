//! What is about to be done to a record, or was refused: the record as it is in force, and the form.

use maud::{Markup, html};

use crate::domain::access::act::Act;
use crate::domain::history::Merged;
use crate::domain::record::Labels;
use crate::locale::sentence;
use crate::pages::actions::{CurrentRecord, Left, Uncited, WithdrawalImpact};
use crate::view::PageContext;
use crate::view::kit::act::{FormState, can_review, guard, key, prefer_form, reason, refused, review, unmerge};
use crate::view::kit::date::moment;
use crate::view::kit::link;
use crate::view::kit::summary::described;

/// What stands above every such form: the record, how it stands, and what was wrong.
pub fn top(cx: &PageContext<'_>, standing: &CurrentRecord, title: &str, came: FormState<'_>) -> Markup {
    let header = &standing.header;
    html! {
        p class="hd" {
            b { (cx.label("kind", header.kind.table())) }
            span class="ref" { (header.reference) }
            span { (cx.label("review", &header.review)) }
            span { (cx.text_with("act-version", &[("version", header.version.into())])) }
        }
        h1 { (title) }
        p class="lede" {
            @match &standing.fact {
                Some(fact) => (described(cx, fact)),
                None => (link(&standing.label)),
            }
        }
        @if came.stale {
            div class="alert" role="alert" {
                h2 { (cx.text("act-stale")) }
                p {
                    @if let Some(last) = &standing.last {
                        (last.by) ", " (moment(cx, &last.at)) ": " (sentence(&last.reason)) " "
                    }
                    (cx.text_with("act-in-force", &[("version", header.version.into()), ("review", cx.label("review", &header.review).into())]))
                }
            }
        }
        (refused(cx, came.errors))
    }
}

/// Review of a record; of a refused approval, the facts that lack a citation.
pub fn review_page(cx: &PageContext<'_>, standing: &CurrentRecord, uncited: &[Uncited], came: FormState<'_>) -> Markup {
    let title = cx.text_with("review-title", &[("ref", standing.header.reference.as_str().into())]);
    // Each of them is in the list below.
    let came = FormState { errors: if uncited.is_empty() { came.errors } else { &[] }, ..came };
    html! {
        (top(cx, standing, &title, came))
        @if !uncited.is_empty() {
            div class="alert" role="alert" {
                h2 { (cx.text_with("review-uncited", &[("n", uncited.len().into())])) }
                ul {
                    @for Uncited { kind, reference, fact } in uncited {
                        li {
                            @if let Some(fact) = fact { (described(cx, fact)) " · " }
                            a href={ (kind.address(reference)) "/edit" } { (cx.text_with("form-edit-title", &[("ref", reference.as_str().into())])) }
                        }
                    }
                }
            }
        }
        @if can_review(&standing.offered) {
            (review(cx, &standing.header, &standing.offered, came))
        } @else {
            p { (cx.text("review-none")) }
        }
        div class="acts" { a class="btn low" href={ (standing.header.address()) "/history" } { (cx.text("history")) } }
    }
}

/// What will disappear with a record, and why it should.
pub fn withdraw(
    cx: &PageContext<'_>,
    standing: &CurrentRecord,
    going: &WithdrawalImpact,
    came: FormState<'_>,
) -> Markup {
    let header = &standing.header;
    let key = key("withdraw", header);
    html! {
        (top(cx, standing, &cx.text_with("withdraw-title", &[("ref", header.reference.as_str().into())]), came))
        p { (cx.text("withdraw-lede")) }
        @if going.rows > 0 {
            h2 { (cx.text_with("withdraw-rows", &[("n", going.rows.into())])) }
            ul class="list" { @for fact in &going.facts { li { (described(cx, fact)) } } }
            @if going.rows > going.facts.len() {
                p class="meta" { (cx.text_with("withdraw-more", &[("n", (going.rows - going.facts.len()).into())])) }
            }
        }
        @if going.citations > 0 { p { (cx.text_with("withdraw-citations", &[("n", going.citations.into())])) } }
        @if going.references > 0 { p { (cx.text_with("withdraw-references", &[("n", going.references.into())])) } }
        @if standing.offered.has(Act::Withdraw) {
            form method="post" action={ (header.address()) "/withdrawal" } class="act" {
                (guard(cx, &key, header.version))
                (reason(cx, &key, "act-reason-hint", came))
                div class="bar" { button class="btn go" { (cx.text_with("withdraw-do", &[("ref", header.reference.as_str().into())])) } }
            }
        } @else {
            p { (cx.text("withdraw-closed")) }
        }
    }
}

/// A preference that was refused.
pub fn prefer(cx: &PageContext<'_>, standing: &CurrentRecord, preferred: bool, came: FormState<'_>) -> Markup {
    let title = cx.text_with("prefer-title", &[("ref", standing.header.reference.as_str().into())]);
    html! {
        (top(cx, standing, &title, came))
        (prefer_form(cx, &standing.header, preferred, came))
    }
}

/// Parting two records, refused; without the merge if it is undone already.
pub fn unmerge_page(
    cx: &PageContext<'_>,
    standing: &CurrentRecord,
    merge: Option<&Merged>,
    came: FormState<'_>,
) -> Markup {
    let title = cx.text_with("unmerge-title", &[("ref", standing.header.reference.as_str().into())]);
    html! {
        (top(cx, standing, &title, came))
        @match merge {
            Some(merge) => (unmerge(cx, &standing.header, merge, came)),
            None if came.errors.is_empty() => p { (cx.text("err-merge-undone")) },
            None => {},
        }
    }
}

/// What an act could not set back, and where to go on.
pub fn left(cx: &PageContext<'_>, left: &Left, labels: &Labels, address: &str) -> Markup {
    html! {
        div class="narrow" {
            h1 { (cx.text("left-title")) }
            p class="lede" { (cx.text("left-lede")) }
            ul class="list" {
                @for (record, what) in left {
                    @if let Some(label) = labels.get(record) {
                        li {
                            (cx.label("field", what)) " · "
                            a href={ (label.address()) "/edit" } { (label.name) } " " span class="ref" { (label.reference) }
                        }
                    }
                }
            }
            div class="acts" { a class="btn go" href=(address) { (cx.text("left-go-on")) } }
        }
    }
}
