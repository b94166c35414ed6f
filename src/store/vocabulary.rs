//! Open lists: reading and adding terms.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};
use serde_json::{Map, Value as Json, json};

use super::Store;
use super::audit::chain::{Action, Change, Ledger, Subject};
use super::audit::content::{Table, changed};
use super::write::{entry, held};
use crate::domain::access::Actor;
use crate::domain::lang::Lang;
use crate::domain::record::RecordId;
use crate::domain::vocabulary::{Term, TermLabel, Vocabulary};
use crate::error::{Error, Result};

impl Store {
    pub fn vocabulary(&self) -> Result<Vocabulary> {
        self.read_meta(|conn| {
            let mut statement = conn.prepare("SELECT code FROM term WHERE active = 1 ORDER BY ord, code")?;
            let codes = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            let mut statement = conn.prepare("SELECT code, lang, label, inverse FROM term_label")?;
            let mut rows = statement.query([])?;
            let mut labels = Vec::new();
            while let Some(row) = rows.next()? {
                let lang: String = row.get(1)?;
                if let Some(lang) = Lang::parse(&lang) {
                    labels.push((row.get(0)?, TermLabel { lang, text: row.get(2)?, inverse: row.get(3)? }));
                }
            }
            Ok(Vocabulary::new(codes, labels, parents(conn)?))
        })
    }

    /// Adds terms, or renews the labels of those that are there. New ones come after those that are there, in the order given.
    pub fn put_terms(&self, terms: &[Term]) -> Result<()> {
        self.administer_with_entries(Actor::PROGRAM, "Vocabulary", |tx, ledger| {
            let mut before = Vec::new();
            let last: i64 = tx.query_row("SELECT COALESCE(max(ord), -1) FROM term", [], |row| row.get(0))?;
            for (ord, term) in (last + 1..).zip(terms) {
                before.push(stored(tx, &term.code)?);
                tx.prepare_cached(
                    "INSERT INTO term (code, huridocs, ord) VALUES (?1, ?2, ?3)
                     ON CONFLICT DO UPDATE SET huridocs = excluded.huridocs",
                )?
                .execute(params![term.code, term.huridocs, ord])?;
                for text in &term.labels {
                    tx.prepare_cached(
                        "INSERT INTO term_label (code, lang, label, inverse) VALUES (?1, ?2, ?3, ?4)
                         ON CONFLICT DO UPDATE SET label = excluded.label, inverse = excluded.inverse",
                    )?
                    .execute(params![term.code, text.lang.code(), text.text, text.inverse])?;
                }
            }
            for (term, before) in terms.iter().zip(before) {
                tx.prepare_cached("UPDATE term SET parent = ?2 WHERE code = ?1")?
                    .execute(params![term.code, term.parent])?;
                log(tx, ledger, &term.code, before)?;
            }
            // What a step is a kind of says where it stands on the timeline.
            let mut of_type = tx.prepare("SELECT id FROM custody_event WHERE type = ?1")?;
            let mut touched = BTreeSet::new();
            for term in terms {
                for id in of_type.query_map([&term.code], |row| row.get(0))? {
                    touched.insert(RecordId(id?));
                }
            }
            held::reindex(tx, &touched, &BTreeSet::new())?;
            Ok(((), entry::reindex(tx, &touched, &BTreeSet::new())?))
        })
    }
}

/// The terms that are kinds of others, each with that one.
pub(super) fn parents(conn: &Connection) -> Result<BTreeMap<String, String>> {
    let mut statement = conn.prepare("SELECT code, parent FROM term WHERE parent IS NOT NULL")?;
    let parents = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(parents.collect::<rusqlite::Result<_>>()?)
}

/// Writes down what a term says now, as far as it differs from what it said.
pub(super) fn log(tx: &Connection, ledger: &Ledger<'_>, code: &str, before: Option<Map<String, Json>>) -> Result<()> {
    let after = stored(tx, code)?.ok_or_else(|| Error::internal("no such term"))?;
    let action = if before.is_some() { Action::Update } else { Action::Create };
    let content = changed(Table::Term, &before.unwrap_or_default(), &after);
    if content.is_empty() {
        return Ok(());
    }
    let subject = Subject::Key(code.to_owned());
    ledger.append(Change { table: "term", subject: &subject, row: None, action, content }).map(drop)
}

/// What is neither 0 nor 1 was written past the program, and is told as it is.
fn active(number: i64) -> Json {
    match number {
        0 => false.into(),
        1 => true.into(),
        other => other.into(),
    }
}

/// A term with its labels, as the history has it.
pub(super) fn stored(conn: &Connection, code: &str) -> Result<Option<Map<String, Json>>> {
    let mut statement = conn.prepare_cached("SELECT parent, huridocs, ord, active FROM term WHERE code = ?1")?;
    let mut rows = statement.query(params![code])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let mut labels = Map::new();
    let mut statement = conn.prepare_cached("SELECT lang, label, inverse FROM term_label WHERE code = ?1")?;
    let mut found = statement.query(params![code])?;
    while let Some(label) = found.next()? {
        let text = json!({ "label": label.get::<_, String>(1)?, "inverse": label.get::<_, Option<String>>(2)? });
        labels.insert(label.get(0)?, text);
    }
    let mut term = Map::from_iter([
        ("parent".to_owned(), row.get::<_, Option<String>>(0)?.into()),
        ("huridocs".to_owned(), row.get::<_, Option<String>>(1)?.into()),
        ("ord".to_owned(), row.get::<_, i64>(2)?.into()),
        ("active".to_owned(), active(row.get(3)?)),
        ("labels".to_owned(), labels.into()),
    ]);
    term.retain(|_, value| !value.is_null());
    Ok(Some(term))
}
