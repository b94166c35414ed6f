//! What was written since some moment, and what is new in watched questions, as the JSON API gives them.

use serde_json::{Value as Json, json};

use crate::pages::changes::{ChangedRecord, ChangesPage};
use crate::pages::watch::WatchedLine;

pub fn changes_json(page: &ChangesPage, since: &str) -> Json {
    let record = |record: &ChangedRecord| {
        json!({
            "record": record.page,
            "new": record.is_new,
            "changes": record.changes,
            "by": record.by,
            "at": record.last.at,
        })
    };
    let writers = page.writers.iter().map(|writer| {
        json!({ "id": writer.account, "name": writer.name, "records": writer.records, "changes": writer.changes })
    });
    json!({
        "since": since,
        "all": page.all,
        "partial": page.is_partial,
        "by": writers.collect::<Vec<_>>(),
        "records": page.records.iter().map(record).collect::<Vec<_>>(),
        "next": page.next,
    })
}

pub fn watched_json(lines: &[WatchedLine]) -> Json {
    let line = |line: &WatchedLine| {
        json!({
            "question": line.watched.question.uid,
            "name": line.watched.question.name,
            "since": line.watched.at,
            "new": line.counts.map(|(new, _)| new),
            "changed": line.counts.map(|(_, changed)| changed),
            "partial": line.is_partial,
        })
    };
    json!({ "watched": lines.iter().map(line).collect::<Vec<_>>() })
}
