//! A set of small numbers, one bit each.

use super::snapshot::packed::Packed;

/// Records by their ids, which are given out one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bits(Vec<u64>);

impl Packed for Bits {
    fn pack(&self, out: &mut Vec<u8>) {
        self.0.pack(out);
    }

    fn unpack(from: &mut &[u8]) -> Option<Bits> {
        Vec::unpack(from).map(Bits)
    }

    fn layout(out: &mut String) {
        out.push_str("bits");
    }
}

impl Bits {
    pub fn insert(&mut self, number: usize) {
        let word = number / 64;
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        if let Some(word) = self.0.get_mut(word) {
            *word |= 1 << (number % 64);
        }
    }

    pub fn remove(&mut self, number: usize) {
        if let Some(word) = self.0.get_mut(number / 64) {
            *word &= !(1 << (number % 64));
        }
    }

    pub fn contains(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|word| word & (1 << (number % 64)) != 0)
    }

    /// Adds everything that another set has.
    pub fn unite(&mut self, other: &Bits) {
        if other.0.len() > self.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }

    /// The first number of the set that is not below this one.
    pub fn first_from(&self, number: usize) -> Option<usize> {
        let start = number / 64;
        let words = self.0.get(start..)?;
        words.iter().enumerate().find_map(|(ahead, word)| {
            let word = if ahead == 0 { word & (u64::MAX << (number % 64)) } else { *word };
            (word != 0).then(|| (start + ahead) * 64 + word.trailing_zeros() as usize)
        })
    }

    /// The last number of the set that is below this one.
    pub fn last_before(&self, number: usize) -> Option<usize> {
        let end = number.div_ceil(64).min(self.0.len());
        let words = self.0.get(..end)?;
        words.iter().enumerate().rev().find_map(|(at, word)| {
            let below = number - at * 64;
            let word = if below < 64 { word & ((1 << below) - 1) } else { *word };
            (word != 0).then(|| at * 64 + 63 - word.leading_zeros() as usize)
        })
    }

    /// How many are in it.
    pub fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// How many are in both sets.
    pub fn common(&self, other: &Bits) -> u64 {
        self.0.iter().zip(&other.0).map(|(a, b)| u64::from((a & b).count_ones())).sum()
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.0.len() * 64).filter(|number| self.contains(*number))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::Bits;

    proptest! {
        #[test]
        fn bits_are_a_set_of_numbers(a in prop::collection::btree_set(0usize..500, 0..60),
                                     b in prop::collection::btree_set(0usize..900, 0..60),
                                     gone in prop::collection::vec(0usize..1000, 0..20)) {
            let of = |numbers: &BTreeSet<usize>| {
                let mut bits = Bits::default();
                numbers.iter().for_each(|number| bits.insert(*number));
                bits
            };
            let (mut left, right) = (of(&a), of(&b));
            prop_assert_eq!(left.common(&right), a.intersection(&b).count() as u64);
            left.unite(&right);
            let mut both: BTreeSet<usize> = a.union(&b).copied().collect();
            for number in gone {
                left.remove(number);
                both.remove(&number);
                prop_assert!(!left.contains(number));
            }
            prop_assert_eq!(left.iter().collect::<BTreeSet<_>>(), both.clone());
            prop_assert_eq!(left.count(), both.len() as u64);
            for number in 0..1100 {
                prop_assert_eq!(left.first_from(number), both.range(number..).next().copied());
                prop_assert_eq!(left.last_before(number), both.range(..number).next_back().copied());
            }
        }
    }
}
