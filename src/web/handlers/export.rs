//! Taking away a timeline, or who was held, as far as the role of whoever asks reaches.

use std::sync::Arc;

use crate::app::export::query;
use crate::domain::access::{Audience, Right};
use crate::domain::kind::Kind;
use crate::error::{Error, Result};
use crate::export::{ExportContext, Format};
use crate::pages::held::ASKED;
use crate::web::handlers::held::asked;
use crate::web::handlers::timeline::{choice, question};
use crate::web::request::Request;
use crate::web::response::Response;
use crate::web::today;

/// A timeline, or who was held, as a file; its ending says in which format.
pub fn file(request: &Request) -> Result<Response> {
    let (what, ending) = request.parameter(0).split_once('.').ok_or(Error::NotFound)?;
    let format = Format::parse(ending).ok_or(Error::NotFound)?;
    match what {
        "timeline" => timeline(request, format),
        "held" => held(request, format),
        _ => Err(Error::NotFound),
    }
}

/// Whom an export is for: as asked, or else the widest that whoever asks may take data away for.
pub fn audience(request: &Request) -> Result<Audience> {
    let viewer = request.viewer()?;
    let widest = if viewer.may(Right::ExportInternal) { Audience::Internal } else { Audience::Partner };
    let audience = choice(request.asked("audience"), Audience::ALL, Audience::code)?.unwrap_or(widest);
    if viewer.may(audience.right()) { Ok(audience) } else { Err(Error::Forbidden) }
}

fn timeline(request: &Request, format: &'static Format) -> Result<Response> {
    let (viewer, audience) = (request.viewer()?.clone(), audience(request)?);
    let question = question(request, &["group", "audience"])?;
    let (app, lang) = (Arc::clone(&request.app), request.lang);
    // Asked before the first byte goes out, so that a faulty question still gets its page.
    let file = (&app.store, &*app.index);
    let query = query(file, &viewer, audience, &question, |code| app.vocabulary.contains(code))?;
    Ok(Response::download(format.mime, format!("timeline.{}", format.ending), move |out| {
        let context = ExportContext { lang, vocabulary: &app.vocabulary, audience, made_on: today() };
        crate::app::export::timeline((&app.store, &app.index), &viewer, (&question, &query), &context, format, out)
            .map(drop)
    }))
}

fn held(request: &Request, format: &'static Format) -> Result<Response> {
    request.only(&[&ASKED[..], &["audience"]].concat())?;
    let (viewer, audience) = (request.viewer()?.clone(), audience(request)?);
    let (form, place) = asked(request)?;
    let filter = form.read(request.app.on()).map_err(Error::Invalid)?;
    let (app, lang) = (Arc::clone(&request.app), request.lang);
    // Asked before the first byte goes out.
    if let Some(place) = &place {
        app.store.read(&viewer, |tx| tx.resolve_kind(place, Kind::Place))?;
    }
    Ok(Response::download(format.mime, format!("held.{}", format.ending), move |out| {
        let context = ExportContext { lang, vocabulary: &app.vocabulary, audience, made_on: today() };
        crate::app::export::held(&app.store, &viewer, (&filter, place.as_ref()), &context, format, out)
    }))
}
