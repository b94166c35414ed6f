//! The history of any record: what was written, what two states differ in, and the way back to one.

use maud::html;

use super::act::{came, number, once, record, tell};
use crate::app;
use crate::app::compare::compare as compare_states;
use crate::app::offer::standing;
use crate::app::record_form::page_of;
use crate::domain::kind::Kind;
use crate::domain::offer::Left;
use crate::domain::record::{RecordId, Revision};
use crate::error::{Error, FieldError, Result, Say};
use crate::store::WriteTx;
use crate::view::kit::act::merged;
use crate::view::layout::Nav;
use crate::view::page;
use crate::web::call::Call;
use crate::web::reply::Reply;

pub fn history(call: &Call) -> Result<Reply> {
    call.only(&["before"])?;
    let before = write(call, "before")?;
    let (id, kind) = record(call)?;
    let viewer = call.viewer()?;
    let (history, standing) = call
        .app
        .store
        .read(viewer, |tx| Ok((app::history::gather(tx, id, before)?, standing(tx, viewer, kind, id)?)))?;
    let reader = call.reader();
    let content = html! {
        (page::history::history(&reader, &history))
        div class="acts" { (merged(&reader, &standing.header, &standing.offered)) }
    };
    Ok(call.page(&history.record.reference, Nav::None, &content))
}

/// Two states of a record, by the numbers of the writes they came of.
pub fn compare(call: &Call) -> Result<Reply> {
    call.only(&["from", "to"])?;
    show(call, 200, record(call)?, (write(call, "from")?, write(call, "to")?), &[])
}

/// Sets the fields of a record back to what they were after a write: a change like any other.
pub fn revert(call: &Call) -> Result<Reply> {
    let (id, kind) = record(call)?;
    let change = number(call, "change")?;
    let mut left = Left::new();
    let step = |tx: &mut WriteTx<'_>, version| {
        tx.in_force(id, version)?;
        if call.field("reason").trim().is_empty() {
            return Err(Error::invalid("reason", Say::new("err-reason")));
        }
        let (fields, not) = tx.old_fields(id, change)?;
        if fields.is_empty() {
            let key = if not.is_empty() { "err-as-it-was" } else { "err-cannot-go-back" };
            return Err(Error::invalid("change", Say { key, args: Vec::new() }));
        }
        tx.revise(id, version, &Revision { fields, ..Revision::default() })?;
        left = not.into_iter().map(|name| (id, name.to_owned())).collect();
        Ok((id, page_of(&tx.read(), id)?))
    };
    let reply = once(call, "", step, |status, errors| show(call, status, (id, kind), (Some(change), None), errors))?;
    tell(call, id, &left, reply)
}

fn show(
    call: &Call,
    status: u16,
    record: (RecordId, Kind),
    states: (Option<i64>, Option<i64>),
    errors: &[FieldError],
) -> Result<Reply> {
    let viewer = call.viewer()?;
    let comparison = call.app.store.read(viewer, |tx| compare_states(tx, viewer, record, states))?;
    let content = page::compare::compare(&call.reader(), &comparison, came(call, status, errors));
    Ok(call.page_with(status, &comparison.standing.label.reference, Nav::None, &content))
}

/// The number of a write, if one is asked for.
fn write(call: &Call, name: &str) -> Result<Option<i64>> {
    match call.asked(name) {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Error::bad("err-cursor")),
    }
}
