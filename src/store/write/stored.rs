//! Rows as the history holds them (JSON in the names of the descriptors), and as columns take them.

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params, params_from_iter};
use serde_json::{Map, Value as Json};

use crate::domain::kind::{Field, Kind, Type};
use crate::domain::record::{RecordId, Value};
use crate::domain::time::Edtf;
use crate::error::{Error, Result};
use crate::store::read::row::fields_json;

/// A record as its tables hold it, unfiltered, in the names of the history: its fields, and of its header what people
/// decide. Nothing if either row is missing.
pub fn stored(conn: &Connection, kind: Kind, id: RecordId) -> Result<Option<Map<String, Json>>> {
    let columns: Vec<String> = kind.fields().iter().map(|field| format!("k.{}", field.column())).collect();
    let sql = format!(
        "SELECT r.sensitivity, r.review, r.comment, r.compartment_id, r.deleted_at IS NOT NULL, r.merged_into, {} FROM {} k JOIN record r ON r.id = k.id WHERE k.id = ?1",
        columns.join(", "),
        kind.table()
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![id.0])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let mut map = fields_json(kind, row, HEADER_VALUES.len())?;
    map.insert("sensitivity".into(), row.get::<_, i64>(0)?.into());
    map.insert("review".into(), row.get::<_, String>(1)?.into());
    if let Some(comment) = row.get::<_, Option<String>>(2)? {
        map.insert("comment".into(), comment.into());
    }
    if let Some(compartment) = row.get::<_, Option<i64>>(3)? {
        map.insert("compartment".into(), compartment.into());
    }
    if row.get(4)? {
        map.insert("withdrawn".into(), true.into());
    }
    if let Some(kept) = row.get::<_, Option<i64>>(5)? {
        map.insert("merged_into".into(), kept.into());
    }
    Ok(Some(map))
}

/// A value of a field as the history holds it.
pub(in crate::store) fn value(field: &Field, json: &Json) -> Result<Option<Value>> {
    let odd = || Error::internal("the history holds a value of another type");
    Ok(Some(match (field.ty, json) {
        (_, Json::Null) => return Ok(None),
        (Type::Bool, Json::Bool(flag)) => Value::Bool(*flag),
        (Type::Integer, Json::Number(number)) => Value::Integer(number.as_i64().ok_or_else(odd)?),
        (Type::Real | Type::Degrees(_), Json::Number(number)) => Value::Real(number.as_f64().ok_or_else(odd)?),
        (Type::Ref(..), Json::Number(number)) => Value::Ref(RecordId(number.as_i64().ok_or_else(odd)?)),
        (Type::Date, Json::String(text)) => Value::Date(Edtf::parse(text).map_err(Error::internal)?),
        (_, Json::String(text)) => Value::Text(text.clone()),
        _ => return Err(odd()),
    }))
}

/// The value of a field in a row as it is stored.
pub(in crate::store) fn stored_value(field: &Field, values: &Map<String, Json>) -> Result<Option<Value>> {
    values.get(field.name).map_or(Ok(None), |json| value(field, json))
}

/// The value of a field; of two fields that make one value, both, one behind the other. Without the other half it is what it
/// is.
pub(in crate::store) fn whole_value(kind: Kind, field: &Field, stored: &Map<String, Json>) -> Result<Option<Value>> {
    let Some(one) = stored_value(field, stored)? else { return Ok(None) };
    let other = kind.partner(field).map_or(Ok(None), |partner| stored_value(partner, stored))?;
    Ok(Some(other.map_or(one.clone(), |other| both(&one, &other))))
}

/// Two values as a citation keeps them.
pub(super) fn both(one: &Value, other: &Value) -> Value {
    Value::Text(format!("{one} {other}"))
}

/// What of a record's header is in its history, beside its fields.
pub const HEADER_VALUES: [&str; 6] = ["sensitivity", "review", "comment", "compartment", "withdrawn", "merged_into"];

/// The columns a field fills: a date fills three.
pub fn push_columns(field: &Field, value: Option<&Value>, columns: &mut Vec<String>, values: &mut Vec<Sql>) {
    let column = field.column();
    if field.ty == Type::Date {
        let date = match value {
            Some(Value::Date(date)) => Some(date),
            _ => None,
        };
        let day =
            |day: Option<crate::domain::time::Day>| day.map_or(Sql::Null, |day| Sql::Integer(i64::from(day.number())));
        columns.extend([format!("{column}_lo"), format!("{column}_hi")]);
        values.extend([day(date.and_then(Edtf::lo)), day(date.and_then(Edtf::hi))]);
    }
    columns.push(column);
    values.push(match value {
        None => Sql::Null,
        Some(Value::Text(text)) => Sql::Text(text.clone()),
        Some(Value::Integer(number)) => Sql::Integer(*number),
        Some(Value::Real(number)) => Sql::Real(*number),
        Some(Value::Bool(flag)) => Sql::Integer(i64::from(*flag)),
        Some(Value::Date(date)) => Sql::Text(date.text().to_owned()),
        Some(Value::Ref(id)) => Sql::Integer(id.0),
    });
}

pub(super) fn insert_row(conn: &Connection, table: &str, columns: &[String], values: Vec<Sql>) -> rusqlite::Result<()> {
    let marks = vec!["?"; columns.len()].join(", ");
    let sql = format!("INSERT INTO {table} ({}) VALUES ({marks})", columns.join(", "));
    conn.prepare_cached(&sql)?.execute(params_from_iter(values)).map(drop)
}

/// Writes these columns of a row; none is no change.
pub(super) fn update_row(
    conn: &Connection,
    table: &str,
    row: i64,
    columns: &[String],
    mut values: Vec<Sql>,
) -> rusqlite::Result<()> {
    if columns.is_empty() {
        return Ok(());
    }
    let sets: Vec<String> = columns.iter().map(|column| format!("{column} = ?")).collect();
    values.push(Sql::Integer(row));
    let sql = format!("UPDATE {table} SET {} WHERE id = ?", sets.join(", "));
    conn.prepare_cached(&sql)?.execute(params_from_iter(values)).map(drop)
}

/// What a field says when nobody does.
pub(super) fn usual(field: &Field) -> Option<Value> {
    let usual = field.default.filter(|_| !field.required)?;
    Some(match field.ty {
        Type::Bool => Value::Bool(usual == "true"),
        Type::Integer => Value::Integer(usual.parse().ok()?),
        _ => Value::Text(usual.to_owned()),
    })
}

/// A value as the tables hold it, in JSON.
pub(super) fn json(value: &Value) -> Json {
    match value {
        Value::Text(text) => text.as_str().into(),
        Value::Integer(number) => (*number).into(),
        Value::Real(number) => (*number).into(),
        Value::Bool(flag) => (*flag).into(),
        Value::Date(date) => date.text().into(),
        Value::Ref(id) => id.0.into(),
    }
}
