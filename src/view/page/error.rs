//! When something went wrong: a plain sentence, and where to go on.

use maud::{Markup, html};

use crate::error::Message;
use crate::locale;
use crate::view::PageContext;

pub fn error(cx: &PageContext<'_>, status: u16, say: &Message) -> Markup {
    html! {
        div class="narrow" {
            p class="hd" { b { (cx.text("error-title")) } span { (status) } }
            h1 { (locale::say(cx.lang, say)) }
            p class="lede" { (cx.text(next_step(status))) }
            ul class="list" {
                @if cx.account.is_some() {
                    li { a href="/" { (cx.text("nav-desk")) } }
                    li { a href="/timeline" { (cx.text("nav-timeline")) } }
                    li { a href="/held" { (cx.text("nav-held")) } }
                } @else {
                    li { a href="/signin" { (cx.text("sign-in")) } }
                }
            }
        }
    }
}

fn next_step(status: u16) -> &'static str {
    match status {
        404 => "next-not-found",
        403 => "next-forbidden",
        400 | 405 | 408 | 413 | 421 | 422 => "next-bad-request",
        _ => "next-internal",
    }
}
