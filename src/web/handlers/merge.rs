//! Merging two records: which other one, both side by side, and the merge.

use super::act::{came, number, once, record, stands};
use crate::app::merge::{another, merge as merge_records, other, sides};
use crate::app::offer::standing;
use crate::app::record_form::page_of;
use crate::domain::form::Link;
use crate::domain::form_data::FormData;
use crate::domain::kind::Kind;
use crate::domain::record::RecordId;
use crate::error::{Error, FieldError, Result, Say};
use crate::store::WriteTx;
use crate::view::layout::Nav;
use crate::view::page::merge as page;
use crate::web::call::Call;
use crate::web::reply::Reply;

/// Asks which record is the same, or shows the two.
pub fn form(call: &Call) -> Result<Reply> {
    call.only(&["with"])?;
    let record = mergeable(call)?;
    match call.asked("with") {
        "" => find(call, 200, record, &call.typed(), &[]),
        with => show(call, 200, record, with, &[]),
    }
}

/// Takes the answer to which record is the same; or merges the two.
pub fn merge(call: &Call) -> Result<Reply> {
    let (id, kind) = mergeable(call)?;
    let with = call.field("with");
    if with.is_empty() {
        return choose(call, (id, kind));
    }
    let other_version = number(call, "with_version")?;
    let typed = call.typed();
    let step = |tx: &mut WriteTx<'_>, version| {
        let other = another(&tx.read(), (kind, id), with)?;
        let kept = merge_records(tx, kind, [(id, version), (other, other_version)], &typed)?;
        Ok((kept, page_of(&tx.read(), kept)?))
    };
    once(call, "", step, |status, errors| show(call, status, (id, kind), with, errors))
}

fn choose(call: &Call, (id, kind): (RecordId, Kind)) -> Result<Reply> {
    let mut typed = call.typed();
    // A script looks what was understood so far.
    let looks = typed.get("look") == "1";
    typed.remove("look");
    if looks {
        return find(call, 200, (id, kind), &typed, &[]);
    }
    match call.app.store.read(call.viewer()?, |tx| other(tx, kind, id, &typed))? {
        Link::Chosen(label) => Ok(Reply::see(format!("{}?with={}", call.path(), label.reference))),
        _ => find(call, 422, (id, kind), &typed, &[FieldError::new("other", Say::new("err-merge-which"))]),
    }
}

fn find(
    call: &Call,
    status: u16,
    (id, kind): (RecordId, Kind),
    typed: &FormData,
    errors: &[FieldError],
) -> Result<Reply> {
    let standing = stands(call, (id, kind))?;
    let meant = call.app.store.read(call.viewer()?, |tx| other(tx, kind, id, typed))?;
    let content = page::find(&call.reader(), &standing, typed, &meant, errors);
    Ok(call.page_with(status, &standing.label.reference, Nav::None, &content))
}

fn show(call: &Call, status: u16, (id, kind): (RecordId, Kind), with: &str, errors: &[FieldError]) -> Result<Reply> {
    let viewer = call.viewer()?;
    let (standing, both) = call.app.store.read(viewer, |tx| {
        let other = another(tx, (kind, id), with)?;
        Ok((standing(tx, viewer, kind, id)?, sides(tx, kind, [id, other])?))
    })?;
    let content = page::sides(&call.reader(), &standing, &both, &call.typed(), came(call, status, errors));
    Ok(call.page_with(status, &standing.label.reference, Nav::None, &content))
}

/// The record that the path names, of a kind of which two can be one.
fn mergeable(call: &Call) -> Result<(RecordId, Kind)> {
    record(call).and_then(|(id, kind)| if kind.is_mergeable() { Ok((id, kind)) } else { Err(Error::NotFound) })
}
