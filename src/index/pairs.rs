//! Which numbers belong to which, in little memory: a sorted list, and what came since beside it.

use std::collections::{BTreeSet, HashSet};

use super::snapshot::packed::packed;

/// What came since is sorted in once it is so many, or an eighth of the list.
const FEW: usize = 4096;

/// Numbers of each number.
#[derive(Debug, Default)]
pub struct Pairs {
    sorted: Vec<(u32, u32)>,
    /// Of these the list does not hold any more.
    renewed: HashSet<u32>,
    recent: BTreeSet<(u32, u32)>,
    coming: Vec<(u32, u32)>,
}

packed!(Pairs {
    sorted: Vec<(u32, u32)>,
    renewed: HashSet<u32>,
    recent: BTreeSet<(u32, u32)>,
    coming: Vec<(u32, u32)>,
});

impl Pairs {
    pub fn put(&mut self, of: u32, number: u32) {
        self.coming.push((of, number));
    }

    /// Takes away what belongs to a number.
    pub fn forget(&mut self, of: u32) {
        self.settle();
        if self.listed(of).next().is_some() {
            self.renewed.insert(of);
        }
        let recent: Vec<(u32, u32)> = self.recent.range((of, 0)..=(of, u32::MAX)).copied().collect();
        recent.iter().for_each(|pair| {
            self.recent.remove(pair);
        });
    }

    /// What belongs to a number, once it is settled.
    pub fn of(&self, of: u32) -> impl Iterator<Item = u32> + '_ {
        let recent = self.recent.range((of, 0)..=(of, u32::MAX)).map(|(_, number)| *number);
        self.listed(of).filter(move |_| !self.renewed.contains(&of)).chain(recent)
    }

    /// All pairs, once they are settled.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let listed = self.sorted.iter().filter(|(of, _)| !self.renewed.contains(of));
        listed.chain(&self.recent).copied()
    }

    fn listed(&self, of: u32) -> impl Iterator<Item = u32> + '_ {
        let from = self.sorted.partition_point(|(known, _)| *known < of);
        let listed = self.sorted.get(from..).unwrap_or_default().iter();
        listed.take_while(move |(known, _)| *known == of).map(|(_, number)| *number)
    }

    /// Makes what came part of what is found.
    pub fn settle(&mut self) {
        if self.coming.is_empty() {
            return;
        }
        let most = FEW.max(self.sorted.len() / 8);
        if self.recent.len() + self.coming.len() < most {
            self.recent.extend(self.coming.drain(..));
            return;
        }
        let renewed = std::mem::take(&mut self.renewed);
        self.sorted.retain(|(of, _)| !renewed.contains(of));
        self.sorted.extend(std::mem::take(&mut self.recent));
        self.sorted.append(&mut self.coming);
        self.sorted.sort();
        self.sorted.dedup();
        self.sorted.shrink_to_fit();
        self.coming = Vec::new();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::Pairs;

    proptest! {
        #[test]
        fn pairs_are_sets_of_numbers_by_number(
            steps in prop::collection::vec((0u32..40, 0u32..2000, prop::bool::weighted(0.1)), 0..200),
            many in prop::collection::vec((0u32..40, 0u32..9000), 0..6000)
        ) {
            let (mut pairs, mut sets) = (Pairs::default(), BTreeMap::<u32, BTreeSet<u32>>::new());
            for (of, number) in many {
                pairs.put(of, number);
                sets.entry(of).or_default().insert(number);
            }
            for (of, number, forgets) in steps {
                if forgets {
                    pairs.forget(of);
                    sets.remove(&of);
                } else {
                    pairs.put(of, number);
                    sets.entry(of).or_default().insert(number);
                }
            }
            pairs.settle();
            for of in 0..40 {
                let of_it: BTreeSet<u32> = pairs.iter().filter(|(all, _)| *all == of).map(|(_, number)| number).collect();
                prop_assert_eq!(pairs.of(of).collect::<BTreeSet<_>>(), of_it.clone());
                prop_assert_eq!(of_it, sets.remove(&of).unwrap_or_default());
            }
        }
    }
}
