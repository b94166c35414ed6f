//! What is done to a record with a click and a reason: review, withdrawing and bringing back, preferring, parting.

use crate::app::gather::actions::{self, going, standing, uncited};
use crate::app::intake::record_form::page_of;
use crate::app::intake::submit::{Done, Saved, Submission, submit};
use crate::domain::access::Right;
use crate::domain::access::act::Act;
use crate::domain::kind::value::clean;
use crate::domain::kind::{Kind, Type};
use crate::domain::record::{RecordId, RecordKey};
use crate::error::{Error, FieldError, Result};
use crate::pages::actions::{CurrentRecord, Left, WithdrawnPage};
use crate::store::WriteTx;
use crate::view::kit::act::FormState;
use crate::view::layout::Nav;
use crate::view::page::act;
use crate::view::page::withdrawn;
use crate::web::handlers::form::disk_full;
use crate::web::request::Request;
use crate::web::response::Response;

/// Where withdrawn records are listed.
const WITHDRAWN: &str = "/withdrawn";

/// Review of a record, for facts without a page of their own too.
pub fn review_form(request: &Request) -> Result<Response> {
    request.only(&[])?;
    show_review(request, request.record()?, 200, &[])
}

pub fn review(request: &Request) -> Result<Response> {
    let (id, kind) = request.record()?;
    let to = request.field("to");
    // What is disputed is disputed for a reason; the other steps speak for themselves.
    let usual = match Act::leading_to(to) {
        Some(act) if act != Act::Dispute => request.page_context().label("review-done", to),
        _ => "".into(),
    };
    let step = |tx: &mut WriteTx<'_>, version| {
        tx.review(id, version, to)?;
        Ok((id, page_of(&tx.read(), id)?))
    };
    submit_action(request, &usual, step, |status, errors| show_review(request, (id, kind), status, errors))
}

fn show_review(
    request: &Request,
    (id, kind): (RecordId, Kind),
    status: u16,
    errors: &[FieldError],
) -> Result<Response> {
    let viewer = request.viewer()?;
    let (standing, uncited) = request.app.store.read(viewer, |tx| {
        let lacks = errors.iter().any(|error| error.say.key == "err-uncited");
        Ok((standing(tx, viewer, kind, id)?, if lacks { uncited(tx, id)? } else { Vec::new() }))
    })?;
    let content = act::review_page(&request.page_context(), &standing, &uncited, came(request, status, errors));
    Ok(request.page_with(status, &standing.label.reference, Nav::None, &content))
}

/// What will disappear with a record.
pub fn withdraw_form(request: &Request) -> Result<Response> {
    request.only(&[])?;
    show_withdraw(request, request.record()?, 200, &[])
}

pub fn withdraw(request: &Request) -> Result<Response> {
    let (kind, key) = request.record_key()?;
    let is_editor = request.viewer()?.may(Right::Edit);
    // Sent again, the record is not found any more; that it was withdrawn by this very form is.
    let step = |tx: &mut WriteTx<'_>, version| {
        let id = tx.read().resolve_kind(&key, kind)?;
        // A fact goes from a page that stays.
        let address = match kind.path() {
            None => page_of(&tx.read(), id)?,
            Some(_) => if is_editor { WITHDRAWN } else { "/" }.to_owned(),
        };
        tx.withdraw(id, version)?;
        Ok((id, address))
    };
    submit_action(request, "", step, |status, errors| show_withdraw(request, request.record()?, status, errors))
}

fn show_withdraw(
    request: &Request,
    (id, kind): (RecordId, Kind),
    status: u16,
    errors: &[FieldError],
) -> Result<Response> {
    let viewer = request.viewer()?;
    let (standing, going) =
        request.app.store.read(viewer, |tx| Ok((standing(tx, viewer, kind, id)?, going(tx, id)?)))?;
    let content = act::withdraw(&request.page_context(), &standing, &going, came(request, status, errors));
    Ok(request.page_with(status, &standing.label.reference, Nav::None, &content))
}

pub fn withdrawn(request: &Request) -> Result<Response> {
    request.only(&["from"])?;
    // A record that was withdrawn just now, or the place that the page before led to.
    let named = RecordKey::parse(request.asked("from"));
    let place = if named.is_some() { None } else { request.starts_at("from")? };
    let page = request.app.store.read_withdrawn(request.viewer()?, |tx| {
        let from = match &named {
            None => place,
            Some(key) => {
                let found = tx.resolve(key).and_then(|(id, _)| tx.place_in_withdrawn(id));
                Some(found.ok().flatten().ok_or_else(|| Error::bad("err-cursor"))?)
            }
        };
        actions::withdrawn(tx, from.as_ref(), |place| request.cursor(place))
    })?;
    show_withdrawn(request, 200, &[], &page)
}

