//! Sessions and API tokens. Of every secret only a hash is kept.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::crypto::{constant_time_eq, random_token, token_hash};
use crate::domain::access::{Right, Viewer};
use crate::domain::account::{ApiToken, Before, OpenSession};
use crate::domain::lang::Lang;
use crate::error::{Error, Result};
use crate::store::accounts::account::{open_account, put_password};
use crate::store::accounts::throttle::{counted, take_failures};
use crate::store::{Store, now, unix_now};

/// A signed-in browser.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: i64,
    pub viewer: Viewer,
    pub login: String,
    pub name: String,
    pub lang: Lang,
    /// Expected in every unsafe request.
    pub csrf: String,
    /// The account's password; none where a link signs in.
    pub password: Option<String>,
    pub has_second_factor: bool,
    /// When the password was last given, in Unix seconds.
    confirmed_at: i64,
}

/// A password given this long ago still stands for whoever sits there.
const CONFIRMED_FOR: i64 = 5 * 60;

impl Session {
    /// Whether the password was given a moment ago, or there is none to give.
    pub fn is_confirmed(&self) -> bool {
        self.password.is_none() || (0..CONFIRMED_FOR).contains(&(unix_now() - self.confirmed_at))
    }
}

/// How long a session lasts, in seconds.
#[derive(Debug, Clone, Copy)]
pub struct SessionLimits {
    pub idle: i64,
    pub absolute: i64,
}

impl SessionLimits {
    pub const STRICT: SessionLimits = SessionLimits { idle: 15 * 60, absolute: 12 * 3600 };
}

/// A session is written to at most this often, so that reading a page does not cost a synced write.
const SEEN_EVERY: i64 = 60;

