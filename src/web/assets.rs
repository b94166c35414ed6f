//! What is served as it is: the style sheet, under an address that changes with its content.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

use super::call::Call;
use super::reply::Reply;
use crate::error::{Error, Result};
use crate::view::STYLE;

static STYLE_FILE: LazyLock<String> = LazyLock::new(|| {
    let digest = Sha256::digest(STYLE.as_bytes());
    let short: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("habeas-{short}.css")
});

pub fn style_address() -> String {
    format!("/assets/{}", *STYLE_FILE)
}

pub fn serve(call: &Call) -> Result<Reply> {
    if call.parameter(0) != *STYLE_FILE {
        return Err(Error::NotFound);
    }
    Ok(Reply::text(200, "text/css; charset=utf-8", STYLE.to_owned()).cacheable())
}

/// Browsers ask for an icon on their own; a picture would stand in the tab bar for all to see.
pub fn no_icon(_: &Call) -> Result<Reply> {
    Ok(Reply::text(204, "image/x-icon", String::new()).cacheable())
}
