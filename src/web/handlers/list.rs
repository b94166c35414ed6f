//! Lists of all records of a kind.

use crate::app;
use crate::domain::kind::Kind;
use crate::error::Result;
use crate::view::layout::Nav;
use crate::view::page;
use crate::web::call::Call;
use crate::web::reply::Reply;

pub fn people(call: &Call) -> Result<Reply> {
    list(call, Kind::Person, "nav-people", Nav::People)
}

pub fn places(call: &Call) -> Result<Reply> {
    list(call, Kind::Place, "nav-places", Nav::Places)
}

pub fn organizations(call: &Call) -> Result<Reply> {
    list(call, Kind::Organization, "nav-organizations", Nav::Organizations)
}

pub fn reports(call: &Call) -> Result<Reply> {
    list(call, Kind::Report, "nav-reports", Nav::Reports)
}

pub fn sources(call: &Call) -> Result<Reply> {
    list(call, Kind::Source, "nav-sources", Nav::Sources)
}

fn list(call: &Call, kind: Kind, title: &str, nav: Nav) -> Result<Reply> {
    call.only(&[])?;
    let list = call.app.store.read(call.viewer()?, |tx| app::list::gather(tx, kind, call.app.on()))?;
    let reader = call.reader();
    Ok(call.page(&reader.t(title), nav, &page::list::list(&reader, &list)))
}
