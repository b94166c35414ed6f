//! How rows stand in the history: values by the names of the descriptors, references by uid, what is usual left out.

use std::cell::RefCell;
use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::chain::Bytes;
use crate::domain::kind::attached::Attached;
use crate::domain::kind::{Field, Kind, Type};
use crate::domain::record::RecordId;
use crate::error::{Error, Result};

/// A table that is in the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    Record(Kind),
    Attached(Attached),
    Account,
    Compartment,
    Term,
    Setting,
    Merge,
    Stream,
}

impl Table {
    /// Every table of the history, by its name.
    pub fn all() -> impl Iterator<Item = (&'static str, Table)> {
        let others = [
            ("account", Table::Account),
            ("compartment", Table::Compartment),
            ("term", Table::Term),
            ("setting", Table::Setting),
            ("merge", Table::Merge),
            ("stream", Table::Stream),
        ];
        let kinds = Kind::ALL.into_iter().map(|kind| (kind.table(), Table::Record(kind)));
        kinds.chain(Attached::ALL.into_iter().map(|what| (what.table(), Table::Attached(what)))).chain(others)
    }

    pub fn parse(name: &str) -> Option<Table> {
        Table::all().find(|(known, _)| *known == name).map(|(_, table)| table)
    }

    /// The described fields of its rows.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Table::Record(kind) => kind.fields(),
            Table::Attached(attached) => attached.fields(),
            _ => &[],
        }
    }

    pub fn field(self, name: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.name == name)
    }

    /// What else its rows have in the history: of a record what of its header people decide, and its ref.
    pub fn others(self) -> &'static [&'static str] {
        match self {
            Table::Record(_) => &["ref", "sensitivity", "review", "comment", "compartment", "withdrawn", "merged_into"],
            Table::Attached(_) => &[],
            Table::Account => {
                &["login", "name", "role", "clearance", "admin", "lang", "disabled", "compartments", "event"]
            }
            Table::Compartment => &["name"],
            Table::Term => &["parent", "huridocs", "ord", "active", "labels"],
            Table::Setting => &["value"],
            Table::Merge => &["kept", "undo", "undone"],
            Table::Stream => &["begun", "follows"],
        }
    }

    pub fn knows(self, name: &str) -> bool {
        self.field(name).is_some() || self.others().contains(&name)
    }

    /// Whether a value is the uid of a record.
    pub fn is_reference(self, name: &str) -> bool {
        match self.field(name) {
            Some(field) => matches!(field.ty, Type::Ref(..)),
            None => matches!((self, name), (Table::Record(_), "merged_into") | (Table::Merge, "kept")),
        }
    }

    /// What happened once, and is no state of the row.
    pub fn is_event(self, name: &str) -> bool {
        self == Table::Account && name == "event"
    }

    /// The fields that are valid only together with this one: a change of one says all of them.
    pub fn group_of(self, name: &str) -> &'static [&'static str] {
        match self {
            Table::Record(kind) => kind.group_of(name),
            _ => &[],
        }
    }

    /// Whether a row has this value until something else is written.
    fn is_usual(self, name: &str, value: &Json) -> bool {
        match self.field(name) {
            Some(field) => field.default.is_some() && usual(field).as_ref() == Some(value),
            None => matches!(self, Table::Record(_)) && name == "review" && value == "draft",
        }
    }

    /// What a row is until something else is written: the usual values of its fields.
    pub fn usual(self) -> Map<String, Json> {
        let usual = |field: &Field| Some((field.name.to_owned(), usual(field)?));
        let mut values: Map<String, Json> = self.fields().iter().filter_map(usual).collect();
        if let Table::Record(_) = self {
            values.insert("review".to_owned(), "draft".into());
        }
        values
    }
}

/// The value that the schema gives a field when nobody does.
fn usual(field: &Field) -> Option<Json> {
    let usual = field.default.filter(|_| !field.required)?;
    Some(match field.ty {
        Type::Bool => Json::from(usual == "true"),
        Type::Integer => Json::from(usual.parse::<i64>().ok()?),
        _ => Json::from(usual),
    })
}

