//! The only SQL of the program: one encrypted file, one writer, read-only readers, one rights filter.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};

use crate::crypto::Secret32;
use crate::domain::access::{Actor, Viewer};
use crate::domain::lang::Lang;
use crate::domain::record::RecordId;
use crate::error::{Error, Result};

/// Accounts, sessions, second factors.
pub mod accounts;
/// Names that are spelled otherwise.
mod alike;
/// The history.
pub mod audit;
/// Copies of the database.
pub mod backup;
/// What `habeas check` looks for.
pub mod check;
/// Trees and orders of records, followed from step to step.
mod circle;
/// What a write touched, told once it is committed.
mod committed;
/// Opening the encrypted file.
mod connection;
/// Stopping a question that takes too long.
mod deadline;
/// What is derived by an older rule is derived again.
mod derivation;
/// What was typed and not saved.
pub mod draft;
/// The one rights filter.
mod filter;
/// Answers to writes, so that one sent again writes nothing again.
pub mod idempotency;
/// The key and the open connections, dropped at once.
mod key_guard;
/// How far files of lines are loaded.
mod loading;
/// What memory held, kept in the file.
mod memory;
/// Questions that are kept.
mod question;
/// Moving the log into the file.
mod quiet;
/// Reading through the rights filter.
mod read;
/// Schema and migrations.
pub mod schema;
/// Settings of the case file.
mod setting;
/// Who sees what, asked of memory.
mod sight;
/// Open lists.
mod vocabulary;
/// Questions that somebody watches.
mod watch;
/// The one write path.
pub mod write;

use alike::NamesFor;
use audit::chain::{self, Head, Ledger};
use audit::content::account_uid;
use audit::head::{self, HeadFile, Lost};
use committed::Followers;
use deadline::Watch;
use key_guard::{KeyGuard, TrackedConnection};
use quiet::Quiet;

pub use accounts::history::CHANGES;
pub use alike::{Alike, AlikeName, SoughtName};
pub use committed::{Committed, Follower};
pub use loading::{Loading, TakenUp, WaitingLine};
pub use memory::{KeptMemory, Layout};
pub use read::case_in_law::case_after;
pub use read::indexed::{IndexedEntry, IndexedName, IndexedPart, IndexedReport, Indexing};
pub use read::matching::Keyed;
pub use read::texts::IndexedText;
pub use read::timeline::{Line, Lines, OneDay};
pub use setting::Settings;
pub use sight::Sight;
pub use write::entry::UNDATED;
pub use write::{ASKED, TooEarly, WriteTx};

/// Idle read-only connections that are kept open.
const READERS_KEPT: usize = 4;

/// How long one question may take, unless said otherwise: long enough for everything a page asks of a large file, short
/// enough that no click keeps the computer for minutes.
pub const DEADLINE: Duration = Duration::from_secs(20);

/// How often a writer waits for another process, and how long each time.
const WAITS: u32 = 100;
const WAIT: Duration = Duration::from_millis(100);

/// Whether reading ends with the deadline of a question, or is long by its nature: taking everything away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    Bounded,
    Unbounded,
}

/// An open case file.
pub struct Store {
    path: PathBuf,
    // Dropped before the writer: the last connection to close moves the write-ahead log into the file and removes
    // it, and a read-only one can't.
    readers: Mutex<Vec<TrackedConnection>>,
    /// None once the store was shut.
    writer: Arc<Mutex<Option<TrackedConnection>>>,
    quiet: Quiet,
    head: HeadFile,
    /// Saved work that the database does not have. It is written down with the next write.
    lost: Mutex<Option<Lost>>,
    key_guard: Arc<KeyGuard>,
    followers: Followers,
    names: Mutex<Option<Arc<dyn Alike>>>,
    deadline: Duration,
}

/// What a reader works with: a snapshot of the file, seen through the rights filter.
pub struct ReadTx<'a> {
    conn: &'a Connection,
    /// The language whose script names are shown in, beside the original.
    lang: Option<Lang>,
    names: Option<NamesFor>,
}

impl ReadTx<'_> {
    /// The last change that this snapshot holds.
    pub fn last_change(&self) -> Result<i64> {
        read::indexed::last_change(self.conn)
    }
}

impl Store {
    /// Lays out a new case file at `path`.
    pub fn create(path: &Path, key: Secret32) -> Result<Store> {
        let mut conn = connection::open(path, &key, connection::Mode::Create)?;
        schema::create(&mut conn)?;
        derivation::renew(&conn)?;
        accounts::account::create_program_account(&mut conn)?;
        Store::over(path, key, conn)
    }

