//! Key slots: the data key, wrapped once per way of opening the case file.
//!
//! Every slot holds the same random data key, so a new passphrase rewrites one small file and never
//! the database. Slots are plain age files (<https://age-encryption.org/v1>): if this program is
//! lost, `age -d keys/recovery.age` still gives the key for SQLCipher.

use std::path::Path;

use zeroize::Zeroizing;

use super::files::{create_private_dir, remove_private, write_private};
use super::wrap::{RECOVERY_LOG_N, calibrated_log_n, plain, read_payload, read_slot, refused, seal, unseal};
use super::{RecoveryCode, Secret32, opaque};
use crate::error::{Error, Result};

const PASSPHRASE_SLOT: &str = "passphrase.age";
const RECOVERY_SLOT: &str = "recovery.age";
const KEY_FILE: &str = "data.key";

/// The slots that are of no use without the passphrase or the recovery code.
pub const SEALED: [&str; 2] = [PASSPHRASE_SLOT, RECOVERY_SLOT];

/// A way to open the case file.
pub enum Unlock {
    /// The plain key file, there only if no passphrase was set.
    KeyFile,
    /// The passphrase.
    Passphrase(Zeroizing<String>),
    /// The recovery code printed by [`create`].
    Recovery(RecoveryCode),
}

/// Makes a new data key with its slots in `dir` (`DataDir::keys`, made if missing): the recovery
/// slot, and the passphrase slot or, without a passphrase, the plain key file. Print the recovery
/// code once; it is kept nowhere. With a passphrase this takes a few seconds.
///
/// # Errors
/// `Refused` for a passphrase that is too short, or if there are slots already. `Io`, `Internal`.
pub fn create(dir: &Path, passphrase: Option<Zeroizing<String>>) -> Result<(Secret32, RecoveryCode)> {
    if let Some(passphrase) = &passphrase {
        check_passphrase(passphrase)?;
    }
    let slots = [PASSPHRASE_SLOT, RECOVERY_SLOT, KEY_FILE];
    if slots.iter().any(|slot| dir.join(slot).exists()) {
        return refused("This data directory already has keys: nothing was changed.");
    }
    create_private_dir(dir)?;
    let key = Secret32::generate()?;
    let code = renew_recovery_code(dir, &key)?;
    set_passphrase(dir, &key, passphrase)?;
    Ok((key, code))
}

/// Unwraps the data key. Changes nothing.
///
/// # Errors
/// `Refused` if the passphrase or recovery code is wrong or there is no such slot; `Damaged` if the
/// slot is not as it was written or asks for more work than any slot of ours. Damage inside age's
/// key stanza cannot be told from a wrong passphrase and is `Refused`.
pub fn open(dir: &Path, unlock: Unlock) -> Result<Secret32> {
    match unlock {
        Unlock::KeyFile => {
            let text = read_slot(dir, KEY_FILE, "This case file has no key file.")?;
            read_payload(&text)
        }
        Unlock::Passphrase(passphrase) => {
            let sealed = read_slot(dir, PASSPHRASE_SLOT, "This case file has no passphrase.")?;
            let wrong = "The passphrase does not open this case file.";
            let mut opened = refused(wrong);
            for form in opaque::forms(&passphrase) {
                opened = unseal(&sealed, &form, wrong);
                if !matches!(&opened, Err(Error::Refused(sentence)) if sentence == wrong) {
                    break;
                }
            }
            opened
        }
        Unlock::Recovery(code) => {
            let sealed = read_slot(dir, RECOVERY_SLOT, "This case file has no recovery code.")?;
            let wrong = "The recovery code does not open this case file.";
            unseal(&sealed, code.text(), wrong)
        }
    }
}

/// Whether the case file needs its passphrase: there is a passphrase slot and no key file beside it.
pub fn has_passphrase(dir: &Path) -> bool {
    dir.join(PASSPHRASE_SLOT).is_file() && !has_key_file(dir)
}

/// Whether the key lies beside the file in plain text.
pub fn has_key_file(dir: &Path) -> bool {
    dir.join(KEY_FILE).is_file()
}

/// Whether there is a slot for the recovery code.
pub fn has_recovery_code(dir: &Path) -> bool {
    dir.join(RECOVERY_SLOT).is_file()
}

/// Copies the sealed slots that are there to another directory, and names them. Never the plain key file: what holds
/// a copy may be carried around.
///
/// # Errors
/// `Io`, or `Damaged` if no slot is sealed: nothing could open the copy.
pub fn copy_sealed(from: &Path, to: &Path) -> Result<Vec<&'static str>> {
    create_private_dir(to)?;
    let mut copied = Vec::new();
    for slot in SEALED {
        if from.join(slot).is_file() {
            write_private(&to.join(slot), &read_slot(from, slot, "A key slot is missing.")?)?;
            copied.push(slot);
        }
    }
    if copied.is_empty() {
        return Err(Error::Damaged("This case file has no recovery code: make one with habeas recovery renew.".into()));
    }
    Ok(copied)
}

