//! An incident: what, when, where, who in which role, what came of it, and who says so.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::domain::kind::Kind;
use crate::domain::kind::{Incident, IncidentLink, Participation};
use crate::domain::record::Record;
use crate::pages::actions::AvailableActions;
use crate::pages::dossier::Dossier;
use crate::view::PageContext;
use crate::view::kit::date::date;
use crate::view::kit::rest::{self, rest};
use crate::view::kit::section::more;
use crate::view::kit::source::Sources;
use crate::view::kit::{
    comment, custody, fact, figure, head_line, link_to, participation, record_links, with_certainty,
};

/// The fields of the incident that its title and its facts show.
const PLACED: &[&str] = &[
    "type",
    "title",
    "summary",
    "date",
    "date_basis",
    "date_part",
    "time_note",
    "place",
    "place_basis",
    "place_note",
    "finding",
];

/// The fields of a link that its line shows.
const LINKED: &[&str] = &["from_incident", "type", "to_incident", "certainty", "note"];

pub fn incident(cx: &PageContext<'_>, dossier: &Dossier<Incident>, offered: &AvailableActions) -> Markup {
    let sources = Sources::new(&dossier.citations);
    let fields = &dossier.record.fields;
    html! {
        div class="two" {
            div {
                (head_line(cx, &dossier.record.header, &html! { span { (cx.term(&fields.r#type)) } }))
                h1 { (fields.title) (sources.of_field(cx, dossier.record.id(), "title")) }
                (sources.whole(cx, &dossier.record.header))
                @if let Some(summary) = &fields.summary { p class="lede" { (summary) } }
                (comment(cx, &dossier.record.header))
                div class="acts" {
                    @if let Some(place) = fields.place.and_then(|place| dossier.labels.get(&place)) {
                        a class="btn" href={ "/timeline?place=" (place.reference) } { (cx.text("timeline-of-place")) }
                    }
                    (record_links(cx, &dossier.record.header, offered))
                }
                (facts(cx, dossier, &sources))
                (roles(cx, dossier, &sources))
                (more(cx, dossier, Kind::Participation))
                (links(cx, dossier, &sources))
                (more(cx, dossier, Kind::IncidentLink))
                (custody(cx, dossier, &sources))
                (more(cx, dossier, Kind::Detention))
                (rest(cx, dossier, &sources, &[Kind::Figure]))
            }
            (sources.panel(cx))
        }
    }
}

fn facts(cx: &PageContext<'_>, dossier: &Dossier<Incident>, sources: &Sources<'_>) -> Markup {
    let (id, fields) = (dossier.record.id(), &dossier.record.fields);
    let mut when = vec![html! {
        (date(cx, fields.date.as_ref(), &fields.date_basis, fields.date_part.as_deref()))
        (sources.of_fact(cx, id, "date"))
    }];
    if let Some(note) = &fields.time_note {
        when.push(html! { (note) (sources.of_fact(cx, id, "time_note")) });
    }
    let place = link_to(&dossier.labels, fields.place).map_or_else(
        || html! { span class="meta" { (cx.text("place-unknown")) } },
        |place| {
            let place = if fields.place_basis == "stated" {
                place
            } else {
                html! { span class="inf" { (place) } " " span class="w" { (cx.label("place-basis", &fields.place_basis)) } }
            };
            html! { (place) (sources.of_fact(cx, id, "place")) }
        },
    );
    let finding = fields.finding.as_ref().map(|finding| html! { (cx.label("finding", finding)) });
    html! {
        h2 { (cx.text("facts")) }
        dl class="facts" {
            (fact(&cx.text("what"), &[html! { (cx.term(&fields.r#type)) (sources.of_field(cx, id, "type")) }]))
            (fact(&cx.text("when"), &when))
            (fact(&cx.text("where"), &[html! { (place) @if let Some(note) = &fields.place_note { p class="meta" { (note) } } }]))
            (figure::figures(cx, id, &dossier.figures, &dossier.labels, sources, &dossier.citations))
            (fact(&cx.text("finding"), &finding.into_iter().collect::<Vec<_>>()))
            (rest::fields(cx, &dossier.record, &dossier.labels, sources, PLACED))
            (rest::identifiers(cx, dossier))
        }
    }
}

fn roles(cx: &PageContext<'_>, dossier: &Dossier<Incident>, sources: &Sources<'_>) -> Markup {
    let mut by_role: BTreeMap<&str, Vec<&Record<Participation>>> = BTreeMap::new();
    for participation in &dossier.participations {
        by_role.entry(&participation.fields.role).or_default().push(participation);
    }
    let who = |participation: &Record<Participation>| {
        let fields = &participation.fields;
        let who = link_to(&dossier.labels, fields.person.or(fields.organization))?;
        Some(html! {
            (with_certainty(cx, &fields.certainty, &who))
            @if let Some(act) = &fields.act { ", " (cx.term(act)) }
            @if let Some(note) = &fields.note { ", " (note) }
            (sources.of(cx, participation.id()))
            (rest::row(cx, participation, &dossier.labels, sources, participation::SHOWN))
        })
    };
    html! {
        @if !by_role.is_empty() {
            h2 { (cx.text("who-by-role")) }
            dl class="facts" {
                @for (role, participations) in &by_role {
                    (fact(cx.term(role), &participations.iter().filter_map(|p| who(p)).collect::<Vec<_>>()))
                }
            }
        }
    }
}

fn links(cx: &PageContext<'_>, dossier: &Dossier<Incident>, sources: &Sources<'_>) -> Markup {
    let here = Some(dossier.record.id());
    let mut by_type: BTreeMap<String, Vec<Markup>> = BTreeMap::new();
    for link in &dossier.incident_links {
        let IncidentLink { from_incident, to_incident, r#type, certainty, note } = &link.fields;
        let outward = *from_incident == here;
        let Some(other) = link_to(&dossier.labels, if outward { *to_incident } else { *from_incident }) else {
            continue;
        };
        let list = if outward { "incident-link" } else { "incident-link-inverse" };
        by_type.entry(cx.label(list, r#type).into_owned()).or_default().push(html! {
            (other)
            @if certainty != "stated" { " " span class="w" { (cx.label("link-certainty", certainty)) } }
            @if let Some(note) = note { ", " (note) }
            (sources.of(cx, link.id()))
            (rest::row(cx, link, &dossier.labels, sources, LINKED))
        });
    }
    html! {
        @if !by_type.is_empty() {
            h2 { (cx.text("linked-incidents")) }
            dl class="facts" { @for (label, others) in &by_type { (fact(label, others)) } }
        }
    }
}

fn custody(cx: &PageContext<'_>, dossier: &Dossier<Incident>, sources: &Sources<'_>) -> Markup {
    let caption = cx.text("custody-of-it-caption");
    html! {
        @if !dossier.episodes.is_empty() {
            h2 { (cx.text("custody-of-it")) a href="/held" { (cx.text("nav-held")) } }
            (custody::episodes(cx, &caption, &dossier.episodes, &dossier.labels, sources, |_| html! {}))
        }
    }
}
