//! Connections to the encrypted file: the raw key first, then the settings that keep it safe.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use zeroize::Zeroizing;

use crate::crypto::Secret32;
use crate::error::{Error, Result};

/// Versions before this one can lose committed writes when a checkpoint meets a commit (the WAL-reset bug).
const OLDEST_SAFE_SQLITE: i32 = 3_051_003;

/// How often, and how many times, a connection asks for a lock that another process holds: for ten seconds.
const ASK_EVERY: Duration = Duration::from_millis(4);
const TIMES: i32 = 2500;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Create,
    Write,
    /// A read-only connection can't change the file, whatever statement reaches it.
    Read,
}

pub fn open(path: &Path, key: &Secret32, mode: Mode) -> Result<Connection> {
    if rusqlite::version_number() < OLDEST_SAFE_SQLITE {
        return Err(Error::Refused("This build holds an SQLite that can lose saved work; rebuild it.".into()));
    }
    let access = match mode {
        Mode::Create => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        Mode::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Mode::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let mut conn = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    unlock(&conn, key)?;
    conn.busy_handler(Some(ask_again))?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // A plan that looked at what was bound, as to a limit, is made again for each new value: longer than most questions take.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    // Pages that stay decrypted: with the usual 2 MB the hot ones are decrypted again and again.
    conn.execute_batch("PRAGMA cache_size = -16000;")?;
    conn.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON;",
    )?;
    if mode != Mode::Read {
        // FULL: NORMAL was measured to lose acknowledged saves in a power cut.
        conn.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 67108864;",
        )?;
    }
    conn.set_prepared_statement_cache_capacity(256);
    Ok(conn)
}

/// Waits for another process at an even pace. SQLite's own waiting sleeps longer each time: beside somebody who writes
/// without pause, whoever sleeps longest never comes in between.
fn ask_again(times: i32) -> bool {
    let go_on = times < TIMES;
    if go_on {
        std::thread::sleep(ASK_EVERY);
    }
    go_on
}

/// Gives the connection the raw key: no key derivation per connection. The key has to come first, but for the
/// setting that keeps SQLCipher from writing its own lines to stderr.
fn unlock(conn: &Connection, key: &Secret32) -> Result<()> {
    conn.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    let pragma = Zeroizing::new(format!("PRAGMA key = \"x'{}'\";", key.hex().as_str()));
    conn.execute_batch(&pragma)?;
    match conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)) {
        Ok(_) => Ok(()),
        Err(error) if is_damage(&error) => {
            Err(Error::Damaged("The database file is damaged: a page does not decrypt. Restore a backup.".into()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether SQLite says that the bytes on disk are not what it wrote.
pub fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rusqlite::StatementStatus;

    use super::{Mode, open};
    use crate::crypto::Secret32;

    #[test]
    fn a_plan_is_made_once_whatever_is_bound() {
        let dir = tempfile::tempdir().unwrap();
        let conn = open(&dir.path().join("case.db"), &Secret32::generate().unwrap(), Mode::Create).unwrap();
        let mut statement =
            conn.prepare("SELECT count(*) FROM (SELECT 1 FROM json_each('[7, 8, 9]') LIMIT ?1)").unwrap();
        for limit in 1..4 {
            assert_eq!(statement.query_row([limit], |row| row.get(0)), Ok(limit));
        }
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
    }
}
