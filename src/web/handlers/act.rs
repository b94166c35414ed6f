//! What is done to a record with a click and a reason: review, withdrawing and bringing back, preferring, parting.

use crate::app::offer::{going, standing, uncited};
use crate::app::record_form::page_of;
use crate::app::submit::{Saved, Submission, submit};
use crate::domain::access::Right;
use crate::domain::act::Act;
use crate::domain::input::clean;
use crate::domain::kind::{Kind, Type};
use crate::domain::offer::{Left, Standing};
use crate::domain::record::{RecordId, RecordKey};
use crate::error::{Error, FieldError, Result};
use crate::store::WriteTx;
use crate::view::kit::act::Came;
use crate::view::layout::Nav;
use crate::view::page::act;
use crate::view::page::withdrawn;
use crate::web::call::Call;
use crate::web::reply::Reply;

/// Where withdrawn records are listed.
const WITHDRAWN: &str = "/withdrawn";

/// Review of a record, for facts without a page of their own too.
pub fn review_form(call: &Call) -> Result<Reply> {
    call.only(&[])?;
    show_review(call, record(call)?, 200, &[])
}

pub fn review(call: &Call) -> Result<Reply> {
    let (id, kind) = record(call)?;
    let to = call.field("to");
    // What is disputed is disputed for a reason; the other steps speak for themselves.
    let usual = match Act::leading_to(to) {
        Some(act) if act != Act::Dispute => call.reader().word("review-done", to),
        _ => "".into(),
    };
    let step = |tx: &mut WriteTx<'_>, version| {
        tx.review(id, version, to)?;
        Ok((id, page_of(&tx.read(), id)?))
    };
    once(call, &usual, step, |status, errors| show_review(call, (id, kind), status, errors))
}

fn show_review(call: &Call, (id, kind): (RecordId, Kind), status: u16, errors: &[FieldError]) -> Result<Reply> {
    let viewer = call.viewer()?;
    let (standing, uncited) = call.app.store.read(viewer, |tx| {
        let lacks = errors.iter().any(|error| error.say.key == "err-uncited");
        Ok((standing(tx, viewer, kind, id)?, if lacks { uncited(tx, id)? } else { Vec::new() }))
    })?;
    let content = act::review_page(&call.reader(), &standing, &uncited, came(call, status, errors));
    Ok(call.page_with(status, &standing.label.reference, Nav::None, &content))
}

/// What will disappear with a record.
pub fn withdraw_form(call: &Call) -> Result<Reply> {
    call.only(&[])?;
    show_withdraw(call, record(call)?, 200, &[])
}

pub fn withdraw(call: &Call) -> Result<Reply> {
    let key = call.key(0)?;
    let is_editor = call.viewer()?.may(Right::Edit);
    // Sent again, the record is not found any more; that it was withdrawn by this very form is.
    let step = |tx: &mut WriteTx<'_>, version| {
        let (id, kind) = tx.read().resolve(&key)?;
        // A fact goes from a page that stays.
        let address = match kind.path() {
            None => page_of(&tx.read(), id)?,
            Some(_) => if is_editor { WITHDRAWN } else { "/" }.to_owned(),
        };
        tx.withdraw(id, version)?;
        Ok((id, address))
    };
    once(call, "", step, |status, errors| show_withdraw(call, record(call)?, status, errors))
}

fn show_withdraw(call: &Call, (id, kind): (RecordId, Kind), status: u16, errors: &[FieldError]) -> Result<Reply> {
    let viewer = call.viewer()?;
    let (standing, going) = call.app.store.read(viewer, |tx| Ok((standing(tx, viewer, kind, id)?, going(tx, id)?)))?;
    let content = act::withdraw(&call.reader(), &standing, &going, came(call, status, errors));
    Ok(call.page_with(status, &standing.label.reference, Nav::None, &content))
}

pub fn withdrawn(call: &Call) -> Result<Reply> {
    call.only(&[])?;
    show_withdrawn(call, 200, &[])
}

pub fn restore(call: &Call) -> Result<Reply> {
    let key = call.key(0)?;
    let (id, _) = call.app.store.read_withdrawn(call.viewer()?, |tx| tx.resolve(&key))?;
    let step = |tx: &mut WriteTx<'_>, version| {
        tx.restore(id, version)?;
        Ok((id, page_of(&tx.read(), id)?))
    };
    once(call, "", step, |status, errors| show_withdrawn(call, status, errors))
}

fn show_withdrawn(call: &Call, status: u16, errors: &[FieldError]) -> Result<Reply> {
    let lines = call.app.store.read_withdrawn(call.viewer()?, crate::app::offer::withdrawn)?;
    let content = withdrawn::withdrawn(&call.reader(), &lines, call.parameter(0), came(call, status, errors));
    Ok(call.page_with(status, &call.reader().t("withdrawn-title"), Nav::None, &content))
}

