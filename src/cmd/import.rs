//! `habeas import`: loads a case in the exchange format, whole or line by line, or terms of a vocabulary.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::ExitCode;

use indicatif::ProgressBar;

use super::{Data, Opened, say};
use crate::app::intake::load_case;
use crate::app::intake::load_lines::{self, LineFile, PartSize};
use crate::error::{Error, Result};
use crate::read::vocabulary::is_vocabulary;

#[derive(clap::Args)]
pub struct Import {
    /// The case or vocabulary file to read (docs/exchange-format.md); a .jsonl file is read line by line
    file: PathBuf,
    #[command(flatten)]
    data: Data,
    /// Check everything, keep nothing
    #[arg(long)]
    dry_run: bool,
}

/// Files of this ending hold a record on each line.
const LINES: &str = "jsonl";

/// More text than any case written by hand; it is read whole.
const FILE_MAX: u64 = 64 * 1024 * 1024;

impl Import {
    pub fn run(self) -> Result<ExitCode> {
        let refused = |error: std::io::Error| Error::Refused(format!("Can't read {}: {error}.", self.file.display()));
        let name = self.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let done = if self.dry_run { "Nothing wrong; kept nothing." } else { "Loaded." };
        if self.file.extension().is_some_and(|ending| ending == LINES) {
            let file = File::open(&self.file).map_err(refused)?;
            return self.lines(&self.data.open()?, &name, file, done);
        }
        if std::fs::metadata(&self.file).map_err(refused)?.len() > FILE_MAX {
            return Err(Error::Refused(
                "The file is larger than 64 MB. A larger case is loaded line by line, as a .jsonl file.".into(),
            ));
        }
        let text = std::fs::read_to_string(&self.file).map_err(refused)?;
        let opened = self.data.open()?;
        if is_vocabulary(&text) {
            let terms = load_case::add_terms(&opened.store, &name, &text, self.dry_run)?;
            say(&format!("{done} Terms: {terms}."));
            return Ok(ExitCode::SUCCESS);
        }
        let load = if self.dry_run { load_case::try_load } else { load_case::load };
        let loaded = load(&opened.store, &opened.store.key_holder()?, &name, &text)?;
        say(&format!("{done} Records: {}. Citations: {}.", loaded.records, loaded.citations));
        Ok(ExitCode::SUCCESS)
    }

    fn lines(&self, opened: &Opened, name: &str, file: File, done: &str) -> Result<ExitCode> {
        // Drawn on stderr, and only if that is a terminal.
        let bar = ProgressBar::new_spinner();
        let mut progress = |lines: usize| bar.set_message(format!("{lines} lines"));
        let store = &opened.store;
        let file = LineFile { name, file: BufReader::new(file), part: PartSize::default() };
        let loaded = match self.dry_run {
            true => load_lines::try_load(store, opened.dir.path(), file, &mut progress),
            false => load_lines::load(store, &store.key_holder()?, file, &mut progress),
        };
        bar.finish_and_clear();
        let loaded = loaded?;
        let before = match loaded.before {
            0 => String::new(),
            lines => format!(" {lines} lines were loaded before."),
        };
        say(&format!("{done} Records: {}. Citations: {}.{before}", loaded.now.records, loaded.now.citations));
        Ok(ExitCode::SUCCESS)
    }
}
