//! Random secrets: the data key of the case file, and the tokens handed to browsers and scripts.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::error::{Error, Result};

/// Digits of Crockford's base 32: no I, L, O or U, so that nothing is misread on paper
/// (<https://www.crockford.com/base32.html>).
pub(super) const BASE32: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Base-32 digits of a token: 52 × 5 = 260 bits.
const TOKEN_DIGITS: usize = 52;

/// A 256-bit secret, wiped from memory when dropped.
///
/// It has no `Display`, and its `Debug` hides the content, so that it cannot end up in a log.
/// The bytes are boxed: moving the value around leaves no copies behind on the stack.
pub struct Secret32(Box<Zeroizing<[u8; 32]>>);

impl Secret32 {
    /// A fresh secret from the operating system's random source.
    ///
    /// # Errors
    /// `Internal` if the system gives no randomness.
    pub fn generate() -> Result<Self> {
        let mut secret = Secret32(Box::new(Zeroizing::new([0; 32])));
        fill_random(secret.0.as_mut_slice())?;
        Ok(secret)
    }

    /// Reads the form that [`Secret32::hex`] writes; `None` unless it is exactly 64 hex digits.
    pub(super) fn from_hex(text: &str) -> Option<Self> {
        let mut secret = Secret32(Box::new(Zeroizing::new([0; 32])));
        let read = base16ct::mixed::decode(text, secret.0.as_mut_slice()).ok()?.len();
        (read == secret.0.len()).then_some(secret)
    }

    /// The secret as 64 lower-case hex digits: what goes between `x'` and `'` in SQLCipher's
    /// `PRAGMA key = "x'…'"`, which then skips its own key derivation
    /// (<https://www.zetetic.net/sqlcipher/sqlcipher-api/#key>).
    pub fn hex(&self) -> Zeroizing<String> {
        Zeroizing::new(super::hex::encode(self.bytes()))
    }

    /// The same secret for a second owner, wiped by itself.
    pub fn duplicate(&self) -> Self {
        let mut other = Secret32(Box::new(Zeroizing::new([0; 32])));
        other.0.copy_from_slice(self.bytes());
        other
    }

    /// The 32 bytes themselves, for deriving or comparing keys.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Secret32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret32(hidden)")
    }
}

/// A new random token of 260 bits: 52 letters and digits, safe in a URL, a header or a shell, and
/// selected whole by a double click. Give it to its owner once and store only [`token_hash`].
///
/// # Errors
/// `Internal` if the system gives no randomness.
pub fn random_token() -> Result<String> {
    let digits = random_base32::<TOKEN_DIGITS>()?;
    Ok(digits.iter().map(|d| base32_char(*d)).map(|c| c.to_ascii_lowercase()).collect())
}

/// SHA-256 of a token: what the database keeps instead of it.
///
/// No salt and no stretching, unlike passwords: a token of 260 random bits cannot be guessed however
/// fast the hash is, and a plain hash can be looked up through an index.
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Whether two byte strings are equal, in a time that depends on their lengths only.
pub fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// Random bytes that are no secret: salts and identifiers.
///
/// # Errors
/// `Internal` if the system gives no randomness.
pub fn random_bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    fill_random(&mut bytes)?;
    Ok(bytes)
}

/// `N` random values below 32. Masking is unbiased because 32 divides 256.
pub(super) fn random_base32<const N: usize>() -> Result<Zeroizing<[u8; N]>> {
    let mut digits = Zeroizing::new([0; N]);
    fill_random(digits.as_mut_slice())?;
    digits.iter_mut().for_each(|d| *d &= 31);
    Ok(digits)
}

/// The upper-case base-32 digit of a value below 32 (higher bits are ignored).
pub(super) fn base32_char(value: u8) -> char {
    BASE32.get(usize::from(value & 31)).map_or('0', |c| char::from(*c))
}

fn fill_random(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|e| Error::internal(format_args!("the system gives no random bytes: {e}")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_survives_its_hex_form_and_never_shows_in_debug() {
        let secret = Secret32::generate().unwrap();
        let hex = secret.hex();
        assert_eq!(hex.len(), 64);
        assert_eq!(Secret32::from_hex(&hex).unwrap().bytes(), secret.bytes());
        assert_eq!(format!("{secret:?}"), "Secret32(hidden)");
        assert_ne!(Secret32::generate().unwrap().bytes(), secret.bytes());
    }

    #[test]
    fn only_64_hex_digits_make_a_secret() {
        for bad in [String::new(), "a".repeat(63), "a".repeat(65), "g".repeat(64), "é".repeat(32)] {
            assert!(Secret32::from_hex(&bad).is_none(), "{bad}");
        }
        let upper = Secret32::from_hex(&"AB".repeat(32)).unwrap();
        assert_eq!(upper.bytes(), &[0xab; 32]);
    }

    #[test]
    fn tokens_are_url_safe_different_and_stored_as_sha256() {
        let (a, b) = (random_token().unwrap(), random_token().unwrap());
        assert_ne!(a, b);
        assert_eq!(a.len(), TOKEN_DIGITS);
        assert!(a.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
        // FIPS 180-4 test vector "abc".
        assert_eq!(token_hash("abc")[..4], [0xba, 0x78, 0x16, 0xbf]);
        assert!(constant_time_eq(&token_hash(&a), &token_hash(&a)));
        assert!(!constant_time_eq(&token_hash(&a), &token_hash(&b)));
        assert!(!constant_time_eq(b"short", b"longer"));
    }
}
