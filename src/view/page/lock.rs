//! After everything was locked: what that means, and the way back.

use maud::{Markup, html};

use crate::view::Reader;

/// The answer of every address of a locked case file.
pub fn locked(reader: &Reader<'_>, opens_by_passphrase: bool) -> Markup {
    html! {
        div class="narrow" {
            h1 { (reader.t("err-locked")) }
            p class="lede" { (reader.t("locked-lede")) }
            @if opens_by_passphrase {
                div class="acts" { a class="btn go" href="/unlock" { (reader.t("unlock-title")) } }
            } @else {
                p { (reader.t("locked-start-again")) }
                p class="note" { (reader.t("locked-little")) }
            }
        }
    }
}

/// The passphrase of the case file. `wait`: seconds until the next try.
pub fn unlock(reader: &Reader<'_>, wrong: bool, wait: i64) -> Markup {
    html! {
        div class="narrow" {
            h1 { (reader.t("unlock-title")) }
            p class="lede" { (reader.t("locked-lede")) }
            @if wrong || wait > 0 {
                div class="alert" role="alert" {
                    @if wrong { p { (reader.t("unlock-wrong")) } }
                    @if wait > 0 { p { (reader.tw("unlock-wait", &[("n", wait.into())])) } }
                }
            }
            form method="post" action="/unlock" {
                div class="f" {
                    label for="passphrase" { (reader.t("unlock-passphrase")) }
                    p class="hint" id="passphrase-h" { (reader.t("unlock-hint")) }
                    input id="passphrase" name="passphrase" type="password" autocomplete="off" required
                        aria-invalid=[wrong.then_some("true")] aria-describedby="passphrase-h";
                }
                div class="acts" { button class="btn go" { (reader.t("unlock-do")) } }
            }
        }
    }
}
