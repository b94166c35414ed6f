//! What administrators do to accounts and compartments; each step is written down, and never rewritten.

use rusqlite::{OptionalExtension, Transaction, params};

use super::account::{LinkPurpose, NewAccount, new_link};
use super::second_factor::drop_second_factor;
use super::{Store, now};
use crate::domain::access::{Actor, Role};
use crate::domain::account::{AccountChange, Compartment, Event, Grant, ListedAccount};
use crate::domain::record::Sensitivity;
use crate::error::{Error, Result, Say};

/// How long a set-up link works, in seconds.
const WEEK: i64 = 7 * 86_400;
/// Changes on one page.
pub const CHANGES: i64 = 100;

impl Store {
    /// Adds an account and returns the token of its set-up link.
    pub fn invite(&self, by: i64, new: &NewAccount<'_>) -> Result<String> {
        self.keep(|tx| {
            let account = add(tx, by, new)?;
            new_link(tx, LinkPurpose::Setup, Some(account), WEEK)
        })
    }

    /// Sets role, clearance and the admin flag. Takes effect at the account's next request.
    pub fn grant(&self, by: i64, account: i64, after: Grant) -> Result<()> {
        self.keep(|tx| grant(tx, by, account, after))
    }

    pub fn disable(&self, by: i64, account: i64) -> Result<()> {
        self.keep(|tx| disable(tx, by, account))
    }

    /// Takes password and sessions away and returns the token of a new set-up link; earlier links end. A lost
    /// password is no lost telephone: the second factor stays, unless it is to go as well.
    pub fn reset_account(&self, by: i64, account: i64, second_factor_too: bool) -> Result<String> {
        self.keep(|tx| {
            if second_factor_too {
                drop_second_factor(tx, by, account)?;
            }
            tx.execute("UPDATE account SET password = NULL WHERE id = ?1", params![account])?;
            end_sign_ins(tx, account)?;
            tx.execute("DELETE FROM one_time_link WHERE account_id = ?1", params![account])?;
            note(tx, by, Some(account), &Event::Reset)?;
            new_link(tx, LinkPurpose::Setup, Some(account), WEEK)
        })
    }

    /// Ends a session of somebody, or all of them.
    pub fn end_sessions_by(&self, by: i64, account: i64, session: Option<i64>) -> Result<()> {
        self.keep(|tx| {
            let ended = tx.execute(
                "DELETE FROM session WHERE account_id = ?1 AND (?2 IS NULL OR id = ?2)",
                params![account, session],
            )?;
            if ended > 0 { note(tx, by, Some(account), &Event::SessionsEnded) } else { Ok(()) }
        })
    }

    pub fn make_compartment(&self, by: i64, name: &str) -> Result<()> {
        self.keep(|tx| {
            if tx.prepare("SELECT 1 FROM compartment WHERE name = ?1")?.exists(params![name])? {
                return Err(Error::invalid("compartment", Say::new("err-compartment-taken")));
            }
            tx.execute("INSERT INTO compartment (name) VALUES (?1)", params![name])?;
            note(tx, by, None, &Event::CompartmentMade { compartment: name.to_owned() })
        })
    }

