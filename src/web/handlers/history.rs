//! The history of any record.

use crate::app;
use crate::error::{Error, Result};
use crate::view::layout::Nav;
use crate::view::page;
use crate::web::call::Call;
use crate::web::reply::Reply;

pub fn history(call: &Call) -> Result<Reply> {
    call.only(&["before"])?;
    let before = match call.asked("before") {
        "" => None,
        text => Some(text.parse::<i64>().map_err(|_| Error::bad("err-cursor"))?),
    };
    let key = call.key(0)?;
    let history = call.app.store.read(call.viewer()?, |tx| {
        let (id, _) = tx.resolve(&key)?;
        app::history::gather(tx, id, before)
    })?;
    let reader = call.reader();
    Ok(call.page(call.parameter(0), Nav::None, &page::history::history(&reader, &history)))
}