    /// Opens an existing case file. One of a newer program is refused before anything is opened for writing.
    pub fn open(path: &Path, key: Secret32) -> Result<Store> {
        schema::check_version(&connection::open(path, &key, connection::Mode::Read)?)?;
        let mut conn = connection::open(path, &key, connection::Mode::Write)?;
        schema::migrate(&mut conn)?;
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        derivation::renew(&tx)?;
        tx.commit()?;
        Store::over(path, key, conn)
    }

    fn over(path: &Path, key: Secret32, conn: Connection) -> Result<Store> {
        let key_guard = KeyGuard::new(key);
        let conn = key_guard.track(conn);
        filter::install(&conn, conn.eyes())?;
        conn.busy_timeout(WAIT)?;
        let lost = unless_damaged(head::compare(&conn, path))?.flatten();
        let head = HeadFile::open(path);
        if let (None, Some(Some(last))) = (lost, unless_damaged(chain::head(&conn))?) {
            head.write(&last);
        }
        Ok(Store {
            path: path.to_owned(),
            readers: Mutex::new(Vec::new()),
            writer: Arc::new(Mutex::new(Some(conn))),
            quiet: Quiet::default(),
            head,
            lost: Mutex::new(lost),
            key_guard,
            followers: Followers::default(),
            names: Mutex::default(),
            deadline: DEADLINE,
        })
    }

    /// Work that was saved and is missing: found when the file was opened, and not written over since.
    pub fn lost(&self) -> Option<Lost> {
        *lock(&self.lost)
    }

    /// The data key of the open case file: for its slots, and for the code that proves a backup. Given back soon, so
    /// that it can be wiped.
    pub fn key(&self) -> Result<Arc<Secret32>> {
        self.key_guard.key()
    }

    /// How long one question may take.
    pub fn deadline(&self) -> Duration {
        self.deadline
    }

    #[must_use]
    pub fn with_deadline(self, deadline: Duration) -> Store {
        Store { deadline, ..self }
    }

    /// Reads, as `viewer`, from one snapshot of the file. What takes longer than a question may is stopped.
    pub fn read<T>(&self, viewer: &Viewer, work: impl FnOnce(&ReadTx<'_>) -> Result<T>) -> Result<T> {
        self.read_by(viewer, None, Time::Bounded, work)
    }

    /// The same by a sight of this reader, where one is given. It has to stand where the snapshot does: `work` asks
    /// `ReadTx::last_change` before anything else.
    pub fn read_by<T>(
        &self,
        viewer: &Viewer,
        sight: Option<Arc<dyn Sight>>,
        time: Time,
        work: impl FnOnce(&ReadTx<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut conn = self.reader()?;
        let watch = match time {
            Time::Bounded => Some(Watch::over(&mut conn, self.deadline)?),
            Time::Unbounded => None,
        };
        let result = self.read_with(&mut conn, viewer, sight, work);
        let in_time = watch.map_or(Ok(true), |watch| watch.end(&mut conn))?;
        self.put_back(conn);
        if in_time { result } else { result.map_err(|_| Error::Deadline) }
    }

    fn read_with<T>(
        &self,
        conn: &mut TrackedConnection,
        viewer: &Viewer,
        sight: Option<Arc<dyn Sight>>,
        work: impl FnOnce(&ReadTx<'_>) -> Result<T>,
    ) -> Result<T> {
        let _open = conn.eyes().by(sight);
        filter::set_viewer(conn, viewer)?;
        let tx = conn.transaction()?;
        work(&ReadTx { conn: &tx, lang: viewer.lang, names: self.names_for(viewer) })
    }

    /// Writes, as `actor`, for a reason: all of it or nothing, with history, chain and index in the same
    /// transaction. When this returns, the write is committed and synced.
    pub fn write<T>(&self, actor: &Actor, reason: &str, work: impl FnOnce(&mut WriteTx<'_>) -> Result<T>) -> Result<T> {
        let mut writer = lock(&self.writer);
        let conn = self.admitted(&mut writer)?;
        filter::set_viewer(conn, actor.viewer())?;
        let tx = self.immediate(conn)?;
        let mut write =
            WriteTx::new(&tx, actor, self.names_for(actor.viewer()), self.ledger(&tx, actor.viewer().account, reason)?);
        let result = work(&mut write)?;
        let (head, committed) = write.finish()?;
        memory::note(&tx, &committed)?;
        self.commit(tx, Some(head))?;
        // Nobody writes before all who follow have heard of it.
        self.followers.tell(conn, &committed);
        Ok(result)
    }

    /// Goes on with the history. Where saved work was lost, a stream begins: no number is given out twice.
    fn ledger<'c>(&self, conn: &'c Connection, by: i64, reason: &str) -> Result<Ledger<'c>> {
        let author = account_uid(conn, by)?;
        match self.lost() {
            None => Ledger::open(conn, author, now(), reason),
            Some(lost) => {
                let begun = ("loss", Some(lost.follows()));
                let program = account_uid(conn, Actor::PROGRAM)?;
                Ok(Ledger::begin(conn, program, now(), "Saved work was lost", begun)?.next_write(author, now(), reason))
            }
        }
    }

    fn commit(&self, tx: Transaction<'_>, head: Option<Head>) -> Result<()> {
        self.key_guard.check()?;
        tx.commit()?;
        if let Some(head) = head {
            self.head.write(&head);
            *lock(&self.lost) = None;
        }
        self.quiet.committed(|| Arc::downgrade(&self.writer));
        Ok(())
    }

    /// Writes what is no record and has a history all the same: accounts, compartments, settings, vocabulary. `by` is the
    /// account that does it.
    fn administer<T>(
        &self,
        by: i64,
        reason: &str,
        work: impl FnOnce(&Transaction<'_>, &Ledger<'_>) -> Result<T>,
    ) -> Result<T> {
        self.administer_with_entries(by, reason, |tx, ledger| Ok((work(tx, ledger)?, BTreeSet::new())))
    }

    /// The same for what changes entries of the timeline: those that `work` names.
    fn administer_with_entries<T>(
        &self,
        by: i64,
        reason: &str,
        work: impl FnOnce(&Transaction<'_>, &Ledger<'_>) -> Result<(T, BTreeSet<RecordId>)>,
    ) -> Result<T> {
        let mut writer = lock(&self.writer);
        let conn = self.admitted(&mut writer)?;
        let tx = self.immediate(conn)?;
        let ledger = self.ledger(&tx, by, reason)?;
        let (result, entries) = work(&tx, &ledger)?;
        let (head, last) = (ledger.head(), read::indexed::last_change(&tx)?);
        let committed = Committed { entries, last, ..Committed::default() };
        memory::note(&tx, &committed)?;
        self.commit(tx, Some(head))?;
        self.followers.tell(conn, &committed);
        Ok(result)
    }

    /// Bookkeeping that has no history: sessions, tokens, drafts, secrets.
    fn write_meta<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let mut writer = lock(&self.writer);
        let tx = self.immediate(self.admitted(&mut writer)?)?;
        let result = work(&tx)?;
        self.commit(tx, None)?;
        Ok(result)
    }

    /// Reads what no rights filter covers: accounts, sessions, settings, vocabulary.
    fn read_meta<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let conn = self.reader()?;
        let result = work(&conn);
        self.put_back(conn);
        result
    }

