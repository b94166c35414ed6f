//! Who is held: a question as on a day, and the last word on each person and group, the longest silent first.

use maud::{Markup, html};

use crate::domain::access::Right;
use crate::domain::custody::{Against, Days, Holding, Standing};
use crate::domain::kind::CERTAINTIES;
use crate::error::FieldError;
use crate::pages::desk::SILENT_DAYS;
use crate::pages::follow_up::TICKED;
use crate::pages::held::{HeldForm, HeldOrder, HeldPage, statuses};
use crate::view::PageContext;
use crate::view::kit::date::date;
use crate::view::kit::form::{alert, day, select};
use crate::view::kit::pager::{letters, with};
use crate::view::kit::source::named;
use crate::view::kit::summary::described;
use crate::view::kit::table::{Column, table};
use crate::view::kit::{custody, link, link_to, with_certainty};

/// The page for a question that was understood, or for one that was not: what was typed is still in the form.
pub fn held(cx: &PageContext<'_>, form: &HeldForm, answer: Result<&HeldPage, &[FieldError]>) -> Markup {
    let errors = answer.err().unwrap_or_default();
    html! {
        h1 { (cx.text("nav-held")) }
        @if let Ok(page) = answer {
            p class="lede" { (lede(cx, form, page)) @if let Some(place) = &page.place { " " (cx.text("held-in-place")) " " (link(place)) } }
        }
        (alert(cx, errors))
        (question(cx, form, errors))
        @if answer.is_ok() { (asked_on_paper(cx, form)) }
        @if let Ok(page) = answer {
            // Durations count to the day asked for, which need not be that of other pages.
            @let cx = &PageContext { on: page.on, ..*cx };
            (saved(cx, page))
            @let by_name = form.order == HeldOrder::Name.code();
            @let lists = html! {
                p class="meta" { (cx.text(if by_name { "held-caption-by-name" } else { "held-caption" })) }
                div class="wide" { @for standing in Standing::ALL { (list(cx, form, page, standing)) } }
                p class="meta" { (cx.text("held-groups-apart")) }
            };
            @if cx.may(Right::Create) && !page.holdings.is_empty() {
                form method="get" action="/custody-events/new" {
                    (lists)
                    div class="bar" {
                        button class="btn go" { (cx.text("step-add-ticked")) }
                        button class="btn" formaction="/custody-events/takings" { (cx.text("takings-correct-ticked")) }
                    }
                }
            } @else {
                (lists)
            }
            (pages(cx, form, page))
            (take_away(cx, form))
        }
    }
}

/// The whole answer as a file.
fn take_away(cx: &PageContext<'_>, form: &HeldForm) -> Markup {
    html! {
        @if cx.may(Right::ExportShared) {
            div class="acts noprint" {
                span class="ui" { (cx.text("take-away")) }
                @for (code, name) in &form.formats { a class="btn" href=(address(form, &format!("/export/held.{code}"))) { (cx.text(name)) } }
            }
        }
    }
}

/// Where the list goes on.
fn pages(cx: &PageContext<'_>, form: &HeldForm, page: &HeldPage) -> Markup {
    let first = address(form, "/held");
    html! {
        @if page.continued || page.next.is_some() {
            nav class="pages" aria-label=(cx.text("list-pages")) {
                span { @if page.continued { a href=(first) { (cx.text("first-page")) } } }
                span { @if let Some(next) = &page.next { a rel="next" href=(with(&first, "after", next)) { (cx.text("next-page")) } } }
            }
        }
    }
}

/// The address of a question.
fn address(form: &HeldForm, path: &str) -> String {
    let asked = [
        ("on", &form.on),
        ("status", &form.status),
        ("certainty", &form.certainty),
        ("place", &form.place),
        ("list", &form.list),
        ("silent", &form.silent),
        ("order", &form.order),
    ];
    let asked = asked.into_iter().filter(|(_, value)| !value.trim().is_empty());
    asked.fold(path.to_owned(), |address, (name, value)| with(&address, name, value))
}

/// How many are in custody; of a question for another list, how many are in that.
fn lede(cx: &PageContext<'_>, form: &HeldForm, page: &HeldPage) -> String {
    let day = page.on.words(cx.lang);
    let asked = Standing::ALL.into_iter().find(|standing| standing.code() == form.list.trim());
    if let Some(list) = asked.filter(|list| *list != Standing::InCustody) {
        let (people, groups) = page.count(list);
        let counts = cx.text_with("held-list-counts", &[("people", people.into()), ("groups", groups.into())]);
        let said =
            [("day", day.into()), ("list", cx.label("held-list", list.code()).into()), ("counts", counts.into())];
        return cx.text_with("held-in-list", &said).into_owned();
    }
    match page.count(Standing::InCustody) {
        (0, 0) => cx.text_with("held-nobody", &[("day", day.into())]).into_owned(),
        (people, 0) => cx.text_with("held-people", &[("people", people.into()), ("day", day.into())]).into_owned(),
        (0, groups) => cx.text_with("held-groups", &[("groups", groups.into()), ("day", day.into())]).into_owned(),
        (people, groups) => {
            let counts = [("people", people.into()), ("groups", groups.into()), ("day", day.into())];
            cx.text_with("held-people-and-groups", &counts).into_owned()
        }
    }
}

