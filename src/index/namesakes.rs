//! Pairs of records whose names are alike: found when they are first asked for, and followed from then on.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use super::lock;
use crate::domain::kind::Kind;
use crate::domain::name::pairs::{Lender, Pair, again, pairs};
use crate::domain::record::RecordId;

/// After more records than this everything is compared again.
const TOUCHED: usize = 500;

/// The pairs of every kind that was asked for.
#[derive(Default)]
pub struct SharedPairs {
    of: Mutex<HashMap<Kind, Arc<Pairs>>>,
}

/// The pairs of a kind.
#[derive(Default)]
struct Pairs {
    /// Held while they are looked for, so that it is done once.
    found: Mutex<Found>,
    /// The records whose names were written since. They have a lock of their own: no save waits while pairs are looked for.
    touched: Mutex<BTreeSet<i64>>,
}

#[derive(Default)]
struct Found {
    /// With how far up they belong; nothing before they were looked for.
    ranked: Option<Vec<Pair>>,
    listed: Arc<[(RecordId, RecordId)]>,
}

impl SharedPairs {
    pub fn clear(&self) {
        lock(&self.of).clear();
    }

    /// Notes that the names of these records may be others now.
    pub fn touch(&self, records: &BTreeSet<RecordId>) {
        for pairs in lock(&self.of).values() {
            lock(&pairs.touched).extend(records.iter().map(|id| id.0));
        }
    }

    /// The pairs of a kind, the likeliest first.
    pub fn of(&self, kind: Kind, names: &Lender<'_>) -> Arc<[(RecordId, RecordId)]> {
        let pairs = Arc::clone(lock(&self.of).entry(kind).or_default());
        let mut found = lock(&pairs.found);
        // What is written from here on is noted for the next time.
        let touched = std::mem::take(&mut *lock(&pairs.touched));
        let ranked = match found.ranked.take() {
            Some(ranked) if touched.is_empty() => ranked,
            Some(ranked) if touched.len() <= TOUCHED => again(ranked, &touched, names),
            _ => self::pairs(names),
        };
        if !touched.is_empty() || found.listed.len() != ranked.len() {
            found.listed = ranked.iter().map(|((one, other), _)| (RecordId(*one), RecordId(*other))).collect();
        }
        found.ranked = Some(ranked);
        Arc::clone(&found.listed)
    }
}
