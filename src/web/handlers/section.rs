//! All rows of one kind that refer to a record, and all that a report supports.

use crate::app;
use crate::domain::kind::Kind;
use crate::domain::record::RecordKey;
use crate::error::{Error, Result};
use crate::view::layout::Nav;
use crate::view::page;
use crate::web::call::Call;
use crate::web::reply::Reply;

/// `/people/P-2/participations`.
pub fn section(call: &Call) -> Result<Reply> {
    call.only(&["after"])?;
    let kinds = (Kind::from_path(call.parameter(0)), Kind::from_collection(call.parameter(2)));
    let (Some(of), Some(kind)) = kinds else { return Err(Error::NotFound) };
    let key = call.key(1)?;
    let after = match call.asked("after") {
        "" => None,
        text => Some(RecordKey::parse(text).ok_or_else(|| Error::bad("err-cursor"))?),
    };
    let section = call
        .app
        .store
        .read(call.viewer()?, |tx| app::section::gather(tx, (of, tx.resolve_kind(&key, of)?), kind, after.as_ref()))?;
    let content = page::section::section(&call.reader(), call.path(), &section);
    Ok(call.page(&section.of.reference, Nav::None, &content))
}

/// `/reports/R-1/citations`.
pub fn supported(call: &Call) -> Result<Reply> {
    call.only(&["after"])?;
    let key = call.key(0)?;
    let after = match call.asked("after") {
        "" => None,
        text => Some(text.parse().map_err(|_| Error::bad("err-cursor"))?),
    };
    let mut page = call
        .app
        .store
        .read(call.viewer()?, |tx| app::report::supported(tx, tx.resolve_kind(&key, Kind::Report)?, after))?;
    let paragraphs = app::report::by_paragraph(std::mem::take(&mut page.citations));
    let content = page::section::supported(&call.reader(), call.path(), &page, &paragraphs);
    Ok(call.page(&page.report.reference, Nav::Reports, &content))
}
