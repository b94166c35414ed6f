//! Who is held: a question as on a day, and the last word on each person and group, the longest silent first.

use maud::{Markup, html};

use crate::domain::access::Right;
use crate::domain::custody::{Days, Holding};
use crate::domain::desk::SILENT_DAYS;
use crate::domain::follow_up::TICKED;
use crate::domain::held::{HeldForm, HeldPage, statuses};
use crate::domain::kind::CERTAINTIES;
use crate::domain::source::Citation;
use crate::error::FieldError;
use crate::view::Reader;
use crate::view::kit::date::date;
use crate::view::kit::described::described;
use crate::view::kit::form::{alert, day, select};
use crate::view::kit::pager::with;
use crate::view::kit::source::named;
use crate::view::kit::table::{Column, table};
use crate::view::kit::{custody, link, link_to, with_certainty};

/// The page for a question that was understood, or for one that was not: what was typed is still in the form.
pub fn held(reader: &Reader<'_>, form: &HeldForm, answer: Result<&HeldPage, &[FieldError]>) -> Markup {
    let errors = answer.err().unwrap_or_default();
    html! {
        h1 { (reader.t("nav-held")) }
        @if let Ok(page) = answer {
            p class="lede" { (lede(reader, page)) @if let Some(place) = &page.place { " " (reader.t("held-in-place")) " " (link(place)) } }
        }
        (alert(reader, errors))
        (question(reader, form, errors))
        @if let Ok(page) = answer {
            // Durations count to the day asked for, which need not be that of other pages.
            @let reader = &Reader { on: page.on, ..*reader };
            (saved(reader, page))
            @if reader.may(Right::Create) && !(page.in_custody.is_empty() && page.unknown.is_empty()) {
                form method="get" action="/log/step" {
                    (in_custody(reader, page))
                    (unknown(reader, page))
                    div class="bar" { button class="btn go" { (reader.t("step-add-ticked")) } }
                }
            } @else {
                (in_custody(reader, page))
                (unknown(reader, page))
            }
            (pages(reader, form, page))
        }
    }
}

/// Where the list goes on.
fn pages(reader: &Reader<'_>, form: &HeldForm, page: &HeldPage) -> Markup {
    let asked = [("on", &form.on), ("status", &form.status), ("certainty", &form.certainty), ("place", &form.place)];
    let asked = asked.into_iter().filter(|(_, value)| !value.trim().is_empty());
    let first = asked.fold("/held".to_owned(), |address, (name, value)| with(&address, name, value));
    html! {
        @if page.continued || page.next.is_some() {
            nav class="pages" aria-label=(reader.t("list-pages")) {
                span { @if page.continued { a href=(first) { (reader.t("first-page")) } } }
                span { @if let Some(next) = &page.next { a rel="next" href=(with(&first, "after", next)) { (reader.t("next-page")) } } }
            }
        }
    }
}

fn lede(reader: &Reader<'_>, page: &HeldPage) -> String {
    let day = page.on.words(reader.lang);
    match page.counts() {
        (0, 0) => reader.tw("held-nobody", &[("day", day.into())]).into_owned(),
        (people, 0) => reader.tw("held-people", &[("people", people.into()), ("day", day.into())]).into_owned(),
        (0, groups) => reader.tw("held-groups", &[("groups", groups.into()), ("day", day.into())]).into_owned(),
        (people, groups) => {
            let counts = [("people", people.into()), ("groups", groups.into()), ("day", day.into())];
            reader.tw("held-people-and-groups", &counts).into_owned()
        }
    }
}

fn question(reader: &Reader<'_>, form: &HeldForm, errors: &[FieldError]) -> Markup {
    let words = |list: &str, codes: &[&str]| -> Vec<(String, String)> {
        codes.iter().map(|code| ((*code).to_owned(), reader.word(list, code).into_owned())).collect()
    };
    let on = reader.on.words(reader.lang);
    let on = if form.on.trim().is_empty() { &on } else { &form.on };
    html! {
        form method="get" action="/held" class="filters" {
            @if !form.place.is_empty() { input type="hidden" name="place" value=(form.place); }
            div class="pair four" {
                (day(reader, "on", "held-on", on, errors))
                (select(reader, "status", "status", &form.status, Some(&reader.t("held-any-status")),
                    &words("status", &statuses())))
                (select(reader, "certainty", "certainty", &form.certainty, Some(&reader.t("any-certainty")),
                    &words("certainty", CERTAINTIES)))
            }
            div class="acts" { button class="btn go" { (reader.t("show")) } }
        }
    }
}

/// The steps that were saved just now: who was let go is in no list below.
fn saved(reader: &Reader<'_>, page: &HeldPage) -> Markup {
    html! {
        @if !page.saved.is_empty() {
            div class="note" role="status" {
                p { b { (reader.t("from-report-saved")) } }
                ul { @for step in &page.saved { li { (described(reader, step)) } } }
            }
        }
    }
}

