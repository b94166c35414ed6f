//! Loading a case in the exchange format: every record through the one write path, all of it or nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::domain::access::Actor;
use crate::domain::kind::Kind;
use crate::domain::name::Name;
use crate::domain::record::{Draft, Fields, RecordId};
use crate::domain::source::NewCitation;
use crate::error::{Error, Result};
use crate::import::case::{self, CaseFile, CaseRecord, CaseRef, CaseValue, Fault, Target};
use crate::import::vocabulary;
use crate::store::{Store, WriteTx};

/// The vocabulary new case files start with.
const VOCABULARY: &str = include_str!("../../seed/vocabulary.toml");
/// The sample case, and the second set of reports on it.
const SAMPLE: [&str; 2] =
    [include_str!("../../seed/almaty-2012.toml"), include_str!("../../seed/almaty-2012-other-reports.toml")];

/// Ids of a file are kept as outside identifiers of this scheme, so that later files can refer to them.
const SCHEME: &str = "case";

/// What a load did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loaded {
    pub records: usize,
    pub citations: usize,
}

/// Lays out the vocabulary of a new case file.
pub fn load_vocabulary(store: &Store) -> Result<()> {
    let terms = vocabulary::parse(VOCABULARY).map_err(|faults| refuse("the vocabulary", &faults))?;
    store.put_terms(&terms)
}

/// Loads the sample case.
pub fn load_sample(store: &Store, actor: &Actor) -> Result<()> {
    for text in SAMPLE {
        load(store, actor, "the sample case", text)?;
    }
    Ok(())
}

/// Loads a case file. A fault anywhere in it, and nothing is loaded; all faults are named with their lines.
pub fn load(store: &Store, actor: &Actor, name: &str, text: &str) -> Result<Loaded> {
    load_or_try(store, actor, name, text, false)
}

/// Does everything `load` does, and keeps nothing.
pub fn try_load(store: &Store, actor: &Actor, name: &str, text: &str) -> Result<Loaded> {
    load_or_try(store, actor, name, text, true)
}

fn load_or_try(store: &Store, actor: &Actor, name: &str, text: &str, dry_run: bool) -> Result<Loaded> {
    let file = case::parse(text).map_err(|faults| refuse(name, &faults))?;
    let reason = format!("Loaded from {name}");
    let mut loaded = Loaded { records: 0, citations: 0 };
    let written = store.write(actor, &reason, |tx| {
        let mut loader = Loader {
            tx,
            file: &file,
            ids: HashMap::new(),
            refused: HashSet::new(),
            faults: Vec::new(),
            loaded: &mut loaded,
        };
        loader.run()?;
        let faults = loader.faults;
        if !faults.is_empty() {
            return Err(refuse(name, &faults));
        }
        // Rolls the transaction back.
        if dry_run { Err(Error::Refused(String::new())) } else { Ok(()) }
    });
    match written {
        Err(Error::Refused(sentence)) if dry_run && sentence.is_empty() => return Ok(loaded),
        other => other?,
    }
    let mut settings = store.settings()?;
    settings.title = settings.title.or(file.title);
    settings.as_on = settings.as_on.or(file.as_on);
    store.set_settings(&settings)?;
    Ok(loaded)
}

fn refuse(name: &str, faults: &[Fault]) -> Error {
    const SHOWN: usize = 20;
    let mut sentence = format!("Nothing was loaded from {name}:");
    for fault in faults.iter().take(SHOWN) {
        sentence.push_str(&format!("\n  {fault}"));
    }
    if faults.len() > SHOWN {
        sentence.push_str(&format!("\n  and {} more.", faults.len() - SHOWN));
    }
    Error::Refused(sentence)
}

struct Loader<'l, 'a> {
    tx: &'l mut WriteTx<'a>,
    file: &'l CaseFile,
    ids: HashMap<&'l str, RecordId>,
    /// Ids whose records were refused: that they are missing follows, and is not said again.
    refused: HashSet<&'l str>,
    faults: Vec<Fault>,
    loaded: &'l mut Loaded,
}

