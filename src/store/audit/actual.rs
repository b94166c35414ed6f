//! Rows as they stand in the tables, against what their history says of them.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::chain::{Bytes, Subject};
use super::compare::Expected;
use super::content::{Table, Uids, portable, written};
use crate::domain::kind::attached::Attached;
use crate::domain::kind::{Field, Kind, Type};
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::store::accounts::row;
use crate::store::read::row::{columns, flag, values_json};
use crate::store::{vocabulary, write};

/// The tables, and what of them is asked again and again.
pub struct Tables<'c> {
    conn: &'c Connection,
    uids: Uids,
    /// Whether any record stands for another: where none does, every reference leads where it was written to.
    has_merges: bool,
}

impl<'c> Tables<'c> {
    pub fn new(conn: &'c Connection) -> Result<Tables<'c>> {
        Ok(Tables { conn, uids: Uids::default(), has_merges: write::has_merges(conn)? })
    }

    /// The record that was written into a reference, if it was merged since.
    fn written(&self, row: i64, field: &str) -> Result<Option<RecordId>> {
        if self.has_merges { written(self.conn, row, field) } else { Ok(None) }
    }

    fn stands_for(&self, id: RecordId) -> Result<RecordId> {
        if self.has_merges { write::resolved(self.conn, id) } else { Ok(id) }
    }

    fn portable(&self, table: Table, row: i64, values: Map<String, Json>) -> Result<Map<String, Json>> {
        portable(self.conn, &self.uids, table, self.has_merges.then_some(row), values)
    }
}

/// Whether a row is in its table as its changes left it, or not there if they took it away.
pub fn is_as_expected(
    tables: &Tables<'_>,
    table: Table,
    subject: &Subject,
    attached: Option<Uuid>,
    expected: &Expected,
) -> Result<bool> {
    let conn = tables.conn;
    let actual = match (table, subject, attached) {
        (Table::Record(kind), Subject::Uid(uid), None) => record(tables, kind, *uid)?,
        (Table::Attached(what), Subject::Uid(owner), Some(uid)) => attached_row(tables, what, *owner, uid)?,
        (Table::Merge, Subject::Uid(merged), Some(uid)) => merge(conn, *merged, uid)?,
        (Table::Account, Subject::Uid(uid), None) => account(conn, *uid)?,
        (Table::Compartment, Subject::Uid(uid), None) => compartment(conn, *uid)?,
        (Table::Stream, Subject::Uid(uid), None) => stream(conn, *uid)?,
        (Table::Term, Subject::Key(code), None) => vocabulary::stored(conn, code)?,
        (Table::Setting, Subject::Key(key), None) => setting(conn, key)?,
        _ => return Ok(false),
    };
    Ok(actual == expected_row(table, expected))
}

/// What the table should hold: the values, and what follows from when they were written.
fn expected_row(table: Table, expected: &Expected) -> Option<Map<String, Json>> {
    if !expected.state.is_there {
        return None;
    }
    let mut row = expected.state.values.clone();
    let created = &expected.created;
    let also = match table {
        Table::Record(_) => json!({
            "@id": created.id, "@version": expected.version,
            "@created": created.at, "@created_by": created.author, "@updated": expected.updated.at,
            "@updated_by": expected.updated.author, "@ended": expected.ended,
        }),
        Table::Account => json!({ "@id": created.id, "@created": created.at, "@ended": expected.ended }),
        Table::Merge => json!({ "@id": created.id, "@ended": expected.ended }),
        Table::Attached(_) | Table::Compartment | Table::Stream => json!({ "@id": created.id }),
        Table::Term | Table::Setting => json!({}),
    };
    for name in ["withdrawn", "disabled", "undone"] {
        row.remove(name);
    }
    // No compartments, and all compartments taken away again, is the same.
    if row.get("compartments").is_some_and(|inside| inside.as_array().is_some_and(Vec::is_empty)) {
        row.remove("compartments");
    }
    if let Json::Object(also) = also {
        row.extend(also);
    }
    row.retain(|_, value| !value.is_null());
    Some(row)
}

fn compact(row: Json) -> Option<Map<String, Json>> {
    match row {
        Json::Object(mut row) => {
            row.retain(|_, value| !value.is_null());
            Some(row)
        }
        _ => None,
    }
}

fn uid_of(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Uuid>> {
    Ok(row.get::<_, Option<Bytes>>(column)?.map(|bytes| bytes.0))
}

const HEADER: &str =
    "r.id, r.ref, r.sensitivity, r.review, r.comment, c.uid, r.version, r.created_at, a.uid, r.updated_at, b.uid,
       r.deleted_at, m.uid, r.kind";
const HEADER_COLUMNS: usize = 14;

fn record(tables: &Tables<'_>, kind: Kind, uid: Uuid) -> Result<Option<Map<String, Json>>> {
    let sql = format!(
        "SELECT {HEADER}{} FROM record r JOIN {} k ON k.id = r.id LEFT JOIN compartment c ON c.id = r.compartment_id
           LEFT JOIN account a ON a.id = r.created_by LEFT JOIN account b ON b.id = r.updated_by
           LEFT JOIN record m ON m.id = r.merged_into WHERE r.uid = ?1",
        columns("k", kind.fields()),
        kind.table()
    );
    let mut statement = tables.conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![uid.as_bytes()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let id: i64 = row.get(0)?;
    let Some(mut values) = compact(json!({
        "@id": id, "ref": row.get::<_, String>(1)?, "sensitivity": row.get::<_, i64>(2)?, "review": row.get::<_, String>(3)?,
        "comment": row.get::<_, Option<String>>(4)?, "compartment": uid_of(row, 5)?, "@version": row.get::<_, i64>(6)?,
        "@created": row.get::<_, String>(7)?, "@created_by": uid_of(row, 8)?, "@updated": row.get::<_, String>(9)?,
        "@updated_by": uid_of(row, 10)?, "@ended": row.get::<_, Option<String>>(11)?, "merged_into": uid_of(row, 12)?,
    })) else {
        return Ok(None);
    };
    let fields = values_json(kind.fields(), row, HEADER_COLUMNS)?;
    if row.get::<_, String>(13)? != kind.table() || !stands_right(tables, kind.fields(), id, &fields)? {
        return Ok(None);
    }
    values.extend(tables.portable(Table::Record(kind), id, fields)?);
    Ok(Some(values))
}

/// Whether each reference leads to the record that stands for the one that was written. A tie that would lead from a
/// record to itself is as it was written.
fn stands_right(tables: &Tables<'_>, fields: &[Field], row: i64, values: &Map<String, Json>) -> Result<bool> {
    for field in fields.iter().filter(|field| matches!(field.ty, Type::Ref(..))) {
        let Some(id) = values.get(field.name).and_then(Json::as_i64) else { continue };
        let meant = tables.written(row, field.name)?.unwrap_or(RecordId(id));
        let stands = tables.stands_for(meant)?;
        if stands.0 == id {
            continue;
        }
        let mut others = fields.iter().filter(|other| other.name != field.name && other.ty == field.ty);
        let says_nothing = others.any(|other| {
            let id = values.get(other.name).and_then(Json::as_i64).map(RecordId);
            id.is_some_and(|id| tables.stands_for(id).is_ok_and(|other| other == stands))
        });
        if meant.0 != id || !says_nothing {
            return Ok(false);
        }
    }
    Ok(true)
}

fn attached_row(tables: &Tables<'_>, what: Attached, owner: Uuid, uid: Uuid) -> Result<Option<Map<String, Json>>> {
    let second = if what == Attached::Name { "k.second" } else { "0" };
    let sql = format!(
        "SELECT k.id, k.{}, {second}{} FROM {} k WHERE k.uid = ?1",
        what.owner(),
        columns("k", what.fields()),
        what.table()
    );
    let mut statement = tables.conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![uid.as_bytes()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let (id, stored_owner, second): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let moved = tables.written(id, "record")?;
    let meant = moved.unwrap_or(RecordId(stored_owner));
    let values = values_json(what.fields(), row, 3)?;
    let right = tables.uids.of(tables.conn, meant)? == owner
        && tables.stands_for(meant)?.0 == stored_owner
        && (what != Attached::Name || second == i64::from(moved.is_some()))
        && stands_right(tables, what.fields(), id, &values)?;
    if !right {
        return Ok(None);
    }
    let mut values = tables.portable(Table::Attached(what), id, values)?;
    values.insert("@id".to_owned(), id.into());
    Ok(Some(values))
}

fn one(
    conn: &Connection,
    sql: &str,
    key: impl rusqlite::ToSql,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<Json>,
) -> Result<Option<Map<String, Json>>> {
    let row = conn.prepare_cached(sql)?.query_row(params![key], read).optional()?;
    Ok(row.and_then(compact))
}

fn merge(conn: &Connection, merged: Uuid, uid: Uuid) -> Result<Option<Map<String, Json>>> {
    let sql = "SELECT g.id, m.uid, k.uid, g.undo, g.undone_at FROM merge g JOIN record m ON m.id = g.merged_id
                 JOIN record k ON k.id = g.kept_id WHERE g.uid = ?1";
    one(conn, sql, uid.as_bytes(), |row| {
        if uid_of(row, 1)? != Some(merged) {
            return Ok(Json::Null);
        }
        Ok(json!({ "@id": row.get::<_, i64>(0)?, "kept": uid_of(row, 2)?, "undo": row.get::<_, String>(3)?,
                   "@ended": row.get::<_, Option<String>>(4)? }))
    })
}

fn account(conn: &Connection, uid: Uuid) -> Result<Option<Map<String, Json>>> {
    let sql =
        "SELECT id, login, name, role, admin, clearance, lang, created_at, disabled_at FROM account WHERE uid = ?1";
    let mut id = 0;
    let mut found = one(conn, sql, uid.as_bytes(), |row| {
        id = row.get(0)?;
        Ok(json!({ "@id": id, "login": row.get::<_, String>(1)?, "name": row.get::<_, String>(2)?,
                   "role": row.get::<_, String>(3)?, "admin": flag(row.get(4)?), "clearance": row.get::<_, i64>(5)?,
                   "lang": row.get::<_, String>(6)?, "@created": row.get::<_, String>(7)?,
                   "@ended": row.get::<_, Option<String>>(8)? }))
    })?;
    if let Some(found) = &mut found {
        let inside = row::inside_of(conn, id)?;
        if !inside.is_empty() {
            found.insert("compartments".to_owned(), inside.into());
        }
    }
    Ok(found)
}

fn compartment(conn: &Connection, uid: Uuid) -> Result<Option<Map<String, Json>>> {
    one(conn, "SELECT id, name FROM compartment WHERE uid = ?1", uid.as_bytes(), |row| {
        Ok(json!({ "@id": row.get::<_, i64>(0)?, "name": row.get::<_, String>(1)? }))
    })
}

fn stream(conn: &Connection, uid: Uuid) -> Result<Option<Map<String, Json>>> {
    one(conn, "SELECT id, begun, follows FROM stream WHERE uid = ?1", uid.as_bytes(), |row| {
        Ok(json!({ "@id": row.get::<_, i64>(0)?, "begun": row.get::<_, String>(1)?,
                   "follows": row.get::<_, Option<String>>(2)? }))
    })
}

fn setting(conn: &Connection, key: &str) -> Result<Option<Map<String, Json>>> {
    one(conn, "SELECT value FROM setting WHERE key = ?1", key, |row| Ok(json!({ "value": row.get::<_, String>(0)? })))
}
