//! Reading rows: any kind of record as its typed struct, by the descriptors in `domain::kind`.

use std::collections::HashMap;

use rusqlite::types::ValueRef;
use rusqlite::{Row, params};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::domain::kind::Fielded;
use crate::domain::kind::{Field, Kind, Type};
use crate::domain::record::{DISPUTED, Header, Label, Record, RecordId, RecordKey, Sensitivity, Uid, Values};
use crate::error::{Error, Result};
use crate::store::ReadTx;
use crate::store::filter::{is_seen_when_open, points_at};
use crate::store::read::typed;

const HEADER: &str = "id, uid, ref, sensitivity, review, comment, compartment, version, created_at, updated_at";
pub const HEADER_COLUMNS: usize = 10;

/// What follows a header in a list of columns: those of these fields of the table `of`.
pub fn columns(of: &str, fields: &[Field]) -> String {
    fields.iter().map(|field| format!(", {of}.{}", field.column())).collect()
}

impl ReadTx<'_> {
    /// One record, if the reader may see it.
    pub fn get<T: Fielded>(&self, id: RecordId) -> Result<Option<Record<T>>> {
        Ok(self.select("id = ?1", id.0)?.pop())
    }

    /// Header and fields of a record of any kind, in the names of its descriptors; references are keys.
    pub fn get_untyped(&self, kind: Kind, id: RecordId) -> Result<(Header, Map<String, Json>)> {
        let sql = format!("SELECT {HEADER}{} FROM v_{} v WHERE id = ?1", columns("v", kind.fields()), kind.table());
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![id.0])?;
        let row = rows.next()?.ok_or(Error::NotFound)?;
        Ok((header(kind, row)?, fields_json(kind, row, HEADER_COLUMNS)?))
    }

    /// The records that a list of ids names, in the order of their ids.
    pub fn get_many<T: Fielded>(&self, ids: &[RecordId]) -> Result<Vec<Record<T>>> {
        self.select("id IN (SELECT value FROM json_each(?1))", json_ids(ids))
    }

    /// The same for records of any one kind.
    pub fn any_many(&self, kind: Kind, ids: &[RecordId]) -> Result<Vec<Record<Values>>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        self.select_any(kind, "id IN (SELECT value FROM json_each(?1))", json_ids(ids))
    }

    /// The records whose reference `field` points at one of `ids`.
    pub fn referencing<T: Fielded>(&self, field: &'static str, ids: &[RecordId]) -> Result<Vec<Record<T>>> {
        self.select(&points_by::<T>(field)?, json_ids(ids))
    }

    /// What lines tell of the records that a list of ids names, in the order of their ids.
    pub(super) fn stated_of<T: Fielded>(&self, ids: &[RecordId]) -> Result<Vec<Stated<T>>> {
        self.stated("id IN (SELECT value FROM json_each(?1))", json_ids(ids))
    }

    /// The same of the records whose reference `field` points at one of `ids`.
    pub(super) fn stated_referencing<T: Fielded>(
        &self,
        field: &'static str,
        ids: &[RecordId],
    ) -> Result<Vec<Stated<T>>> {
        self.stated(&points_by::<T>(field)?, json_ids(ids))
    }

    fn stated<T: Fielded>(&self, condition: &str, parameter: impl rusqlite::ToSql) -> Result<Vec<Stated<T>>> {
        let sql = format!(
            "SELECT id, uid, ref, review{} FROM v_{} v WHERE {condition} ORDER BY id",
            columns("v", T::KIND.fields()),
            T::KIND.table()
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![parameter])?;
        let mut records = Vec::new();
        while let Some(row) = rows.next()? {
            records.push(Stated {
                id: RecordId(row.get(0)?),
                uid: parse_uid(row.get_ref(1)?.as_blob().map_err(Error::internal)?)?,
                reference: row.get(2)?,
                is_disputed: row.get_ref(3)?.as_str().map_err(Error::internal)? == DISPUTED,
                fields: typed::fields(row, 4)?,
            });
        }
        Ok(records)
    }

    /// All records of a kind.
    pub fn list_all<T: Fielded>(&self) -> Result<Vec<Record<T>>> {
        self.select("?1", true)
    }

    /// How many records of a kind the reader may see.
    pub fn count(&self, kind: Kind) -> Result<i64> {
        let sql = if is_seen_when_open(kind) {
            "SELECT count(*) FROM open_record WHERE kind = ?1".to_owned()
        } else {
            format!("SELECT count(*) FROM seen_{} WHERE ?1 <> ''", kind.table())
        };
        Ok(self.conn.prepare_cached(&sql)?.query_row([kind.table()], |row| row.get(0))?)
    }

    /// The record an address names; `RecordKey::names` says whether it is by the name it has now.
    pub fn resolve(&self, key: &RecordKey) -> Result<(RecordId, Kind)> {
        // A record that was merged is found as the one it became.
        let by = |column: &str| {
            format!(
                "WITH RECURSIVE way (id) AS (SELECT id FROM main.record WHERE {column} = ?1
                   UNION SELECT m.merged_into FROM merged_record m JOIN way ON m.id = way.id)
                 SELECT s.id, s.kind FROM way JOIN seen_record s ON s.id = way.id"
            )
        };
        let read = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?));
        let found = match key {
            RecordKey::Uid(uid) => {
                self.conn.prepare_cached(&by("uid"))?.query_row(params![uid.0.as_bytes().as_slice()], read)
            }
            RecordKey::Ref(reference) => self.conn.prepare_cached(&by("ref"))?.query_row(params![reference], read),
        };
        match found {
            Ok((id, kind)) => Ok((RecordId(id), parse_kind(&kind)?)),
            Err(rusqlite::Error::QueryReturnedNoRows) => Err(Error::NotFound),
            Err(error) => Err(error.into()),
        }
    }

    /// The compartments the reader is in, by name: those a record can be put into.
    pub fn compartments(&self) -> Result<Vec<(i64, String)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT c.id, c.name FROM main.compartment c JOIN temp.viewer_compartment v ON v.id = c.id ORDER BY c.name",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The names of these compartments, as forms offer them.
    pub fn compartment_names(&self) -> Result<Vec<String>> {
        Ok(self.compartments()?.into_iter().map(|(_, name)| name).collect())
    }

    /// The kinds of these records, as far as the reader may see them.
    pub fn kinds(&self, ids: &[RecordId]) -> Result<Vec<(RecordId, Kind)>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT id, kind FROM seen_record WHERE id IN (SELECT value FROM json_each(?1))")?;
        let mut rows = statement.query(params![json_ids(ids)])?;
        let mut kinds = Vec::new();
        while let Some(row) = rows.next()? {
            let kind: String = row.get(1)?;
            kinds.push((RecordId(row.get(0)?), parse_kind(&kind)?));
        }
        Ok(kinds)
    }

    /// The record of one kind that an address names.
    pub fn resolve_kind(&self, key: &RecordKey, kind: Kind) -> Result<RecordId> {
        match self.resolve(key)? {
            (id, found) if found == kind => Ok(id),
            _ => Err(Error::NotFound),
        }
    }

    /// Numbers by record: `sql` gives pairs, for the ids bound to its one parameter.
    pub(in crate::store) fn read_counts(&self, sql: &str, ids: &[RecordId]) -> Result<HashMap<RecordId, i64>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let counts = statement.query_map(params![json_ids(ids)], |row| Ok((RecordId(row.get(0)?), row.get(1)?)))?;
        Ok(counts.collect::<rusqlite::Result<_>>()?)
    }

    fn select<T: Fielded>(&self, condition: &str, parameter: impl rusqlite::ToSql) -> Result<Vec<Record<T>>> {
        self.select_as(T::KIND, condition, parameter, |row| typed::fields(row, HEADER_COLUMNS))
    }

    fn select_any(&self, kind: Kind, condition: &str, parameter: impl rusqlite::ToSql) -> Result<Vec<Record<Values>>> {
        self.select_as(kind, condition, parameter, |row| fields_json(kind, row, HEADER_COLUMNS))
    }

    fn select_as<T>(
        &self,
        kind: Kind,
        condition: &str,
        parameter: impl rusqlite::ToSql,
        fields: impl Fn(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<Record<T>>> {
        let sql = format!(
            "SELECT {HEADER}{} FROM v_{} v WHERE {condition} ORDER BY id",
            columns("v", kind.fields()),
            kind.table()
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![parameter])?;
        let mut records = Vec::new();
        while let Some(row) = rows.next()? {
            records.push(Record { header: header(kind, row)?, fields: fields(row)? });
        }
        Ok(records)
    }
}

/// What a line tells of a record: how it is called outside, whether the team disputes it, and its fields.
pub(super) struct Stated<T> {
    pub id: RecordId,
    pub uid: Uid,
    pub reference: String,
    pub is_disputed: bool,
    pub fields: T,
}

impl<T: Fielded> Stated<T> {
    /// Its label, of a record that has no names but this one.
    pub fn label(&self, name: &str) -> Label {
        Label {
            id: self.id,
            uid: self.uid,
            reference: self.reference.clone(),
            kind: T::KIND,
            name: name.to_owned(),
            lang: None,
            group: false,
            in_script: None,
        }
    }
}

/// The condition that a row points at one of the ids bound to `?1`, by one of its references.
fn points_by<T: Fielded>(field: &str) -> Result<String> {
    match T::KIND.field(field) {
        Some(reference @ Field { ty: Type::Ref(..), .. }) => Ok(points_at(T::KIND, reference)),
        _ => Err(Error::internal(format!("{} has no reference {field}", T::KIND.table()))),
    }
}

/// Ids as the JSON array that `json_each` reads: one bound value, however many ids.
pub fn json_ids(ids: &[RecordId]) -> String {
    let numbers: Vec<i64> = ids.iter().map(|id| id.0).collect();
    Json::from(numbers).to_string()
}

pub fn parse_kind(table: &str) -> Result<Kind> {
    Kind::parse(table).ok_or_else(|| Error::internal(format!("unknown kind {table}")))
}

pub fn parse_uid(bytes: &[u8]) -> Result<Uid> {
    Uuid::from_slice(bytes).map(Uid).map_err(Error::internal)
}

pub fn sensitivity(level: i64) -> Result<Sensitivity> {
    Sensitivity::from_level(level).ok_or_else(|| Error::internal("sensitivity out of range"))
}

pub fn header(kind: Kind, row: &Row<'_>) -> Result<Header> {
    Ok(Header {
        id: RecordId(row.get(0)?),
        uid: parse_uid(row.get_ref(1)?.as_blob().map_err(Error::internal)?)?,
        reference: row.get(2)?,
        kind,
        sensitivity: sensitivity(row.get(3)?)?,
        review: row.get(4)?,
        comment: row.get(5)?,
        compartment: row.get(6)?,
        version: row.get(7)?,
        created_at: row.get(8)?,
        updated_at: row.get(9)?,
    })
}

/// A flag of a table. Another number than 0 and 1, which nothing writes, stays what it is, so that `check` sees it.
pub fn flag(number: i64) -> Json {
    match number {
        0 => Json::Bool(false),
        1 => Json::Bool(true),
        other => Json::from(other),
    }
}

/// The fields of a row, from column `first` on, as JSON in the names of the descriptors; NULLs are left out.
pub fn fields_json(kind: Kind, row: &Row<'_>, first: usize) -> Result<Map<String, Json>> {
    values_json(kind.fields(), row, first)
}

/// The same, for the fields of any row.
pub fn values_json<'f>(
    fields: impl IntoIterator<Item = &'f Field>,
    row: &Row<'_>,
    first: usize,
) -> Result<Map<String, Json>> {
    let mut map = Map::new();
    for (offset, field) in fields.into_iter().enumerate() {
        let value = match (row.get_ref(first + offset)?, field.ty) {
            (ValueRef::Null, _) => continue,
            (ValueRef::Integer(number), Type::Bool) => flag(number),
            (ValueRef::Integer(number), _) => Json::from(number),
            (ValueRef::Real(number), _) => Json::from(number),
            (ValueRef::Text(text), _) => Json::from(String::from_utf8_lossy(text).into_owned()),
            (ValueRef::Blob(_), _) => return Err(Error::internal("a field holds a blob")),
        };
        map.insert(field.name.to_owned(), value);
    }
    Ok(map)
}
