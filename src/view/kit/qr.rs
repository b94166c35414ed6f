//! A text as a picture that a telephone reads (QR code).

use std::fmt::Write;

use maud::{Markup, html};
use qrcode::{Color, QrCode};

/// Empty squares around the code, which readers need.
const MARGIN: usize = 4;

/// The picture, dark on light in any colour scheme; nothing for a text that is too long for one.
pub fn qr(text: &str, label: &str) -> Markup {
    let Ok(code) = QrCode::new(text) else { return html! {} };
    let width = code.width();
    let mut dark = String::new();
    for (index, _) in code.to_colors().iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
        // Writing to a text does not fail.
        let _ = write!(dark, "M{} {}h1v1h-1z", index % width + MARGIN, index / width + MARGIN);
    }
    let side = width + 2 * MARGIN;
    html! {
        svg class="qr" width="240" height="240" viewBox={ "0 0 " (side) " " (side) } role="img" aria-label=(label) {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(dark) fill="#000" shape-rendering="crispEdges" {}
        }
    }
}