fn in_custody(reader: &Reader<'_>, page: &HeldPage) -> Markup {
    let (silent, all) = (page.silent, page.all_in_custody.0 + page.all_in_custody.1);
    let columns = [
        Column::new(reader.t("person-or-group")),
        Column::new(reader.t("taken")),
        Column::number(reader.t("held-days")),
        Column::new(reader.t("held-where")),
        Column::new(reader.t("status")),
        Column::new(reader.t("as-of-head")),
        Column::number(reader.t("held-no-word")),
        Column::new(reader.t("source")),
    ];
    let rows: Vec<Vec<Markup>> = page.in_custody.iter().filter_map(|holding| row(reader, page, holding)).collect();
    // Behind the last of them come those of whom nothing more is known.
    if rows.is_empty() && page.continued {
        return html! {};
    }
    html! {
        h2 {
            (reader.t("held-in-custody"))
            @if silent > 0 {
                span class="ui" { (reader.tw("held-silent", &[("days", SILENT_DAYS.into()), ("n", silent.into()), ("all", all.into())])) }
            }
        }
        @if rows.is_empty() { p { (reader.t("held-none-here")) } }
        @else {
            (table(&reader.t("held-caption"), &columns, &rows))
            p class="meta" { (reader.t("held-groups-apart")) }
        }
    }
}

fn row(reader: &Reader<'_>, page: &HeldPage, holding: &Holding) -> Option<Vec<Markup>> {
    let event = holding.episode.status_event(page.on)?;
    Some(vec![
        who(reader, page, holding),
        taken(reader, holding),
        html! { (custody::days(reader, holding.held)) },
        place(reader, page, holding),
        html! {
            (custody::status(reader, &event.fields))
            @if let Some(term) = &holding.term { span class="meta" { (custody::term_end(reader, term)) } }
        },
        custody::step_date(reader, &event.fields),
        html! { @if holding.silent == Days::SINCE_UNKNOWN { (reader.t("not-known")) } @else { (custody::days(reader, holding.silent)) } },
        named(reader, &sources(page, holding)),
    ])
}

/// The person or group, with a box to tick for a further step where the reader may add one.
fn who(reader: &Reader<'_>, page: &HeldPage, holding: &Holding) -> Markup {
    let episode = &holding.episode.detention.header.reference;
    html! {
        @if reader.may(Right::Create) {
            div class="tick" {
                input type="checkbox" name=(TICKED) value=(episode)
                    aria-label=(reader.tw("step-tick", &[("name", holding.person.name.as_str().into())]));
                div { (named_person(reader, page, holding)) }
            }
        } @else {
            (named_person(reader, page, holding))
        }
    }
}

/// The name with a link to the episode; of a group, how many of its members have a line of their own.
fn named_person(reader: &Reader<'_>, page: &HeldPage, holding: &Holding) -> Markup {
    let episode = &holding.episode.detention.header.reference;
    html! {
        (link(&holding.person))
        span class="meta" {
            @if holding.person.group {
                (reader.t("group"))
                @if let Some(listed) = page.listed_members.get(&holding.person.id) { ", " (reader.tw("held-listed-members", &[("n", (*listed).into())])) }
                " · "
            }
            a class="nw" href={ "/detentions/" (episode) } { (episode) }
        }
    }
}

fn taken(reader: &Reader<'_>, holding: &Holding) -> Markup {
    let detention = &holding.episode.detention.fields;
    date(reader, detention.start.as_ref(), &detention.start_basis, detention.start_part.as_deref())
}

/// The place of custody, in the strength of the step that names it. Where somebody was taken is not where he or she
/// is kept, and says so.
fn place(reader: &Reader<'_>, page: &HeldPage, holding: &Holding) -> Markup {
    let step = holding.episode.last_place(page.on).map(|(_, step)| &step.fields);
    let taken_at = link_to(&page.labels, holding.episode.detention.fields.arrest_place);
    html! {
        @match (&holding.place, step) {
            (Some(place), Some(step)) => {
                (with_certainty(reader, &step.certainty, &link(place)))
                @if holding.place_is_earlier { span class="meta" { (reader.t("held-place-earlier")) } }
            },
            _ => {
                (reader.t("not-stated"))
                @if let Some(place) = taken_at { span class="meta" { (reader.t("held-taken-at")) " " (place) } }
            },
        }
    }
}

fn unknown(reader: &Reader<'_>, page: &HeldPage) -> Markup {
    let columns = ["person-or-group", "taken", "held-where-taken", "held-last-word", "source"]
        .map(|key| Column::new(reader.t(key)));
    let row = |holding: &Holding| {
        let event = holding.episode.status_event(page.on)?;
        let step = html! { (reader.term(&event.fields.r#type)) };
        Some(vec![
            who(reader, page, holding),
            taken(reader, holding),
            html! {
                @match link_to(&page.labels, holding.episode.detention.fields.arrest_place) {
                    Some(place) => (place),
                    None => (reader.t("not-stated")),
                }
            },
            html! {
                (with_certainty(reader, &event.fields.certainty, &step))
                @if let Some(note) = &event.fields.note { span class="meta" { (note) } }
            },
            named(reader, &sources(page, holding)),
        ])
    };
    let rows: Vec<Vec<Markup>> = page.unknown.iter().filter_map(row).collect();
    let (people, groups) = page.all_unknown;
    html! {
        @if !rows.is_empty() {
            h2 id="unknown" {
                (reader.t("held-unknown"))
                span class="ui" { (reader.tw("held-unknown-counts", &[("people", people.into()), ("groups", groups.into())])) }
            }
            (table(&reader.t("held-unknown-caption"), &columns, &rows))
        }
    }
}

/// The citations of the last word.
fn sources<'p>(page: &'p HeldPage, holding: &Holding) -> Vec<&'p Citation> {
    let event = holding.episode.status_event(page.on);
    page.citations.iter().filter(|citation| event.is_some_and(|event| event.id() == citation.record)).collect()
}
