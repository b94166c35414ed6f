//! Names that are spelled otherwise: who finds them is not the store's, and is asked by it.

use std::sync::Arc;

use super::{Store, lock};
use crate::domain::kind::Kind;
use crate::domain::name::why::Part;
use crate::domain::record::RecordId;

/// Whoever has names in memory, of everybody: what is found is asked of the rights filter before anyone is told.
pub trait Alike: Send + Sync {
    /// Names of records of a kind that a text may mean, the likeliest first.
    fn alike(&self, kind: Kind, text: &str) -> Vec<AlikeName>;
}

/// A name that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct AlikeName {
    pub record: RecordId,
    /// The row of the name.
    pub row: i64,
    /// How well it answers, from 0 to 1.
    pub value: f32,
    pub why: Vec<Part>,
}

impl Store {
    /// Asks for names that are spelled otherwise from now on. Until then, names are found by how their words begin.
    pub fn ask_for_names(&self, names: Arc<dyn Alike>) {
        *lock(&self.names) = Some(names);
    }

    pub(super) fn names(&self) -> Option<Arc<dyn Alike>> {
        lock(&self.names).clone()
    }
}
