//! Open lists: reading and adding terms.

use std::collections::BTreeSet;

use rusqlite::params;

use super::custody::steps;
use super::{Store, entry};
use crate::domain::lang::Lang;
use crate::domain::record::RecordId;
use crate::domain::vocabulary::{Term, TermLabel, Vocabulary};
use crate::error::Result;

impl Store {
    pub fn vocabulary(&self) -> Result<Vocabulary> {
        self.look(|conn| {
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
            Ok(Vocabulary::new(codes, labels, steps(conn)?))
        })
    }

    /// Adds terms, or renews the labels of those that are there. New ones come after those that are there, in the order given.
    pub fn put_terms(&self, terms: &[Term]) -> Result<()> {
        self.keep(|tx| {
            let mut put = tx.prepare(
                "INSERT INTO term (code, huridocs, ord) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET huridocs = excluded.huridocs",
            )?;
            let mut label = tx.prepare(
                "INSERT INTO term_label (code, lang, label, inverse) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET label = excluded.label, inverse = excluded.inverse",
            )?;
            let mut parent = tx.prepare("UPDATE term SET parent = ?2 WHERE code = ?1")?;
            let last: i64 = tx.query_row("SELECT COALESCE(max(ord), -1) FROM term", [], |row| row.get(0))?;
            for (ord, term) in (last + 1..).zip(terms) {
                put.execute(params![term.code, term.huridocs, ord])?;
                for text in &term.labels {
                    label.execute(params![term.code, text.lang.code(), text.text, text.inverse])?;
                }
            }
            for term in terms {
                parent.execute(params![term.code, term.parent])?;
            }
            // What a step is a kind of says where it stands on the timeline.
            let mut of_type = tx.prepare("SELECT id FROM custody_event WHERE type = ?1")?;
            let mut touched = BTreeSet::new();
            for term in terms {
                for id in of_type.query_map([&term.code], |row| row.get(0))? {
                    touched.insert(RecordId(id?));
                }
            }
            entry::reindex(tx, &touched)
        })
    }
}
