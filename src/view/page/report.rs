//! A report: what it is, and every fact it supports, paragraph by paragraph.

use std::collections::HashMap;

use maud::{Markup, html};

use crate::domain::access::Right;
use crate::domain::kind::Kind;
use crate::domain::offer::Offered;
use crate::domain::overview::{Described, ReportPage};
use crate::domain::quote::paragraphs;
use crate::domain::record::RecordId;
use crate::domain::source::Citation;
use crate::view::Reader;
use crate::view::kit::date::date;
use crate::view::kit::described::described;
use crate::view::kit::rest::{self, rest};
use crate::view::kit::section;
use crate::view::kit::source::{Sources, evidence};
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

pub fn report(reader: &Reader<'_>, page: &ReportPage, offered: &Offered) -> Markup {
    let dossier = &page.dossier;
    let sources = Sources::new(&dossier.citations);
    let (header, fields) = (&dossier.record.header, &dossier.record.fields);
    html! {
        div class="two" {
            div {
                (head_line(reader, header, &html! { span { (reader.term(&fields.r#type)) } }))
                h1 lang=[fields.lang.as_deref()] { (fields.title) }
                (comment(reader, header))
                div class="acts" {
                    @if reader.may(Right::Create) {
                        a class="btn go" href={ "/log/report/" (header.reference) } { (reader.t("from-report-start")) }
                    }
                    (record_links(reader, header, offered))
                }
                (facts(reader, page, &sources))
                (supports(reader, page))
                (body(reader, page))
                (rest(reader, dossier, &sources, &[Kind::Figure]))
            }
            (sources.panel(reader))
        }
    }
}

fn facts(reader: &Reader<'_>, page: &ReportPage, sources: &Sources<'_>) -> Markup {
    let (dossier, fields) = (&page.dossier, &page.dossier.record.fields);
    let from: Vec<Markup> = page
        .sources
        .iter()
        .map(|(source, roles)| {
            let roles: Vec<Markup> = roles.iter().map(|role| html! { (reader.word("source-role", role)) }).collect();
            html! { (link(source)) ", " (sentence(reader, &roles)) }
        })
        .collect();
    let from = if from.is_empty() { vec![html! { span class="meta" { (reader.t("not-stated")) } }] } else { from };
    let one = |fact: Option<Markup>| fact.into_iter().collect::<Vec<_>>();
    let published = date(reader, fields.published.as_ref(), &fields.published_basis, fields.published_part.as_deref());
    let mut embedded: Vec<Markup> = page.embedded.iter().map(link).collect();
    if dossier.more.contains(&Kind::Report) {
        embedded.push(section::more(reader, dossier, Kind::Report));
    }
    html! {
        h2 { (reader.t("facts")) }
        dl class="facts" {
            (fact(&reader.t("report-from"), &from))
            (fact(&reader.t("report-author"), &one(fields.author.as_ref().map(|author| html! { (author) }))))
            (fact(&reader.t("report-published"), &[published]))
            (fact(&reader.t("report-language"), &one(fields.lang.as_ref().map(|lang| html! { (reader.language(lang)) }))))
            (fact(&reader.t("report-address"), &one(fields.url.as_ref().map(|url| address(url)))))
            (fact(&reader.t("report-archived"), &one(fields.archive_url.as_ref().map(|url| address(url)))))
            (fact(&reader.t("report-accessed"), &one(fields.accessed.as_ref().map(|day| html! { (day.words(reader.lang)) }))))
            (fact(&reader.t("report-embedded-in"), &one(link_to(&dossier.labels, fields.parent))))
            (fact(&reader.t("report-embeds"), &embedded))
            (rest::fields(reader, &dossier.record, &dossier.labels, sources, PLACED))
            (rest::identifiers(reader, &dossier.external_ids))
            (figure::figures(reader, dossier.record.id(), &dossier.figures, &dossier.labels, sources, &dossier.citations))
        }
    }
}

fn supports(reader: &Reader<'_>, page: &ReportPage) -> Markup {
    let count: usize = page.paragraphs.iter().map(|(_, citations)| citations.len()).sum();
    html! {
        h2 {
            (reader.t("report-supports"))
            @if !page.more_supported { span class="ui" { (reader.tw("report-citations", &[("n", count.into())])) } }
        }
        @if page.paragraphs.is_empty() { p class="meta" { (reader.t("report-supports-none")) } }
        (paragraphs_of(reader, &page.paragraphs, &page.facts))
        @if page.more_supported { (section::more_supported(reader, &page.dossier.record.header)) }
    }
}

/// What is cited, paragraph by paragraph.
pub fn paragraphs_of(
    reader: &Reader<'_>,
    paragraphs: &[(Option<i64>, Vec<Citation>)],
    facts: &HashMap<RecordId, Described>,
) -> Markup {
    html! {
        @for (paragraph, citations) in paragraphs {
            @match paragraph {
                Some(number) => h3 id={ "p" (number) } { "¶ " (number) },
                None => h3 id="p0" { (reader.t("no-paragraph")) },
            }
            ul class="list" { @for citation in citations { (supported(reader, facts, citation)) } }
        }
    }
}

/// One citation: the fact, which field of it where it is for one, and what the report says.
fn supported(reader: &Reader<'_>, facts: &HashMap<RecordId, Described>, citation: &Citation) -> Markup {
    let Some(fact) = facts.get(&citation.record) else { return html! {} };
    let place = html! {
        (reader.word("table", fact.kind.table())) " · "
        @if let Some(place) = &citation.page { (reader.t("page-abbreviated")) " " (place) " · " }
    };
    html! {
        li {
            (described(reader, fact))
            @if let Some(field) = &citation.field { " " span class="w" { (reader.word("field", field)) } }
            (evidence(reader, citation, &place))
        }
    }
}

/// The text, where the team may keep it; paragraphs part at line ends.
fn body(reader: &Reader<'_>, page: &ReportPage) -> Markup {
    let fields = &page.dossier.record.fields;
    html! {
        @if let Some(body) = &fields.body {
            h2 { (reader.t("report-text")) }
            ol class="paras" lang=[fields.lang.as_deref()] {
                @for (index, text) in paragraphs(body).enumerate() {
                    li { span class="n" { "¶ " (index + 1) } p { (text) } }
                }
            }
        }
    }
}
