//! Moving the write-ahead log into the file once nobody has written for a moment.
//!
//! What is only in the log is lost with the log: one flipped bit there ends it, and the file looks sound.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, OnceLock, Weak};
use std::time::Duration;

use super::lock;
use crate::store::key_guard::TrackedConnection;

/// How long nobody wrote.
const QUIET: Duration = Duration::from_secs(2);

/// Tells the thread of a store that something was committed. The thread ends with the store.
#[derive(Default)]
pub(super) struct Quiet {
    committed: OnceLock<Mutex<Sender<()>>>,
}

impl Quiet {
    pub fn committed(&self, writer: impl FnOnce() -> Weak<Mutex<Option<TrackedConnection>>>) {
        let sender = self.committed.get_or_init(|| {
            let (sender, receiver) = channel();
            let writer = writer();
            // Without the thread the log moves when it is large, or when the store closes.
            let started = std::thread::Builder::new().name("checkpoint".into()).spawn(move || wait(&receiver, &writer));
            if started.is_err() {
                tracing::warn!("the log is not moved into the file while nobody writes");
            }
            Mutex::new(sender)
        });
        // Nobody listens if the thread could not be started.
        let _ = lock(sender).send(());
    }
}

fn wait(committed: &Receiver<()>, writer: &Weak<Mutex<Option<TrackedConnection>>>) {
    while committed.recv().is_ok() {
        loop {
            match committed.recv_timeout(QUIET) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => {
                    // Somebody who reads an older state keeps the log from being emptied: once more after a while.
                    match writer.upgrade().map(|writer| empty_log(&writer)) {
                        Some(false) => {}
                        Some(true) => break,
                        None => return,
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }
}

/// Whether the log is empty now, or the store is shut.
fn empty_log(writer: &Mutex<Option<TrackedConnection>>) -> bool {
    let writer = lock(writer);
    let Some(conn) = writer.as_ref() else { return true };
    let busy: rusqlite::Result<i64> = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
    matches!(busy, Ok(0))
}
