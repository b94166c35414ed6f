//! Who gave whom what: the history of accounts and compartments, as administrators read it.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::domain::account::{AccountChange, Event, Grant};
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::accounts::row::grant_of;
use crate::store::audit::chain::Subject;
use crate::store::audit::content::{Table, account_uid};
use crate::store::audit::replay::{Difference, differences};

/// Changes on one page.
pub const CHANGES: i64 = 100;

/// A change before it is told: number, time, by whom, of which account, table, subject.
type Found = (i64, String, String, Option<String>, String, Subject);

impl Store {
    /// Who gave whom what, the newest first: a page of changes older than `before`, and of one account if one is named.
    pub fn account_changes(&self, of: Option<i64>, before: Option<i64>) -> Result<Vec<AccountChange>> {
        self.read_meta(|conn| {
            let mut changes = Vec::new();
            for found in page(conn, of, before)? {
                let (id, at, by, of, table, subject) = found;
                let known = Table::parse(&table).ok_or_else(|| Error::internal("unknown table in the history"))?;
                let mut all = differences(conn, known, (&table, &subject, None), id)?;
                let Some(change) = all.remove(&id) else { continue };
                for event in events(conn, known, change)? {
                    changes.push(AccountChange { id, at: at.clone(), by: by.clone(), of: of.clone(), event });
                }
            }
            Ok(changes)
        })
    }
}

fn page(conn: &Connection, of: Option<i64>, before: Option<i64>) -> Result<Vec<Found>> {
    let of = of.map(|account| account_uid(conn, account)).transpose()?;
    // What is said of one account is found by its subject, what is said of all by the index of these tables.
    let which = if of.is_some() { "c.subject = ?1" } else { "?1 IS NULL" };
    let mut statement = conn.prepare_cached(&format!(
        "SELECT c.id, w.at, b.login, a.login, c.tbl, c.subject
           FROM change c JOIN write w ON w.id = c.write_id JOIN account b ON b.uid = w.author
           LEFT JOIN account a ON a.uid = c.subject
          WHERE c.tbl IN ('account', 'compartment') AND {which} AND (?2 IS NULL OR c.id < ?2)
            AND c.subject <> (SELECT uid FROM account WHERE login = 'habeas')
          ORDER BY c.id DESC LIMIT ?3"
    ))?;
    let rows = statement.query_map(params![of.as_ref().map(Uuid::as_bytes), before, CHANGES], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What a change comes to, in the words of administrators. A choice of language is nobody's business.
fn events(conn: &Connection, table: Table, change: Difference) -> Result<Vec<Event>> {
    let Difference { before, after, state } = change;
    if table == Table::Compartment {
        let name = after.get("name").and_then(Json::as_str).unwrap_or_default();
        return Ok(vec![Event::CompartmentMade { compartment: name.to_owned() }]);
    }
    let mut events = Vec::new();
    if after.contains_key("login") {
        events.push(Event::Added { grant: grant(&state)? });
    } else if ["role", "clearance", "admin"].iter().any(|name| after.contains_key(*name)) {
        let mut was = state.clone();
        was.extend(before.clone());
        events.push(Event::Granted { before: grant(&was)?, after: grant(&state)? });
    }
    if after.get("disabled") == Some(&Json::Bool(true)) {
        events.push(Event::Disabled);
    }
    if after.contains_key("compartments") {
        let (was, is) = (uids(before.get("compartments")), uids(after.get("compartments")));
        for uid in is.difference(&was) {
            events.push(Event::Entered { compartment: compartment(conn, uid)? });
        }
        for uid in was.difference(&is) {
            events.push(Event::Left { compartment: compartment(conn, uid)? });
        }
    }
    if let Some(event) = after.get("event").and_then(Json::as_str) {
        events.push(match event {
            "reset" => Event::Reset,
            "sessions_ended" => Event::SessionsEnded,
            "second_factor_on" => Event::SecondFactorOn,
            "second_factor_off" => Event::SecondFactorOff,
            _ => Event::SpareCodesRenewed,
        });
    }
    Ok(events)
}

fn grant(account: &Map<String, Json>) -> Result<Grant> {
    let role = account.get("role").and_then(Json::as_str).unwrap_or_default();
    let clearance = account.get("clearance").and_then(Json::as_i64).unwrap_or_default();
    grant_of(role, clearance, account.get("admin") == Some(&Json::Bool(true)))
}

fn uids(list: Option<&Json>) -> BTreeSet<Uuid> {
    let listed = list.and_then(Json::as_array).into_iter().flatten();
    listed.filter_map(|uid| Uuid::try_parse(uid.as_str()?).ok()).collect()
}

fn compartment(conn: &Connection, uid: &Uuid) -> Result<String> {
    let mut statement = conn.prepare_cached("SELECT name FROM compartment WHERE uid = ?1")?;
    Ok(statement.query_row(params![uid.as_bytes()], |row| row.get(0)).optional()?.unwrap_or_default())
}
