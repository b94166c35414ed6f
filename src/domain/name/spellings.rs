//! Names in memory, found by how they sound: lists of names by key, the best of which are compared word by word.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::keys::{Key, keys};
use super::score::{Rules, Score, Weighed, score};
use super::why::{Part, why};
use super::words::{Reading, readings, readings_sought};

/// So many are compared word by word.
const CANDIDATES: usize = 200;
/// What it counts for a name that it shares the most keys, beside how well it answers.
const SHARED: f32 = 0.06;
/// So many names are counted at once, so that their sums stay close to the processor.
const BLOCK: usize = 1 << 15;

/// Keys are spread already.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 ^= self.0 >> 29;
    }
}

type Map<V> = HashMap<u64, V, BuildHasherDefault<Spread>>;

/// A name, of whom or what, and in which row.
#[derive(Debug, Clone)]
struct Stored {
    owner: i64,
    row: i64,
    text: Box<str>,
}

/// Names of one kind of record.
#[derive(Debug, Clone, Default)]
pub struct Spellings {
    stored: Vec<Option<Stored>>,
    /// By name: what its sum is multiplied with, so that long names are not found for their length.
    scale: Vec<f32>,
    lists: Map<Vec<u32>>,
    /// How many names have a word, by its sounds.
    words: Map<u32>,
    names: usize,
    owners: HashMap<i64, Vec<u32>>,
}

/// A record that was found, by one of its names.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub owner: i64,
    pub row: i64,
    pub text: String,
    /// From 0 to 1.
    pub value: f32,
    pub why: Vec<Part>,
}

impl Spellings {
    /// How many names there are.
    pub fn len(&self) -> usize {
        self.names
    }

    pub fn is_empty(&self) -> bool {
        self.names == 0
    }

    /// Takes in a name.
    pub fn insert(&mut self, owner: i64, row: i64, text: &str) {
        let Ok(at) = u32::try_from(self.stored.len()) else { return };
        let readings = readings(text);
        let mut squares = 0.0;
        for (key, weight) in keys(&readings, false) {
            self.lists.entry(key).or_default().push(at);
            squares += weight * weight;
        }
        for word in readings.first().into_iter().flat_map(|reading| &reading.words) {
            *self.words.entry(of_sounds(&word.sounds)).or_default() += 1;
        }
        self.scale.push(f32::max(squares, 1.0).powf(-0.35));
        self.stored.push(Some(Stored { owner, row, text: text.into() }));
        self.owners.entry(owner).or_default().push(at);
        self.names += 1;
    }

    /// Gives back what was set aside for more names: after many were taken in.
    pub fn settle(&mut self) {
        self.lists.values_mut().for_each(Vec::shrink_to_fit);
        self.stored.shrink_to_fit();
        self.scale.shrink_to_fit();
    }

    /// Takes out all names of a record.
    pub fn remove(&mut self, owner: i64) {
        for at in self.owners.remove(&owner).unwrap_or_default() {
            let Some(stored) = self.stored.get_mut(at as usize).and_then(Option::take) else { continue };
            let readings = readings(&stored.text);
            for (key, _) in keys(&readings, false) {
                if let Some(list) = self.lists.get_mut(&key) {
                    if let Ok(place) = list.binary_search(&at) {
                        list.remove(place);
                    }
                    if list.is_empty() {
                        self.lists.remove(&key);
                    }
                }
            }
            for word in readings.first().into_iter().flat_map(|reading| &reading.words) {
                let hash = of_sounds(&word.sounds);
                if let Some(count) = self.words.get_mut(&hash) {
                    *count -= 1;
                    if *count == 0 {
                        self.words.remove(&hash);
                    }
                }
            }
            self.names -= 1;
        }
    }

    /// How rare a word is: one if no name has it, nothing if all have.
    pub fn rarity(&self, sounds: &[u8]) -> f32 {
        let count = self.words.get(&of_sounds(sounds)).copied().unwrap_or_default();
        (1.0 - (1.0 + count as f32).ln() / (self.names as f32 + 1.0).ln().max(0.7)).max(0.0)
    }

