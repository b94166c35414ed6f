//! The desk: what this case file holds, where to start, what needs attention.

use maud::{Markup, html};

use crate::domain::access::Right;
use crate::domain::query::limit::NEWEST;
use crate::locale::sentence;
use crate::pages::desk::{Desk, SILENT_DAYS};
use crate::view::PageContext;
use crate::view::kit::custody::{days, term_end};
use crate::view::kit::name_link;
use crate::view::kit::table::{Column, table};
use crate::view::page::uncited::address;
use crate::view::page::watch::on_desk;

/// Settlements in a table: the first ones; the lists have all.
const PLACES: usize = 15;

pub fn desk(cx: &PageContext<'_>, desk: &Desk) -> Markup {
    html! {
        h1 { (cx.text("nav-desk")) }
        p class="lede" {
            (sentence(&cx.on.words(cx.lang))) " "
            (cx.text_with("desk-counts", &[
                ("incidents", desk.incidents.into()),
                ("people", desk.people.into()),
                ("reports", desk.reports.into()),
            ]))
        }
        p class="meta" { (cx.text("desk-purpose")) }
        @if desk.is_partial() {
            p class="meta" {
                (cx.text_with("desk-newest", &[("records", NEWEST.into())]))
            }
        }
        p class="meta" {
            @match desk.backup_days {
                Some(days) => (cx.text_with("desk-backup", &[("days", days.into())])),
                None => (cx.text("desk-no-backup")),
            }
        }
        div class="acts" {
            @if cx.may(Right::Create) { a class="btn" href="/detentions/new" { (cx.text("log-title")) } }
            a class="btn go" href="/timeline" { (cx.text("desk-timeline")) }
            a class="btn" href="/held" { (cx.text("desk-held")) }
            a class="btn" href="/q" { (cx.text("kept-title")) }
            a class="btn" href="/duplicates" { (cx.text("duplicates-title")) }
            a class="btn" href="/people" { (cx.text("nav-people")) }
            a class="btn" href="/reports" { (cx.text("nav-reports")) }
        }
        div class="two slim" {
            div {
                (on_desk(cx, &desk.watched))
                (attention(cx, desk))
                (recent(cx, desk))
            }
            div {
                (places(cx, desk))
                (held(cx, desk))
            }
        }
    }
}

fn attention(cx: &PageContext<'_>, desk: &Desk) -> Markup {
    let columns = [
        Column::new(cx.text("attention-what")),
        Column::number(cx.text("attention-how-many")),
        Column::new(cx.text("attention-where")),
    ];
    let mut rows = Vec::new();
    if let Some(longest) = &desk.longest_silent {
        rows.push(vec![
            html! { a href={ "/held?list=in_custody&silent=" (SILENT_DAYS) } { (cx.text_with("attention-silent", &[("n", SILENT_DAYS.into())])) } },
            html! { (desk.silent) },
            html! { (cx.text_with("attention-longest", &[("days", days(cx, longest.silent).into())])) },
        ]);
    }
    if desk.possibly_silent > 0 {
        let days = [("n", SILENT_DAYS.into())];
        rows.push(vec![
            html! { a href={ "/held?list=possibly&silent=" (SILENT_DAYS) } { (cx.text_with("attention-possibly-silent", &days)) } },
            html! { (desk.possibly_silent) },
            html! {},
        ]);
    }
    if desk.contradictions > 0 {
        rows.push(vec![
            html! { a href="/contradictions" { (cx.text("attention-contradictions")) } },
            html! { (desk.contradictions) },
            html! {},
        ]);
    }
    if desk.terms > 0 {
        rows.push(vec![
            html! { a href="/held?list=term_run_out" { (cx.text("attention-terms")) } },
            html! { (desk.terms) },
            html! { @for holding in &desk.some_terms { (name_link(&holding.person)) @if let Some(term) = &holding.term { span class="meta" { (term_end(cx, term)) } } } },
        ]);
    }
    let uncited: i64 = desk.uncited.iter().map(|(_, count)| count).sum();
    if uncited > 0 {
        rows.push(vec![
            html! { a href=(address(None)) { (cx.text("attention-uncited")) } },
            html! { (uncited) },
            html! { @for (kind, count) in &desk.uncited { a href=(address(Some(*kind))) { (cx.label("kind", kind.table())) ": " (count) } br; } },
        ]);
    }
    if desk.unsure > 0 {
        rows.push(vec![
            html! { a href="/unsure" { (cx.text("attention-unsure")) } },
            html! { (desk.unsure) },
            html! {},
        ]);
    }
    if desk.drafts > 0 {
        rows.push(vec![
            html! { a href="/drafts" { (cx.text("attention-drafts")) } },
            html! { (desk.drafts) },
            html! {},
        ]);
    }
    html! {
        h2 { (cx.text("attention")) }
        @if rows.is_empty() { p { (cx.text("attention-none")) } }
        @else { (table(&cx.text("attention-caption"), &columns, &rows)) }
    }
}

