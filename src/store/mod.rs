//! The only SQL of the program: one encrypted file, one writer, read-only readers, one rights filter.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::crypto::Secret32;
use crate::domain::access::{Actor, Viewer};
use crate::error::Result;

/// Accounts and one-time links.
pub mod account;
/// What administrators do to accounts.
mod administration;
/// Answers to writes, so that one sent again writes nothing again.
pub mod answered;
/// Copies of the database.
pub mod backup;
/// The hash chain of the history.
mod chain;
/// What `habeas check` looks for.
pub mod check;
/// Reading citations and how reports are named.
mod cite;
/// Opening the encrypted file.
mod connection;
/// Custody episodes, and who is held.
mod custody;
/// What needs work.
mod desk;
/// What was typed and not saved.
pub mod draft;
/// The derived timeline index.
mod entry;
/// The one rights filter.
mod filter;
/// History of a record.
pub mod history;
/// Names and labels.
mod label;
/// Records that a typed text may mean.
mod matching;
/// The tree of places.
mod place;
/// Reading rows of any kind.
mod row;
/// Schema and migrations.
pub mod schema;
/// The second factor, and sign-ins that wait for its code.
pub mod second_factor;
/// Sessions and API tokens.
pub mod session;
/// Settings of the case file.
mod setting;
/// Waiting after wrong passwords.
pub mod throttle;
/// Counts, lines and pages of the timeline.
mod timeline;
/// Open lists.
mod vocabulary;
/// The one write path.
pub mod write;

pub use administration::CHANGES;
pub use setting::Settings;
pub use write::WriteTx;

/// Idle read-only connections that are kept open.
const READERS_KEPT: usize = 8;

/// An open case file.
pub struct Store {
    path: PathBuf,
    key: Secret32,
    // Dropped before the writer: the last connection to close moves the write-ahead log into the file and removes
    // it, and a read-only one can't.
    readers: Mutex<Vec<Connection>>,
    writer: Mutex<Connection>,
}

/// What a reader works with: a snapshot of the file, seen through the rights filter.
pub struct ReadTx<'a> {
    conn: &'a Connection,
}

impl Store {
    /// Lays out a new case file at `path`.
    pub fn create(path: &Path, key: Secret32) -> Result<Store> {
        let mut conn = connection::open(path, &key, connection::Mode::Create)?;
        schema::create(&mut conn)?;
        let store = Store::over(path, key, conn)?;
        store.create_program_account()?;
        Ok(store)
    }

    /// Opens an existing case file. One of a newer program is refused before anything is opened for writing.
    pub fn open(path: &Path, key: Secret32) -> Result<Store> {
        schema::check_version(&connection::open(path, &key, connection::Mode::Read)?)?;
        let mut conn = connection::open(path, &key, connection::Mode::Write)?;
        schema::migrate(&mut conn)?;
        Store::over(path, key, conn)
    }

    fn over(path: &Path, key: Secret32, conn: Connection) -> Result<Store> {
        filter::install(&conn)?;
        Ok(Store { path: path.to_owned(), key, writer: Mutex::new(conn), readers: Mutex::new(Vec::new()) })
    }

    /// Reads, as `viewer`, from one snapshot of the file.
    pub fn read<T>(&self, viewer: &Viewer, work: impl FnOnce(&ReadTx<'_>) -> Result<T>) -> Result<T> {
        let mut conn = match lock(&self.readers).pop() {
            Some(conn) => conn,
            None => self.open_reader()?,
        };
        filter::admit(&conn, viewer)?;
        let tx = conn.transaction()?;
        let result = work(&ReadTx { conn: &tx });
        drop(tx);
        self.put_back(conn);
        result
    }

    /// Writes, as `actor`, for a reason: all of it or nothing, with history, chain and index in the same
    /// transaction. When this returns, the write is committed and synced.
    pub fn write<T>(&self, actor: &Actor, reason: &str, work: impl FnOnce(&mut WriteTx<'_>) -> Result<T>) -> Result<T> {
        let mut conn = lock(&self.writer);
        filter::admit(&conn, actor.viewer())?;
        let tx = immediate(&mut conn)?;
        let mut write = WriteTx::new(&tx, actor, reason);
        let result = work(&mut write)?;
        write.finish()?;
        tx.commit()?;
        Ok(result)
    }

    /// Bookkeeping that is no record and has no history: sessions, tokens, settings, vocabulary.
    fn keep<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let mut conn = lock(&self.writer);
        let tx = immediate(&mut conn)?;
        let result = work(&tx)?;
        tx.commit()?;
        Ok(result)
    }

    /// Reads what no rights filter covers: accounts, sessions, settings, vocabulary.
    fn look<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let conn = match lock(&self.readers).pop() {
            Some(conn) => conn,
            None => self.open_reader()?,
        };
        let result = work(&conn);
        self.put_back(conn);
        result
    }

    /// Moves what is still in the write-ahead log into the file, where each page's code is looked at.
    fn settle(&self) -> Result<()> {
        Ok(lock(&self.writer).query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }

    /// Keeps a few readers; those that a rush needed are closed again, with the memory they hold.
    fn put_back(&self, conn: Connection) {
        let mut readers = lock(&self.readers);
        if readers.len() < READERS_KEPT {
            readers.push(conn);
        }
    }

    fn open_reader(&self) -> Result<Connection> {
        let conn = connection::open(&self.path, &self.key, connection::Mode::Read)?;
        filter::install(&conn)?;
        Ok(conn)
    }
}

/// `IMMEDIATE` takes the write lock at once, so that a write never fails half-way for want of it.
fn immediate(conn: &mut Connection) -> Result<Transaction<'_>> {
    Ok(conn.transaction_with_behavior(TransactionBehavior::Immediate)?)
}

/// A panic while a connection was held rolled its transaction back: the connection is as good as before.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The time of a write, UTC, to the millisecond.
fn now() -> String {
    chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// The same for what runs out, in Unix seconds.
fn unix_now() -> i64 {
    chrono::Utc::now().timestamp()
}