/// Sets, changes or (with `None`) removes the passphrase, which is sealed in the form of [`opaque::prepared`]. `key` must be the data key of this case
/// file, from [`open`]: any other locks its owner out. The recovery code stays valid.
///
/// The new slot is safely on disk before the old one goes, so after a crash at any point at least
/// one of them works; running it again finishes the work. Somebody who copied the old slot or reads
/// old disk blocks can still use the old passphrase or key file: only a new data key helps there.
///
/// # Errors
/// `Refused` for a passphrase that is too short; `Io`, `Internal`. The old way in then still works.
pub fn set_passphrase(dir: &Path, key: &Secret32, passphrase: Option<Zeroizing<String>>) -> Result<()> {
    if let Some(passphrase) = passphrase {
        check_passphrase(&passphrase)?;
        let sealed = seal(key, &opaque::prepared(&passphrase), calibrated_log_n()?)?;
        write_private(&dir.join(PASSPHRASE_SLOT), &sealed)?;
        remove_private(&dir.join(KEY_FILE))
    } else {
        write_private(&dir.join(KEY_FILE), plain(key).as_bytes())?;
        remove_private(&dir.join(PASSPHRASE_SLOT))
    }
}

/// Replaces the recovery code, for instance when the paper is lost; the old code stops working here,
/// but still opens old copies of the directory. `key` as in [`set_passphrase`].
///
/// # Errors
/// `Io`, `Internal`; the old code then still works.
pub fn renew_recovery_code(dir: &Path, key: &Secret32) -> Result<RecoveryCode> {
    let code = RecoveryCode::generate()?;
    let sealed = seal(key, code.text(), RECOVERY_LOG_N)?;
    write_private(&dir.join(RECOVERY_SLOT), &sealed)?;
    Ok(code)
}

/// Fewest characters of a new passphrase.
pub const MIN_PASSPHRASE: usize = 8;

