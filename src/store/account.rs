//! Accounts, sessions, tokens and one-time links. Of every secret only a hash is kept.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Store, now, unix_now};
use crate::crypto::{random_token, token_hash};
use crate::domain::access::{Actor, Role, Viewer};
use crate::domain::lang::Lang;
use crate::domain::record::Sensitivity;
use crate::error::{Error, Result};

/// An account as it is listed and checked.
#[derive(Debug, Clone)]
pub struct Account {
    pub id: i64,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub admin: bool,
    pub clearance: Sensitivity,
    pub lang: Lang,
    pub password: Option<String>,
    pub disabled: bool,
}

/// What a new account is made of.
pub struct NewAccount<'a> {
    pub login: &'a str,
    pub name: &'a str,
    pub role: Role,
    pub admin: bool,
    pub clearance: Sensitivity,
}

/// A signed-in browser.
#[derive(Debug, Clone)]
pub struct Session {
    pub viewer: Viewer,
    pub name: String,
    pub lang: Lang,
    /// Expected in every unsafe request.
    pub csrf: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Signs in at once: the demo.
    Enter,
    /// Lets the holder choose a password, and a user name for the first account.
    Setup,
}

impl LinkPurpose {
    fn code(self) -> &'static str {
        match self {
            LinkPurpose::Enter => "enter",
            LinkPurpose::Setup => "setup",
        }
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

const ACCOUNT: &str =
    "SELECT id, login, name, role, admin, clearance, lang, password, disabled_at IS NOT NULL FROM account";

impl Store {
    pub(super) fn create_program_account(&self) -> Result<()> {
        self.keep(|tx| {
            tx.execute(
                "INSERT INTO account (id, login, name, role, clearance, created_at, disabled_at) VALUES (?1, 'habeas', 'Habeas', 'editor', 3, ?2, ?2)",
                params![Actor::PROGRAM, now()],
            )?;
            Ok(())
        })
    }

    /// Whoever holds the key of the case file: the program acting inside every compartment.
    pub fn key_holder(&self) -> Result<Actor> {
        self.look(|conn| {
            let mut statement = conn.prepare("SELECT id FROM compartment")?;
            let compartments = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            Ok(Actor::program().within(compartments))
        })
    }

    /// The accounts of people, by login.
    pub fn accounts(&self) -> Result<Vec<Account>> {
        self.look(|conn| {
            let mut statement = conn.prepare(&format!("{ACCOUNT} WHERE id <> ?1 ORDER BY login"))?;
            let mut rows = statement.query(params![Actor::PROGRAM])?;
            let mut accounts = Vec::new();
            while let Some(row) = rows.next()? {
                accounts.push(account(row)?);
            }
            Ok(accounts)
        })
    }

    pub fn account_by_login(&self, login: &str) -> Result<Option<Account>> {
        Ok(self.accounts()?.into_iter().find(|account| account.login == login))
    }

    /// Whether a user name is in use; the program's own account has one too.
    pub fn login_is_taken(&self, login: &str) -> Result<bool> {
        self.look(|conn| Ok(conn.prepare_cached("SELECT 1 FROM account WHERE login = ?1")?.exists(params![login])?))
    }

    pub fn add_account(&self, new: &NewAccount<'_>) -> Result<i64> {
        if !is_login(new.login) {
            return Err(Error::Refused("A user name has 1 to 40 letters, digits, dots, dashes or underscores.".into()));
        }
        self.keep(|tx| {
            let taken = tx.prepare("SELECT 1 FROM account WHERE login = ?1")?.exists(params![new.login])?;
            if taken {
                return Err(Error::Refused("That user name is taken.".into()));
            }
            tx.execute(
                "INSERT INTO account (login, name, role, admin, clearance, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![new.login, new.name, new.role.code(), new.admin, new.clearance.level(), now()],
            )?;
            Ok(tx.last_insert_rowid())
        })
    }

