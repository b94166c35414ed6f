//! One's own password once more, before a change of accounts is made.

use maud::{Markup, html};

use crate::error::FieldError;
use crate::view::Reader;
use crate::view::kit::form::{alert, password};
use crate::view::layout::csrf;
use crate::view::page::keys::{NEW_PASSPHRASE, PASSPHRASE_AGAIN, RECOVERY_CODE};

/// The field of the password. What was typed elsewhere goes along unseen.
pub const OWN_PASSWORD: &str = "own_password";
/// Fields that no page repeats, unseen or not: they are typed again.
const SECRETS: [&str; 3] = [NEW_PASSPHRASE, PASSPHRASE_AGAIN, RECOVERY_CODE];

pub fn confirm(
    reader: &Reader<'_>,
    action: &str,
    login: &str,
    form: &[(String, String)],
    errors: &[FieldError],
) -> Markup {
    html! {
        div class="narrow" {
            h1 { (reader.t("confirm-title")) }
            p class="lede" { (reader.t("confirm-lede")) }
            (alert(reader, errors))
            form method="post" action=(action) {
                (csrf(reader))
                @for (name, value) in form.iter().filter(|(name, _)| is_repeated(name)) {
                    input type="hidden" name=(name) value=(value);
                }
                input type="hidden" name="user" autocomplete="username" value=(login);
                (password(reader, OWN_PASSWORD, "password", "current-password", errors))
                div class="acts" {
                    button class="btn go" { (reader.t("confirm-do")) }
                    a class="btn low" href=(if action.starts_with("/keys") { "/keys" } else { "/accounts" }) { (reader.t("confirm-leave")) }
                }
            }
        }
    }
}

fn is_repeated(name: &str) -> bool {
    name != "csrf" && name != OWN_PASSWORD && !SECRETS.contains(&name)
}
