//! The last change, kept beside the database as well: a database that ends before it has lost saved work.
//!
//! After every commit stream, number and hash of the last change go into a small file. It is not synced: an older head is no
//! alarm, a newer one than the database has is. A log (`-wal`) that was cut, damaged or removed loses whole commits and leaves
//! a sound, older database; nothing inside that database can tell.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rusqlite::Connection;
use serde_json::{Value as Json, json};

use super::chain::{self, Head};
use crate::config::new_private_file;
use crate::error::Result;
use crate::store::lock;

/// Longer than any head: each is written over the one before, in one block of the disk.
const LENGTH: usize = 160;

/// Where the head of a database stands.
pub fn beside(database: &Path) -> PathBuf {
    database.with_extension("head")
}

/// The file that is written after every commit.
pub struct HeadFile {
    file: Mutex<Option<File>>,
}

impl HeadFile {
    /// Opens or makes it. Without it saving goes on as ever: it warns, and holds nothing that is not in the database.
    pub fn open(database: &Path) -> HeadFile {
        let path = beside(database);
        let file = OpenOptions::new().read(true).write(true).open(&path).or_else(|_| new_private_file(&path));
        HeadFile { file: Mutex::new(file.ok()) }
    }

    /// Of a case file that is shut.
    pub fn none() -> HeadFile {
        HeadFile { file: Mutex::new(None) }
    }

    pub fn write(&self, head: &Head) {
        let mut file = lock(&self.file);
        let Some(open) = file.as_mut() else { return };
        let line = format!("{:<width$}\n", head.to_string(), width = LENGTH - 1);
        let written = open.seek(SeekFrom::Start(0)).and_then(|_| open.write_all(line.as_bytes()));
        if written.is_err() {
            tracing::warn!("the head beside the database could not be written");
        }
    }
}

/// What a head says that the database does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lost {
    /// The last change that was saved.
    pub saved: Head,
    /// The last one that is there.
    pub there: Head,
}

impl Lost {
    /// How many changes are missing; nothing where the history is another one.
    pub fn changes(&self) -> Option<i64> {
        (self.saved.stream == self.there.stream && self.saved.n > self.there.n).then(|| self.saved.n - self.there.n)
    }

    /// One plain sentence for the command line.
    pub fn sentence(&self) -> String {
        match self.changes() {
            Some(n) => format!(
                "Saved work is missing: {n} changes. The last one saved was number {}, the database ends at number {}. Its log \
                 (habeas.db-wal) was cut, damaged or removed. Restore a backup or enter again what is missing; what is left opens \
                 as ever.",
                self.saved.n, self.there.n
            ),
            None => format!(
                "The database is not the one that was saved last: change {} of stream {} is not part of its history. An older or \
                 another file was put in its place.",
                self.saved.n, self.saved.stream
            ),
        }
    }

    /// What the stream that begins after the loss says of it.
    pub fn follows(&self) -> Json {
        json!({ "there": self.there.json(), "saved": self.saved.json() })
    }
}

/// Compares the head beside a database with what the database has.
pub fn compare(conn: &Connection, database: &Path) -> Result<Option<Lost>> {
    let mut text = String::new();
    let read = File::open(beside(database)).and_then(|file| file.take(1024).read_to_string(&mut text));
    // A head that is not there or can't be read tells nothing: the power went while it was written.
    let (Ok(_), Some(saved)) = (read, Head::parse(&text)) else { return Ok(None) };
    let Some(there) = chain::head(conn)? else { return Ok(None) };
    let known = chain::hash_of(conn, saved.stream, saved.n)?;
    Ok((known != Some(saved.hash)).then_some(Lost { saved, there }))
}
