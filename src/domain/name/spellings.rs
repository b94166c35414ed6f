//! Names in memory, found by how they sound: lists of names by key, the best of which are compared word by word.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use super::keys::{Key, keys};
use super::numbers::{agreement, numbers};
use super::postings::{Cursor, Postings};
use super::score::{Rules, Score, Weighed, score};
use super::script::Script;
use super::why::{Part, why};
use super::words::{Reading, Word, readings, readings_sought};

/// So many are compared word by word.
const CANDIDATES: usize = 700;
/// What it counts for a name that it shares the most keys, beside how well it answers.
const SHARED: f32 = 0.06;
/// So many names are counted at once, so that their sums stay close to the processor.
const BLOCK: usize = 1 << 15;
/// Keys that many names have say little and cost most: they are left out where the rarer ones come to one name in so many, or
/// to so many names.
const PART: usize = 5;
const ENOUGH: usize = 120_000;

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

/// A name, and of whom or what.
#[derive(Debug, Clone, Copy)]
struct Stored {
    owner: u32,
    /// The name of the same owner that was taken in before; `NONE` of the first.
    before: u32,
    /// Where its text and its readings begin.
    text: u32,
    reads: u32,
    /// How long the text is.
    length: u32,
}

const NONE: u32 = u32::MAX;

/// Names of one kind of record.
#[derive(Debug, Clone, Default)]
pub struct Spellings {
    stored: Vec<Stored>,
    /// By name: what its sum is multiplied with, so that long names are not found for their length; nothing of one that was
    /// taken out.
    scale: Vec<f32>,
    texts: String,
    /// The readings of each name, one after the other: for each what it is, then its words by their numbers.
    reads: Vec<u32>,
    words: Vec<Arc<Word>>,
    numbers: HashMap<Arc<Word>, u32>,
    /// How many names have a word, by its sounds.
    sounds: Map<u32>,
    lists: Map<Postings>,
    /// By owner: the name that was taken in last.
    owners: Map<u32>,
    names: usize,
}