pub fn restore(request: &Request) -> Result<Response> {
    let (kind, key) = request.record_key()?;
    let id = request.app.store.read_withdrawn(request.viewer()?, |tx| tx.resolve_kind(&key, kind))?;
    let step = |tx: &mut WriteTx<'_>, version| {
        tx.restore(id, version)?;
        Ok((id, page_of(&tx.read(), id)?))
    };
    submit_action(request, "", step, |status, errors| {
        // The page that starts with the record, if it is still there to be brought back.
        let page = request.app.store.read_withdrawn(request.viewer()?, |tx| {
            let from = tx.place_in_withdrawn(id)?;
            actions::withdrawn(tx, from.as_ref(), |place| request.cursor_of("/withdrawn", place))
        })?;
        show_withdrawn(request, status, errors, &page)
    })
}

fn show_withdrawn(request: &Request, status: u16, errors: &[FieldError], page: &WithdrawnPage) -> Result<Response> {
    let content =
        withdrawn::withdrawn(&request.page_context(), page, request.parameter(1), came(request, status, errors));
    Ok(request.page_with(status, &request.page_context().text("withdrawn-title"), Nav::None, &content))
}

/// Puts a figure before the others of its measure, or no longer.
pub fn prefer(request: &Request) -> Result<Response> {
    let (id, kind) = request.record()?;
    let preferred = request.field("preferred") == "1";
    let step = |tx: &mut WriteTx<'_>, version| {
        tx.prefer(id, version, preferred)?;
        Ok((id, page_of(&tx.read(), id)?))
    };
    submit_action(request, "", step, |status, errors| {
        let standing = stands(request, (id, kind))?;
        let content = act::prefer(&request.page_context(), &standing, preferred, came(request, status, errors));
        Ok(request.page_with(status, &standing.label.reference, Nav::None, &content))
    })
}

/// Makes two records again of one.
pub fn unmerge(request: &Request) -> Result<Response> {
    let merge: i64 = request.parameter(0).parse().map_err(|_| Error::NotFound)?;
    let key = RecordKey::parse(request.field("record")).ok_or_else(|| Error::bad("err-malformed-input"))?;
    let (id, kind) = request.read(|tx| tx.resolve(&key))?;
    let mut left = Left::new();
    let step = |tx: &mut WriteTx<'_>, version| {
        left = tx.part_from((id, version), merge)?.left;
        Ok((id, page_of(&tx.read(), id)?))
    };
    let response = submit_action(request, "", step, |status, errors| {
        let standing = stands(request, (id, kind))?;
        let merge = standing.offered.merged.iter().find(|line| line.merge == merge);
        let content = act::unmerge_page(&request.page_context(), &standing, merge, came(request, status, errors));
        Ok(request.page_with(status, &standing.label.reference, Nav::None, &content))
    })?;
    tell(request, id, &left, response)
}

/// Says first what an act could not set back, if there is such a thing.
pub fn tell(request: &Request, id: RecordId, left: &Left, response: Response) -> Result<Response> {
    if left.is_empty() {
        return Ok(response);
    }
    let ids: Vec<RecordId> = left.iter().map(|(record, _)| *record).collect();
    let (labels, address) = request.read(|tx| Ok((tx.labels(&ids)?, page_of(tx, id)?)))?;
    let content = act::left(&request.page_context(), left, &labels, &address);
    Ok(request.page(&request.page_context().text("left-title"), Nav::None, &content))
}

/// Does an act submit_action, to the version that its reader saw. What is refused, or came too late, is shown with the form again.
pub fn submit_action(
    request: &Request,
    usual_reason: &str,
    step: impl FnOnce(&mut WriteTx<'_>, i64) -> Result<(RecordId, String)>,
    refused: impl FnOnce(u16, &[FieldError]) -> Result<Response>,
) -> Result<Response> {
    let actor = request.viewer()?.actor().ok_or(Error::Forbidden)?;
    let typed = request.typed();
    let version = number(request, "version")?;
    let reason = match clean(typed.get("reason"), Type::Text) {
        Ok(reason) if reason.is_empty() => usual_reason.to_owned(),
        Ok(reason) => reason,
        Err(say) => return refused(422, &[FieldError::new("reason", say)]),
    };
    let submission = Submission { address: request.path(), typed: &typed, reason: &reason };
    match submit(&request.app.store, &actor, &submission, |tx| {
        let (record, address) = step(tx, version)?;
        Ok(Done::one(record, address))
    }) {
        Ok(Saved::At(address)) => Ok(Response::see(address)),
        Ok(Saved::Before(_)) | Err(Error::Stale { .. }) => refused(409, &[]),
        Err(Error::Invalid(errors)) => refused(422, &errors),
        Err(Error::DiskFull) => refused(507, &[disk_full()]),
        Err(error) => Err(error),
    }
}

/// A number that a form of ours always sends.
pub fn number(request: &Request, name: &str) -> Result<i64> {
    request.field(name).parse().map_err(|_| Error::bad("err-malformed-input"))
}

/// How a form is shown again.
pub fn came<'c>(request: &'c Request, status: u16, errors: &'c [FieldError]) -> FormState<'c> {
    FormState { stale: status == 409, errors, reason: request.field("reason") }
}

pub fn stands(request: &Request, (id, kind): (RecordId, Kind)) -> Result<CurrentRecord> {
    let viewer = request.viewer()?;
    request.app.store.read(viewer, |tx| standing(tx, viewer, kind, id))
}
