//! Lists of records, page by page.

use crate::app;
use crate::domain::kind::Kind;
use crate::domain::query::list::{List, Start};
use crate::error::{Error, Result};
use crate::view::layout::Nav;
use crate::view::page;
use crate::web::request::Request;
use crate::web::response::Response;

pub fn people(request: &Request) -> Result<Response> {
    match request.asked("of") {
        "" => list(request, "/people", List::People, "nav-people", Nav::People),
        "groups" => list(request, "/people?of=groups", List::Groups, "nav-people", Nav::People),
        _ => Err(Error::bad("err-unknown-parameter")),
    }
}

pub fn places(request: &Request) -> Result<Response> {
    list(request, "/places", List::Places(None), "nav-places", Nav::Places)
}

pub fn organizations(request: &Request) -> Result<Response> {
    list(request, "/organizations", List::Organizations, "nav-organizations", Nav::Organizations)
}

pub fn reports(request: &Request) -> Result<Response> {
    list(request, "/reports", List::Reports, "nav-reports", Nav::Reports)
}

pub fn sources(request: &Request) -> Result<Response> {
    list(request, "/sources", List::Sources, "nav-sources", Nav::Sources)
}

/// The places inside one.
pub fn inside(request: &Request) -> Result<Response> {
    request.only(&START)?;
    let (key, on, start) = (request.key(0)?, request.app.on(), start(request)?);
    let (around, listing) = request.read(|tx| {
        let id = tx.resolve_kind(&key, Kind::Place)?;
        let listed = (List::Places(Some(id)), request.lang);
        Ok((tx.label(id)?, app::gather::list::gather(tx, listed, &start, on, |place| request.cursor(place))?))
    })?;
    let content = page::list::inside(&request.page_context(), &around, request.path(), &listing);
    Ok(request.page(&around.reference, Nav::Places, &content))
}

/// The parameters that say where a page starts.
const START: [&str; 3] = ["after", "before", "letter"];

fn list(request: &Request, path: &str, list: List, title: &str, nav: Nav) -> Result<Response> {
    let asks_whom = matches!(list, List::People | List::Groups);
    request.only(if asks_whom { &["of", "after", "before", "letter"] } else { &START })?;
    let (listed, start, on) = ((list, request.lang), start(request)?, request.app.on());
    let listing =
        request.read(|tx| app::gather::list::gather(tx, listed, &start, on, |place| request.cursor(place)))?;
    let count = match list {
        // Groups are not added to people, and places inside none are not all places.
        List::People | List::Groups | List::Places(_) => None,
        _ => Some(
            request.app.index.read(&request.app.store, request.viewer()?, |_, answers| answers.count(list.kind()))?,
        ),
    };
    let cx = request.page_context();
    Ok(request.page(&cx.text(title), nav, &page::list::list(&cx, path, &listing, count)))
}

/// Where the page starts that an address asks for.
fn start(request: &Request) -> Result<Start> {
    let given: Vec<&str> = START.into_iter().filter(|name| !request.asked(name).is_empty()).collect();
    let start = match given.as_slice() {
        [] => Some(Start::First),
        ["after"] => request.starts_at("after")?.map(Start::After),
        ["before"] => request.starts_at("before")?.map(Start::Before),
        ["letter"] if request.asked("letter").chars().count() == 1 => {
            Some(Start::Letter(request.asked("letter").to_owned()))
        }
        _ => None,
    };
    start.ok_or_else(|| Error::bad("err-cursor"))
}
