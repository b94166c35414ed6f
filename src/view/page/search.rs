//! The page of a search: records that are called so, and texts with the words.

use std::collections::HashMap;

use maud::{Markup, html};

use crate::domain::custody::current;
use crate::domain::kind::Kind;
use crate::domain::name::matching::{Letters, Match};
use crate::domain::query::Question;
use crate::domain::query::kept::Shows;
use crate::domain::query::question::TEXT;
use crate::domain::record::RecordId;
use crate::domain::words::excerpt::Excerpt;
use crate::pages::search::{KnownPerson, SearchPage, TextHit};
use crate::view::PageContext;
use crate::view::kit::custody;
use crate::view::kit::name_link;
use crate::view::kit::summary::described;
use crate::view::layout::csrf;
use crate::view::page::kept::keep;

pub fn search(cx: &PageContext<'_>, page: &SearchPage) -> Markup {
    let nothing = page.named.is_empty() && page.texts.is_empty();
    html! {
        h1 { (cx.text("search-title")) }
        (form(cx, page))
        @if !page.typed.is_empty() {
            @if page.letters == Letters::AsTyped { p class="meta" { (cx.text("search-is-as-typed")) } }
            @if nothing { p class="lede" { (cx.text(page.no_words.unwrap_or("search-nothing"))) } }
            @for (kind, matches) in &page.named { (named(cx, *kind, matches, &page.people)) }
            @if !page.texts.is_empty() { (texts(cx, page)) }
            (keep(cx, Shows::Search(page.letters), &Question::default().with(TEXT, &page.typed)))
        }
    }
}

/// The field, with what was typed, and what can be typed.
fn form(cx: &PageContext<'_>, page: &SearchPage) -> Markup {
    html! {
        form method="post" action="/search" class="look" {
            (csrf(cx))
            label class="vh" for="search" { (cx.text("search-for")) }
            div class="seek" {
                input id="search" type="search" name="q" value=(page.typed) maxlength="2000" autocomplete="off" spellcheck="false" aria-describedby="search-hint";
                button { (cx.text("search-do")) }
            }
            p class="hint" id="search-hint" { (cx.text("search-hint")) }
            label class="ch" {
                input type="checkbox" name="letters" value=(Letters::AsTyped.code()) checked[page.letters == Letters::AsTyped];
                " " span { (cx.text("search-as-typed")) }
            }
        }
    }
}

fn named(cx: &PageContext<'_>, kind: Kind, matches: &[Match], people: &HashMap<RecordId, KnownPerson>) -> Markup {
    html! {
        section aria-labelledby={ "found-" (kind.table()) } {
            h2 id={ "found-" (kind.table()) } { (cx.label("found", kind.table())) }
            ul class="list" {
                @for found in matches {
                    li {
                        (name_link(&found.label)) " " span class="ref" { (found.label.reference) }
                        @if let Some(context) = &found.context { " " span class="meta" { (context) } }
                        " " span class="meta" {
                            (cx.label("match", found.why.code()))
                            @if let Some(spelled) = &found.spelled { ": " (spelled) }
                        }
                        @if let Some(known) = people.get(&found.label.id) { (person(cx, known)) }
                    }
                }
            }
        }
    }
}

/// What tells somebody from namesakes: how much there is, and the last word on his or her custody.
fn person(cx: &PageContext<'_>, known: &KnownPerson) -> Markup {
    let current = current(&known.episodes, cx.on);
    html! {
        span class="meta" {
            @if known.incidents > 0 { (cx.text_with("place-incidents", &[("n", known.incidents.into())])) }
            @if known.incidents > 0 && !known.episodes.is_empty() { " · " }
            @if !known.episodes.is_empty() {
                (cx.text_with("found-detentions", &[("n", known.episodes.len().into())]))
            }
            @if let Some((episode, step)) = current.and_then(|episode| Some((episode, episode.status_event(cx.on)?))) {
                ": " (custody::latest(cx, episode)) ", " (custody::as_of(cx, &step.fields))
            }
        }
    }
}

fn texts(cx: &PageContext<'_>, page: &SearchPage) -> Markup {
    html! {
        section aria-labelledby="found-texts" {
            h2 id="found-texts" { (cx.text_with("found-texts", &[("n", page.texts_in_all.into())])) }
            @if page.texts.len() < page.texts_in_all {
                p class="meta" { (cx.text_with("found-best", &[("n", page.texts.len().into())])) }
            }
            @if page.lines > 0 {
                p { a href=(page.timeline) { (cx.text_with("found-lines", &[("n", page.lines.into())])) } }
            }
            ul class="list" { @for hit in &page.texts { (text(cx, hit)) } }
        }
    }
}

fn text(cx: &PageContext<'_>, hit: &TextHit) -> Markup {
    html! {
        li {
            span class="meta" { (cx.label("kind", hit.record.kind.table())) } " "
            (described(cx, &hit.record))
            @if !hit.excerpt.parts.is_empty() { (excerpt(&hit.excerpt)) }
        }
    }
}

/// Words of a text as they stand there, with what was looked for marked.
fn excerpt(excerpt: &Excerpt) -> Markup {
    html! {
        p class="said" {
            @if excerpt.from_inside { "… " }
            @for (text, found) in &excerpt.parts { @if *found { mark { (text) } } @else { (text) } }
            @if excerpt.goes_on { " …" }
        }
    }
}
