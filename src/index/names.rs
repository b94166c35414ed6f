//! The names of the case file in memory, by kind of record: found by how they sound, in any script.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use crate::domain::access::Viewer;
use crate::domain::access::visibility::Class;
use crate::domain::kind::Kind;
use crate::domain::name::pair::{Alikeness, alikeness};
use crate::domain::name::score::Rules;
use crate::domain::name::spellings::{Found, Spellings};
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::index::namesakes::SharedPairs;
use crate::store::{Alike, AlikeName, Committed, IndexedName, ReadTx, SoughtName, Store};

/// Names of every kind of record that has some.
#[derive(Default)]
pub struct Names {
    kinds: HashMap<Kind, Spellings>,
    /// Which kind a record was taken in as, and the number of its class.
    of: HashMap<RecordId, (Kind, u32)>,
    /// There are few.
    classes: Vec<Class>,
}

impl Names {
    /// Takes in a name of a record of a class; who has none is seen by nobody.
    pub fn insert(&mut self, name: &IndexedName, class: Option<&Class>) {
        self.kinds.entry(name.kind).or_default().insert(name.record.0, &name.text);
        let class = self.class(class);
        self.of.insert(name.record, (name.kind, class));
    }

    /// Others may see a record than before.
    fn classify(&mut self, id: RecordId, class: Option<&Class>) {
        let class = self.class(class);
        if let Some((_, known)) = self.of.get_mut(&id) {
            *known = class;
        }
    }

    fn class(&mut self, class: Option<&Class>) -> u32 {
        let Some(class) = class else { return NOBODYS };
        let at = self.classes.iter().position(|known| known == class).unwrap_or_else(|| {
            self.classes.push(class.clone());
            self.classes.len() - 1
        });
        u32::try_from(at).unwrap_or(NOBODYS)
    }

    /// Takes out all names of a record.
    pub fn forget(&mut self, id: RecordId) {
        if let Some(spellings) = self.of.remove(&id).and_then(|(kind, _)| self.kinds.get_mut(&kind)) {
            spellings.remove(id.0);
        }
    }

    /// Gives back what was set aside for more names.
    pub fn settle(&mut self) {
        self.kinds.values_mut().for_each(Spellings::settle);
    }

    /// Those of a kind.
    pub fn of(&self, kind: Kind) -> Option<&Spellings> {
        self.kinds.get(&kind)
    }

    /// Of whom a reader does not see, nothing is weighed: they take no place among those that are compared.
    fn find(&self, sought: &SoughtName<'_>, viewer: &Viewer) -> Vec<AlikeName> {
        let Some(spellings) = self.kinds.get(&sought.kind) else { return Vec::new() };
        let admitted: Vec<bool> = self.classes.iter().map(|class| class.admits(viewer, false)).collect();
        let sees = |record: i64| {
            let class = self.of.get(&RecordId(record)).map_or(NOBODYS, |(_, class)| *class);
            admitted.get(class as usize).copied().unwrap_or_default()
        };
        let found =
            spellings.search(sought.text, sought.limit.saturating_mul(SPARE), &Rules::SEARCH, &|record, name| {
                sees(record) && sought.letters.admit(sought.text, name)
            });
        let name = |found: Found| AlikeName {
            record: RecordId(found.owner),
            text: found.text,
            value: found.value,
            why: found.why,
        };
        found.into_iter().map(name).collect()
    }
}

/// So many times as many are found as are wanted: some answer a text in a way that is not offered.
const SPARE: usize = 4;

/// The class of what nobody sees.
const NOBODYS: u32 = u32::MAX;

/// How long whoever asks first waits until the names are read.
const PATIENCE: Duration = Duration::from_secs(1);

/// The names, once they are read.
#[derive(Default)]
pub struct SharedNames {
    names: RwLock<Names>,
    /// While they are read: the records whose names may be others by then.
    missed: Mutex<Option<BTreeSet<RecordId>>>,
    stage: Mutex<Stage>,
    read: Condvar,
    pairs: SharedPairs,
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
    pub fn is_read(&self) -> bool {
        *self.stage() == Stage::Here
    }

