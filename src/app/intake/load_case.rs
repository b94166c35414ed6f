//! Loading a case in the exchange format: every record through the one write path, all of it or nothing.

use crate::app::apply::apply;
use crate::domain::access::Actor;
use crate::domain::change::{Change, Fault, Place, Subject};
use crate::domain::kind::attached::Attached;
use crate::domain::vocabulary::Term;
use crate::error::{Error, Message, Result};
use crate::locale;
use crate::read::exchange::FileHead;
use crate::read::{exchange, vocabulary};
use crate::store::Store;

/// The vocabulary new case files start with.
const VOCABULARY: &str = include_str!("../../../seed/vocabulary.toml");
/// The sample case, and the second set of reports on it.
const SAMPLE: [&str; 2] =
    [include_str!("../../../seed/almaty-2012.toml"), include_str!("../../../seed/almaty-2012-other-reports.toml")];

/// What a load did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Loaded {
    pub records: usize,
    pub citations: usize,
}

/// Lays out the vocabulary of a new case file.
pub fn load_vocabulary(store: &Store) -> Result<()> {
    add_terms(store, "the vocabulary", VOCABULARY, false).map(|_| ())
}

/// Adds the terms of a vocabulary file to those that are there, or renews their labels; says how many they are. With a
/// fault anywhere in it nothing is added.
pub fn add_terms(store: &Store, name: &str, text: &str, dry_run: bool) -> Result<usize> {
    let (places, terms): (Vec<Place>, Vec<Term>) =
        vocabulary::parse(text).map_err(|faults| refuse(name, faults))?.into_iter().unzip();
    let fault = |(at, fault): (&Place, Option<(&'static str, Message)>)| {
        fault.map(|(field, say)| Fault::of(at.clone(), field, say))
    };
    let faults: Vec<Fault> = places.iter().zip(store.vocabulary()?.faults_beside(&terms)).filter_map(fault).collect();
    if !faults.is_empty() {
        return Err(refuse(name, faults));
    }
    if !dry_run {
        store.put_terms(&terms)?;
    }
    Ok(terms.len())
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
    let file = exchange::read(text);
    let reason = format!("Loaded from {name}");
    let written = store.write(actor, &reason, |tx| {
        apply(tx, &file.change)?.map_err(|faults| refuse(name, faults))?;
        // Rolls the transaction back.
        if dry_run { Err(Error::Refused(String::new())) } else { Ok(()) }
    });
    let loaded = counted(&file.change);
    match written {
        Err(Error::Refused(sentence)) if dry_run && sentence.is_empty() => return Ok(loaded),
        other => other?,
    }
    settle(store, &file.head)?;
    Ok(loaded)
}

/// What a file says of the case file, where that says nothing yet.
pub(super) fn settle(store: &Store, head: &FileHead) -> Result<()> {
    let mut settings = store.settings()?;
    settings.title = settings.title.or_else(|| head.title.clone());
    settings.as_on = settings.as_on.or(head.as_on);
    store.set_settings(&settings)
}

pub(super) fn counted(change: &Change) -> Loaded {
    let new = change.records.iter().filter(|record| matches!(record.subject, Subject::New(_)));
    let rows = change.records.iter().flat_map(|record| &record.rows);
    Loaded { records: new.count(), citations: rows.filter(|row| row.what == Attached::Citation).count() }
}

fn refuse(name: &str, faults: Vec<Fault>) -> Error {
    told(&format!("Nothing was loaded from {name}:"), faults, "")
}

/// The faults of a file, between what could not be done and how to go on.
pub(super) fn told(what: &str, mut faults: Vec<Fault>, then: &str) -> Error {
    const SHOWN: usize = 20;
    faults.sort_by(|one, other| one.at.cmp(&other.at));
    let mut sentence = what.to_owned();
    for Fault { at, field, say } in faults.iter().take(SHOWN) {
        let line = match at {
            Place::Line(line) => line.to_string(),
            Place::Path(path) => path.clone(),
        };
        let field = if field.is_empty() { String::new() } else { format!("`{field}`: ") };
        sentence.push_str(&format!("\n  line {line}: {field}{}", locale::english(say)));
    }
    if faults.len() > SHOWN {
        sentence.push_str(&format!("\n  and {} more.", faults.len() - SHOWN));
    }
    if !then.is_empty() {
        sentence.push('\n');
        sentence.push_str(then);
    }
    Error::Refused(sentence)
}
