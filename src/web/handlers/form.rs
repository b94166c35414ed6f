//! The forms of records: a new one, one that is changed, and what a typed reference may mean.

use maud::html;

use crate::app::apply::OFFERED;
use crate::app::form::{from_gazetteer, take_offered, with_context};
use crate::app::gather::actions::offered;
use crate::app::intake::conflict::{choose, conflict};
use crate::app::intake::record_form::{self, RecordForm};
use crate::app::intake::submit::{Done, FORM_KEY, Saved, Submission, submit};
use crate::crypto::random_token;
use crate::domain::form_data::FormData;
use crate::domain::kind::{Kind, Target};
use crate::domain::record::RecordId;
use crate::error::{Error, FieldError, Message, Result};
use crate::pages::actions::AvailableActions;
use crate::store::WriteTx;
use crate::view::kit::act::acts;
use crate::view::layout::Nav;
use crate::view::page::conflict::conflict as conflict_page;
use crate::view::page::log::log;
use crate::view::page::record_form::{RecordFormView, record_form, suggestions};
use crate::web::handlers::draft;
use crate::web::request::Request;
use crate::web::response::Response;

/// Where entering starts.
pub fn start(request: &Request) -> Result<Response> {
    request.only(&[])?;
    let cx = request.page_context();
    Ok(request.page(&cx.text("nav-log"), Nav::Log, &log(&cx)))
}

/// An empty form, filled with what the address says, or a draft.
pub fn blank(request: &Request) -> Result<Response> {
    let kind = request.kind(0)?;
    let typed = draft::or_else(request, |tx| record_form::prefilled(tx, kind, &request.query))?;
    show(request, 200, kind, None, typed, &[])
}

pub fn create(request: &Request) -> Result<Response> {
    let kind = request.kind(0)?;
    save_new(request, kind, |tx, typed| record_form::create(tx, kind, typed))
}

/// The same for what belongs to the record in the address.
pub fn blank_of(request: &Request) -> Result<Response> {
    let ((_, of), kind) = (request.record()?, request.kind(2)?);
    let (_, field) = of.owned().into_iter().find(|(owned, _)| *owned == kind).ok_or(Error::NotFound)?;
    let owner = (field.to_owned(), request.parameter(1).to_owned());
    let asked: Vec<(String, String)> = request.query.iter().cloned().chain([owner]).collect();
    let typed = draft::or_else(request, |tx| record_form::prefilled(tx, kind, &asked))?;
    show(request, 200, kind, None, typed, &[])
}

pub fn create_of(request: &Request) -> Result<Response> {
    let ((owner, of), kind) = (request.record()?, request.kind(2)?);
    save_new(request, kind, |tx, typed| record_form::create_of(tx, (of, owner), kind, typed))
}

