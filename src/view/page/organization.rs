//! An organization: what it is, what it did and to whom, and the sources it stands behind.

use maud::{Markup, html};

use crate::domain::kind::Kind;
use crate::domain::offer::Offered;
use crate::domain::overview::OrganizationPage;
use crate::domain::records::Detention;
use crate::view::Reader;
use crate::view::kit::name::names;
use crate::view::kit::rest::{self, rest};
use crate::view::kit::section::more;
use crate::view::kit::source::Sources;
use crate::view::kit::{
    comment, custody, fact, figure, head_line, link, link_to, participation, record_links, relations, sentence,
};
use crate::view::page::source::sources_table;

/// The fields that the head of the page and its facts show.
const PLACED: &[&str] = &["type", "state_actor", "parent", "place", "description"];

pub fn organization(reader: &Reader<'_>, page: &OrganizationPage, offered: &Offered) -> Markup {
    let dossier = &page.dossier;
    let sources = Sources::new(&dossier.citations);
    let (header, here) = (&dossier.record.header, Some(dossier.record.id()));
    let did = |detention: &Detention| {
        html! {
            span class="meta" {
                @if detention.arresting_organization == here { (reader.t("org-arrested")) }
                @if detention.ordering_organization == here {
                    @if detention.arresting_organization == here { ", " }
                    (reader.t("org-ordered"))
                }
            }
        }
    };
    html! {
        div class="two" {
            div {
                (head_line(reader, header, &html! { span { (reader.term(&dossier.record.fields.r#type)) } }))
                h1 lang=[dossier.label.lang.as_deref()] { (dossier.label.name) }
                @if let Some(description) = &dossier.record.fields.description { p class="lede" { (description) } }
                (comment(reader, header))
                div class="acts" { (record_links(reader, header, offered)) }
                (facts(reader, page, &sources))
                (names(reader, &dossier.names, &dossier.labels, &dossier.citations))
                (relations(reader, dossier.record.id(), &dossier.relations, &dossier.labels, &sources))
                (more(reader, dossier, Kind::Relation))
                @if !dossier.participations.is_empty() {
                    h2 { (reader.t("org-incidents")) }
                    (participation::by_role(reader, &dossier.participations, &dossier.incidents, &dossier.labels, &sources))
                    (more(reader, dossier, Kind::Participation))
                }
                @if !dossier.episodes.is_empty() {
                    h2 { (reader.t("org-detentions")) a href="/held" { (reader.t("nav-held")) } }
                    (custody::episodes(reader, &reader.t("org-detentions-caption"), &dossier.episodes, &dossier.labels, &sources, did))
                    (more(reader, dossier, Kind::Detention))
                }
                (rest(reader, dossier, &sources, &[Kind::Relation, Kind::Figure]))
                @if !page.sources.is_empty() {
                    h2 { (reader.t("org-sources")) }
                    (sources_table(reader, &reader.t("org-sources-caption"), &page.sources))
                    (more(reader, dossier, Kind::Source))
                }
            }
            (sources.panel(reader))
        }
    }
}

fn facts(reader: &Reader<'_>, page: &OrganizationPage, sources: &Sources<'_>) -> Markup {
    let (dossier, fields) = (&page.dossier, &page.dossier.record.fields);
    let id = dossier.record.id();
    let of_field = |name: &'static str, fact: Markup| html! { (fact) (sources.of_field(reader, id, name)) };
    let parent = link_to(&dossier.labels, fields.parent).map(|parent| of_field("parent", parent));
    let place = link_to(&dossier.labels, fields.place).map(|place| of_field("place", place));
    let parts: Vec<Markup> = page.parts.iter().map(link).collect();
    let state = reader.t(if fields.state_actor { "org-state-yes" } else { "org-state-no" });
    html! {
        h2 { (reader.t("facts")) }
        dl class="facts" {
            (fact(&reader.t("org-type"), &[html! { (reader.term(&fields.r#type)) (sources.cited(reader, id)) }]))
            (fact(&reader.t("org-state"), &[of_field("state_actor", html! { (state) })]))
            (fact(&reader.t("org-parent"), &parent.into_iter().collect::<Vec<_>>()))
            @if !parts.is_empty() {
                (fact(&reader.t("org-parts"), &[html! { (sentence(reader, &parts)) (more(reader, dossier, Kind::Organization)) }]))
            }
            (fact(&reader.t("where"), &place.into_iter().collect::<Vec<_>>()))
            (rest::fields(reader, &dossier.record, &dossier.labels, sources, PLACED))
            (rest::identifiers(reader, &dossier.external_ids))
            (figure::figures(reader, id, &dossier.figures, &dossier.labels, sources, &dossier.citations))
        }
    }
}
