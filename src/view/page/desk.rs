//! The desk: what this case file holds, where to start, what needs attention.

use maud::{Markup, html};

use crate::domain::access::Right;
use crate::domain::custody::Holding;
use crate::domain::desk::{Desk, NEWEST, NEWEST_DETENTIONS, SILENT_DAYS};
use crate::domain::held::count;
use crate::view::Reader;
use crate::view::kit::custody::{days, term_end};
use crate::view::kit::table::{Column, table};
use crate::view::kit::{link, name_link};

/// Names shown in one row of the table of open work; the rest is a page away.
const SHOWN: usize = 4;
/// Settlements in a table: the first ones; the lists have all.
const PLACES: usize = 15;

pub fn desk(reader: &Reader<'_>, desk: &Desk) -> Markup {
    html! {
        h1 { (reader.t("nav-desk")) }
        p class="lede" {
            (reader.on.words(reader.lang)) ". "
            (reader.tw("desk-counts", &[
                ("incidents", desk.incidents.into()),
                ("people", desk.people.into()),
                ("reports", desk.reports.into()),
            ]))
        }
        p class="meta" { (reader.t("desk-purpose")) }
        @if desk.is_partial() {
            p class="meta" {
                (reader.tw("desk-newest", &[("records", NEWEST.into()), ("detentions", NEWEST_DETENTIONS.into())]))
            }
        }
        p class="meta" {
            @match desk.backup_days {
                Some(days) => (reader.tw("desk-backup", &[("days", days.into())])),
                None => (reader.t("desk-no-backup")),
            }
        }
        div class="acts" {
            @if reader.may(Right::Create) { a class="btn" href="/log/detention" { (reader.t("log-title")) } }
            a class="btn go" href="/timeline" { (reader.t("desk-timeline")) }
            a class="btn" href="/held" { (reader.t("desk-held")) }
            a class="btn" href="/people" { (reader.t("nav-people")) }
            a class="btn" href="/reports" { (reader.t("nav-reports")) }
        }
        div class="two slim" {
            div {
                (attention(reader, desk))
                (recent(reader, desk))
            }
            div {
                (places(reader, desk))
                (held(reader, desk))
            }
        }
    }
}

fn attention(reader: &Reader<'_>, desk: &Desk) -> Markup {
    let columns = [
        Column::new(reader.t("attention-what")),
        Column::number(reader.t("attention-how-many")),
        Column::new(reader.t("attention-where")),
    ];
    let mut rows = Vec::new();
    let silent: Vec<&Holding> = desk.silent().collect();
    let longest = silent.iter().max_by_key(|holding| holding.silent.min);
    if let Some(longest) = longest {
        rows.push(vec![
            html! { a href="/held" { (reader.tw("attention-silent", &[("n", SILENT_DAYS.into())])) } },
            html! { (silent.len()) },
            html! { (reader.tw("attention-longest", &[("days", days(reader, longest.silent).into())])) },
        ]);
    }
    if !desk.conflicts.is_empty() {
        rows.push(vec![
            html! { (reader.t("attention-conflicts")) },
            html! { (desk.conflicts.len()) },
            html! { @for label in desk.conflicts.iter().take(SHOWN) { (link(label)) br; } },
        ]);
    }
    let terms: Vec<_> =
        desk.held.iter().filter_map(|h| h.term.filter(|term| term.run_out(reader.on)).map(|term| (h, term))).collect();
    if !terms.is_empty() {
        rows.push(vec![
            html! { a href="/held" { (reader.t("attention-terms")) } },
            html! { (terms.len()) },
            html! { @for (holding, term) in terms.iter().take(SHOWN) { (name_link(&holding.person)) span class="meta" { (term_end(reader, term)) } } },
        ]);
    }
    let uncited: i64 = desk.uncited.iter().map(|(_, count)| count).sum();
    if uncited > 0 {
        rows.push(vec![
            html! { (reader.t("attention-uncited")) },
            html! { (uncited) },
            html! { @for (kind, count) in &desk.uncited { (reader.word("kind", kind.table())) ": " (count) br; } },
        ]);
    }
    if desk.drafts > 0 {
        rows.push(vec![
            html! { a href="/drafts" { (reader.t("attention-drafts")) } },
            html! { (desk.drafts) },
            html! {},
        ]);
    }
    html! {
        h2 { (reader.t("attention")) }
        @if rows.is_empty() { p { (reader.t("attention-none")) } }
        @else { (table(&reader.t("attention-caption"), &columns, &rows)) }
    }
}

fn recent(reader: &Reader<'_>, desk: &Desk) -> Markup {
    html! {
        @if !desk.recent.is_empty() {
            h2 { (reader.t("recent")) @if reader.may(Right::Edit) { a href="/withdrawn" { (reader.t("withdrawn-title")) } } }
            ul class="list" {
                @for occasion in &desk.recent {
                    li {
                        (occasion.by) ": " (occasion.reason) ". "
                        @for (index, label) in occasion.some.iter().enumerate() {
                            @if index > 0 { ", " }
                            (name_link(label))
                        }
                        span class="meta" {
                            (occasion.at.get(..10).unwrap_or_default()) " · "
                            (reader.tw("records-written", &[("n", occasion.records.into())]))
                        }
                    }
                }
            }
        }
    }
}

fn places(reader: &Reader<'_>, desk: &Desk) -> Markup {
    html! {
        h2 { (reader.t("desk-places")) a href="/places" { (reader.t("all")) } }
        div class="tw" tabindex="0" role="region" aria-label=(reader.t("desk-places")) {
            table {
                caption { (reader.t("desk-places-caption")) }
                thead { tr { th scope="col" { (reader.t("place")) } th scope="col" class="num" { (reader.t("lines")) } } }
                tbody {
                    @for (place, count) in desk.places.iter().take(PLACES) { tr { th scope="row" { (name_link(place)) } td class="num" { (count) } } }
                }
            }
        }
    }
}

fn held(reader: &Reader<'_>, desk: &Desk) -> Markup {
    let (people, groups) = count(&desk.held);
    html! {
        h2 { (reader.t("nav-held")) a href="/held" { (reader.t("all")) } }
        p { (reader.tw("desk-held-counts", &[("people", people.into()), ("groups", groups.into())])) }
        @if !desk.held_in.is_empty() {
            div class="tw" tabindex="0" role="region" aria-label=(reader.t("desk-held-by-place")) {
                table {
                    caption { (reader.t("desk-held-by-place")) }
                    thead { tr {
                        th scope="col" { (reader.t("place")) }
                        th scope="col" class="num" { (reader.t("people")) }
                        th scope="col" class="num" { (reader.t("groups")) }
                    } }
                    tbody {
                        @for held in desk.held_in.iter().take(PLACES) {
                            tr {
                                th scope="row" {
                                    @if let Some(place) = &held.settlement { (name_link(place)) } @else { (reader.t("not-stated")) }
                                }
                                td class="num" { (held.people) }
                                td class="num" { (held.groups) }
                            }
                        }
                    }
                }
            }
        }
        p class="meta" { (reader.t("desk-held-note")) }
        @if desk.unknown > 0 {
            p class="meta" { a href="/held#unknown" { (reader.tw("desk-unknown", &[("n", desk.unknown.into())])) } }
        }
    }
}
