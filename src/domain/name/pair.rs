//! Whether two names may be one person's: how alike they are when nothing may be left over, and nothing contradict.

use super::score::{Rules, Weighed, score};
use super::words::readings;

/// How alike two names are, from 0 to 1, the same both ways. `rarity` says of the sounds of a word how rare it is among the
/// names there are, from 0 to 1: what many are called says less.
///
/// From about .65 on they are likely one name, below .5 hardly.
pub fn likeness(one: &str, other: &str, rarity: &dyn Fn(&[u8]) -> f32) -> f32 {
    let rules = &Rules::PAIRS;
    let weighed = |text: &str| -> Vec<Weighed> {
        readings(text).into_iter().map(|reading| Weighed::new(reading, rules, rarity)).collect()
    };
    let (ones, others) = (weighed(one), weighed(other));
    // Costs differ by which of two names stands first.
    let both = |one: &Weighed, other: &Weighed| score(one, other, rules).value.max(score(other, one, rules).value);
    let all = ones.iter().flat_map(|one| others.iter().map(move |other| both(one, other)));
    all.fold(0.0, f32::max)
}
