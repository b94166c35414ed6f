//! Waiting after wrong passwords and codes: by user name, known or not, and never for good.

use rusqlite::{OptionalExtension, Transaction, params};

use crate::crypto::token_hash;
use crate::domain::login;
use crate::error::Result;
use crate::store::{Store, unix_now};

/// So many wrong passwords cost nothing but the work; from this one on each doubles the wait.
const FREE: i64 = 5;
const LONGEST_WAIT: i64 = 15 * 60;
/// A few mistakes are forgotten after an hour, more after a day: both leave a guesser about a hundred tries a day.
const FEW_FORGOTTEN: i64 = 3600;
const ALL_FORGOTTEN: i64 = 86_400;

/// Whether a password may be tried now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// Try it. If it is wrong, the next try has to wait so many seconds.
    Go { next_wait: i64 },
    /// Not before so many seconds; this one was not counted.
    Wait(i64),
}

impl Store {
    /// Asks to try a password for a user name, and counts it as wrong until
    /// [`Store::start_session`] or [`Store::forget_failures`]: of many tries at once none comes before the count.
    pub fn attempt(&self, login: &str) -> Result<Attempt> {
        self.write_meta(|tx| {
            let (hash, at) = (counted(login), unix_now());
            tx.execute(
                "DELETE FROM sign_in_failure WHERE last_at < ?1 OR (last_at < ?2 AND count < ?3)",
                params![at - ALL_FORGOTTEN, at - FEW_FORGOTTEN, FREE],
            )?;
            let known = tx
                .prepare_cached("SELECT count, last_at FROM sign_in_failure WHERE login_hash = ?1")?
                .query_row(params![hash], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))
                .optional()?;
            let count = known.map_or(0, |(count, _)| count);
            if let Some((count, last)) = known {
                // A clock that was set back must not lock anybody out.
                let left = (last + wait_after(count) - at).min(wait_after(count));
                if left > 0 {
                    return Ok(Attempt::Wait(left));
                }
            }
            tx.execute(
                "INSERT INTO sign_in_failure (login_hash, count, last_at) VALUES (?1, 1, ?2)
                 ON CONFLICT (login_hash) DO UPDATE SET count = count + 1, last_at = ?2",
                params![hash, at],
            )?;
            Ok(Attempt::Go { next_wait: wait_after(count + 1) })
        })
    }

    /// The password was right.
    pub fn forget_failures(&self, login: &str) -> Result<()> {
        self.write_meta(|tx| take_failures(tx, login).map(|_| ()))
    }
}

/// How many wrong passwords there were for a user name; from now on none.
pub(in crate::store) fn take_failures(tx: &Transaction<'_>, login: &str) -> Result<i64> {
    let count = tx
        .prepare_cached("DELETE FROM sign_in_failure WHERE login_hash = ?1 RETURNING count")?
        .query_row(params![counted(login)], |row| row.get(0))
        .optional()?;
    Ok(count.unwrap_or(0))
}

/// What wrong passwords are counted by: a name typed in other letters is no other name.
pub(in crate::store) fn counted(login: &str) -> [u8; 32] {
    token_hash(&login::look(login))
}

/// Seconds to wait after so many wrong passwords or passphrases: 1 after the fifth, then twice as long each time.
pub fn wait_after(count: i64) -> i64 {
    match count - FREE {
        ..0 => 0,
        doublings @ 0..10 => (1 << doublings).min(LONGEST_WAIT),
        10.. => LONGEST_WAIT,
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_WAIT, wait_after};

    #[test]
    fn the_wait_begins_at_one_second_doubles_and_ends_at_a_quarter_of_an_hour() {
        assert_eq!([0, 4, 5, 6, 7, 14].map(wait_after), [0, 0, 1, 2, 4, 512]);
        assert_eq!([15, 16, 70, i64::MAX].map(wait_after), [LONGEST_WAIT; 4]);
    }
}
