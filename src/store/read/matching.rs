//! Finding the records that a typed text may mean.
//!
//! By folded names and titles, word by word, and by how names sound (`store::alike`). Callers know only `Match`.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params};

use crate::domain::kind::{Kind, Naming, Target};
use crate::domain::name::fold;
use crate::domain::name::matching::{Letters, Match, Why, answer, compare, spelled_otherwise, stem, thousandths};
use crate::domain::name::within::within;
use crate::domain::record::{Label, RecordId, RecordKey};
use crate::error::{Error, Result};
use crate::store::write::report_key;
use crate::store::{ReadTx, SoughtName};

/// Titles have no folded column: of so many of the newest they are folded as they are read.
const TITLES: i64 = 20_000;

/// So many places of a name are looked at where what they are in is named as well.
const AROUND: usize = 50;

/// Behind every word with a beginning.
const LAST: char = char::MAX;

/// Names of records of the kind `?1` that have a word from `?2` up to `?3`.
const BY_WORD: &str = "SELECT n.record_id, n.id, n.key FROM main.name_word w CROSS JOIN main.name n ON n.id = w.name_id
   CROSS JOIN main.record r ON r.id = n.record_id WHERE r.kind = ?1 AND w.word >= ?2 AND w.word < ?3";

/// A record that was found, by one of its names.
struct Found {
    why: Why,
    id: RecordId,
    score: u16,
    spelled: Option<String>,
}

/// What a typed text is as the key of a record.
pub enum Keyed {
    /// Of this one.
    Record(RecordId, Kind),
    /// A key, of nothing that is asked for.
    Nothing,
    /// None; or what only looks like one, and may be a name: «С-300».
    No,
}

