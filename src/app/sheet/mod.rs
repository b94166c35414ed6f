//! Records through forms: what a form shows of a record, and the record made of what was typed.
//!
//! Driven by the descriptors in `domain::kind` and `domain::attached`: a new field or kind needs nothing here.

use crate::domain::kind::{Field, Kind, Target, Type};
use crate::domain::matching::{Match, Why};
use crate::domain::record::{Label, RecordKey};
use crate::domain::typed::Typed;
use crate::error::{Error, Result};
use crate::store::ReadTx;

/// What tells a record from its namesakes.
mod context;
/// A form as it is shown.
mod lay_out;
/// The record made of what was typed.
mod save;
/// A stored record as its form is filled with it.
mod stored;

pub use context::with_context;
pub use lay_out::{Extent, lay_out, rows, slots};
pub use save::Saving;
pub use stored::{FormLink, stored};

/// How many records a text is offered.
pub const OFFERED: usize = 8;

/// The choice of making the record that was typed.
pub const NEW: &str = "new";

/// What was typed into a reference comes to.
pub enum Meant {
    Nothing,
    Record(Label),
    New,
    Open(Vec<Match>),
}

/// What a typed reference means. A choice holds for the text it was made for (`name.for`). Without one, a ref means
/// its record, and a name the only record that is called so; but of people nobody is taken for another without being
/// asked.
pub fn meant(tx: &ReadTx<'_>, target: Target, name: &str, typed: &Typed) -> Result<Meant> {
    let text = typed.get(name).trim();
    if text.is_empty() {
        return Ok(Meant::Nothing);
    }
    let pick = typed.get(&format!("{name}.pick"));
    let holds = typed.get(&format!("{name}.for")).trim() == text;
    if holds && pick == NEW && target.made_in_passing().is_some() {
        return Ok(Meant::New);
    }
    if holds
        && let Some(key) = RecordKey::parse(pick)
        && let Some(label) = chosen(tx, target, &key)?
    {
        return Ok(Meant::Record(label));
    }
    let mut matches = tx.matches(target, text, OFFERED)?;
    let sure = match matches.as_slice() {
        [only] => only.why == Why::Ref || (only.why == Why::SameName && only.label.kind != Kind::Person),
        [first, second, ..] => {
            first.why == Why::SameName && second.why != Why::SameName && first.label.kind != Kind::Person
        }
        [] => false,
    };
    if sure && !matches.is_empty() {
        return Ok(Meant::Record(matches.swap_remove(0).label));
    }
    Ok(Meant::Open(with_context(tx, matches)?))
}

fn chosen(tx: &ReadTx<'_>, target: Target, key: &RecordKey) -> Result<Option<Label>> {
    let (id, kind) = match tx.resolve(key) {
        Err(Error::NotFound) => return Ok(None),
        found => found?,
    };
    if target.admits(kind) { tx.label(id).map(Some) } else { Ok(None) }
}

/// Where the fields of a record that is made in passing stand.
pub fn under_new(name: &str) -> String {
    format!("{name}.{NEW}.")
}

/// Where the fields of a row of a list stand.
pub fn under_row(prefix: &str, list: &str, row: usize) -> String {
    format!("{prefix}{list}.{row}.")
}

/// What a reference points at, of a field that is one.
pub fn target(field: &Field) -> Option<Target> {
    match field.ty {
        Type::Ref(target, _) => Some(target),
        _ => None,
    }
}
