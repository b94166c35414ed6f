//! Merging two records: which other one, both side by side, and the merge.

use super::act::{came, number, stands, submit_action};
use super::form::looks;
use crate::app::gather::actions::standing;
use crate::app::gather::merge::{another, merge as merge_records, other, sides};
use crate::app::intake::record_form::page_of;
use crate::domain::form_data::FormData;
use crate::domain::kind::{Kind, Target};
use crate::domain::record::RecordId;
use crate::error::{Error, FieldError, Message, Result};
use crate::pages::form::{Link, OTHER};
use crate::store::WriteTx;
use crate::view::layout::Nav;
use crate::view::page::merge as page;
use crate::web::request::Request;
use crate::web::response::Response;

/// Asks which record is the same, or shows the two.
pub fn form(request: &Request) -> Result<Response> {
    request.only(&["with"])?;
    let record = mergeable(request)?;
    match request.asked("with") {
        "" => find(request, 200, record, &request.typed(), &[]),
        with => show(request, 200, record, with, &[]),
    }
}

/// Takes the answer to which record is the same; or merges the two.
pub fn merge(request: &Request) -> Result<Response> {
    let (id, kind) = mergeable(request)?;
    let with = request.field("with");
    if with.is_empty() {
        return choose(request, (id, kind));
    }
    let other_version = number(request, "with_version")?;
    let typed = request.typed();
    let step = |tx: &mut WriteTx<'_>, version| {
        let other = another(&tx.read(), (kind, id), with)?;
        let kept = merge_records(tx, kind, [(id, version), (other, other_version)], &typed)?;
        Ok((kept, page_of(&tx.read(), kept)?))
    };
    submit_action(request, "", step, |status, errors| show(request, status, (id, kind), with, errors))
}

fn choose(request: &Request, (id, kind): (RecordId, Kind)) -> Result<Response> {
    let mut typed = request.typed();
    if looks(&mut typed) {
        return find(request, 200, (id, kind), &typed, &[]);
    }
    match request.read(|tx| other(tx, Target::One(kind), &[id], &typed))? {
        Link::Chosen(label) => Ok(Response::see(format!("{}?with={}", request.path(), label.reference))),
        _ => find(request, 422, (id, kind), &typed, &[FieldError::new(OTHER, Message::new("err-merge-which"))]),
    }
}

fn find(
    request: &Request,
    status: u16,
    (id, kind): (RecordId, Kind),
    typed: &FormData,
    errors: &[FieldError],
) -> Result<Response> {
    let standing = stands(request, (id, kind))?;
    let meant = request.read(|tx| other(tx, Target::One(kind), &[id], typed))?;
    let content = page::find(&request.page_context(), &standing, typed, &meant, errors);
    Ok(request.page_with(status, &standing.label.reference, Nav::None, &content))
}

fn show(
    request: &Request,
    status: u16,
    (id, kind): (RecordId, Kind),
    with: &str,
    errors: &[FieldError],
) -> Result<Response> {
    let viewer = request.viewer()?;
    let (standing, both) = request.app.store.read(viewer, |tx| {
        let other = another(tx, (kind, id), with)?;
        Ok((standing(tx, viewer, kind, id)?, sides(tx, kind, [id, other])?))
    })?;
    let content =
        page::sides(&request.page_context(), &standing, &both, &request.typed(), came(request, status, errors));
    Ok(request.page_with(status, &standing.label.reference, Nav::None, &content))
}

/// The record that the path names, of a kind of which two can be one.
fn mergeable(request: &Request) -> Result<(RecordId, Kind)> {
    request.record().and_then(|(id, kind)| if kind.is_mergeable() { Ok((id, kind)) } else { Err(Error::NotFound) })
}
