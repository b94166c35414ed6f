//! `habeas import`: loads a case in the exchange format, or terms of a vocabulary.

use std::path::PathBuf;
use std::process::ExitCode;

use super::{Data, say};
use crate::app::intake::load_case;
use crate::error::{Error, Result};
use crate::read::vocabulary::is_vocabulary;

#[derive(clap::Args)]
pub struct Import {
    /// The case or vocabulary file to read (docs/exchange-format.md)
    file: PathBuf,
    #[command(flatten)]
    data: Data,
    /// Check everything, keep nothing
    #[arg(long)]
    dry_run: bool,
}

/// More text than any case written by hand; it is read whole.
const FILE_MAX: u64 = 64 * 1024 * 1024;

impl Import {
    pub fn run(self) -> Result<ExitCode> {
        let refused = |error: std::io::Error| Error::Refused(format!("Can't read {}: {error}.", self.file.display()));
        if std::fs::metadata(&self.file).map_err(refused)?.len() > FILE_MAX {
            return Err(Error::Refused("The file is larger than 64 MB.".into()));
        }
        let text = std::fs::read_to_string(&self.file).map_err(refused)?;
        let name = self.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let opened = self.data.open()?;
        let done = if self.dry_run { "Nothing wrong; kept nothing." } else { "Loaded." };
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
}
