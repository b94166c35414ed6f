//! All records of a kind: plain tables, and the tree of places.

use maud::{Markup, html};

use crate::domain::overview::{List, OrganizationRow, PersonRow};
use crate::domain::record::RecordId;
use crate::view::Reader;
use crate::view::kit::table::{Column, table};
use crate::view::kit::{custody, link, name_link};
use crate::view::page::place::tree;
use crate::view::page::source::{reports_table, sources_table};

/// No record has this key: no place of the tree is the place of the page.
const NOWHERE: RecordId = RecordId(0);

pub fn list(reader: &Reader<'_>, list: &List) -> Markup {
    let (title, count) = match list {
        List::People { individuals, groups } => ("nav-people", individuals.len() + groups.len()),
        List::Places(roots) => ("nav-places", roots.len()),
        List::Organizations(rows) => ("nav-organizations", rows.len()),
        List::Reports(rows) => ("nav-reports", rows.len()),
        List::Sources(rows) => ("nav-sources", rows.len()),
    };
    html! {
        h1 { (reader.t(title)) }
        @if count == 0 { p class="meta" { (reader.t("list-none")) } }
        @match list {
            List::People { individuals, groups } => {
                @if !individuals.is_empty() { (people(reader, ("list-individuals", "list-individuals-caption"), individuals)) }
                @if !groups.is_empty() { (people(reader, ("list-groups", "list-groups-caption"), groups)) p class="meta" { (reader.t("list-groups-note")) } }
            },
            List::Places(roots) => @if !roots.is_empty() { (tree(reader, roots, NOWHERE)) },
            List::Organizations(rows) => (organizations(reader, rows)),
            List::Reports(rows) => (reports_table(reader, &reader.t("list-reports-caption"), "report-from", rows, |row| {
                html! { @if let Some(source) = &row.source { (name_link(source)) } @else { (reader.t("not-stated")) } }
            })),
            List::Sources(rows) => (sources_table(reader, &reader.t("list-sources-caption"), rows)),
        }
    }
}

fn people(reader: &Reader<'_>, (heading, caption): (&str, &str), people: &[PersonRow]) -> Markup {
    let columns = ["who", "latest-status", "as-of-head"].map(|key| Column::new(reader.t(key)));
    let row = |person: &PersonRow| {
        let (status, as_of) = match &person.status {
            Some(step) => (custody::status(reader, step), custody::step_date(reader, step)),
            None => (html! { span class="meta" { (reader.t("list-no-custody")) } }, html! {}),
        };
        vec![link(&person.label), status, as_of]
    };
    html! {
        h2 { (reader.t(heading)) span class="ui" { (people.len()) } }
        (table(&reader.t(caption), &columns, &people.iter().map(row).collect::<Vec<_>>()))
    }
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
