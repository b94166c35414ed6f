//! Where the passphrase comes from: a file named by the environment, or the terminal.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{IsTerminal, Read};
use std::path::Path;

use zeroize::Zeroizing;

use crate::crypto::slots::{self, Unlock, check_passphrase};
use crate::crypto::wrap::{read_limited, refused};
use crate::crypto::{RecoveryCode, Secret32};
use crate::error::{Error, Result};

/// The environment variable that names the file with the passphrase on its first line. A file, not
/// the passphrase itself: the environment shows in process lists and crash reports.
pub const PASSPHRASE_FILE: &str = "HABEAS_PASSPHRASE_FILE";

/// Likewise for the passphrase that is to replace another.
pub const NEW_PASSPHRASE_FILE: &str = "HABEAS_NEW_PASSPHRASE_FILE";

/// Likewise for the recovery code.
pub const RECOVERY_CODE_FILE: &str = "HABEAS_RECOVERY_CODE_FILE";

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
    if let Some(passphrase) = named_by(PASSPHRASE_FILE)? {
        return Ok(Some(passphrase));
    }
    if !std::io::stdin().is_terminal() {
        return Ok(None);
    }
    let passphrase = match purpose {
        Purpose::Open => ask("Passphrase (empty to give the recovery code): ")?,
        Purpose::New => ask_twice("New passphrase (empty for none): ")?,
    };
    Ok(Some(passphrase).filter(|p| !p.is_empty()))
}

/// The passphrase that is to replace another, from the file that `HABEAS_NEW_PASSPHRASE_FILE` names or the terminal.
///
/// # Errors
/// `Refused` if there is none to be had, if it is too short, or if the two answers differ. `Io`.
pub fn read_new_passphrase() -> Result<Zeroizing<String>> {
    let passphrase = match named_by(NEW_PASSPHRASE_FILE)? {
        Some(passphrase) => passphrase,
        None if std::io::stdin().is_terminal() => ask_twice("New passphrase: ")?,
        None => {
            return refused(
                "There is no new passphrase: set HABEAS_NEW_PASSPHRASE_FILE or run the command in a terminal.",
            );
        }
    };
    check_passphrase(&passphrase)?;
    Ok(passphrase)
}

/// The recovery code from the file that `HABEAS_RECOVERY_CODE_FILE` names, or from the terminal.
///
/// # Errors
/// `Refused` if there is none to be had, or a slip in it. `Io`.
pub fn read_recovery_code() -> Result<RecoveryCode> {
    let typed = match named_by(RECOVERY_CODE_FILE)? {
        Some(typed) => typed,
        None if std::io::stdin().is_terminal() => ask("Recovery code: ")?,
        None => {
            return refused(
                "There is no recovery code: set HABEAS_RECOVERY_CODE_FILE or run the command in a terminal.",
            );
        }
    };
    RecoveryCode::parse(&typed)
}

/// Opens the data key unattended if it can: with the recovery code if `HABEAS_RECOVERY_CODE_FILE` is
/// set, else with the key file if there is one, else with the passphrase of [`read_passphrase`]. At a
/// terminal no passphrase means the recovery code. `dir` is `DataDir::keys`.
///
/// # Errors
/// `Refused` if there is nothing to open it with or it is wrong; `Damaged` if the slots are missing
/// or broken.
pub fn unlock_from_environment(dir: &Path) -> Result<Secret32> {
    if std::env::var_os(RECOVERY_CODE_FILE).is_some() {
        return open_by_recovery_code(dir);
    }
    if slots::has_key_file(dir) {
        return slots::open(dir, Unlock::KeyFile);
    }
    let terminal = std::io::stdin().is_terminal();
    if !slots::has_passphrase(dir) {
        // As a backup of a case file without a passphrase is restored.
        if slots::has_recovery_code(dir) && terminal {
            return open_by_recovery_code(dir);
        }
        if slots::has_recovery_code(dir) {
            return refused(
                "This case file opens with its recovery code only: set HABEAS_RECOVERY_CODE_FILE or run the command in a terminal.",
            );
        }
        return Err(Error::Damaged(
            "The keys of this case file are missing: restore its keys directory from a backup.".into(),
        ));
    }
    match read_passphrase(Purpose::Open)? {
        Some(passphrase) => slots::open(dir, Unlock::Passphrase(passphrase)),
        None if terminal => open_by_recovery_code(dir),
        None => {
            refused("This case file needs its passphrase: set HABEAS_PASSPHRASE_FILE or run the command in a terminal.")
        }
    }
}

fn open_by_recovery_code(dir: &Path) -> Result<Secret32> {
    slots::open(dir, Unlock::Recovery(read_recovery_code()?))
}

fn ask_twice(prompt: &str) -> Result<Zeroizing<String>> {
    let first = ask(prompt)?;
    if !first.is_empty() && ask("The same again: ")? != first {
        return refused("The two passphrases differ: nothing was changed.");
    }
    Ok(first)
}

fn ask(prompt: &str) -> Result<Zeroizing<String>> {
    Ok(Zeroizing::new(rpassword::prompt_password(prompt)?))
}

/// The first line of the file that an environment variable names; `None` if it is not set.
fn named_by(variable: &str) -> Result<Option<Zeroizing<String>>> {
    std::env::var_os(variable).map(|path| first_line(variable, &path)).transpose()
}

fn first_line(variable: &str, path: &OsStr) -> Result<Zeroizing<String>> {
    // The kind of error, never the path or the content: both may be telling.
    let unreadable =
        |e: std::io::Error| Error::Refused(format!("The file that {variable} names cannot be read: {}.", e.kind()));
    let file = File::open(path).map_err(unreadable)?;
    // One byte over the limit shows that the line goes on.
    let limit = MAX_LINE + 1;
    let bytes = read_limited(file.take(limit as u64), limit).map_err(unreadable)?;
    let line = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    match std::str::from_utf8(line) {
        _ if line.len() > MAX_LINE => {
            refused(&format!("The first line of the file that {variable} names is too long."))
        }
        Ok("") => refused(&format!("The file that {variable} names has an empty first line.")),
        Ok(text) => Ok(Zeroizing::new(text.to_owned())),
        Err(_) => refused(&format!("The file that {variable} names is not UTF-8 text.")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::disallowed_methods)]
mod tests {
    use super::*;

    fn from_content(content: &[u8]) -> Result<Zeroizing<String>> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("passphrase");
        std::fs::write(&path, content).unwrap();
        first_line(PASSPHRASE_FILE, path.as_os_str())
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
            let said = first_line(PASSPHRASE_FILE, OsStr::new(missing)).unwrap_err().to_string();
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
