//! Texts in which words are looked for: what records say in words of their own, and what citations quote.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, params};

use crate::domain::kind::{Field, Kind, Naming, Type};
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::store::ReadTx;
use crate::store::read::row::json_ids;

/// Texts without words: addresses are looked up whole, and codes are no words.
const NO_WORDS: [&str; 4] = ["url", "archive_url", "fine_currency", "bail_currency"];

/// A text with the records that have to be seen by whoever sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedText {
    /// Whose it is.
    pub record: RecordId,
    /// What else it names: of a quote, the report, and the record that it gives as a value.
    pub with: [Option<RecordId>; 2],
    pub title: Option<String>,
    pub rest: Vec<String>,
}

/// The fields of a kind in which words are looked for.
pub fn worded(kind: Kind) -> impl Iterator<Item = &'static Field> {
    kind.fields().iter().filter(|field| matches!(field.ty, Type::Text | Type::Prose) && !NO_WORDS.contains(&field.name))
}

/// All texts, or those of some records, below the filter.
pub fn texts(conn: &Connection, among: Option<&str>, mut each: impl FnMut(IndexedText)) -> Result<()> {
    let which = |column: &str| match among {
        None => "?1 IS NULL".to_owned(),
        Some(_) => format!("{column} IN (SELECT value FROM json_each(?1))"),
    };
    for kind in Kind::ALL {
        let fields: Vec<&Field> = worded(kind).collect();
        let columns: String = fields.iter().map(|field| format!(", t.{}", field.column())).collect();
        let sql = format!(
            "SELECT t.id, r.comment{columns} FROM {} t CROSS JOIN record r ON r.id = t.id WHERE {}",
            kind.table(),
            which("t.id")
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![among])?;
        while let Some(row) = rows.next()? {
            each(of_row(kind, &fields, row)?);
        }
    }
    let sql = format!(
        "SELECT record_id, report_id, gives_record_id, quote, note, gives FROM citation
          WHERE (quote IS NOT NULL OR note IS NOT NULL OR gives IS NOT NULL) AND {}",
        which("record_id")
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![among])?;
    while let Some(row) = rows.next()? {
        let rest: Vec<Option<String>> = (3..6).map(|at| row.get(at)).collect::<rusqlite::Result<_>>()?;
        each(IndexedText {
            record: RecordId(row.get(0)?),
            with: [row.get::<_, Option<i64>>(1)?.map(RecordId), row.get::<_, Option<i64>>(2)?.map(RecordId)],
            title: None,
            rest: rest.into_iter().flatten().collect(),
        });
    }
    Ok(())
}

/// The texts of a row: id, comment, and these fields.
fn of_row(kind: Kind, fields: &[&Field], row: &Row<'_>) -> Result<IndexedText> {
    let mut text = IndexedText { record: RecordId(row.get(0)?), with: [None; 2], title: None, rest: Vec::new() };
    text.rest.extend(row.get::<_, Option<String>>(1)?);
    for (at, field) in fields.iter().enumerate() {
        let said: Option<String> = row.get(2 + at)?;
        match kind.spec().naming {
            Naming::Title(title) if title == field.name => text.title = said,
            _ => text.rest.extend(said),
        }
    }
    Ok(text)
}

impl ReadTx<'_> {
    /// Every record that the reader sees.
    pub fn all_records(&self) -> Result<Vec<RecordId>> {
        let mut statement = self.conn.prepare_cached("SELECT id FROM seen_record ORDER BY id")?;
        let ids = statement.query_map([], |row| Ok(RecordId(row.get(0)?)))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// Texts that the reader sees: of some records their own, and of some those that quote a report for them.
    pub fn texts(&self, own: &[RecordId], quoted: &[RecordId]) -> Result<BTreeMap<RecordId, Vec<Vec<String>>>> {
        let mut texts: BTreeMap<RecordId, Vec<Vec<String>>> = BTreeMap::new();
        let mut by_kind: BTreeMap<&str, (Kind, Vec<RecordId>)> = BTreeMap::new();
        for (id, kind) in self.kinds(own)? {
            by_kind.entry(kind.table()).or_insert((kind, Vec::new())).1.push(id);
        }
        for (kind, ids) in by_kind.into_values() {
            let fields: Vec<&Field> = worded(kind).collect();
            let columns: String = fields.iter().map(|field| format!(", {}", field.column())).collect();
            let sql = format!(
                "SELECT id, comment{columns} FROM v_{} WHERE id IN (SELECT value FROM json_each(?1))",
                kind.table()
            );
            let mut statement = self.conn.prepare_cached(&sql)?;
            let mut rows = statement.query([json_ids(&ids)])?;
            while let Some(row) = rows.next()? {
                let text = of_row(kind, &fields, row)?;
                texts.entry(text.record).or_default().push(text.title.into_iter().chain(text.rest).collect());
            }
        }
        let mut statement = self.conn.prepare_cached(
            "SELECT record_id, quote, note, gives FROM v_citation WHERE record_id IN (SELECT value FROM json_each(?1))",
        )?;
        let mut rows = statement.query([json_ids(quoted)])?;
        while let Some(row) = rows.next()? {
            let said: Vec<Option<String>> = (1..4).map(|at| row.get(at)).collect::<rusqlite::Result<_>>()?;
            texts.entry(RecordId(row.get(0)?)).or_default().push(said.into_iter().flatten().collect());
        }
        Ok(texts)
    }

    /// The lines of the timeline that these records are, or belong to.
    pub fn entries_of(&self, records: &[RecordId]) -> Result<Vec<RecordId>> {
        let mut entries = Vec::new();
        for (id, kind) in self.kinds(records)? {
            if kind.is_on_timeline() {
                entries.push(id);
            }
        }
        for kind in Kind::ALL.into_iter().filter(|kind| !kind.is_on_timeline()) {
            for (field, target) in kind.owners() {
                if !Kind::ALL.into_iter().any(|owner| owner.is_on_timeline() && target.admits(owner)) {
                    continue;
                }
                let sql = format!(
                    "SELECT DISTINCT e.id FROM json_each(?1) j CROSS JOIN main.{} t ON t.id = j.value
                       CROSS JOIN v_entry e ON e.id = t.{}",
                    kind.table(),
                    field.column()
                );
                let mut statement = self.conn.prepare_cached(&sql)?;
                let found = statement.query_map([json_ids(records)], |row| Ok(RecordId(row.get(0)?)))?;
                for entry in found {
                    entries.push(entry?);
                }
            }
        }
        entries.sort_unstable();
        entries.dedup();
        Ok(entries)
    }
}
