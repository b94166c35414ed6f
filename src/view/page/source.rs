//! A source: who it is, how reliable it was judged, and what it told.

use maud::{Markup, html};

use crate::domain::kind::Kind;
use crate::domain::offer::Offered;
use crate::domain::overview::{ReportRow, SourcePage, SourceRow};
use crate::view::Reader;
use crate::view::kit::date::date_fact;
use crate::view::kit::name::names;
use crate::view::kit::rest::{self, rest};
use crate::view::kit::section::more;
use crate::view::kit::source::Sources;
use crate::view::kit::table::{Column, table};
use crate::view::kit::{self, comment, fact, figure, head_line, link, link_to, record_links};

/// The fields that the head of the page and its facts show.
const PLACED: &[&str] = &["type", "organization", "person", "reliability", "protected", "lang", "url"];

pub fn source(reader: &Reader<'_>, page: &SourcePage, offered: &Offered) -> Markup {
    let dossier = &page.dossier;
    let sources = Sources::new(&dossier.citations);
    let header = &dossier.record.header;
    html! {
        div class="two" {
            div {
                (head_line(reader, header, &html! {
                    span { (reader.term(&dossier.record.fields.r#type)) }
                    @if dossier.record.fields.protected { span { (reader.t("source-protected")) } }
                }))
                h1 lang=[dossier.label.lang.as_deref()] { (dossier.label.name) }
                @if dossier.record.fields.protected { p class="note" { (reader.t("source-protected-what")) } }
                (comment(reader, header))
                div class="acts" { (record_links(reader, header, offered)) }
                (facts(reader, page, &sources))
                (names(reader, &dossier.names, &dossier.labels, &dossier.citations))
                h2 { (reader.t("source-reports")) }
                @if page.reports.is_empty() { p class="meta" { (reader.t("source-reports-none")) } }
                (reports_table(reader, &reader.t("source-reports-caption"), "source-role", &page.reports, |row| roles(reader, row)))
                (more(reader, dossier, Kind::Report))
                (rest(reader, dossier, &sources, &[Kind::Figure]))
            }
            (sources.panel(reader))
        }
    }
}

fn facts(reader: &Reader<'_>, page: &SourcePage, sources: &Sources<'_>) -> Markup {
    let (dossier, fields) = (&page.dossier, &page.dossier.record.fields);
    let id = dossier.record.id();
    let behind = link_to(&dossier.labels, fields.organization.or(fields.person));
    let lang = fields.lang.as_ref().map(|lang| html! { (reader.language(lang)) });
    let url = fields.url.as_ref().map(|url| kit::address(url));
    html! {
        h2 { (reader.t("facts")) }
        dl class="facts" {
            (fact(&reader.t("source-type"), &[html! { (reader.term(&fields.r#type)) (sources.cited(reader, id)) }]))
            (fact(&reader.t("source-reliability"), &[reliability(reader, &fields.reliability)]))
            (fact(&reader.t("source-behind"), &behind.into_iter().collect::<Vec<_>>()))
            (fact(&reader.t("source-via"), &[html! { (reader.tw("source-via-times", &[("n", page.via.into())])) }]))
            (fact(&reader.t("report-language"), &lang.into_iter().collect::<Vec<_>>()))
            (fact(&reader.t("report-address"), &url.into_iter().collect::<Vec<_>>()))
            (rest::fields(reader, &dossier.record, &dossier.labels, sources, PLACED))
            (rest::identifiers(reader, &dossier.external_ids))
            (figure::figures(reader, id, &dossier.figures, &dossier.labels, sources, &dossier.citations))
        }
    }
}

/// The Admiralty letter with what it means.
fn reliability(reader: &Reader<'_>, letter: &str) -> Markup {
    html! { (reader.word("reliability", letter)) }
}

fn roles(reader: &Reader<'_>, row: &ReportRow) -> Markup {
    html! { @for (index, role) in row.roles.iter().enumerate() { @if index > 0 { ", " } (reader.word("source-role", role)) } }
}

/// Reports in a table; its second column is the caller's.
pub fn reports_table(
    reader: &Reader<'_>,
    caption: &str,
    second: &str,
    reports: &[ReportRow],
    cell: impl Fn(&ReportRow) -> Markup,
) -> Markup {
    let columns = [
        Column::new(reader.t("report-title")),
        Column::new(reader.t(second)),
        Column::new(reader.t("report-type")),
        Column::new(reader.t("report-published")),
        Column::number(reader.t("report-facts")),
    ];
    let row = |report: &ReportRow| {
        vec![
            link(&report.label),
            cell(report),
            html! { (reader.term(&report.r#type)) },
            date_fact(reader, &report.published),
            html! { (report.facts) },
        ]
    };
    html! { @if !reports.is_empty() { (table(caption, &columns, &reports.iter().map(row).collect::<Vec<_>>())) } }
}

/// Sources in a table, with the letter of each in words.
pub fn sources_table(reader: &Reader<'_>, caption: &str, sources: &[SourceRow]) -> Markup {
    let columns = [
        Column::new(reader.t("source-name")),
        Column::new(reader.t("source-type")),
        Column::new(reader.t("source-reliability")),
        Column::number(reader.t("source-reports")),
    ];
    let row = |source: &SourceRow| {
        vec![
            html! {
                (link(&source.label))
                @if source.protected { span class="meta" { (reader.t("source-protected")) } }
            },
            html! { (reader.term(&source.r#type)) },
            reliability(reader, &source.reliability),
            html! { (source.reports) },
        ]
    };
    html! { @if !sources.is_empty() { (table(caption, &columns, &sources.iter().map(row).collect::<Vec<_>>())) } }
}