    /// Moves what is still in the write-ahead log into the file, where each page's code is looked at.
    fn checkpoint(&self) -> Result<()> {
        let mut writer = lock(&self.writer);
        Ok(self.admitted(&mut writer)?.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }

    /// Keeps a few readers; those that a rush needed are closed again, with the memory they hold.
    fn put_back(&self, conn: TrackedConnection) {
        let mut readers = lock(&self.readers);
        if readers.len() < READERS_KEPT {
            readers.push(conn);
        }
    }

    fn reader(&self) -> Result<TrackedConnection> {
        self.key_guard.check()?;
        if let Some(conn) = lock(&self.readers).pop() {
            return Ok(conn);
        }
        let conn = self.key_guard.open(&self.path, connection::Mode::Read)?;
        filter::install(&conn, conn.eyes())?;
        Ok(conn)
    }

    /// `IMMEDIATE` takes the write lock at once, so that a write never fails half-way for want of it. Another process
    /// may hold it for a moment; waiting for it ends when the store is shut.
    fn immediate<'c>(&self, conn: &'c mut TrackedConnection) -> Result<Transaction<'c>> {
        let mut waits = 0..WAITS;
        loop {
            match Transaction::new_unchecked(conn, TransactionBehavior::Immediate) {
                Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && waits.next().is_some() => {
                    self.key_guard.check()?;
                }
                other => return Ok(other?),
            }
        }
    }

    /// The writer, unless the store was shut while somebody waited for it.
    fn admitted<'w>(&self, writer: &'w mut Option<TrackedConnection>) -> Result<&'w mut TrackedConnection> {
        self.key_guard.check()?;
        writer.as_mut().ok_or(Error::Locked)
    }
}

/// Nothing where a page is damaged: what is left opens all the same, and `check` names the damage.
fn unless_damaged<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Err(Error::Db(error)) if connection::is_damage(&error) => Ok(None),
        other => other.map(Some),
    }
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
