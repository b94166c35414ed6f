//! The latch of a case file: its key and every open connection, so that all of them can be dropped at once.

use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, TryLockError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, InterruptHandle};

use super::audit::head::HeadFile;
use super::committed::Followers;
use super::connection::{self, Mode};
use super::quiet::Quiet;
use super::{Store, lock, session};
use crate::crypto::Secret32;
use crate::error::{Error, Result};

/// Between two looks at whether everything has stopped.
const PAUSE: Duration = Duration::from_millis(2);

pub(super) struct Latch {
    fallen: AtomicBool,
    /// Lent for a moment at a time. Taken out for good when the latch falls, and wiped when the last loan ends.
    key: Mutex<Option<Arc<Secret32>>>,
    open: Mutex<Vec<(u64, InterruptHandle)>>,
}

impl Latch {
    pub fn new(key: Secret32) -> Arc<Latch> {
        Latch::of(Some(Arc::new(key)))
    }

    fn of(key: Option<Arc<Secret32>>) -> Arc<Latch> {
        let fallen = AtomicBool::new(key.is_none());
        Arc::new(Latch { fallen, key: Mutex::new(key), open: Mutex::new(Vec::new()) })
    }

    pub fn is_fallen(&self) -> bool {
        self.fallen.load(Ordering::SeqCst)
    }

    /// Refuses to go on after the latch fell.
    pub fn check(&self) -> Result<()> {
        if self.is_fallen() { Err(Error::Locked) } else { Ok(()) }
    }

    pub fn key(&self) -> Result<Arc<Secret32>> {
        lock(&self.key).clone().ok_or(Error::Locked)
    }

    /// Opens a database with the key.
    pub fn open(self: &Arc<Latch>, path: &Path, mode: Mode) -> Result<Held> {
        // Lent until the connection is listed: whoever waits for the last loan then finds it in the list.
        let key = self.key()?;
        let conn = connection::open(path, &key, mode)?;
        let held = self.hold(conn);
        self.check()?;
        Ok(held)
    }

    /// Lists a connection as long as it is open.
    pub fn hold(self: &Arc<Latch>, conn: Connection) -> Held {
        let mut open = lock(&self.open);
        let number = open.last().map_or(0, |(last, _)| last + 1);
        open.push((number, conn.get_interrupt_handle()));
        Held { conn, _listed: Listed { latch: Arc::clone(self), number } }
    }
}

/// An open connection that its latch knows of.
pub(super) struct Held {
    // Closed before it is taken off the list.
    conn: Connection,
    _listed: Listed,
}

impl Held {
    /// Closes it, and says whether that worked.
    pub fn close(self) -> rusqlite::Result<()> {
        self.conn.close().map_err(|(_, error)| error)
    }
}

impl Deref for Held {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.conn
    }
}

impl DerefMut for Held {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.conn
    }
}

struct Listed {
    latch: Arc<Latch>,
    number: u64,
}

impl Drop for Listed {
    fn drop(&mut self) {
        lock(&self.latch.open).retain(|(number, _)| *number != self.number);
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
            latch: Latch::of(None),
            followers: Followers::default(),
            deadline: super::DEADLINE,
        }
    }

    pub fn is_shut(&self) -> bool {
        self.latch.is_fallen()
    }

    /// Connections that are open.
    pub fn connections(&self) -> usize {
        lock(&self.latch.open).len()
    }

    /// Stops whatever runs and closes the case file: running statements are interrupted, what is not committed is
    /// rolled back, all sessions end, every connection is closed and the key is wiped. From the first moment on
    /// nothing new begins. Says whether all of it was done before patience ran out; what was not goes on closing.
    pub fn shut(&self, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        self.latch.fallen.store(true, Ordering::SeqCst);
        let key = lock(&self.latch.key).take().map(|key| Arc::downgrade(&key));
        loop {
            lock(&self.readers).clear();
            self.take_writer();
            let open = lock(&self.latch.open);
            // Again and again: an interrupt between two statements of one piece of work stops neither.
            open.iter().for_each(|(_, handle)| handle.interrupt());
            if open.is_empty() && key.as_ref().is_none_or(|key| key.strong_count() == 0) {
                drop(open);
                self.followers.lock();
                return true;
            }
            drop(open);
            if Instant::now() > until {
                self.followers.lock();
                return false;
            }
            std::thread::sleep(PAUSE);
        }
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
