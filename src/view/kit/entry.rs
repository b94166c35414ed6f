//! One line of the timeline, with its sources in the margin.

use maud::{Markup, html};

use super::source::Sources;
use super::{date, figure, link, name_link, sentence, with_certainty};
use crate::domain::citation::Citation;
use crate::domain::timeline::{Doubts, Entry, Party, Step, What};
use crate::locale::words;
use crate::view::PageContext;

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
pub fn entry(cx: &PageContext<'_>, entry: &Entry, offset: usize, with_date: bool) -> Markup {
    let citations = shown(entry);
    let sources = Sources::starting_at(offset, &citations);
    let label = cx.text_with("sources-of", &[("ref", entry.label.reference.as_str().into())]);
    html! {
        div class="ev" {
            @match &entry.what {
                What::Incident { time_note, .. } => div {
                    p class="k" {
                        @if with_date { (date::date_fact(cx, &entry.date)) " · " }
                        (cx.term(&entry.r#type)) (sources.of_field(cx, entry.label.id, "type"))
                        (sources.of_field(cx, entry.label.id, "date")) " · "
                        (place(cx, entry)) (sources.of_field(cx, entry.label.id, "place"))
                        @if let Some(note) = time_note { ", " (note) (sources.of_field(cx, entry.label.id, "time_note")) }
                        // What supports the whole stands with its ref, not with a value.
                        " · " span class="ref" { (entry.label.reference) } (sources.of(cx, entry.label.id))
                        (doubts(cx, entry.doubts_of_line()))
                    }
                    h4 { (name_link(&entry.label)) }
                    @if !entry.figures.is_empty() { p { (figure::inline(cx, &entry.figures, &sources, &citations)) } }
                    (parties(cx, entry))
                },
                What::Custody(step) => div class="cust" {
                    p class="k" {
                        @if with_date { (date::date_fact(cx, &entry.date)) " · " }
                        b { (cx.text("custody")) } " · " (place(cx, entry))
                        @if let Some(incident) = &step.incident { " · " (cx.text("of-incident")) " " (name_link(incident)) }
                        " · " span class="ref" { (entry.label.reference) }
                        (doubts(cx, entry.doubts_of_line()))
                    }
                    p {
                        (sentence(cx, &entry.people.iter().map(|party| person(cx, entry, party)).collect::<Vec<_>>()))
                        ": " (said(cx, entry)) (sources.all_of(cx, entry.label.id))
                    }
                    @if let Some(note) = &step.note { p class="meta" { (note) } }
                    @if entry.members.len() > 1 { (members(cx, entry)) }
                },
            }
            (sources.margin(cx, &label))
        }
    }
}

fn place(cx: &PageContext<'_>, entry: &Entry) -> Markup {
    html! {
        @match &entry.place {
            None => (cx.text("place-unknown")),
            Some(place) => {
                @if entry.place_basis == "stated" { (name_link(place)) }
                @else { span class="inf" { (name_link(place)) } " " span class="w" { (cx.label("place-basis", &entry.place_basis)) } }
                @if let Some(key) = entry.place_of.message() { " " span class="w" { (cx.text(key)) } }
                // The nearest place around a site says which city it is in.
                @if let Some(around) = entry.place_path.last().filter(|around| !place.shown().contains(around.shown())) { ", " (around.shown()) }
            }
        }
    }
}

/// What speaks against a line or a part of it.
fn doubts(cx: &PageContext<'_>, doubts: Doubts) -> Markup {
    html! { @for key in doubts.messages() { " " span class="stamp" { (cx.text(key)) } } }
}

/// Somebody of a line of several people. What speaks against the step of one of them alone is said of that one.
fn person(cx: &PageContext<'_>, entry: &Entry, party: &Party) -> Markup {
    html! {
        (name_link(&party.who))
        @if entry.members.len() > 1 { (doubts(cx, Doubts { contradicted: false, ..entry.doubts(party.said_by) })) }
    }
}

/// Who took part, role by role.
fn parties(cx: &PageContext<'_>, entry: &Entry) -> Markup {
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
            (with_certainty(cx, &party.certainty, &name_link(&party.who)))
            (doubts(cx, entry.doubts(party.said_by)))
            @if !party.cited { " " (super::source::uncited(cx)) }
        }
    };
    html! {
        @if !by_role.is_empty() {
            p class="meta" {
                @for (index, (role, parties)) in by_role.iter().enumerate() {
                    @if index > 0 { " · " }
                    (cx.term(role)) ": " (sentence(cx, &parties.iter().map(|p| party(p)).collect::<Vec<_>>()))
                }
            }
        }
    }
}

/// What a custody line says: the step, its length or fine, the status after it, in the strength it is given.
fn said(cx: &PageContext<'_>, entry: &Entry) -> Markup {
    let What::Custody(step) = &entry.what else { return html! {} };
    let Step { status, certainty, law, article, verdict, sentence, fine, .. } = &**step;
    let mut parts = vec![cx.term(&entry.r#type).to_owned()];
    parts.extend(sentence.as_deref().map(|said| words::sentence(cx.lang, said)));
    if let Some((amount, currency)) = fine {
        parts.push(
            cx.text_with("fine-of", &[("amount", (*amount).into()), ("currency", currency.as_str().into())])
                .into_owned(),
        );
    }
    parts.extend([law, article, verdict].into_iter().flatten().cloned());
    let step = html! { (parts.join(", ")) };
    html! {
        (with_certainty(cx, certainty, &step))
        @if let Some(status) = status { " · " (cx.text("status-after-step")) " " (cx.label("status", status.code())) }
    }
}

/// The steps that one line stands for.
fn members(cx: &PageContext<'_>, entry: &Entry) -> Markup {
    html! {
        details {
            summary { (cx.text_with("show-steps", &[("n", entry.members.len().into())])) }
            ul class="list" {
                @for (member, party) in entry.members.iter().zip(&entry.people) {
                    li { (link(&party.who)) ", " (cx.term(&entry.r#type)) " " span class="ref" { (member.reference) } }
                }
            }
        }
    }
}
