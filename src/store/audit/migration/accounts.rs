//! What was done to accounts and compartments, out of the list that schema 2 kept of it.

use rusqlite::params;
use serde_json::{Value as Json, json};

use super::Bringing;
use crate::domain::access::Role;
use crate::domain::account::{Event, Grant};
use crate::domain::lang::Lang;
use crate::domain::record::Sensitivity;
use crate::error::{Error, Result};
use crate::store::accounts::account::NewAccount;
use crate::store::accounts::row::{self as admin, grant_of};
use crate::store::audit::chain::Action;

/// An account as schema 2 has it: user name, name, grant, language, when it was made and closed.
struct Old {
    login: String,
    name: String,
    grant: Grant,
    lang: Lang,
    created_at: String,
}

impl Bringing<'_> {
    /// Accounts whose making is in no list begin with the file.
    pub(super) fn accounts_of_old(&mut self) -> Result<()> {
        let mut unlisted = self.conn.prepare(
            "SELECT id FROM old_account WHERE id <> 1 AND id NOT IN (SELECT account_id FROM old_account_change
               WHERE account_id IS NOT NULL AND what ->> 'action' = 'added') ORDER BY id",
        )?;
        let ids: Vec<i64> = unlisted.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        for id in ids {
            let old = self.old_account(id)?;
            self.within(&old.created_at, 1, "")?;
            self.add_account(id, &old, old.grant)?;
        }
        let mut unlisted = self.conn.prepare(
            "SELECT id, name FROM old_compartment WHERE name NOT IN (SELECT what ->> 'compartment' FROM old_account_change
               WHERE what ->> 'action' = 'compartment_made') ORDER BY id",
        )?;
        let found = unlisted.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
        for row in found.collect::<rusqlite::Result<Vec<_>>>()? {
            self.add_compartment(row.0, &row.1)?;
        }
        Ok(())
    }

    fn old_account(&self, id: i64) -> Result<Old> {
        let (login, name, role, clearance, admin, lang, created_at): (_, _, String, _, _, String, _) = self
            .conn
            .prepare_cached(
                "SELECT login, name, role, clearance, admin, lang, created_at FROM old_account WHERE id = ?1",
            )?
            .query_row(params![id], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?))
            })?;
        let (grant, lang) = (grant_of(&role, clearance, admin)?, Lang::parse(&lang).unwrap_or_default());
        Ok(Old { login, name, grant, lang, created_at })
    }

    fn add_account(&self, id: i64, old: &Old, grant: Grant) -> Result<()> {
        let Grant { role, clearance, admin } = grant;
        let new = NewAccount { login: &old.login, name: &old.name, role, admin, clearance };
        let account = admin::insert_account(self.conn, self.ledger()?, &new, old.lang)?;
        let uid = crate::store::audit::content::account_uid(self.conn, account)?;
        self.put("account", id, account, uid)
    }

    fn add_compartment(&self, id: i64, name: &str) -> Result<()> {
        let compartment = admin::insert_compartment(self.conn, self.ledger()?, name)?;
        let uid = crate::store::audit::content::compartment_uid(self.conn, compartment)?;
        self.put("compartment", id, compartment, uid)
    }

    pub(super) fn account_change(&mut self, id: i64) -> Result<()> {
        let (at, by, of, what): (String, i64, Option<i64>, String) = self
            .conn
            .prepare_cached("SELECT at, by_account, account_id, what FROM old_account_change WHERE id = ?1")?
            .query_row(params![id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        self.within(&at, by, "")?;
        let event: Event = serde_json::from_str(&what).map_err(Error::internal)?;
        let account = || of.ok_or_else(|| Error::internal("a change of no account"));
        match event {
            Event::Added { grant } => self.add_account(account()?, &self.old_account(account()?)?, grant),
            Event::Granted { after, .. } => {
                admin::set_grant(self.conn, self.ledger()?, self.found("account", account()?)?.0, after)
            }
            Event::Disabled => self.disabled(account()?, &at),
            Event::CompartmentMade { compartment } => {
                let sql = "SELECT id FROM old_compartment WHERE name = ?1";
                let old: i64 = self.conn.query_row(sql, params![compartment], |row| row.get(0))?;
                self.add_compartment(old, &compartment)
            }
            Event::Entered { compartment } => {
                let sql = "INSERT OR IGNORE INTO account_compartment SELECT ?1, id FROM compartment WHERE name = ?2";
                self.inside(account()?, sql, &compartment)
            }
            Event::Left { compartment } => {
                let sql = "DELETE FROM account_compartment WHERE account_id = ?1
                             AND compartment_id = (SELECT id FROM compartment WHERE name = ?2)";
                self.inside(account()?, sql, &compartment)
            }
            Event::Reset => self.note(account()?, "reset"),
            Event::SessionsEnded => self.note(account()?, "sessions_ended"),
            Event::SecondFactorOn => self.note(account()?, "second_factor_on"),
            Event::SecondFactorOff => self.note(account()?, "second_factor_off"),
            Event::SpareCodesRenewed => self.note(account()?, "spare_codes_renewed"),
        }
    }

    fn note(&self, account: i64, event: &str) -> Result<()> {
        admin::note(self.conn, self.ledger()?, self.found("account", account)?.0, event)
    }

    fn disabled(&self, account: i64, at: &str) -> Result<()> {
        let account = self.found("account", account)?.0;
        match admin::set_disabled(self.conn, account, at)? {
            true => self.log_account(account, json!({ "disabled": true })),
            false => Ok(()),
        }
    }

    fn inside(&self, account: i64, sql: &str, compartment: &str) -> Result<()> {
        let account = self.found("account", account)?.0;
        let before = admin::inside_of(self.conn, account)?;
        self.conn.prepare_cached(sql)?.execute(params![account, compartment])?;
        let after = admin::inside_of(self.conn, account)?;
        if before == after { Ok(()) } else { self.log_account(account, json!({ "compartments": after })) }
    }

    fn log_account(&self, account: i64, content: Json) -> Result<()> {
        admin::log(self.conn, self.ledger()?, account, Action::Update, content)
    }

    /// Accounts and compartments as they are now, where the list leads to something else: somebody had put it in by hand.
    pub(super) fn accounts_as_they_are(&mut self) -> Result<()> {
        let mut accounts = self.conn.prepare(
            "SELECT o.id, n.id, o.disabled_at, n.role, n.clearance, n.admin, n.disabled_at IS NOT NULL FROM old_account o
               JOIN temp.brought b ON b.space = 'account' AND b.old = o.id JOIN account n ON n.id = b.new WHERE o.id <> 1",
        )?;
        let rows = accounts.query_map([], |row| {
            let now = (row.get::<_, String>(3)?, row.get::<_, i64>(4)?, row.get::<_, bool>(5)?);
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, Option<String>>(2)?,
                now,
                row.get::<_, bool>(6)?,
            ))
        })?;
        for row in rows.collect::<rusqlite::Result<Vec<_>>>()? {
            let (old, new, disabled_at, (role, clearance, admin), disabled) = row;
            let is = self.old_account(old)?.grant;
            let brought = Grant {
                role: Role::parse(&role).ok_or_else(|| Error::internal("unknown role"))?,
                clearance: Sensitivity::from_level(clearance)
                    .ok_or_else(|| Error::internal("clearance out of range"))?,
                admin,
            };
            if brought != is {
                admin::set_grant(self.conn, self.ledger()?, new, is)?;
            }
            if disabled_at.is_some() && !disabled {
                let at = self.ledger()?.at().to_owned();
                self.disabled(old, &at)?;
            }
            let before = admin::inside_of(self.conn, new)?;
            self.conn.execute("DELETE FROM account_compartment WHERE account_id = ?1", params![new])?;
            self.conn.execute(
                "INSERT INTO account_compartment SELECT ?1, b.new FROM old_account_compartment o
                   JOIN temp.brought b ON b.space = 'compartment' AND b.old = o.compartment_id WHERE o.account_id = ?2",
                params![new, old],
            )?;
            let after = admin::inside_of(self.conn, new)?;
            if before != after {
                self.log_account(new, json!({ "compartments": after }))?;
            }
        }
        Ok(())
    }
}
