//! Taking a timeline away, as far as the role of whoever asks reaches.

use std::sync::Arc;

use crate::app::timeline::resolve;
use crate::domain::access::{Audience, Right};
use crate::error::{Error, Result};
use crate::export::{Format, Voice};
use crate::web::call::Call;
use crate::web::handlers::timeline::{choice, question};
use crate::web::reply::Reply;

pub fn csv(call: &Call) -> Result<Reply> {
    download(call, Format::Csv, "timeline.csv")
}

pub fn json(call: &Call) -> Result<Reply> {
    download(call, Format::Json, "timeline.json")
}

/// Whom an export is for: as asked, or else the widest that whoever asks may take data away for.
pub fn audience(call: &Call) -> Result<Audience> {
    let viewer = call.viewer()?;
    let widest = if viewer.may(Right::ExportInternal) { Audience::Internal } else { Audience::Partner };
    let audience = choice(call.asked("audience"), Audience::ALL, Audience::code)?.unwrap_or(widest);
    if viewer.may(audience.right()) { Ok(audience) } else { Err(Error::Forbidden) }
}

fn download(call: &Call, format: Format, filename: &'static str) -> Result<Reply> {
    let (viewer, audience) = (call.viewer()?.clone(), audience(call)?);
    let question = question(call, &["group", "audience"])?;
    let (app, lang) = (Arc::clone(&call.app), call.lang);
    // Asked before the first byte goes out, so that a faulty question still gets its page.
    let query = app.store.read(&viewer, |tx| resolve(&question, tx, |code| app.vocabulary.contains(code)))?;
    Ok(Reply::download(format.mime(), filename, move |out| {
        let voice = Voice { lang, vocabulary: &app.vocabulary, audience };
        crate::app::export::timeline(&app.store, &viewer, &query, &voice, format, out)
    }))
}
