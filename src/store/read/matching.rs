//! Finding the records that a typed text may mean.
//!
//! By folded names and titles, word by word. Callers know only `Match`: a better index goes in here.

use rusqlite::params;

use crate::domain::kind::{Kind, Naming, Target};
use crate::domain::name::fold;
use crate::domain::name::matching::{Match, Why, compare, stem};
use crate::domain::record::{RecordId, RecordKey};
use crate::error::{Error, Result};
use crate::store::ReadTx;

/// Titles have no folded column: of so many of the newest they are folded as they are read.
const TITLES: i64 = 20_000;

impl ReadTx<'_> {
    /// The records of a kind (or of any that stands on its own) that `text` may mean, the best first.
    pub fn matches(&self, target: Target, text: &str, limit: usize) -> Result<Vec<Match>> {
        if let Some(found) = RecordKey::parse(text.trim()).map(|key| self.resolve(&key)) {
            return match found {
                Ok((id, kind)) if target.admits(kind) => {
                    Ok(vec![Match { label: self.label(id)?, spelled: None, why: Why::Ref, context: None }])
                }
                Ok(_) | Err(Error::NotFound) => Ok(Vec::new()),
                Err(error) => Err(error),
            };
        }
        let key = fold(text);
        if key.is_empty() {
            return Ok(Vec::new());
        }
        let mut found: Vec<(Why, RecordId, Option<String>)> = Vec::new();
        for kind in Kind::ALL.into_iter().filter(|kind| target.admits(*kind)) {
            match kind.spec().naming {
                Naming::Title(title) => self.by_title(kind, title, &key, &mut found)?,
                Naming::Names => self.by_name(kind, &key, &mut found)?,
                Naming::Owner => {}
            }
        }
        // Resemblance is for when nothing better is there.
        if found.iter().any(|(why, ..)| *why < Why::Resembles) {
            found.retain(|(why, ..)| *why < Why::Resembles);
        }
        found.sort_by_key(|(why, id, _)| (*why, *id));
        let mut ids: Vec<RecordId> = Vec::new();
        found.retain(|(_, id, _)| {
            !ids.contains(id) && {
                ids.push(*id);
                ids.len() <= limit
            }
        });
        let mut labels = self.labels(&ids)?;
        let matched = |(why, id, spelled): (Why, RecordId, Option<String>)| {
            let label = labels.remove(&id)?;
            let spelled = spelled.filter(|spelled| *spelled != label.name);
            Some(Match { label, spelled, why, context: None })
        };
        Ok(found.into_iter().filter_map(matched).collect())
    }

    fn by_name(&self, kind: Kind, key: &str, found: &mut Vec<(Why, RecordId, Option<String>)>) -> Result<()> {
        let mut statement = self.conn.prepare_cached(
            "SELECT n.record_id, n.text, n.key FROM v_name n JOIN open_record r ON r.id = n.record_id
              WHERE r.kind = ?1 AND EXISTS (SELECT 1 FROM json_each(?2) w WHERE instr(' ' || n.key, ' ' || w.value) > 0)",
        )?;
        let mut rows = statement.query(params![kind.table(), beginnings(key)])?;
        while let Some(row) = rows.next()? {
            if let Some(why) = compare(&row.get::<_, String>(2)?, key) {
                found.push((why, RecordId(row.get(0)?), Some(row.get(1)?)));
            }
        }
        Ok(())
    }

    fn by_title(
        &self,
        kind: Kind,
        title: &str,
        key: &str,
        found: &mut Vec<(Why, RecordId, Option<String>)>,
    ) -> Result<()> {
        let sql = format!("SELECT id, {title} FROM v_{} ORDER BY id DESC LIMIT ?1", kind.table());
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![TITLES])?;
        while let Some(row) = rows.next()? {
            if let Some(why) = compare(&fold(row.get_ref(1)?.as_str().map_err(Error::internal)?), key) {
                found.push((why, RecordId(row.get(0)?), None));
            }
        }
        Ok(())
    }
}

/// What a name has to have a word beginning with, at least once, to be looked at: the words typed, and of long ones
/// what endings leave alone.
fn beginnings(key: &str) -> String {
    let words: Vec<&str> = key.split(' ').flat_map(|word| [Some(word), stem(word)]).flatten().collect();
    serde_json::Value::from(words).to_string()
}