impl<'l> Loader<'l, '_> {
    fn run(&mut self) -> Result<()> {
        let references = self.reserve_references()?;
        let mut created: BTreeMap<usize, RecordId> = BTreeMap::new();
        for index in self.creation_order() {
            let Some(record) = self.file.records.get(index) else { continue };
            if let Some(id) = self.create(record, references.get(&index).cloned())? {
                created.insert(index, id);
            }
        }
        for (index, record) in self.file.records.iter().enumerate() {
            let target = match &record.target {
                Target::New { .. } => created.get(&index).copied(),
                Target::Existing(to) => self.find(to)?,
            };
            if let Some(target) = target {
                self.attach(record, target)?;
            }
        }
        Ok(())
    }

    /// Public refs follow the order of the file, whatever order the records are created in.
    fn reserve_references(&mut self) -> Result<BTreeMap<usize, String>> {
        let mut references = BTreeMap::new();
        for (index, record) in self.file.records.iter().enumerate() {
            if let Target::New { kind, fields, .. } = &record.target {
                let unit = match fields.get("unit") {
                    Some(CaseValue::Plain(value)) => Some(value),
                    _ => None,
                };
                references.insert(index, self.tx.reserve_reference(*kind, unit)?);
            }
        }
        Ok(references)
    }

    /// A record is created after the records of this file that its fields refer to.
    fn creation_order(&mut self) -> Vec<usize> {
        let by_id: HashMap<&str, usize> = self
            .file
            .records
            .iter()
            .enumerate()
            .filter_map(|(index, record)| match &record.target {
                Target::New { id: Some(id), .. } => Some((id.as_str(), index)),
                _ => None,
            })
            .collect();
        let mut state = vec![Visit::Not; self.file.records.len()];
        let mut order = Vec::new();
        for index in 0..self.file.records.len() {
            self.visit(index, &by_id, &mut state, &mut order);
        }
        order
    }

    fn visit(&mut self, index: usize, by_id: &HashMap<&str, usize>, state: &mut [Visit], order: &mut Vec<usize>) {
        let Some(record) = self.file.records.get(index) else { return };
        let Target::New { fields, .. } = &record.target else { return };
        if let Some(visit) = state.get_mut(index) {
            match visit {
                Visit::Done => return,
                Visit::Under => {
                    self.fault(record.line, "records refer to each other in a circle.");
                    return;
                }
                Visit::Not => *visit = Visit::Under,
            }
        }
        for value in fields.values() {
            if let CaseValue::Ref(reference) = value
                && let Some(dependency) = by_id.get(reference.id.as_str())
            {
                self.visit(*dependency, by_id, state, order);
            }
        }
        if let Some(visit) = state.get_mut(index) {
            *visit = Visit::Done;
        }
        order.push(index);
    }

    fn create(&mut self, record: &'l CaseRecord, reference: Option<String>) -> Result<Option<RecordId>> {
        let Target::New { kind, id, fields, sensitivity, review, comment } = &record.target else { return Ok(None) };
        let mut values = Fields::new();
        let mut found_all = true;
        for (name, value) in fields {
            let value = match value {
                CaseValue::Plain(value) => Some(value.clone()),
                CaseValue::Ref(reference) => self.find(reference)?.map(crate::domain::record::Value::Ref),
            };
            found_all &= value.is_some();
            values.insert(*name, value);
        }
        if !found_all {
            self.refused.extend(id.as_deref());
            return Ok(None);
        }
        let draft = Draft {
            kind: *kind,
            fields: values,
            sensitivity: *sensitivity,
            review,
            comment: comment.clone(),
            reference,
            ..Draft::new(*kind, Fields::new())
        };
        let Some(created) = self.accept(record.line, |tx| tx.create(&draft))? else {
            self.refused.extend(id.as_deref());
            return Ok(None);
        };
        self.loaded.records += 1;
        if let Some(id) = id {
            self.ids.insert(id, created);
            let value = format!("{}/{id}", self.file.case);
            self.accept(record.line, |tx| tx.add_external_id(created, SCHEME, &value))?;
        }
        if kind.is_subject() && id.is_none() {
            self.fault(record.line, "`id` is missing.");
        }
        Ok(Some(created))
    }

    fn attach(&mut self, record: &CaseRecord, target: RecordId) -> Result<()> {
        for name in &record.names {
            let name = Name {
                id: 0,
                text: name.text.clone(),
                kind: name.kind.to_owned(),
                lang: name.lang.clone(),
                valid: name.valid.clone(),
                report: self.find_optional(name.report.as_ref())?,
            };
            self.accept(record.line, |tx| tx.add_name(target, &name))?;
        }
        for (source, role) in &record.sources {
            if let Some(source) = self.find_kind(source, Kind::Source)? {
                self.accept(record.line, |tx| tx.add_report_source(target, source, role))?;
            }
        }
        for citation in &record.citations {
            let Some(report) = self.find_kind(&citation.report, Kind::Report)? else { continue };
            let new = NewCitation {
                field: citation.field.clone(),
                report,
                stance: citation.stance.to_owned(),
                paragraph: citation.paragraph,
                page: citation.page.clone(),
                quote: citation.quote.clone(),
                hedge: citation.hedge.to_owned(),
                via: match &citation.via {
                    Some(via) => self.find_kind(via, Kind::Source)?,
                    None => None,
                },
                grade: citation.grade,
                note: citation.note.clone(),
            };
            self.accept(citation.line, |tx| tx.add_citation(target, &new))?;
            self.loaded.citations += 1;
        }
        Ok(())
    }

    /// A record of this file or of a used case.
    fn find(&mut self, reference: &CaseRef) -> Result<Option<RecordId>> {
        if let Some(id) = self.ids.get(reference.id.as_str()) {
            return Ok(Some(*id));
        }
        for case in &self.file.uses {
            if let Some(id) = self.tx.read().by_external_id(SCHEME, &format!("{case}/{}", reference.id))? {
                return Ok(Some(id));
            }
        }
        if !self.refused.contains(reference.id.as_str()) {
            self.fault(reference.line, format!("nothing has the id \"{}\".", reference.id));
        }
        Ok(None)
    }

    fn find_optional(&mut self, reference: Option<&CaseRef>) -> Result<Option<RecordId>> {
        reference.map_or(Ok(None), |reference| self.find_kind(reference, Kind::Report))
    }

    fn find_kind(&mut self, reference: &CaseRef, kind: Kind) -> Result<Option<RecordId>> {
        let Some(id) = self.find(reference)? else { return Ok(None) };
        if self.tx.read().label(id)?.kind == kind {
            return Ok(Some(id));
        }
        self.fault(reference.line, format!("\"{}\" is not a {}.", reference.id, kind.table()));
        Ok(None)
    }

    /// Turns what the write path finds wrong into faults of this line, so that all are named at once.
    fn accept<T>(&mut self, line: usize, work: impl FnOnce(&mut WriteTx<'_>) -> Result<T>) -> Result<Option<T>> {
        match work(self.tx) {
            Ok(value) => Ok(Some(value)),
            Err(Error::Invalid(errors)) => {
                for error in errors {
                    let sentence = crate::locale::english(&error.say);
                    self.fault(line, format!("`{}`: {sentence}", error.field));
                }
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }

    fn fault(&mut self, line: usize, sentence: impl Into<String>) {
        self.faults.push(Fault { line, sentence: sentence.into() });
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    Not,
    Under,
    Done,
}