/// The rule for a new passphrase: at least [`MIN_PASSPHRASE`] characters. Length is the only rule;
/// what else makes a passphrase good (several random words) is advice, and guessing is slowed by the
/// slot's scrypt.
///
/// # Errors
/// `Refused`.
pub fn check_passphrase(passphrase: &str) -> Result<()> {
    if passphrase.is_empty() {
        return refused("The passphrase is empty: give at least 8 characters.");
    }
    if opaque::prepared(passphrase).chars().count() < MIN_PASSPHRASE {
        return refused("The passphrase is too short: give at least 8 characters, better several words.");
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::disallowed_methods)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::PathBuf;

    use super::*;
    use crate::crypto::wrap::tests::cost;

    const PASSPHRASE: &str = "seven brave clouds";
    const OTHER: &str = "nine quiet rivers";

    fn text(s: &str) -> Zeroizing<String> {
        Zeroizing::new(s.to_owned())
    }

    fn opens(dir: &Path, unlock: Unlock, key: &Secret32) -> bool {
        open(dir, unlock).is_ok_and(|k| k.bytes() == key.bytes())
    }

    fn refusal<T: std::fmt::Debug>(result: Result<T>) -> String {
        let error = result.unwrap_err();
        assert!(matches!(error, Error::Refused(_)), "{error:?}");
        error.to_string()
    }

    /// A passphrase slot of little cost: opening takes any cost up to the limit.
    fn cheap_slot(dir: &Path, key: &Secret32, passphrase: &str) {
        let sealed = seal(key, passphrase, 2).unwrap();
        write_private(&dir.join(PASSPHRASE_SLOT), &sealed).unwrap();
    }

    /// Names and contents of the slots.
    fn slots(dir: &Path) -> BTreeMap<String, Vec<u8>> {
        let paths = fs::read_dir(dir).unwrap().map(|e| e.unwrap().path());
        let name = |p: &Path| p.file_name().unwrap().to_str().unwrap().to_owned();
        paths.map(|p| (name(&p), fs::read(p).unwrap())).collect()
    }

    fn names(dir: &Path) -> Vec<String> {
        slots(dir).into_keys().collect()
    }

    fn keys() -> (tempfile::TempDir, PathBuf) {
        let outer = tempfile::tempdir().unwrap();
        let dir = outer.path().join("keys");
        (outer, dir)
    }

    #[test]
    fn without_a_passphrase_the_key_lies_beside_the_file_and_says_so() {
        let (_outer, dir) = keys();
        let (key, code) = create(&dir, None).unwrap();
        assert!(has_key_file(&dir) && !has_passphrase(&dir));
        assert!(opens(&dir, Unlock::KeyFile, &key));
        assert!(opens(&dir, Unlock::Recovery(code), &key));
        let file = fs::read_to_string(dir.join(KEY_FILE)).unwrap();
        assert!(file.starts_with("# The key of this case file in plain text"));
        assert!(file.ends_with(&format!("habeas-data-key/1 {}\n", *key.hex())));
        assert!(refusal(create(&dir, None)).contains("already has keys"));
        assert!(opens(&dir, Unlock::KeyFile, &key));
    }

    #[test]
    fn a_passphrase_slot_is_costly_and_the_only_key_besides_the_recovery_code() {
        let (_outer, dir) = keys();
        let (key, code) = create(&dir, Some(text(PASSPHRASE))).unwrap();
        assert_eq!(names(&dir), [PASSPHRASE_SLOT, RECOVERY_SLOT]);
        assert!(has_passphrase(&dir));
        assert!(opens(&dir, Unlock::Passphrase(text(PASSPHRASE)), &key));
        assert!(opens(&dir, Unlock::Recovery(code), &key));
        assert!(refusal(open(&dir, Unlock::KeyFile)).contains("no key file"));
        assert!(cost(&slots(&dir)[PASSPHRASE_SLOT]) >= 17);
        for bytes in slots(&dir).into_values() {
            assert!(!bytes.windows(64).any(|w| w == key.hex().as_bytes()));
        }
    }

    #[test]
    fn a_wrong_passphrase_is_refused_and_changes_nothing() {
        let (_outer, dir) = keys();
        let (key, _) = create(&dir, None).unwrap();
        cheap_slot(&dir, &key, PASSPHRASE);
        let before = slots(&dir);
        let said = refusal(open(&dir, Unlock::Passphrase(text(OTHER))));
        assert_eq!(said, "The passphrase does not open this case file.");
        let code = RecoveryCode::generate().unwrap();
        let said = refusal(open(&dir, Unlock::Recovery(code)));
        assert_eq!(said, "The recovery code does not open this case file.");
        assert!(before == slots(&dir));
    }

    #[test]
    fn a_passphrase_opens_however_a_keyboard_composes_its_letters_and_so_does_one_from_before() {
        let (_outer, dir) = keys();
        let (composed, decomposed) = ("йодная лампа", "и\u{306}одная\u{a0}лампа");
        let (key, _) = create(&dir, Some(text(decomposed))).unwrap();
        assert!(opens(&dir, Unlock::Passphrase(text(composed)), &key));
        for before in [composed, decomposed] {
            cheap_slot(&dir, &key, before);
            for now in [composed, decomposed] {
                let as_before = before == now || !before.contains('\u{a0}');
                assert_eq!(opens(&dir, Unlock::Passphrase(text(now)), &key), as_before, "{before:?} as {now:?}");
            }
            refusal(open(&dir, Unlock::Passphrase(text("йодная ламба"))));
        }
        // Seven letters, of which one is typed as two.
        refusal(create(&keys().1, Some(text("и\u{306}одолам"))));
    }

    #[test]
    fn setting_a_passphrase_removes_the_key_file_and_the_other_way_round() {
        let (_outer, dir) = keys();
        let (key, code) = create(&dir, None).unwrap();
        // What a crash in the middle of writing the key file leaves must go as well.
        let half = dir.join(".data.key.habeas-tmp");
        fs::write(&half, plain(&key).as_bytes()).unwrap();
        set_passphrase(&dir, &key, Some(text(PASSPHRASE))).unwrap();
        assert_eq!(names(&dir), [PASSPHRASE_SLOT, RECOVERY_SLOT]);
        set_passphrase(&dir, &key, None).unwrap();
        assert_eq!(names(&dir), [KEY_FILE, RECOVERY_SLOT]);
        assert!(opens(&dir, Unlock::KeyFile, &key));
        assert!(opens(&dir, Unlock::Recovery(code), &key));
    }

    #[test]
    fn a_crash_between_the_two_steps_leaves_both_slots_working() {
        let (_outer, dir) = keys();
        let (key, _) = create(&dir, None).unwrap();
        cheap_slot(&dir, &key, PASSPHRASE);
        assert!(opens(&dir, Unlock::KeyFile, &key));
        assert!(opens(&dir, Unlock::Passphrase(text(PASSPHRASE)), &key));
        // With a key file beside the slot nothing is protected, and it must not look so.
        assert!(!has_passphrase(&dir));
    }

    #[test]
    fn a_renewed_recovery_code_replaces_the_old_one() {
        let (_outer, dir) = keys();
        let (key, old) = create(&dir, None).unwrap();
        let new = renew_recovery_code(&dir, &key).unwrap();
        assert!(opens(&dir, Unlock::Recovery(new), &key));
        refusal(open(&dir, Unlock::Recovery(old)));
    }

    #[test]
    fn a_short_passphrase_is_refused_before_anything_is_written() {
        let (_outer, dir) = keys();
        for short in ["", "7 chars"] {
            refusal(create(&dir, Some(text(short))));
        }
        assert!(!dir.exists());
    }

    #[test]
    fn a_slot_that_is_garbage_is_damaged() {
        let (_outer, dir) = keys();
        create(&dir, None).unwrap();
        let huge = [b'a'; 100_000];
        for garbage in [&b""[..], b"\xff", b"habeas-data-key/1 12", &huge] {
            for slot in [KEY_FILE, PASSPHRASE_SLOT] {
                fs::write(dir.join(slot), garbage).unwrap();
            }
            for unlock in [Unlock::KeyFile, Unlock::Passphrase(text(PASSPHRASE))] {
                assert!(matches!(open(&dir, unlock), Err(Error::Damaged(_))));
            }
        }
    }
}
