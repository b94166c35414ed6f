//! What a reader sees, asked of whoever has it in memory: the rights filter takes the answer instead of working it out from the
//! tables, record by record.

use std::sync::{Arc, Mutex};

use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};

use super::lock;
use crate::domain::record::RecordId;
use crate::error::Result;

/// Whoever knows which records one reader sees, as the file stands at one change: by the same rule as the filter, and with
/// withdrawn records never among them.
pub trait Sight: Send + Sync {
    fn sees(&self, id: RecordId) -> bool;
}

/// The sight by which a connection reads now; none where the tables say who sees what.
#[derive(Clone, Default)]
pub(super) struct Eyes(Arc<Mutex<Option<Arc<dyn Sight>>>>);

impl Eyes {
    /// Gives the connection the function that its views ask first: `sees(id)` is NULL where there is no sight.
    pub fn install(&self, conn: &Connection) -> Result<()> {
        let eyes = self.clone();
        let sees = move |context: &Context<'_>| match &*lock(&eyes.0) {
            None => Ok(None),
            Some(sight) => Ok(Some(context.get::<Option<i64>>(0)?.is_some_and(|id| sight.sees(RecordId(id))))),
        };
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
        Ok(conn.create_scalar_function("sees", 1, flags, sees)?)
    }

    /// Reads by this sight until what is given back is dropped.
    pub fn by(&self, sight: Option<Arc<dyn Sight>>) -> Open {
        *lock(&self.0) = sight;
        Open(self.clone())
    }
}

/// As long as it is there, a connection reads by a sight.
pub(super) struct Open(Eyes);

impl Drop for Open {
    fn drop(&mut self) {
        *lock(&self.0.0) = None;
    }
}
