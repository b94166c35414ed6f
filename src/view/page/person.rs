//! A person or group: how things stand, custody episode by episode, names, ties, incidents, and who says so.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use crate::domain::citation::Citation;
use crate::domain::codes::Codes;
use crate::domain::custody::current;
use crate::domain::custody::span::in_order;
use crate::domain::kind::Kind;
use crate::domain::kind::{Participation, Person, Relation};
use crate::domain::name::Name;
use crate::domain::record::{Label, Record, RecordId};
use crate::domain::time::Edtf;
use crate::pages::actions::AvailableActions;
use crate::pages::dossier::Dossier;
use crate::view::PageContext;
use crate::view::kit::bars::bars;
use crate::view::kit::date::date;
use crate::view::kit::name::names;
use crate::view::kit::rest::{self, rest};
use crate::view::kit::section::more;
use crate::view::kit::source::Sources;
use crate::view::kit::{
    called, comment, custody, fact, head_line_as, link, link_to, name_link, participation, record_links, relations,
    with_certainty,
};

pub fn person(cx: &PageContext<'_>, dossier: &Dossier<Person>, offered: &AvailableActions) -> Markup {
    let sources = Sources::new(&dossier.citations);
    let Record { header, fields } = &dossier.record;
    let word = if fields.is_group() { cx.label("unit", &fields.unit) } else { cx.label("kind", "person") };
    html! {
        div class="two" {
            div {
                (head_line_as(cx, &word, header, &html! { @if !fields.identified { span { (cx.text("not-named")) } } }))
                h1 { (called(&dossier.label)) }
                (sources.whole(cx, header))
                (lede(cx, dossier, &sources))
                (comment(cx, header))
                (status(cx, dossier, &sources))
                div class="acts" {
                    a class="btn" href={ "/timeline?person=" (header.reference) } { (cx.text("timeline-of-person")) }
                    @if let Some(episode) = current(&dossier.episodes, cx.on) { (custody::further(cx, episode)) }
                    (record_links(cx, header, offered))
                }
                (episodes(cx, dossier, &sources))
                (more(cx, dossier, Kind::Detention))
                (facts(cx, dossier, &sources))
                (names(cx, &dossier.names, &dossier.labels, &dossier.citations))
                (relations(cx, header.id, &dossier.relations, &dossier.labels, &sources))
                (more(cx, dossier, Kind::Relation))
                (incidents(cx, dossier, &sources))
                (more(cx, dossier, Kind::Participation))
                (rest(cx, dossier, &sources, &[Kind::Relation]))
                (reports(cx, dossier))
            }
            (sources.panel(cx))
        }
    }
}

