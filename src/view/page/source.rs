//! A source: who it is, how reliable it was judged, and what it told.

use maud::{Markup, html};

use crate::domain::kind::Kind;
use crate::pages::actions::AvailableActions;
use crate::pages::list::{ReportRow, SourceRow};
use crate::pages::source::SourcePage;
use crate::view::PageContext;
use crate::view::kit::date::date_fact;
use crate::view::kit::name::names;
use crate::view::kit::rest::{self, rest};
use crate::view::kit::section::more;
use crate::view::kit::source::Sources;
use crate::view::kit::table::{Column, table};
use crate::view::kit::{self, called, comment, fact, figure, head_line, link, link_to, record_links};

/// The fields that the head of the page and its facts show.
const PLACED: &[&str] = &["type", "organization", "person", "reliability", "protected", "lang", "url"];

pub fn source(cx: &PageContext<'_>, page: &SourcePage, offered: &AvailableActions) -> Markup {
    let dossier = &page.dossier;
    let sources = Sources::new(&dossier.citations);
    let header = &dossier.record.header;
    html! {
        div class="two" {
            div {
                (head_line(cx, header, &html! {
                    span { (cx.term(&dossier.record.fields.r#type)) }
                    @if dossier.record.fields.protected { span { (cx.text("source-protected")) } }
                }))
                h1 { (called(&dossier.label)) }
                (sources.whole(cx, &dossier.record.header))
                @if dossier.record.fields.protected { p class="note" { (cx.text("source-protected-what")) } }
                (comment(cx, header))
                div class="acts" { (record_links(cx, header, offered)) }
                (facts(cx, page, &sources))
                (names(cx, &dossier.names, &dossier.labels, &dossier.citations))
                h2 { (cx.text("source-reports")) }
                @if page.reports.is_empty() { p class="meta" { (cx.text("source-reports-none")) } }
                (reports_table(cx, &cx.text("source-reports-caption"), "source-role", &page.reports, |row| roles(cx, row)))
                (more(cx, dossier, Kind::Report))
                (rest(cx, dossier, &sources, &[Kind::Figure]))
            }
            (sources.panel(cx))
        }
    }
}

fn facts(cx: &PageContext<'_>, page: &SourcePage, sources: &Sources<'_>) -> Markup {
    let (dossier, fields) = (&page.dossier, &page.dossier.record.fields);
    let id = dossier.record.id();
    let behind = link_to(&dossier.labels, fields.organization.or(fields.person));
    let lang = fields.lang.as_ref().map(|lang| html! { (cx.language(lang)) });
    let url = fields.url.as_ref().map(|url| kit::address(url));
    html! {
        h2 { (cx.text("facts")) }
        dl class="facts" {
            (fact(&cx.text("source-type"), &[html! { (cx.term(&fields.r#type)) (sources.of_field(cx, id, "type")) }]))
            (fact(&cx.text("source-reliability"), &[reliability(cx, &fields.reliability)]))
            (fact(&cx.text("source-behind"), &behind.into_iter().collect::<Vec<_>>()))
            (fact(&cx.text("source-via"), &[html! { (cx.text_with("source-via-times", &[("n", page.via.into())])) }]))
            (fact(&cx.text("report-language"), &lang.into_iter().collect::<Vec<_>>()))
            (fact(&cx.text("report-address"), &url.into_iter().collect::<Vec<_>>()))
            (rest::fields(cx, &dossier.record, &dossier.labels, sources, PLACED))
            (rest::identifiers(cx, dossier))
            (figure::figures(cx, id, &dossier.figures, &dossier.labels, sources, &dossier.citations))
        }
    }
}

/// The Admiralty letter with what it means.
fn reliability(cx: &PageContext<'_>, letter: &str) -> Markup {
    html! { (cx.label("reliability", letter)) }
}

fn roles(cx: &PageContext<'_>, row: &ReportRow) -> Markup {
    html! { @for (index, role) in row.roles.iter().enumerate() { @if index > 0 { ", " } (cx.label("source-role", role)) } }
}

/// Reports in a table; its second column is the caller's.
pub fn reports_table(
    cx: &PageContext<'_>,
    caption: &str,
    second: &str,
    reports: &[ReportRow],
    cell: impl Fn(&ReportRow) -> Markup,
) -> Markup {
    let columns = [
        Column::new(cx.text("report-title")),
        Column::new(cx.text(second)),
        Column::new(cx.text("report-type")),
        Column::new(cx.text("report-published")),
        Column::number(cx.text("report-facts")),
    ];
    let row = |report: &ReportRow| {
        vec![
            link(&report.label),
            cell(report),
            html! { (cx.term(&report.r#type)) },
            date_fact(cx, &report.published),
            html! { (report.facts) },
        ]
    };
    html! { @if !reports.is_empty() { (table(caption, &columns, &reports.iter().map(row).collect::<Vec<_>>())) } }
}

/// Sources in a table, with the letter of each in words.
pub fn sources_table(cx: &PageContext<'_>, caption: &str, sources: &[SourceRow]) -> Markup {
    let columns = [
        Column::new(cx.text("source-name")),
        Column::new(cx.text("source-type")),
        Column::new(cx.text("source-reliability")),
        Column::number(cx.text("source-reports")),
    ];
    let row = |source: &SourceRow| {
        vec![
            html! {
                (link(&source.label))
                @if source.protected { span class="meta" { (cx.text("source-protected")) } }
            },
            html! { (cx.term(&source.r#type)) },
            reliability(cx, &source.reliability),
            html! { (source.reports) },
        ]
    };
    html! { @if !sources.is_empty() { (table(caption, &columns, &sources.iter().map(row).collect::<Vec<_>>())) } }
}
