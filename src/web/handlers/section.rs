//! All rows of one kind that refer to a record, and all that a report supports.

use crate::app;
use crate::domain::kind::Kind;
use crate::error::{Error, Result};
use crate::view::layout::Nav;
use crate::view::page;
use crate::web::request::Request;
use crate::web::response::Response;

/// `/people/P-2/participations`.
pub fn section(request: &Request) -> Result<Response> {
    request.only(&["after"])?;
    let kinds = (Kind::from_path(request.parameter(0)), Kind::from_collection(request.parameter(2)));
    let (Some(of), Some(kind)) = kinds else { return Err(Error::NotFound) };
    let key = request.key(1)?;
    let after = request.starts_at("after")?;
    let section = request.read(|tx| {
        let of = (of, tx.resolve_kind(&key, of)?);
        app::gather::section::gather(tx, of, kind, after, |place| request.cursor(place))
    })?;
    let content = page::section::section(&request.page_context(), request.path(), &section);
    Ok(request.page(&section.of.reference, Nav::None, &content))
}

/// `/reports/R-1/citations`.
pub fn supported(request: &Request) -> Result<Response> {
    request.only(&["after"])?;
    let key = request.key(0)?;
    let after = request.starts_at("after")?;
    let mut page =
        request.read(|tx| app::gather::report::supported(tx, tx.resolve_kind(&key, Kind::Report)?, after))?;
    let next = page.next.map(|place| request.cursor(&place)).transpose()?;
    let paragraphs = app::gather::report::by_paragraph(std::mem::take(&mut page.citations));
    let content =
        page::section::supported(&request.page_context(), request.path(), (&page, next.as_deref()), &paragraphs);
    Ok(request.page(&page.report.reference, Nav::Reports, &content))
}
