//! A place: its names over time, what is inside it, who is held there, and everything that happened there.

use maud::{Markup, html};

use crate::domain::kind::Kind;
use crate::domain::offer::Offered;
use crate::domain::overview::{COUNTED, PlaceNode, PlacePage};
use crate::domain::query::Grouping;
use crate::domain::records::Place;
use crate::view::Reader;
use crate::view::kit::name::names;
use crate::view::kit::rest::{self, rest};
use crate::view::kit::source::Sources;
use crate::view::kit::table::{Column, table};
use crate::view::kit::{
    self, chart, comment, custody, fact, figure, head_line, link, name_link, record_links, with_certainty,
};
use crate::view::page::timeline::lines;

/// The fields that the head of the page, the way down to it and its facts show.
const PLACED: &[&str] = &["level", "site_type", "parent", "named", "iso", "latitude", "longitude", "geo_precision"];

pub fn place(reader: &Reader<'_>, page: &PlacePage, offered: &Offered) -> Markup {
    let sources = Sources::new(&page.citations);
    let (dossier, header) = (&page.dossier, &page.dossier.record.header);
    html! {
        div class="two" {
            div {
                (head_line(reader, header, &html! { span { (what(reader, &page.tree)) } (path(page)) }))
                h1 lang=[dossier.label.lang.as_deref()] { (dossier.label.name) }
                @for note in &dossier.notes {
                    p class="lede" {
                        (kit::note(reader, note, &sources))
                    }
                }
                (comment(reader, header))
                div class="acts" {
                    a class="btn" href={ "/timeline?place=" (header.reference) } { (reader.t("timeline-of-place")) }
                    (record_links(reader, header, offered))
                }
                (facts(reader, page, &sources))
                (names(reader, &dossier.names, &dossier.labels, &page.citations))
                (inside(reader, page))
                (held(reader, page, &sources))
                @if !page.months.is_empty() {
                    h2 { (reader.t("place-by-month")) }
                    (chart::histogram(reader, &page.months, &reader.t("place-by-month-caption"), |month| {
                        Some(format!("/timeline?place={}&from={month}&to={month}", header.reference))
                    }))
                }
                (timeline(reader, page, &sources))
                (rest(reader, dossier, &sources, &[Kind::Figure, Kind::Note]))
            }
            (sources.panel(reader))
        }
    }
}

/// The places around it, from the country down.
fn path(page: &PlacePage) -> Markup {
    html! {
        @if !page.path.is_empty() {
            span { @for (index, around) in page.path.iter().enumerate() { @if index > 0 { " › " } (name_link(around)) } }
        }
    }
}

fn facts(reader: &Reader<'_>, page: &PlacePage, sources: &Sources<'_>) -> Markup {
    let (dossier, fields) = (&page.dossier, &page.dossier.record.fields);
    let id = dossier.record.id();
    let iso = fields.iso.as_ref().map(|iso| html! { (iso) (sources.of_field(reader, id, "iso")) });
    html! {
        h2 { (reader.t("facts")) }
        dl class="facts" {
            (fact(&reader.t("place-level"), &[html! { (level(reader, fields)) (sources.cited(reader, id)) }]))
            (fact(&reader.t("place-coordinates"), &coordinates(reader, fields, sources.of_field(reader, id, "latitude"))))
            (fact(&reader.t("place-iso"), &iso.into_iter().collect::<Vec<_>>()))
            (rest::fields(reader, &dossier.record, &dossier.labels, sources, PLACED))
            (rest::identifiers(reader, &dossier.external_ids))
            (figure::figures(reader, id, &dossier.figures, &dossier.labels, sources, &page.citations))
        }
    }
}

/// Coordinates with how exact they are; they come from the gazetteer unless a report is cited for them.
fn coordinates(reader: &Reader<'_>, place: &Place, cited: Markup) -> Vec<Markup> {
    let (Some(latitude), Some(longitude)) = (place.latitude, place.longitude) else { return Vec::new() };
    let side = |value: f64, plus: &'static str, minus: &'static str| {
        html! { (value.abs()) " " (reader.t(if value < 0.0 { minus } else { plus })) }
    };
    let credited = cited.0.is_empty();
    vec![html! {
        (side(latitude, "place-north", "place-south")) ", " (side(longitude, "place-east", "place-west")) (cited)
        p class="meta" {
            @if let Some(precision) = place.geo_precision { (reader.word("place-precision", &precision.to_string())) ". " }
            @if credited { "GeoNames, CC BY 4.0" }
        }
    }]
}

