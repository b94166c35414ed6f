//! Rights classes compiled to sets of bits: every record is in the set of its class, and what a reader sees is the union of
//! the sets that admit him or her.

use std::collections::HashMap;
use std::sync::Arc;

use super::bits::Bits;
use super::column::at;
use super::snapshot::packed::packed;
use crate::domain::access::Viewer;
use crate::domain::access::visibility::{Class, Placed};
use crate::domain::kind::Kind;
use crate::domain::record::RecordId;
use crate::store::Sight;

/// The class of every record, and the records of every class and kind.
#[derive(Debug, Default)]
pub struct Classes {
    classes: Vec<(Class, Bits)>,
    numbers: HashMap<Class, u32>,
    /// By the id of the record: one more than the number of its class; 0 for none. Whoever reads at length keeps it as it
    /// stood when he or she began.
    of: Arc<Vec<u32>>,
    kinds: HashMap<Kind, Bits>,
}

/// Which records one reader sees, as of the moment it was asked for.
struct SightOf {
    /// The slot of each record.
    of: Arc<Vec<u32>>,
    admitted: Vec<bool>,
}

impl Sight for SightOf {
    fn sees(&self, id: RecordId) -> bool {
        usize::try_from(id.0).is_ok_and(|id| at(&self.admitted, at(&self.of, id) as usize))
    }
}

packed!(Classes {
    classes: Vec<(Class, Bits)>,
    numbers: HashMap<Class, u32>,
    of: Arc<Vec<u32>>,
    kinds: HashMap<Kind, Bits>,
});

impl Classes {
    /// Takes in a row whose owners are known already, or one that changed. What belongs to it has to follow.
    pub fn put(&mut self, row: &Placed) {
        let Ok(at) = usize::try_from(row.id.0) else { return };
        let owners = row.owners.iter().filter_map(|owner| self.class(*owner));
        let class = owners.fold(row.own.clone(), Class::within);
        let number = self.number(class);
        let of = Arc::make_mut(&mut self.of);
        if at >= of.len() {
            of.resize(at + 1, 0);
        }
        if let Some(known) = of.get_mut(at) {
            if let Some((_, was)) = known.checked_sub(1).and_then(|was| self.classes.get_mut(was as usize)) {
                was.remove(at);
            }
            *known = number + 1;
        }
        if let Some((_, set)) = self.classes.get_mut(number as usize) {
            set.insert(at);
        }
        self.kinds.entry(row.kind).or_default().insert(at);
    }

    /// Where the class of a record stands among those that `admitted` tells of; 0 for what is none.
    pub fn slot(&self, id: RecordId) -> u32 {
        usize::try_from(id.0).ok().and_then(|at| self.of.get(at)).copied().unwrap_or_default()
    }

    /// Which classes a reader sees, by their slots.
    pub fn admitted(&self, viewer: &Viewer) -> Vec<bool> {
        let classes = self.classes.iter().map(|(class, _)| class.admits(viewer, false));
        std::iter::once(false).chain(classes).collect()
    }

    /// What a reader sees, for the rights filter to ask.
    pub fn sight(&self, viewer: &Viewer) -> Arc<dyn Sight> {
        Arc::new(SightOf { of: Arc::clone(&self.of), admitted: self.admitted(viewer) })
    }

    pub fn class(&self, id: RecordId) -> Option<&Class> {
        let number = self.of.get(usize::try_from(id.0).ok()?)?.checked_sub(1)?;
        self.classes.get(number as usize).map(|(class, _)| class)
    }

    fn number(&mut self, class: Class) -> u32 {
        let next = u32::try_from(self.classes.len()).unwrap_or(u32::MAX - 1);
        let classes = &mut self.classes;
        *self.numbers.entry(class).or_insert_with_key(|class| {
            classes.push((class.clone(), Bits::default()));
            next
        })
    }

    /// Whether a record is of a kind.
    pub fn is_of(&self, kind: Kind, id: RecordId) -> bool {
        usize::try_from(id.0).is_ok_and(|at| self.kinds.get(&kind).is_some_and(|of_kind| of_kind.contains(at)))
    }

    /// Everything a reader sees.
    pub fn mask(&self, viewer: &Viewer) -> Bits {
        let mut mask = Bits::default();
        self.classes.iter().filter(|(class, _)| class.admits(viewer, false)).for_each(|(_, set)| mask.unite(set));
        mask
    }

    /// How many records of a kind are among these.
    pub fn count(&self, kind: Kind, among: &Bits) -> u64 {
        self.kinds.get(&kind).map_or(0, |records| records.common(among))
    }
}
