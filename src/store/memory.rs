//! What memory held of the case file, kept in the file itself: derived, encrypted with the rest, and gone with the key. Every
//! commit since is noted beside it, so that whoever reads it can follow them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::audit::chain;
use super::connection::is_damage;
use super::read::indexed::last_change;
use super::{Committed, Store};
use crate::domain::record::RecordId;
use crate::error::{Error, Result};

/// Says how what is kept is laid out.
pub type Layout = [u8; 32];

/// So much stands in one row.
const PIECE: usize = 4 << 20;
/// Once commits touched so many records, reading everything anew is as quick as following them.
const FOLLOWED: i64 = 200_000;

const FORGOTTEN: &str = "DELETE FROM memory_kept; DELETE FROM memory_commit; DELETE FROM memory_piece";

/// What is kept.
#[derive(Debug)]
pub enum KeptMemory {
    Nothing,
    /// It was kept, and can't be used: says why.
    Unusable(&'static str),
    /// With everything that was committed since.
    Here(Vec<u8>, Committed),
}

/// A commit, as far as memory follows it.
#[derive(Serialize, Deserialize)]
struct Noted<'c> {
    records: Cow<'c, BTreeSet<RecordId>>,
    reclassified: Cow<'c, BTreeSet<RecordId>>,
    entries: Cow<'c, BTreeSet<RecordId>>,
}

/// What is said of what is kept.
struct Told {
    layout: Vec<u8>,
    /// Once all of it is written.
    hash: Option<Vec<u8>>,
    last: i64,
    /// The change of the history.
    stream: Uuid,
    n: i64,
    chain: Vec<u8>,
}

impl Store {
    /// Keeps what memory held at a change, in place of what was kept before. What is committed while it is written is noted
    /// beside it, and nobody waits for all of it. Gives back whether it is kept: not where something was written since.
    pub fn keep_memory(&self, layout: Layout, last: i64, content: &[u8]) -> Result<bool> {
        let begun = self.write_meta(|tx| {
            let head = chain::head(tx)?;
            let Some(head) = head.filter(|_| last_change(tx).is_ok_and(|now| now == last)) else { return Ok(false) };
            tx.execute_batch(FORGOTTEN)?;
            tx.execute(
                "INSERT INTO memory_kept (layout, last, stream, n, chain) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![layout, last, head.stream.as_bytes(), head.n, head.hash],
            )?;
            Ok(true)
        })?;
        if !begun {
            return Ok(false);
        }
        for piece in content.chunks(PIECE) {
            self.write_meta(|tx| {
                tx.prepare_cached("INSERT INTO memory_piece (content) VALUES (?1)")?.execute([piece])?;
                Ok(())
            })?;
        }
        self.write_meta(|tx| {
            let hash = Sha256::digest(content);
            let kept = tx.execute("UPDATE memory_kept SET hash = ?1", [hash.as_slice()])? == 1;
            // It fell behind while it was written.
            if !kept {
                tx.execute_batch(FORGOTTEN)?;
            }
            Ok(kept)
        })
    }

    /// What is kept, if it is whole, of this file and of this layout.
    pub fn kept_memory(&self, layout: Layout) -> Result<KeptMemory> {
        let read = self.read_meta(|conn| {
            let tx = conn.unchecked_transaction()?;
            read(&tx, layout)
        });
        match read {
            Err(Error::Db(error)) if is_damage(&error) => Ok(KeptMemory::Unusable("a page of it is damaged")),
            other => other,
        }
    }
}

fn read(conn: &Connection, layout: Layout) -> Result<KeptMemory> {
    let Some(told) = told(conn)? else { return Ok(KeptMemory::Nothing) };
    if told.layout != layout {
        return Ok(KeptMemory::Unusable("another version of the program kept it"));
    }
    if chain::hash_of(conn, told.stream, told.n)?.is_none_or(|hash| hash.as_slice() != told.chain) {
        return Ok(KeptMemory::Unusable("it is of another history"));
    }
    let mut content = Vec::new();
    let mut pieces = conn.prepare("SELECT content FROM memory_piece ORDER BY id")?;
    let mut rows = pieces.query([])?;
    while let Some(row) = rows.next()? {
        content.extend_from_slice(row.get_ref(0)?.as_blob().map_err(Error::internal)?);
    }
    if told.hash.is_none_or(|hash| Sha256::digest(&content).as_slice() != hash) {
        return Ok(KeptMemory::Unusable("it is not as it was kept"));
    }
    let mut since = Committed { last: told.last, ..Committed::default() };
    let mut commits = conn.prepare("SELECT last, touched FROM memory_commit ORDER BY id")?;
    let mut rows = commits.query([])?;
    while let Some(row) = rows.next()? {
        let Ok(noted) = serde_json::from_str::<Noted<'_>>(row.get_ref(1)?.as_str().map_err(Error::internal)?) else {
            return Ok(KeptMemory::Unusable("what was written since can't be read"));
        };
        since.records.extend(noted.records.iter());
        since.reclassified.extend(noted.reclassified.iter());
        since.entries.extend(noted.entries.iter());
        since.last = row.get(0)?;
    }
    if since.last != last_change(conn)? {
        return Ok(KeptMemory::Unusable("it does not stand where the history does"));
    }
    Ok(KeptMemory::Here(content, since))
}

fn told(conn: &Connection) -> Result<Option<Told>> {
    let sql = "SELECT layout, hash, last, stream, n, chain FROM memory_kept";
    let told = conn.query_row(sql, [], |row| {
        let stream = Uuid::from_bytes(row.get(3)?);
        Ok(Told {
            layout: row.get(0)?,
            hash: row.get(1)?,
            last: row.get(2)?,
            stream,
            n: row.get(4)?,
            chain: row.get(5)?,
        })
    });
    Ok(told.optional()?)
}

/// Notes a commit beside what is kept, in the same transaction. What is far behind is let go of.
pub(super) fn note(conn: &Connection, committed: &Committed) -> Result<()> {
    let touched = committed.records.len() + committed.reclassified.len() + committed.entries.len();
    let touched = i64::try_from(touched).unwrap_or(i64::MAX);
    let followed: Option<i64> = conn
        .prepare_cached("UPDATE memory_kept SET followed = followed + ?1 RETURNING followed")?
        .query_row([touched], |row| row.get(0))
        .optional()?;
    match followed {
        None => Ok(()),
        Some(followed) if followed > FOLLOWED => Ok(conn.execute_batch(FORGOTTEN)?),
        Some(_) => {
            let Committed { records, reclassified, entries, last, .. } = committed;
            let [records, reclassified, entries] = [records, reclassified, entries].map(Cow::Borrowed);
            let noted = serde_json::to_string(&Noted { records, reclassified, entries }).map_err(Error::internal)?;
            conn.prepare_cached("INSERT INTO memory_commit (last, touched) VALUES (?1, ?2)")?
                .execute(params![last, noted])?;
            Ok(())
        }
    }
}