    /// Puts an account into these compartments and takes it out of all others.
    pub fn set_compartments(&self, by: i64, account: i64, inside: &[i64]) -> Result<()> {
        self.keep(|tx| {
            let mut statement = tx.prepare(
                "SELECT id, name, EXISTS (SELECT 1 FROM account_compartment WHERE compartment_id = id AND account_id = ?1)
                   FROM compartment ORDER BY name",
            )?;
            let rows = statement.query_map(params![account], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            let known: Vec<(i64, String, bool)> = rows.collect::<rusqlite::Result<_>>()?;
            for (id, compartment, was) in known {
                let event = match (was, inside.contains(&id)) {
                    (false, true) => {
                        tx.execute("INSERT INTO account_compartment VALUES (?1, ?2)", params![account, id])?;
                        Event::Entered { compartment }
                    }
                    (true, false) => {
                        let sql = "DELETE FROM account_compartment WHERE account_id = ?1 AND compartment_id = ?2";
                        tx.execute(sql, params![account, id])?;
                        Event::Left { compartment }
                    }
                    _ => continue,
                };
                note(tx, by, Some(account), &event)?;
            }
            Ok(())
        })
    }

    /// The accounts of people, by user name.
    pub fn listed_accounts(&self) -> Result<Vec<ListedAccount>> {
        self.look(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT id, login, role, clearance, admin, disabled_at IS NOT NULL, password IS NOT NULL, last_sign_in,
                        second_factor IS NOT NULL
                   FROM account WHERE id <> ?1 ORDER BY login",
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
        self.look(|conn| {
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

    /// Who gave whom what, the newest first: a page of changes older than `before`, and of one account if one is named.
    pub fn account_changes(&self, of: Option<i64>, before: Option<i64>) -> Result<Vec<AccountChange>> {
        self.look(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT c.id, c.at, b.login, a.login, c.what FROM account_change c
                   JOIN account b ON b.id = c.by_account LEFT JOIN account a ON a.id = c.account_id
                  WHERE (?1 IS NULL OR c.account_id = ?1) AND (?2 IS NULL OR c.id < ?2)
                  ORDER BY c.id DESC LIMIT ?3",
            )?;
            let mut rows = statement.query(params![of, before, CHANGES])?;
            let mut changes = Vec::new();
            while let Some(row) = rows.next()? {
                let event = serde_json::from_str(&row.get::<_, String>(4)?).map_err(Error::internal)?;
                let (id, at, by, of) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
                changes.push(AccountChange { id, at, by, of, event });
            }
            Ok(changes)
        })
    }
}

pub(super) fn add(tx: &Transaction<'_>, by: i64, new: &NewAccount<'_>) -> Result<i64> {
    if tx.prepare("SELECT 1 FROM account WHERE login = ?1")?.exists(params![new.login])? {
        return Err(Error::invalid("login", Say::new("err-login-taken")));
    }
    tx.execute(
        "INSERT INTO account (login, name, role, admin, clearance, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![new.login, new.name, new.role.code(), new.admin, new.clearance.level(), now()],
    )?;
    let account = tx.last_insert_rowid();
    let grant = Grant { role: new.role, clearance: new.clearance, admin: new.admin };
    note(tx, by, Some(account), &Event::Added { grant })?;
    Ok(account)
}

pub(super) fn grant(tx: &Transaction<'_>, by: i64, account: i64, after: Grant) -> Result<()> {
    let before = tx
        .prepare_cached("SELECT role, clearance, admin FROM account WHERE id = ?1")?
        .query_row(params![account], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((role, clearance, admin)) = before else { return Err(Error::NotFound) };
    let before = grant_of(&role, clearance, admin)?;
    if before == after {
        return Ok(());
    }
    tx.execute(
        "UPDATE account SET role = ?2, clearance = ?3, admin = ?4 WHERE id = ?1",
        params![account, after.role.code(), after.clearance.level(), after.admin],
    )?;
    note(tx, by, Some(account), &Event::Granted { before, after })?;
    an_administrator_is_left(tx, by)
}

/// Closes an account: sessions, tokens and links end with it. Its history stays.
pub(super) fn disable(tx: &Transaction<'_>, by: i64, account: i64) -> Result<()> {
    tx.execute("UPDATE account SET disabled_at = ?2 WHERE id = ?1", params![account, now()])?;
    end_sign_ins(tx, account)?;
    tx.execute("DELETE FROM one_time_link WHERE account_id = ?1", params![account])?;
    tx.execute(
        "UPDATE api_token SET revoked_at = ?2 WHERE account_id = ?1 AND revoked_at IS NULL",
        params![account, now()],
    )?;
    note(tx, by, Some(account), &Event::Disabled)?;
    an_administrator_is_left(tx, by)
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

pub(super) fn note(tx: &Transaction<'_>, by: i64, account: Option<i64>, event: &Event) -> Result<()> {
    let what = serde_json::to_string(event).map_err(Error::internal)?;
    tx.execute(
        "INSERT INTO account_change (at, by_account, account_id, what) VALUES (?1, ?2, ?3, ?4)",
        params![now(), by, account, what],
    )?;
    Ok(())
}

fn grant_of(role: &str, clearance: i64, admin: bool) -> Result<Grant> {
    let role = Role::parse(role).ok_or_else(|| Error::internal("unknown role"))?;
    let clearance = Sensitivity::from_level(clearance).ok_or_else(|| Error::internal("clearance out of range"))?;
    Ok(Grant { role, clearance, admin })
}