/// The uids of records, looked up once.
#[derive(Default)]
pub struct Uids(RefCell<HashMap<i64, Uuid>>);

/// So many are remembered: however much is written or checked, they take no more than a few megabytes.
const REMEMBERED: usize = 100_000;

impl Uids {
    pub fn of(&self, conn: &Connection, id: RecordId) -> Result<Uuid> {
        if let Some(uid) = self.0.borrow().get(&id.0) {
            return Ok(*uid);
        }
        let uid: Option<Bytes> = conn
            .prepare_cached("SELECT uid FROM record WHERE id = ?1")?
            .query_row(params![id.0], |row| row.get(0))
            .optional()?;
        let uid = uid.ok_or(Error::NotFound)?.0;
        self.put(id, uid);
        Ok(uid)
    }

    pub fn put(&self, id: RecordId, uid: Uuid) {
        let mut known = self.0.borrow_mut();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(id.0, uid);
    }
}

/// The record with this uid.
pub fn record_of(conn: &Connection, uid: &Uuid) -> Result<Option<RecordId>> {
    let mut statement = conn.prepare_cached("SELECT id FROM record WHERE uid = ?1")?;
    Ok(statement.query_row(params![uid.as_bytes()], |row| row.get(0).map(RecordId)).optional()?)
}

/// The uid of a compartment.
pub fn compartment_uid(conn: &Connection, id: i64) -> Result<Uuid> {
    let mut statement = conn.prepare_cached("SELECT uid FROM compartment WHERE id = ?1")?;
    Ok(statement.query_row(params![id], |row| row.get::<_, Bytes>(0))?.0)
}

/// The uid of an account.
pub fn account_uid(conn: &Connection, id: i64) -> Result<Uuid> {
    let mut statement = conn.prepare_cached("SELECT uid FROM account WHERE id = ?1")?;
    Ok(statement.query_row(params![id], |row| row.get::<_, Bytes>(0))?.0)
}

/// Values as the tables hold them, made values of the history: keys of records and compartments become uids. A reference
/// to a record that was merged since is given as it was written, if `row` says of which row it is.
pub fn portable(
    conn: &Connection,
    uids: &Uids,
    table: Table,
    row: Option<i64>,
    values: Map<String, Json>,
) -> Result<Map<String, Json>> {
    let mut portable = Map::new();
    for (name, value) in values {
        let value = match value.as_i64() {
            Some(id) if table.is_reference(&name) => {
                let written = row.map_or(Ok(None), |row| written(conn, row, &name))?.unwrap_or(RecordId(id));
                uids.of(conn, written)?.to_string().into()
            }
            Some(id) if name == "compartment" => compartment_uid(conn, id)?.to_string().into(),
            _ => value,
        };
        portable.insert(name, value);
    }
    Ok(portable)
}

/// The record that was written into a reference, if it was merged since.
pub fn written(conn: &Connection, row: i64, field: &str) -> Result<Option<RecordId>> {
    let mut statement = conn.prepare_cached("SELECT written_id FROM redirect WHERE row_id = ?1 AND field = ?2")?;
    Ok(statement.query_row(params![row, field], |row| row.get(0).map(RecordId)).optional()?)
}

/// What a new row says beyond the usual.
pub fn unusual(table: Table, mut values: Map<String, Json>) -> Map<String, Json> {
    values.retain(|name, value| !value.is_null() && !table.is_usual(name, value));
    values
}

/// What a change of a row says: the values that differ, each with its whole group; null where a value was taken away.
pub fn changed(table: Table, before: &Map<String, Json>, after: &Map<String, Json>) -> Map<String, Json> {
    let mut changed = Map::new();
    for name in before.keys().chain(after.keys()) {
        if before.get(name) != after.get(name) {
            for name in std::iter::once(name.as_str()).chain(table.group_of(name).iter().copied()) {
                changed.insert(name.to_owned(), after.get(name).cloned().unwrap_or(Json::Null));
            }
        }
    }
    changed
}
