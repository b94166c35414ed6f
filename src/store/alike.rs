//! Names that are spelled otherwise: who finds them is not the store's, and is asked by it.

use std::sync::Arc;

use super::{Store, lock};
use crate::domain::access::Viewer;
use crate::domain::kind::Kind;
use crate::domain::name::matching::Letters;
use crate::domain::name::pair::Alikeness;
use crate::domain::name::why::Part;
use crate::domain::record::RecordId;

/// Whoever has names in memory, of everybody.
pub trait Alike: Send + Sync {
    /// Names of records of a kind that a text may mean, the likeliest first, of those that a reader sees. What is found is
    /// still asked of the rights filter before anyone is told.
    fn alike(&self, sought: &SoughtName<'_>, viewer: &Viewer) -> Vec<AlikeName>;

    /// How alike the names of two records of a kind are.
    fn alikeness(&self, kind: Kind, ones: &[&str], others: &[&str]) -> Option<Alikeness>;

    /// The pairs of records of a kind whose names are alike, of everybody, the likeliest first; nothing while the names are
    /// being read.
    fn pairs(&self, kind: Kind) -> Option<Arc<[(RecordId, RecordId)]>>;
}

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct SoughtName<'a> {
    pub kind: Kind,
    pub text: &'a str,
    pub letters: Letters,
    /// So many records at most.
    pub limit: usize,
}

/// Whoever has names in memory, asked for one reader.
#[derive(Clone)]
pub(super) struct NamesFor {
    names: Arc<dyn Alike>,
    viewer: Viewer,
}

impl NamesFor {
    pub fn alike(&self, sought: &SoughtName<'_>) -> Vec<AlikeName> {
        self.names.alike(sought, &self.viewer)
    }

    pub fn alikeness(&self, kind: Kind, ones: &[&str], others: &[&str]) -> Option<Alikeness> {
        self.names.alikeness(kind, ones, others)
    }

    pub fn pairs(&self, kind: Kind) -> Option<Arc<[(RecordId, RecordId)]>> {
        self.names.pairs(kind)
    }
}

/// A name that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct AlikeName {
    pub record: RecordId,
    pub text: String,
    /// How well it answers, from 0 to 1.
    pub value: f32,
    pub why: Vec<Part>,
}

impl Store {
    /// Asks for names that are spelled otherwise from now on. Until then, names are found by how their words begin.
    pub fn ask_for_names(&self, names: Arc<dyn Alike>) {
        *lock(&self.names) = Some(names);
    }

    pub(super) fn names_for(&self, viewer: &Viewer) -> Option<NamesFor> {
        let names = lock(&self.names).clone()?;
        Some(NamesFor { names, viewer: viewer.clone() })
    }
}
