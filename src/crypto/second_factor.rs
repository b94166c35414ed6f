//! The second factor: codes that a telephone computes from a secret and the time (TOTP, RFC 6238), and spare codes.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use totp_rs::{Builder, Secret, Totp};

use super::secret::{base32_char, random_base32, token_hash};
use crate::error::{Error, Result};

/// Base-32 digits of a secret: 32 × 5 = 160 bits, as long as the hash it goes into (RFC 4226 §4).
const SECRET_DIGITS: usize = 32;
/// The alphabet of RFC 4648, which the apps read.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// How many spare codes there are at once.
const SPARE_CODES: usize = 10;
/// Base-32 digits of a spare code: 50 bits. They are looked up through the same wait as passwords.
const SPARE_DIGITS: usize = 10;

/// A fresh secret in base 32, as the apps take it.
///
/// # Errors
/// `Internal` if the system gives no randomness.
pub fn new_secret() -> Result<String> {
    let digits = random_base32::<SECRET_DIGITS>()?;
    Ok(digits.iter().filter_map(|digit| ALPHABET.get(usize::from(*digit))).map(|c| char::from(*c)).collect())
}

/// Whether a text is a secret as [`new_secret`] makes them.
pub fn is_secret(text: &str) -> bool {
    text.len() == SECRET_DIGITS && text.bytes().all(|c| ALPHABET.contains(&c))
}

/// What the picture says to the app. It names the program and the user, not the case: others see that screen.
pub fn address(secret: &str, login: &str) -> String {
    format!("otpauth://totp/Habeas:{}?secret={secret}&issuer=Habeas", utf8_percent_encode(login, NON_ALPHANUMERIC))
}

/// The time step whose code this is, at this time (Unix seconds) or a step before or after; only of those after the
/// last one that was taken, so that no code works twice.
///
/// # Errors
/// `Internal` if the secret is none.
pub fn step_of(secret: &str, typed: &str, at: i64, last: Option<i64>) -> Result<Option<i64>> {
    let step = totp(secret)?.check(&plain(typed), u64::try_from(at).unwrap_or_default());
    let step = step.and_then(|step| i64::try_from(step).ok());
    Ok(step.filter(|step| last.is_none_or(|last| *step > last)))
}

/// New spare codes, as they are shown once.
///
/// # Errors
/// `Internal` if the system gives no randomness.
pub fn new_spare_codes() -> Result<Vec<String>> {
    let one = || {
        let digits = random_base32::<SPARE_DIGITS>()?;
        let text: String = digits.iter().map(|digit| base32_char(*digit).to_ascii_lowercase()).collect();
        let (left, right) = text.split_at(SPARE_DIGITS / 2);
        Ok(format!("{left}-{right}"))
    };
    (0..SPARE_CODES).map(|_| one()).collect()
}

/// What is kept of a spare code. Case, spaces and dashes do not count.
pub fn spare_code_hash(typed: &str) -> [u8; 32] {
    token_hash(&plain(typed).to_lowercase())
}

fn plain(typed: &str) -> String {
    typed.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Six digits, SHA-1, 30 seconds, one step of drift: what every app understands.
fn totp(secret: &str) -> Result<Totp> {
    let secret = Secret::try_from_base32(secret).map_err(Error::internal)?;
    Builder::new().with_secret(secret).with_skew(1).build().map_err(Error::internal)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// `12345678901234567890` of RFC 6238, appendix B.
    const RFC: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn the_vectors_of_rfc_6238_hold_to_six_digits() {
        for (at, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")]
        {
            assert_eq!(step_of(RFC, code, at, None).unwrap(), Some(at / 30), "{at}");
        }
    }

    #[test]
    fn a_code_is_taken_one_step_early_or_late_and_never_after_itself() {
        let (code, step) = ("081804", 1_111_111_109 / 30);
        for (at, taken) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            let found = step_of(RFC, code, step * 30 + at, None).unwrap();
            assert_eq!(found, taken.then_some(step), "{at} seconds off");
        }
        assert_eq!(step_of(RFC, code, step * 30, Some(step - 1)).unwrap(), Some(step));
        assert_eq!(step_of(RFC, code, step * 30, Some(step)).unwrap(), None);
        assert_eq!(step_of(RFC, " 081 804 ", step * 30, None).unwrap(), Some(step));
        for wrong in ["", "81804", "0818040", "081805", "+81804"] {
            assert_eq!(step_of(RFC, wrong, step * 30, None).unwrap(), None, "{wrong}");
        }
    }

    #[test]
    fn secrets_and_spare_codes_are_new_each_time_and_read_in_any_case() {
        let secret = new_secret().unwrap();
        assert!(is_secret(&secret) && secret != new_secret().unwrap() && is_secret(RFC));
        assert!(!is_secret("") && !is_secret(&secret.to_lowercase()) && !is_secret(&secret[1..]));
        assert!(step_of(&secret, "000000", 0, None).is_ok());
        let mut codes = new_spare_codes().unwrap();
        assert_eq!(spare_code_hash(&codes[0]), spare_code_hash(&codes[0].to_uppercase().replace('-', " ")));
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), SPARE_CODES);
    }

    #[test]
    fn the_picture_names_program_and_user_and_no_name_breaks_it() {
        assert_eq!(address("AB", "a?b&c"), "otpauth://totp/Habeas:a%3Fb%26c?secret=AB&issuer=Habeas");
    }
}
