//! What administrators do to accounts and compartments; each step is written down, and never rewritten.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::account::{LinkPurpose, NewAccount, new_link, put_password};
use super::audit::chain::{Action, Bytes, Change, Ledger, Subject};
use super::audit::content::account_uid;
use super::second_factor::drop_second_factor;
use super::{Store, now};
use crate::domain::access::{Actor, Role};
use crate::domain::account::{Compartment, Grant, ListedAccount};
use crate::domain::lang::Lang;
use crate::domain::record::Sensitivity;
use crate::error::{Error, Result, Say};

/// How long a set-up link works, in seconds.
const WEEK: i64 = 7 * 86_400;

impl Store {
    /// Adds an account and returns the token of its set-up link.
    pub fn invite(&self, by: i64, new: &NewAccount<'_>) -> Result<String> {
        self.administer(by, "", |tx, ledger| {
            let account = add(tx, ledger, new)?;
            new_link(tx, LinkPurpose::Setup, Some(account), WEEK)
        })
    }

    /// Sets role, clearance and the admin flag. Takes effect at the account's next request.
    pub fn grant(&self, by: i64, account: i64, after: Grant) -> Result<()> {
        self.administer(by, "", |tx, ledger| grant(tx, ledger, (by, account), after))
    }

    pub fn disable(&self, by: i64, account: i64) -> Result<()> {
        self.administer(by, "", |tx, ledger| disable(tx, ledger, (by, account)))
    }

    /// Takes password and sessions away and returns the token of a new set-up link; earlier links end. A lost
    /// password is no lost telephone: the second factor stays, unless it is to go as well.
    pub fn reset_account(&self, by: i64, account: i64, second_factor_too: bool) -> Result<String> {
        self.administer(by, "", |tx, ledger| {
            if second_factor_too {
                drop_second_factor(tx, ledger, account)?;
            }
            put_password(tx, account, None)?;
            end_sign_ins(tx, account)?;
            tx.execute("DELETE FROM one_time_link WHERE account_id = ?1", params![account])?;
            note(tx, ledger, account, "reset")?;
            new_link(tx, LinkPurpose::Setup, Some(account), WEEK)
        })
    }

    /// Ends a session of somebody, or all of them.
    pub fn end_sessions_by(&self, by: i64, account: i64, session: Option<i64>) -> Result<()> {
        self.administer(by, "", |tx, ledger| {
            let ended = tx.execute(
                "DELETE FROM session WHERE account_id = ?1 AND (?2 IS NULL OR id = ?2)",
                params![account, session],
            )?;
            if ended > 0 { note(tx, ledger, account, "sessions_ended") } else { Ok(()) }
        })
    }

    pub fn make_compartment(&self, by: i64, name: &str) -> Result<()> {
        self.administer(by, "", |tx, ledger| {
            if tx.prepare("SELECT 1 FROM compartment WHERE name = ?1")?.exists(params![name])? {
                return Err(Error::invalid("compartment", Say::new("err-compartment-taken")));
            }
            insert_compartment(tx, ledger, name).map(drop)
        })
    }

    /// Puts an account into these compartments and takes it out of all others.
    pub fn set_compartments(&self, by: i64, account: i64, inside: &[i64]) -> Result<()> {
        self.administer(by, "", |tx, ledger| {
            let before = inside_of(tx, account)?;
            tx.execute("DELETE FROM account_compartment WHERE account_id = ?1", params![account])?;
            let mut insert = tx.prepare_cached(
                "INSERT OR IGNORE INTO account_compartment SELECT ?1, id FROM compartment WHERE id = ?2",
            )?;
            for compartment in inside {
                insert.execute(params![account, compartment])?;
            }
            let after = inside_of(tx, account)?;
            if before == after {
                return Ok(());
            }
            log(tx, ledger, account, Action::Update, json!({ "compartments": after }))
        })
    }

