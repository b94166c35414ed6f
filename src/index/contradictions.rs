//! Contradictions in memory: found once for those who see the same, and looked for again only around what a commit touched.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::bits::Bits;
use super::derived::set_of;
use super::lock;
use crate::domain::access::Viewer;
use crate::domain::citation::contradiction::Contradiction;
use crate::domain::record::{RecordId, Sensitivity};
use crate::error::Result;
use crate::store::{Committed, ReadTx};

/// So many kinds of readers are remembered; where there are more, the next one is found again.
const READERS: usize = 8;

/// Who sees the same as whom.
type Reader = (Sensitivity, BTreeSet<i64>);

#[derive(Debug, Default)]
pub struct Contradictions(Mutex<BTreeMap<Reader, Kept>>);

/// Those that one kind of reader sees.
#[derive(Debug, Default)]
struct Kept {
    about: BTreeMap<RecordId, Vec<Contradiction>>,
    /// About these they have to be looked for again.
    touched: BTreeSet<RecordId>,
    /// The entries that the open ones are about, once somebody asked.
    entries: Option<Arc<Bits>>,
}

impl Kept {
    fn extend(&mut self, found: Vec<Contradiction>) {
        for found in found {
            self.about.entry(found.about).or_default().push(found);
        }
    }
}

impl Contradictions {
    /// What a commit may have changed: around what was touched, or everywhere.
    pub fn follow(&mut self, now: &ReadTx<'_>, committed: &Committed) -> Result<()> {
        let kept = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        if kept.is_empty() {
            return Ok(());
        }
        // Whoever sees a report sees what it says, and which place is inside which decides what can both be.
        let seen_by_others = committed.reclassified.difference(&committed.created).next().is_some();
        let is_elsewhere = seen_by_others || committed.records.is_empty() || !committed.merged.is_empty();
        let known: Vec<RecordId> = committed.records.difference(&committed.created).copied().collect();
        if is_elsewhere || !committed.parted.is_empty() || now.has_places(&known)? {
            kept.clear();
            return Ok(());
        }
        let touched = now.contradicted_by(&committed.records)?;
        kept.values_mut().for_each(|kept| kept.touched.extend(&touched));
        Ok(())
    }

    /// What one reader sees, in `tx`, which stands where memory does.
    pub fn of<T>(
        &self,
        tx: &ReadTx<'_>,
        viewer: &Viewer,
        tell: impl Fn(&Contradiction) -> Option<T>,
    ) -> Result<Vec<T>> {
        self.with(tx, viewer, |kept| Ok(kept.about.values().flatten().filter_map(tell).collect()))
    }

    /// The entries of the timeline that open ones are about, as far as one reader sees both.
    pub fn entries(&self, tx: &ReadTx<'_>, viewer: &Viewer) -> Result<Arc<Bits>> {
        self.with(tx, viewer, |kept| {
            if let Some(entries) = &kept.entries {
                return Ok(Arc::clone(entries));
            }
            let open = kept.about.values().flatten().filter(|found| !found.is_decided);
            let entries = Arc::new(set_of(&tx.entries_contradicted(open)?));
            kept.entries = Some(Arc::clone(&entries));
            Ok(entries)
        })
    }

    fn with<T>(&self, tx: &ReadTx<'_>, viewer: &Viewer, tell: impl FnOnce(&mut Kept) -> Result<T>) -> Result<T> {
        let reader = (viewer.clearance, viewer.compartments.iter().copied().collect());
        let mut all = lock(&self.0);
        if !all.contains_key(&reader) {
            let mut kept = Kept::default();
            kept.extend(tx.contradictions(None)?);
            if all.len() >= READERS {
                all.pop_first();
            }
            all.insert(reader.clone(), kept);
        }
        let kept = all.entry(reader).or_default();
        if !kept.touched.is_empty() {
            let touched: Vec<RecordId> = kept.touched.iter().copied().collect();
            let found = tx.contradictions(Some(&touched))?;
            for about in std::mem::take(&mut kept.touched) {
                kept.about.remove(&about);
            }
            kept.extend(found);
            kept.entries = None;
        }
        tell(kept)
    }
}