fn question(cx: &PageContext<'_>, form: &HeldForm, errors: &[FieldError]) -> Markup {
    let words = |list: &str, codes: &[&str]| -> Vec<(String, String)> {
        codes.iter().map(|code| ((*code).to_owned(), cx.label(list, code).into_owned())).collect()
    };
    let on = cx.on.words(cx.lang);
    let on = if form.on.trim().is_empty() { &on } else { &form.on };
    html! {
        form method="get" action="/held" class="filters" {
            @if !form.place.is_empty() { input type="hidden" name="place" value=(form.place); }
            @if !form.silent.is_empty() { input type="hidden" name="silent" value=(form.silent); }
            div class="pair four" {
                (day(cx, "on", "held-on", on, errors))
                (select(cx, "status", "status", &form.status, Some(&cx.text("held-any-status")),
                    &words("status", &statuses())))
                (select(cx, "certainty", "certainty", &form.certainty, Some(&cx.text("any-certainty")),
                    &words("certainty", CERTAINTIES)))
                (select(cx, "list", "held-list", &form.list, Some(&cx.text("held-any-list")),
                    &words("held-list", &Standing::ALL.map(Standing::code))))
                (select(cx, "order", "held-order", &form.order, None, &words("held-order", &HeldOrder::ALL.map(HeldOrder::code))))
            }
            div class="acts" { button class="btn go" { (cx.text("show")) } }
        }
    }
}

/// What was asked, for paper, which has no form. Day and place stand above.
fn asked_on_paper(cx: &PageContext<'_>, form: &HeldForm) -> Markup {
    let asked = [
        ("status", cx.text("status"), &form.status),
        ("certainty", cx.text("certainty"), &form.certainty),
        ("held-list", cx.text("held-list"), &form.list),
        ("held-order", cx.text("held-order"), &form.order),
    ];
    html! {
        ul class="only-print" {
            @for (list, heading, value) in asked.iter().filter(|(_, _, value)| !value.is_empty()) {
                li { (heading) ": " b { (cx.label(list, value)) } }
            }
        }
    }
}

/// The steps that were saved just now: who was let go is in no list below.
fn saved(cx: &PageContext<'_>, page: &HeldPage) -> Markup {
    html! {
        @if !page.saved.is_empty() {
            div class="note" role="status" {
                p { b { (cx.text("from-report-saved")) } }
                ul { @for step in &page.saved { li { (described(cx, step)) } } }
            }
        }
    }
}

/// One list of the answer: those in custody, perhaps, whose term ran out, of whom nothing more is known.
fn list(cx: &PageContext<'_>, form: &HeldForm, page: &HeldPage, standing: Standing) -> Markup {
    let holdings: Vec<&Holding> = page.holdings.iter().filter(|holding| holding.standing == standing).collect();
    let (people, groups) = page.count(standing);
    // Nothing is said of a list that has nobody, but that nobody is in custody; nor of one that stands on other pages.
    let said = standing == Standing::InCustody && !page.continued && people + groups == 0;
    if holdings.is_empty() && !said {
        return html! {};
    }
    let rows: Vec<Vec<Markup>> = holdings.into_iter().map(|holding| row(cx, page, holding)).collect();
    let code = standing.code();
    html! {
        h2 id=(code) {
            (cx.label("held-list", code))
            span class="ui" {
                (cx.text_with("held-list-counts", &[("people", people.into()), ("groups", groups.into())]))
                @if standing == Standing::InCustody && page.silent > 0 {
                    ". " a href=(with(&address(form, "/held"), "silent", &SILENT_DAYS.to_string())) {
                        (cx.text_with("held-silent", &[("days", SILENT_DAYS.into()), ("n", page.silent.into()), ("all", (people + groups).into())]))
                    }
                }
            }
        }
        @let first = address(form, "/held");
        @let letter_at = |behind: &Option<String>| behind.as_ref().map_or_else(|| first.clone(), |place| with(&first, "after", place));
        @let of_list = page.letters.get(&standing).into_iter().flatten();
        (letters(cx, of_list.map(|(letter, behind)| (letter.as_str(), letter_at(behind)))))
        @if rows.is_empty() { p { (cx.text("held-none-here")) } }
        @else {
            (table(&cx.label("held-list-about", code), &columns(cx, standing), &rows))
        }
    }
}