impl Store {
    /// Starts a session and returns its cookie. Signing in ends the count of wrong passwords; `attempts` of them
    /// were this sign-in itself.
    pub fn start_session(&self, account: i64, attempts: i64) -> Result<String> {
        let (token, csrf) = (random_token()?, random_token()?);
        self.write_meta(|tx| {
            let at = unix_now();
            let (login, before): (String, Option<String>) = tx
                .prepare_cached("SELECT login, c.last_sign_in FROM account LEFT JOIN credential c ON c.account_id = id WHERE id = ?1")?
                .query_row(params![account], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let failed = (take_failures(tx, &login)? - attempts).max(0);
            tx.execute(
                "INSERT INTO session (token_hash, account_id, csrf, started_at, seen_at, confirmed_at, last_before, failed_since)
                 VALUES (?1, ?2, ?3, ?4, ?4, ?4, ?5, ?6)",
                params![token_hash(&token), account, csrf, at, before, failed],
            )?;
            tx.execute(
                "INSERT INTO credential (account_id, last_sign_in) VALUES (?1, ?2)
                 ON CONFLICT (account_id) DO UPDATE SET last_sign_in = excluded.last_sign_in",
                params![account, now()],
            )?;
            tx.execute("DELETE FROM session WHERE started_at < ?1", params![at - 7 * 86_400])?;
            tx.execute("DELETE FROM awaited_code WHERE account_id = ?1", params![account])?;
            Ok(())
        })?;
        Ok(token)
    }

    /// The session of a cookie, if it is still in force.
    pub fn session(&self, token: &str, limits: SessionLimits) -> Result<Option<Session>> {
        let (hash, at) = (token_hash(token), unix_now());
        let found = self.read_meta(|conn| {
            let row = conn
                .prepare_cached(
                    "SELECT id, account_id, csrf, seen_at, confirmed_at FROM session
                      WHERE token_hash = ?1 AND started_at > ?2 AND seen_at > ?3",
                )?
                .query_row(params![hash, at - limits.absolute, at - limits.idle], |row| {
                    Ok((row.get(0)?, row.get::<_, i64>(1)?, row.get(2)?, row.get::<_, i64>(3)?, row.get(4)?))
                })
                .optional()?;
            let Some((id, account, csrf, seen, confirmed_at)) = row else { return Ok(None) };
            let Some((account, viewer)) = open_account(conn, account)? else { return Ok(None) };
            let session = Session {
                id,
                viewer,
                login: account.login,
                name: account.name,
                lang: account.lang,
                csrf,
                password: account.password,
                has_second_factor: account.has_second_factor,
                confirmed_at,
            };
            Ok(Some((session, seen)))
        })?;
        let Some((session, seen)) = found else { return Ok(None) };
        if at - seen >= SEEN_EVERY {
            let noted = self.write_meta(|tx| {
                tx.execute("UPDATE session SET seen_at = ?2 WHERE token_hash = ?1", params![hash, at])?;
                Ok(())
            });
            // Reading goes on where nothing can be written; the session ends the earlier.
            if !matches!(noted, Err(Error::DiskFull)) {
                noted?;
            }
        }
        Ok(Some(session))
    }

    /// The password was given again: the session goes on under the new cookie that is returned.
    pub fn confirm_session(&self, session: i64) -> Result<String> {
        self.write_meta(|tx| renew(tx, session))
    }

    /// Whose pages carry this form token, as long as the session is known, over or not: good for nothing but keeping
    /// what was typed. The cookie says nothing here: signing out takes it away, and signing in again replaces it.
    pub fn writer_of(&self, csrf: &str) -> Result<Option<i64>> {
        self.read_meta(|conn| {
            let sessions: Vec<(i64, String)> = conn
                .prepare_cached("SELECT account_id, csrf FROM session")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<_>>()?;
            let is_its = |(_, known): &&(i64, String)| constant_time_eq(known.as_bytes(), csrf.as_bytes());
            let Some((account, _)) = sessions.iter().find(is_its) else { return Ok(None) };
            let may = open_account(conn, *account)?.is_some_and(|(_, viewer)| viewer.may(Right::Create));
            Ok(Some(*account).filter(|_| may))
        })
    }

    pub fn end_session(&self, token: &str) -> Result<()> {
        self.write_meta(|tx| {
            // Over, but known for the days that ended sessions are: a form sent after it is kept for its writer.
            tx.execute("UPDATE session SET seen_at = 0 WHERE token_hash = ?1", params![token_hash(token)])?;
            Ok(())
        })
    }

    /// Ends the sessions of everybody.
    pub fn end_all_sessions(&self) -> Result<()> {
        self.write_meta(|tx| end_all(tx))
    }

    /// Ends one session of an account; nothing happens to anybody else's.
    pub fn end_session_of(&self, account: i64, session: i64) -> Result<()> {
        self.write_meta(|tx| {
            tx.execute("DELETE FROM session WHERE id = ?1 AND account_id = ?2", params![session, account])?;
            Ok(())
        })
    }

    /// Ends the sessions of an account but for one.
    pub fn end_other_sessions(&self, account: i64, but: i64) -> Result<()> {
        self.write_meta(|tx| {
            tx.execute("DELETE FROM session WHERE account_id = ?1 AND id <> ?2", params![account, but])?;
            Ok(())
        })
    }

    /// A new password, chosen by somebody signed in: the other sessions end, this one goes on under the new cookie
    /// that is returned.
    pub fn change_password(&self, account: i64, phc: &str, session: i64) -> Result<String> {
        self.write_meta(|tx| {
            put_password(tx, account, Some(phc))?;
            tx.execute("DELETE FROM session WHERE account_id = ?1 AND id <> ?2", params![account, session])?;
            tx.execute("DELETE FROM awaited_code WHERE account_id = ?1", params![account])?;
            renew(tx, session)
        })
    }

    /// The sessions of an account that are in force, the newest first.
    pub fn sessions_of(&self, account: i64, limits: SessionLimits) -> Result<Vec<OpenSession>> {
        self.read_meta(|conn| {
            let at = unix_now();
            let mut statement = conn.prepare_cached(
                "SELECT id, started_at, seen_at FROM session
                  WHERE account_id = ?1 AND started_at > ?2 AND seen_at > ?3 ORDER BY id DESC",
            )?;
            let sessions = statement.query_map(params![account, at - limits.absolute, at - limits.idle], |row| {
                Ok(OpenSession { id: row.get(0)?, started_at: as_text(row.get(1)?), seen_at: as_text(row.get(2)?) })
            })?;
            Ok(sessions.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// What came before a session, and wrong passwords since.
    pub fn before_session(&self, session: &Session) -> Result<Before> {
        self.read_meta(|conn| {
            let mut before = conn
                .prepare_cached("SELECT last_before, failed_since FROM session WHERE id = ?1")?
                .query_row(params![session.id], |row| Ok(Before { last_sign_in: row.get(0)?, failed: row.get(1)? }))
                .optional()?
                .ok_or(Error::Unauthenticated)?;
            let since = conn
                .prepare_cached("SELECT count FROM sign_in_failure WHERE login_hash = ?1")?
                .query_row(params![counted(&session.login)], |row| row.get::<_, i64>(0))
                .optional()?;
            before.failed += since.unwrap_or(0);
            Ok(before)
        })
    }

    /// A token for the JSON API, shown once; without a number of days it works until it is revoked.
    pub fn create_api_token(&self, account: i64, label: &str, days: Option<i64>) -> Result<String> {
        let token = random_token()?;
        self.write_meta(|tx| {
            tx.execute(
                "INSERT INTO api_token (token_hash, account_id, label, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![token_hash(&token), account, label, now(), days.map(|days| unix_now() + days * 86_400)],
            )?;
            Ok(())
        })?;
        Ok(token)
    }

    pub fn viewer_of_api_token(&self, token: &str) -> Result<Option<Viewer>> {
        self.read_meta(|conn| {
            let account = conn
                .prepare_cached(
                    "SELECT account_id FROM api_token
                      WHERE token_hash = ?1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?2)",
                )?
                .query_row(params![token_hash(token), unix_now()], |row| row.get(0))
                .optional()?;
            Ok(match account {
                Some(account) => open_account(conn, account)?.map(|(_, viewer)| viewer),
                None => None,
            })
        })
    }

    /// The tokens of an account that work, the newest first.
    pub fn api_tokens_of(&self, account: i64) -> Result<Vec<ApiToken>> {
        self.read_meta(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT id, label, created_at, expires_at FROM api_token
                  WHERE account_id = ?1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?2)
                  ORDER BY id DESC",
            )?;
            let tokens = statement.query_map(params![account, unix_now()], |row| {
                let (id, label, created_at) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(ApiToken { id, label, created_at, expires_at: row.get::<_, Option<i64>>(3)?.map(as_text) })
            })?;
            Ok(tokens.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Ends a token of an account; nothing happens to anybody else's.
    pub fn revoke_api_token(&self, account: i64, token: i64) -> Result<()> {
        self.write_meta(|tx| {
            tx.execute(
                "UPDATE api_token SET revoked_at = ?3 WHERE id = ?1 AND account_id = ?2 AND revoked_at IS NULL",
                params![token, account, now()],
            )?;
            Ok(())
        })
    }
}

pub(in crate::store) fn end_all(conn: &Connection) -> Result<()> {
    // Whoever has given a password and still owes the code starts over as well.
    conn.execute_batch("DELETE FROM session; DELETE FROM awaited_code")?;
    Ok(())
}

/// Another cookie for a session whose holder just proved who they are: a copy of the old one is worth nothing. The
/// token of its forms stays, so that pages open beside this one still work.
pub(in crate::store) fn renew(tx: &Transaction<'_>, session: i64) -> Result<String> {
    let token = random_token()?;
    tx.execute(
        "UPDATE session SET token_hash = ?2, confirmed_at = ?3 WHERE id = ?1",
        params![session, token_hash(&token), unix_now()],
    )?;
    Ok(token)
}

/// Unix seconds as the history writes times.
fn as_text(seconds: i64) -> String {
    let at = chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