    /// Reads all names, before it is known who sees them. What is committed meanwhile is noted.
    pub fn begin(&self, store: &Store) -> Result<Names> {
        *self.missed() = Some(BTreeSet::new());
        let mut names = Names::default();
        store.index_names(|name| names.insert(&name, None))?;
        names.settle();
        Ok(names)
    }

    /// Gives out names that were read, while nothing is committed; `class` says who sees each record.
    pub fn set<'c>(
        &self,
        store: &Store,
        mut names: Names,
        class: impl Fn(RecordId) -> Option<&'c Class>,
    ) -> Result<()> {
        let missed = self.missed().take().unwrap_or_default();
        missed.iter().for_each(|id| names.forget(*id));
        store.now(|now| now.index_names_of(&missed, |name| names.insert(&name, None)))?;
        let named: Vec<RecordId> = names.of.keys().copied().collect();
        named.into_iter().for_each(|id| names.classify(id, class(id)));
        *self.names.write().unwrap_or_else(PoisonError::into_inner) = names;
        self.pairs.clear();
        self.turn(Stage::Here);
        Ok(())
    }

    fn missed(&self) -> MutexGuard<'_, Option<BTreeSet<RecordId>>> {
        self.missed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn clear(&self) {
        *self.missed() = None;
        *self.names.write().unwrap_or_else(PoisonError::into_inner) = Names::default();
        self.pairs.clear();
        self.turn(Stage::Absent);
    }

    /// Takes in what a commit made of the names of the records it touched; `class` says who sees each record now.
    pub fn follow<'c>(
        &self,
        now: &ReadTx<'_>,
        committed: &Committed,
        class: impl Fn(RecordId) -> Option<&'c Class>,
    ) -> Result<()> {
        if let Some(missed) = &mut *self.missed() {
            missed.extend(&committed.records);
            return Ok(());
        }
        let records = &committed.records;
        let mut coming = Vec::new();
        now.index_names_of(records, |name| coming.push(name))?;
        let mut names = self.names.write().unwrap_or_else(PoisonError::into_inner);
        records.iter().for_each(|id| names.forget(*id));
        coming.iter().for_each(|name| names.insert(name, class(name.record)));
        committed.reclassified.iter().for_each(|id| names.classify(*id, class(*id)));
        self.pairs.touch(&committed.records);
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
    fn alike(&self, sought: &SoughtName<'_>, viewer: &Viewer) -> Vec<AlikeName> {
        if !self.are_here() {
            return Vec::new();
        }
        self.names.read().unwrap_or_else(PoisonError::into_inner).find(sought, viewer)
    }

    fn alikeness(&self, kind: Kind, ones: &[&str], others: &[&str]) -> Option<Alikeness> {
        let names = self.names.read().unwrap_or_else(PoisonError::into_inner);
        alikeness(ones, others, &|sounds| names.of(kind).map_or(1.0, |spellings| spellings.rarity(sounds)))
    }

    fn pairs(&self, kind: Kind) -> Option<Arc<[(RecordId, RecordId)]>> {
        let lend = |work: &mut dyn FnMut(&Spellings)| {
            let names = self.names.read().unwrap_or_else(PoisonError::into_inner);
            names.of(kind).into_iter().for_each(work);
        };
        self.are_here().then(|| self.pairs.of(kind, &lend))
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::access::visibility::rule;
    use crate::domain::kind::{Kind, Naming};

    #[test]
    fn what_has_names_belongs_to_nothing_so_that_its_class_changes_with_itself_alone() {
        let named = Kind::ALL.into_iter().filter(|kind| matches!(kind.spec().naming, Naming::Names));
        assert!(named.into_iter().all(|kind| rule(kind).owners.is_empty()));
    }
}
