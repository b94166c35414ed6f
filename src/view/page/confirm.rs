//! One's own password once more, before a step that asks for it.

use maud::{Markup, html};

use crate::error::FieldError;
use crate::view::PageContext;
use crate::view::kit::form::{alert, password};
use crate::view::layout::csrf;
use crate::view::page::keys::{NEW_PASSPHRASE, PASSPHRASE_AGAIN, RECOVERY_CODE};

/// The field of the password. What was typed elsewhere goes along unseen.
pub const OWN_PASSWORD: &str = "own_password";
/// Fields that no page repeats, unseen or not: they are typed again.
const SECRETS: [&str; 3] = [NEW_PASSPHRASE, PASSPHRASE_AGAIN, RECOVERY_CODE];

/// What the page itself sends.
const FIELDS: [&str; 3] = ["csrf", "user", OWN_PASSWORD];

pub struct Confirm<'a> {
    pub action: &'a str,
    pub login: &'a str,
    /// What is sent along as it came.
    pub form: &'a [(String, String)],
    /// Where to go instead.
    pub leave: &'a str,
}

pub fn confirm(cx: &PageContext<'_>, confirm: &Confirm<'_>, errors: &[FieldError]) -> Markup {
    html! {
        div class="narrow" {
            h1 { (cx.text("confirm-title")) }
            p class="lede" { (cx.text("confirm-lede")) }
            (alert(cx, errors))
            form method="post" action=(confirm.action) {
                (csrf(cx))
                @for (name, value) in confirm.form.iter().filter(|(name, _)| is_repeated(name)) {
                    input type="hidden" name=(name) value=(value);
                }
                input type="hidden" name="user" autocomplete="username" value=(confirm.login);
                (password(cx, OWN_PASSWORD, "password", "current-password", errors))
                div class="acts" {
                    button class="btn go" { (cx.text("confirm-do")) }
                    a class="btn low" href=(confirm.leave) { (cx.text("confirm-leave")) }
                }
            }
        }
    }
}

fn is_repeated(name: &str) -> bool {
    !FIELDS.contains(&name) && !SECRETS.contains(&name)
}
