//! Where the passphrase comes from: a file named by the environment, or the terminal.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{IsTerminal, Read};
use std::path::Path;

use zeroize::Zeroizing;

use super::Secret32;
use super::slots::{self, Unlock};
use super::wrap::{read_limited, refused};
use crate::error::{Error, Result};

/// The environment variable that names the file with the passphrase on its first line. A file, not
/// the passphrase itself: the environment shows in process lists and crash reports.
pub const PASSPHRASE_FILE: &str = "HABEAS_PASSPHRASE_FILE";

/// Fewest characters of a new passphrase.
pub const MIN_PASSPHRASE: usize = 8;

/// Longest first line of a passphrase file that is read, in bytes.
const MAX_LINE: usize = 4096;

/// What the passphrase is for; decides how the terminal asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To open a case file: asked once.
    Open,
    /// For a new or changed passphrase: asked twice, and may be left empty for none.
    New,
}

/// The passphrase from the file that `HABEAS_PASSPHRASE_FILE` names (its first line, without the
/// line end); else from the terminal, if standard input is one; else `None`. Empty at the terminal
/// means `None`.
///
/// # Errors
/// `Refused` if the variable is set and its file cannot be read, is empty or is not UTF-8 (never
/// taken for "no passphrase": that would leave the key unprotected), or if the two answers for a new
/// passphrase differ. `Io` if the terminal fails.
pub fn read_passphrase(purpose: Purpose) -> Result<Option<Zeroizing<String>>> {
    if let Some(path) = std::env::var_os(PASSPHRASE_FILE) {
        return passphrase_from_file(&path).map(Some);
    }
    if !std::io::stdin().is_terminal() {
        return Ok(None);
    }
    let passphrase = match purpose {
        Purpose::Open => ask("Passphrase: ")?,
        Purpose::New => {
            let first = ask("New passphrase (empty for none): ")?;
            if !first.is_empty() && ask("The same again: ")? != first {
                return refused("The two passphrases differ: nothing was changed.");
            }
            first
        }
    };
    Ok(Some(passphrase).filter(|p| !p.is_empty()))
}

/// Opens the data key unattended if it can: with the key file if there is one, else with the
/// passphrase of [`read_passphrase`]. `dir` is `DataDir::keys`.
///
/// # Errors
/// `Refused` if there is no passphrase to be had or it is wrong; `Damaged` if the slots are missing
/// or broken.
pub fn unlock_from_environment(dir: &Path) -> Result<Secret32> {
    if slots::has_key_file(dir) {
        return slots::open(dir, Unlock::KeyFile);
    }
    if !slots::has_passphrase(dir) {
        return Err(Error::Damaged(
            "The keys of this case file are missing: restore its keys directory from a backup.".into(),
        ));
    }
    match read_passphrase(Purpose::Open)? {
        Some(passphrase) => slots::open(dir, Unlock::Passphrase(passphrase)),
        None => {
            refused("This case file needs its passphrase: set HABEAS_PASSPHRASE_FILE or run the command in a terminal.")
        }
    }
}

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
    if passphrase.chars().count() < MIN_PASSPHRASE {
        return refused("The passphrase is too short: give at least 8 characters, better several words.");
    }
    Ok(())
}

fn ask(prompt: &str) -> Result<Zeroizing<String>> {
    Ok(Zeroizing::new(rpassword::prompt_password(prompt)?))
}

fn passphrase_from_file(path: &OsStr) -> Result<Zeroizing<String>> {
    // The kind of error, never the path or the content: both may be telling.
    let unreadable = |e: std::io::Error| {
        Error::Refused(format!("The file that {PASSPHRASE_FILE} names cannot be read: {}.", e.kind()))
    };
    let file = File::open(path).map_err(unreadable)?;
    // One byte over the limit shows that the line goes on.
    let limit = MAX_LINE + 1;
    let bytes = read_limited(file.take(limit as u64), limit).map_err(unreadable)?;
    let line = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    match std::str::from_utf8(line) {
        _ if line.len() > MAX_LINE => {
            refused("The first line of the file that HABEAS_PASSPHRASE_FILE names is too long.")
        }
        Ok("") => refused("The file that HABEAS_PASSPHRASE_FILE names has an empty first line."),
        Ok(text) => Ok(Zeroizing::new(text.to_owned())),
        Err(_) => refused("The file that HABEAS_PASSPHRASE_FILE names is not UTF-8 text."),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn from_content(content: &[u8]) -> Result<Zeroizing<String>> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("passphrase");
        std::fs::write(&path, content).unwrap();
        passphrase_from_file(path.as_os_str())
    }

    #[test]
    fn the_passphrase_is_the_first_line_without_its_end() {
        for content in ["тихие реки!", "тихие реки!\n", "тихие реки!\r\nsecond\n"] {
            assert_eq!(*from_content(content.as_bytes()).unwrap(), "тихие реки!");
        }
        // Spaces belong to it: what is typed at the prompt keeps them too.
        assert_eq!(*from_content(b" spaced out \n").unwrap(), " spaced out ");
        assert_eq!(from_content(&[b'a'; MAX_LINE]).unwrap().len(), MAX_LINE);
    }

    #[test]
    fn a_passphrase_file_that_gives_none_is_refused_without_its_content() {
        for content in [&b""[..], b"\n", b"\r\nsecret", b"secret\xff", &[b's'; MAX_LINE + 1]] {
            let error = from_content(content).unwrap_err();
            assert!(matches!(&error, Error::Refused(_)), "{error:?}");
            let said = error.to_string();
            assert!(said.contains("HABEAS_PASSPHRASE_FILE") && !said.contains("secret"), "{said}");
        }
        for missing in ["", "/nowhere/secret", "/"] {
            let said = passphrase_from_file(OsStr::new(missing)).unwrap_err().to_string();
            assert!(said.starts_with("The file that HABEAS_PASSPHRASE_FILE names cannot be read"));
            assert!(!said.contains("secret"), "{said}");
        }
    }

    #[test]
    fn a_new_passphrase_has_eight_characters_and_no_other_rule() {
        for short in ["", "seven77", "тихие7"] {
            assert!(matches!(check_passphrase(short), Err(Error::Refused(_))), "{short}");
        }
        for long in ["eight888", "тихие888", "        "] {
            check_passphrase(long).unwrap();
        }
    }

    #[test]
    fn the_key_file_opens_unattended_and_missing_keys_are_said_to_be_missing() {
        let dir = tempfile::tempdir().unwrap();
        let keys = dir.path().join("keys");
        assert!(matches!(unlock_from_environment(&keys), Err(Error::Damaged(_))));
        let (key, _) = slots::create(&keys, None).unwrap();
        assert_eq!(unlock_from_environment(&keys).unwrap().bytes(), key.bytes());
    }
}
