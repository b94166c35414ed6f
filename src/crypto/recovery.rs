//! The recovery code: a second way into the case file, printed once and kept on paper.

use std::fmt;

use zeroize::Zeroizing;

use super::secret::{BASE32, base32_char, random_base32};
use crate::error::{Error, Result};

/// Groups in a code. Each has four random digits and one check digit: 7 × 4 × 5 = 140 random bits.
const GROUPS: usize = 7;
const RANDOM_PER_GROUP: usize = 4;
const GROUP: usize = RANDOM_PER_GROUP + 1;

/// A code of 140 random bits that opens the case file when its passphrase is lost.
///
/// Written in Crockford's base 32 (no I, L, O, U; <https://www.crockford.com/base32.html>) as seven
/// groups of five, like `7Q2MX-0RT4K-…`. The last digit of a group checks it, so a slip in copying
/// is told apart from a wrong code, and the group with the slip is named. Wiped when dropped; no
/// `Display`, hidden in `Debug`.
pub struct RecoveryCode(Zeroizing<String>);

/// What is wrong with a code as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slip {
    /// So many letters and digits were given.
    Length(usize),
    /// The group with a typing mistake, from one.
    Group(usize),
}

impl RecoveryCode {
    /// A fresh code from the operating system's random source.
    ///
    /// # Errors
    /// `Internal` if the system gives no randomness.
    pub fn generate() -> Result<Self> {
        let random = random_base32::<{ GROUPS * RANDOM_PER_GROUP }>()?;
        let groups = random.chunks_exact(RANDOM_PER_GROUP).enumerate();
        let mut digits = Zeroizing::new(Vec::with_capacity(GROUPS * GROUP));
        for (position, group) in groups {
            digits.extend_from_slice(group);
            digits.push(check_digit(position, group));
        }
        Ok(Self::print(&digits))
    }

    /// As [`RecoveryCode::read`], for the command line.
    ///
    /// # Errors
    /// `Refused`, saying how many digits are expected or which group has the slip.
    pub fn parse(typed: &str) -> Result<Self> {
        Self::read(typed).map_err(|slip| {
            Error::Refused(match slip {
                Slip::Length(given) => {
                    format!("A recovery code has {} letters and digits; {given} were given.", GROUPS * GROUP)
                }
                Slip::Group(group) => {
                    format!("Group {group} of the recovery code has a typing mistake: compare it with the paper.")
                }
            })
        })
    }

    /// Reads a code as a person types it: upper or lower case, with or without dashes and spaces,
    /// O for 0, I or L for 1.
    ///
    /// # Errors
    /// Where the slip is. A code that passes may still be the wrong one: only opening the slot tells.
    pub fn read(typed: &str) -> std::result::Result<Self, Slip> {
        let mut digits = Zeroizing::new(Vec::with_capacity(GROUPS * GROUP));
        for c in typed.chars().filter(|c| !is_separator(*c)) {
            let upper = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let value = BASE32.iter().position(|d| char::from(*d) == upper);
            // 255 is no digit and fails its group's check below, so the message names the group.
            digits.push(value.and_then(|v| u8::try_from(v).ok()).unwrap_or(u8::MAX));
        }
        if digits.len() != GROUPS * GROUP {
            return Err(Slip::Length(digits.len()));
        }
        for (position, group) in digits.chunks_exact(GROUP).enumerate() {
            let (random, check) = group.split_at(RANDOM_PER_GROUP);
            if group.iter().any(|d| *d > 31) || check != [check_digit(position, random)] {
                return Err(Slip::Group(position + 1));
            }
        }
        Ok(Self::print(&digits))
    }

    /// The code as it is printed, in groups with dashes. It is also, exactly so, the passphrase
    /// that opens `recovery.age` with the plain age tool.
    pub fn text(&self) -> &str {
        &self.0
    }

    fn print(digits: &[u8]) -> Self {
        let mut text = Zeroizing::new(String::with_capacity(GROUPS * (GROUP + 1)));
        for group in digits.chunks_exact(GROUP) {
            if !text.is_empty() {
                text.push('-');
            }
            text.extend(group.iter().map(|d| base32_char(*d)));
        }
        RecoveryCode(text)
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(hidden)")
    }
}

/// Spaces and the dashes that word processors put for a typed one.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The digits of a group as a polynomial over GF(32), the field of BCH codes such as bech32's:
/// every digit has its own non-zero weight, so any one wrong digit and any two exchanged digits
/// change the result. The position counts too, so exchanged groups are noticed.
fn check_digit(position: usize, random: &[u8]) -> u8 {
    let start = u8::try_from(position + 1).unwrap_or(u8::MAX) & 31;
    random.iter().fold(start, |sum, digit| times_x(sum ^ digit))
}

/// Multiplication by x modulo the primitive polynomial x⁵ + x² + 1.
fn times_x(value: u8) -> u8 {
    let doubled = (value & 31) << 1;
    if doubled & 32 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn refusal(typed: &str) -> String {
        RecoveryCode::parse(typed).unwrap_err().to_string()
    }

    #[test]
    fn a_code_is_read_back_however_it_is_typed() {
        let code = RecoveryCode::generate().unwrap();
        let text = code.text();
        assert_eq!(text.len(), GROUPS * GROUP + GROUPS - 1);
        let sloppy = text.to_lowercase().replace('0', "o").replace('1', "l").replace('-', " – ");
        for typed in [text.to_owned(), text.replace('-', ""), sloppy, text.replace('1', "I")] {
            assert_eq!(RecoveryCode::parse(&typed).unwrap().text(), text);
        }
        assert_eq!(format!("{code:?}"), "RecoveryCode(hidden)");
    }

    #[test]
    fn a_typo_in_the_recovery_code_is_recognised_as_such() {
        let text = RecoveryCode::generate().unwrap().text().to_owned();
        for (at, original) in text.char_indices().filter(|(_, c)| *c != '-') {
            for wrong in BASE32.iter().map(|d| char::from(*d)).chain(['U', '!', 'Ж']) {
                if wrong != original {
                    let typed = format!("{}{wrong}{}", &text[..at], &text[at + 1..]);
                    let group = format!("Group {} ", at / (GROUP + 1) + 1);
                    assert!(refusal(&typed).starts_with(&group), "{typed} for {text}");
                }
            }
        }
    }

    #[test]
    fn exchanged_digits_and_exchanged_groups_are_recognised() {
        let text = RecoveryCode::generate().unwrap().text().to_owned();
        for at in 0..text.len() - 1 {
            let mut bytes = text.clone().into_bytes();
            bytes.swap(at, at + 1);
            if bytes[at] != bytes[at + 1] && !bytes[at..at + 2].contains(&b'-') {
                refusal(std::str::from_utf8(&bytes).unwrap());
            }
        }
        let mut groups: Vec<&str> = text.split('-').collect();
        if groups[1] != groups[2] {
            groups.swap(1, 2);
            assert!(refusal(&groups.join("-")).starts_with("Group 2 "));
        }
    }

    #[test]
    fn a_missing_digit_is_recognised() {
        let text = RecoveryCode::generate().unwrap().text().to_owned();
        assert!(refusal(&text[1..]).contains("34 were given"));
        assert!(refusal("").contains("0 were given"));
    }
}