/// The level, and the kind of site where it is known.
fn level(reader: &Reader<'_>, place: &Place) -> Markup {
    html! {
        (reader.word("level", &place.level))
        @if let Some(site_type) = &place.site_type { ", " (reader.term(site_type)) }
        @if !place.named { ", " (reader.t("place-unnamed")) }
    }
}

/// City, plaza, unnamed road: the kind of site where it is known, otherwise the level.
fn what(reader: &Reader<'_>, node: &PlaceNode) -> Markup {
    html! {
        @match &node.site_type {
            Some(site_type) => (reader.term(site_type)),
            None => (reader.word("level", &node.level)),
        }
        @if !node.named { ", " (reader.t("place-unnamed")) }
    }
}

/// The first of the places directly inside, and the way to the others.
fn inside(reader: &Reader<'_>, page: &PlacePage) -> Markup {
    let all = format!("/places/{}/places", page.tree.label.reference);
    html! {
        h2 {
            (reader.t("places-inside"))
            @if page.more_inside { a href=(all) { (reader.t("places-inside-all")) } }
        }
        @if page.tree.inside.is_empty() { p class="meta" { (reader.t("places-inside-none")) } }
        (places(reader, &page.tree.inside))
        @if page.more_inside { p { a class="btn low" href=(all) { (reader.t("places-inside-all")) } } }
    }
}

/// Places with what is counted in each; a place opens on its own page.
pub fn places(reader: &Reader<'_>, nodes: &[PlaceNode]) -> Markup {
    html! {
        @if !nodes.is_empty() {
            ul class="tree" {
                @for node in nodes {
                    li {
                        (link(&node.label)) " "
                        span class="ui" {
                            (what(reader, node))
                            (counted(reader, "place-incidents", node.incidents))
                            (counted(reader, "place-places", node.places))
                        }
                    }
                }
            }
        }
    }
}

/// A number that is told up to a bound.
fn counted(reader: &Reader<'_>, key: &str, n: i64) -> Markup {
    html! {
        @if n > COUNTED { " · " (reader.tw("place-more-than", &[("what", reader.tw(key, &[("n", COUNTED.into())]).into())])) }
        @else if n > 0 { " · " (reader.tw(key, &[("n", n.into())])) }
    }
}

fn held(reader: &Reader<'_>, page: &PlacePage, sources: &Sources<'_>) -> Markup {
    let columns = ["who", "where", "latest-status", "as-of-head"].map(|key| Column::new(reader.t(key)));
    let rows: Vec<Vec<Markup>> = page
        .held
        .iter()
        .filter_map(|holding| {
            let status = holding.episode.status_event(reader.on)?;
            let (_, step) = holding.episode.last_place(reader.on)?;
            let detention = &holding.episode.detention.header.reference;
            Some(vec![
                html! {
                    (link(&holding.person))
                    span class="meta" { a href={ "/detentions/" (detention) } { (reader.t("episode")) } " " (detention) }
                },
                html! {
                    @if holding.place_is_earlier { (reader.t("place-earlier")) " " }
                    @if let Some(place) = &holding.place {
                        (with_certainty(reader, &step.fields.certainty, &name_link(place)))
                    }
                    (sources.all_of(reader, step.id()))
                },
                html! { (custody::status(reader, &status.fields)) (sources.all_of(reader, status.id())) },
                custody::step_date(reader, &status.fields),
            ])
        })
        .collect();
    html! {
        @if !rows.is_empty() {
            h2 { (reader.t("place-held-here")) a href="/held" { (reader.t("nav-held")) } }
            (table(&reader.t("place-held-here-caption"), &columns, &rows))
            @if page.held_in_all > rows.len() {
                p { a class="btn low" href={ "/held?place=" (page.tree.label.reference) } { (reader.tw("place-held-all", &[("n", page.held_in_all.into())])) } }
            }
        }
    }
}

fn timeline(reader: &Reader<'_>, page: &PlacePage, sources: &Sources<'_>) -> Markup {
    let all = format!("/timeline?place={}", page.dossier.record.header.reference);
    html! {
        h2 {
            (reader.t("place-timeline"))
            a href=(all) { (reader.tw("place-timeline-all", &[("n", page.total.into())])) }
        }
        (lines(reader, Grouping::Day, &page.entries, sources.len()))
    }
}
