//! How a word sounds, roughly: one symbol for what several letters stand for, doubled letters once.

use std::sync::LazyLock;

use super::tables::SOUNDS;

/// The symbols, each by its number: a letter for itself, `S` sh, `C` ch, `Z` zh, `J` dzh, `X` kh.
pub const SYMBOLS: &[u8; 31] = b"abcdefghijklmnopqrstuvwxyzSCZJX";
/// More of a word is not looked at.
pub const LONGEST: usize = 32;

pub const A: u8 = 0;
pub const B: u8 = 1;
pub const C: u8 = 2;
pub const D: u8 = 3;
pub const F: u8 = 5;
pub const G: u8 = 6;
pub const H: u8 = 7;
pub const I: u8 = 8;
pub const J: u8 = 9;
pub const K: u8 = 10;
pub const L: u8 = 11;
pub const M: u8 = 12;
pub const N: u8 = 13;
pub const P: u8 = 15;
pub const Q: u8 = 16;
pub const R: u8 = 17;
pub const S: u8 = 18;
pub const T: u8 = 19;
pub const U: u8 = 20;
pub const V: u8 = 21;
pub const W: u8 = 22;
pub const X: u8 = 23;
pub const Y: u8 = 24;
pub const Z: u8 = 25;
pub const SH: u8 = 26;
pub const CH: u8 = 27;
pub const ZH: u8 = 28;
pub const DZH: u8 = 29;
pub const KH: u8 = 30;

/// Whether a symbol is a vowel, or one of the two that are half a vowel.
pub fn is_vowel(symbol: u8) -> bool {
    matches!(SYMBOLS.get(usize::from(symbol)), Some(b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'w'))
}

/// The number of a symbol.
pub fn number(symbol: u8) -> Option<u8> {
    SYMBOLS.iter().position(|one| *one == symbol).and_then(|at| u8::try_from(at).ok())
}

/// Letters, and the numbers of their symbols.
type Rule = (&'static [u8], Vec<u8>);

/// Rules by the first letter.
static RULES: LazyLock<Vec<Vec<Rule>>> = LazyLock::new(|| {
    let begins = |first: u8| SOUNDS.iter().filter(move |(letters, _)| letters.first() == Some(&first));
    let numbers = |symbols: &[u8]| symbols.iter().filter_map(|symbol| number(*symbol)).collect();
    (b'a'..=b'z').map(|first| begins(first).map(|(letters, symbols)| (*letters, numbers(symbols))).collect()).collect()
});

/// The sounds of a word that is spelled with the letters a to z.
pub fn sounds(letters: &str) -> Vec<u8> {
    let mut rest = letters.as_bytes();
    let mut out: Vec<u8> = Vec::with_capacity(rest.len().min(LONGEST));
    let push = |out: &mut Vec<u8>, symbol: u8| {
        if out.last() != Some(&symbol) && out.len() < LONGEST {
            out.push(symbol);
        }
    };
    while let Some(first) = rest.first().filter(|_| out.len() < LONGEST) {
        let at = first.wrapping_sub(b'a');
        let rules = RULES.get(usize::from(at)).map_or(&[][..], Vec::as_slice);
        let taken = match rules.iter().find(|(letters, _)| rest.starts_with(letters)) {
            Some((letters, symbols)) => {
                symbols.iter().for_each(|symbol| push(&mut out, *symbol));
                letters.len()
            }
            // Before a, o, u and consonants c is k.
            None if at == C && !matches!(rest.get(1), None | Some(b'e' | b'i' | b'y')) => {
                push(&mut out, K);
                1
            }
            None => {
                if at < 26 {
                    push(&mut out, at);
                }
                1
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}