/// A record that was found, by one of its names.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub owner: i64,
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
    pub fn insert(&mut self, owner: i64, text: &str) {
        let number = |size: usize| u32::try_from(size).ok().filter(|number| *number != NONE);
        let (Some(at), Some(begin), Some(reads), Some(length), Some(owner)) = (
            number(self.stored.len()),
            number(self.texts.len()),
            number(self.reads.len()),
            number(text.len()),
            usize::try_from(owner).ok().and_then(number),
        ) else {
            return;
        };
        let readings = readings(text);
        let mut squares = 0.0;
        for (key, weight) in keys(&readings, false) {
            self.lists.entry(key).or_default().push(at);
            squares += weight * weight;
        }
        for word in readings.first().into_iter().flat_map(|reading| &reading.words) {
            *self.sounds.entry(of_sounds(&word.sounds)).or_default() += 1;
        }
        for (left, reading) in (0..readings.len()).rev().zip(&readings) {
            self.reads.push(Head::of(reading, left > 0).0);
            for word in &reading.words {
                let number = self.number(word);
                self.reads.push(number);
            }
        }
        let before = self.owners.insert(u64::from(owner), at).unwrap_or(NONE);
        let reads = if readings.is_empty() { NONE } else { reads };
        self.scale.push(f32::max(squares, 1.0).powf(-0.35));
        self.stored.push(Stored { owner, before, text: begin, reads, length });
        self.texts.push_str(text);
        self.names += 1;
    }

    fn number(&mut self, word: &Arc<Word>) -> u32 {
        if let Some(known) = self.numbers.get(word) {
            return *known;
        }
        let number = u32::try_from(self.words.len()).unwrap_or(NONE);
        self.words.push(Arc::clone(word));
        self.numbers.insert(Arc::clone(word), number);
        number
    }

    /// Gives back what was set aside for more names: after many were taken in.
    pub fn settle(&mut self) {
        self.lists.values_mut().for_each(Postings::shrink);
        self.stored.shrink_to_fit();
        self.scale.shrink_to_fit();
        self.texts.shrink_to_fit();
        self.reads.shrink_to_fit();
        self.words.shrink_to_fit();
    }

    /// Takes out all names of a record.
    pub fn remove(&mut self, owner: i64) {
        let Ok(owner) = u64::try_from(owner) else { return };
        let mut next = self.owners.remove(&owner).unwrap_or(NONE);
        while let Some(stored) = self.stored.get(next as usize).copied() {
            let readings = readings(self.text(&stored));
            for (key, _) in keys(&readings, false) {
                if let Some(list) = self.lists.get_mut(&key) {
                    list.count -= 1;
                    if list.count == 0 {
                        self.lists.remove(&key);
                    }
                }
            }
            for word in readings.first().into_iter().flat_map(|reading| &reading.words) {
                let hash = of_sounds(&word.sounds);
                if let Some(count) = self.sounds.get_mut(&hash) {
                    *count -= 1;
                    if *count == 0 {
                        self.sounds.remove(&hash);
                    }
                }
            }
            if let Some(scale) = self.scale.get_mut(next as usize) {
                *scale = 0.0;
            }
            self.names -= 1;
            next = stored.before;
        }
        if self.stored.len() > self.names.saturating_mul(2) + BLOCK {
            self.renew();
        }
    }

    /// Takes in anew what is left, once most was taken out.
    fn renew(&mut self) {
        let mut renewed = Spellings::default();
        for (stored, _) in self.stored.iter().zip(&self.scale).filter(|(_, scale)| **scale > 0.0) {
            renewed.insert(i64::from(stored.owner), self.text(stored));
        }
        *self = renewed;
    }

    fn text(&self, stored: &Stored) -> &str {
        let begin = stored.text as usize;
        self.texts.get(begin..begin + stored.length as usize).unwrap_or_default()
    }

    /// The records that have a name, in their order.
    pub fn owners(&self) -> Vec<i64> {
        let mut owners: Vec<i64> = self.owners.keys().filter_map(|owner| i64::try_from(*owner).ok()).collect();
        owners.sort_unstable();
        owners
    }

    /// The names of a record, the last one first.
    pub fn names_of(&self, owner: i64) -> impl Iterator<Item = &str> {
        let last = u64::try_from(owner).ok().and_then(|owner| self.owners.get(&owner));
        let stored = |at: &u32| self.stored.get(*at as usize);
        let names = std::iter::successors(last.and_then(stored), move |name| self.stored.get(name.before as usize));
        names.map(|stored| self.text(stored))
    }

    /// How rare a word is: one if no name has it, nothing if all have.
    pub fn rarity(&self, sounds: &[u8]) -> f32 {
        let count = self.sounds.get(&of_sounds(sounds)).copied().unwrap_or_default();
        (1.0 - (1.0 + count as f32).ln() / (self.names as f32 + 1.0).ln().max(0.7)).max(0.0)
    }

    pub fn weighed(&self, reading: Reading, rules: &Rules) -> Weighed {
        Weighed::new(reading, rules, |sounds| self.rarity(sounds))
    }

    /// The readings of a name as they were kept.
    fn readings_of(&self, stored: &Stored) -> Vec<Reading> {
        let mut readings = Vec::with_capacity(1);
        let mut rest = self.reads.get(stored.reads as usize..).unwrap_or_default();
        while let Some((head, more)) = rest.split_first() {
            let head = Head(*head);
            let (words, behind) = more.split_at_checked(head.words()).unwrap_or_default();
            let words = words.iter().filter_map(|number| self.words.get(*number as usize)).map(Arc::clone).collect();
            readings.push(Reading { script: head.script(), words, other: false });
            if !head.goes_on() {
                break;
            }
            rest = behind;
        }
        readings
    }

    /// The records that a text may mean, the best first; `admits` says of a record and one of its names whether it may
    /// be found.
    pub fn search(&self, text: &str, limit: usize, rules: &Rules, admits: &dyn Fn(i64, &str) -> bool) -> Vec<Found> {
        let readings = readings_sought(text);
        let candidates = self.candidates(&readings, admits);
        let most = candidates.first().map_or(1.0, |(sum, _)| *sum);
        let typed: Vec<Weighed> = readings.into_iter().map(|reading| self.weighed(reading, rules)).collect();
        let of_typed = numbers(text);
        let mut best: HashMap<u32, (f32, u32)> = HashMap::new();
        for (sum, at) in candidates {
            let Some(stored) = self.stored.get(at as usize) else { continue };
            let value = self.best(&typed, stored, rules).map_or(0.0, |(score, ..)| score.value);
            let same = if of_typed.is_empty() { 1.0 } else { agreement(&of_typed, &numbers(self.text(stored))) };
            let value = same * (value + SHARED * sum / most) / (1.0 + SHARED);
            let known = best.entry(stored.owner).or_insert((0.0, at));
            if value > known.0 {
                *known = (value, at);
            }
        }
        let mut found: Vec<(f32, u32)> = best.into_values().collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found.truncate(limit);
        let shown = |(value, at): (f32, u32)| {
            let stored = self.stored.get(at as usize)?;
            let best = self.best(&typed, stored, rules);
            let why = best.map(|(score, typed, found)| why(typed, &found, &score)).unwrap_or_default();
            Some(Found { owner: i64::from(stored.owner), text: self.text(stored).to_owned(), value, why })
        };
        found.into_iter().filter_map(shown).collect()
    }

    /// The readings of both names that fit best.
    fn best<'t>(&self, typed: &'t [Weighed], stored: &Stored, rules: &Rules) -> Option<(Score, &'t Weighed, Weighed)> {
        let mut best: Option<(Score, &Weighed, Weighed)> = None;
        for reading in self.readings_of(stored) {
            let found = self.weighed(reading, rules);
            let scores = typed.iter().map(|one| (score(one, &found, rules), one));
            let Some((score, one)) = scores.max_by(|a, b| a.0.value.total_cmp(&b.0.value)) else { continue };
            if best.as_ref().is_none_or(|(known, ..)| score.value > known.value) {
                best = Some((score, one, found));
            }
        }
        best
    }

    /// The lists of the keys of what is looked for, the rarest first, each with what it counts.
    fn lists_of(&self, readings: &[Reading]) -> Vec<(Cursor<'_>, f32)> {
        let all = self.names as f32;
        let rare = |(key, weight): (Key, f32)| {
            let list = self.lists.get(&key)?;
            let inverse = (all / (list.count as f32 + 0.5) + 1.0).ln();
            Some((list, (weight * inverse) * (weight * inverse)))
        };
        let mut lists: Vec<(&Postings, f32)> = keys(readings, true).into_iter().filter_map(rare).collect();
        lists.sort_by_key(|(list, _)| list.count);
        let mut left = (self.names / PART).max(ENOUGH);
        lists.retain(|(list, _)| {
            let taken = left > 0;
            left = left.saturating_sub(list.count as usize);
            taken
        });
        lists.into_iter().map(|(list, weight)| (list.cursor(), weight)).collect()
    }

    /// The names that share the most with what is looked for: what few have counts more.
    fn candidates(&self, readings: &[Reading], admits: &dyn Fn(i64, &str) -> bool) -> Vec<(f32, u32)> {
        let mut lists = self.lists_of(readings);
        let mut best: Vec<(f32, u32)> = Vec::with_capacity(CANDIDATES * 2);
        let mut least = 0.0_f32;
        let mut sums = vec![0.0_f32; BLOCK.min(self.stored.len())];
        for from in (0..self.stored.len()).step_by(BLOCK) {
            let end = u32::try_from(from + BLOCK).unwrap_or(u32::MAX);
            sums.fill(0.0);
            for (cursor, weight) in &mut lists {
                while cursor.at < end {
                    if let Some(sum) = sums.get_mut(cursor.at as usize - from) {
                        *sum += *weight;
                    }
                    cursor.advance();
                }
            }
            for (at, (sum, scale)) in sums.iter().zip(self.scale.get(from..).unwrap_or_default()).enumerate() {
                let scaled = sum * scale;
                if scaled <= least {
                    continue;
                }
                let at = from + at;
                let Some(stored) = self.stored.get(at) else { continue };
                if !admits(i64::from(stored.owner), self.text(stored)) {
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

/// What a reading is: its script, how many words it has, and whether another one follows, in one number.
#[derive(Clone, Copy)]
struct Head(u32);

impl Head {
    fn of(reading: &Reading, goes_on: bool) -> Head {
        let words = u32::try_from(reading.words.len()).unwrap_or(0xFF).min(0xFF);
        let script = Script::ALL.iter().position(|script| *script == reading.script).unwrap_or_default();
        Head(words | u32::try_from(script).unwrap_or_default() << 8 | u32::from(goes_on) << 16)
    }

    fn words(self) -> usize {
        self.0 as usize & 0xFF
    }

    fn script(self) -> Script {
        Script::ALL.get(self.0 as usize >> 8 & 0xFF).copied().unwrap_or(Script::Latin)
    }

    fn goes_on(self) -> bool {
        self.0 >> 16 == 1
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
        (0..).zip(names).for_each(|(owner, name)| spellings.insert(owner, name));
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
            (1000..).zip(&gone).for_each(|(owner, name)| taken.insert(owner, name));
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