    /// The accounts of people, by user name.
    pub fn listed_accounts(&self) -> Result<Vec<ListedAccount>> {
        self.read_meta(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT id, login, role, clearance, admin, disabled_at IS NOT NULL, c.password IS NOT NULL, c.last_sign_in,
                        c.second_factor IS NOT NULL
                   FROM account LEFT JOIN credential c ON c.account_id = id WHERE id <> ?1 ORDER BY login",
            )?;
            let mut rows = statement.query(params![Actor::PROGRAM])?;
            let mut accounts = Vec::new();
            while let Some(row) = rows.next()? {
                accounts.push(ListedAccount {
                    id: row.get(0)?,
                    login: row.get(1)?,
                    grant: grant_of(&row.get::<_, String>(2)?, row.get(3)?, row.get(4)?)?,
                    disabled: row.get(5)?,
                    is_set_up: row.get(6)?,
                    last_sign_in: row.get(7)?,
                    has_second_factor: row.get(8)?,
                });
            }
            Ok(accounts)
        })
    }

    /// The compartments with their members, by name.
    pub fn compartments(&self) -> Result<Vec<Compartment>> {
        self.read_meta(|conn| {
            let mut statement = conn.prepare_cached("SELECT id, name FROM compartment ORDER BY name")?;
            let mut members = conn.prepare_cached(
                "SELECT login FROM account_compartment JOIN account ON account.id = account_id
                  WHERE compartment_id = ?1 ORDER BY login",
            )?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let mut compartments = Vec::new();
            for row in rows {
                let (id, name): (i64, String) = row?;
                let members = members.query_map(params![id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
                compartments.push(Compartment { id, name, members });
            }
            Ok(compartments)
        })
    }
}

/// The row of the program's own account, which is nobody's to sign in with.
pub(super) fn insert_program(tx: &Connection, ledger: &Ledger<'_>, uid: Uuid) -> Result<()> {
    tx.execute(
        "INSERT INTO account (id, uid, login, name, role, clearance, created_at, disabled_at)
         VALUES (?1, ?2, 'habeas', 'Habeas', 'editor', 3, ?3, ?3)",
        params![ledger.next_id(), uid.as_bytes(), ledger.at()],
    )?;
    let content = json!({ "login": "habeas", "name": "Habeas", "role": "editor", "clearance": 3, "admin": false, "lang": "en",
                          "disabled": true });
    append(ledger, "account", uid, Action::Create, content)
}

/// The row of an account as it is new.
pub(super) fn insert_account(tx: &Connection, ledger: &Ledger<'_>, new: &NewAccount<'_>, lang: Lang) -> Result<i64> {
    let (id, uid) = (ledger.next_id(), Uuid::now_v7());
    tx.execute(
        "INSERT INTO account (id, uid, login, name, role, admin, clearance, lang, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            id,
            uid.as_bytes(),
            new.login,
            new.name,
            new.role.code(),
            new.admin,
            new.clearance.level(),
            lang.code(),
            ledger.at()
        ],
    )?;
    let content = json!({ "login": new.login, "name": new.name, "role": new.role.code(), "admin": new.admin,
                          "clearance": new.clearance.level(), "lang": lang.code() });
    append(ledger, "account", uid, Action::Create, content)?;
    Ok(id)
}

pub(super) fn insert_compartment(tx: &Connection, ledger: &Ledger<'_>, name: &str) -> Result<i64> {
    let (id, uid) = (ledger.next_id(), Uuid::now_v7());
    tx.execute("INSERT INTO compartment (id, uid, name) VALUES (?1, ?2, ?3)", params![id, uid.as_bytes(), name])?;
    append(ledger, "compartment", uid, Action::Create, json!({ "name": name }))?;
    Ok(id)
}

pub(super) fn add(tx: &Transaction<'_>, ledger: &Ledger<'_>, new: &NewAccount<'_>) -> Result<i64> {
    if tx.prepare("SELECT 1 FROM account WHERE login = ?1")?.exists(params![new.login])? {
        return Err(Error::invalid("login", Say::new("err-login-taken")));
    }
    insert_account(tx, ledger, new, Lang::default())
}

