//! The forms of records: a new one, one that is changed, and what a typed reference may mean.

use maud::html;

use crate::app::apply::OFFERED;
use crate::app::conflict::{choose, conflict};
use crate::app::form::with_context;
use crate::app::offer::offered;
use crate::app::record_form::{self, RecordForm};
use crate::app::submit::{FORM_KEY, Saved, Submission, submit};
use crate::crypto::random_token;
use crate::domain::form_data::FormData;
use crate::domain::kind::{Kind, Target};
use crate::domain::offer::Offered;
use crate::domain::record::RecordId;
use crate::error::{Error, FieldError, Result, Say};
use crate::store::WriteTx;
use crate::view::kit::act::acts;
use crate::view::layout::Nav;
use crate::view::page::conflict::conflict as conflict_page;
use crate::view::page::log::log;
use crate::view::page::record_form::{Shown, record_form, suggestions};
use crate::web::call::Call;
use crate::web::handlers::draft;
use crate::web::reply::Reply;

/// Where entering starts.
pub fn start(call: &Call) -> Result<Reply> {
    call.only(&[])?;
    let reader = call.reader();
    Ok(call.page(&reader.t("nav-log"), Nav::Log, &log(&reader)))
}

/// An empty form, filled with what the address says, or a draft.
pub fn blank(call: &Call) -> Result<Reply> {
    let kind = Kind::from_collection(call.parameter(0)).ok_or(Error::NotFound)?;
    let typed = match draft::asked_for(call)? {
        Some(typed) => typed,
        None => call.app.store.read(call.viewer()?, |tx| record_form::prefilled(tx, kind, &call.query))?,
    };
    show(call, 200, kind, None, typed, &[])
}

pub fn create(call: &Call) -> Result<Reply> {
    let kind = Kind::from_collection(call.parameter(0)).ok_or(Error::NotFound)?;
    let reason = call.reader().t("reason-new").into_owned();
    answer(
        call,
        &reason,
        |tx, typed| record_form::create(tx, kind, typed),
        |status, typed, errors| show(call, status, kind, None, typed, errors),
    )
}

/// The form of a record that is there.
pub fn edit(call: &Call) -> Result<Reply> {
    call.only(&["draft"])?;
    let (id, kind) = record(call)?;
    let typed = match draft::asked_for(call)? {
        Some(typed) => typed,
        None => call.app.store.read(call.viewer()?, |tx| record_form::opened(tx, kind, id))?,
    };
    show(call, 200, kind, Some(id), typed, &[])
}

pub fn change(call: &Call) -> Result<Reply> {
    let (id, kind) = record(call)?;
    answer(
        call,
        call.field("reason").trim(),
        |tx, typed| record_form::change(tx, kind, id, typed),
        |status, typed, errors| show(call, status, kind, Some(id), typed, errors),
    )
}

/// The records that a typed reference may mean, as a part of a page.
pub fn suggest(call: &Call) -> Result<Reply> {
    let target = Target::parse(call.field("kind")).ok_or_else(|| Error::bad("err-malformed-input"))?;
    let text = call.field("q");
    let matches = call.app.store.read(call.viewer()?, |tx| with_context(tx, tx.matches(target, text, OFFERED)?))?;
    Ok(Reply::html(200, suggestions(&call.reader(), target, text, &matches).into_string()))
}

