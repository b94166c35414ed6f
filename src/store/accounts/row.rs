//! The rows of accounts and compartments: none is written without the change that tells of it.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::domain::access::{Actor, Role};
use crate::domain::account::Grant;
use crate::domain::lang::Lang;
use crate::domain::login;
use crate::domain::record::Sensitivity;
use crate::error::{Error, Message, Result};
use crate::store::audit::chain::{Action, Bytes, Change, Ledger, Subject};
use crate::store::audit::content::account_uid;
use crate::store::now;

/// What a new account is made of.
pub struct NewAccount<'a> {
    pub login: &'a str,
    pub name: &'a str,
    pub role: Role,
    pub admin: bool,
    pub clearance: Sensitivity,
}

/// The row of the program's own account, which is nobody's to sign in with.
pub(in crate::store) fn insert_program(tx: &Connection, ledger: &Ledger<'_>, uid: Uuid) -> Result<()> {
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
pub(in crate::store) fn insert_account(
    tx: &Connection,
    ledger: &Ledger<'_>,
    new: &NewAccount<'_>,
    lang: Lang,
) -> Result<i64> {
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

pub(in crate::store) fn insert_compartment(tx: &Connection, ledger: &Ledger<'_>, name: &str) -> Result<i64> {
    let (id, uid) = (ledger.next_id(), Uuid::now_v7());
    tx.execute("INSERT INTO compartment (id, uid, name) VALUES (?1, ?2, ?3)", params![id, uid.as_bytes(), name])?;
    append(ledger, "compartment", uid, Action::Create, json!({ "name": name }))?;
    Ok(id)
}

/// Adds an account, under its user name as it is kept.
pub(in crate::store) fn add(tx: &Transaction<'_>, ledger: &Ledger<'_>, new: &NewAccount<'_>) -> Result<i64> {
    let login = login::prepared(new.login);
    if !login::is_login(&login) {
        return Err(Error::invalid("login", Message::new("err-login")));
    }
    if is_taken(tx, &login)? {
        return Err(Error::invalid("login", Message::new("err-login-taken")));
    }
    insert_account(tx, ledger, &NewAccount { login: &login, ..*new }, Lang::default())
}

/// Whether an account has this user name, or one that looks like it.
pub(in crate::store) fn is_taken(conn: &Connection, login: &str) -> Result<bool> {
    let look = login::look(login);
    let mut statement = conn.prepare_cached("SELECT login FROM account")?;
    let logins = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(logins.iter().any(|known| login::look(known) == look))
}

pub(in crate::store) fn grant(
    tx: &Transaction<'_>,
    ledger: &Ledger<'_>,
    (by, account): (i64, i64),
    after: Grant,
) -> Result<()> {
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
pub(in crate::store) fn set_grant(tx: &Connection, ledger: &Ledger<'_>, account: i64, after: Grant) -> Result<()> {
    let (role, clearance) = (after.role.code(), after.clearance.level());
    tx.execute(
        "UPDATE account SET role = ?2, clearance = ?3, admin = ?4 WHERE id = ?1",
        params![account, role, clearance, after.admin],
    )?;
    let content = json!({ "role": role, "clearance": clearance, "admin": after.admin });
    log(tx, ledger, account, Action::Update, content)
}

/// Closes an account: sessions, tokens and links end with it. Its history stays.
pub(in crate::store) fn disable(tx: &Transaction<'_>, ledger: &Ledger<'_>, (by, account): (i64, i64)) -> Result<()> {
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
pub(in crate::store) fn set_disabled(tx: &Connection, account: i64, at: &str) -> Result<bool> {
    let sql = "UPDATE account SET disabled_at = ?2 WHERE id = ?1 AND disabled_at IS NULL";
    Ok(tx.execute(sql, params![account, at])? > 0)
}

pub(in crate::store) fn choose_language(
    tx: &Transaction<'_>,
    ledger: &Ledger<'_>,
    account: i64,
    lang: Lang,
) -> Result<()> {
    let sql = "UPDATE account SET lang = ?2 WHERE id = ?1 AND lang <> ?2";
    if tx.execute(sql, params![account, lang.code()])? == 0 {
        return Ok(());
    }
    log(tx, ledger, account, Action::Update, json!({ "lang": lang.code() }))
}

/// Whoever holds the key can always make another one by a command; in the browser nobody could.
fn an_administrator_is_left(tx: &Transaction<'_>, by: i64) -> Result<()> {
    let left = tx.prepare("SELECT 1 FROM account WHERE admin = 1 AND disabled_at IS NULL")?.exists([])?;
    if left || by == Actor::PROGRAM { Ok(()) } else { Err(Error::invalid("admin", Message::new("err-last-admin"))) }
}

/// Ends the sessions of an account, and the sign-ins that wait for a code.
pub(in crate::store) fn end_sign_ins(tx: &Transaction<'_>, account: i64) -> Result<()> {
    tx.execute("DELETE FROM session WHERE account_id = ?1", params![account])?;
    tx.execute("DELETE FROM awaited_code WHERE account_id = ?1", params![account])?;
    Ok(())
}

/// Writes down what was done to an account that its row does not show.
pub(in crate::store) fn note(tx: &Connection, ledger: &Ledger<'_>, account: i64, event: &str) -> Result<()> {
    log(tx, ledger, account, Action::Update, json!({ "event": event }))
}

pub(in crate::store) fn log(
    tx: &Connection,
    ledger: &Ledger<'_>,
    account: i64,
    action: Action,
    content: Json,
) -> Result<()> {
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
pub(in crate::store) fn inside_of(tx: &Connection, account: i64) -> Result<Vec<String>> {
    let mut statement = tx.prepare_cached(
        "SELECT c.uid FROM account_compartment a JOIN compartment c ON c.id = a.compartment_id WHERE a.account_id = ?1
          ORDER BY c.uid",
    )?;
    let uids = statement.query_map(params![account], |row| Ok(row.get::<_, Bytes>(0)?.0.to_string()))?;
    Ok(uids.collect::<rusqlite::Result<_>>()?)
}

pub(in crate::store) fn grant_of(role: &str, clearance: i64, admin: bool) -> Result<Grant> {
    let role = Role::parse(role).ok_or_else(|| Error::internal("unknown role"))?;
    let clearance = Sensitivity::from_level(clearance).ok_or_else(|| Error::internal("clearance out of range"))?;
    Ok(Grant { role, clearance, admin })
}
