//! One line of the timeline, with its sources in the margin.

use maud::{Markup, html};

use super::source::Sources;
use super::{date, figure, link, name_link, sentence, with_certainty};
use crate::domain::source::Citation;
use crate::domain::timeline::{Entry, Party, Step, What};
use crate::view::Reader;

/// The sources a line shows: those of the record itself and of its figures. Who took part, on whose word, is on
/// the record's page.
fn shown(entry: &Entry) -> Vec<Citation> {
    let of_line = |citation: &&Citation| {
        entry.members.iter().any(|member| member.id == citation.record)
            || entry.figures.iter().any(|(id, _)| *id == citation.record)
    };
    entry.citations.iter().filter(of_line).cloned().collect()
}

/// How many numbers a line uses.
pub fn source_count(entry: &Entry) -> usize {
    Sources::new(&shown(entry)).len()
}

/// A line. `offset` is how many source numbers came before it on the page; `with_date` prints the date in the
/// line, where no heading gives it.
pub fn entry(reader: &Reader<'_>, entry: &Entry, offset: usize, with_date: bool) -> Markup {
    let citations = shown(entry);
    let sources = Sources::starting_at(offset, &citations);
    let label = reader.tw("sources-of", &[("ref", entry.label.reference.as_str().into())]);
    html! {
        div class="ev" {
            @match &entry.what {
                What::Incident { time_note, .. } => div {
                    p class="k" {
                        @if with_date { (date::date_fact(reader, &entry.date)) " · " }
                        (reader.term(&entry.r#type))
                        (sources.of(reader, entry.label.id)) (sources.of_field(reader, entry.label.id, "date")) " · "
                        (place(reader, entry)) (sources.of_field(reader, entry.label.id, "place"))
                        @if let Some(note) = time_note { ", " (note) (sources.of_field(reader, entry.label.id, "time_note")) }
                        " · " span class="ref" { (entry.label.reference) }
                    }
                    h4 { (name_link(&entry.label)) }
                    @if !entry.figures.is_empty() { p { (figure::inline(reader, &entry.figures, &sources, &citations)) } }
                    (parties(reader, entry))
                },
                What::Custody(step) => div class="cust" {
                    p class="k" {
                        @if with_date { (date::date_fact(reader, &entry.date)) " · " }
                        b { (reader.t("custody")) } " · " (place(reader, entry))
                        @if let Some(incident) = &step.incident { " · " (reader.t("of-incident")) " " (name_link(incident)) }
                        " · " span class="ref" { (entry.label.reference) }
                    }
                    p {
                        (sentence(reader, &entry.people.iter().map(|party| name_link(&party.who)).collect::<Vec<_>>()))
                        ": " (said(reader, entry)) (sources.all_of(reader, entry.label.id))
                    }
                    @if let Some(note) = &step.note { p class="meta" { (note) } }
                    @if entry.members.len() > 1 { (members(reader, entry)) }
                },
            }
            (sources.margin(reader, &label))
        }
    }
}

fn place(reader: &Reader<'_>, entry: &Entry) -> Markup {
    html! {
        @match &entry.place {
            None => (reader.t("place-unknown")),
            Some(place) => {
                @if entry.place_basis == "stated" { (name_link(place)) }
                @else { span class="inf" { (name_link(place)) } " " span class="w" { (reader.word("place-basis", &entry.place_basis)) } }
                // The nearest place around a site says which city it is in.
                @if let Some(around) = entry.place_path.last().filter(|around| !place.name.contains(&around.name)) { ", " (around.name) }
            }
        }
    }
}

/// Who took part, role by role.
fn parties(reader: &Reader<'_>, entry: &Entry) -> Markup {
    let mut by_role: Vec<(&str, Vec<&Party>)> = Vec::new();
    for party in entry.people.iter().chain(&entry.organizations) {
        let role = party.role.as_deref().unwrap_or_default();
        match by_role.iter_mut().find(|(known, _)| *known == role) {
            Some((_, parties)) => parties.push(party),
            None => by_role.push((role, vec![party])),
        }
    }
    let party = |party: &Party| {
        html! {
            (with_certainty(reader, &party.certainty, &name_link(&party.who)))
            @if !party.cited { " " (super::source::uncited(reader)) }
        }
    };
    html! {
        @if !by_role.is_empty() {
            p class="meta" {
                @for (index, (role, parties)) in by_role.iter().enumerate() {
                    @if index > 0 { " · " }
                    (reader.term(role)) ": " (sentence(reader, &parties.iter().map(|p| party(p)).collect::<Vec<_>>()))
                }
            }
        }
    }
}

/// What a custody line says: the step, its length or fine, the status after it, in the strength it is given.
fn said(reader: &Reader<'_>, entry: &Entry) -> Markup {
    let What::Custody(step) = &entry.what else { return html! {} };
    let Step { status, certainty, law, article, verdict, sentence_days, fine, .. } = &**step;
    let mut parts = vec![reader.term(&entry.r#type).to_owned()];
    if let Some(days) = sentence_days {
        parts.push(reader.tw("days", &[("n", (*days).into())]).into_owned());
    }
    if let Some((amount, currency)) = fine {
        parts.push(
            reader.tw("fine-of", &[("amount", (*amount).into()), ("currency", currency.as_str().into())]).into_owned(),
        );
    }
    parts.extend([law, article, verdict].into_iter().flatten().cloned());
    let step = html! { (parts.join(", ")) };
    html! {
        (with_certainty(reader, certainty, &step))
        @if let Some(status) = status { " · " (reader.t("status-after-step")) " " (reader.word("status", status.code())) }
    }
}

/// The steps that one line stands for.
fn members(reader: &Reader<'_>, entry: &Entry) -> Markup {
    html! {
        details {
            summary { (reader.tw("show-steps", &[("n", entry.members.len().into())])) }
            ul class="list" {
                @for (member, party) in entry.members.iter().zip(&entry.people) {
                    li { (link(&party.who)) ", " (reader.term(&entry.r#type)) " " span class="ref" { (member.reference) } }
                }
            }
        }
    }
}
