//! HMAC-SHA-256, to prove that a backup was written by somebody who has the data key.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::Secret32;
use crate::error::{Error, Result};

/// The code of a message under a key derived from the data key for this purpose alone: the data key itself is the
/// database's, and a code made for one purpose never passes for another.
///
/// # Errors
/// None today: HMAC takes keys of every length.
pub fn authentication_code(key: &Secret32, purpose: &str, message: &[u8]) -> Result<[u8; 32]> {
    let derived = Zeroizing::new(hmac_sha256(key.bytes(), purpose.as_bytes())?);
    hmac_sha256(derived.as_slice(), message)
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> Result<[u8; 32]> {
    let mac = Hmac::<Sha256>::new_from_slice(key).map_err(Error::internal)?;
    Ok(mac.chain_update(message).finalize().into_bytes().into())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::hex;
    use super::*;

    #[test]
    fn the_vectors_of_rfc_4231_hold() {
        let vectors: [(&[u8], &[u8], &str); 5] = [
            (&[0x0b; 20], b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
            (
                b"Jefe",
                b"what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (&[0xaa; 20], &[0xdd; 50], "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
            (
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
            (
                &[0xaa; 131],
                b"This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.",
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
            ),
        ];
        for (key, message, code) in vectors {
            assert_eq!(hex::encode(&hmac_sha256(key, message).unwrap()), code);
        }
    }

    #[test]
    fn another_key_purpose_or_message_gives_another_code() {
        let (one, other) = (Secret32::generate().unwrap(), Secret32::generate().unwrap());
        let code = authentication_code(&one, "a", b"m").unwrap();
        assert_eq!(code, authentication_code(&one, "a", b"m").unwrap());
        assert_ne!(code, authentication_code(&other, "a", b"m").unwrap());
        assert_ne!(code, authentication_code(&one, "b", b"m").unwrap());
        assert_ne!(code, authentication_code(&one, "a", b"n").unwrap());
    }
}
