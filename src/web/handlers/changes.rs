//! What was written in the case file since some moment.

use crate::app::gather::changes::{beginning, gather};
use crate::domain::time::{Day, parse_range_bound};
use crate::error::{Error, FieldError, Result};
use crate::pages::changes::ChangesPage;
use crate::view::layout::Nav;
use crate::view::page::changes::{ChangesForm, changes as view};
use crate::web::request::Request;
use crate::web::response::Response;
use crate::web::today;

/// `/changes`: since yesterday, or since the beginning of another day.
pub fn changes(request: &Request) -> Result<Response> {
    let since = since(request);
    let by = by(request)?;
    let cx = request.page_context();
    let (status, page, errors) = match asked(request) {
        Ok(page) => (200, Some(page), Vec::new()),
        Err(Error::Invalid(errors)) => (422, None, errors),
        Err(other) => return Err(other),
    };
    let form = ChangesForm { since: &since, by, errors: &errors };
    Ok(request.page_with(status, &cx.text("changes-title"), Nav::None, &view(&cx, &form, page.as_ref())))
}

/// The page of changes that the address asks for.
pub fn asked(request: &Request) -> Result<ChangesPage> {
    request.only(&["since", "by", "after"])?;
    let since = since(request);
    let day = parse_range_bound(&since, false)
        .map_err(|error| Error::Invalid(vec![FieldError::new("since", error.message(&since))]))?;
    let moment = beginning(day).ok_or_else(|| Error::bad("err-malformed-input"))?;
    let (by, behind) = (by(request)?, request.starts_at("after")?);
    request.read(|tx| gather(tx, &moment, by, behind, |change| request.cursor(&change)))
}

/// The day that is asked for, as it was typed; yesterday if none is.
pub fn since(request: &Request) -> String {
    match request.asked("since") {
        "" => today().plus(-1).unwrap_or(Day::MIN).iso(),
        typed => typed.to_owned(),
    }
}

fn by(request: &Request) -> Result<Option<i64>> {
    match request.asked("by") {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Error::bad("err-unknown-parameter")),
    }
}
