//! One key slot: the data key wrapped in an age file, or written in plain text.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::iter;
use std::path::Path;
use std::time::{Duration, Instant};

use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor, scrypt};
use zeroize::Zeroizing;

use super::{Secret32, constant_time_eq};
use crate::error::{Error, Result};

/// First word of an unwrapped slot; the number changes with the format.
const PAYLOAD: &str = "habeas-data-key/1";

/// scrypt cost is log2 N with r = 8, p = 1: N KiB of memory. Never below 128 MiB for a passphrase
/// (the first choice of OWASP's Password Storage Cheat Sheet), …
pub(super) const MIN_LOG_N: u8 = 17;
/// … nor above 512 MiB, so that the file still opens on a smaller machine than the one it came from.
const MAX_NEW_LOG_N: u8 = 19;
/// A slot that asks for more than 1 GiB was not made by us: refused before any work is done.
const MAX_LOG_N: u8 = 20;
/// 140 random bits cannot be guessed at any speed, so stretching them would only cost the owner time.
pub(super) const RECOVERY_LOG_N: u8 = 10;

/// Slots are a few hundred bytes; more than this is not read.
const MAX_SLOT_BYTES: u64 = 16 * 1024;

/// Enough for a payload; more only costs an unwiped copy.
const MAX_PAYLOAD_BYTES: usize = 256;

/// The text inside a slot.
fn payload(key: &Secret32) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(MAX_PAYLOAD_BYTES));
    for part in [PAYLOAD, " ", &key.hex(), "\n"] {
        text.push_str(part);
    }
    text
}

/// The key file: the payload with a warning in front.
pub(super) fn plain(key: &Secret32) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(2 * MAX_PAYLOAD_BYTES));
    text.push_str("# The key of this case file in plain text: no passphrase protects it.\n");
    text.push_str("# Whoever reads this file and habeas.db reads everything in it.\n");
    text.push_str(&payload(key));
    text
}

/// The key in a key file or an unwrapped slot.
pub(super) fn read_payload(bytes: &[u8]) -> Result<Secret32> {
    let mut lines = std::str::from_utf8(bytes).unwrap_or_default().lines();
    let (format, hex) =
        lines.find(|line| !line.starts_with('#')).and_then(|line| line.split_once(' ')).ok_or_else(damaged)?;
    if format != PAYLOAD && format.starts_with("habeas-data-key/") {
        return refused("A newer habeas made these keys: use that version or a later one.");
    }
    Secret32::from_hex(hex).filter(|_| format == PAYLOAD).ok_or_else(damaged)
}

/// Wraps the key as an age file for a passphrase, and opens the result once: a slot that turned out
/// not to open would be found when it is too late.
pub(super) fn seal(key: &Secret32, passphrase: &str, log_n: u8) -> Result<Vec<u8>> {
    let recipient = recipient(passphrase, log_n);
    let sealed = age::encrypt(&recipient, payload(key).as_bytes()).map_err(Error::internal)?;
    let back = unseal(&sealed, passphrase, "").map_err(|_| Error::internal("unusable key slot"))?;
    if constant_time_eq(back.bytes(), key.bytes()) {
        Ok(sealed)
    } else {
        Err(Error::internal("key slot with another key"))
    }
}

/// Opens an age file of ours: `Refused` with the sentence `wrong` for another passphrase, else `Damaged`.
pub(super) fn unseal(sealed: &[u8], passphrase: &str, wrong: &str) -> Result<Secret32> {
    let mut identity = scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
    identity.set_max_work_factor(MAX_LOG_N);
    let decryptor = Decryptor::new_buffered(sealed).map_err(|_| damaged())?;
    let reader = decryptor.decrypt(iter::once(&identity as &dyn age::Identity)).map_err(|e| match e {
        DecryptError::DecryptionFailed => Error::Refused(wrong.to_owned()),
        _ => damaged(),
    })?;
    read_limited(reader, MAX_PAYLOAD_BYTES).map_err(|_| damaged()).and_then(|p| read_payload(&p))
}

fn recipient(passphrase: &str, log_n: u8) -> scrypt::Recipient {
    let mut recipient = scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
    recipient.set_work_factor(log_n);
    recipient
}

/// The scrypt cost that takes about a second here, within our limits. age calibrates itself too, but
/// in the processor's cache (1 MiB) and without limits; this measures at 32 MiB.
pub(super) fn calibrated_log_n() -> Result<u8> {
    let mut log_n = 15;
    let probe = recipient("calibration", log_n);
    let mut cost = Duration::MAX;
    // The fastest of three: a busy moment must not make the slot cheaper for good.
    for _ in 0..3 {
        let started = Instant::now();
        Encryptor::with_recipients(iter::once(&probe as &dyn age::Recipient)).map_err(Error::internal)?;
        cost = cost.min(started.elapsed());
    }
    // The time grows with N, so the last doubling ends between 0.7 and 1.4 s.
    while cost < Duration::from_millis(700) && log_n < MAX_NEW_LOG_N {
        log_n += 1;
        cost *= 2;
    }
    Ok(log_n.max(MIN_LOG_N))
}

