//! Lists of records, page by page.

use crate::app;
use crate::domain::kind::Kind;
use crate::domain::listing::{List, Start};
use crate::domain::record::RecordKey;
use crate::error::{Error, Result};
use crate::store::ReadTx;
use crate::view::layout::Nav;
use crate::view::page;
use crate::web::call::Call;
use crate::web::reply::Reply;

pub fn people(call: &Call) -> Result<Reply> {
    match call.asked("of") {
        "" => list(call, "/people", List::People, "nav-people", Nav::People),
        "groups" => list(call, "/people?of=groups", List::Groups, "nav-people", Nav::People),
        _ => Err(Error::bad("err-unknown-parameter")),
    }
}

pub fn places(call: &Call) -> Result<Reply> {
    list(call, "/places", List::Places(None), "nav-places", Nav::Places)
}

pub fn organizations(call: &Call) -> Result<Reply> {
    list(call, "/organizations", List::Organizations, "nav-organizations", Nav::Organizations)
}

pub fn reports(call: &Call) -> Result<Reply> {
    list(call, "/reports", List::Reports, "nav-reports", Nav::Reports)
}

pub fn sources(call: &Call) -> Result<Reply> {
    list(call, "/sources", List::Sources, "nav-sources", Nav::Sources)
}

/// The places inside one.
pub fn inside(call: &Call) -> Result<Reply> {
    call.only(&START)?;
    let (key, on) = (call.key(0)?, call.app.on());
    let (around, listing) = call.app.store.read(call.viewer()?, |tx| {
        let id = tx.resolve_kind(&key, Kind::Place)?;
        let start = start(call, tx, Kind::Place)?;
        Ok((tx.label(id)?, app::list::gather(tx, List::Places(Some(id)), call.lang, &start, on)?))
    })?;
    let content = page::list::inside(&call.reader(), &around, call.path(), &listing);
    Ok(call.page(&around.reference, Nav::Places, &content))
}

/// The parameters that say where a page starts.
const START: [&str; 3] = ["after", "before", "letter"];

fn list(call: &Call, path: &str, list: List, title: &str, nav: Nav) -> Result<Reply> {
    let asks_whom = matches!(list, List::People | List::Groups);
    call.only(if asks_whom { &["of", "after", "before", "letter"] } else { &START })?;
    let listing = call.app.store.read(call.viewer()?, |tx| {
        app::list::gather(tx, list, call.lang, &start(call, tx, list.kind())?, call.app.on())
    })?;
    let count = match list {
        // Groups are not added to people, and places inside none are not all places.
        List::People | List::Groups | List::Places(_) => None,
        _ => Some(call.app.index.count(&call.app.store, call.viewer()?, list.kind())?),
    };
    let reader = call.reader();
    Ok(call.page(&reader.t(title), nav, &page::list::list(&reader, path, &listing, count)))
}

/// Where the page starts that an address asks for.
pub fn start(call: &Call, tx: &ReadTx<'_>, kind: Kind) -> Result<Start> {
    let given: Vec<&str> = START.into_iter().filter(|name| !call.asked(name).is_empty()).collect();
    let record = |name: &str| {
        let key = RecordKey::parse(call.asked(name)).ok_or_else(|| Error::bad("err-cursor"))?;
        // A record that has gone meanwhile is no place to start from.
        tx.resolve_kind(&key, kind)
            .map_err(|error| if matches!(error, Error::NotFound) { Error::bad("err-cursor") } else { error })
    };
    match given.as_slice() {
        [] => Ok(Start::First),
        ["after"] => record("after").map(Start::After),
        ["before"] => record("before").map(Start::Before),
        ["letter"] if call.asked("letter").chars().count() == 1 => Ok(Start::Letter(call.asked("letter").to_owned())),
        _ => Err(Error::bad("err-cursor")),
    }
}
