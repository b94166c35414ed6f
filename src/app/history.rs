//! Gathering the history of a record: what each write changed, with references shown as what they name.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value as Json};

use super::describe::describe;
use crate::domain::date::Edtf;
use crate::domain::history::{HistoryRow, is_reference};
use crate::domain::kind::{Kind, Type};
use crate::domain::overview::{Described, FieldChange, HistoryPage, Shown, Write};
use crate::domain::record::{Labels, RecordId};
use crate::error::Result;
use crate::store::ReadTx;
use crate::store::history::PAGE;

/// A page of the history of a record and of the rows that belong to it, newest first, older than `before`.
pub fn gather(tx: &ReadTx<'_>, id: RecordId, before: Option<i64>) -> Result<HistoryPage> {
    let record = tx.label(id)?;
    let rows = tx.history(&tx.family(id)?, before)?;
    let older = rows.last().filter(|_| rows.len() == PAGE).map(|row| row.id);
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

fn write(row: HistoryRow, labels: &Labels, facts: &HashMap<RecordId, Described>) -> Write {
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

fn show(table: &str, field: &str, value: &Json, labels: &Labels) -> Option<Shown> {
    if value.is_null() {
        return None;
    }
    if is_reference(table, field) {
        let label = value.as_i64().and_then(|id| labels.get(&RecordId(id)));
        return label.cloned().map(Shown::Record);
    }
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let date = |text: String| Edtf::parse(&text).map_or(Shown::Text(text), Shown::Date);
    let ty = Kind::parse(table).and_then(|kind| kind.field(field)).map(|field| field.ty);
    Some(match (ty, value) {
        (Some(Type::Bool) | None, Json::Bool(flag)) => Shown::Bool(*flag),
        (Some(Type::Term(_)), _) => Shown::Term(text),
        (Some(Type::Choice(_)), _) => Shown::Choice(text),
        (Some(Type::Date), _) => date(text),
        (None, _) if field == "valid" => date(text),
        (None, _) if matches!(field, "sensitivity" | "review" | "stance" | "hedge" | "role" | "kind") => {
            Shown::Choice(text)
        }
        _ => Shown::Text(text),
    })
}
