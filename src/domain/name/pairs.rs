//! Pairs of records whose names are alike, out of all there are: only names are compared that share a block, which is a word
//! by its consonants with the beginning of another.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::keys::{Key, block};
use super::pair::Comparable;
use super::score::Rules;
use super::spellings::Spellings;
use super::words::{Role, Word, readings};

/// A block of more names says little of each: they are found from the record's own side.
const LARGEST: usize = 64;
/// So many pairs of names are compared, those of the smallest blocks first: what few share says most.
const COMPARED: usize = 200_000;
/// So many pairs of records are kept, the likeliest.
const KEPT: usize = 20_000;
/// Below this two names are hardly one.
const LEAST: f32 = 0.65;
/// What a rare name counts, beside how alike two are.
const RARE: f32 = 0.2;
/// Words of a name that make blocks.
const WORDS: usize = 4;
/// Names and blocks that are looked at in one go.
const AT_ONCE: usize = 2_000;

/// Two records, the smaller number first, and how far up they belong.
pub type Pair = ((i64, i64), f32);

/// Lends the names there are to some work.
pub type Lender<'l> = dyn Fn(Work<'_>) + 'l;
pub type Work<'w> = &'w mut dyn FnMut(&Spellings);

/// The pairs of records whose names are alike, the likeliest first. `names` lends the names there are, for a short while at
/// a time: what is written meanwhile need not wait for all of it.
pub fn pairs(names: &Lender<'_>) -> Vec<Pair> {
    let mut owners = Vec::new();
    names(&mut |spellings| owners = spellings.owners());
    let mut entries: Vec<(Key, i64, u32)> = Vec::new();
    for owners in owners.chunks(AT_ONCE) {
        names(&mut |spellings| {
            for owner in owners {
                for (at, name) in (0..).zip(spellings.names_of(*owner)) {
                    entries.extend(blocks(name).into_iter().map(|key| (key, *owner, at)));
                }
            }
        });
    }
    entries.sort_unstable();
    let mut blocks: Vec<&[(Key, i64, u32)]> =
        entries.chunk_by(|one, next| one.0 == next.0).filter(|block| (2..=LARGEST).contains(&block.len())).collect();
    blocks.sort_by_key(|block| block.len());
    let (mut found, mut left) = (HashMap::new(), COMPARED);
    for blocks in blocks.chunks(AT_ONCE) {
        names(&mut |spellings| blocks.iter().for_each(|block| compare(spellings, block, &mut found, &mut left)));
        if left == 0 {
            break;
        }
    }
    best(found)
}

/// Compares every two names of a block.
fn compare(spellings: &Spellings, block: &[(Key, i64, u32)], found: &mut HashMap<(i64, i64), f32>, left: &mut usize) {
    let rarity = |sounds: &[u8]| spellings.rarity(sounds);
    let comparable = |(_, owner, at): &(Key, i64, u32)| {
        let name = spellings.names_of(*owner).nth(*at as usize)?;
        Some((*owner, Comparable::new(name, &rarity)))
    };
    let names: Vec<(i64, Comparable)> = block.iter().filter_map(comparable).collect();
    for (at, (one, name)) in names.iter().enumerate() {
        for (other, second) in names.iter().skip(at + 1).filter(|(other, _)| other != one) {
            if *left == 0 {
                return;
            }
            *left -= 1;
            let alike = name.likeness(second);
            if alike >= LEAST {
                note(found, *one, *other, alike + RARE * name.rarity.max(second.rarity));
            }
        }
    }
}

/// The same after the names of some records were written: only theirs are looked for again.
pub fn again(found: Vec<Pair>, touched: &BTreeSet<i64>, names: &Lender<'_>) -> Vec<Pair> {
    let mut found: HashMap<(i64, i64), f32> =
        found.into_iter().filter(|((one, other), _)| !touched.contains(one) && !touched.contains(other)).collect();
    for owner in touched {
        names(&mut |spellings| beside(spellings, *owner, &mut found));
    }
    best(found)
}

/// Compares the names of one record with those that answer them best.
fn beside(spellings: &Spellings, owner: i64, found: &mut HashMap<(i64, i64), f32>) {
    let rarity = |sounds: &[u8]| spellings.rarity(sounds);
    for text in spellings.names_of(owner) {
        let name = Comparable::new(text, &rarity);
        for second in spellings.search(text, LARGEST, &Rules::PAIRS, &|other, _| other != owner) {
            let other = Comparable::new(&second.text, &rarity);
            let alike = name.likeness(&other);
            if alike >= LEAST {
                note(found, owner, second.owner, alike + RARE * name.rarity.max(other.rarity));
            }
        }
    }
}

fn note(found: &mut HashMap<(i64, i64), f32>, one: i64, other: i64, rank: f32) {
    let known = found.entry((one.min(other), one.max(other))).or_insert(rank);
    *known = known.max(rank);
}

fn best(found: HashMap<(i64, i64), f32>) -> Vec<Pair> {
    let mut best: Vec<Pair> = found.into_iter().collect();
    best.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    best.truncate(KEPT);
    best
}

/// The blocks that a name is in.
fn blocks(name: &str) -> Vec<Key> {
    let mut blocks = Vec::new();
    for reading in readings(name) {
        let telling = |word: &&Arc<Word>| matches!(word.role, Role::Name | Role::Initial);
        let words: Vec<&Arc<Word>> = reading.words.iter().filter(telling).take(WORDS).collect();
        for (at, word) in words.iter().enumerate().filter(|(_, word)| word.role == Role::Name) {
            for (_, other) in words.iter().enumerate().filter(|(other, _)| *other != at) {
                blocks.push(block(&[&word.sounds], Some(&other.sounds)));
                if other.letters > word.letters {
                    blocks.push(block(&[&word.sounds, &other.sounds], None));
                }
            }
        }
        // Two words may be written as one.
        blocks.push(block(&[&reading.joined(0)], None));
    }
    blocks.sort_unstable();
    blocks.dedup();
    blocks
}

#[cfg(test)]
mod tests {
    use super::{Spellings, pairs};

    fn found(names: &[&str]) -> Vec<(i64, i64)> {
        let mut spellings = Spellings::default();
        (0..).zip(names).for_each(|(owner, name)| spellings.insert(owner, name));
        pairs(&|lend| lend(&spellings)).into_iter().map(|(pair, _)| pair).collect()
    }

    #[test]
    fn one_name_in_other_scripts_orders_and_spellings_is_a_pair() {
        for (one, other) in [
            ("Zharmakhan Tuyakbai", "Жармахан Туякбай"),
            ("Tuyakbay Jarmakhan", "Жармахан Туякбай"),
            ("Ж. Туякбай", "Zharmakhan Tuyakbai"),
            ("Bolat Abilov", "Абилов Булат"),
            ("Amirzhan Kossanov", "Амиржан Косанов"),
            ("Abylov Bolat Mukishevich", "Bulat Abilov"),
        ] {
            assert_eq!(found(&[one, other]), [(0, 1)], "{one}, {other}");
        }
    }

    #[test]
    fn other_people_are_no_pair() {
        let others = ["Bulat Abilov", "Zharmakhan Tuyakbai", "Amirzhan Kosanov", "Vladimir Kozlov", "Igor Vinyavsky"];
        assert!(found(&others).is_empty());
        assert!(found(&[]).is_empty());
        assert!(found(&["", "...", ""]).is_empty());
    }
}
