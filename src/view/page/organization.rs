//! An organization: what it is, what it did and to whom, and the sources it stands behind.

use maud::{Markup, html};

use crate::domain::kind::Detention;
use crate::domain::kind::Kind;
use crate::pages::actions::AvailableActions;
use crate::pages::organization::OrganizationPage;
use crate::view::PageContext;
use crate::view::kit::name::names;
use crate::view::kit::rest::{self, rest};
use crate::view::kit::section::more;
use crate::view::kit::source::Sources;
use crate::view::kit::{
    called, comment, custody, fact, figure, head_line, link, link_to, participation, record_links, relations, sentence,
};
use crate::view::page::list::people;
use crate::view::page::source::sources_table;

/// The fields that the head of the page and its facts show.
const PLACED: &[&str] = &["type", "state_actor", "parent", "place", "description"];

pub fn organization(cx: &PageContext<'_>, page: &OrganizationPage, offered: &AvailableActions) -> Markup {
    let dossier = &page.dossier;
    let sources = Sources::new(&dossier.citations);
    let (header, here) = (&dossier.record.header, Some(dossier.record.id()));
    let did = |detention: &Detention| {
        html! {
            span class="meta" {
                @if detention.arresting_organization == here { (cx.text("org-arrested")) }
                @if detention.ordering_organization == here {
                    @if detention.arresting_organization == here { ", " }
                    (cx.text("org-ordered"))
                }
            }
        }
    };
    html! {
        div class="two" {
            div {
                (head_line(cx, header, &html! { span { (cx.term(&dossier.record.fields.r#type)) } }))
                h1 { (called(&dossier.label)) }
                (sources.whole(cx, &dossier.record.header))
                @if let Some(description) = &dossier.record.fields.description { p class="lede" { (description) } }
                (comment(cx, header))
                div class="acts" { (record_links(cx, header, offered)) }
                (facts(cx, page, &sources))
                (names(cx, &dossier.names, &dossier.labels, &dossier.citations))
                (relations(cx, dossier.record.id(), &dossier.relations, &dossier.labels, &sources))
                (more(cx, dossier, Kind::Relation))
                @if !page.detained.is_empty() {
                    h2 { (cx.text("org-detained")) a href="/held" { (cx.text("nav-held")) } }
                    (people(cx, &cx.text("org-detained-caption"), &page.detained))
                }
                @if !dossier.participations.is_empty() {
                    h2 { (cx.text("org-incidents")) }
                    (participation::by_role(cx, &dossier.participations, &dossier.incidents, &dossier.labels, &sources))
                    (more(cx, dossier, Kind::Participation))
                }
                @if !dossier.episodes.is_empty() {
                    h2 { (cx.text("org-detentions")) a href="/held" { (cx.text("nav-held")) } }
                    (custody::episodes(cx, &cx.text("org-detentions-caption"), &dossier.episodes, &dossier.labels, &sources, did))
                    (more(cx, dossier, Kind::Detention))
                }
                (rest(cx, dossier, &sources, &[Kind::Relation, Kind::Figure]))
                @if !page.sources.is_empty() {
                    h2 { (cx.text("org-sources")) }
                    (sources_table(cx, &cx.text("org-sources-caption"), &page.sources))
                    (more(cx, dossier, Kind::Source))
                }
            }
            (sources.panel(cx))
        }
    }
}

fn facts(cx: &PageContext<'_>, page: &OrganizationPage, sources: &Sources<'_>) -> Markup {
    let (dossier, fields) = (&page.dossier, &page.dossier.record.fields);
    let id = dossier.record.id();
    let of_field = |name: &'static str, fact: Markup| html! { (fact) (sources.of_field(cx, id, name)) };
    let parent = link_to(&dossier.labels, fields.parent).map(|parent| of_field("parent", parent));
    let place = link_to(&dossier.labels, fields.place).map(|place| of_field("place", place));
    let parts: Vec<Markup> = page.parts.iter().map(link).collect();
    let state = cx.text(if fields.state_actor { "org-state-yes" } else { "org-state-no" });
    html! {
        h2 { (cx.text("facts")) }
        dl class="facts" {
            (fact(&cx.text("org-type"), &[html! { (cx.term(&fields.r#type)) (sources.of_field(cx, id, "type")) }]))
            (fact(&cx.text("org-state"), &[of_field("state_actor", html! { (state) })]))
            (fact(&cx.text("org-parent"), &parent.into_iter().collect::<Vec<_>>()))
            @if !parts.is_empty() {
                (fact(&cx.text("org-parts"), &[html! { (sentence(cx, &parts)) (more(cx, dossier, Kind::Organization)) }]))
            }
            (fact(&cx.text("where"), &place.into_iter().collect::<Vec<_>>()))
            (rest::fields(cx, &dossier.record, &dossier.labels, sources, PLACED))
            (rest::identifiers(cx, dossier))
            (figure::figures(cx, id, &dossier.figures, &dossier.labels, sources, &dossier.citations))
        }
    }
}