/// The name in its own scripts, and the offices held.
fn lede(cx: &PageContext<'_>, dossier: &Dossier<Person>, sources: &Sources<'_>) -> Markup {
    let spelling = |name: &Name| html! { span lang=[name.lang.as_deref()] { (name.text) } };
    let mut parts: Vec<Markup> = dossier.names.iter().filter(|name| name.kind == "native").map(spelling).collect();
    parts.extend(dossier.relations.iter().filter_map(|relation| {
        let Relation { subject, object, r#type, certainty, .. } = &relation.fields;
        let of = dossier.labels.get(&(*object)?).filter(|of| *subject == Some(dossier.record.id()) && is_office(of))?;
        let office = html! { (cx.term(r#type)) " " (name_link(of)) };
        Some(html! { (with_certainty(cx, certainty, &office)) (sources.of(cx, relation.id())) })
    }));
    html! {
        @if !parts.is_empty() {
            p class="lede" { @for (index, part) in parts.iter().enumerate() { @if index > 0 { " · " } (part) } }
        }
    }
}

/// Whether a tie to this record is an office or a membership, rather than a tie between people.
fn is_office(of: &Label) -> bool {
    matches!(of.kind, Kind::Organization | Kind::Place)
}

fn status(cx: &PageContext<'_>, dossier: &Dossier<Person>, sources: &Sources<'_>) -> Markup {
    html! {
        @if !dossier.episodes.is_empty() {
            h2 { (cx.text("custody-status")) a href="/held" { (cx.text("nav-held")) } }
            @match current(&dossier.episodes, cx.on) {
                Some(episode) => (custody::standing(cx, episode, &dossier.labels, sources)),
                None => p class="ui" { (cx.text("status-not-stated")) },
            }
        }
    }
}

fn episodes(cx: &PageContext<'_>, dossier: &Dossier<Person>, sources: &Sources<'_>) -> Markup {
    html! {
        @if !dossier.episodes.is_empty() {
            h2 { (cx.text("custody")) }
            (bars(cx, &dossier.episodes, sources))
            @if dossier.episodes.len() > 1 { p class="meta" { (cx.text("episodes-apart")) } }
            @for episode in in_order(&dossier.episodes) {
                @let detention = &episode.detention;
                h3 {
                    (cx.text("episode")) " "
                    a class="ref" href=(detention.header.address()) { (detention.header.reference) }
                }
                (comment(cx, &detention.header))
                dl class="facts" { (custody::circumstances(cx, episode, &dossier.labels, sources)) }
                (custody::steps(cx, episode, &dossier.labels, sources))
                (custody::unmentioned(cx, episode, sources))
            }
        }
    }
}

/// The fields that the head of the page and its facts show.
const PLACED: &[&str] = &[
    "unit",
    "identified",
    "sex",
    "age",
    "age_as_of",
    "birth",
    "birth_basis",
    "death",
    "birth_place",
    "nationality",
    "ethnicity",
    "civil_status",
    "occupation",
    "health",
    "description",
    "consent",
];

/// Only what is stated: nobody is shown with a list of what is not known of him or her.
fn facts(cx: &PageContext<'_>, dossier: &Dossier<Person>, sources: &Sources<'_>) -> Markup {
    let (id, person) = (dossier.record.id(), &dossier.record.fields);
    let plain = |text: &Option<String>| text.as_ref().map(|text| html! { (text) });
    let day = |day: &Option<Edtf>| day.as_ref().map(|day| html! { (day.words(cx.lang)) });
    let sex = Some(&person.sex).filter(|sex| *sex != "unknown").map(|sex| html! { (cx.label("sex", sex)) });
    let as_of = person.age_as_of.as_ref().map(|as_of| as_of.words(cx.lang)).unwrap_or_default();
    let age = person.age.as_ref().map(|age| html! { (age) " " span class="meta" { (cx.text("as-of")) " " (as_of) } });
    let birth = person.birth.as_ref().map(|birth| date(cx, Some(birth), &person.birth_basis, None));
    let nationality = person.nationality.as_ref().map(|of| html! { (cx.code(Codes::Nationality, of)) });
    let stated = [
        ("sex", sex),
        ("age", age),
        ("birth", birth),
        ("birth_place", link_to(&dossier.labels, person.birth_place)),
        ("death", day(&person.death)),
        ("nationality", nationality),
        ("ethnicity", plain(&person.ethnicity)),
        ("civil_status", plain(&person.civil_status)),
        ("occupation", plain(&person.occupation)),
        ("health", plain(&person.health)),
        ("description", plain(&person.description)),
    ];
    // Consent is ours to know, not a report's to tell: it has no source.
    let consent = person.consent.as_ref().map(|consent| html! { (cx.label("consent", consent)) });
    let more = html! {
        (rest::fields(cx, &dossier.record, &dossier.labels, sources, PLACED))
        (rest::identifiers(cx, dossier))
    };
    html! {
        @if consent.is_some() || !more.0.is_empty() || stated.iter().any(|(_, value)| value.is_some()) {
            h2 { (cx.text("facts")) }
            dl class="facts" {
                @for (field, value) in &stated {
                    @if let Some(value) = value {
                        (fact(&cx.label("field", field), &[html! { (value) (sources.of_fact(cx, id, field)) }]))
                    }
                }
                @if let Some(consent) = consent { (fact(&cx.label("field", "consent"), &[consent])) }
                (more)
            }
        }
    }
}

fn incidents(cx: &PageContext<'_>, dossier: &Dossier<Person>, sources: &Sources<'_>) -> Markup {
    let mut by_incident: BTreeMap<_, Vec<&Record<Participation>>> = BTreeMap::new();
    for participation in &dossier.participations {
        let Some(incident) = participation.fields.incident.and_then(|id| dossier.incidents.get(&id)) else { continue };
        let day = incident.fields.date.as_ref().and_then(Edtf::sort_day);
        by_incident
            .entry((day.is_none(), day, incident.fields.day_seq, incident.id()))
            .or_default()
            .push(participation);
    }
    let role = |participation: &Record<Participation>| {
        let Participation { role, act, certainty, note, .. } = &participation.fields;
        let what = html! { (cx.term(role)) @if let Some(act) = act { ", " (cx.term(act)) } };
        html! {
            span class="ui" { (with_certainty(cx, certainty, &what)) @if let Some(note) = note { ", " (note) } }
            (sources.of(cx, participation.id()))
            (rest::row(cx, participation, &dossier.labels, sources, participation::SHOWN))
        }
    };
    html! {
        @if !by_incident.is_empty() {
            h2 {
                (cx.text("incidents"))
                a href={ "/timeline?person=" (dossier.record.header.reference) } { (cx.text("timeline-of-person")) }
            }
            dl class="facts" {
                @for ((.., id), participations) in &by_incident {
                    @if let Some(incident) = dossier.incidents.get(id) {
                        div {
                            dt { (date(cx, incident.fields.date.as_ref(), &incident.fields.date_basis, incident.fields.date_part.as_deref())) }
                            dd {
                                @if let Some(title) = link_to(&dossier.labels, Some(*id)) { (title) }
                                @for participation in participations { " " (role(participation)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Each report once, with where in it: those that support a fact and those that only spell a name.
fn reports(cx: &PageContext<'_>, dossier: &Dossier<Person>) -> Markup {
    let mut cited: BTreeMap<RecordId, Vec<&Citation>> = BTreeMap::new();
    for citation in &dossier.citations {
        cited.entry(citation.report_id).or_default().push(citation);
    }
    let spelling: BTreeMap<RecordId, &Label> = dossier
        .names
        .iter()
        .filter_map(|name| dossier.labels.get(&name.report?))
        .filter(|report| !cited.contains_key(&report.id))
        .map(|report| (report.id, report))
        .collect();
    html! {
        @if !cited.is_empty() || !spelling.is_empty() {
            h2 { (cx.text("reports-that-mention")) }
            ul class="list" {
                @for citations in cited.values() {
                    @if let Some(first) = citations.first() {
                        li {
                            (link(&first.report.label))
                            span class="meta" {
                                @if let Some(source) = &first.report.source { (source.name) " · " }
                                (paragraphs(cx, citations))
                            }
                        }
                    }
                }
                @for report in spelling.values() { li { (link(report)) span class="meta" { (cx.text("spelling-only")) } } }
            }
        }
    }
}

/// "¶ 3, 5, 8", "p. 12", or that the place in the report is not given.
fn paragraphs(cx: &PageContext<'_>, citations: &[&Citation]) -> String {
    let paragraphs: BTreeSet<i64> = citations.iter().filter_map(|citation| citation.paragraph).collect();
    let pages: BTreeSet<&String> = citations.iter().filter_map(|citation| citation.page.as_ref()).collect();
    let mut places = Vec::new();
    if !pages.is_empty() {
        places.push(format!(
            "{} {}",
            cx.text("page-abbreviated"),
            Vec::from_iter(pages.into_iter().map(String::as_str)).join(", ")
        ));
    }
    if !paragraphs.is_empty() {
        places.push(format!("¶ {}", Vec::from_iter(paragraphs.iter().map(i64::to_string)).join(", ")));
    }
    if places.is_empty() { cx.text("no-paragraph").into_owned() } else { places.join(" · ") }
}
