//! Lists of records, page by page in the reader's alphabet.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::domain::query::list::List;
use crate::domain::record::Label;
use crate::pages::list::{Listing, OrganizationRow, PersonRow, Rows};
use crate::view::PageContext;
use crate::view::kit::pager::{letters, pager, with};
use crate::view::kit::table::{Column, table};
use crate::view::kit::{custody, link, name_link};
use crate::view::page::place::places;
use crate::view::page::source::{reports_table, sources_table};

/// A list with its title, and the ways to the rest of it. `path` is its address, `count` how many records of the kind
/// the reader sees.
pub fn list(cx: &PageContext<'_>, path: &str, listing: &Listing, count: Option<i64>) -> Markup {
    let title = match listing.list {
        List::People | List::Groups => "nav-people",
        List::Places(_) => "nav-places",
        List::Organizations => "nav-organizations",
        List::Reports => "nav-reports",
        List::Sources => "nav-sources",
    };
    html! {
        h1 { (cx.text(title)) }
        @if let Some(count) = count.filter(|count| *count > 0) {
            p class="meta" { (cx.text_with("list-count", &[("n", count.into())])) }
        }
        @if matches!(listing.list, List::People | List::Groups) { (whom(cx, listing.list)) }
        (content(cx, path, listing))
    }
}

/// The places inside one.
pub fn inside(cx: &PageContext<'_>, around: &Label, path: &str, listing: &Listing) -> Markup {
    html! {
        p class="hd" { b { (cx.label("kind", "place")) } span class="ref" { (around.reference) } }
        h1 { (cx.text_with("list-inside", &[("place", around.name.as_str().into())])) }
        p class="lede" { (link(around)) }
        (content(cx, path, listing))
    }
}

fn content(cx: &PageContext<'_>, path: &str, listing: &Listing) -> Markup {
    html! {
        (letters(cx, listing.page.letters.iter().map(|letter| (letter.as_str(), with(path, "letter", letter)))))
        @if listing.page.ids.is_empty() { p class="meta" { (cx.text("list-none")) } }
        (rows(cx, listing))
        (pager(cx, path, listing))
    }
}

fn rows(cx: &PageContext<'_>, listing: &Listing) -> Markup {
    match &listing.rows {
        Rows::People(rows) if listing.list == List::Groups => html! {
            (people(cx, &cx.text("list-groups-caption"), rows))
            @if !rows.is_empty() { p class="meta" { (cx.text("list-groups-note")) } }
        },
        Rows::People(rows) => people(cx, &cx.text("list-individuals-caption"), rows),
        Rows::Places(rows) => places(cx, rows),
        Rows::Organizations(rows) => organizations(cx, rows),
        Rows::Reports(rows) => reports_table(cx, &cx.text("list-reports-caption"), "report-from", rows, |row| {
            html! { @if let Some(source) = &row.source { (name_link(source)) } @else { (cx.text("not-stated")) } }
        }),
        Rows::Sources(rows) => sources_table(cx, &cx.text("list-sources-caption"), rows),
    }
}

/// People, or groups of people: two lists, since nobody is counted twice.
fn whom(cx: &PageContext<'_>, shown: List) -> Markup {
    let choice = |list: List, address: &str, word: Cow<'static, str>| {
        html! {
            @if list == shown { b aria-current="page" { (word) } } @else { a href=(address) { (word) } }
        }
    };
    html! {
        nav class="choice" aria-label=(cx.text("list-whom")) {
            (choice(List::People, "/people", cx.text("list-individuals")))
            " · "
            (choice(List::Groups, "/people?of=groups", cx.text("list-groups")))
        }
    }
}

/// People with the last word on the custody of each.
pub fn people(cx: &PageContext<'_>, caption: &str, people: &[PersonRow]) -> Markup {
    let columns = ["who", "latest-status", "as-of-head"].map(|key| Column::new(cx.text(key)));
    let row = |person: &PersonRow| {
        let (status, as_of) = match person.status() {
            Some((episode, step)) => (custody::status(cx, episode, step), custody::step_date(cx, &step.fields)),
            None => (html! { span class="meta" { (cx.text("list-no-custody")) } }, html! {}),
        };
        vec![link(&person.label), status, as_of]
    };
    html! { @if !people.is_empty() { (table(caption, &columns, &people.iter().map(row).collect::<Vec<_>>())) } }
}

fn organizations(cx: &PageContext<'_>, organizations: &[OrganizationRow]) -> Markup {
    let columns = ["org-name", "org-type", "org-state"].map(|key| Column::new(cx.text(key)));
    let row = |organization: &OrganizationRow| {
        vec![
            link(&organization.label),
            html! { (cx.term(&organization.r#type)) },
            html! { (cx.text(if organization.state_actor { "org-state-yes" } else { "org-state-no" })) },
        ]
    };
    html! {
        @if !organizations.is_empty() {
            (table(&cx.text("list-organizations-caption"), &columns, &organizations.iter().map(row).collect::<Vec<_>>()))
        }
    }
}
