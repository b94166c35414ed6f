//! Accounts and one-time links. Of every secret only a hash is kept.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use uuid::Uuid;

use super::row;
pub use super::row::NewAccount;
use crate::crypto::{random_token, token_hash};
use crate::domain::access::{Actor, Role, Viewer};
use crate::domain::account::Grant;
use crate::domain::lang::Lang;
use crate::domain::login;
use crate::domain::record::Sensitivity;
use crate::error::{Error, Result};
use crate::store::audit::chain::Ledger;
use crate::store::{Store, now, unix_now};

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
    pub has_second_factor: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Signs in at once: the demo.
    Enter,
    /// Lets the holder choose a password, and a user name for the first account.
    Setup,
}

impl LinkPurpose {
    pub(in crate::store) const ALL: [LinkPurpose; 2] = [LinkPurpose::Enter, LinkPurpose::Setup];

    pub(in crate::store) fn code(self) -> &'static str {
        match self {
            LinkPurpose::Enter => "enter",
            LinkPurpose::Setup => "setup",
        }
    }
}

const ACCOUNT: &str = "SELECT id, login, name, role, admin, clearance, lang, c.password, disabled_at IS NOT NULL,
            c.second_factor IS NOT NULL FROM account LEFT JOIN credential c ON c.account_id = id";

/// Begins the history of a new case file, with the account of the program itself.
pub(in crate::store) fn create_program_account(conn: &mut Connection) -> Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let uid = Uuid::now_v7();
    let ledger = Ledger::begin(&tx, uid, now(), "A new case file", ("init", None))?;
    row::insert_program(&tx, &ledger, uid)?;
    tx.commit()?;
    Ok(())
}

impl Store {
    /// Whoever holds the key of the case file: the program acting inside every compartment.
    pub fn key_holder(&self) -> Result<Actor> {
        self.read_meta(|conn| {
            let mut statement = conn.prepare("SELECT id FROM compartment")?;
            let compartments = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            Ok(Actor::program().within(compartments))
        })
    }

    /// The accounts of people, by login.
    pub fn accounts(&self) -> Result<Vec<Account>> {
        self.read_meta(|conn| {
            let mut statement = conn.prepare(&format!("{ACCOUNT} WHERE id <> ?1 ORDER BY login"))?;
            let mut rows = statement.query(params![Actor::PROGRAM])?;
            let mut accounts = Vec::new();
            while let Some(row) = rows.next()? {
                accounts.push(account(row)?);
            }
            Ok(accounts)
        })
    }

    /// The account that a user name means, in whichever case and script it was typed. Where an older program made two
    /// that look alike, each is the one of its own letters.
    pub fn account_by_login(&self, typed: &str) -> Result<Option<Account>> {
        let (mut accounts, look) = (self.accounts()?, login::look(typed));
        accounts.retain(|account| login::look(&account.login) == look);
        let same = |login: &str| accounts.iter().position(|account| account.login == login);
        let only = (accounts.len() == 1).then_some(0);
        let found = same(typed.trim()).or_else(|| same(&login::prepared(typed))).or(only);
        Ok(found.map(|index| accounts.swap_remove(index)))
    }

    /// Whether a user name is in use, or one that looks like it; the program's own account has one too.
    pub fn login_is_taken(&self, login: &str) -> Result<bool> {
        self.read_meta(|conn| row::is_taken(conn, login))
    }

    pub fn add_account(&self, new: &NewAccount<'_>) -> Result<i64> {
        if !login::is_login(&login::prepared(new.login)) {
            return Err(Error::Refused("A user name has 1 to 40 letters, digits, dots, dashes or underscores.".into()));
        }
        if self.login_is_taken(new.login)? {
            return Err(Error::Refused("That user name is taken.".into()));
        }
        self.administer(Actor::PROGRAM, "", |tx, ledger| row::add(tx, ledger, new))
    }

    /// Sets role, clearance and the admin flag. Takes effect at the account's next request.
    pub fn set_role(&self, account: i64, role: Role, clearance: Sensitivity, admin: bool) -> Result<()> {
        let grant = Grant { role, clearance, admin };
        self.administer(Actor::PROGRAM, "", |tx, ledger| row::grant(tx, ledger, (Actor::PROGRAM, account), grant))
    }

