//! A case file of schema 2 brought to schema 3: its history in the new form, its tables under the numbers of the history.
//!
//! Everything happens in one transaction: a file is brought over whole or left as it was. The first change of the new history
//! holds the last hash of the old one, and where that did not hold, if it did not.

use rusqlite::{Connection, params};
use serde_json::json;
use uuid::Uuid;

use super::chain::{Bytes, Ledger};
use crate::crypto::hex;
use crate::domain::access::Actor;
use crate::error::{Error, Result};
use crate::store::accounts::row;
use crate::store::{now, setting, vocabulary};

/// Accounts, compartments and merges, which had a list of their own.
mod accounts;
/// The history of schema 2, as it was written.
pub mod legacy;
/// Merges, and what can be undone of them.
mod merges;
/// Changes of records and of what is attached to them.
mod records;
/// Rows under their new numbers.
mod tables;

/// Brings a file over. The newest schema is laid out by `lay_out`.
pub fn bring_over(conn: &Connection, lay_out: &str) -> Result<()> {
    let broken = legacy::broken(conn)?;
    let last = legacy::last(conn)?;
    put_aside(conn)?;
    conn.execute_batch(lay_out)?;
    let (program, created_at) = program(conn)?;
    let follows = json!({
        "schema": 2, "n": last.as_ref().map_or(0, |(n, _)| *n), "hash": last.map(|(_, hash)| hex::encode(&hash)),
        "broken_at": broken,
    });
    let ledger = Ledger::begin(conn, program, created_at, "Brought over from schema 2", ("migration", Some(follows)))?;
    row::insert_program(conn, &ledger, program)?;
    let mut bringing = Bringing::new(conn, ledger, program)?;
    bringing.vocabulary_and_settings()?;
    bringing.history()?;
    tables::copy(conn)?;
    conn.execute_batch("DROP TABLE temp.brought")?;
    drop_old(conn)?;
    match conn.prepare("PRAGMA foreign_key_check")?.exists([])? {
        true => Err(Error::Damaged("The case file of schema 2 refers to rows that are not there.".into())),
        false => Ok(()),
    }
}

/// The tables of before, under another name; the new ones take theirs.
fn put_aside(conn: &Connection) -> Result<()> {
    for (kind, drop) in [("trigger", "DROP TRIGGER"), ("index", "DROP INDEX")] {
        for name in names(conn, &format!("type = '{kind}' AND sql IS NOT NULL"))? {
            conn.execute_batch(&format!("{drop} \"{name}\""))?;
        }
    }
    for name in names(conn, "type = 'table' AND name NOT LIKE 'sqlite_%'")? {
        conn.execute_batch(&format!("ALTER TABLE \"{name}\" RENAME TO \"old_{name}\""))?;
    }
    conn.execute_batch(
        "CREATE TEMP TABLE brought (space TEXT NOT NULL, old ANY NOT NULL, new INTEGER NOT NULL, uid BLOB NOT NULL,
           PRIMARY KEY (space, old)) STRICT, WITHOUT ROWID",
    )?;
    Ok(())
}

fn drop_old(conn: &Connection) -> Result<()> {
    for name in names(conn, "type = 'table' AND name LIKE 'old\\_%' ESCAPE '\\'")? {
        conn.execute_batch(&format!("DROP TABLE \"{name}\""))?;
    }
    Ok(())
}

fn names(conn: &Connection, which: &str) -> Result<Vec<String>> {
    let mut statement = conn.prepare(&format!("SELECT name FROM main.sqlite_schema WHERE {which} ORDER BY rowid"))?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

/// A uid for the program's account, and when it was made.
fn program(conn: &Connection) -> Result<(Uuid, String)> {
    let mut statement = conn.prepare("SELECT created_at FROM old_account WHERE id = 1")?;
    let mut rows = statement.query([])?;
    let created_at = rows.next()?.map(|row| row.get(0)).transpose()?;
    Ok((Uuid::now_v7(), created_at.unwrap_or_else(now)))
}

/// What of the old file has which number and uid in the new one.
pub(super) struct Bringing<'a> {
    conn: &'a Connection,
    ledger: Option<Ledger<'a>>,
    /// Time, author and reason of the write that is being brought over.
    write: (String, i64, String),
}

