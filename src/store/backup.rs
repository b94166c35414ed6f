//! Copies of the database: a consistent, encrypted one of an open case file, and whether a copy is sound.

use std::path::Path;
use std::time::Duration;

use rusqlite::ErrorCode;
use rusqlite::backup::{Backup, StepResult};

use super::check::{Finding, sound};
use super::connection::{self, Mode, is_damage};
use super::{Store, schema};
use crate::config::new_private_file;
use crate::crypto::Secret32;
use crate::error::{Error, Result};

/// How often and how long the copy waits for a writer that holds the file.
const ATTEMPTS: u32 = 200;
const PAUSE: Duration = Duration::from_millis(50);

impl Store {
    /// The data key of the open case file: for its slots, and for the code that proves a backup.
    pub fn key(&self) -> &Secret32 {
        &self.key
    }

    /// Writes a copy of the database as it stands, encrypted with the same key, to a new file. Pages go from cipher
    /// to cipher through memory; the disk never sees a plain one.
    ///
    /// # Errors
    /// `Damaged` if the database is: SQLite copies a page that does not decrypt as an empty one and says nothing, and
    /// in the copy some of these look sound. So the original is looked at first.
    pub fn snapshot(&self, to: &Path) -> Result<()> {
        self.settle()?;
        // Made by us, so that its permissions don't depend on the umask.
        drop(new_private_file(to)?);
        let mut copy = connection::open(to, &self.key, Mode::Create)?;
        self.look(|conn| {
            if !sound(conn)?.is_empty() {
                return Err(damaged());
            }
            let backup = Backup::new(conn, &mut copy)?;
            for _ in 0..ATTEMPTS {
                // All pages in one step: one snapshot, whatever is written meanwhile.
                match backup.step(-1) {
                    Ok(StepResult::Done) => return Ok(()),
                    Ok(StepResult::More) => {}
                    Ok(_) => std::thread::sleep(PAUSE),
                    Err(error) => return Err(explained(error)),
                }
            }
            Err(Error::Refused("The database is busy: try again when nothing is being written.".into()))
        })?;
        // Closing moves the write-ahead log into the file; whether that worked has to be known.
        copy.close().map_err(|(_, error)| explained(error))
    }
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
    let conn = connection::open(path, key, Mode::Write)?;
    schema::check_version(&conn)?;
    sound(&conn)
}