/// Puts a figure before the others of its measure, or no longer.
pub fn prefer(call: &Call) -> Result<Reply> {
    let (id, kind) = record(call)?;
    let preferred = call.field("preferred") == "1";
    let step = |tx: &mut WriteTx<'_>, version| {
        tx.prefer(id, version, preferred)?;
        Ok((id, page_of(&tx.read(), id)?))
    };
    once(call, "", step, |status, errors| {
        let standing = stands(call, (id, kind))?;
        let content = act::prefer(&call.reader(), &standing, preferred, came(call, status, errors));
        Ok(call.page_with(status, &standing.label.reference, Nav::None, &content))
    })
}

/// Makes two records again of one.
pub fn unmerge(call: &Call) -> Result<Reply> {
    let merge: i64 = call.parameter(0).parse().map_err(|_| Error::NotFound)?;
    let key = RecordKey::parse(call.field("record")).ok_or_else(|| Error::bad("err-malformed-input"))?;
    let (id, kind) = call.app.store.read(call.viewer()?, |tx| tx.resolve(&key))?;
    let mut left = Left::new();
    let step = |tx: &mut WriteTx<'_>, version| {
        tx.in_force(id, version)?;
        if !tx.read().merged_into(id)?.iter().any(|line| line.merge == merge) {
            return Err(Error::NotFound);
        }
        left = tx.unmerge(merge)?.left;
        Ok((id, page_of(&tx.read(), id)?))
    };
    let reply = once(call, "", step, |status, errors| {
        let standing = stands(call, (id, kind))?;
        let merge = standing.offered.merged.iter().find(|line| line.merge == merge);
        let content = act::unmerge_page(&call.reader(), &standing, merge, came(call, status, errors));
        Ok(call.page_with(status, &standing.label.reference, Nav::None, &content))
    })?;
    tell(call, id, &left, reply)
}

/// Says first what an act could not set back, if there is such a thing.
pub fn tell(call: &Call, id: RecordId, left: &Left, reply: Reply) -> Result<Reply> {
    if left.is_empty() {
        return Ok(reply);
    }
    let ids: Vec<RecordId> = left.iter().map(|(record, _)| *record).collect();
    let (labels, address) = call.app.store.read(call.viewer()?, |tx| Ok((tx.labels(&ids)?, page_of(tx, id)?)))?;
    let content = act::left(&call.reader(), left, &labels, &address);
    Ok(call.page(&call.reader().t("left-title"), Nav::None, &content))
}

/// Does an act once, to the version that its reader saw. What is refused, or came too late, is shown with the form again.
pub fn once(
    call: &Call,
    usual_reason: &str,
    step: impl FnOnce(&mut WriteTx<'_>, i64) -> Result<(RecordId, String)>,
    refused: impl FnOnce(u16, &[FieldError]) -> Result<Reply>,
) -> Result<Reply> {
    let actor = call.viewer()?.actor().ok_or(Error::Forbidden)?;
    let typed = call.typed();
    let version = number(call, "version")?;
    let reason = match clean(typed.get("reason"), Type::Text) {
        Ok(reason) if reason.is_empty() => usual_reason.to_owned(),
        Ok(reason) => reason,
        Err(say) => return refused(422, &[FieldError::new("reason", say)]),
    };
    let submission = Submission { address: call.path(), typed: &typed, reason: &reason };
    match submit(&call.app.store, &actor, &submission, |tx| step(tx, version)) {
        Ok(Saved::At(address)) => Ok(Reply::see(address)),
        Ok(Saved::Before(_)) | Err(Error::Stale { .. }) => refused(409, &[]),
        Err(Error::Invalid(errors)) => refused(422, &errors),
        Err(error) => Err(error),
    }
}

/// A number that a form of ours always sends.
pub fn number(call: &Call, name: &str) -> Result<i64> {
    call.field(name).parse().map_err(|_| Error::bad("err-malformed-input"))
}

/// How a form is shown again.
pub fn came<'c>(call: &'c Call, status: u16, errors: &'c [FieldError]) -> Came<'c> {
    Came { stale: status == 409, errors, reason: call.field("reason") }
}

pub fn stands(call: &Call, (id, kind): (RecordId, Kind)) -> Result<Standing> {
    let viewer = call.viewer()?;
    call.app.store.read(viewer, |tx| standing(tx, viewer, kind, id))
}

/// The record that the path names.
pub fn record(call: &Call) -> Result<(RecordId, Kind)> {
    let key = call.key(0)?;
    call.app.store.read(call.viewer()?, |tx| tx.resolve(&key))
}
