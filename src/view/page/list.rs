//! Lists of records, page by page in the reader's alphabet.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::domain::listing::List;
use crate::domain::overview::{Listing, OrganizationRow, PersonRow, Rows};
use crate::domain::record::Label;
use crate::view::Reader;
use crate::view::kit::pager::{letters, pager};
use crate::view::kit::table::{Column, table};
use crate::view::kit::{custody, link, name_link};
use crate::view::page::place::places;
use crate::view::page::source::{reports_table, sources_table};

/// A list with its title, and the ways to the rest of it. `path` is its address, `count` how many records of the kind
/// the reader sees.
pub fn list(reader: &Reader<'_>, path: &str, listing: &Listing, count: Option<u64>) -> Markup {
    let title = match listing.list {
        List::People | List::Groups => "nav-people",
        List::Places(_) => "nav-places",
        List::Organizations => "nav-organizations",
        List::Reports => "nav-reports",
        List::Sources => "nav-sources",
    };
    html! {
        h1 { (reader.t(title)) }
        @if let Some(count) = count.filter(|count| *count > 0) {
            p class="meta" { (reader.tw("list-count", &[("n", count.into())])) }
        }
        @if matches!(listing.list, List::People | List::Groups) { (whom(reader, listing.list)) }
        (content(reader, path, listing))
    }
}

/// The places inside one.
pub fn inside(reader: &Reader<'_>, around: &Label, path: &str, listing: &Listing) -> Markup {
    html! {
        p class="hd" { b { (reader.word("kind", "place")) } span class="ref" { (around.reference) } }
        h1 { (reader.tw("list-inside", &[("place", around.name.as_str().into())])) }
        p class="lede" { (link(around)) }
        (content(reader, path, listing))
    }
}

fn content(reader: &Reader<'_>, path: &str, listing: &Listing) -> Markup {
    html! {
        (letters(reader, path, &listing.page.letters))
        @if listing.page.ids.is_empty() { p class="meta" { (reader.t("list-none")) } }
        (rows(reader, listing))
        (pager(reader, path, listing))
    }
}

fn rows(reader: &Reader<'_>, listing: &Listing) -> Markup {
    match &listing.rows {
        Rows::People(rows) if listing.list == List::Groups => html! {
            (people(reader, &reader.t("list-groups-caption"), rows))
            @if !rows.is_empty() { p class="meta" { (reader.t("list-groups-note")) } }
        },
        Rows::People(rows) => people(reader, &reader.t("list-individuals-caption"), rows),
        Rows::Places(rows) => places(reader, rows),
        Rows::Organizations(rows) => organizations(reader, rows),
        Rows::Reports(rows) => reports_table(reader, &reader.t("list-reports-caption"), "report-from", rows, |row| {
            html! { @if let Some(source) = &row.source { (name_link(source)) } @else { (reader.t("not-stated")) } }
        }),
        Rows::Sources(rows) => sources_table(reader, &reader.t("list-sources-caption"), rows),
    }
}

/// People, or groups of people: two lists, since nobody is counted twice.
fn whom(reader: &Reader<'_>, shown: List) -> Markup {
    let choice = |list: List, address: &str, word: Cow<'static, str>| {
        html! {
            @if list == shown { b aria-current="page" { (word) } } @else { a href=(address) { (word) } }
        }
    };
    html! {
        nav class="choice" aria-label=(reader.t("list-whom")) {
            (choice(List::People, "/people", reader.t("list-individuals")))
            " · "
            (choice(List::Groups, "/people?of=groups", reader.t("list-groups")))
        }
    }
}

fn people(reader: &Reader<'_>, caption: &str, people: &[PersonRow]) -> Markup {
    let columns = ["who", "latest-status", "as-of-head"].map(|key| Column::new(reader.t(key)));
    let row = |person: &PersonRow| {
        let (status, as_of) = match &person.status {
            Some(step) => (custody::status(reader, step), custody::step_date(reader, step)),
            None => (html! { span class="meta" { (reader.t("list-no-custody")) } }, html! {}),
        };
        vec![link(&person.label), status, as_of]
    };
    html! { @if !people.is_empty() { (table(caption, &columns, &people.iter().map(row).collect::<Vec<_>>())) } }
}

fn organizations(reader: &Reader<'_>, organizations: &[OrganizationRow]) -> Markup {
    let columns = ["org-name", "org-type", "org-state"].map(|key| Column::new(reader.t(key)));
    let row = |organization: &OrganizationRow| {
        vec![
            link(&organization.label),
            html! { (reader.term(&organization.r#type)) },
            html! { (reader.t(if organization.state_actor { "org-state-yes" } else { "org-state-no" })) },
        ]
    };
    html! {
        @if !organizations.is_empty() {
            (table(&reader.t("list-organizations-caption"), &columns, &organizations.iter().map(row).collect::<Vec<_>>()))
        }
    }
}