fn save_new(
    request: &Request,
    kind: Kind,
    work: impl FnOnce(&mut WriteTx<'_>, &FormData) -> Result<Done>,
) -> Result<Response> {
    let reason = request.page_context().text("reason-new").into_owned();
    handle_submission(request, &reason, work, |status, typed, errors| show(request, status, kind, None, typed, errors))
}

/// The form of a record that is there.
pub fn edit(request: &Request) -> Result<Response> {
    request.only(&["draft"])?;
    let (id, kind) = request.record()?;
    let typed = draft::or_else(request, |tx| record_form::opened(tx, kind, id))?;
    show(request, 200, kind, Some(id), typed, &[])
}

pub fn change(request: &Request) -> Result<Response> {
    let (id, kind) = request.record()?;
    handle_submission(
        request,
        request.field("reason").trim(),
        |tx, typed| record_form::change(tx, kind, id, typed),
        |status, typed, errors| show(request, status, kind, Some(id), typed, errors),
    )
}

/// The records that a typed reference may mean, as a part of a page.
pub fn suggest(request: &Request) -> Result<Response> {
    let target = Target::parse(request.field("kind")).ok_or_else(|| Error::bad("err-malformed-input"))?;
    let text = request.field("q");
    let matches = request.read(|tx| with_context(tx, tx.matches(target, text, OFFERED)?))?;
    let listed = from_gazetteer(target, text, &matches);
    Ok(Response::html(200, suggestions(&request.page_context(), target, text, &matches, &listed).into_string()))
}

/// Whether a form was sent only to see what was understood of it so far, as a script does while somebody types.
pub fn looks(typed: &mut FormData) -> bool {
    let looks = typed.get("look") == "1";
    typed.remove("look");
    looks
}

/// What every form of records does when it is sent: one more row, a draft, or a save. Whatever is refused comes back
/// with everything that was typed.
pub fn handle_submission(
    request: &Request,
    reason: &str,
    work: impl FnOnce(&mut WriteTx<'_>, &FormData) -> Result<Done>,
    show: impl FnOnce(u16, FormData, &[FieldError]) -> Result<Response>,
) -> Result<Response> {
    let mut typed = request.typed();
    choose(&mut typed);
    let list = typed.get("add").to_owned();
    typed.remove("add");
    if !list.is_empty() {
        let row = typed.rows(&list).max(1);
        typed.set(&format!("{list}.{row}.more"), "1");
        return show(200, typed, &[]);
    }
    // The report's own words instead of those that are not in it; the date that is meant, with what goes with it.
    let used = typed.get("use").to_owned();
    typed.remove("use");
    if !used.is_empty() {
        take_offered(&mut typed, &used);
        return show(200, typed, &[]);
    }
    if looks(&mut typed) {
        return show(200, typed, &[]);
    }
    if typed.get("draft") == "1" {
        typed.remove("draft");
        return match request.app.store.keep_draft(
            request.viewer()?.account,
            typed.get(FORM_KEY),
            request.path(),
            &typed,
        ) {
            Err(Error::TooLarge) => show(422, typed, &[FieldError::new("form", Message::new("err-draft-too-long"))]),
            Err(Error::DiskFull) => show(507, typed, &[disk_full()]),
            kept => kept.map(|_| Response::see("/drafts")),
        };
    }
    let actor = request.viewer()?.actor().ok_or(Error::Forbidden)?;
    // A warning that is meant says why, and that is why.
    let meant = typed.all("accepted_reason").map(str::trim).find(|why| !why.is_empty()).unwrap_or_default();
    let reason = if meant.is_empty() { reason } else { meant };
    let submission = Submission { address: request.path(), typed: &typed, reason };
    match submit(&request.app.store, &actor, &submission, |tx| work(tx, &typed)) {
        Ok(Saved::At(address)) => Ok(Response::see(address)),
        Ok(Saved::Before(references)) => {
            // To be saved once more it has to be another filling-in; the reader is told that this one was saved.
            typed.set(FORM_KEY, random_token()?);
            let say = match references.as_slice() {
                [] => Message::new("err-saved-before-gone"),
                references => Message::new("err-saved-before").arg("ref", references.join(", ")),
            };
            show(409, typed, &[FieldError::new("form", say)])
        }
        Err(Error::Invalid(errors)) => show(422, typed, &errors),
        Err(Error::Stale { .. }) => show(409, typed, &[]),
        Err(Error::DiskFull) => show(507, typed, &[disk_full()]),
        Err(error) => Err(error),
    }
}

/// What was typed with the key of this filling-in, which is saved once.
pub fn keyed(mut typed: FormData) -> Result<FormData> {
    if typed.get(FORM_KEY).is_empty() {
        typed.set(FORM_KEY, random_token()?);
    }
    Ok(typed)
}

/// What a form says that was not saved for want of room; it comes back with everything that was typed.
pub fn disk_full() -> FieldError {
    tracing::error!("the disk is full");
    FieldError::new("form", Message::new("err-disk-full-form"))
}

fn show(
    request: &Request,
    status: u16,
    kind: Kind,
    record: Option<RecordId>,
    typed: FormData,
    errors: &[FieldError],
) -> Result<Response> {
    let typed = keyed(typed)?;
    if status == 409
        && let Some(id) = record
        && let Some(both) = request.read(|tx| conflict(tx, kind, id, &typed))?
    {
        let title =
            request.page_context().text_with("form-edit-title", &[("ref", both.header.reference.as_str().into())]);
        return Ok(request.page_with(
            status,
            &title,
            Nav::Log,
            &conflict_page(&request.page_context(), &both, request.path()),
        ));
    }
    let form: RecordForm = request.read(|tx| record_form::show(tx, kind, record, typed))?;
    let cx = request.page_context();
    let title = match &form.header {
        Some(header) => cx.text_with("form-edit-title", &[("ref", header.reference.as_str().into())]),
        None => cx.label("form-new", kind.table()),
    };
    let shown = RecordFormView {
        section: &form.section,
        typed: &form.typed,
        header: form.header.as_ref(),
        facts: &form.facts,
        compartments: &form.compartments,
        action: request.path(),
        clearance: request.viewer()?.clearance,
        errors,
    };
    // What else can be done to a record: of a fact without a page this is where it is done.
    let offered = match record {
        Some(id) => request.read(|tx| offered(tx, request.viewer()?, id))?,
        None => AvailableActions::default(),
    };
    let acts = form.header.as_ref().map(|header| html! { div class="acts" { (acts(&cx, header, &offered)) } });
    Ok(request.page_with(
        status,
        &title,
        Nav::Log,
        &html! { (record_form(&cx, &shown)) @if let Some(acts) = acts { (acts) } },
    ))
}
