//! What administrators do to accounts and compartments; each step is written down, and never rewritten.

use rusqlite::params;
use serde_json::json;

use super::row::{add, disable, end_sign_ins, grant, grant_of, insert_compartment, inside_of, log, note};
use crate::domain::access::Actor;
use crate::domain::account::{Compartment, Grant, ListedAccount};
use crate::domain::invisible::visible;
use crate::error::{Error, Message, Result};
use crate::store::Store;
use crate::store::accounts::account::{LinkPurpose, NewAccount, new_link, put_password};
use crate::store::accounts::second_factor::drop_second_factor;
use crate::store::audit::chain::Action;

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
        // Two whose names differ in what nobody sees would be taken for one another.
        let name = &*visible(name, false);
        self.administer(by, "", |tx, ledger| {
            if tx.prepare("SELECT 1 FROM compartment WHERE name = ?1")?.exists(params![name])? {
                return Err(Error::invalid("compartment", Message::new("err-compartment-taken")));
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
