//! After everything was locked: what that means, and the way back.

use maud::{Markup, html};

use crate::view::PageContext;

/// The answer of every address of a locked case file, with the address where a passphrase opens it, if one does.
pub fn locked(cx: &PageContext<'_>, opened_at: Option<String>) -> Markup {
    html! {
        div class="narrow" {
            h1 { (cx.text("err-locked")) }
            p class="lede" { (cx.text("locked-lede")) }
            @if let Some(address) = opened_at {
                div class="acts" { a class="btn go" href=(address) { (cx.text("unlock-title")) } }
            } @else {
                p { (cx.text("locked-start-again")) }
                p class="note" { (cx.text("locked-little")) }
            }
        }
    }
}

/// The passphrase of the case file. `wait`: seconds until the next try; `back`: the page that was asked for.
pub fn unlock(cx: &PageContext<'_>, wrong: bool, wait: i64, back: Option<&str>) -> Markup {
    html! {
        div class="narrow" {
            h1 { (cx.text("unlock-title")) }
            p class="lede" { (cx.text("locked-lede")) }
            @if wrong || wait > 0 {
                div class="alert" role="alert" {
                    @if wrong { p { (cx.text("unlock-wrong")) } }
                    @if wait > 0 { p { (cx.text_with("unlock-wait", &[("n", wait.into())])) } }
                }
            }
            form method="post" action="/unlock" {
                @if let Some(back) = back { input type="hidden" name="back" value=(back); }
                div class="f" {
                    label for="passphrase" { (cx.text("unlock-passphrase")) }
                    p class="hint" id="passphrase-h" { (cx.text("unlock-hint")) }
                    input id="passphrase" name="passphrase" type="password" autocomplete="off" required
                        aria-invalid=[wrong.then_some("true")] aria-describedby="passphrase-h";
                }
                div class="acts" { button class="btn go" { (cx.text("unlock-do")) } }
            }
        }
    }
}
