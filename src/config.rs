//! The data directory: where its files are, that only its owner reads them, and one process at a time.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

pub use crate::crypto::files::{create_private_dir, new_private_file, remove_private, sync_parent, write_private};
use crate::crypto::files::{private_dir_builder, private_file_options};
use crate::error::{Error, Result};

/// The database in its data directory.
pub const DATABASE: &str = "habeas.db";
/// The directory of the key slots in it.
pub const KEYS: &str = "keys";
const LOCK: &str = "lock";

/// Does not count in an empty directory: a lock left by `init`, what a disk has at its top.
const NOT_COUNTED: [&str; 2] = [LOCK, "lost+found"];

/// Where the parts of a case file are.
#[derive(Debug, Clone)]
pub struct Files {
    pub database: PathBuf,
    pub keys: PathBuf,
}

/// A data directory in use. The exclusive lock on it is held until the value is dropped.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    /// `None` beside another process, and while dropping.
    lock: Option<File>,
    temporary: bool,
}

impl DataDir {
    /// Makes a data directory that only its owner can enter, with its parents, or takes over an
    /// empty one. It holds neither database nor keys yet.
    ///
    /// # Errors
    /// `Refused` if the directory holds a case file or anything else (its permissions are then left
    /// as they are), cannot be made, or is in use.
    pub fn create(path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        take_over(&path).map_err(|e| match e {
            Error::Io(e) => refusal_of(&path, &format!("cannot be made: {e}.")),
            other => other,
        })?;
        let dir = Self::locked(path, false)?;
        // Again under the lock: another `init` may have come and gone since.
        refuse_unless_vacant(&dir.path)?;
        Ok(dir)
    }

    /// Opens the data directory of an existing case file; nothing in it is changed.
    ///
    /// # Errors
    /// `Refused` if there is no case file, if anybody but the owner has any permission on the
    /// directory, the database or a key file, or if another process uses the directory.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self> {
        let path = Self::looked_at(path.into())?;
        Self::locked(path, false)
    }

    /// The same directory beside a process that may use it: for what only copies. No lock is taken.
    ///
    /// # Errors
    /// As [`DataDir::open`], but that another process may use it.
    pub fn beside(path: impl Into<PathBuf>) -> Result<Self> {
        let path = Self::looked_at(path.into())?;
        Ok(DataDir { path, lock: None, temporary: false })
    }

    fn looked_at(path: PathBuf) -> Result<PathBuf> {
        if !path.join(DATABASE).is_file() {
            let path = path.display();
            return Err(Error::Refused(format!(
                "There is no case file in {path}: make one with habeas init --data {path}."
            )));
        }
        refuse_if_shared(&path, "700")?;
        refuse_if_shared(&path.join(DATABASE), "600")?;
        refuse_shared_keys(&path.join(KEYS))?;
        Ok(path)
    }

    /// A fresh data directory with a random name under the system's temporary directory, removed
    /// with everything in it when the value is dropped.
    ///
    /// A killed process leaves the directory behind, so keep its data key in memory only.
    ///
    /// # Errors
    /// `Io` if it cannot be made, `Internal` if the system gives no randomness.
    pub fn temporary() -> Result<Self> {
        let name = getrandom::u64().map_err(Error::internal)?;
        #[expect(clippy::disallowed_methods, reason = "a demo has no place of its own; what it writes is encrypted")]
        let path = std::env::temp_dir().join(format!("habeas-{name:016x}"));
        // Not recursive: a path that exists already, whoever made it, is an error.
        private_dir_builder().create(&path)?;
        Self::locked(path, true)
    }

    fn locked(path: PathBuf, temporary: bool) -> Result<Self> {
        let lock = Some(take_lock(&path)?);
        Ok(DataDir { path, lock, temporary })
    }

    /// The directory itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The encrypted SQLite file. Make it with [`new_private_file`] before SQLite does: SQLite gives
    /// a new file the permissions of the umask, and `-wal` and `-shm` those of the database.
    pub fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// Both, for whoever outlives this value.
    pub fn files(&self) -> Files {
        Files { database: self.database(), keys: self.keys() }
    }

    /// The directory of the key slots, see [`crate::crypto::slots`].
    pub fn keys(&self) -> PathBuf {
        self.path.join(KEYS)
    }
}

impl Drop for DataDir {
    fn drop(&mut self) {
        // Closed first: some systems do not remove an open file.
        drop(self.lock.take());
        if self.temporary {
            // Nobody is left to tell; what stays behind is encrypted.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

fn take_lock(dir: &Path) -> Result<File> {
    // The file is never removed: another process may just have opened it.
    let file = private_file_options().create(true).truncate(false).open(dir.join(LOCK))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(Error::Refused("Another habeas process is using this data directory. Stop it first.".into()))
        }
        Err(TryLockError::Error(e)) => Err(e.into()),
    }
}

fn take_over(dir: &Path) -> Result<()> {
    // Looked at before anything is changed: a directory of something else keeps its permissions.
    if dir.exists() {
        refuse_unless_vacant(dir)?;
    }
    create_private_dir(dir)
}

fn refusal_of(dir: &Path, why: &str) -> Error {
    Error::Refused(format!("The data directory {} {why}", dir.display()))
}

fn refuse_unless_vacant(dir: &Path) -> Result<()> {
    for entry in fs::read_dir(dir)? {
        let name = entry?.file_name();
        if !NOT_COUNTED.iter().any(|known| name == *known) {
            let what = if dir.join(DATABASE).exists() {
                "already holds a case file: nothing was changed."
            } else {
                "is not empty: give a new or an empty directory."
            };
            return Err(refusal_of(dir, what));
        }
    }
    Ok(())
}

fn refuse_shared_keys(keys: &Path) -> Result<()> {
    if !keys.exists() {
        // Opening the slots says it better.
        return Ok(());
    }
    refuse_if_shared(keys, "700")?;
    for entry in fs::read_dir(keys)? {
        refuse_if_shared(&entry?.path(), "600")?;
    }
    Ok(())
}

#[cfg(unix)]
fn refuse_if_shared(path: &Path, wanted: &str) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    if fs::metadata(path)?.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    let path = path.display();
    Err(Error::Refused(format!(
        "Other users of this computer have access to {path}: run chmod {wanted} {path} and try again."
    )))
}

