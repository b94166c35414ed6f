//! What two states of a record differ in, with the rows attached to it and the facts that belong to it.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::app::gather::actions::standing;
use crate::app::gather::history::writes;
use crate::domain::access::Viewer;
use crate::domain::history::HistoryRow;
use crate::domain::kind::Kind;
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::pages::actions::Comparison;
use crate::store::ReadTx;

/// Compares what stood after one write with what stood after another; the newest two where they are not given.
pub fn compare(
    tx: &ReadTx<'_>,
    viewer: &Viewer,
    (id, kind): (RecordId, Kind),
    (from, to): (Option<i64>, Option<i64>),
) -> Result<Comparison> {
    let family = tx.family(id)?;
    let by = |write: i64| -> Result<Option<HistoryRow>> {
        Ok(tx.history(&family, Some(write.saturating_add(1)))?.into_iter().next())
    };
    let to = match to {
        Some(to) => to,
        None => by(i64::MAX)?.map_or(0, |row| row.id),
    };
    let from = match from {
        Some(from) => from,
        None => tx.history(&family, Some(to))?.first().map_or(0, |row| row.id),
    };
    let (from, to) = (from.min(to), from.max(to));
    let own = tx.history_between(&[id], from, i64::MAX)?;
    Ok(Comparison {
        standing: standing(tx, viewer, kind, id)?,
        since: by(from)?,
        until: by(to)?,
        writes: writes(tx, net(tx.history_between(&family, from, to)?))?,
        is_changed: own.iter().any(|row| row.table == kind.table() && row.action == "update" && says(kind, row)),
        from,
        to,
    })
}

/// Whether a write changed a field of the record, rather than its review or who may see it.
fn says(kind: Kind, row: &HistoryRow) -> bool {
    row.before.keys().chain(row.after.keys()).any(|name| kind.field(name).is_some())
}

/// What several writes on a row come to: each field as the first of them found it and as the last one left it.
fn net(rows: Vec<HistoryRow>) -> Vec<HistoryRow> {
    let mut order: Vec<HistoryRow> = Vec::new();
    let mut known: BTreeMap<(RecordId, String, String), usize> = BTreeMap::new();
    for row in rows {
        match known.get(&(row.record.id, row.table.clone(), row.row.clone())).and_then(|at| order.get_mut(*at)) {
            Some(whole) => join(whole, row),
            None => {
                known.insert((row.record.id, row.table.clone(), row.row.clone()), order.len());
                order.push(row);
            }
        }
    }
    for row in &mut order {
        let same: Vec<String> = row
            .before
            .iter()
            .filter(|(name, was)| row.after.get(*name) == Some(was))
            .map(|(name, _)| name.clone())
            .collect();
        for name in same {
            row.before.remove(&name);
            row.after.remove(&name);
        }
    }
    order.retain(|row| {
        let something = |map: &Map<String, Json>| map.values().any(|value| !value.is_null());
        something(&row.before) || something(&row.after)
    });
    order
}

fn join(whole: &mut HistoryRow, next: HistoryRow) {
    let created = whole.action == "create";
    for (name, was) in &next.before {
        if !whole.before.contains_key(name) && !whole.after.contains_key(name) {
            whole.before.insert(name.clone(), was.clone());
        }
    }
    if next.action == "remove" {
        whole.after.clear();
        if created {
            whole.before.clear();
        }
    } else {
        whole.after.extend(next.after);
    }
    whole.action = match (created, next.action.as_str()) {
        (true, "update") => "create".to_owned(),
        // Taken away and put back.
        (_, "create") => "update".to_owned(),
        _ => next.action,
    };
    (whole.id, whole.at, whole.by, whole.reason) = (next.id, next.at, next.by, next.reason);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::{Value as Json, json};
    use uuid::Uuid;

    use super::net;
    use crate::domain::history::HistoryRow;
    use crate::domain::kind::Kind;
    use crate::domain::record::{Label, RecordId, Uid};

    fn row(id: i64, action: &str, before: &Json, after: &Json) -> HistoryRow {
        let record = Label {
            id: RecordId(1),
            uid: Uid(Uuid::nil()),
            reference: "I-1".into(),
            kind: Kind::Incident,
            name: "A rally".into(),
            lang: None,
            group: false,
            in_script: None,
        };
        let map = |json: &Json| json.as_object().unwrap().clone();
        HistoryRow {
            id,
            at: String::new(),
            by: String::new(),
            record,
            table: "incident".into(),
            row: "1".into(),
            action: action.into(),
            before: map(before),
            after: map(after),
            reason: String::new(),
        }
    }

    fn came_to(rows: Vec<HistoryRow>) -> Vec<(String, Json, Json)> {
        net(rows).into_iter().map(|row| (row.action, row.before.into(), row.after.into())).collect()
    }

    #[test]
    fn several_writes_come_to_the_first_before_and_the_last_after() {
        let changes = vec![
            row(1, "update", &json!({ "title": "A" }), &json!({ "title": "B", "note": "n" })),
            row(2, "update", &json!({ "title": "B", "note": "n" }), &json!({ "title": "C", "note": null })),
        ];
        let update = |before: Json, after: Json| vec![("update".to_owned(), before, after)];
        assert_eq!(came_to(changes), update(json!({ "title": "A" }), json!({ "title": "C", "note": null })));
        let and_back = vec![
            row(1, "update", &json!({ "title": "A" }), &json!({ "title": "B" })),
            row(2, "update", &json!({ "title": "B" }), &json!({ "title": "A" })),
        ];
        assert_eq!(came_to(and_back), []);
    }

    #[test]
    fn what_came_and_went_in_between_is_nothing() {
        let created = row(1, "create", &json!({}), &json!({ "title": "A" }));
        let changed = row(2, "update", &json!({ "title": "A" }), &json!({ "title": "B" }));
        let removed = row(3, "remove", &json!({ "title": "B" }), &json!({}));
        assert_eq!(came_to(vec![created.clone(), changed.clone(), removed.clone()]), []);
        let made = came_to(vec![created, changed.clone()]);
        assert_eq!(made, [("create".to_owned(), json!({}), json!({ "title": "B" }))]);
        let gone = came_to(vec![changed, removed]);
        assert_eq!(gone, [("remove".to_owned(), json!({ "title": "A" }), json!({}))]);
    }
}
