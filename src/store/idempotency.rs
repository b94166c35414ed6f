//! Answers to writes, by forms and by the JSON API, kept so that a request that is sent again writes nothing again.
//!
//! An answer is stored in the transaction of its write: one is there if and only if the other is.

use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::domain::record::RecordId;
use crate::error::{Error, Message, Result};
use crate::store::WriteTx;
use crate::store::unix_now;

/// How long a key is remembered, in seconds.
const KEPT: i64 = 7 * 86_400;

/// The header that names a write, as it is called in errors.
pub const KEY: &str = "Idempotency-Key";

/// A write that is to happen once: its key, and what was asked under it.
pub struct Once {
    key: String,
    request: [u8; 32],
}

impl Once {
    /// `request` is everything the write depends on, part by part.
    pub fn new(key: &str, request: &[&[u8]]) -> Result<Once> {
        if !(8..=200).contains(&key.len()) || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::invalid(KEY, Message::new("err-idempotency-key")));
        }
        let mut digest = Sha256::new();
        for part in request {
            digest.update(part.len().to_le_bytes());
            digest.update(part);
        }
        Ok(Once { key: key.to_owned(), request: digest.finalize().into() })
    }
}

/// An answer as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    pub status: u16,
    pub body: String,
}

impl WriteTx<'_> {
    /// The record a write was of and the answer it got, if it was made before. A key that was used for another one is
    /// refused. What the answer tells may have been closed to the writer since: that is for the caller to look at.
    pub fn answered(&self, once: &Once) -> Result<Option<(RecordId, KeptAnswer)>> {
        self.conn.prepare_cached("DELETE FROM idempotency WHERE at < ?1")?.execute(params![unix_now() - KEPT])?;
        let first = self
            .conn
            .prepare_cached(
                "SELECT request, record_id, status, answer FROM idempotency WHERE account_id = ?1 AND key = ?2",
            )?
            .query_row(params![self.actor.viewer().account, once.key], |row| {
                let answered = KeptAnswer { status: row.get(2)?, body: row.get(3)? };
                Ok((row.get::<_, [u8; 32]>(0)?, (RecordId(row.get(1)?), answered)))
            })
            .optional()?;
        match first {
            Some((request, _)) if request != once.request => {
                Err(Error::invalid(KEY, Message::new("err-idempotency-key-reused")))
            }
            first => Ok(first.map(|(_, answered)| answered)),
        }
    }

    /// The answer given under a key, whatever was asked.
    pub fn answer_of(&self, key: &str) -> Result<String> {
        let answer = self
            .conn
            .prepare_cached("SELECT answer FROM idempotency WHERE account_id = ?1 AND key = ?2")?
            .query_row(params![self.actor.viewer().account, key], |row| row.get(0));
        Ok(answer?)
    }

    /// Keeps the answer of this write.
    pub fn keep_answer(&self, once: &Once, record: RecordId, answered: &KeptAnswer) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO idempotency (account_id, key, request, record_id, status, answer, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                self.actor.viewer().account,
                once.key,
                once.request,
                record.0,
                answered.status,
                answered.body,
                unix_now()
            ])?;
        Ok(())
    }
}
