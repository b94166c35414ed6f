//! Loading a case line by line: a few thousand lines are one write, and how far the file is loaded is part of it. So memory
//! does not grow with the file, and a load that was stopped goes on where it stood.

use std::collections::HashMap;
use std::io::BufRead;
use std::path::Path;

use super::load_case::{Loaded, counted, settle, told};
use super::waiting::{ReadLine, set_aside};
use crate::app::apply::apply;
use crate::app::backup::Staging;
use crate::config::DATABASE;
use crate::domain::access::Actor;
use crate::domain::change::{Change, FILES, Fault, IdSystem, RecordChange};
use crate::error::{Error, Message, Result};
use crate::read::exchange::Lines;
use crate::read::lines::{Input, Line, Standing};
use crate::store::{Loading, Store, TakenUp, WaitingLine, WriteTx};

/// Of lines that still wait at the end so many bytes are loaded together: they may refer to each other.
const AT_ONCE: usize = 64 << 20;

/// A file of lines that is loaded.
pub struct LineFile<'f, R> {
    /// What it is called, for the history and for what is said of it.
    pub name: &'f str,
    pub file: R,
    pub part: PartSize,
}

/// What one write holds at most: lines, and bytes of them.
#[derive(Debug, Clone, Copy)]
pub struct PartSize {
    pub lines: usize,
    pub bytes: usize,
}

impl Default for PartSize {
    fn default() -> PartSize {
        PartSize { lines: 2_500, bytes: 8 << 20 }
    }
}

/// What was loaded of a file of lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LinesLoaded {
    /// Lines that were loaded at an earlier start.
    pub before: usize,
    pub now: Loaded,
}

/// Loads a file, from where it stands on. `progress` is told how many lines are loaded, after each write.
///
/// # Errors
/// `Refused` names what is wrong with the lines that could not be loaded, and says how to go on.
pub fn load(
    store: &Store,
    actor: &Actor,
    LineFile { name, file, part }: LineFile<'_, impl BufRead>,
    progress: &mut dyn FnMut(usize),
) -> Result<LinesLoaded> {
    let mut input = Input::new(file);
    let refused = |faults| told(&format!("Nothing was loaded from {name}:"), faults, "");
    let Some(head) = input.next_line()? else { return Err(Error::Refused(format!("{name} is empty."))) };
    let lines = head.text.map_err(|fault| vec![fault]).and_then(|text| Lines::open(&text)).map_err(refused)?;
    let case = lines.head().case.clone();
    let begun = store.loading(&case)?;
    if let Some(begun) = &begun
        && !input.skip_to(&standing(begun))?
    {
        return Err(Error::Refused(format!(
            "{name} is not the file that was begun: {} lines of the case {case} are loaded, and the first lines of this file \
             are others. Give it another case name to load it as well.",
            begun.lines
        )));
    }
    let own = IdSystem { scheme: FILES, prefix: format!("{case}/") };
    let known_as = [own].into_iter().chain(lines.known_as().iter().cloned()).collect();
    let mut load = Load { store, actor, name, part, case, known_as, lines, loaded: Loaded::default() };
    loop {
        let first = input.standing().lines + 1;
        let new = input.some_lines(part.lines, part.bytes)?;
        let (is_end, upto) = (new.is_empty(), input.standing());
        let taken =
            load.write_part(new, &upto, TakenUp::Ready)?.map_err(|faults| load.stopped(first, upto.lines, faults))?;
        progress(upto.lines);
        if is_end && taken == 0 {
            break;
        }
    }
    let upto = input.standing();
    while load.write_part(Vec::new(), &upto, TakenUp::All)?.map_err(|faults| load.left_over(faults))? > 0 {}
    settle(store, load.lines.head())?;
    Ok(LinesLoaded { before: begun.map_or(0, |begun| begun.lines), now: load.loaded })
}

/// Does everything `load` does, in a copy of the case file that lies in `data` meanwhile.
pub fn try_load(
    store: &Store,
    data: &Path,
    file: LineFile<'_, impl BufRead>,
    progress: &mut dyn FnMut(usize),
) -> Result<LinesLoaded> {
    let staging = Staging::beside(&data.join("dry-run"))?;
    let copy = staging.path().join(DATABASE);
    let original = store.original();
    original.snapshot(&copy)?;
    let copy = original.open_copy(&copy)?;
    let loaded = load(&copy, &copy.key_holder()?, file, progress);
    // Closed before it is taken away.
    drop(copy);
    loaded
}

struct Load<'l> {
    store: &'l Store,
    actor: &'l Actor,
    name: &'l str,
    part: PartSize,
    case: String,
    /// Where the names of the file are looked for, beyond the lines at hand.
    known_as: Vec<IdSystem>,
    lines: Lines,
    loaded: Loaded,
}

