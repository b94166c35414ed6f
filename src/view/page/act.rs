//! What is about to be done to a record, or was refused: the record as it is in force, and the form.

use maud::{Markup, html};

use crate::domain::act::Act;
use crate::domain::history::Merged;
use crate::domain::offer::{Going, Left, Standing};
use crate::domain::overview::Described;
use crate::domain::record::Labels;
use crate::view::Reader;
use crate::view::kit::act::{Came, can_review, guard, key, prefer_form, reason, refused, review, unmerge};
use crate::view::kit::date::moment;
use crate::view::kit::described::described;
use crate::view::kit::link;

/// What stands above every such form: the record, how it stands, and what was wrong.
pub fn top(reader: &Reader<'_>, standing: &Standing, title: &str, came: Came<'_>) -> Markup {
    let header = &standing.header;
    html! {
        p class="hd" {
            b { (reader.word("kind", header.kind.table())) }
            span class="ref" { (header.reference) }
            span { (reader.word("review", &header.review)) }
            span { (reader.tw("act-version", &[("version", header.version.into())])) }
        }
        h1 { (title) }
        p class="lede" {
            @match &standing.fact {
                Some(fact) => (described(reader, fact)),
                None => (link(&standing.label)),
            }
        }
        @if came.stale {
            div class="alert" role="alert" {
                h2 { (reader.t("act-stale")) }
                p {
                    @if let Some(last) = &standing.last {
                        (last.by) ", " (moment(reader, &last.at)) ": " (last.reason) ". "
                    }
                    (reader.tw("act-in-force", &[("version", header.version.into()), ("review", reader.word("review", &header.review).into())]))
                }
            }
        }
        (refused(reader, came.errors))
    }
}

/// Review of a record; of a refused approval, the facts that lack a citation.
pub fn review_page(
    reader: &Reader<'_>,
    standing: &Standing,
    uncited: &[(String, Option<Described>)],
    came: Came<'_>,
) -> Markup {
    let title = reader.tw("review-title", &[("ref", standing.header.reference.as_str().into())]);
    // Each of them is in the list below.
    let came = Came { errors: if uncited.is_empty() { came.errors } else { &[] }, ..came };
    html! {
        (top(reader, standing, &title, came))
        @if !uncited.is_empty() {
            div class="alert" role="alert" {
                h2 { (reader.tw("review-uncited", &[("n", uncited.len().into())])) }
                ul {
                    @for (reference, fact) in uncited {
                        li {
                            @if let Some(fact) = fact { (described(reader, fact)) " · " }
                            a href={ "/edit/" (reference) } { (reader.tw("form-edit-title", &[("ref", reference.as_str().into())])) }
                        }
                    }
                }
            }
        }
        @if can_review(&standing.offered) {
            (review(reader, &standing.header, &standing.offered, came))
        } @else {
            p { (reader.t("review-none")) }
        }
        div class="acts" { a class="btn low" href={ "/history/" (standing.header.reference) } { (reader.t("history")) } }
    }
}

/// What will disappear with a record, and why it should.
pub fn withdraw(reader: &Reader<'_>, standing: &Standing, going: &Going, came: Came<'_>) -> Markup {
    let header = &standing.header;
    let key = key("withdraw", header);
    html! {
        (top(reader, standing, &reader.tw("withdraw-title", &[("ref", header.reference.as_str().into())]), came))
        p { (reader.t("withdraw-lede")) }
        @if going.rows > 0 {
            h2 { (reader.tw("withdraw-rows", &[("n", going.rows.into())])) }
            ul class="list" { @for fact in &going.facts { li { (described(reader, fact)) } } }
            @if going.rows > going.facts.len() {
                p class="meta" { (reader.tw("withdraw-more", &[("n", (going.rows - going.facts.len()).into())])) }
            }
        }
        @if going.citations > 0 { p { (reader.tw("withdraw-citations", &[("n", going.citations.into())])) } }
        @if going.references > 0 { p { (reader.tw("withdraw-references", &[("n", going.references.into())])) } }
        @if standing.offered.has(Act::Withdraw) {
            form method="post" action={ "/withdraw/" (header.reference) } class="act" {
                (guard(reader, &key, header.version))
                (reason(reader, &key, "act-reason-hint", came))
                div class="bar" { button class="btn go" { (reader.tw("withdraw-do", &[("ref", header.reference.as_str().into())])) } }
            }
        } @else {
            p { (reader.t("withdraw-closed")) }
        }
    }
}

/// A preference that was refused.
pub fn prefer(reader: &Reader<'_>, standing: &Standing, preferred: bool, came: Came<'_>) -> Markup {
    let title = reader.tw("prefer-title", &[("ref", standing.header.reference.as_str().into())]);
    html! {
        (top(reader, standing, &title, came))
        (prefer_form(reader, &standing.header, preferred, came))
    }
}

/// Parting two records, refused; without the merge if it is undone already.
pub fn unmerge_page(reader: &Reader<'_>, standing: &Standing, merge: Option<&Merged>, came: Came<'_>) -> Markup {
    let title = reader.tw("unmerge-title", &[("ref", standing.header.reference.as_str().into())]);
    html! {
        (top(reader, standing, &title, came))
        @match merge {
            Some(merge) => (unmerge(reader, &standing.header, merge, came)),
            None => p { (reader.t("err-merge-undone")) },
        }
    }
}

/// What an act could not set back, and where to go on.
pub fn left(reader: &Reader<'_>, left: &Left, labels: &Labels, address: &str) -> Markup {
    html! {
        div class="narrow" {
            h1 { (reader.t("left-title")) }
            p class="lede" { (reader.t("left-lede")) }
            ul class="list" {
                @for (record, what) in left {
                    @if let Some(label) = labels.get(record) {
                        li {
                            (reader.word("field", what)) " · "
                            a href={ "/edit/" (label.reference) } { (label.name) } " " span class="ref" { (label.reference) }
                        }
                    }
                }
            }
            div class="acts" { a class="btn go" href=(address) { (reader.t("left-go-on")) } }
        }
    }
}
