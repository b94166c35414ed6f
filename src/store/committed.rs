//! What a write touched, told to whoever follows once it is committed.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use rusqlite::Connection;

use super::{ReadTx, Store, lock};
use crate::domain::record::RecordId;

/// What one commit touched. What is derived in the file is in step already; what is kept in memory follows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Committed {
    /// Every record that was made or changed, or to which a row was attached, or of which a row or a record that belonged to
    /// it was taken.
    pub records: BTreeSet<RecordId>,
    /// Those of them that are new.
    pub created: BTreeSet<RecordId>,
    /// Those of which names, citations, sources or outside identifiers are others now.
    pub attached: BTreeSet<RecordId>,
    /// Records that became another one, and the one each became.
    pub merged: Vec<(RecordId, RecordId)>,
    /// Records that were parted again, from the one each had become.
    pub parted: Vec<(RecordId, RecordId)>,
    /// Records that others may see now than before, with all that belongs to them: new ones, and those whose level,
    /// compartment, owners or standing changed.
    pub reclassified: BTreeSet<RecordId>,
    /// Incidents and custody events whose entry of the timeline was derived again.
    pub entries: BTreeSet<RecordId>,
    /// The number of the last change that the file has now.
    pub last: i64,
}

impl Committed {
    /// Notes a record that was touched.
    pub fn insert(&mut self, id: RecordId) {
        self.records.insert(id);
    }

    pub fn create(&mut self, id: RecordId) {
        self.records.insert(id);
        self.created.insert(id);
        self.reclassified.insert(id);
    }

    pub fn attach(&mut self, id: RecordId) {
        self.records.insert(id);
        self.attached.insert(id);
    }

    pub fn reclassify(&mut self, id: RecordId) {
        self.records.insert(id);
        self.reclassified.insert(id);
    }

    pub fn merge(&mut self, merged: RecordId, kept: RecordId) {
        self.reclassify(merged);
        self.reclassify(kept);
        self.merged.push((merged, kept));
    }

    pub fn part(&mut self, merged: RecordId, kept: RecordId) {
        self.reclassify(merged);
        self.reclassify(kept);
        self.parted.push((merged, kept));
    }
}

/// Whoever keeps something of the case file in memory.
pub trait Follower: Send + Sync {
    /// After a commit, in the order of the commits, before anything else is written.
    /// `now` is the file as the commit left it, read through the connection that wrote it: what was just written is at hand there.
    fn committed(&self, now: &ReadTx<'_>, committed: &Committed);

    /// The case file was locked: nothing of it may be kept.
    fn locked(&self);
}

/// Those who follow a store.
#[derive(Default)]
pub(super) struct Followers(Mutex<Vec<Arc<dyn Follower>>>);

impl Followers {
    pub fn tell(&self, conn: &Connection, committed: &Committed) {
        let now = ReadTx { conn, lang: None, names: None };
        let followers = lock(&self.0).clone();
        followers.iter().for_each(|follower| follower.committed(&now, committed));
    }

    pub fn lock(&self) {
        let followers = std::mem::take(&mut *lock(&self.0));
        followers.iter().for_each(|follower| follower.locked());
    }
}

impl Store {
    /// Tells a follower of every commit from now on, until the case file is locked.
    pub fn follow(&self, follower: Arc<dyn Follower>) {
        lock(&self.followers.0).push(follower);
    }
}
