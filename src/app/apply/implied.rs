//! What follows from what was said of a new record: the numbers in the wording of a figure, the place of a step in its
//! episode.

use crate::domain::count;
use crate::domain::kind::CustodyEvent;
use crate::domain::kind::Kind;
use crate::domain::record::{Fields, Value};
use crate::error::Result;
use crate::store::ReadTx;

/// Adds it, where nobody said otherwise.
pub fn complete(tx: &ReadTx<'_>, kind: Kind, fields: &mut Fields) -> Result<()> {
    match kind {
        Kind::Figure => counted(fields),
        Kind::CustodyEvent => next_step(tx, fields)?,
        _ => {}
    }
    Ok(())
}

/// A figure of which only the wording was given says what the wording says.
fn counted(fields: &mut Fields) {
    let nothing = |name: &str| matches!(fields.get(name), None | Some(None));
    if let Some(Some(Value::Text(wording))) = fields.get("verbatim")
        && ["qualifier", "lo", "best", "hi"].into_iter().all(nothing)
    {
        let count = count::read(wording);
        fields.insert("qualifier", Some(Value::Text(count.qualifier.to_owned())));
        for (name, number) in [("lo", count.lo), ("best", count.best), ("hi", count.hi)] {
            if let Some(number) = number {
                fields.insert(name, Some(Value::Integer(number)));
            }
        }
    }
}

/// A step without an order of its own comes after those that are there.
fn next_step(tx: &ReadTx<'_>, fields: &mut Fields) -> Result<()> {
    if let (Some(Some(Value::Ref(detention))), None | Some(None)) = (fields.get("detention"), fields.get("seq")) {
        let steps = tx.referencing::<CustodyEvent>("detention", &[*detention])?;
        let last = steps.iter().map(|step| step.fields.seq).max().unwrap_or(0);
        fields.insert("seq", Some(Value::Integer(last.saturating_add(1))));
    }
    Ok(())
}