pub(super) fn grant(tx: &Transaction<'_>, ledger: &Ledger<'_>, (by, account): (i64, i64), after: Grant) -> Result<()> {
    let before = tx
        .prepare_cached("SELECT role, clearance, admin FROM account WHERE id = ?1")?
        .query_row(params![account], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((role, clearance, admin)) = before else { return Err(Error::NotFound) };
    if grant_of(&role, clearance, admin)? == after {
        return Ok(());
    }
    set_grant(tx, ledger, account, after)?;
    an_administrator_is_left(tx, by)
}

/// What an account may do and see is one: a change of a part says all of it.
pub(super) fn set_grant(tx: &Connection, ledger: &Ledger<'_>, account: i64, after: Grant) -> Result<()> {
    let (role, clearance) = (after.role.code(), after.clearance.level());
    tx.execute(
        "UPDATE account SET role = ?2, clearance = ?3, admin = ?4 WHERE id = ?1",
        params![account, role, clearance, after.admin],
    )?;
    let content = json!({ "role": role, "clearance": clearance, "admin": after.admin });
    log(tx, ledger, account, Action::Update, content)
}

/// Closes an account: sessions, tokens and links end with it. Its history stays.
pub(super) fn disable(tx: &Transaction<'_>, ledger: &Ledger<'_>, (by, account): (i64, i64)) -> Result<()> {
    end_sign_ins(tx, account)?;
    tx.execute("DELETE FROM one_time_link WHERE account_id = ?1", params![account])?;
    tx.execute(
        "UPDATE api_token SET revoked_at = ?2 WHERE account_id = ?1 AND revoked_at IS NULL",
        params![account, now()],
    )?;
    if set_disabled(tx, account, ledger.at())? {
        log(tx, ledger, account, Action::Update, json!({ "disabled": true }))?;
    }
    an_administrator_is_left(tx, by)
}

/// Whether it was open until now.
pub(super) fn set_disabled(tx: &Connection, account: i64, at: &str) -> Result<bool> {
    let sql = "UPDATE account SET disabled_at = ?2 WHERE id = ?1 AND disabled_at IS NULL";
    Ok(tx.execute(sql, params![account, at])? > 0)
}

pub(super) fn choose_language(tx: &Transaction<'_>, ledger: &Ledger<'_>, account: i64, lang: Lang) -> Result<()> {
    let sql = "UPDATE account SET lang = ?2 WHERE id = ?1 AND lang <> ?2";
    if tx.execute(sql, params![account, lang.code()])? == 0 {
        return Ok(());
    }
    log(tx, ledger, account, Action::Update, json!({ "lang": lang.code() }))
}

/// Whoever holds the key can always make another one by a command; in the browser nobody could.
fn an_administrator_is_left(tx: &Transaction<'_>, by: i64) -> Result<()> {
    let left = tx.prepare("SELECT 1 FROM account WHERE admin = 1 AND disabled_at IS NULL")?.exists([])?;
    if left || by == Actor::PROGRAM { Ok(()) } else { Err(Error::invalid("admin", Say::new("err-last-admin"))) }
}

/// Ends the sessions of an account, and the sign-ins that wait for a code.
pub(super) fn end_sign_ins(tx: &Transaction<'_>, account: i64) -> Result<()> {
    tx.execute("DELETE FROM session WHERE account_id = ?1", params![account])?;
    tx.execute("DELETE FROM awaited_code WHERE account_id = ?1", params![account])?;
    Ok(())
}

/// Writes down what was done to an account that its row does not show.
pub(super) fn note(tx: &Connection, ledger: &Ledger<'_>, account: i64, event: &str) -> Result<()> {
    log(tx, ledger, account, Action::Update, json!({ "event": event }))
}

pub(super) fn log(tx: &Connection, ledger: &Ledger<'_>, account: i64, action: Action, content: Json) -> Result<()> {
    append(ledger, "account", account_uid(tx, account)?, action, content)
}

fn append(ledger: &Ledger<'_>, table: &str, uid: Uuid, action: Action, content: Json) -> Result<()> {
    let content = match content {
        Json::Object(content) => content,
        _ => return Err(Error::internal("the content of a change is no object")),
    };
    ledger.append(Change { table, subject: &Subject::Uid(uid), row: None, action, content }).map(drop)
}

/// The uids of the compartments an account is in, in order.
pub(super) fn inside_of(tx: &Connection, account: i64) -> Result<Vec<String>> {
    let mut statement = tx.prepare_cached(
        "SELECT c.uid FROM account_compartment a JOIN compartment c ON c.id = a.compartment_id WHERE a.account_id = ?1
          ORDER BY c.uid",
    )?;
    let uids = statement.query_map(params![account], |row| Ok(row.get::<_, Bytes>(0)?.0.to_string()))?;
    Ok(uids.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn grant_of(role: &str, clearance: i64, admin: bool) -> Result<Grant> {
    let role = Role::parse(role).ok_or_else(|| Error::internal("unknown role"))?;
    let clearance = Sensitivity::from_level(clearance).ok_or_else(|| Error::internal("clearance out of range"))?;
    Ok(Grant { role, clearance, admin })
}
