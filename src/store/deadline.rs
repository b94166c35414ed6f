//! Stopping a question that takes too long: SQLite asks now and then whether to go on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::error::Result;

/// Steps of SQLite's machine between two looks at the clock: some tens of microseconds.
const STEPS: i32 = 1000;

/// A connection that is watched until its question is answered.
pub struct Watch {
    overdue: Arc<AtomicBool>,
}

impl Watch {
    pub fn over(conn: &mut Connection, deadline: Duration) -> Result<Watch> {
        let overdue = Arc::new(AtomicBool::new(false));
        let (until, flag) = (Instant::now().checked_add(deadline), Arc::clone(&overdue));
        let look = move || {
            let late = until.is_some_and(|until| Instant::now() >= until);
            if late {
                flag.store(true, Ordering::Relaxed);
            }
            late
        };
        conn.progress_handler(STEPS, Some(look))?;
        Ok(Watch { overdue })
    }

    /// Ends the watch, and says whether the question stayed within its time.
    pub fn end(self, conn: &mut Connection) -> Result<bool> {
        conn.progress_handler(0, None::<fn() -> bool>)?;
        Ok(!self.overdue.load(Ordering::Relaxed))
    }
}
