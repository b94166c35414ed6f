//! What is served as it is: the style sheet and the script, under addresses that change with their content.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

use crate::crypto::hex;
use crate::error::{Error, Result};
use crate::view;
use crate::web::request::Request;
use crate::web::response::Response;

static STYLE: LazyLock<String> = LazyLock::new(|| lean(view::STYLE));
static SCRIPT: LazyLock<String> = LazyLock::new(|| lean(view::SCRIPT));
static STYLE_FILE: LazyLock<String> = LazyLock::new(|| named(&STYLE, "css"));
static SCRIPT_FILE: LazyLock<String> = LazyLock::new(|| named(&SCRIPT, "js"));

/// Without what only its authors read: indents, empty lines, and lines that are a comment. No text in it has several lines.
fn lean(content: &str) -> String {
    let is_comment = |line: &&str| line.starts_with("//") || line.starts_with("/*") && line.ends_with("*/");
    let lines = content.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.filter(|line| !is_comment(line)).flat_map(|line| [line, "\n"]).collect()
}

fn named(content: &str, ending: &str) -> String {
    // Twelve digits: enough to change with the content.
    let digest = hex::encode(&Sha256::digest(content.as_bytes()));
    format!("habeas-{digest:.12}.{ending}")
}

pub fn style_address() -> String {
    format!("/assets/{}", *STYLE_FILE)
}

pub fn script_address() -> String {
    format!("/assets/{}", *SCRIPT_FILE)
}

pub fn serve(request: &Request) -> Result<Response> {
    let (mime, text) = match request.parameter(0) {
        file if file == *STYLE_FILE => ("text/css; charset=utf-8", &STYLE),
        file if file == *SCRIPT_FILE => ("text/javascript; charset=utf-8", &SCRIPT),
        _ => return Err(Error::NotFound),
    };
    Ok(Response::text(200, mime, String::clone(text)).cacheable())
}

/// Browsers ask for an icon on their own; a picture would stand in the tab bar for all to see.
pub fn no_icon(_: &Request) -> Result<Response> {
    Ok(Response::text(204, "image/x-icon", String::new()).cacheable())
}
