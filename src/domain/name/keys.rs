//! The keys a name is found by: its consonants in coarse classes, whole, in threes and with one left out, and threes of its
//! sounds. Two spellings of one name share many of them.

use super::script::Script;
use super::sounds::{
    B, C, CH, D, DZH, F, G, H, I, J, K, KH, L, M, N, P, Q, R, S, SH, SYMBOLS, T, V, W, X, Y, Z, ZH, is_vowel,
};
use super::words::Reading;

/// A key, as a number that is its own.
pub type Key = u64;

/// Kinds of key, each with what it says in comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Coarse = 1,
    Fine = 2,
    CoarseThree = 3,
    CoarseTwo = 4,
    SoundThree = 5,
    OneLeftOut = 6,
    JoinedFour = 7,
    Given = 8,
    Block = 9,
}

impl Shape {
    const fn weight(self) -> f32 {
        match self {
            Shape::Coarse | Shape::Fine => 1.6,
            Shape::CoarseThree | Shape::JoinedFour => 0.8,
            Shape::CoarseTwo | Shape::OneLeftOut => 0.5,
            Shape::SoundThree | Shape::Given | Shape::Block => 1.0,
        }
    }
}

/// Stand before the first and behind the last sound.
const BEGIN: u8 = 40;
const END: u8 = 41;

/// The keys of a name that is stored, or of one that is looked for, each once with its weight.
pub fn keys(readings: &[Reading], looked_for: bool) -> Vec<(Key, f32)> {
    let mut keys = Vec::with_capacity(48);
    for reading in readings {
        for word in &reading.words {
            keys.extend(word.given.iter().map(|number| key(Shape::Given, &number.to_le_bytes())));
            for sounds in variants(&word.sounds, reading.script, looked_for) {
                word_keys(&sounds, &mut keys);
            }
        }
        windows(&bounded(&skeleton(&reading.joined(0), true)), 4, Shape::JoinedFour, &mut keys);
    }
    keys.sort_unstable_by_key(|(key, _)| *key);
    keys.dedup_by_key(|(key, _)| *key);
    keys
}

/// All consonants of a name in coarse classes, as letters, for every way it may sound; nothing of what has none.
pub fn outlines(readings: &[Reading], looked_for: bool) -> Vec<String> {
    let mut all = Vec::new();
    for reading in readings {
        for sounds in variants(&reading.joined(0), reading.script, looked_for) {
            let outline = outline(&sounds);
            if !outline.is_empty() && !all.contains(&outline) {
                all.push(outline);
            }
        }
    }
    all
}

/// The same of a word as it sounds.
pub fn outline(sounds: &[u8]) -> String {
    let letter = |class: u8| SYMBOLS.get(usize::from(class)).map(|symbol| char::from(*symbol));
    skeleton(sounds, true).into_iter().filter_map(letter).collect()
}

/// The letters of outlines.
pub const CLASSES: &str = "bvdgslmnr";

fn word_keys(sounds: &[u8], keys: &mut Vec<(Key, f32)>) {
    let (coarse, fine) = (skeleton(sounds, true), skeleton(sounds, false));
    if coarse.len() >= 2 {
        keys.push(key(Shape::Coarse, &coarse));
    }
    if fine.len() >= 2 {
        keys.push(key(Shape::Fine, &fine));
    }
    let edged = bounded(&coarse);
    if coarse.len() <= 2 {
        windows(&edged, 2, Shape::CoarseTwo, keys);
    }
    windows(&edged, 3, Shape::CoarseThree, keys);
    let plain: Vec<u8> = sounds.iter().map(|sound| unmarked(*sound)).collect();
    windows(&bounded(&plain), 3, Shape::SoundThree, keys);
    if coarse.len() >= 3 {
        keys.push(key(Shape::OneLeftOut, &coarse));
    }
    if coarse.len() >= 4 {
        for left_out in 0..coarse.len() {
            let rest: Vec<u8> =
                coarse.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, class)| *class).collect();
            keys.push(key(Shape::OneLeftOut, &rest));
        }
    }
}

/// The block of the sounds of these words, whatever their order: their consonants in coarse classes. Of the word beside them
/// only how it begins counts.
pub fn block(words: &[&[u8]], beside: Option<&[u8]>) -> Key {
    let consonants = |sounds: &&[u8]| {
        let coarse = skeleton(sounds, true);
        // Of a word of vowels its sounds.
        if coarse.is_empty() { sounds.to_vec() } else { coarse }
    };
    let mut parts: Vec<Vec<u8>> = words.iter().map(consonants).collect();
    parts.sort_unstable();
    let mut sounds = parts.join(&END);
    if let Some(beside) = beside {
        sounds.extend([BEGIN, beside.first().and_then(|sound| coarse(*sound)).unwrap_or(END)]);
    }
    key(Shape::Block, &sounds).0
}

