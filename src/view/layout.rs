//! The frame around every page: head, masthead, main navigation, footer.

use maud::{DOCTYPE, Markup, html};

use super::PageContext;
use crate::domain::access::Right;
use crate::domain::lang::Lang;

/// The entries of the main navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nav {
    Desk,
    Timeline,
    Incidents,
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

const NAV: [(Nav, &str, &str); 9] = [
    (Nav::Desk, "/", "nav-desk"),
    (Nav::Timeline, "/timeline", "nav-timeline"),
    (Nav::Incidents, "/incidents", "incidents"),
    (Nav::Held, "/held", "nav-held"),
    (Nav::People, "/people", "nav-people"),
    (Nav::Places, "/places", "nav-places"),
    (Nav::Organizations, "/organizations", "nav-organizations"),
    (Nav::Reports, "/reports", "nav-reports"),
    (Nav::Sources, "/sources", "nav-sources"),
];

/// A whole page. `title` is a public ref or the name of the page, never the name of a person or place: it
/// ends up in the browser's history.
pub fn page(cx: &PageContext<'_>, title: &str, current: Nav, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(cx.lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · Habeas" }
                link rel="stylesheet" href=(cx.style);
                @if cx.account.is_some() { script src=(cx.script) defer {} }
            }
            body {
                a class="skip" href="#main" { (cx.text("skip-to-content")) }
                (masthead(cx, current))
                main id="main" class="wrap" {
                    (print_head(cx, title))
                    (content)
                }
                (footer(cx))
            }
        }
    }
}

/// What a sheet of paper says of itself, which has no frame and no address: file, page, day.
fn print_head(cx: &PageContext<'_>, title: &str) -> Markup {
    html! {
        @if cx.account.is_some() {
            p class="only-print meta" {
                "Habeas"
                @if !cx.case.is_empty() { " · " (cx.text_with("case-file", &[("title", cx.case.into())])) }
                " · " (title) " · " (cx.text_with("printed-on", &[("day", cx.today.words(cx.lang).into())]))
            }
        }
    }
}

fn masthead(cx: &PageContext<'_>, current: Nav) -> Markup {
    html! {
        header class="top" {
            @if let Some(account) = &cx.account {
                div class="mast" {
                    a class="brand" href="/" { "Habeas" }
                    div class="who" {
                        a href="/account" { (account.name) ", " (cx.label("role", account.role.code())) }
                        @if cx.may(Right::Administer) {
                            a href="/accounts" { (cx.text("accounts-title")) }
                            a href="/keys" { (cx.text("keys-title")) }
                        }
                        form method="post" action="/signout" {
                            (csrf(cx))
                            button { (cx.text("sign-out")) }
                        }
                        // One click, without asking back: it is for when somebody is at the door.
                        form method="post" action="/lock" data-lock {
                            (csrf(cx))
                            button class="lock" accesskey="l" title=(cx.text("lock-hint")) { (cx.text("lock-do")) }
                        }
                    }
                    form method="post" action="/search" class="seek" role="search" {
                        (csrf(cx))
                        label class="vh" for="seek" { (cx.text("search-for")) }
                        input id="seek" type="search" name="q" maxlength="2000" autocomplete="off" spellcheck="false"
                            placeholder=(cx.text("search-placeholder")) title=(cx.text("search-key"));
                        button { (cx.text("search-do")) }
                    }
                    nav aria-label=(cx.text("nav-main")) {
                        ul {
                            @for (nav, href, key) in NAV {
                                li { a href=(href) aria-current=[(nav == current).then_some("page")] { (cx.text(key)) } }
                            }
                            @if cx.may(Right::Create) {
                                li { a href="/new" aria-current=[(current == Nav::Log).then_some("page")] { (cx.text("nav-log")) } }
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

fn footer(cx: &PageContext<'_>) -> Markup {
    html! {
        footer class="bot" {
            div class="foot" {
                span {
                    "Habeas"
                    @if !cx.case.is_empty() { " · " (cx.text_with("case-file", &[("title", cx.case.into())])) }
                }
                @if cx.account.is_some() {
                    span {
                        (cx.text_with(
                            if cx.on_is_fixed { "dates-as-on" } else { "dates-as-of-today" },
                            &[("day", cx.on.words(cx.lang).into())],
                        ))
                    }
                } @else {
                    span { (cx.text("loads-nothing")) }
                }
                form method="post" action="/language" class="langs" {
                    (csrf(cx))
                    input type="hidden" name="back" value=(cx.address);
                    @for lang in Lang::ALL {
                        button name="lang" value=(lang.code()) lang=(lang.code()) class="fix"
                            aria-pressed=(if lang == cx.lang { "true" } else { "false" }) { (lang_name(lang)) }
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
pub fn csrf(cx: &PageContext<'_>) -> Markup {
    html! {
        @if let Some(account) = &cx.account {
            input type="hidden" name="csrf" value=(account.csrf);
        }
    }
}