fn columns(cx: &PageContext<'_>, standing: Standing) -> Vec<Column> {
    let is_unknown = standing == Standing::Unknown;
    vec![
        Column::new(cx.text("person-or-group")),
        Column::new(cx.text("taken")),
        Column::number(cx.text("held-days")),
        Column::new(cx.text(if is_unknown { "held-where-taken" } else { "held-where" })),
        Column::new(cx.text(if is_unknown { "held-last-word" } else { "status" })),
        Column::new(cx.text("as-of-head")),
        Column::number(cx.text("held-no-word")),
        Column::new(cx.text("source")),
    ]
}

fn row(cx: &PageContext<'_>, page: &HeldPage, holding: &Holding) -> Vec<Markup> {
    vec![
        who(cx, page, holding),
        taken(cx, holding),
        html! { (custody::days(cx, holding.held)) },
        place(cx, page, holding),
        status(cx, holding),
        custody::held_since(cx, holding),
        html! { @if holding.silent == Days::SINCE_UNKNOWN { (cx.text("not-known")) } @else { (custody::days(cx, holding.silent)) } },
        named(cx, &HeldPage::citations_of(&page.citations, holding)),
    ]
}

/// The last word; of one that tells no status, the step. Then the term, and what may have set him or her free already.
fn status(cx: &PageContext<'_>, holding: &Holding) -> Markup {
    let step = |step| holding.episode.step(step);
    let unknown = holding.word.step.and_then(step).filter(|_| holding.standing == Standing::Unknown);
    let against = match holding.against {
        Some(Against::Step(against)) => step(against).map(|step| {
            html! { (cx.term(&step.fields.r#type)) ", " (with_certainty(cx, &step.fields.certainty, &custody::step_date(cx, &step.fields))) }
        }),
        Some(Against::Death) => {
            let died = date(cx, holding.episode.died.as_ref(), "stated", None);
            Some(html! { (cx.label("field", "death")) ", " (died) })
        }
        None => None,
    };
    html! {
        @if let Some(step) = unknown {
            (with_certainty(cx, &step.fields.certainty, &html! { (cx.term(&step.fields.r#type)) }))
            @if let Some(note) = &step.fields.note { span class="meta" { (note) } }
        } @else {
            (custody::held_status(cx, holding))
        }
        @if let Some(term) = &holding.term { span class="meta" { (custody::term_end(cx, term)) } }
        @let beside = holding.episode.legal(cx.on).map(|legal| custody::beside_it(cx, &legal));
        @if let Some(beside) = beside.filter(|beside| !beside.0.is_empty()) { span class="meta" { (beside) } }
        @if let Some(against) = against {
            span class="meta" { (cx.text("held-may-be-over")) " " (against) }
        }
    }
}

/// The person or group, with a box to tick for a further step where the reader may add one.
fn who(cx: &PageContext<'_>, page: &HeldPage, holding: &Holding) -> Markup {
    let episode = &holding.episode.detention.header.reference;
    html! {
        @if cx.may(Right::Create) {
            div class="tick" {
                input type="checkbox" name=(TICKED) value=(episode)
                    aria-label=(cx.text_with("step-tick", &[("name", holding.person.name.as_str().into())]));
                div { (named_person(cx, page, holding)) }
            }
        } @else {
            (named_person(cx, page, holding))
        }
    }
}

/// The name with a link to the episode; of a group, how many of its members have a line of their own.
fn named_person(cx: &PageContext<'_>, page: &HeldPage, holding: &Holding) -> Markup {
    let episode = &holding.episode.detention.header.reference;
    html! {
        (link(&holding.person))
        span class="meta" {
            @if holding.person.group {
                (cx.text("group"))
                @if let Some(listed) = page.listed_members.get(&holding.person.id) { ", " (cx.text_with("held-listed-members", &[("n", (*listed).into())])) }
                " · "
            }
            a class="ref nw" href={ "/detentions/" (episode) } { (episode) }
        }
    }
}

fn taken(cx: &PageContext<'_>, holding: &Holding) -> Markup {
    let taken = holding.episode.taken();
    date(cx, taken.date, taken.basis, taken.part)
}

/// The place of custody, in the strength of the step that names it. Where somebody was taken is not where he or she
/// is kept, and says so.
fn place(cx: &PageContext<'_>, page: &HeldPage, holding: &Holding) -> Markup {
    let step = holding.episode.last_place(page.on).map(|(_, step)| &step.fields);
    let taken_at = link_to(&page.labels, holding.episode.arrest_place());
    html! {
        @match (&holding.place, step) {
            (Some(place), Some(step)) => {
                (with_certainty(cx, &step.certainty, &link(place)))
                @if holding.place_is_earlier { span class="meta" { (cx.text("held-place-earlier")) } }
                @let perhaps = custody::perhaps_at(cx, &holding.episode, &page.labels);
                @if !perhaps.0.is_empty() { span class="meta" { (perhaps) } }
            },
            _ => {
                (cx.text("not-stated"))
                @if let Some(place) = taken_at { span class="meta" { (cx.text("held-taken-at")) " " (place) } }
            },
        }
    }
}
