//! The guard of the key: the key of a case file and every open connection, so that all of them can be dropped at once.

use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, TryLockError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, InterruptHandle};

use crate::crypto::Secret32;
use crate::error::{Error, Result};
use crate::store::accounts::session;
use crate::store::audit::head::HeadFile;
use crate::store::committed::Followers;
use crate::store::connection::{self, Mode};
use crate::store::quiet::Quiet;
use crate::store::sight::Eyes;
use crate::store::{Store, lock};

/// Between two looks at whether everything has stopped.
const PAUSE: Duration = Duration::from_millis(2);

pub(super) struct KeyGuard {
    locked: AtomicBool,
    /// Lent for a moment at a time. Taken out for good when the case file is locked, and wiped when the last loan ends.
    key: Mutex<Option<Arc<Secret32>>>,
    open: Mutex<Vec<(u64, InterruptHandle)>>,
}

impl KeyGuard {
    pub fn new(key: Secret32) -> Arc<KeyGuard> {
        KeyGuard::of(Some(Arc::new(key)))
    }

    fn of(key: Option<Arc<Secret32>>) -> Arc<KeyGuard> {
        let locked = AtomicBool::new(key.is_none());
        Arc::new(KeyGuard { locked, key: Mutex::new(key), open: Mutex::new(Vec::new()) })
    }

    pub fn is_locked(&self) -> bool {
        self.locked.load(Ordering::SeqCst)
    }

    /// Refuses to go on once it is locked.
    pub fn check(&self) -> Result<()> {
        if self.is_locked() { Err(Error::Locked) } else { Ok(()) }
    }

    pub fn key(&self) -> Result<Arc<Secret32>> {
        lock(&self.key).clone().ok_or(Error::Locked)
    }

    /// Opens a database with the key.
    pub fn open(self: &Arc<KeyGuard>, path: &Path, mode: Mode) -> Result<TrackedConnection> {
        // Lent until the connection is listed: whoever waits for the last loan then finds it in the list.
        let key = self.key()?;
        let conn = connection::open(path, &key, mode)?;
        let held = self.track(conn);
        self.check()?;
        Ok(held)
    }

    /// Lists a connection as long as it is open.
    pub fn track(self: &Arc<KeyGuard>, conn: Connection) -> TrackedConnection {
        let mut open = lock(&self.open);
        let number = open.last().map_or(0, |(last, _)| last + 1);
        open.push((number, conn.get_interrupt_handle()));
        TrackedConnection { conn, eyes: Eyes::default(), _listed: Listed { key_guard: Arc::clone(self), number } }
    }
}

/// An open connection that the guard tracks.
pub(super) struct TrackedConnection {
    // Closed before it is taken off the list.
    conn: Connection,
    eyes: Eyes,
    _listed: Listed,
}

impl TrackedConnection {
    /// By which it reads, once the rights filter is installed.
    pub fn eyes(&self) -> &Eyes {
        &self.eyes
    }

    /// Closes it, and says whether that worked.
    pub fn close(self) -> rusqlite::Result<()> {
        self.conn.close().map_err(|(_, error)| error)
    }
}

impl Deref for TrackedConnection {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.conn
    }
}

impl DerefMut for TrackedConnection {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.conn
    }
}

struct Listed {
    key_guard: Arc<KeyGuard>,
    number: u64,
}

impl Drop for Listed {
    fn drop(&mut self) {
        lock(&self.key_guard.open).retain(|(number, _)| *number != self.number);
    }
}

impl Store {
    /// What stands in the place of a case file that was shut: it answers everything with `Locked`.
    pub fn none() -> Store {
        Store {
            path: std::path::PathBuf::new(),
            readers: Mutex::new(Vec::new()),
            writer: Arc::new(Mutex::new(None)),
            quiet: Quiet::default(),
            head: HeadFile::none(),
            lost: Mutex::new(None),
            key_guard: KeyGuard::of(None),
            followers: Followers::default(),
            names: Mutex::default(),
            deadline: crate::store::DEADLINE,
        }
    }

    pub fn is_shut(&self) -> bool {
        self.key_guard.is_locked()
    }

    /// Connections that are open.
    pub fn connections(&self) -> usize {
        lock(&self.key_guard.open).len()
    }

    /// Stops whatever runs and closes the case file: running statements are interrupted, what is not committed is
    /// rolled back, all sessions end, every connection is closed and the key is wiped. From the first moment on
    /// nothing new begins. Says whether all of it was done before patience ran out; what was not goes on closing.
    pub fn shut(&self, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        self.key_guard.locked.store(true, Ordering::SeqCst);
        let key = lock(&self.key_guard.key).take().map(|key| Arc::downgrade(&key));
        loop {
            lock(&self.readers).clear();
            // Last of all: what closes last moves the log into the file, and the others are interrupted in all that they do.
            if self.connections() <= 1 {
                self.take_writer();
            }
            let open = lock(&self.key_guard.open);
            // Again and again: an interrupt between two statements of one piece of work stops neither.
            open.iter().for_each(|(_, handle)| handle.interrupt());
            if open.is_empty() && key.as_ref().is_none_or(|key| key.strong_count() == 0) {
                drop(open);
                self.let_go();
                return true;
            }
            drop(open);
            if Instant::now() > until {
                self.let_go();
                return false;
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// Nobody keeps anything of the case file in memory.
    fn let_go(&self) {
        self.followers.lock();
        *lock(&self.names) = None;
    }

    /// Ends all sessions with the writer and closes it, as soon as nobody writes.
    fn take_writer(&self) {
        let mut writer = match self.writer.try_lock() {
            Ok(writer) => writer,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        if let Some(conn) = writer.take() {
            // Best effort: they are ended again when the case file is opened.
            let _ = session::end_all(&conn);
        }
    }
}
