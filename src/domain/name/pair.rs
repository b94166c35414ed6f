//! Whether two names may be one person's: how alike they are when nothing may be left over, and nothing contradict.

use super::numbers::{agreement, numbers};
use super::score::{Rules, Weighed, score};
use super::words::{Role, readings};

/// How alike the names of two records are, by the two that are most alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alikeness {
    /// From 0 to 1.
    pub value: f32,
    /// How rare the rarest word of the first one is, from 0 to 1.
    pub rarity: f32,
    /// Which of the names they are.
    pub names: (usize, usize),
}

/// A name as it is compared.
#[derive(Debug, Clone)]
pub struct Comparable {
    readings: Vec<Weighed>,
    numbers: Vec<String>,
    pub rarity: f32,
}

impl Comparable {
    /// `rarity` says of the sounds of a word how rare it is among the names there are, from 0 to 1: what many are called
    /// says less.
    pub fn new(text: &str, rarity: &dyn Fn(&[u8]) -> f32) -> Comparable {
        let readings = readings(text);
        let words = readings.iter().flat_map(|reading| &reading.words).filter(|word| word.role == Role::Name);
        let rarest = words.map(|word| rarity(&word.sounds)).fold(0.0, f32::max);
        let weighed = readings.into_iter().map(|reading| Weighed::new(reading, &Rules::PAIRS, rarity));
        Comparable { readings: weighed.collect(), numbers: numbers(text), rarity: rarest }
    }

    /// How alike it is to another, from 0 to 1, the same both ways. From about .65 on they are likely one name, below .5
    /// hardly.
    pub fn likeness(&self, other: &Comparable) -> f32 {
        let rules = &Rules::PAIRS;
        // Costs differ by which of two names stands first.
        let both = |one: &Weighed, other: &Weighed| score(one, other, rules).value.max(score(other, one, rules).value);
        let all = self.readings.iter().flat_map(|one| other.readings.iter().map(move |other| both(one, other)));
        all.fold(0.0, f32::max) * agreement(&self.numbers, &other.numbers)
    }
}

/// How alike two names are.
pub fn likeness(one: &str, other: &str, rarity: &dyn Fn(&[u8]) -> f32) -> f32 {
    Comparable::new(one, rarity).likeness(&Comparable::new(other, rarity))
}

/// How alike the names of two records are; nothing where one has none.
pub fn alikeness(ones: &[&str], others: &[&str], rarity: &dyn Fn(&[u8]) -> f32) -> Option<Alikeness> {
    let comparable = |names: &[&str]| names.iter().map(|name| Comparable::new(name, rarity)).collect::<Vec<_>>();
    let (ones, others) = (comparable(ones), comparable(others));
    let pairs = ones.iter().enumerate().flat_map(|(at, one)| {
        let pair = move |(of, other): (usize, &Comparable)| Alikeness {
            value: one.likeness(other),
            rarity: one.rarity.max(other.rarity),
            names: (at, of),
        };
        others.iter().enumerate().map(pair)
    });
    pairs.reduce(|best, next| if next.value > best.value { next } else { best })
}
