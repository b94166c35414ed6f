//! What it costs to take one sound for another, learned by script: `tables/costs.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::script::Script;
use super::sounds::{LONGEST, SYMBOLS, is_vowel, number};
use super::tables::rows;

const N: usize = SYMBOLS.len();
/// Two neighbours that changed places.
const SWAP: f32 = 0.7;
/// The longest text that is compared: a name as one word.
const MOST: usize = LONGEST * 2;

/// The costs of one script: from a sound of the name in it to a sound of the name in Latin.
#[derive(Debug, Clone, PartialEq)]
pub struct Costs {
    swap: [[f32; N]; N],
    /// By where the sound stands in its word.
    extra: [[f32; N]; PLACES],
    missing: [[f32; N]; PLACES],
}

/// Where a sound stands: first, last, behind a vowel, behind a consonant.
const PLACES: usize = 4;

/// The number of the place of each sound of a word.
fn places(word: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let before = std::iter::once(None).chain(word.iter().map(|sound| Some(*sound)));
    before.zip(1..=word.len()).map(|(before, at)| match before {
        None => 0,
        _ if at == word.len() => 1,
        Some(before) if is_vowel(before) => 2,
        Some(_) => 3,
    })
}

static COSTS: LazyLock<HashMap<&'static str, Costs>> = LazyLock::new(|| {
    let mut all: HashMap<&str, Costs> = HashMap::new();
    for (head, values) in rows(include_str!("tables/costs.tsv")) {
        let mut head = head.split(' ');
        let (Some(script), Some(what)) = (head.next(), head.next()) else { continue };
        let costs = all.entry(script).or_insert_with(Costs::plain);
        let of = head.next().unwrap_or_default();
        let place = ["first", "last", "vowel", "consonant"].iter().position(|place| *place == of);
        let row = match (what, of.bytes().next().and_then(number)) {
            ("sub", Some(sound)) => costs.swap.get_mut(usize::from(sound)),
            ("del", _) => place.and_then(|place| costs.extra.get_mut(place)),
            ("ins", _) => place.and_then(|place| costs.missing.get_mut(place)),
            _ => None,
        };
        if let Some(row) = row {
            fill(row, values);
        }
    }
    all
});

/// The first value is that of every sound, the others are led by theirs.
fn fill(row: &mut [f32; N], values: &str) {
    let hundredths = |value: &str| value.parse::<u16>().map_or(1.0, |value| f32::from(value) / 100.0);
    let mut values = values.split(' ');
    if let Some(most) = values.next() {
        *row = [hundredths(most); N];
    }
    for value in values {
        let sound = value.bytes().next().and_then(number);
        if let (Some(known), Some(cost)) = (sound.and_then(|sound| row.get_mut(usize::from(sound))), value.get(1..)) {
            *known = hundredths(cost);
        }
    }
}

impl Costs {
    fn plain() -> Costs {
        let mut swap = [[1.0; N]; N];
        for (at, row) in swap.iter_mut().enumerate() {
            if let Some(same) = row.get_mut(at) {
                *same = 0.0;
            }
        }
        Costs { swap, extra: [[1.0; N]; PLACES], missing: [[1.0; N]; PLACES] }
    }

    /// Of a script that no table is for, each step costs one.
    pub fn of(script: Script) -> &'static Costs {
        static PLAIN: LazyLock<Costs> = LazyLock::new(Costs::plain);
        COSTS.get(script.code()).unwrap_or(&PLAIN)
    }

    pub fn swap(&self, one: u8, other: u8) -> f32 {
        self.swap.get(usize::from(one)).and_then(|row| row.get(usize::from(other))).copied().unwrap_or(1.0)
    }

    /// The least that leads from one word to the other, by steps of sounds swapped, left out, put in, turned around.
    pub fn distance(&self, one: &[u8], other: &[u8]) -> f32 {
        let (one, other) = (one.get(..MOST).unwrap_or(one), other.get(..MOST).unwrap_or(other));
        let cost = |table: &[[f32; N]; PLACES], place: usize, sound: u8| {
            table.get(place).and_then(|row| row.get(usize::from(sound))).copied().unwrap_or(1.0)
        };
        // What it costs to put in each sound of the other word.
        let mut missing = [0.0_f32; MOST];
        for ((cost_of, sound), place) in missing.iter_mut().zip(other).zip(places(other)) {
            *cost_of = cost(&self.missing, place, *sound);
        }
        let mut before = [0.0_f32; MOST + 1];
        let mut above = [0.0_f32; MOST + 1];
        let mut row = [0.0_f32; MOST + 1];
        let mut sum = 0.0;
        for (cell, cost) in row.iter_mut().skip(1).zip(&missing).take(other.len()) {
            sum += cost;
            *cell = sum;
        }
        let mut last_one = u8::MAX;
        for (sound, place) in one.iter().zip(places(one)) {
            std::mem::swap(&mut before, &mut above);
            std::mem::swap(&mut above, &mut row);
            let gone = cost(&self.extra, place, *sound);
            let swaps = self.swap.get(usize::from(*sound)).unwrap_or(&ONES);
            let mut left = above.first().copied().unwrap_or_default() + gone;
            if let Some(first) = row.first_mut() {
                *first = left;
            }
            let mut last_other = u8::MAX;
            let cells = row.iter_mut().skip(1).zip(above.windows(2)).zip(other.iter().zip(&missing));
            for (at, ((cell, pair), (next, missing))) in cells.enumerate() {
                let &[diagonal, up] = pair else { continue };
                let swapped = diagonal + swaps.get(usize::from(*next)).copied().unwrap_or(1.0);
                let mut best = swapped.min(up + gone).min(left + missing);
                if *sound == last_other && last_one == *next && at > 0 {
                    let two_up = before.get(at - 1).copied().unwrap_or(f32::MAX);
                    best = best.min(two_up + SWAP);
                }
                *cell = best;
                left = best;
                last_other = *next;
            }
            last_one = *sound;
        }
        row.get(other.len()).copied().unwrap_or_default()
    }
}

static ONES: [f32; N] = [1.0; N];