impl Load<'_> {
    /// Writes lines, and those that waited for what is there by now: all of them, or nothing and what is wrong. Says how many
    /// had waited.
    fn write_part(
        &mut self,
        new: Vec<Line>,
        upto: &Standing,
        which: TakenUp,
    ) -> Result<std::result::Result<usize, Vec<Fault>>> {
        let (store, actor, reason) = (self.store, self.actor, format!("Loaded from {}", self.name));
        let mut wrong = Vec::new();
        let written = store.write(actor, &reason, |tx| match self.write(tx, new, upto, which)? {
            Ok(written) => Ok(written),
            Err(faults) => {
                wrong = faults;
                // Rolls the transaction back.
                Err(Error::Refused(String::new()))
            }
        });
        if !wrong.is_empty() {
            return Ok(Err(wrong));
        }
        let (taken, loaded) = written?;
        self.loaded.records += loaded.records;
        self.loaded.citations += loaded.citations;
        Ok(Ok(taken))
    }

    fn write(
        &mut self,
        tx: &mut WriteTx<'_>,
        new: Vec<Line>,
        upto: &Standing,
        which: TakenUp,
    ) -> Result<std::result::Result<(usize, Loaded), Vec<Fault>>> {
        let (lines, bytes) = match which {
            TakenUp::Ready => (self.part.lines, self.part.bytes),
            TakenUp::All => (usize::MAX, AT_ONCE),
        };
        let waited = tx.take_waiting(&self.case, which, lines, bytes)?;
        let taken = waited.len();
        let (mut read, mut faults) = (Vec::new(), Vec::new());
        for WaitingLine { line, text, made } in waited {
            match self.lines.read(line, &text) {
                Ok(record) => {
                    let line = ReadLine::new(line, text, record);
                    read.push(match made {
                        Some((id, rows)) => line.rest(id, &rows),
                        None => line,
                    });
                }
                Err(wrong) => faults.extend(wrong),
            }
        }
        for line in new {
            let record = line.text.map_err(|fault| vec![fault]).and_then(|text| {
                let record = self.lines.read(line.number, &text)?;
                Ok(ReadLine::new(line.number, text, record))
            });
            match record {
                Ok(line) => read.push(line),
                Err(wrong) => faults.extend(wrong),
            }
        }
        let (ready, waiting) = match which {
            TakenUp::Ready => {
                let mut known = HashMap::new();
                set_aside(read, |name| is_there(tx, &self.known_as, &mut known, name))?
            }
            TakenUp::All => (read, Vec::new()),
        };
        let (mut records, mut rows_aside) = (Vec::with_capacity(ready.len()), Vec::new());
        for line in ready {
            if let Some((rows, missing)) = line.aside {
                rows_aside.push((records.len(), line.number, line.text, rows, missing));
            }
            records.push(line.record);
        }
        faults.extend(self.named_twice(tx, &records)?);
        let change = Change { records, known_as: self.known_as.clone(), faults, ..Change::default() };
        let made = match apply(tx, &change)? {
            Ok(made) => made,
            Err(faults) => return Ok(Err(faults)),
        };
        for (index, line, text, rows, missing) in rows_aside {
            let id = made.get(index).ok_or_else(|| Error::internal("a line without its record"))?;
            tx.let_wait(&self.case, &WaitingLine { line, text, made: Some((*id, rows)) }, &missing)?;
        }
        for (line, missing) in waiting {
            tx.let_wait(&self.case, &WaitingLine { line: line.number, text: line.text, made: None }, &missing)?;
        }
        tx.no_longer_missing(&self.case, change.records.iter().filter_map(|record| record.name.as_deref()))?;
        tx.note_loading(&self.case, &Loading { lines: upto.lines, bytes: upto.bytes, hash: upto.hash })?;
        Ok(Ok((taken, counted(&change))))
    }

    /// New records that are called as one of a case that the file uses: what refers to that from an earlier line means the other.
    fn named_twice(&self, tx: &WriteTx<'_>, records: &[RecordChange]) -> Result<Vec<Fault>> {
        let used = self.known_as.get(1..).unwrap_or_default();
        let mut faults = Vec::new();
        for record in records {
            let Some(name) = record.name.as_deref().filter(|_| !used.is_empty()) else { continue };
            if is_there(tx, used, &mut HashMap::new(), name)? {
                faults.push(Fault::of(record.at.clone(), "id", Message::new("err-external-id-taken")));
            }
        }
        Ok(faults)
    }

    /// What is said of lines that could not be loaded.
    fn stopped(&self, first: usize, last: usize, faults: Vec<Fault>) -> Error {
        let lines = if first < last { format!("lines {first} to {last}") } else { format!("line {last}") };
        let before = match first {
            1 | 2 => "Mend it and import it again.".to_owned(),
            _ => format!(
                "What comes before line {first} is loaded. Mend the file from there on and import it again: it goes on there."
            ),
        };
        told(&format!("Nothing was loaded from {lines} of {}:", self.name), faults, &before)
    }

    /// What is said of lines that still wait when the file has ended.
    fn left_over(&self, faults: Vec<Fault>) -> Error {
        told(
            &format!("All of {} is loaded but for what refers to records that are not there:", self.name),
            faults,
            "It waits in the case file. Add lines with these records to the end of the file and import it again.",
        )
    }
}

fn standing(loading: &Loading) -> Standing {
    Standing { lines: loading.lines, bytes: loading.bytes, hash: loading.hash }
}

/// Whether something is there that the file calls so.
fn is_there(tx: &WriteTx<'_>, known_as: &[IdSystem], known: &mut HashMap<String, bool>, name: &str) -> Result<bool> {
    if let Some(known) = known.get(name) {
        return Ok(*known);
    }
    let mut is_there = false;
    for IdSystem { scheme, prefix } in known_as {
        if tx.read().by_external_id(scheme, &format!("{prefix}{name}"))?.is_some() {
            is_there = true;
            break;
        }
    }
    known.insert(name.to_owned(), is_there);
    Ok(is_there)
}