fn recent(cx: &PageContext<'_>, desk: &Desk) -> Markup {
    html! {
        @if !desk.recent.is_empty() {
            h2 { (cx.text("recent")) a href="/changes" { (cx.text("changes-yesterday")) } @if cx.may(Right::Edit) { a href="/withdrawn" { (cx.text("withdrawn-title")) } } }
            ul class="list" {
                @for occasion in &desk.recent {
                    li {
                        (occasion.by) ": " (sentence(&occasion.reason)) " "
                        @for (index, label) in occasion.some.iter().enumerate() {
                            @if index > 0 { ", " }
                            (name_link(label))
                        }
                        span class="meta" {
                            (occasion.at.get(..10).unwrap_or_default()) " · "
                            (cx.text_with("records-written", &[("n", occasion.records.into())]))
                        }
                    }
                }
            }
        }
    }
}

fn places(cx: &PageContext<'_>, desk: &Desk) -> Markup {
    html! {
        h2 { (cx.text("desk-places")) a href="/places" { (cx.text("all")) } }
        div class="tw" tabindex="0" role="region" aria-label=(cx.text("desk-places")) {
            table {
                caption { (cx.text("desk-places-caption")) }
                thead { tr { th scope="col" { (cx.text("place")) } th scope="col" class="num" { (cx.text("lines")) } } }
                tbody {
                    @for (place, count) in desk.places.iter().take(PLACES) { tr { th scope="row" { (name_link(place)) } td class="num" { (count) } } }
                }
            }
        }
    }
}

fn held(cx: &PageContext<'_>, desk: &Desk) -> Markup {
    let ((people, groups), perhaps) = (desk.in_custody, desk.possibly);
    html! {
        h2 { (cx.text("nav-held")) a href="/held" { (cx.text("all")) } }
        p { a href="/held?list=in_custody" { (cx.text_with("desk-held-counts", &[("people", people.into()), ("groups", groups.into())])) } }
        @if perhaps.0 + perhaps.1 > 0 {
            p class="ui" { a href="/held?list=possibly" { (cx.text_with("desk-possibly-held", &[("people", perhaps.0.into()), ("groups", perhaps.1.into())])) } }
        }
        @if !desk.held_in.is_empty() {
            div class="tw" tabindex="0" role="region" aria-label=(cx.text("desk-held-by-place")) {
                table {
                    caption { (cx.text("desk-held-by-place")) }
                    thead { tr {
                        th scope="col" { (cx.text("place")) }
                        th scope="col" class="num" { (cx.text("people")) }
                        th scope="col" class="num" { (cx.text("groups")) }
                    } }
                    tbody {
                        @for held in desk.held_in.iter().take(PLACES) {
                            tr {
                                th scope="row" {
                                    @if let Some(place) = &held.settlement { (name_link(place)) } @else { (cx.text("not-stated")) }
                                }
                                td class="num" { (held.people) }
                                td class="num" { (held.groups) }
                            }
                        }
                    }
                }
            }
        }
        p class="meta" { (cx.text("desk-held-note")) }
        @if desk.unknown > 0 {
            p class="meta" { a href="/held?list=unknown" { (cx.text_with("desk-unknown", &[("n", desk.unknown.into())])) } }
        }
    }
}
