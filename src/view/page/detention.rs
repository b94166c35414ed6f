//! A custody episode: who was taken, how, what became of it step by step, and who says so.

use maud::{Markup, html};

use crate::domain::custody::Episode;
use crate::domain::dossier::Dossier;
use crate::domain::kind::Kind;
use crate::domain::offer::Offered;
use crate::domain::records::Detention;
use crate::view::Reader;
use crate::view::kit::bars::bars;
use crate::view::kit::rest::{self, rest};
use crate::view::kit::source::Sources;
use crate::view::kit::{comment, custody, fact, figure, head_line, link_to, name_link, record_links};

pub fn detention(reader: &Reader<'_>, dossier: &Dossier<Detention>, offered: &Offered) -> Markup {
    let sources = Sources::new(&dossier.citations);
    let header = &dossier.record.header;
    let person = dossier.record.fields.person.and_then(|person| dossier.labels.get(&person));
    html! {
        div class="two" {
            div {
                (head_line(reader, header, &html! {}))
                h1 { (reader.word("kind", "detention")) @if let Some(person) = person { ": " (name_link(person)) } }
                (comment(reader, header))
                @for episode in &dossier.episodes {
                    h2 { (reader.t("custody-status")) a href="/held" { (reader.t("nav-held")) } }
                    (custody::standing(reader, episode, &dossier.labels, &sources))
                }
                div class="acts" {
                    @for episode in &dossier.episodes { (custody::further(reader, episode)) }
                    (record_links(reader, header, offered))
                }
                (facts(reader, dossier, &sources))
                @for episode in &dossier.episodes { (steps(reader, episode, dossier, &sources)) }
                (rest(reader, dossier, &sources, &[Kind::Figure]))
            }
            (sources.panel(reader))
        }
    }
}

fn facts(reader: &Reader<'_>, dossier: &Dossier<Detention>, sources: &Sources<'_>) -> Markup {
    let (id, detention) = (dossier.record.id(), &dossier.record.fields);
    let person = link_to(&dossier.labels, detention.person).map(|person| html! { (person) (sources.of(reader, id)) });
    html! {
        h2 { (reader.t("facts")) }
        dl class="facts" {
            (fact(&reader.t("person-or-group"), &person.into_iter().collect::<Vec<_>>()))
            @if detention.start.is_none() {
                (fact(&reader.t("taken"), &[html! { span class="meta" { (reader.t("date-not-stated")) } }]))
            }
            (custody::circumstances(reader, &dossier.record, &dossier.labels, sources))
            (rest::identifiers(reader, &dossier.external_ids))
            (figure::figures(reader, id, &dossier.figures, &dossier.labels, sources, &dossier.citations))
        }
        @for episode in &dossier.episodes { (custody::unmentioned(reader, episode)) }
    }
}

fn steps(reader: &Reader<'_>, episode: &Episode, dossier: &Dossier<Detention>, sources: &Sources<'_>) -> Markup {
    html! {
        h2 { (reader.t("custody")) }
        (bars(reader, std::slice::from_ref(episode), sources))
        (custody::steps(reader, episode, &dossier.labels, sources))
    }
}
