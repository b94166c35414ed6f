//! The frame around every page: head, masthead, main navigation, footer.

use maud::{DOCTYPE, Markup, html};

use super::Reader;
use crate::domain::access::Right;
use crate::domain::lang::Lang;

/// The entries of the main navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nav {
    Desk,
    Timeline,
    Held,
    People,
    Places,
    Organizations,
    Reports,
    Sources,
    /// Entering and changing records.
    Log,
    /// A page outside the navigation.
    None,
}

const NAV: [(Nav, &str, &str); 8] = [
    (Nav::Desk, "/", "nav-desk"),
    (Nav::Timeline, "/timeline", "nav-timeline"),
    (Nav::Held, "/held", "nav-held"),
    (Nav::People, "/people", "nav-people"),
    (Nav::Places, "/places", "nav-places"),
    (Nav::Organizations, "/organizations", "nav-organizations"),
    (Nav::Reports, "/reports", "nav-reports"),
    (Nav::Sources, "/sources", "nav-sources"),
];

/// A whole page. `title` is a public ref or the name of the page, never the name of a person or place: it
/// ends up in the browser's history.
pub fn page(reader: &Reader<'_>, title: &str, current: Nav, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(reader.lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · Habeas" }
                link rel="stylesheet" href=(reader.style);
                @if reader.account.is_some() { script src=(reader.script) defer {} }
            }
            body {
                a class="skip" href="#main" { (reader.t("skip-to-content")) }
                (masthead(reader, current))
                main id="main" class="wrap" { (content) }
                (footer(reader))
            }
        }
    }
}

fn masthead(reader: &Reader<'_>, current: Nav) -> Markup {
    html! {
        header class="top" {
            @if let Some(account) = &reader.account {
                div class="mast" {
                    a class="brand" href="/" { "Habeas" }
                    div class="who" {
                        a href="/account" { (account.name) ", " (reader.word("role", account.role.code())) }
                        @if reader.may(Right::Administer) {
                            a href="/accounts" { (reader.t("accounts-title")) }
                            a href="/keys" { (reader.t("keys-title")) }
                        }
                        form method="post" action="/signout" {
                            (csrf(reader))
                            button { (reader.t("sign-out")) }
                        }
                        // One click, without asking back: it is for when somebody is at the door.
                        form method="post" action="/lock" data-lock {
                            (csrf(reader))
                            button class="lock" accesskey="l" title=(reader.t("lock-hint")) { (reader.t("lock-do")) }
                        }
                    }
                    nav aria-label=(reader.t("nav-main")) {
                        ul {
                            @for (nav, href, key) in NAV {
                                li { a href=(href) aria-current=[(nav == current).then_some("page")] { (reader.t(key)) } }
                            }
                            @if reader.may(Right::Create) {
                                li { a href="/log" aria-current=[(current == Nav::Log).then_some("page")] { (reader.t("nav-log")) } }
                            }
                        }
                    }
                }
            } @else {
                div class="mast one" { a class="brand" href="/" { "Habeas" } }
            }
        }
    }
}

fn footer(reader: &Reader<'_>) -> Markup {
    html! {
        footer class="bot" {
            div class="foot" {
                span {
                    "Habeas"
                    @if !reader.case.is_empty() { " · " (reader.tw("case-file", &[("title", reader.case.into())])) }
                }
                @if reader.account.is_some() {
                    span {
                        (reader.tw(
                            if reader.on_is_fixed { "dates-as-on" } else { "dates-as-of-today" },
                            &[("day", reader.on.words(reader.lang).into())],
                        ))
                    }
                } @else {
                    span { (reader.t("loads-nothing")) }
                }
                form method="post" action="/language" class="langs" {
                    (csrf(reader))
                    input type="hidden" name="back" value=(reader.address);
                    @for lang in Lang::ALL {
                        button name="lang" value=(lang.code()) lang=(lang.code()) class="fix"
                            aria-pressed=(if lang == reader.lang { "true" } else { "false" }) { (lang_name(lang)) }
                        " "
                    }
                }
            }
        }
    }
}

/// A language by its own name.
pub fn lang_name(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "English",
        Lang::Ru => "Русский",
    }
}

/// The hidden field that proves that a form came from a page of this session.
pub fn csrf(reader: &Reader<'_>) -> Markup {
    html! {
        @if let Some(account) = &reader.account {
            input type="hidden" name="csrf" value=(account.csrf);
        }
    }
}
