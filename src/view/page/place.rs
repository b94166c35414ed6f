//! A place: its names over time, what is inside it, who is held there, and everything that happened there.

use maud::{Markup, html};

use crate::domain::codes::Codes;
use crate::domain::custody::Standing;
use crate::domain::kind::Kind;
use crate::domain::kind::Place;
use crate::domain::position::Axis;
use crate::domain::query::limit::COUNTED;
use crate::domain::query::question::PLACE;
use crate::domain::query::{Grouping, Question};
use crate::domain::time::Range;
use crate::pages::actions::AvailableActions;
use crate::pages::place::{PlaceNode, PlacePage};
use crate::view::PageContext;
use crate::view::kit::fields::side;
use crate::view::kit::name::names;
use crate::view::kit::rest::{self, rest};
use crate::view::kit::source::Sources;
use crate::view::kit::table::{Column, table};
use crate::view::kit::{
    self, called, chart, comment, custody, fact, figure, head_line, link, name_link, record_links, with_certainty,
};
use crate::view::page::timeline::{address, lines};

/// The fields that the head of the page, the way down to it and its facts show.
const PLACED: &[&str] = &["level", "site_type", "parent", "named", "iso", "latitude", "longitude", "geo_precision"];

pub fn place(cx: &PageContext<'_>, page: &PlacePage, offered: &AvailableActions) -> Markup {
    let sources = Sources::new(&page.citations);
    let (dossier, header) = (&page.dossier, &page.dossier.record.header);
    html! {
        div class="two" {
            div {
                (head_line(cx, header, &html! { span { (what(cx, &page.tree)) } (path(page)) }))
                h1 { (called(&dossier.label)) }
                (sources.whole(cx, &dossier.record.header))
                @for note in &dossier.notes {
                    p class="lede" {
                        (kit::note(cx, note, &sources))
                    }
                }
                (comment(cx, header))
                div class="acts" {
                    a class="btn" href={ "/timeline?place=" (header.reference) } { (cx.text("timeline-of-place")) }
                    a class="btn" href={ "/held?place=" (header.reference) } { (cx.text("desk-held")) }
                    (record_links(cx, header, offered))
                }
                (facts(cx, page, &sources))
                (names(cx, &dossier.names, &dossier.labels, &page.citations))
                (inside(cx, page))
                (held(cx, page, &sources))
                @if !page.months.is_empty() {
                    h2 { (cx.text("place-by-month")) }
                    (chart::histogram(cx, &page.months, &cx.text("place-by-month-caption"), |month| {
                        let here = Question::default().with(PLACE, &header.reference);
                        Some(address("/timeline", &here.in_month(month, &Range::default()), Grouping::default(), None))
                    }))
                }
                (timeline(cx, page, &sources))
                (rest(cx, dossier, &sources, &[Kind::Figure, Kind::Note]))
            }
            (sources.panel(cx))
        }
    }
}

/// The places around it, from the country down.
fn path(page: &PlacePage) -> Markup {
    html! {
        @if !page.path.is_empty() {
            span { @if page.path_goes_on { "… › " } @for (index, around) in page.path.iter().enumerate() { @if index > 0 { " › " } (name_link(around)) } }
        }
    }
}

fn facts(cx: &PageContext<'_>, page: &PlacePage, sources: &Sources<'_>) -> Markup {
    let (dossier, fields) = (&page.dossier, &page.dossier.record.fields);
    let id = dossier.record.id();
    let iso = fields.iso.as_ref().map(|iso| html! { (cx.code(Codes::Country, iso)) (sources.of_field(cx, id, "iso")) });
    html! {
        h2 { (cx.text("facts")) }
        dl class="facts" {
            (fact(&cx.text("place-level"), &[html! { (level(cx, fields)) (sources.of_field(cx, id, "level")) }]))
            (fact(&cx.text("place-coordinates"), &coordinates(cx, fields, sources.of_field(cx, id, "latitude"))))
            (fact(&cx.text("place-iso"), &iso.into_iter().collect::<Vec<_>>()))
            (rest::fields(cx, &dossier.record, &dossier.labels, sources, PLACED))
            (rest::identifiers(cx, dossier))
            (figure::figures(cx, id, &dossier.figures, &dossier.labels, sources, &page.citations))
        }
    }
}

/// Coordinates with how exact they are; they come from the gazetteer unless a report is cited for them.
fn coordinates(cx: &PageContext<'_>, place: &Place, cited: Markup) -> Vec<Markup> {
    let (Some(latitude), Some(longitude)) = (place.latitude, place.longitude) else { return Vec::new() };
    let credited = cited.0.is_empty();
    vec![html! {
        (side(cx, Axis::Latitude, latitude)) ", " (side(cx, Axis::Longitude, longitude)) (cited)
        p class="meta" {
            @if let Some(precision) = place.geo_precision { (cx.label("place-precision", &precision.to_string())) ". " }
            @if credited { "GeoNames, CC BY 4.0" }
        }
    }]
}