impl<'a> Bringing<'a> {
    fn new(conn: &'a Connection, ledger: Ledger<'a>, program: Uuid) -> Result<Bringing<'a>> {
        let bringing = Bringing { conn, ledger: Some(ledger), write: Default::default() };
        bringing.put("account", 1, Actor::PROGRAM, program)?;
        Ok(bringing)
    }

    fn ledger(&self) -> Result<&Ledger<'a>> {
        self.ledger.as_ref().ok_or_else(|| Error::internal("the history is closed"))
    }

    /// What follows is part of this write.
    fn within(&mut self, at: &str, account: i64, reason: &str) -> Result<()> {
        let write = (at.to_owned(), account, reason.to_owned());
        if self.write != write {
            let author = self.uid("account", account)?;
            self.ledger = self.ledger.take().map(|ledger| ledger.next_write(author, at.to_owned(), reason));
            self.write = write;
        }
        Ok(())
    }

    fn put(&self, space: &str, old: impl rusqlite::ToSql, new: i64, uid: Uuid) -> Result<()> {
        self.conn
            .prepare_cached("INSERT OR REPLACE INTO temp.brought (space, old, new, uid) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![space, old, new, uid.as_bytes()])?;
        Ok(())
    }

    fn found(&self, space: &str, old: impl rusqlite::ToSql) -> Result<(i64, Uuid)> {
        let mut statement =
            self.conn.prepare_cached("SELECT new, uid FROM temp.brought WHERE space = ?1 AND old = ?2")?;
        let mut rows = statement.query(params![space, old])?;
        match rows.next()? {
            Some(row) => Ok((row.get(0)?, row.get::<_, Bytes>(1)?.0)),
            None => Err(Error::Damaged(format!("The history of schema 2 names a row of {space} that nothing made."))),
        }
    }

    fn uid(&self, space: &str, old: impl rusqlite::ToSql) -> Result<Uuid> {
        Ok(self.found(space, old)?.1)
    }

    /// What had no history: it begins as it is.
    fn vocabulary_and_settings(&self) -> Result<()> {
        self.conn.execute_batch(
            "INSERT INTO term (code, parent, huridocs, ord, active) SELECT code, parent, huridocs, ord, active FROM old_term;
             INSERT INTO term_label (code, lang, label, inverse) SELECT code, lang, label, inverse FROM old_term_label;
             INSERT INTO bookkeeping (key, value) SELECT key, value FROM old_setting WHERE key = 'last_backup';",
        )?;
        let mut terms = self.conn.prepare("SELECT code FROM old_term ORDER BY ord, code")?;
        for code in terms.query_map([], |row| row.get::<_, String>(0))? {
            vocabulary::log(self.conn, self.ledger()?, &code?, None)?;
        }
        let mut settings =
            self.conn.prepare("SELECT key, value FROM old_setting WHERE key <> 'last_backup' ORDER BY key")?;
        for pair in settings.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))? {
            let (key, value) = pair?;
            setting::put(self.conn, self.ledger()?, &key, &value)?;
        }
        Ok(())
    }

    /// Everything that was written, in the order in which it was. Lists of their own are told by their times; what was done
    /// to an account comes before what was written in the same millisecond.
    fn history(&mut self) -> Result<()> {
        self.accounts_of_old()?;
        let conn = self.conn;
        let mut events = conn.prepare(
            "SELECT at, 0 AS what, id FROM old_account_change UNION ALL SELECT at, 1, id FROM old_change
             UNION ALL SELECT at, 2, id FROM old_merge UNION ALL SELECT undone_at, 3, id FROM old_merge WHERE undone_at IS NOT NULL
             ORDER BY 1, 2, 3",
        )?;
        let mut rows = events.query([])?;
        while let Some(row) = rows.next()? {
            let (what, id): (i64, i64) = (row.get(1)?, row.get(2)?);
            match what {
                0 => self.account_change(id)?,
                1 => self.change(id)?,
                2 => self.merged(id)?,
                _ => self.parted(id)?,
            }
        }
        self.without_history()
    }
}
