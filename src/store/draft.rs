//! What people typed and have not saved, kept until they save it or throw it away.

use rusqlite::{Connection, params};

use super::{Store, WriteTx, unix_now};
use crate::domain::form_data::{FormData, KeptDraft};
use crate::error::{Error, Result};

/// Drafts of one account: more are forgotten, the oldest first, so that a script gone wild fills no disk.
const KEPT: i64 = 200;
/// And as many bytes of them in all.
const KEPT_BYTES: i64 = 100 * 1024 * 1024;
/// The longest draft: twice the longest text that a field takes.
const LONGEST: usize = 8 * 1024 * 1024;

/// What makes a key of a form: random, made by the program.
pub fn check_key(key: &str) -> Result<()> {
    let plausible = (8..=200).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if plausible { Ok(()) } else { Err(Error::bad("err-malformed-input")) }
}

impl Store {
    /// Keeps a form as it is now. One that was saved meanwhile is not kept again: the save took its draft away, and a
    /// belated copy would only look like unsaved work.
    pub fn keep_draft(&self, account: i64, key: &str, address: &str, typed: &FormData) -> Result<bool> {
        check_key(key)?;
        let fields = serde_json::to_string(typed.pairs()).map_err(Error::internal)?;
        if fields.len() > LONGEST {
            return Err(Error::TooLarge);
        }
        self.write_meta(|tx| {
            let saved = tx
                .prepare_cached("SELECT 1 FROM idempotency WHERE account_id = ?1 AND key = ?2")?
                .exists(params![account, key])?;
            if saved {
                return Ok(false);
            }
            tx.execute(
                "INSERT INTO draft (account_id, key, address, fields, at) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (account_id, key) DO UPDATE SET address = excluded.address, fields = excluded.fields, at = excluded.at",
                params![account, key, address, fields, unix_now()],
            )?;
            tx.execute(
                "DELETE FROM draft WHERE account_id = ?1 AND key IN
                   (SELECT key FROM
                      (SELECT key, row_number() OVER newest AS place, sum(octet_length(fields)) OVER newest AS bytes
                         FROM draft WHERE account_id = ?1 WINDOW newest AS (ORDER BY at DESC, key))
                     WHERE place > ?2 OR bytes > ?3)",
                params![account, KEPT, KEPT_BYTES],
            )?;
            Ok(true)
        })
    }

    /// The drafts of an account, newest first.
    pub fn drafts(&self, account: i64) -> Result<Vec<KeptDraft>> {
        self.read_meta(|conn| read(conn, "account_id = ?1 AND ?2 = ''", account, ""))
    }

    pub fn draft(&self, account: i64, key: &str) -> Result<Option<KeptDraft>> {
        Ok(self.read_meta(|conn| read(conn, "account_id = ?1 AND key = ?2", account, key))?.pop())
    }

    pub fn drop_draft(&self, account: i64, key: &str) -> Result<()> {
        self.write_meta(|tx| {
            tx.execute("DELETE FROM draft WHERE account_id = ?1 AND key = ?2", params![account, key])?;
            Ok(())
        })
    }
}

impl WriteTx<'_> {
    /// The form was saved: its draft goes, in the same transaction.
    pub fn drop_draft(&self, key: &str) -> Result<()> {
        self.conn
            .prepare_cached("DELETE FROM draft WHERE account_id = ?1 AND key = ?2")?
            .execute(params![self.actor.viewer().account, key])?;
        Ok(())
    }
}

fn read(conn: &Connection, condition: &str, account: i64, key: &str) -> Result<Vec<KeptDraft>> {
    let sql = format!("SELECT key, address, fields, at FROM draft WHERE {condition} ORDER BY at DESC, key");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![account, key])?;
    let mut drafts = Vec::new();
    while let Some(row) = rows.next()? {
        let fields = row.get_ref(2)?.as_str().map_err(Error::internal)?;
        let pairs = serde_json::from_str(fields).map_err(Error::internal)?;
        drafts.push(KeptDraft {
            key: row.get(0)?,
            address: row.get(1)?,
            typed: FormData::new(pairs),
            at: moment(row.get(3)?),
        });
    }
    Ok(drafts)
}

/// Unix seconds as the time of a write is told elsewhere.
fn moment(at: i64) -> String {
    chrono::DateTime::from_timestamp(at, 0)
        .map_or_else(String::new, |at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
}
