//! The second factor of accounts: its secret, its spare codes, and sign-ins that wait for a code.

use rusqlite::{OptionalExtension, Transaction, params};

use crate::crypto::second_factor::{spare_code_hash, step_of};
use crate::crypto::{random_token, token_hash};
use crate::error::{Error, Result};
use crate::store::accounts::account::{Account, account_of};
use crate::store::accounts::row::note;
use crate::store::accounts::session::{Session, renew};
use crate::store::audit::chain::Ledger;
use crate::store::{Store, now, unix_now};

/// How long a right password waits for its code, in seconds.
pub const CODE_AWAITED: i64 = 5 * 60;

impl Store {
    /// How many spare codes are left; nothing where no second factor is on.
    pub fn spare_codes_left(&self, account: i64) -> Result<Option<i64>> {
        self.read_meta(|conn| {
            let left = conn
                .prepare_cached(
                    "SELECT (SELECT count(*) FROM spare_code s WHERE s.account_id = c.account_id AND used_at IS NULL)
                       FROM credential c WHERE c.account_id = ?1 AND second_factor IS NOT NULL",
                )?
                .query_row(params![account], |row| row.get(0))
                .optional()?;
            Ok(left)
        })
    }

    /// Takes a code of the app, or a spare one, and says whether it was right. None is taken twice, nor by two at once.
    pub fn take_code(&self, account: i64, typed: &str) -> Result<bool> {
        self.write_meta(|tx| {
            let (secret, last): (Option<String>, Option<i64>) = tx
                .prepare_cached("SELECT second_factor, second_factor_step FROM credential WHERE account_id = ?1")?
                .query_row(params![account], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?
                .unwrap_or_default();
            let Some(secret) = secret else { return Ok(false) };
            if let Some(step) = step_of(&secret, typed, unix_now(), last)? {
                tx.execute(
                    "UPDATE credential SET second_factor_step = ?2 WHERE account_id = ?1",
                    params![account, step],
                )?;
                return Ok(true);
            }
            let used = tx.execute(
                "UPDATE spare_code SET used_at = ?3 WHERE account_id = ?1 AND code_hash = ?2 AND used_at IS NULL",
                params![account, spare_code_hash(typed), now()],
            )?;
            Ok(used > 0)
        })
    }

    /// Turns the second factor on if the code is one of the secret. The other sessions end; this one goes on under
    /// the new cookie that is returned. Nothing if the code is wrong.
    pub fn turn_second_factor_on(
        &self,
        session: &Session,
        secret: &str,
        typed: &str,
        spare: &[String],
    ) -> Result<Option<String>> {
        let account = session.viewer.account;
        self.administer(account, "", |tx, ledger| {
            let Some(step) = step_of(secret, typed, unix_now(), None)? else { return Ok(None) };
            let turned = tx.execute(
                "UPDATE credential SET second_factor = ?2, second_factor_step = ?3 WHERE account_id = ?1 AND second_factor IS NULL",
                params![account, secret, step],
            )?;
            if turned == 0 {
                return Err(Error::bad("err-second-factor-is-on"));
            }
            replace_spare_codes(tx, account, spare)?;
            tx.execute("DELETE FROM session WHERE account_id = ?1 AND id <> ?2", params![account, session.id])?;
            note(tx, ledger, account, "second_factor_on")?;
            renew(tx, session.id).map(Some)
        })
    }

    /// Turns one's own second factor off.
    pub fn turn_second_factor_off(&self, account: i64) -> Result<()> {
        self.administer(account, "", |tx, ledger| drop_second_factor(tx, ledger, account))
    }

    /// New spare codes; those until now no longer work.
    pub fn renew_spare_codes(&self, account: i64, spare: &[String]) -> Result<()> {
        self.administer(account, "", |tx, ledger| {
            replace_spare_codes(tx, account, spare)?;
            note(tx, ledger, account, "spare_codes_renewed")
        })
    }

    /// The password was right, or a link was: the code is awaited. Returns the cookie that stands for this and for
    /// nothing else. `attempts` tries of the account's name were this sign-in itself.
    pub fn await_code(&self, account: i64, attempts: i64) -> Result<String> {
        let token = random_token()?;
        self.write_meta(|tx| {
            let at = unix_now();
            tx.execute("DELETE FROM awaited_code WHERE expires_at <= ?1", params![at])?;
            tx.execute(
                "INSERT INTO awaited_code (token_hash, account_id, attempts, expires_at) VALUES (?1, ?2, ?3, ?4)",
                params![token_hash(&token), account, attempts, at + CODE_AWAITED],
            )?;
            Ok(())
        })?;
        Ok(token)
    }

    /// Whose code a cookie waits for, and how many tries were this sign-in itself.
    pub fn awaited(&self, token: &str) -> Result<Option<(Account, i64)>> {
        self.read_meta(|conn| {
            let found: Option<(i64, i64)> = conn
                .prepare_cached(
                    "SELECT account_id, attempts FROM awaited_code WHERE token_hash = ?1 AND expires_at > ?2",
                )?
                .query_row(params![token_hash(token), unix_now()], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let Some((account, attempts)) = found else { return Ok(None) };
            let account = account_of(conn, account)?.filter(|account| !account.disabled);
            Ok(account.map(|account| (account, attempts)))
        })
    }
}

/// Takes the second factor and its spare codes away, and writes down by whom.
pub(in crate::store) fn drop_second_factor(tx: &Transaction<'_>, ledger: &Ledger<'_>, account: i64) -> Result<()> {
    let had = tx.execute(
        "UPDATE credential SET second_factor = NULL, second_factor_step = NULL
          WHERE account_id = ?1 AND second_factor IS NOT NULL",
        params![account],
    )?;
    tx.execute("DELETE FROM spare_code WHERE account_id = ?1", params![account])?;
    if had > 0 { note(tx, ledger, account, "second_factor_off") } else { Ok(()) }
}

fn replace_spare_codes(tx: &Transaction<'_>, account: i64, spare: &[String]) -> Result<()> {
    tx.execute("DELETE FROM spare_code WHERE account_id = ?1", params![account])?;
    let mut insert = tx.prepare_cached("INSERT INTO spare_code (account_id, code_hash) VALUES (?1, ?2)")?;
    for code in spare {
        insert.execute(params![account, spare_code_hash(code)])?;
    }
    Ok(())
}
