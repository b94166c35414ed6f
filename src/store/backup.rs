//! Copies of the database: a consistent, encrypted one of a case file in use, and whether a copy is sound.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ErrorCode};

use super::check::{Finding, sound};
use super::connection::{self, Mode, is_damage};
use super::{Store, schema, setting};
use crate::config::new_private_file;
use crate::crypto::Secret32;
use crate::error::{Error, Result};
use crate::store::key_guard::KeyGuard;

/// How often and how long the copy waits for a writer that holds the file.
const ATTEMPTS: u32 = 200;
const PAUSE: Duration = Duration::from_millis(50);
/// Pages copied at a time: in between the copy can be stopped.
const PAGES: i32 = 4096;
/// How often damage has to be found to be believed, with pauses: a writer that the system stopped in the middle of a
/// page comes on again.
const LOOKS: u32 = 5;

/// A case file that is copied as it stands, whoever else uses it, in this process or another.
#[derive(Clone)]
pub struct Original {
    path: PathBuf,
    key_guard: Arc<KeyGuard>,
}

impl Store {
    /// The open case file, to be copied while it is used.
    pub fn original(&self) -> Original {
        Original { path: self.path.clone(), key_guard: Arc::clone(&self.key_guard) }
    }
}

impl Original {
    /// A case file that another process may have open. Its schema is left as it is: an older one is copied as well,
    /// and nothing is migrated under whoever uses it.
    pub fn open(path: &Path, key: Secret32) -> Result<Original> {
        schema::check_version(&connection::open(path, &key, Mode::Read)?)?;
        Ok(Original { path: path.to_owned(), key_guard: KeyGuard::new(key) })
    }

    pub fn key(&self) -> Result<Arc<Secret32>> {
        self.key_guard.key()
    }

    /// Writes a copy of the database as it stands, encrypted with the same key, to a new file: one snapshot, with
    /// everything that was committed before and nothing of what is written meanwhile. Pages go from cipher to cipher
    /// through memory; the disk never sees a plain one.
    ///
    /// # Errors
    /// `Damaged` if the database is: SQLite copies a page that does not decrypt as an empty one and says nothing, and
    /// in the copy some of these look sound. So the original is looked at first.
    pub fn snapshot(&self, to: &Path) -> Result<()> {
        let source = self.key_guard.open(&self.path, Mode::Write)?;
        // What is in the write-ahead log moves into the file, where each page's code is looked at: as much of it as
        // can without waiting for anybody.
        source.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
        // Made by us, so that its permissions don't depend on the umask.
        drop(new_private_file(to)?);
        let mut copy = self.key_guard.open(to, Mode::Create)?;
        let tx = source.unchecked_transaction()?;
        if !is_sound(&tx)? {
            return Err(damaged());
        }
        let backup = Backup::new(&tx, &mut copy)?;
        let mut waits = 0..ATTEMPTS;
        loop {
            self.key_guard.check()?;
            match backup.step(PAGES) {
                Ok(StepResult::Done) => break,
                Ok(StepResult::More) => {}
                Ok(_) if waits.next().is_some() => std::thread::sleep(PAUSE),
                Ok(_) => {
                    return Err(Error::Refused(
                        "The database is busy: try again when nothing is being written.".into(),
                    ));
                }
                Err(error) => return Err(explained(error)),
            }
        }
        drop(backup);
        // Closing moves the write-ahead log into the file; whether that worked has to be known.
        copy.close().map_err(explained)
    }

    /// A copy as a case file of its own: whatever is written there, the original knows nothing of it.
    pub fn open_copy(&self, copy: &Path) -> Result<Store> {
        Store::open(copy, self.key()?.duplicate())
    }

    /// Whether a copy is a sound database under the same key.
    pub fn verify(&self, copy: &Path) -> Result<Vec<Finding>> {
        let conn = self.key_guard.open(copy, Mode::Write)?;
        findings(&conn)
    }

    /// Notes in the case file that a backup was written and verified.
    pub fn note_backup(&self, at: &str) -> Result<()> {
        let conn = self.key_guard.open(&self.path, Mode::Write)?;
        setting::note_backup(&conn, at)
    }
}

/// Whether damage is found each time one looks. The codes of pages are read past SQLite's locks: a page that another
/// process is writing at that moment looks damaged until it is written.
fn is_sound(conn: &Connection) -> Result<bool> {
    for look in 0..LOOKS {
        if look > 0 {
            std::thread::sleep(PAUSE);
        }
        if sound(conn)?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn explained(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Error::Refused(
            "There is no room: while it is made, a backup needs twice the size of the database beside its file.".into(),
        ),
        _ if is_damage(&error) => damaged(),
        _ => error.into(),
    }
}

fn damaged() -> Error {
    Error::Damaged("The case file is damaged, so nothing was backed up: run habeas check.".into())
}

/// Looks at a database that is no case file in use: it opens with the key, every page is as it was written, and the
/// history chain holds. Changes nothing in it.
pub fn verify(path: &Path, key: &Secret32) -> Result<Vec<Finding>> {
    // For writing, because only then SQLite takes the log it makes away again.
    findings(&connection::open(path, key, Mode::Write)?)
}

fn findings(conn: &Connection) -> Result<Vec<Finding>> {
    schema::check_version(conn)?;
    sound(conn)
}
