//! A report: what it is, and every fact it supports, paragraph by paragraph.

use std::collections::HashMap;

use maud::{Markup, html};

use crate::domain::access::Right;
use crate::domain::citation::Citation;
use crate::domain::citation::quote::paragraphs;
use crate::domain::kind::Kind;
use crate::domain::record::RecordId;
use crate::pages::actions::AvailableActions;
use crate::pages::report::ReportPage;
use crate::pages::summary::RecordSummary;
use crate::view::PageContext;
use crate::view::kit::date::date;
use crate::view::kit::rest::{self, rest};
use crate::view::kit::section;
use crate::view::kit::source::{Sources, evidence};
use crate::view::kit::summary::described;
use crate::view::kit::{address, comment, fact, figure, head_line, link, link_to, record_links, sentence};

/// The fields that the head of the page and its facts show.
const PLACED: &[&str] = &[
    "type",
    "title",
    "author",
    "url",
    "archive_url",
    "lang",
    "parent",
    "published",
    "published_basis",
    "published_part",
    "accessed",
    "body",
];

pub fn report(cx: &PageContext<'_>, page: &ReportPage, offered: &AvailableActions) -> Markup {
    let dossier = &page.dossier;
    let sources = Sources::new(&dossier.citations);
    let (header, fields) = (&dossier.record.header, &dossier.record.fields);
    html! {
        div class="two" {
            div {
                (head_line(cx, header, &html! { span { (cx.term(&fields.r#type)) } }))
                h1 lang=[fields.lang.as_deref()] { (fields.title) }
                (comment(cx, header))
                div class="acts" {
                    @if cx.may(Right::Create) {
                        a class="btn go" href={ (header.address()) "/record" } { (cx.text("from-report-start")) }
                    }
                    (record_links(cx, header, offered))
                }
                (facts(cx, page, &sources))
                (supports(cx, page))
                (body(cx, page))
                (rest(cx, dossier, &sources, &[Kind::Figure]))
            }
            (sources.panel(cx))
        }
    }
}

fn facts(cx: &PageContext<'_>, page: &ReportPage, sources: &Sources<'_>) -> Markup {
    let (dossier, fields) = (&page.dossier, &page.dossier.record.fields);
    let from: Vec<Markup> = page
        .sources
        .iter()
        .map(|(source, roles)| {
            let roles: Vec<Markup> = roles.iter().map(|role| html! { (cx.label("source-role", role)) }).collect();
            html! { (link(source)) ", " (sentence(cx, &roles)) }
        })
        .collect();
    let from = if from.is_empty() { vec![html! { span class="meta" { (cx.text("not-stated")) } }] } else { from };
    let one = |fact: Option<Markup>| fact.into_iter().collect::<Vec<_>>();
    let published = date(cx, fields.published.as_ref(), &fields.published_basis, fields.published_part.as_deref());
    let mut embedded: Vec<Markup> = page.embedded.iter().map(link).collect();
    if dossier.more.contains(&Kind::Report) {
        embedded.push(section::more(cx, dossier, Kind::Report));
    }
    html! {
        h2 { (cx.text("facts")) }
        dl class="facts" {
            (fact(&cx.text("report-from"), &from))
            (fact(&cx.text("report-author"), &one(fields.author.as_ref().map(|author| html! { (author) }))))
            (fact(&cx.text("report-published"), &[published]))
            (fact(&cx.text("report-language"), &one(fields.lang.as_ref().map(|lang| html! { (cx.language(lang)) }))))
            (fact(&cx.text("report-address"), &one(fields.url.as_ref().map(|url| address(url)))))
            (fact(&cx.text("report-archived"), &one(fields.archive_url.as_ref().map(|url| address(url)))))
            (fact(&cx.text("report-accessed"), &one(fields.accessed.as_ref().map(|day| html! { (day.words(cx.lang)) }))))
            (fact(&cx.text("report-embedded-in"), &one(link_to(&dossier.labels, fields.parent))))
            (fact(&cx.text("report-embeds"), &embedded))
            (rest::fields(cx, &dossier.record, &dossier.labels, sources, PLACED))
            (rest::identifiers(cx, dossier))
            (figure::figures(cx, dossier.record.id(), &dossier.figures, &dossier.labels, sources, &dossier.citations))
        }
    }
}

fn supports(cx: &PageContext<'_>, page: &ReportPage) -> Markup {
    let count: usize = page.paragraphs.iter().map(|(_, citations)| citations.len()).sum();
    html! {
        h2 {
            (cx.text("report-supports"))
            @if !page.more_supported { span class="ui" { (cx.text_with("report-citations", &[("n", count.into())])) } }
        }
        @if page.paragraphs.is_empty() { p class="meta" { (cx.text("report-supports-none")) } }
        (paragraphs_of(cx, &page.paragraphs, &page.facts))
        @if page.more_supported { (section::more_supported(cx, &page.dossier.record.header)) }
    }
}

/// What is cited, paragraph by paragraph.
pub fn paragraphs_of(
    cx: &PageContext<'_>,
    paragraphs: &[(Option<i64>, Vec<Citation>)],
    facts: &HashMap<RecordId, RecordSummary>,
) -> Markup {
    html! {
        @for (paragraph, citations) in paragraphs {
            @match paragraph {
                Some(number) => h3 id={ "p" (number) } { "¶ " (number) },
                None => h3 id="p0" { (cx.text("no-paragraph")) },
            }
            ul class="list" { @for citation in citations { (supported(cx, facts, citation)) } }
        }
    }
}

/// One citation: the fact, which field of it where it is for one, and what the report says.
fn supported(cx: &PageContext<'_>, facts: &HashMap<RecordId, RecordSummary>, citation: &Citation) -> Markup {
    let Some(fact) = facts.get(&citation.record) else { return html! {} };
    let place = html! {
        (cx.label("table", fact.kind.table())) " · "
        @if let Some(place) = &citation.page { (cx.text("page-abbreviated")) " " (place) " · " }
    };
    html! {
        li {
            (described(cx, fact))
            @if let Some(field) = &citation.field { " " span class="w" { (cx.label("field", field)) } }
            (evidence(cx, citation, &place))
        }
    }
}

/// The text, where the team may keep it; paragraphs part at line ends.
fn body(cx: &PageContext<'_>, page: &ReportPage) -> Markup {
    let fields = &page.dossier.record.fields;
    html! {
        @if let Some(body) = &fields.body {
            h2 { (cx.text("report-text")) }
            ol class="paras" lang=[fields.lang.as_deref()] {
                @for (index, text) in paragraphs(body).enumerate() {
                    li { span class="n" { "¶ " (index + 1) } p { (text) } }
                }
            }
        }
    }
}
