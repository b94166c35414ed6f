//! The names of the case file in memory, by kind of record: found by how they sound, in any script.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use crate::domain::kind::Kind;
use crate::domain::name::score::Rules;
use crate::domain::name::spellings::{Found, Spellings};
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::store::{Alike, AlikeName, Committed, IndexedName, ReadTx};

/// Names of every kind of record that has some.
#[derive(Default)]
pub struct Names {
    kinds: HashMap<Kind, Spellings>,
    /// Which kind a record was taken in as.
    of: HashMap<RecordId, Kind>,
}

impl Names {
    pub fn insert(&mut self, name: &IndexedName) {
        self.kinds.entry(name.kind).or_default().insert(name.record.0, name.row, &name.text);
        self.of.insert(name.record, name.kind);
    }

    /// Takes out all names of a record.
    pub fn forget(&mut self, id: RecordId) {
        if let Some(spellings) = self.of.remove(&id).and_then(|kind| self.kinds.get_mut(&kind)) {
            spellings.remove(id.0);
        }
    }

    /// Gives back what was set aside for more names.
    pub fn settle(&mut self) {
        self.kinds.values_mut().for_each(Spellings::settle);
    }

    pub fn find(&self, kind: Kind, text: &str) -> Vec<AlikeName> {
        let Some(spellings) = self.kinds.get(&kind) else { return Vec::new() };
        let found = spellings.search(text, MOST, &Rules::SEARCH, &|_, _| true);
        let name = |found: Found| AlikeName {
            record: RecordId(found.owner),
            row: found.row,
            value: found.value,
            why: found.why,
        };
        found.into_iter().map(name).collect()
    }
}

/// So many records are found for a text: some of them may be hidden from whoever asks.
const MOST: usize = 100;

/// How long whoever asks first waits until the names are read.
const PATIENCE: Duration = Duration::from_secs(1);

/// The names, once they are read.
#[derive(Default)]
pub struct SharedNames {
    names: RwLock<Names>,
    stage: Mutex<Stage>,
    read: Condvar,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Stage {
    #[default]
    Awaited,
    Here,
    /// Nobody reads them, or they could not be read.
    Absent,
}

impl SharedNames {
    pub fn set(&self, names: Names) {
        *self.names.write().unwrap_or_else(PoisonError::into_inner) = names;
        self.turn(Stage::Here);
    }

    pub fn clear(&self) {
        *self.names.write().unwrap_or_else(PoisonError::into_inner) = Names::default();
        self.turn(Stage::Absent);
    }

    /// Takes in what a commit made of the names of the records it touched.
    pub fn follow(&self, now: &ReadTx<'_>, committed: &Committed) -> Result<()> {
        let mut coming = Vec::new();
        now.index_names_of(&committed.records, |name| coming.push(name))?;
        let mut names = self.names.write().unwrap_or_else(PoisonError::into_inner);
        committed.records.iter().for_each(|id| names.forget(*id));
        coming.iter().for_each(|name| names.insert(name));
        Ok(())
    }

    fn turn(&self, stage: Stage) {
        *self.stage() = stage;
        self.read.notify_all();
    }

    fn stage(&self) -> MutexGuard<'_, Stage> {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether they are here. Whoever asks while they are read waits for them; if nobody reads them, only once.
    fn are_here(&self) -> bool {
        let waited = self.read.wait_timeout_while(self.stage(), PATIENCE, |stage| *stage == Stage::Awaited);
        let (mut stage, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if *stage == Stage::Awaited {
            *stage = Stage::Absent;
        }
        *stage == Stage::Here
    }
}

impl Alike for SharedNames {
    fn alike(&self, kind: Kind, text: &str) -> Vec<AlikeName> {
        if !self.are_here() {
            return Vec::new();
        }
        self.names.read().unwrap_or_else(PoisonError::into_inner).find(kind, text)
    }
}