fn bounded(sounds: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(sounds.len() + 2);
    out.push(BEGIN);
    out.extend_from_slice(sounds);
    out.push(END);
    out
}

fn windows(sounds: &[u8], long: usize, shape: Shape, keys: &mut Vec<(Key, f32)>) {
    keys.extend(sounds.windows(long).map(|part| key(shape, part)));
}

fn key(shape: Shape, sounds: &[u8]) -> (Key, f32) {
    const PRIME: u64 = 0x0000_0100_0000_01B3;
    let start = 0xCBF2_9CE4_8422_2325_u64 ^ (shape as u64);
    let hash =
        sounds.iter().fold(start.wrapping_mul(PRIME), |hash, sound| (hash ^ u64::from(*sound)).wrapping_mul(PRIME));
    (hash, shape.weight())
}

/// Consonants by class, equal neighbours once.
fn skeleton(sounds: &[u8], coarsely: bool) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(sounds.len());
    for (at, sound) in sounds.iter().enumerate() {
        // At the end it is hardly heard.
        let silent = coarsely && at + 1 == sounds.len() && matches!(*sound, H | KH);
        let class = if coarsely { coarse(*sound) } else { fine(*sound) };
        if let Some(class) = class.filter(|class| !silent && out.last() != Some(class)) {
            out.push(class);
        }
    }
    out
}

fn coarse(sound: u8) -> Option<u8> {
    match sound {
        B | P => Some(B),
        V | F => Some(V),
        D | T => Some(D),
        G | K | Q | H | KH => Some(G),
        S | Z | C | X | SH | CH | ZH | DZH | J => Some(S),
        L => Some(L),
        M | N | R => Some(sound),
        _ => None,
    }
}

fn fine(sound: u8) -> Option<u8> {
    match sound {
        H | KH => Some(H),
        G | K | Q => Some(G),
        S | Z | X => Some(S),
        C | CH => Some(C),
        SH => Some(SH),
        ZH | DZH | J => Some(J),
        _ => coarse(sound),
    }
}

/// A sound by its plainest letter.
fn unmarked(sound: u8) -> u8 {
    match sound {
        Y => I,
        SH => S,
        CH => C,
        ZH => Z,
        DZH => J,
        KH => X,
        _ => sound,
    }
}

/// How else a word may sound. Of a name that is looked for more is tried: what its script does not tell apart.
fn variants(sounds: &[u8], written: Script, looked_for: bool) -> Vec<Vec<u8>> {
    const MOST: usize = 16;
    let with = |sounds: &[u8], from: u8, to: u8| -> Option<Vec<u8>> {
        let swap = |sound: &u8| if *sound == from { to } else { *sound };
        sounds.contains(&from).then(|| sounds.iter().map(swap).collect())
    };
    let mut all = vec![sounds.to_vec()];
    all.extend(with(sounds, W, V));
    all.extend(with(sounds, J, Y));
    all.extend(with(sounds, DZH, J));
    // One sound of Turkic languages, written as n and as ng.
    let ng = sounds.windows(3).position(|three| matches!(three, [N, G, next] if is_vowel(*next)));
    all.extend(ng.map(|at| sounds.iter().enumerate().filter(|(i, _)| *i != at + 1).map(|(_, sound)| *sound).collect()));
    let swaps: &[(u8, u8)] = match written {
        _ if !looked_for => &[],
        Script::Arabic => &[(J, G), (F, P)],
        Script::Hebrew => &[(B, V), (P, F), (G, J), (KH, H)],
        Script::Kana => &[(R, L), (B, V)],
        Script::Hangul => &[(R, L), (P, F)],
        // A foreign r is written with the signs for l, and g and d before i with those for j.
        Script::Han => &[(L, R), (J, G), (J, D)],
        _ => &[],
    };
    for (from, to) in swaps {
        let more: Vec<Vec<u8>> = all.iter().filter_map(|known| with(known, *from, *to)).collect();
        all.extend(more);
    }
    // One of several only.
    let (from, to) = if written == Script::Han { (L, R) } else { (R, L) };
    if looked_for && matches!(written, Script::Kana | Script::Hangul | Script::Han) {
        let first = sounds.iter().position(|sound| *sound == from);
        let last = sounds.iter().rposition(|sound| *sound == from);
        for at in [first, last].into_iter().flatten() {
            let mut variant = sounds.to_vec();
            if let Some(sound) = variant.get_mut(at) {
                *sound = to;
            }
            all.push(variant);
        }
    }
    let mut distinct: Vec<Vec<u8>> = Vec::with_capacity(all.len());
    for one in all {
        if !distinct.contains(&one) {
            distinct.push(one);
        }
    }
    distinct.truncate(MOST);
    distinct
}