    /// Sets role, clearance and the admin flag. Takes effect at the account's next request.
    pub fn set_role(&self, account: i64, role: Role, clearance: Sensitivity, admin: bool) -> Result<()> {
        self.keep(|tx| {
            tx.execute(
                "UPDATE account SET role = ?2, clearance = ?3, admin = ?4 WHERE id = ?1",
                params![account, role.code(), clearance.level(), admin],
            )?;
            Ok(())
        })
    }

    /// Closes an account: sessions, tokens and links end with it. Its history stays.
    pub fn disable_account(&self, account: i64) -> Result<()> {
        self.keep(|tx| {
            tx.execute("UPDATE account SET disabled_at = ?2 WHERE id = ?1", params![account, now()])?;
            tx.execute("DELETE FROM session WHERE account_id = ?1", params![account])?;
            tx.execute("DELETE FROM one_time_link WHERE account_id = ?1", params![account])?;
            tx.execute(
                "UPDATE api_token SET revoked_at = ?2 WHERE account_id = ?1 AND revoked_at IS NULL",
                params![account, now()],
            )?;
            Ok(())
        })
    }

    pub fn set_password(&self, account: i64, phc: &str) -> Result<()> {
        self.keep(|tx| {
            tx.execute("UPDATE account SET password = ?2 WHERE id = ?1", params![account, phc])?;
            tx.execute("DELETE FROM session WHERE account_id = ?1", params![account])?;
            Ok(())
        })
    }

    pub fn set_language(&self, account: i64, lang: Lang) -> Result<()> {
        self.keep(|tx| {
            tx.execute("UPDATE account SET lang = ?2 WHERE id = ?1", params![account, lang.code()])?;
            Ok(())
        })
    }

    /// Starts a session and returns its cookie.
    pub fn start_session(&self, account: i64) -> Result<String> {
        let (token, csrf) = (random_token()?, random_token()?);
        self.keep(|tx| {
            let at = unix_now();
            tx.execute(
                "INSERT INTO session (token_hash, account_id, csrf, started_at, seen_at) VALUES (?1, ?2, ?3, ?4, ?4)",
                params![token_hash(&token), account, csrf, at],
            )?;
            tx.execute("UPDATE account SET last_sign_in = ?2 WHERE id = ?1", params![account, now()])?;
            tx.execute("DELETE FROM session WHERE started_at < ?1", params![at - 7 * 86_400])?;
            Ok(())
        })?;
        Ok(token)
    }

