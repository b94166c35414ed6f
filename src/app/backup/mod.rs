//! Backups: one authenticated, encrypted file with the database and the sealed key slots, and the way back.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{SecondsFormat, Utc};

use crate::config::{DATABASE, KEYS, create_private_dir, sync_parent};
use crate::crypto::{Secret32, slots};
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::backup::{Original, verify};
use crate::store::check::Finding;

/// The file format.
mod container;
/// A backup for a browser.
mod download;

pub use download::Download;

/// A backup that was written and verified.
pub struct Made {
    pub bytes: u64,
    /// It opens with the passphrase too; otherwise with the recovery code only.
    pub passphrase: bool,
    /// Its time was noted in the case file. Without it the backup is as good, but the desk says another age.
    pub noted: bool,
}

/// A backup that was verified, and restored unless only tried.
pub struct Restored {
    /// When the backup was made, RFC 3339.
    pub made: String,
    pub passphrase: bool,
}

/// Writes the case file, whose slots are in `keys`, to the new file `out`. It is written under a name of its own,
/// opened again and verified whole before it gets its final one: a file of that name is a good backup.
///
/// # Errors
/// `Refused` if there is such a file or it can't be written; `Damaged` if the case file itself is.
pub fn back_up(original: &Original, keys: &Path, out: &Path) -> Result<Made> {
    let (made, at) = make(original, keys, out)?;
    Ok(Made { noted: original.note_backup(&at).is_ok(), ..made })
}

/// The same, without noting its time in the case file; says which it is.
fn make(original: &Original, keys: &Path, out: &Path) -> Result<(Made, String)> {
    refuse_if_there(out)?;
    let cannot = |error| match error {
        Error::Io(error) => Error::Refused(format!("Can't write {}: {error}.", out.display())),
        other => other,
    };
    let part = beside(out, "", ".part")?;
    // Left by a backup that was interrupted.
    remove_if_there(&part).map_err(cannot)?;
    let written = write(original, keys, &part, out);
    if written.is_err() {
        // Best effort: the first error is the one to report.
        let _ = fs::remove_file(&part);
    }
    written.map_err(cannot)
}

fn write(original: &Original, keys: &Path, part: &Path, out: &Path) -> Result<(Made, String)> {
    let staging = Staging::beside(out)?;
    let (packed, again) = (staging.0.join("packed"), staging.0.join("unpacked"));
    create_private_dir(&packed)?;
    let slots = slots::copy_sealed(keys, &packed.join(KEYS))?;
    original.snapshot(&packed.join(DATABASE))?;
    let at = Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true);
    container::pack(&packed, &slots, part, &*original.key()?, &at)?;
    // Room for the second copy, which is read from the file that was written.
    fs::remove_dir_all(&packed)?;
    let unpacked = container::unpack(part, &again)?;
    prove(&unpacked, &*original.key()?, || original.verify(&again.join(DATABASE)))?;
    refuse_if_there(out)?;
    fs::rename(part, out)?;
    sync_parent(out)?;
    Ok((
        Made { bytes: fs::metadata(out)?.len(), passphrase: slots::has_passphrase(&again.join(KEYS)), noted: false },
        at,
    ))
}

/// Makes the data directory `to`, new or empty, from a backup. The parts are laid out in a directory beside it and
/// verified there, so that a data directory is made whole or not at all; with `dry_run` it is not made.
///
/// # Errors
/// `Refused` for a file that is no backup, a wrong passphrase or code, or a directory that is not empty; `Damaged` for
/// a backup that is not as it was written.
pub fn restore(
    file: &Path,
    to: &Path,
    unlock: impl FnOnce(&Path) -> Result<Secret32>,
    dry_run: bool,
) -> Result<Restored> {
    refuse_unless_empty(to)?;
    let staging = Staging::beside(to).map_err(|error| match error {
        Error::Io(error) => Error::Refused(format!("Can't make {}: {error}.", to.display())),
        other => other,
    })?;
    let unpacked = container::unpack(file, &staging.0)?;
    let keys = staging.0.join(KEYS);
    let key = unlock(&keys)?;
    prove(&unpacked, &key, || verify(&staging.0.join(DATABASE), &key))?;
    let passphrase = slots::has_passphrase(&keys);
    if !dry_run {
        Store::open(&staging.0.join(DATABASE), key)?.begin_after_restore()?;
        // The names in both directories, before the name that makes them a data directory.
        sync_parent(&keys.join(KEYS))?;
        sync_parent(&keys)?;
        // Takes the place of an empty directory; one that was filled meanwhile is refused by the system.
        fs::rename(&staging.0, to).map_err(|error| Error::Refused(format!("Can't make {}: {error}.", to.display())))?;
        sync_parent(to)?;
    }
    Ok(Restored { made: unpacked.made, passphrase })
}

/// The manifest was written with the data key, and the database opens with it and is sound.
fn prove(
    unpacked: &container::Unpacked,
    key: &Secret32,
    findings: impl FnOnce() -> Result<Vec<Finding>>,
) -> Result<()> {
    if !unpacked.is_authentic(key)? {
        return Err(container::damaged());
    }
    match findings()?.is_empty() {
        true => Ok(()),
        false => Err(Error::Damaged("The database in this backup is damaged. Use another backup.".into())),
    }
}

/// A private directory beside a file or directory that is being made, gone with the value.
pub(super) struct Staging(PathBuf);

impl Staging {
    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn beside(path: &Path) -> Result<Staging> {
        // A fixed name, so that what a crash left behind is known and removed here.
        let staging = beside(path, ".", ".habeas-tmp")?;
        match fs::remove_dir_all(&staging) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        // Never the parents: a mistyped path is refused rather than made.
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            fs::metadata(parent)?;
        }
        create_private_dir(&staging)?;
        Ok(Staging(staging))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Nobody is left to tell; what stays behind is encrypted.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn beside(path: &Path, before: &str, after: &str) -> Result<PathBuf> {
    let Some(name) = path.file_name() else {
        return Err(Error::Refused(format!("{} has no name of its own: give another path.", path.display())));
    };
    let mut whole = OsString::from(before);
    whole.push(name);
    whole.push(after);
    Ok(path.with_file_name(whole))
}

fn refuse_if_there(out: &Path) -> Result<()> {
    match fs::symlink_metadata(out) {
        Ok(_) => Err(Error::Refused(format!("{} exists already: give another name.", out.display()))),
        Err(_) => Ok(()),
    }
}

fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn refuse_unless_empty(dir: &Path) -> Result<()> {
    match fs::read_dir(dir).map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Ok(false) => {
            Err(Error::Refused(format!("The directory {} is not empty: give a new or an empty one.", dir.display())))
        }
        Err(error) => Err(Error::Refused(format!("Can't use {}: {error}.", dir.display()))),
    }
}
