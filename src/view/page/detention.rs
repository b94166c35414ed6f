//! A custody episode: who was taken, how, what became of it step by step, and who says so.

use maud::{Markup, html};

use crate::domain::custody::Episode;
use crate::domain::kind::Detention;
use crate::domain::kind::Kind;
use crate::pages::actions::AvailableActions;
use crate::pages::dossier::Dossier;
use crate::view::PageContext;
use crate::view::kit::bars::bars;
use crate::view::kit::rest::{self, rest};
use crate::view::kit::source::Sources;
use crate::view::kit::{comment, custody, fact, figure, head_line, link_to, name_link, record_links};

pub fn detention(cx: &PageContext<'_>, dossier: &Dossier<Detention>, offered: &AvailableActions) -> Markup {
    let sources = Sources::new(&dossier.citations);
    let header = &dossier.record.header;
    let person = dossier.record.fields.person.and_then(|person| dossier.labels.get(&person));
    html! {
        div class="two" {
            div {
                (head_line(cx, header, &html! {}))
                h1 { (cx.label("kind", "detention")) @if let Some(person) = person { ": " (name_link(person)) } }
                (sources.whole(cx, header))
                (comment(cx, header))
                @for episode in &dossier.episodes {
                    h2 { (cx.text("custody-status")) a href="/held" { (cx.text("nav-held")) } }
                    (custody::standing(cx, episode, &dossier.labels, &sources))
                }
                div class="acts" {
                    @for episode in &dossier.episodes { (custody::further(cx, episode)) }
                    (record_links(cx, header, offered))
                }
                (facts(cx, dossier, &sources))
                @for episode in &dossier.episodes { (steps(cx, episode, dossier, &sources)) }
                (rest(cx, dossier, &sources, &[Kind::Figure]))
            }
            (sources.panel(cx))
        }
    }
}

fn facts(cx: &PageContext<'_>, dossier: &Dossier<Detention>, sources: &Sources<'_>) -> Markup {
    let (id, detention) = (dossier.record.id(), &dossier.record.fields);
    let person = link_to(&dossier.labels, detention.person)
        .map(|person| html! { (person) (sources.of_field(cx, id, "person")) });
    html! {
        h2 { (cx.text("facts")) }
        dl class="facts" {
            (fact(&cx.text("person-or-group"), &person.into_iter().collect::<Vec<_>>()))
            @for episode in &dossier.episodes {
                @if episode.start().is_none() {
                    (fact(&cx.text("taken"), &[html! { span class="meta" { (cx.text("date-not-stated")) } }]))
                }
                (custody::circumstances(cx, episode, &dossier.labels, sources))
            }
            (rest::identifiers(cx, dossier))
            (figure::figures(cx, id, &dossier.figures, &dossier.labels, sources, &dossier.citations))
        }
        @for episode in &dossier.episodes { (custody::unmentioned(cx, episode, sources)) }
    }
}

fn steps(cx: &PageContext<'_>, episode: &Episode, dossier: &Dossier<Detention>, sources: &Sources<'_>) -> Markup {
    html! {
        h2 { (cx.text("custody")) }
        (bars(cx, std::slice::from_ref(episode), sources))
        (custody::steps(cx, episode, &dossier.labels, sources))
    }
}
