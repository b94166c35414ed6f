//! Questions that are kept, so that no address has the words of one: for whoever asked, and under a name for the team.

use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value as Json;
use uuid::Uuid;

use super::{Store, unix_now};
use crate::domain::invisible::visible;
use crate::domain::query::kept::{KeptQuestion, NAME_MAX, Shows};
use crate::error::{Error, FieldError, Message, Result};

/// Questions without a name that are kept for one account: more are forgotten, the oldest first.
const KEPT: i64 = 500;

pub(super) const COLUMNS: &str = "q.uid, q.shows, q.content, q.name, q.shared, q.account_id = ?1, a.name";

impl Store {
    /// Keeps a question, and says where. The same one is kept once.
    pub fn keep_question(&self, account: i64, shows: Shows, content: &Json) -> Result<Uuid> {
        let content = content.to_string();
        self.write_meta(|tx| {
            let known: Option<[u8; 16]> = tx
                .prepare_cached(
                    "SELECT uid FROM question WHERE account_id = ?1 AND shows = ?2 AND content = ?3 AND name IS NULL",
                )?
                .query_row(params![account, shows.code(), content], |row| row.get(0))
                .optional()?;
            let uid = known.map_or_else(Uuid::now_v7, Uuid::from_bytes);
            tx.execute(
                "INSERT INTO question (uid, account_id, shows, content, at) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (uid) DO UPDATE SET at = excluded.at",
                params![uid.as_bytes(), account, shows.code(), content, unix_now()],
            )?;
            tx.execute(
                "DELETE FROM question WHERE uid IN (SELECT uid FROM question q WHERE account_id = ?1 AND name IS NULL
                     AND NOT EXISTS (SELECT 1 FROM watch w WHERE w.question_uid = q.uid)
                   ORDER BY at DESC, uid DESC LIMIT -1 OFFSET ?2)",
                params![account, KEPT],
            )?;
            Ok(uid)
        })
    }

    /// A question of this account, or one that was shared.
    pub fn question(&self, account: i64, uid: Uuid) -> Result<KeptQuestion> {
        let found = self.read_meta(|conn| {
            let sql = format!(
                "SELECT {COLUMNS} FROM question q JOIN account a ON a.id = q.account_id
                  WHERE q.uid = ?2 AND (q.account_id = ?1 OR q.shared)"
            );
            Ok(conn.prepare_cached(&sql)?.query_row(params![account, uid.as_bytes()], read).optional()?)
        })?;
        found.ok_or(Error::NotFound)
    }

    /// The questions with a name: of this account, and those that were shared.
    pub fn named_questions(&self, account: i64) -> Result<Vec<KeptQuestion>> {
        self.read_meta(|conn| {
            let sql = format!(
                "SELECT {COLUMNS} FROM question q JOIN account a ON a.id = q.account_id
                  WHERE q.name IS NOT NULL AND (q.account_id = ?1 OR q.shared) ORDER BY q.name, q.uid"
            );
            let mut statement = conn.prepare_cached(&sql)?;
            let questions = statement.query_map([account], read)?;
            Ok(questions.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Keeps a question under a name, where it stays; shared with the team or not.
    pub fn keep_named_question(
        &self,
        account: i64,
        (shows, content): (Shows, &Json),
        name: &str,
        shared: bool,
    ) -> Result<Uuid> {
        let name = visible(name, false);
        let name = name.trim();
        if name.is_empty() || name.chars().count() > NAME_MAX {
            let key = if name.is_empty() { "err-required" } else { "err-too-long" };
            return Err(Error::Invalid(vec![FieldError::new("name", Message::new(key).arg("n", NAME_MAX))]));
        }
        self.write_meta(|tx| {
            let uid = Uuid::now_v7();
            tx.execute(
                "INSERT INTO question (uid, account_id, shows, content, name, shared, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![uid.as_bytes(), account, shows.code(), content.to_string(), name, shared, unix_now()],
            )?;
            Ok(uid)
        })
    }

    /// Forgets a question of this account. What is not there is forgotten already.
    pub fn drop_question(&self, account: i64, uid: Uuid) -> Result<()> {
        self.write_meta(|tx| {
            // Whoever else watched it watches nothing any more.
            let own = "SELECT uid FROM question WHERE uid = ?2 AND account_id = ?1";
            let forget = format!("DELETE FROM watch WHERE question_uid IN ({own})");
            tx.execute(&forget, params![account, uid.as_bytes()])?;
            tx.execute("DELETE FROM question WHERE uid = ?2 AND account_id = ?1", params![account, uid.as_bytes()])?;
            Ok(())
        })
    }
}

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<KeptQuestion> {
    let (shows, content): (String, String) = (row.get(1)?, row.get(2)?);
    Ok(KeptQuestion {
        uid: Uuid::from_bytes(row.get(0)?),
        shows: Shows::parse(&shows).unwrap_or(Shows::Timeline(None)),
        // What cannot be read asks nothing.
        content: serde_json::from_str(&content).unwrap_or_default(),
        name: row.get(3)?,
        shared: row.get(4)?,
        is_own: row.get(5)?,
        by: row.get(6)?,
    })
}
