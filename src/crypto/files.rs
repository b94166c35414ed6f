//! Files and directories that only their owner can read, written so that a crash leaves the old or the new.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Makes a directory that only its owner can enter (mode 0700), with its parents; an existing one is
/// given these permissions.
///
/// # Errors
/// `Io` if it cannot be made or is not the caller's.
pub fn create_private_dir(path: &Path) -> Result<()> {
    private_dir_builder().recursive(true).create(path)?;
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(())
}

/// Makes a new, empty file that only its owner can read and write (mode 0600).
///
/// # Errors
/// `Io`, also if the path exists: nothing is overwritten and no symbolic link is followed.
pub fn new_private_file(path: &Path) -> Result<File> {
    Ok(private_file_options().create_new(true).open(path)?)
}

/// Writes a file that only its owner can read, whole or not at all: a temporary file beside it is
/// written, synced and renamed over it, and the directory is synced, so that a crash or a power cut
/// leaves the old content or the new (fsync(2) and rename(2) promise this in this order only).
///
/// # Errors
/// `Io`; the old file is then still there.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    let temporary = temporary_name(path)?;
    // A fixed name, so that what a crash left behind is known and can be removed.
    remove_if_there(&temporary)?;
    let written = new_private_file(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        Ok(fs::rename(&temporary, path)?)
    });
    if written.is_err() {
        // Best effort: the first error is the one to report.
        let _ = fs::remove_file(&temporary);
    }
    written?;
    sync_parent(path)
}

/// Removes a file, with a half-written one that a crashed [`write_private`] left beside it, and
/// syncs the directory. A missing file is fine. The disk may keep the old blocks for long.
///
/// # Errors
/// `Io`.
pub fn remove_private(path: &Path) -> Result<()> {
    remove_if_there(&temporary_name(path)?)?;
    remove_if_there(path)?;
    sync_parent(path)
}

/// Builds directories of mode 0700; the caller says whether parents are made too.
pub(crate) fn private_dir_builder() -> DirBuilder {
    #[cfg_attr(not(unix), allow(unused_mut))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// Opens files for writing, new ones with mode 0600; the caller says whether new ones are made.
pub(crate) fn private_file_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn temporary_name(path: &Path) -> Result<PathBuf> {
    let name = path.file_name().ok_or_else(|| Error::internal("a file path without a name"))?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(".habeas-tmp");
    Ok(path.with_file_name(hidden))
}

fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(e.into()),
        _ => Ok(()),
    }
}

/// A new or a removed name is on disk only once its directory is.
///
/// # Errors
/// `Io`.
#[cfg(unix)]
pub fn sync_parent(path: &Path) -> Result<()> {
    if let Some(parent) = path.parent() {
        let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
        File::open(parent)?.sync_all()?;
    }
    Ok(())
}

/// Elsewhere a directory cannot be synced.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn sync_parent(_path: &Path) -> Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used, clippy::disallowed_methods)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_private_file_replaces_the_old_one_and_is_readable_by_its_owner_only() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("slot");
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        write_private(&file, b"new").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert_eq!(mode(&file), 0o600);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_failed_write_leaves_the_old_file_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let taken = dir.path().join("slot");
        fs::create_dir(&taken).unwrap();
        assert!(matches!(write_private(&taken, b"new"), Err(Error::Io(_))));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        assert!(matches!(write_private(Path::new("/"), b"new"), Err(Error::Internal(_))));
    }

    #[test]
    fn what_a_crash_left_half_written_is_overwritten_and_removed() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("slot");
        let half = temporary_name(&file).unwrap();
        fs::write(&half, "half").unwrap();
        write_private(&file, b"whole").unwrap();
        assert!(!half.exists());
        fs::write(&half, "half").unwrap();
        remove_private(&file).unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
        remove_private(&file).unwrap();
    }

    #[test]
    fn a_private_directory_is_made_with_its_parents() {
        let dir = tempfile::tempdir().unwrap();
        let deep = dir.path().join("a/b");
        create_private_dir(&deep).unwrap();
        assert_eq!((mode(&deep), mode(&dir.path().join("a"))), (0o700, 0o700));
        let file = deep.join("new");
        new_private_file(&file).unwrap();
        assert_eq!(mode(&file), 0o600);
        assert!(matches!(new_private_file(&file), Err(Error::Io(_))));
    }
}
