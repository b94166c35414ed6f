//! When something went wrong: a plain sentence, and where to go on.

use maud::{Markup, html};

use crate::error::Say;
use crate::locale;
use crate::view::Reader;

pub fn error(reader: &Reader<'_>, status: u16, say: &Say) -> Markup {
    html! {
        div class="narrow" {
            p class="hd" { b { (reader.t("error-title")) } span { (status) } }
            h1 { (locale::say(reader.lang, say)) }
            p class="lede" { (reader.t(next_step(status))) }
            ul class="list" {
                @if reader.account.is_some() {
                    li { a href="/" { (reader.t("nav-desk")) } }
                    li { a href="/timeline" { (reader.t("nav-timeline")) } }
                    li { a href="/held" { (reader.t("nav-held")) } }
                } @else {
                    li { a href="/signin" { (reader.t("sign-in")) } }
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
