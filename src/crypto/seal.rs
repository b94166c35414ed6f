//! Words that an address has to carry and must not tell: the name behind which a list goes on.
//!
//! XChaCha20-Poly1305 with a nonce that is the code of what is sealed: nothing is drawn at random, so the same is always
//! sealed alike, and nothing else shares its nonce.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::{Secret32, authentication_code, hex};
use crate::error::{Error, Result};

/// Bytes of the nonce, which is the code of what is sealed.
const CODE: usize = 24;

/// Seals these bytes for a purpose, as digits that fit into any address.
///
/// # Errors
/// `Internal`, only for more bytes than an address could hold.
pub fn seal(key: &Secret32, purpose: &str, plain: &[u8]) -> Result<String> {
    let mut sealed = authentication_code(key, &format!("sealed code: {purpose}"), plain)?.to_vec();
    sealed.truncate(CODE);
    let payload = Payload { msg: plain, aad: purpose.as_bytes() };
    let covered = cipher(key)?.encrypt(XNonce::from_slice(&sealed), payload).map_err(Error::internal)?;
    sealed.extend(covered);
    Ok(hex::encode(&sealed))
}

/// The bytes, if it was sealed with this key for this purpose; `None` for anything else.
///
/// # Errors
/// None today: HMAC takes keys of every length.
pub fn open(key: &Secret32, purpose: &str, sealed: &str) -> Result<Option<Vec<u8>>> {
    let bytes = base16ct::lower::decode_vec(sealed).unwrap_or_default();
    let Some((code, covered)) = bytes.split_at_checked(CODE) else { return Ok(None) };
    let payload = Payload { msg: covered, aad: purpose.as_bytes() };
    Ok(cipher(key)?.decrypt(XNonce::from_slice(code), payload).ok())
}

/// The cipher under a key that serves nothing else.
fn cipher(key: &Secret32) -> Result<XChaCha20Poly1305> {
    let derived = Zeroizing::new(authentication_code(key, "sealed words", &[])?);
    Ok(XChaCha20Poly1305::new(Key::from_slice(derived.as_slice())))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_opened_with_its_key_and_for_its_purpose_alone() {
        let (key, other) = (Secret32::generate().unwrap(), Secret32::generate().unwrap());
        for length in [0, 1, 31, 32, 33, 200] {
            let plain: Vec<u8> = (0..length).collect();
            let sealed = seal(&key, "a", &plain).unwrap();
            assert_eq!(open(&key, "a", &sealed).unwrap(), Some(plain), "{length}");
            assert_eq!(open(&key, "b", &sealed).unwrap(), None);
            assert_eq!(open(&other, "a", &sealed).unwrap(), None);
        }
    }

    #[test]
    fn nothing_garbled_is_opened() {
        let key = Secret32::generate().unwrap();
        let sealed = seal(&key, "a", "Abilov".as_bytes()).unwrap();
        assert_eq!(sealed, seal(&key, "a", "Abilov".as_bytes()).unwrap(), "the same is sealed alike");
        for at in 0..sealed.len() {
            let digit = if sealed.as_bytes()[at] == b'0' { "1" } else { "0" };
            assert_eq!(open(&key, "a", &format!("{}{digit}{}", &sealed[..at], &sealed[at + 1..])).unwrap(), None);
            assert_eq!(open(&key, "a", &sealed[..at]).unwrap(), None);
        }
        for text in ["", "zz", "P-1", &format!("{sealed}00")] {
            assert_eq!(open(&key, "a", text).unwrap(), None, "{text}");
        }
    }

    #[test]
    fn no_byte_of_a_name_stands_where_it_stood() {
        let key = Secret32::generate().unwrap();
        let covered = |plain: &[u8]| seal(&key, "a", plain).unwrap()[2 * CODE..].to_owned();
        let (one, other) = (covered(b"Abilov, Bolat"), covered(b"Abilova, Bota"));
        assert_ne!(one, hex::encode(b"Abilov, Bolat"));
        // Two names that begin alike do not begin alike when they are sealed.
        assert_ne!(one[..8], other[..8]);
    }
}
