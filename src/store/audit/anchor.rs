//! The outside anchor: whoever kept the last change of an earlier day can prove that nothing before it was rewritten.

use super::chain::{self, Head, Ledger};
use super::content::account_uid;
use crate::domain::access::Actor;
use crate::error::{Error, Result};
use crate::store::accounts::session::end_all;
use crate::store::check::{Finding, told};
use crate::store::{Store, lock, now, unless_damaged};

impl Store {
    /// The last change of the case file's own stream.
    pub fn head(&self) -> Result<Head> {
        self.read_meta(|conn| chain::head(conn)?.ok_or_else(|| Error::internal("a case file without history")))
    }

    /// What streams say of how they began: where saved work was lost, since when it is missing.
    pub fn losses(&self) -> Result<Vec<String>> {
        let losses = self.read_meta(|conn| {
            let mut statement = conn.prepare(
                "SELECT w.at, s.follows ->> '$.there.n', s.follows ->> '$.saved.n' FROM stream s JOIN write w ON w.id = s.id
                  WHERE s.begun = 'loss' ORDER BY s.id",
            )?;
            let losses = statement.query_map([], |row| {
                let (at, there, saved): (String, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(format!(
                    "Note: on {} saved work was found missing, after change {there} up to {saved}. It is not part of this file.",
                    at.get(..10).unwrap_or_default()
                ))
            })?;
            Ok(losses.collect::<rusqlite::Result<_>>()?)
        });
        Ok(unless_damaged(losses)?.unwrap_or_default())
    }

    /// What is written from here on is another stream than what the original of a restored copy goes on to write. Nothing
    /// that lets somebody in without a password is taken over: what was taken back after the backup would work again.
    pub fn begin_after_restore(&self) -> Result<()> {
        let mut writer = lock(&self.writer);
        let tx = self.immediate(self.admitted(&mut writer)?)?;
        let follows = chain::head(&tx)?.map(|head| head.json());
        let author = account_uid(&tx, Actor::PROGRAM)?;
        let head = Ledger::begin(&tx, author, now(), "Restored from a backup", ("restore", follows))?.head();
        end_all(&tx)?;
        tx.execute("DELETE FROM one_time_link", [])?;
        tx.execute("UPDATE api_token SET revoked_at = ?1 WHERE revoked_at IS NULL", [now()])?;
        self.commit(tx, Some(head))
    }

    /// Whether a change is part of the history as it was, and the whole chain holds.
    pub fn verify(&self, head: &Head) -> Result<Vec<Finding>> {
        self.read_meta(|conn| {
            let mut findings: Vec<Finding> = told(chain::faults(conn, || {})?).collect();
            match chain::hash_of(conn, head.stream, head.n)? {
                Some(hash) if hash == head.hash => {}
                Some(_) => findings.push(Finding(format!("Another history: change {} is not the one it was.", head.n))),
                None => {
                    findings.push(Finding(format!("Missing history: change {} of that stream is not there.", head.n)));
                }
            }
            Ok(findings)
        })
    }
}
