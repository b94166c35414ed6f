//! Gathering the history of a record: what each write changed, with references shown as what they name.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value as Json};

use crate::app::gather::summary::describe;
use crate::domain::history::PAGE;
use crate::domain::history::{HistoryRow, is_reference};
use crate::domain::kind::{Kind, Reference, Target, Type};
use crate::domain::record::{Labels, RecordId};
use crate::error::Result;
use crate::pages::history::{FieldChange, HistoryPage, ShownValue, Write};
use crate::pages::summary::RecordSummary;
use crate::store::ReadTx;

/// A page of the history of a record and of the rows that belong to it, newest first, older than `before`.
pub fn gather(tx: &ReadTx<'_>, id: RecordId, before: Option<i64>) -> Result<HistoryPage> {
    let record = tx.label(id)?;
    let mut rows = tx.history(&tx.family(id)?, before)?;
    let older = rows.last().filter(|_| rows.len() == PAGE).map(|row| row.id);
    rows.retain(HistoryRow::says_anything);
    Ok(HistoryPage { record, writes: writes(tx, rows)?, older })
}

/// Writes as they are shown.
pub fn writes(tx: &ReadTx<'_>, rows: Vec<HistoryRow>) -> Result<Vec<Write>> {
    let mut mentioned = BTreeSet::new();
    for row in &rows {
        for (field, value) in row.before.iter().chain(&row.after) {
            if is_reference(&row.table, field) {
                mentioned.extend(value.as_i64().map(RecordId));
            }
        }
    }
    let labels = tx.labels(&mentioned.into_iter().collect::<Vec<_>>())?;
    let facts = describe(tx, rows.iter().map(|row| row.record.id))?;
    Ok(rows.into_iter().map(|row| write(row, &labels, &facts)).collect())
}

fn write(row: HistoryRow, labels: &Labels, facts: &HashMap<RecordId, RecordSummary>) -> Write {
    let shown = |map: &Map<String, Json>, field: &str| map.get(field).and_then(|v| show(&row.table, field, v, labels));
    let changes = fields_of(&row)
        .into_iter()
        .map(|field| FieldChange { before: shown(&row.before, &field), after: shown(&row.after, &field), field })
        .filter(|change| change.before.is_some() || change.after.is_some())
        .collect();
    Write { fact: facts.get(&row.record.id).cloned(), changes, row }
}

/// The fields written, in the order in which the kind describes them; others after them.
fn fields_of(row: &HistoryRow) -> Vec<String> {
    let known = Kind::parse(&row.table).map_or(&[][..], Kind::fields).iter().map(|field| field.name.to_owned());
    let mut fields: Vec<String> =
        known.filter(|name| row.before.contains_key(name) || row.after.contains_key(name)).collect();
    for name in row.before.keys().chain(row.after.keys()) {
        if !fields.contains(name) {
            fields.push(name.clone());
        }
    }
    fields
}

fn show(table: &str, field: &str, value: &Json, labels: &Labels) -> Option<ShownValue> {
    ShownValue::of(type_of(table, field), value, labels)
}

/// The type of a field of a kind, of the header, or of what is attached.
fn type_of(table: &str, field: &str) -> Option<Type> {
    match Kind::parse(table).and_then(|kind| kind.field(field)) {
        Some(field) => Some(field.ty),
        None if is_reference(table, field) => Some(Type::Ref(Target::Any, Reference::Linked)),
        None if field == "valid" => Some(Type::Date),
        None if matches!(field, "sensitivity" | "review" | "stance" | "hedge" | "role" | "kind") => {
            Some(Type::Choice(&[]))
        }
        None => None,
    }
}
