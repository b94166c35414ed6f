//! The case file behind the server: locked at once from any page, and opened again by its passphrase.

use std::sync::{Arc, Mutex, PoisonError, RwLock, TryLockError};
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use crate::crypto::{Unlock, slots};
use crate::error::{Error, Result};
use crate::index::Loaded;
use crate::store::Store;
use crate::store::accounts::throttle::wait_after;
use crate::web::App;

/// What has not stopped by then ends with the whole process, and the key with it.
pub const PATIENCE: Duration = Duration::from_millis(700);

pub struct LockableApp {
    /// Open, or locked: then with a store that answers nothing.
    app: RwLock<Arc<App>>,
    wrong: Mutex<Wrong>,
}

/// Wrong passphrases since the last right one.
struct Wrong {
    count: i64,
    last: Instant,
}

/// What came of a passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    Opened,
    Wrong,
    /// Not tried: not before so many seconds.
    Wait(i64),
}

/// An open case file, with what is kept of memory in it. What is not kept is read while the first pages are served, and kept
/// for the next time.
fn opened(app: App) -> Arc<App> {
    match app.index.load(&app.store) {
        Ok(Loaded::Here | Loaded::Nothing) | Err(Error::Locked) => {}
        Ok(Loaded::Unusable(why)) => tracing::warn!("the index is read anew: {why}"),
        Err(_) => tracing::warn!("the index is read anew: it could not be read from where it is kept"),
    }
    let app = Arc::new(app);
    let reading = Arc::clone(&app);
    std::thread::spawn(move || {
        match reading.index.build(&reading.store) {
            Ok(()) => {}
            Err(Error::Locked) => return,
            Err(_) => return tracing::warn!("the index could not be read: the tables answer"),
        }
        match reading.index.keep(&reading.store) {
            Ok(()) | Err(Error::Locked) => {}
            Err(_) => tracing::warn!("the index could not be kept: it is read anew the next time"),
        }
    });
    app
}

impl LockableApp {
    pub fn new(app: App) -> LockableApp {
        LockableApp { app: RwLock::new(opened(app)), wrong: Mutex::new(Wrong { count: 0, last: Instant::now() }) }
    }

    pub fn app(&self) -> Arc<App> {
        Arc::clone(&self.app.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Locks: whatever runs is stopped, every connection closed, the key wiped. When this returns, it is done.
    pub fn lock(&self) {
        let before = {
            let mut app = self.app.write().unwrap_or_else(PoisonError::into_inner);
            if app.store.is_shut() {
                return;
            }
            let locked = app.locked();
            std::mem::replace(&mut *app, Arc::new(locked))
        };
        if !before.store.shut(PATIENCE) {
            tracing::error!("something did not stop when the case file was locked: the process ends");
            #[expect(clippy::disallowed_methods, reason = "what does not stop still holds the key")]
            std::process::exit(1);
        }
        tracing::info!("the case file is locked");
    }

    /// Opens the case file again. One passphrase is tried at a time: each costs as much memory as time.
    pub fn unlock(&self, passphrase: &str) -> Result<Tried> {
        let mut wrong = match self.wrong.try_lock() {
            Ok(wrong) => wrong,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Ok(Tried::Wait(1)),
        };
        let locked = self.app();
        if !locked.store.is_shut() {
            return Ok(Tried::Opened);
        }
        let past = i64::try_from(wrong.last.elapsed().as_secs()).unwrap_or(i64::MAX);
        let wait = wait_after(wrong.count).saturating_sub(past);
        if wait > 0 {
            return Ok(Tried::Wait(wait));
        }
        let files = locked.files.as_ref().filter(|_| locked.opens_by_passphrase()).ok_or(Error::Locked)?;
        let key = match slots::open(&files.keys, Unlock::Passphrase(Zeroizing::new(passphrase.to_owned()))) {
            Ok(key) => key,
            Err(Error::Refused(_)) => {
                wrong.count += 1;
                wrong.last = Instant::now();
                return Ok(Tried::Wrong);
            }
            Err(other) => return Err(other),
        };
        let store = Store::open(&files.database, key)?.with_deadline(locked.store.deadline());
        // Those that could not be ended when the file was locked.
        store.end_all_sessions()?;
        let app = App::new(store, Some(files.clone()), locked.sessions)?;
        *self.app.write().unwrap_or_else(PoisonError::into_inner) = opened(app);
        wrong.count = 0;
        tracing::info!("the case file is open again");
        Ok(Tried::Opened)
    }
}