/// The bytes of a slot file, `Refused` with the sentence `missing` if it is not there.
pub(super) fn read_slot(dir: &Path, name: &str, missing: &str) -> Result<Zeroizing<Vec<u8>>> {
    match File::open(dir.join(name)) {
        Ok(file) => Ok(read_limited(file.take(MAX_SLOT_BYTES), 1024)?),
        Err(e) if e.kind() == ErrorKind::NotFound => refused(missing),
        Err(e) => Err(e.into()),
    }
}

/// Reads to the end into memory that is wiped; `capacity` should be enough for all of it, because
/// the old memory of a growing vector is not.
pub fn read_limited(mut from: impl Read, capacity: usize) -> std::io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(capacity));
    from.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The refusal with this sentence.
pub fn refused<T>(sentence: &str) -> Result<T> {
    Err(Error::Refused(sentence.to_owned()))
}

fn damaged() -> Error {
    Error::Damaged(
        "A key slot of this case file is damaged: open it another way, or restore keys from a backup.".into(),
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(super) mod tests {
    use super::*;

    const PASSPHRASE: &str = "seven brave clouds";

    /// The scrypt work factor in the header of an age file.
    pub(in crate::crypto) fn cost(sealed: &[u8]) -> u8 {
        let header = String::from_utf8_lossy(sealed);
        let stanza = header.lines().find(|l| l.starts_with("-> scrypt ")).unwrap().to_owned();
        stanza.split(' ').nth(3).unwrap().parse().unwrap()
    }

    #[test]
    fn the_plain_age_format_opens_the_slot() {
        let key = Secret32::generate().unwrap();
        let sealed = seal(&key, PASSPHRASE, 4).unwrap();
        assert!(sealed.starts_with(b"age-encryption.org/v1\n-> scrypt "));
        // The age library as anybody would call it, with nothing of ours.
        let identity = scrypt::Identity::new(PASSPHRASE.to_owned().into());
        let text = String::from_utf8(age::decrypt(&identity, &sealed).unwrap()).unwrap();
        assert_eq!(text, format!("habeas-data-key/1 {}\n", *key.hex()));
    }

    #[test]
    fn a_slot_made_with_the_plain_age_format_is_read() {
        let hex = "0f".repeat(32);
        let sealed = age::encrypt(&recipient(PASSPHRASE, 4), format!("habeas-data-key/1 {hex}").as_bytes());
        assert_eq!(*unseal(&sealed.unwrap(), PASSPHRASE, "").unwrap().hex(), hex);
    }

    #[test]
    fn the_cost_of_a_passphrase_stays_within_its_limits() {
        let log_n = calibrated_log_n().unwrap();
        assert!((MIN_LOG_N..=MAX_NEW_LOG_N).contains(&log_n), "{log_n}");
        let key = Secret32::generate().unwrap();
        assert_eq!(cost(&seal(&key, PASSPHRASE, 5).unwrap()), 5);
    }

    #[test]
    fn a_slot_that_asks_for_too_much_work_is_refused_at_once() {
        let sealed = seal(&Secret32::generate().unwrap(), PASSPHRASE, 4).unwrap();
        let header = String::from_utf8_lossy(&sealed).lines().nth(1).unwrap().to_owned();
        let end = sealed.windows(3).position(|w| w == b" 4\n").unwrap();
        for log_n in ["21", "22", "63", "64", "255", "256"] {
            let hostile = [&sealed[..=end], log_n.as_bytes(), &sealed[end + 2..]].concat();
            let started = Instant::now();
            assert!(matches!(unseal(&hostile, PASSPHRASE, ""), Err(Error::Damaged(_))), "{header}");
            assert!(started.elapsed() < Duration::from_secs(1));
        }
    }

    #[test]
    fn a_slot_with_any_byte_changed_or_missing_never_opens() {
        let sealed = seal(&Secret32::generate().unwrap(), PASSPHRASE, 2).unwrap();
        for at in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[at] ^= 1;
            for broken in [&flipped[..], &sealed[..at]] {
                let result = unseal(broken, PASSPHRASE, "wrong");
                assert!(matches!(result, Err(Error::Damaged(_) | Error::Refused(_))), "byte {at}");
            }
        }
    }

    #[test]
    fn only_our_payload_is_a_key() {
        let hex = "0f".repeat(32);
        assert!(read_payload(format!("# note\nhabeas-data-key/1 {hex}\n").as_bytes()).is_ok());
        let newer = read_payload(format!("habeas-data-key/2 {hex}").as_bytes()).unwrap_err();
        assert!(matches!(newer, Error::Refused(s) if s.starts_with("A newer habeas")));
        for other in [format!("another-key/1 {hex}"), hex.clone(), format!("habeas-data-key/1 {hex}0")] {
            assert!(matches!(read_payload(other.as_bytes()), Err(Error::Damaged(_))), "{other}");
        }
    }
}