/// The level, and the kind of site where it is known.
fn level(cx: &PageContext<'_>, place: &Place) -> Markup {
    html! {
        (cx.label("level", &place.level))
        @if let Some(site_type) = &place.site_type { ", " (cx.term(site_type)) }
        @if !place.named { ", " (cx.text("place-unnamed")) }
    }
}

/// City, plaza, unnamed road: the kind of site where it is known, otherwise the level.
fn what(cx: &PageContext<'_>, node: &PlaceNode) -> Markup {
    html! {
        @match &node.site_type {
            Some(site_type) => (cx.term(site_type)),
            None => (cx.label("level", &node.level)),
        }
        @if !node.named { ", " (cx.text("place-unnamed")) }
    }
}

/// The first of the places directly inside, and the way to the others.
fn inside(cx: &PageContext<'_>, page: &PlacePage) -> Markup {
    let all = format!("/places/{}/places", page.tree.label.reference);
    html! {
        h2 {
            (cx.text("places-inside"))
            @if page.more_inside { a href=(all) { (cx.text("places-inside-all")) } }
        }
        @if page.tree.inside.is_empty() { p class="meta" { (cx.text("places-inside-none")) } }
        (places(cx, &page.tree.inside))
        @if page.more_inside { p { a class="btn low" href=(all) { (cx.text("places-inside-all")) } } }
    }
}

/// Places with what is counted in each; a place opens on its own page.
pub fn places(cx: &PageContext<'_>, nodes: &[PlaceNode]) -> Markup {
    html! {
        @if !nodes.is_empty() {
            ul class="tree" {
                @for node in nodes {
                    li {
                        (link(&node.label)) " "
                        span class="ui" {
                            (what(cx, node))
                            (counted(cx, "place-incidents", node.incidents))
                            (counted(cx, "place-places", node.places))
                        }
                    }
                }
            }
        }
    }
}

/// A number that is told up to a bound.
fn counted(cx: &PageContext<'_>, key: &str, n: i64) -> Markup {
    html! {
        @if n > COUNTED { " · " (cx.text_with("place-more-than", &[("what", cx.text_with(key, &[("n", COUNTED.into())]).into())])) }
        @else if n > 0 { " · " (cx.text_with(key, &[("n", n.into())])) }
    }
}

fn held(cx: &PageContext<'_>, page: &PlacePage, sources: &Sources<'_>) -> Markup {
    let columns = ["who", "where", "latest-status", "as-of-head"].map(|key| Column::new(cx.text(key)));
    let rows: Vec<Vec<Markup>> = page
        .held
        .iter()
        .filter_map(|holding| {
            let (_, step) = holding.episode.last_place(cx.on)?;
            let detention = &holding.episode.detention.header.reference;
            Some(vec![
                html! {
                    (link(&holding.person))
                    span class="meta" { a href={ "/detentions/" (detention) } { (cx.text("episode")) } " " (detention) }
                },
                html! {
                    @if holding.place_is_earlier { (cx.text("place-earlier")) " " }
                    @if let Some(place) = &holding.place {
                        (with_certainty(cx, &step.fields.certainty, &name_link(place)))
                    }
                    (sources.all_of(cx, step.id()))
                },
                html! { (custody::held_status(cx, holding)) @if holding.standing != Standing::InCustody { span class="meta" { (cx.label("held-list", holding.standing.code())) } } (sources.all_of(cx, holding.word.said_by())) },
                custody::held_since(cx, holding),
            ])
        })
        .collect();
    html! {
        @if !rows.is_empty() {
            h2 { (cx.text("place-held-here")) a href={ "/held?place=" (page.tree.label.reference) } { (cx.text("nav-held")) } }
            (table(&cx.text("place-held-here-caption"), &columns, &rows))
            @if page.held_in_all > rows.len() {
                p { a class="btn low" href={ "/held?place=" (page.tree.label.reference) } { (cx.text_with("place-held-all", &[("n", page.held_in_all.into())])) } }
            }
        }
    }
}

fn timeline(cx: &PageContext<'_>, page: &PlacePage, sources: &Sources<'_>) -> Markup {
    let all = format!("/timeline?place={}", page.dossier.record.header.reference);
    html! {
        h2 {
            (cx.text("place-timeline"))
            a href=(all) { (cx.text_with("place-timeline-all", &[("n", page.total.into())])) }
        }
        (lines(cx, Grouping::Day, &page.entries, sources.len()))
    }
}
