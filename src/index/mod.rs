//! What is kept in memory of the case file: built from its tables, fed by every commit, gone with the key.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::domain::access::Viewer;
use crate::domain::kind::Kind;
use crate::error::Result;
use crate::store::{Committed, Follower, Store};

/// Sets of records.
pub mod bits;
/// Who sees what, as sets of records.
pub mod classes;

use classes::Classes;

/// Who sees what of a case file. It is made when it is first asked, and follows every commit from then on.
#[derive(Default)]
pub struct Index(Mutex<Option<Classes>>);

impl Index {
    /// How many records of a kind a reader sees.
    pub fn count(&self, store: &Store, viewer: &Viewer, kind: Kind) -> Result<u64> {
        let mut known = self.lock();
        let classes = match known.take() {
            Some(classes) => classes,
            // What is committed meanwhile waits for the lock, and is taken in then.
            None => {
                let mut classes = Classes::default();
                store.placed(|row| classes.put(&row))?;
                classes
            }
        };
        let count = classes.count(kind, &classes.mask(viewer));
        *known = Some(classes);
        Ok(count)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Classes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Follower for Index {
    fn committed(&self, store: &Store, committed: &Committed) {
        let mut known = self.lock();
        let Some(classes) = known.as_mut() else { return };
        // What cannot be read now is read whole the next time.
        if store.placed_with(&committed.reclassified, |row| classes.put(&row)).is_err() {
            *known = None;
        }
    }

    fn locked(&self) {
        *self.lock() = None;
    }
}