#[cfg(not(unix))]
fn refuse_if_shared(_path: &Path, _wanted: &str) -> Result<()> {
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

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn refusal(result: Result<DataDir>) -> String {
        let error = result.unwrap_err();
        assert!(matches!(error, Error::Refused(_)), "{error:?}");
        error.to_string()
    }

    /// A directory as `init` leaves it: database and one key file.
    fn case_file() -> (tempfile::TempDir, PathBuf) {
        let outer = tempfile::tempdir().unwrap();
        let path = outer.path().join("case");
        let dir = DataDir::create(&path).unwrap();
        new_private_file(&dir.database()).unwrap();
        create_private_dir(&dir.keys()).unwrap();
        write_private(&dir.keys().join("data.key"), b"key").unwrap();
        (outer, path)
    }

    #[test]
    fn a_new_directory_is_made_for_its_owner_only() {
        let (_outer, path) = case_file();
        assert_eq!((mode(&path), mode(&path.join("lock"))), (0o700, 0o600));
        DataDir::open(&path).unwrap();
    }

    #[test]
    fn an_empty_directory_is_taken_over_and_closed_to_others() {
        let outer = tempfile::tempdir().unwrap();
        set_mode(outer.path(), 0o755);
        fs::create_dir(outer.path().join("lost+found")).unwrap();
        drop(DataDir::create(outer.path()).unwrap());
        assert_eq!(mode(outer.path()), 0o700);
        // The lock an interrupted `init` left is no obstacle to the next one.
        DataDir::create(outer.path()).unwrap();
    }

    #[test]
    fn a_directory_with_anything_in_it_is_refused_and_left_alone() {
        let outer = tempfile::tempdir().unwrap();
        set_mode(outer.path(), 0o755);
        fs::write(outer.path().join("holiday.jpg"), "x").unwrap();
        assert!(refusal(DataDir::create(outer.path())).contains("is not empty"));
        assert_eq!(mode(outer.path()), 0o755);
        let (_outer, path) = case_file();
        assert!(refusal(DataDir::create(&path)).contains("already holds a case file"));
        assert!(refusal(DataDir::create(outer.path().join("holiday.jpg"))).contains("cannot be made"));
    }

    #[test]
    fn a_directory_without_a_case_file_is_refused() {
        let outer = tempfile::tempdir().unwrap();
        assert!(refusal(DataDir::open(outer.path())).contains("habeas init --data"));
        assert!(refusal(DataDir::open(outer.path().join("none"))).contains("no case file"));
        assert_eq!(fs::read_dir(outer.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_world_readable_directory_is_refused() {
        let (_outer, path) = case_file();
        let ways = [".", "habeas.db", "keys", "keys/data.key"];
        for (shared, fix) in ways.iter().zip(["700", "600", "700", "600"]) {
            let shared = path.join(shared).components().collect::<PathBuf>();
            let closed = mode(&shared);
            for bit in [0o004, 0o020, 0o001] {
                set_mode(&shared, closed | bit);
                let said = refusal(DataDir::open(&path));
                let command = format!("chmod {fix} {}", shared.display());
                assert!(said.contains(&command), "{said}");
            }
            set_mode(&shared, closed);
            DataDir::open(&path).unwrap();
        }
    }

    #[test]
    fn a_second_lock_on_the_directory_is_refused() {
        let (_outer, path) = case_file();
        fs::write(path.join("lock"), "untouched").unwrap();
        let first = DataDir::open(&path).unwrap();
        assert!(refusal(DataDir::open(&path)).starts_with("Another habeas process"));
        assert_eq!(fs::read(path.join("lock")).unwrap(), b"untouched");
        // What only copies is let in.
        DataDir::beside(&path).unwrap();
        assert!(refusal(DataDir::open(&path)).starts_with("Another habeas process"), "the first still holds it");
        drop(first);
        DataDir::open(&path).unwrap();
    }

    #[test]
    fn a_temporary_directory_is_private_and_goes_with_its_owner() {
        let dir = DataDir::temporary().unwrap();
        let path = dir.path().to_owned();
        assert_eq!(mode(&path), 0o700);
        fs::write(dir.database(), "x").unwrap();
        create_private_dir(&dir.keys()).unwrap();
        drop(dir);
        assert!(!path.exists());
    }
}
