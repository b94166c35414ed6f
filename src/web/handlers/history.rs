//! The history of any record: what was written, what two states differ in, and the way back to one.

use maud::html;

use super::act::{came, number, submit_action, tell};
use crate::app;
use crate::app::gather::actions::standing;
use crate::app::gather::compare::compare as compare_states;
use crate::app::intake::record_form::page_of;
use crate::domain::kind::Kind;
use crate::domain::record::{MISENTERED, RecordId, Revision, UNWORDED_NUMBER};
use crate::error::{Error, FieldError, Message, Result};
use crate::pages::actions::Left;
use crate::store::WriteTx;
use crate::view::kit::act::merged;
use crate::view::layout::Nav;
use crate::view::page;
use crate::web::request::Request;
use crate::web::response::Response;

pub fn history(request: &Request) -> Result<Response> {
    request.only(&["before"])?;
    let before = write(request, "before")?;
    let (id, kind) = request.record()?;
    let viewer = request.viewer()?;
    let (history, standing) = request
        .app
        .store
        .read(viewer, |tx| Ok((app::gather::history::gather(tx, id, before)?, standing(tx, viewer, kind, id)?)))?;
    let cx = request.page_context();
    let content = html! {
        (page::history::history(&cx, &history))
        div class="acts" { (merged(&cx, &standing.header, &standing.offered)) }
    };
    Ok(request.page(&history.record.reference, Nav::None, &content))
}

/// Two states of a record, by the numbers of the writes they came of.
pub fn compare(request: &Request) -> Result<Response> {
    request.only(&["from", "to"])?;
    show(request, 200, request.record()?, (write(request, "from")?, write(request, "to")?), &[])
}

/// Sets the fields of a record back to what they were after a write: a change like any other.
pub fn revert(request: &Request) -> Result<Response> {
    let (id, kind) = request.record()?;
    let change = number(request, "change")?;
    let mut left = Left::new();
    let step = |tx: &mut WriteTx<'_>, version| {
        tx.in_force(id, version)?;
        if request.field("reason").trim().is_empty() {
            return Err(Error::invalid("reason", Message::new("err-reason")));
        }
        let (fields, not) = tx.old_fields(id, change)?;
        if fields.is_empty() {
            let key = if not.is_empty() { "err-as-it-was" } else { "err-cannot-go-back" };
            return Err(Error::invalid("change", Message { key, args: Vec::new() }));
        }
        // What a report says goes back to what it says.
        let of_a_report = kind.spec().told.map(|_| [MISENTERED, UNWORDED_NUMBER]);
        let accepted = of_a_report.into_iter().flatten().collect();
        tx.revise(id, version, &Revision { fields, accepted, ..Revision::default() })?;
        left = not.into_iter().map(|name| (id, name.to_owned())).collect();
        Ok((id, page_of(&tx.read(), id)?))
    };
    let response = submit_action(request, "", step, |status, errors| {
        show(request, status, (id, kind), (Some(change), None), errors)
    })?;
    tell(request, id, &left, response)
}

fn show(
    request: &Request,
    status: u16,
    record: (RecordId, Kind),
    states: (Option<i64>, Option<i64>),
    errors: &[FieldError],
) -> Result<Response> {
    let viewer = request.viewer()?;
    let comparison = request.app.store.read(viewer, |tx| compare_states(tx, viewer, record, states))?;
    let content = page::compare::compare(&request.page_context(), &comparison, came(request, status, errors));
    Ok(request.page_with(status, &comparison.standing.label.reference, Nav::None, &content))
}

/// The number of a write, if one is asked for.
fn write(request: &Request, name: &str) -> Result<Option<i64>> {
    match request.asked(name) {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Error::bad("err-cursor")),
    }
}
