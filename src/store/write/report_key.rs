//! What a report is known again by, derived: its address as addresses are compared, its day with its title, its text.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use crate::crypto::hex;
use crate::domain::address;
use crate::domain::name::fold;
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::store::read::row::json_ids;

/// The rule by which it is derived; another one derives it again.
pub const VERSION: i64 = 2;

/// What keys begin with, and the field that they are told of.
pub const ADDRESS: &str = "url";
pub const DAY: &str = "title";
pub const TEXT: &str = "body";

/// A report, and one of its keys.
pub type Key = (i64, String);

/// Derives again the keys of every report that a write may have changed.
pub fn reindex(conn: &Connection, touched: &BTreeSet<RecordId>) -> Result<()> {
    let ids = json_ids(&touched.iter().copied().collect::<Vec<_>>());
    let (is, was) = (derive(conn, &ids)?, stored(conn, &ids)?);
    let mut remove = conn.prepare_cached("DELETE FROM report_key WHERE key = ?2 AND report_id = ?1")?;
    for (report, key) in was.difference(&is) {
        remove.execute(params![report, key])?;
    }
    let mut insert = conn.prepare_cached("INSERT INTO report_key (report_id, key) VALUES (?1, ?2)")?;
    for (report, key) in is.difference(&was) {
        insert.execute(params![report, key])?;
    }
    Ok(())
}

/// Derives the keys of all reports.
pub fn rebuild(conn: &Connection) -> Result<()> {
    conn.execute("DELETE FROM report_key", [])?;
    let mut statement = conn.prepare("SELECT id FROM report")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        reindex(conn, &BTreeSet::from([RecordId(row.get(0)?)]))?;
    }
    Ok(())
}

/// The keys that there should be of these reports.
pub fn derive(conn: &Connection, reports: &str) -> Result<BTreeSet<Key>> {
    let mut statement = conn.prepare_cached(
        "SELECT p.id, p.url, p.title, p.published_lo, p.published_hi, p.body
           FROM json_each(?1) t CROSS JOIN report p ON p.id = t.value",
    )?;
    let mut rows = statement.query([reports])?;
    let mut keys = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let report: i64 = row.get(0)?;
        let (url, title): (Option<String>, String) = (row.get(1)?, row.get(2)?);
        let (first, last): (Option<i64>, Option<i64>) = (row.get(3)?, row.get(4)?);
        let body: Option<String> = row.get(5)?;
        let address = url.as_deref().and_then(of_address);
        let day = first.filter(|_| first == last).map(|day| format!("{DAY} {day} {}", fold(&title)));
        let text = body.as_deref().and_then(hash).map(|hash| format!("{TEXT} {hash}"));
        keys.extend([address, day, text].into_iter().flatten().map(|key| (report, key)));
    }
    Ok(keys)
}

/// The key of an address; none of a text that is no address.
pub fn of_address(url: &str) -> Option<String> {
    address::normal(url).map(|normal| format!("{ADDRESS} {normal}"))
}

/// Of a text, however its lines are broken.
fn hash(text: &str) -> Option<String> {
    let mut hasher = Sha256::new();
    let mut words = text.split_whitespace().peekable();
    words.peek()?;
    for word in words {
        hasher.update(word.as_bytes());
        hasher.update(b" ");
    }
    Some(hex::encode(&hasher.finalize()))
}

/// The keys that are kept of them.
pub fn stored(conn: &Connection, reports: &str) -> Result<BTreeSet<Key>> {
    let mut statement = conn.prepare_cached(
        "SELECT k.report_id, k.key FROM json_each(?1) t CROSS JOIN report_key k ON k.report_id = t.value",
    )?;
    let keys = statement.query_map([reports], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(keys.collect::<rusqlite::Result<_>>()?)
}
