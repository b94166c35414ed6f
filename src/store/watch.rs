//! Questions that somebody watches: since when he or she has seen the answer. Each account has its own; nothing of it is history.

use rusqlite::params;
use uuid::Uuid;

use super::question::{COLUMNS, read as question};
use super::read::indexed::last_change;
use super::{Store, now};
use crate::domain::query::kept::Watched;
use crate::error::{Error, Result};

impl Store {
    /// Notes that an account has seen the answer of a question up to a change of the history.
    pub fn watch_question(&self, account: i64, uid: Uuid, seen: i64) -> Result<()> {
        self.question(account, uid)?;
        self.write_meta(|tx| {
            tx.execute(
                "INSERT INTO watch (account_id, question_uid, seen, at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (account_id, question_uid) DO UPDATE SET seen = excluded.seen, at = excluded.at",
                params![account, uid.as_bytes(), seen, now()],
            )?;
            Ok(())
        })
    }

    /// Watches a question no longer. One that was not watched is left as it is.
    pub fn unwatch_question(&self, account: i64, uid: Uuid) -> Result<()> {
        self.write_meta(|tx| {
            let sql = "DELETE FROM watch WHERE account_id = ?1 AND question_uid = ?2";
            tx.execute(sql, params![account, uid.as_bytes()])?;
            Ok(())
        })
    }

    /// The questions that an account watches and may still ask, by name.
    pub fn watched_questions(&self, account: i64) -> Result<Vec<Watched>> {
        self.read_meta(|conn| {
            let sql = format!(
                "SELECT {COLUMNS}, w.seen, w.at FROM watch w JOIN question q ON q.uid = w.question_uid
                   JOIN account a ON a.id = q.account_id
                  WHERE w.account_id = ?1 AND (q.account_id = ?1 OR q.shared) ORDER BY q.name, q.uid"
            );
            let mut statement = conn.prepare_cached(&sql)?;
            let watched = statement.query_map([account], |row| {
                Ok(Watched { question: question(row)?, seen: row.get("seen")?, at: row.get("at")? })
            })?;
            Ok(watched.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// One of them.
    pub fn watched_question(&self, account: i64, uid: Uuid) -> Result<Watched> {
        let watched = self.watched_questions(account)?.into_iter().find(|watched| watched.question.uid == uid);
        watched.ok_or(Error::NotFound)
    }

    /// The end of the history, as whoever watches from now on has seen it.
    pub fn last_change(&self) -> Result<i64> {
        self.read_meta(last_change)
    }
}
