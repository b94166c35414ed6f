//! Words that an address has to carry and must not tell: the name behind which a list goes on.
//!
//! Synthetic initialization vectors (RFC 5297) with HMAC-SHA-256 in the place of its cipher: the code of what is sealed
//! proves it, and begins the masks that cover it. Nothing is drawn at random, so the same is always sealed alike.

use super::{Secret32, authentication_code, constant_time_eq, hex};
use crate::error::Result;

/// Bytes of the code. Whoever guesses one opens nothing: a list then begins somewhere else.
const CODE: usize = 16;
/// Bytes of a mask.
const MASK: usize = 32;

/// Seals these bytes for a purpose, as digits that fit into any address.
///
/// # Errors
/// None today: HMAC takes keys of every length.
pub fn seal(key: &Secret32, purpose: &str, plain: &[u8]) -> Result<String> {
    let mut sealed = code(key, purpose, plain)?;
    let masked = mask(key, purpose, &sealed, plain)?;
    sealed.extend(masked);
    Ok(hex::encode(&sealed))
}

/// The bytes, if it was sealed with this key for this purpose; `None` for anything else.
///
/// # Errors
/// None today, as above.
pub fn open(key: &Secret32, purpose: &str, sealed: &str) -> Result<Option<Vec<u8>>> {
    let bytes = base16ct::lower::decode_vec(sealed).unwrap_or_default();
    let Some((claimed, masked)) = bytes.split_at_checked(CODE) else { return Ok(None) };
    let plain = mask(key, purpose, claimed, masked)?;
    let proved = constant_time_eq(claimed, &code(key, purpose, &plain)?);
    Ok(proved.then_some(plain))
}

fn code(key: &Secret32, purpose: &str, plain: &[u8]) -> Result<Vec<u8>> {
    let mut code = authentication_code(key, &format!("sealed code: {purpose}"), plain)?.to_vec();
    code.truncate(CODE);
    Ok(code)
}

/// Covers bytes, or uncovers what was covered.
fn mask(key: &Secret32, purpose: &str, code: &[u8], bytes: &[u8]) -> Result<Vec<u8>> {
    let purpose = format!("sealed mask: {purpose}");
    let mut masked = Vec::with_capacity(bytes.len());
    for (number, part) in bytes.chunks(MASK).enumerate() {
        let mask = authentication_code(key, &purpose, &[code, &number.to_be_bytes()].concat())?;
        masked.extend(part.iter().zip(mask).map(|(byte, mask)| byte ^ mask));
    }
    Ok(masked)
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
