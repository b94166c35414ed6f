//! After everything was locked: what that means, and the way back.

use maud::{Markup, html};

use crate::view::PageContext;

/// The answer of every address of a locked case file.
pub fn locked(cx: &PageContext<'_>, opens_by_passphrase: bool) -> Markup {
    html! {
        div class="narrow" {
            h1 { (cx.text("err-locked")) }
            p class="lede" { (cx.text("locked-lede")) }
            @if opens_by_passphrase {
                div class="acts" { a class="btn go" href="/unlock" { (cx.text("unlock-title")) } }
            } @else {
                p { (cx.text("locked-start-again")) }
                p class="note" { (cx.text("locked-little")) }
            }
        }
    }
}

/// The passphrase of the case file. `wait`: seconds until the next try.
pub fn unlock(cx: &PageContext<'_>, wrong: bool, wait: i64) -> Markup {
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