/// What every form of records does when it is sent: one more row, a draft, or a save. Whatever is refused comes back
/// with everything that was typed.
pub fn answer(
    call: &Call,
    reason: &str,
    work: impl FnOnce(&mut WriteTx<'_>, &FormData) -> Result<(RecordId, String)>,
    show: impl FnOnce(u16, FormData, &[FieldError]) -> Result<Reply>,
) -> Result<Reply> {
    let mut typed = call.typed();
    choose(&mut typed);
    let list = typed.get("add").to_owned();
    typed.remove("add");
    if !list.is_empty() {
        let row = typed.rows(&list).max(1);
        typed.set(&format!("{list}.{row}.more"), "1");
        return show(200, typed, &[]);
    }
    // The report's own words instead of those that are not in it.
    let field = typed.get("use").to_owned();
    typed.remove("use");
    if !field.is_empty() {
        let words = typed.get(&format!("{field}.nearest")).to_owned();
        typed.set(&field, words);
        return show(200, typed, &[]);
    }
    // A script looks what was understood so far.
    if typed.get("look") == "1" {
        typed.remove("look");
        return show(200, typed, &[]);
    }
    if typed.get("draft") == "1" {
        typed.remove("draft");
        return match call.app.store.keep_draft(call.viewer()?.account, typed.get(FORM_KEY), call.path(), &typed) {
            Err(Error::TooLarge) => show(422, typed, &[FieldError::new("form", Say::new("err-draft-too-long"))]),
            kept => kept.map(|_| Reply::see("/drafts")),
        };
    }
    let actor = call.viewer()?.actor().ok_or(Error::Forbidden)?;
    // A warning that is meant says why, and that is why.
    let meant = typed.get("accepted_reason").trim();
    let reason = if meant.is_empty() { reason } else { meant };
    let submission = Submission { address: call.path(), typed: &typed, reason };
    match submit(&call.app.store, &actor, &submission, |tx| work(tx, &typed)) {
        Ok(Saved::At(address)) => Ok(Reply::see(address)),
        Ok(Saved::Before(address)) => {
            // To be saved once more it has to be another filling-in; the reader is told that this one was saved.
            typed.set(FORM_KEY, random_token()?);
            let reference = saved_as(&address).to_owned();
            show(409, typed, &[FieldError::new("form", Say::new("err-saved-before").arg("ref", reference))])
        }
        Err(Error::Invalid(errors)) => show(422, typed, &errors),
        Err(Error::Stale { .. }) => show(409, typed, &[]),
        Err(error) => Err(error),
    }
}

/// The ref of what a save led to: the address says it, or is that of its page.
fn saved_as(address: &str) -> &str {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let query = query.split('#').next().unwrap_or_default();
    let named = query.split('&').find_map(|pair| pair.strip_prefix("saved="));
    named.or_else(|| path.rsplit('/').next()).unwrap_or_default()
}

fn record(call: &Call) -> Result<(RecordId, Kind)> {
    let key = call.key(0)?;
    call.app.store.read(call.viewer()?, |tx| tx.resolve(&key))
}

fn show(
    call: &Call,
    status: u16,
    kind: Kind,
    record: Option<RecordId>,
    mut typed: FormData,
    errors: &[FieldError],
) -> Result<Reply> {
    if typed.get(FORM_KEY).is_empty() {
        typed.set(FORM_KEY, random_token()?);
    }
    if status == 409
        && let Some(id) = record
        && let Some(both) = call.app.store.read(call.viewer()?, |tx| conflict(tx, kind, id, &typed))?
    {
        let title = call.reader().tw("form-edit-title", &[("ref", both.header.reference.as_str().into())]);
        return Ok(call.page_with(status, &title, Nav::Log, &conflict_page(&call.reader(), &both, call.path())));
    }
    let form: RecordForm = call.app.store.read(call.viewer()?, |tx| record_form::show(tx, kind, record, typed))?;
    let reader = call.reader();
    let title = match &form.header {
        Some(header) => reader.tw("form-edit-title", &[("ref", header.reference.as_str().into())]),
        None => reader.word("form-new", kind.table()),
    };
    let shown = Shown {
        section: &form.section,
        typed: &form.typed,
        header: form.header.as_ref(),
        facts: &form.facts,
        compartments: &form.compartments,
        action: call.path(),
        clearance: call.viewer()?.clearance,
        errors,
    };
    // What else can be done to a record: of a fact without a page this is where it is done.
    let offered = match record {
        Some(id) => call.app.store.read(call.viewer()?, |tx| offered(tx, call.viewer()?, id))?,
        None => Offered::default(),
    };
    let acts = form.header.as_ref().map(|header| html! { div class="acts" { (acts(&reader, header, &offered)) } });
    Ok(call.page_with(
        status,
        &title,
        Nav::Log,
        &html! { (record_form(&reader, &shown)) @if let Some(acts) = acts { (acts) } },
    ))
}
