//! Taking all of a case away in the exchange format, line by line, from one snapshot of the file: loaded into a new case file
//! it is the same case. Memory does not grow with it.

use std::collections::{BTreeSet, HashMap};
use std::io::Write;

use serde_json::{Map, Value as Json, json};

use crate::domain::access::Viewer;
use crate::domain::exchange::{FORMAT, word_of};
use crate::domain::kind::attached::Attached;
use crate::domain::kind::{Field, Kind, Type};
use crate::domain::record::{
    DETAINED_TWICE, DUPLICATE, Header, IMPLAUSIBLE_DATE, IMPLAUSIBLE_PLACE, Record, RecordId, Values,
};
use crate::error::{Error, Result};
use crate::store::{ReadTx, Settings, Store, Time};

/// Records that are read at once.
const PAGE: usize = 500;
/// Refs that are remembered from page to page: the same places and people are named again and again.
const REMEMBERED: usize = 50_000;

/// What refers to nothing else first, so that little has to wait when it is loaded.
const ORDER: [Kind; 15] = [
    Kind::Place,
    Kind::Organization,
    Kind::Person,
    Kind::Source,
    Kind::Report,
    Kind::Incident,
    Kind::Detention,
    Kind::CustodyEvent,
    Kind::Charge,
    Kind::Participation,
    Kind::Relation,
    Kind::IncidentLink,
    Kind::Figure,
    Kind::Statement,
    Kind::Note,
];

/// What follows from another value where a new record does not say it: here it says that it is empty.
const FOLLOWS: [(Kind, &str, &str); 2] = [(Kind::Person, "age", "birth"), (Kind::CustodyEvent, "type", "status_after")];

/// What was taken away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    pub records: usize,
    pub citations: usize,
}

/// Writes all that `viewer` sees of the case as a file of lines whose ids are the refs of the records, unique under the name
/// `case`.
pub fn take(store: &Store, viewer: &Viewer, case: &str, out: &mut dyn Write) -> Result<Taken> {
    let settings = store.settings()?;
    store.read_by(viewer, None, Time::Unbounded, |tx| {
        line(out, &head(case, &settings))?;
        let mut taking = Taking { tx, refs: HashMap::new(), out, taken: Taken::default() };
        ORDER.into_iter().try_for_each(|kind| taking.kind(kind))?;
        Ok(taking.taken)
    })
}

fn head(case: &str, settings: &Settings) -> Json {
    let mut head = json!({
        "format": FORMAT,
        "case": case,
        // What is there was meant when it was written.
        "accepted": [DETAINED_TWICE, DUPLICATE, IMPLAUSIBLE_DATE, IMPLAUSIBLE_PLACE],
    });
    if let Some(title) = &settings.title {
        head["title"] = title.as_str().into();
    }
    if let Some(as_on) = settings.as_on {
        head["as_on"] = as_on.iso().into();
    }
    head
}

fn line(out: &mut dyn Write, json: &Json) -> Result<()> {
    serde_json::to_writer(&mut *out, json).map_err(std::io::Error::from)?;
    Ok(out.write_all(b"\n")?)
}

struct Taking<'t> {
    tx: &'t ReadTx<'t>,
    refs: HashMap<RecordId, String>,
    out: &'t mut dyn Write,
    taken: Taken,
}

impl Taking<'_> {
    fn kind(&mut self, kind: Kind) -> Result<()> {
        let mut after = RecordId(0);
        loop {
            let ids = self.tx.ids_after(kind, after, PAGE)?;
            let Some(last) = ids.last() else { return Ok(()) };
            after = *last;
            self.page(kind, &ids)?;
        }
    }

    fn page(&mut self, kind: Kind, ids: &[RecordId]) -> Result<()> {
        let records = self.tx.any_many(kind, ids)?;
        let mut lists = Vec::new();
        for what in Attached::ALL.into_iter().filter(|what| what.admits(kind)) {
            lists.push((what, self.tx.rows_of(what, ids)?));
        }
        let mut wanted = BTreeSet::new();
        records.iter().for_each(|record| wanted.extend(references(kind.fields(), &record.fields)));
        for (what, rows) in &lists {
            rows.values().flatten().for_each(|row| wanted.extend(references(what.fields(), row)));
        }
        self.look_up(&wanted)?;
        for record in records {
            let mut said = self.record(kind, &record)?;
            for (what, rows) in &mut lists {
                let rows = rows.remove(&record.header.id).unwrap_or_default();
                self.taken.citations += if *what == Attached::Citation { rows.len() } else { 0 };
                let rows = rows.into_iter().map(|row| self.values(what.fields(), row).map(Json::Object));
                let rows = rows.collect::<Result<Vec<_>>>()?;
                if !rows.is_empty() {
                    said.insert(word_of(what.list()).to_owned(), rows.into());
                }
            }
            line(self.out, &Json::Object(Map::from_iter([(kind.table().to_owned(), said.into())])))?;
            self.taken.records += 1;
        }
        Ok(())
    }

    fn look_up(&mut self, wanted: &BTreeSet<RecordId>) -> Result<()> {
        if self.refs.len() > REMEMBERED {
            self.refs.clear();
        }
        let unknown: Vec<RecordId> = wanted.iter().filter(|id| !self.refs.contains_key(id)).copied().collect();
        self.refs.extend(self.tx.refs_of(&unknown)?);
        Ok(())
    }

    fn record(&self, kind: Kind, record: &Record<Values>) -> Result<Values> {
        let Header { reference, sensitivity, review, comment, compartment, .. } = &record.header;
        let mut said = self.values(kind.fields(), record.fields.clone())?;
        if kind.is_subject() {
            said.insert("id".to_owned(), reference.as_str().into());
        }
        for (_, from, field) in FOLLOWS.iter().filter(|(of, ..)| *of == kind) {
            if said.contains_key(*from) && !said.contains_key(*field) {
                said.insert((*field).to_owned(), Json::Null);
            }
        }
        said.insert("sensitivity".to_owned(), sensitivity.code().into());
        if review != "draft" {
            said.insert("review".to_owned(), review.as_str().into());
        }
        for (word, text) in [("comment", comment), ("compartment", compartment)] {
            said.extend(text.as_ref().map(|text| (word.to_owned(), text.as_str().into())));
        }
        Ok(said)
    }

    /// Values by the words of the format, references by refs.
    fn values(&self, fields: &'static [Field], mut values: Values) -> Result<Values> {
        let mut said = Values::new();
        for field in fields {
            let Some(value) = values.remove(field.name) else { continue };
            let value = match (field.ty, value.as_i64()) {
                (Type::Ref(..), Some(id)) => {
                    let reference = self.refs.get(&RecordId(id));
                    reference.ok_or_else(|| Error::internal("a reference to what is not seen"))?.as_str().into()
                }
                _ => value,
            };
            said.insert(word_of(field.name).to_owned(), value);
        }
        Ok(said)
    }
}

/// What a row refers to.
fn references(fields: &'static [Field], values: &Values) -> impl Iterator<Item = RecordId> {
    let references = fields.iter().filter(|field| matches!(field.ty, Type::Ref(..)));
    references.filter_map(|field| values.get(field.name).and_then(Json::as_i64)).map(RecordId)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::ORDER;
    use crate::domain::kind::Kind;

    #[test]
    fn every_kind_is_taken_away_once() {
        let all: BTreeSet<&str> = ORDER.iter().map(|kind| kind.table()).collect();
        assert_eq!((all.len(), ORDER.len()), (Kind::ALL.len(), Kind::ALL.len()));
    }
}