    pub fn weighed(&self, reading: Reading, rules: &Rules) -> Weighed {
        Weighed::new(reading, rules, |sounds| self.rarity(sounds))
    }

    /// The records that a text may mean, the best first; `seen` says of a record and the row of its name whether whoever
    /// asks may see it.
    pub fn search(&self, text: &str, limit: usize, rules: &Rules, seen: &dyn Fn(i64, i64) -> bool) -> Vec<Found> {
        let readings = readings_sought(text);
        let candidates = self.candidates(&readings, seen);
        let most = candidates.first().map_or(1.0, |(sum, _)| *sum);
        let typed: Vec<Weighed> = readings.into_iter().map(|reading| self.weighed(reading, rules)).collect();
        let mut best: HashMap<i64, (f32, u32)> = HashMap::new();
        for (sum, at) in candidates {
            let Some(Some(stored)) = self.stored.get(at as usize) else { continue };
            let value = self.best(&typed, &stored.text, rules).map_or(0.0, |(score, ..)| score.value);
            let value = (value + SHARED * sum / most) / (1.0 + SHARED);
            let known = best.entry(stored.owner).or_insert((0.0, at));
            if value > known.0 {
                *known = (value, at);
            }
        }
        let mut found: Vec<(f32, u32)> = best.into_values().collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found.truncate(limit);
        let shown = |(value, at): (f32, u32)| {
            let stored = self.stored.get(at as usize)?.as_ref()?;
            let best = self.best(&typed, &stored.text, rules);
            let why = best.map(|(score, typed, found)| why(typed, &found, &score)).unwrap_or_default();
            Some(Found { owner: stored.owner, row: stored.row, text: stored.text.to_string(), value, why })
        };
        found.into_iter().filter_map(shown).collect()
    }

    /// The readings of both names that fit best.
    fn best<'t>(&self, typed: &'t [Weighed], text: &str, rules: &Rules) -> Option<(Score, &'t Weighed, Weighed)> {
        let mut best: Option<(Score, &Weighed, Weighed)> = None;
        for reading in readings(text) {
            let found = self.weighed(reading, rules);
            let scores = typed.iter().map(|one| (score(one, &found, rules), one));
            let Some((score, one)) = scores.max_by(|a, b| a.0.value.total_cmp(&b.0.value)) else { continue };
            if best.as_ref().is_none_or(|(known, ..)| score.value > known.value) {
                best = Some((score, one, found));
            }
        }
        best
    }

    /// The names that share the most with what is looked for: what few have counts more.
    pub fn candidates(&self, readings: &[Reading], seen: &dyn Fn(i64, i64) -> bool) -> Vec<(f32, u32)> {
        let all = self.names as f32;
        let rare = |key: Key, weight: f32| {
            let list = self.lists.get(&key)?;
            let inverse = (all / (list.len() as f32 + 0.5) + 1.0).ln();
            Some((list.as_slice(), (weight * inverse) * (weight * inverse)))
        };
        let mut lists: Vec<(&[u32], f32)> =
            keys(readings, true).into_iter().filter_map(|(key, weight)| rare(key, weight)).collect();
        let mut best: Vec<(f32, u32)> = Vec::with_capacity(CANDIDATES * 2);
        let mut least = 0.0_f32;
        let mut sums = vec![0.0_f32; BLOCK.min(self.stored.len())];
        for from in (0..self.stored.len()).step_by(BLOCK) {
            let end = u32::try_from(from + BLOCK).unwrap_or(u32::MAX);
            sums.fill(0.0);
            for (list, weight) in &mut lists {
                let here = list.partition_point(|at| *at < end);
                let (now, later) = list.split_at_checked(here).unwrap_or((list, &[]));
                for at in now {
                    if let Some(sum) = sums.get_mut(*at as usize - from) {
                        *sum += *weight;
                    }
                }
                *list = later;
            }
            let scales = self.scale.get(from..).unwrap_or_default();
            for (at, (sum, scale)) in sums.iter().zip(scales).enumerate() {
                let scaled = sum * scale;
                if scaled <= least {
                    continue;
                }
                let at = from + at;
                let Some(Some(stored)) = self.stored.get(at) else { continue };
                if !seen(stored.owner, stored.row) {
                    continue;
                }
                best.push((scaled, u32::try_from(at).unwrap_or(u32::MAX)));
                if best.len() >= CANDIDATES * 2 {
                    least = keep_best(&mut best);
                }
            }
        }
        keep_best(&mut best);
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        best
    }
}