impl ReadTx<'_> {
    /// The record whose key was typed or pasted, if it is one that may be meant.
    pub fn keyed(&self, target: Target, text: &str) -> Result<Keyed> {
        match RecordKey::typed(text).map(|key| self.resolve(&key)) {
            Some(Ok((id, kind))) if target.admits(kind) => Ok(Keyed::Record(id, kind)),
            Some(Ok(_) | Err(Error::NotFound)) if RecordKey::parse(text.trim()).is_some() => Ok(Keyed::Nothing),
            None | Some(Ok(_) | Err(Error::NotFound)) => Ok(Keyed::No),
            Some(Err(error)) => Err(error),
        }
    }

    /// The records of a kind (or of any that stands on its own) that `text` may mean, the best first.
    pub fn matches(&self, target: Target, text: &str, limit: usize) -> Result<Vec<Match>> {
        self.matches_in(target, text, Letters::Any, limit)
    }

    /// The same, of names in these letters.
    pub fn matches_in(&self, target: Target, text: &str, letters: Letters, limit: usize) -> Result<Vec<Match>> {
        match self.keyed(target, text)? {
            Keyed::Record(id, _) => return Ok(vec![by_key(self.label(id)?)]),
            Keyed::Nothing => return Ok(Vec::new()),
            Keyed::No => {}
        }
        if let Some(labelled) = self.labelled(target, text, letters)? {
            return Ok(vec![labelled]);
        }
        let key = fold(text);
        if key.is_empty() {
            return Ok(Vec::new());
        }
        let mut found: Vec<Found> = Vec::new();
        for kind in Kind::ALL.into_iter().filter(|kind| target.admits(*kind)) {
            match kind.spec().naming {
                Naming::Title(title) => self.by_title(kind, title, (&key, text), &mut found)?,
                Naming::Names => {
                    let sought = SoughtName { kind, text, letters, limit };
                    self.by_name(&sought, &key, &mut found)?;
                    self.by_sound(&sought, &mut found)?;
                    if let Some((name, around)) = within(text).filter(|_| kind == Kind::Place) {
                        self.by_place(&SoughtName { text: name, ..sought }, &around, &mut found)?;
                    }
                }
                Naming::Owner => {}
            }
        }
        // Resemblance is for when nothing better is there.
        if found.iter().any(|found| found.why < Why::Resembles) {
            found.retain(|found| found.why < Why::Resembles);
        }
        // Words that stand in a name as they were typed are not spelled otherwise.
        let begun: BTreeSet<RecordId> =
            found.iter().filter(|found| found.why == Why::Begins).map(|found| found.id).collect();
        found.retain(|found| !matches!(found.why, Why::SameSounds | Why::Alike) || !begun.contains(&found.id));
        found.sort_by_key(|found| (found.why, Reverse(found.score), found.id));
        let mut ids: Vec<RecordId> = Vec::new();
        found.retain(|found| {
            !ids.contains(&found.id) && {
                ids.push(found.id);
                ids.len() <= limit
            }
        });
        let mut labels = self.labels(&ids)?;
        let matched = |found: Found| {
            let label = labels.remove(&found.id)?;
            let spelled = found.spelled.filter(|spelled| *spelled != label.name);
            Some(Match { label, spelled, why: found.why, score: found.score, context: None })
        };
        Ok(found.into_iter().filter_map(matched).collect())
    }

    /// The record of a text that names it as pages do, "Bolat Abilov (P-2)": by its ref, where the name is one of it.
    fn labelled(&self, target: Target, text: &str, letters: Letters) -> Result<Option<Match>> {
        let Some((name, key)) = text.trim().strip_suffix(')').and_then(|text| text.rsplit_once('(')) else {
            return Ok(None);
        };
        let Keyed::Record(id, kind) = self.keyed(target, key)? else { return Ok(None) };
        let label = self.label(id)?;
        let is_it = |found: &Match| found.label.id == id;
        let is_called_so = fold(name) == fold(&label.name)
            // With a ref behind the name again it is no name.
            || !name.trim_end().ends_with(')')
                && self.matches_in(Target::One(kind), name, letters, AROUND)?.iter().any(is_it);
        Ok(is_called_so.then(|| by_key(label)))
    }

    /// Places of a name that are inside others, which are named as well. Where the file does not say what a place of the name is
    /// in, it may be meant.
    fn by_place(&self, sought: &SoughtName<'_>, around: &[&str], found: &mut Vec<Found>) -> Result<()> {
        let matches = |text: &str| self.matches_in(Target::One(Kind::Place), text, sought.letters, AROUND);
        let around: Vec<BTreeSet<RecordId>> = around
            .iter()
            .map(|text| Ok(matches(text)?.into_iter().map(|found| found.label.id).collect()))
            .collect::<Result<_>>()?;
        let places = matches(sought.text)?;
        let ids: Vec<RecordId> = places.iter().map(|place| place.label.id).collect();
        let paths = self.place_paths(&ids)?;
        for place in places {
            let Match { label, spelled, why, score, .. } = place;
            let is_inside =
                paths.get(&label.id).map(|path| around.iter().all(|there| path.iter().any(|id| there.contains(id))));
            let why = if is_inside.is_some() { why } else { Why::Resembles };
            if is_inside.unwrap_or(true) {
                found.push(Found { why, id: label.id, score, spelled });
            }
        }
        Ok(())
    }

    /// Reports at an address, however it is written.
    pub fn reports_at(&self, address: &str) -> Result<Vec<RecordId>> {
        let Some(key) = report_key::of_address(address) else { return Ok(Vec::new()) };
        let mut statement = self.conn.prepare_cached(
            "SELECT k.report_id FROM main.report_key k WHERE k.key = ?1
                AND EXISTS (SELECT 1 FROM seen_report s WHERE s.id = k.report_id) ORDER BY k.report_id",
        )?;
        let reports = statement.query_map([key], |row| Ok(RecordId(row.get(0)?)))?;
        Ok(reports.collect::<rusqlite::Result<_>>()?)
    }

    /// Names are found by the words they begin with, below the filter, which is then asked for the best of them, one after
    /// the other, until there are enough.
    fn by_name(&self, sought: &SoughtName<'_>, key: &str, found: &mut Vec<Found>) -> Result<()> {
        let mut statement = self.conn.prepare_cached(BY_WORD)?;
        let mut likely: BTreeSet<(Why, i64, i64)> = BTreeSet::new();
        for beginning in beginnings(key) {
            let mut rows = statement.query(params![sought.kind.table(), beginning, format!("{beginning}{LAST}")])?;
            while let Some(row) = rows.next()? {
                if let Some(why) = compare(row.get_ref(2)?.as_str().map_err(Error::internal)?, key) {
                    likely.insert((why, row.get(0)?, row.get(1)?));
                }
            }
        }
        let mut seen = self.conn.prepare_cached("SELECT text FROM v_name WHERE id = ?1")?;
        let mut records = BTreeSet::new();
        for (why, record, name) in likely {
            if records.len() == sought.limit && !records.contains(&record) {
                break;
            }
            let text: Option<String> = seen.query_row([name], |row| row.get(0)).optional()?;
            if let Some(text) = text.filter(|text| sought.letters.admit(sought.text, text)) {
                records.insert(record);
                let score = if why == Why::SameName { 1000 } else { answer(sought.text, &text) };
                found.push(Found { why, id: RecordId(record), score, spelled: Some(text) });
            }
        }
        Ok(())
    }

    /// Names that are spelled otherwise, found by whoever has them in memory; the filter is asked for the best of them.
    fn by_sound(&self, sought: &SoughtName<'_>, found: &mut Vec<Found>) -> Result<()> {
        let Some(names) = &self.names else { return Ok(()) };
        let mut seen = self.conn.prepare_cached("SELECT 1 FROM v_name WHERE record_id = ?1 AND text = ?2")?;
        let mut offered = 0;
        for name in names.alike(sought) {
            let Some(why) = spelled_otherwise(&name.why, name.value) else { continue };
            if offered == sought.limit {
                break;
            }
            if seen.exists(params![name.record.0, name.text])? {
                offered += 1;
                found.push(Found { why, id: name.record, score: thousandths(name.value), spelled: Some(name.text) });
            }
        }
        Ok(())
    }

    fn by_title(&self, kind: Kind, title: &str, (key, text): (&str, &str), found: &mut Vec<Found>) -> Result<()> {
        let sql = format!("SELECT id, {title} FROM v_{} ORDER BY id DESC LIMIT ?1", kind.table());
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![TITLES])?;
        while let Some(row) = rows.next()? {
            let title = row.get_ref(1)?.as_str().map_err(Error::internal)?;
            if let Some(why) = compare(&fold(title), key) {
                found.push(Found { why, id: RecordId(row.get(0)?), score: answer(text, title), spelled: None });
            }
        }
        Ok(())
    }
}

fn by_key(label: Label) -> Match {
    Match { label, spelled: None, why: Why::Ref, score: 1000, context: None }
}

/// What a name has to have a word beginning with, at least once, to be looked at: the words typed, and of long ones
/// what endings leave alone.
fn beginnings(key: &str) -> BTreeSet<&str> {
    // What begins with the word begins with its stem.
    key.split(' ').map(|word| stem(word).unwrap_or(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::BY_WORD;
    use crate::store::filter::plan::{laid_out, scans};

    #[test]
    fn names_are_found_by_the_beginnings_of_their_words_and_by_no_walk() {
        assert_eq!(scans(&laid_out(), BY_WORD, &[]), Vec::<String>::new());
    }
}
