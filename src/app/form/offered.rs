//! What a form offers instead of what was typed: the words of the report, the date that may be meant.

use crate::domain::form_data::FormData;
use crate::domain::position::{self, Axis, Coordinates};

/// Takes what a form offers for a field: `FIELD`, `FIELD.nearest` or `FIELD.other`.
pub fn take_offered(typed: &mut FormData, used: &str) {
    let (field, part) = match used.rsplit_once('.') {
        Some((field, part @ ("nearest" | "other"))) => (field, part),
        _ => (used, "nearest"),
    };
    let offered = typed.get(&format!("{field}.{part}")).to_owned();
    // A pair fills both fields: what stands in the other one is what it is offered instead of.
    let axes = [Axis::Latitude, Axis::Longitude];
    if let Some(axis) = axes.into_iter().find(|axis| field.rsplit('.').next() == Some(axis.field()))
        && matches!(position::read(axis, &offered), Ok(Coordinates::Both(_)))
    {
        let under = field.strip_suffix(axis.field()).unwrap_or_default();
        typed.set(&format!("{under}{}", axis.other().field()), "");
    }
    typed.set(field, offered);
    let under = format!("{field}_");
    let beside: Vec<(String, String)> = typed
        .pairs()
        .iter()
        .filter_map(|(name, value)| Some((name.strip_suffix(".nearest")?.to_owned(), value.clone())))
        .filter(|(name, _)| name.starts_with(&under) && typed.has(name))
        .collect();
    for (name, value) in beside {
        typed.set(&name, value);
    }
    keep_words(typed, field);
}

/// Words that say more than the date that was taken stay in the note beside it, or else in the comment.
fn keep_words(typed: &mut FormData, field: &str) {
    let said = typed.get(&format!("{field}.said")).trim().to_owned();
    let (under, name) = field.rsplit_once('.').map_or(("", field), |(under, name)| (under, name));
    let dot = if under.is_empty() { "" } else { "." };
    let stem = name.strip_suffix("_date").unwrap_or(name);
    let notes = ["time_note".to_owned(), format!("{stem}_note"), "note".to_owned()];
    let beside = notes.into_iter().map(|note| format!("{under}{dot}{note}"));
    let note = beside.chain(["comment".to_owned()]).find(|note| typed.has(note));
    if let Some(note) = note.filter(|_| !said.is_empty()) {
        let before = typed.get(&note).trim().to_owned();
        if !before.contains(&said) {
            typed.set(&note, if before.is_empty() { said } else { format!("{before}; {said}") });
        }
    }
    typed.remove(&format!("{field}.said"));
}