/// Keeps the best, and says how good one has to be to become one of them.
fn keep_best(best: &mut Vec<(f32, u32)>) -> f32 {
    if best.len() <= CANDIDATES {
        return 0.0;
    }
    best.select_nth_unstable_by(CANDIDATES - 1, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    best.truncate(CANDIDATES);
    best.last().map_or(0.0, |(least, _)| *least)
}

fn of_sounds(sounds: &[u8]) -> u64 {
    let mut hash = Spread::default();
    hash.write(sounds);
    hash.finish()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Rules, Spellings};

    fn of(names: &[String]) -> Spellings {
        let mut spellings = Spellings::default();
        (0..).zip(names).for_each(|(owner, name)| spellings.insert(owner, 0, name));
        spellings
    }

    fn found(spellings: &Spellings, text: &str) -> Vec<(i64, u32)> {
        let found = spellings.search(text, 1000, &Rules::SEARCH, &|_, _| true);
        found.into_iter().map(|found| (found.owner, found.value.to_bits())).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn what_was_taken_out_again_was_never_there(
            names in prop::collection::vec("[а-яa-z]{2,8} [а-яa-z]{2,9}", 1..30),
            gone in prop::collection::vec("[а-яa-z]{2,8} [а-яa-z]{2,9}", 1..10),
        ) {
            let never = of(&names);
            let mut taken = never.clone();
            (1000..).zip(&gone).for_each(|(owner, name)| taken.insert(owner, 0, name));
            (1000..).zip(&gone).for_each(|(owner, _)| taken.remove(owner));
            prop_assert_eq!(taken.len(), never.len());
            for name in names.iter().chain(&gone) {
                prop_assert_eq!(found(&taken, name), found(&never, name));
            }
        }

        #[test]
        fn every_name_finds_itself_first(names in prop::collection::vec("[а-я]{3,8} [а-я]{4,9}", 1..40)) {
            let spellings = of(&names);
            for name in &names {
                let best = spellings.search(name, 1, &Rules::SEARCH, &|_, _| true);
                prop_assert_eq!(best.first().map(|found| found.text.as_str()), Some(name.as_str()));
            }
        }

        #[test]
        fn whoever_may_not_be_seen_is_not_found(names in prop::collection::vec("[a-z]{3,8} [a-z]{4,9}", 1..40)) {
            let spellings = of(&names);
            for name in &names {
                let found = spellings.search(name, 40, &Rules::SEARCH, &|owner, _| owner % 2 == 0);
                prop_assert!(found.iter().all(|found| found.owner % 2 == 0));
            }
        }
    }

    #[test]
    fn of_a_text_of_any_length_no_more_is_looked_at_than_of_a_name() {
        let spellings = of(&["Almaty".to_owned()]);
        for part in ["a", "а ", "阿", "ا", "'", "က", "\u{301}", "x y z "] {
            let long = part.repeat(10_000);
            let cut: String = long.chars().take(200).collect();
            assert_eq!(found(&spellings, &long), found(&spellings, &cut));
        }
        assert!(found(&spellings, "").is_empty());
        assert!(found(&spellings, "...").is_empty());
    }
}