    /// Closes an account: sessions, tokens and links end with it. Its history stays.
    pub fn disable_account(&self, account: i64) -> Result<()> {
        self.administer(Actor::PROGRAM, "", |tx, ledger| row::disable(tx, ledger, (Actor::PROGRAM, account)))
    }

    pub fn set_password(&self, account: i64, phc: &str) -> Result<()> {
        self.write_meta(|tx| {
            put_password(tx, account, Some(phc))?;
            row::end_sign_ins(tx, account)
        })
    }

    pub fn set_language(&self, account: i64, lang: Lang) -> Result<()> {
        self.administer(account, "", |tx, ledger| row::choose_language(tx, ledger, account, lang))
    }

    /// A link that works once, until it expires.
    pub fn create_link(&self, purpose: LinkPurpose, account: Option<i64>, lifetime: i64) -> Result<String> {
        self.write_meta(|tx| new_link(tx, purpose, account, lifetime))
    }

    /// The account a link is for (`Some(None)`: the first account, still to be named), without using it up.
    pub fn link_account(&self, token: &str, purpose: LinkPurpose) -> Result<Option<Option<i64>>> {
        self.read_meta(|conn| valid_link(conn, token, purpose))
    }

    /// Uses a link up. Of two uses at once, one finds it.
    pub fn use_link(&self, token: &str, purpose: LinkPurpose) -> Result<Option<Option<i64>>> {
        self.write_meta(|tx| {
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
        self.write_meta(|tx| {
            tx.execute("DELETE FROM one_time_link WHERE purpose = ?1 AND account_id IS NULL", params![purpose.code()])?;
            Ok(())
        })
    }
}

/// A new password, or none any more.
pub(in crate::store) fn put_password(tx: &Transaction<'_>, account: i64, phc: Option<&str>) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO credential (account_id, password) VALUES (?1, ?2)
         ON CONFLICT (account_id) DO UPDATE SET password = excluded.password",
    )?
    .execute(params![account, phc])?;
    Ok(())
}

pub(in crate::store) fn new_link(
    tx: &Transaction<'_>,
    purpose: LinkPurpose,
    account: Option<i64>,
    lifetime: i64,
) -> Result<String> {
    let token = random_token()?;
    tx.execute(
        "INSERT INTO one_time_link (token_hash, purpose, account_id, expires_at) VALUES (?1, ?2, ?3, ?4)",
        params![token_hash(&token), purpose.code(), account, unix_now() + lifetime],
    )?;
    Ok(token)
}

fn valid_link(conn: &Connection, token: &str, purpose: LinkPurpose) -> Result<Option<Option<i64>>> {
    Ok(conn
        .prepare_cached(
            "SELECT account_id FROM one_time_link WHERE token_hash = ?1 AND purpose = ?2 AND used_at IS NULL AND expires_at > ?3",
        )?
        .query_row(params![token_hash(token), purpose.code(), unix_now()], |row| row.get(0))
        .optional()?)
}

pub(in crate::store) fn account_of(conn: &Connection, id: i64) -> Result<Option<Account>> {
    let mut statement = conn.prepare_cached(&format!("{ACCOUNT} WHERE id = ?1"))?;
    let mut rows = statement.query(params![id])?;
    rows.next()?.map(account).transpose()
}

/// An account that may sign in, and what it may see.
pub(in crate::store) fn open_account(conn: &Connection, id: i64) -> Result<Option<(Account, Viewer)>> {
    let Some(account) = account_of(conn, id)?.filter(|account| !account.disabled) else { return Ok(None) };
    let compartments = conn
        .prepare_cached("SELECT compartment_id FROM account_compartment WHERE account_id = ?1")?
        .query_map(params![id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let viewer = Viewer {
        account: id,
        role: account.role,
        admin: account.admin,
        clearance: account.clearance,
        compartments,
        lang: None,
    };
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
        has_second_factor: row.get(9)?,
    })
}