    /// The session of a cookie, if it is still in force.
    pub fn session(&self, token: &str, limits: SessionLimits) -> Result<Option<Session>> {
        let (hash, at) = (token_hash(token), unix_now());
        let found = self.look(|conn| {
            let row = conn
                .prepare_cached(
                    "SELECT account_id, csrf, seen_at FROM session
                      WHERE token_hash = ?1 AND started_at > ?2 AND seen_at > ?3",
                )?
                .query_row(params![hash, at - limits.absolute, at - limits.idle], |row| {
                    Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?))
                })
                .optional()?;
            let Some((id, csrf, seen)) = row else { return Ok(None) };
            let Some((account, viewer)) = open_account(conn, id)? else { return Ok(None) };
            Ok(Some((Session { viewer, name: account.name, lang: account.lang, csrf }, seen)))
        })?;
        let Some((session, seen)) = found else { return Ok(None) };
        if at - seen >= SEEN_EVERY {
            self.keep(|tx| {
                tx.execute("UPDATE session SET seen_at = ?2 WHERE token_hash = ?1", params![hash, at])?;
                Ok(())
            })?;
        }
        Ok(Some(session))
    }

    pub fn end_session(&self, token: &str) -> Result<()> {
        self.keep(|tx| {
            tx.execute("DELETE FROM session WHERE token_hash = ?1", params![token_hash(token)])?;
            Ok(())
        })
    }

    /// A token for the JSON API, shown once.
    pub fn create_api_token(&self, account: i64, label: &str) -> Result<String> {
        let token = random_token()?;
        self.keep(|tx| {
            tx.execute(
                "INSERT INTO api_token (token_hash, account_id, label, created_at) VALUES (?1, ?2, ?3, ?4)",
                params![token_hash(&token), account, label, now()],
            )?;
            Ok(())
        })?;
        Ok(token)
    }

    pub fn viewer_of_api_token(&self, token: &str) -> Result<Option<Viewer>> {
        self.look(|conn| {
            let account = conn
                .prepare_cached("SELECT account_id FROM api_token WHERE token_hash = ?1 AND revoked_at IS NULL")?
                .query_row(params![token_hash(token)], |row| row.get(0))
                .optional()?;
            Ok(match account {
                Some(account) => open_account(conn, account)?.map(|(_, viewer)| viewer),
                None => None,
            })
        })
    }

    /// A link that works once, until it expires.
    pub fn create_link(&self, purpose: LinkPurpose, account: Option<i64>, lifetime: i64) -> Result<String> {
        let token = random_token()?;
        self.keep(|tx| {
            tx.execute(
                "INSERT INTO one_time_link (token_hash, purpose, account_id, expires_at) VALUES (?1, ?2, ?3, ?4)",
                params![token_hash(&token), purpose.code(), account, unix_now() + lifetime],
            )?;
            Ok(())
        })?;
        Ok(token)
    }

    /// The account a link is for (`Some(None)`: the first account, still to be named), without using it up.
    pub fn link_account(&self, token: &str, purpose: LinkPurpose) -> Result<Option<Option<i64>>> {
        self.look(|conn| valid_link(conn, token, purpose))
    }

    /// Uses a link up. Of two uses at once, one finds it.
    pub fn use_link(&self, token: &str, purpose: LinkPurpose) -> Result<Option<Option<i64>>> {
        self.keep(|tx| {
            let found = valid_link(tx, token, purpose)?;
            tx.execute(
                "UPDATE one_time_link SET used_at = ?3 WHERE token_hash = ?1 AND purpose = ?2",
                params![token_hash(token), purpose.code(), unix_now()],
            )?;
            Ok(found)
        })
    }

    /// Makes links of earlier starts useless: only the last one printed works.
    pub fn drop_links(&self, purpose: LinkPurpose) -> Result<()> {
        self.keep(|tx| {
            tx.execute("DELETE FROM one_time_link WHERE purpose = ?1 AND account_id IS NULL", params![purpose.code()])?;
            Ok(())
        })
    }
}

/// Whether a text can be a user name: short, and of characters that can be typed and read out.
pub fn is_login(text: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    !text.is_empty() && text.chars().count() <= 40 && text.chars().all(allowed)
}

fn valid_link(conn: &Connection, token: &str, purpose: LinkPurpose) -> Result<Option<Option<i64>>> {
    Ok(conn
        .prepare_cached(
            "SELECT account_id FROM one_time_link WHERE token_hash = ?1 AND purpose = ?2 AND used_at IS NULL AND expires_at > ?3",
        )?
        .query_row(params![token_hash(token), purpose.code(), unix_now()], |row| row.get(0))
        .optional()?)
}

/// An account that may sign in, and what it may see.
fn open_account(conn: &Connection, id: i64) -> Result<Option<(Account, Viewer)>> {
    let mut statement = conn.prepare_cached(&format!("{ACCOUNT} WHERE id = ?1 AND disabled_at IS NULL"))?;
    let mut rows = statement.query(params![id])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let account = account(row)?;
    let compartments = conn
        .prepare_cached("SELECT compartment_id FROM account_compartment WHERE account_id = ?1")?
        .query_map(params![id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let viewer = Viewer { account: id, role: account.role, clearance: account.clearance, compartments };
    Ok(Some((account, viewer)))
}

fn account(row: &rusqlite::Row<'_>) -> Result<Account> {
    let (role, lang): (String, String) = (row.get(3)?, row.get(6)?);
    Ok(Account {
        id: row.get(0)?,
        login: row.get(1)?,
        name: row.get(2)?,
        role: Role::parse(&role).ok_or_else(|| Error::internal("unknown role"))?,
        admin: row.get(4)?,
        clearance: Sensitivity::from_level(row.get(5)?).ok_or_else(|| Error::internal("clearance out of range"))?,
        lang: Lang::parse(&lang).unwrap_or_default(),
        password: row.get(7)?,
        disabled: row.get(8)?,
    })
}
