//! `habeas restore`: a data directory from a backup.

use std::path::PathBuf;
use std::process::ExitCode;

use super::unlock::unlock_from_environment;
use super::{Data, say};
use crate::app::backup::restore;
use crate::error::Result;

#[derive(clap::Args)]
pub struct Restore {
    /// The backup
    file: PathBuf,
    #[command(flatten)]
    data: Data,
    /// Verify everything, make nothing
    #[arg(long)]
    dry_run: bool,
}

impl Restore {
    pub fn run(self) -> Result<ExitCode> {
        let restored = restore(&self.file, &self.data.dir, unlock_from_environment, self.dry_run)?;
        if self.dry_run {
            say(&format!("Nothing wrong; made nothing. The backup is of {}.", restored.made));
            return Ok(ExitCode::SUCCESS);
        }
        say(&format!("Restored to {} as it was on {}.", self.data.dir.display(), restored.made));
        say(
            "Accounts and passwords are those of that day. Sign-ins, one-time links and API tokens of that day work no more: sign in again, and make new ones with habeas user.",
        );
        if !restored.passphrase {
            say("It opens with the recovery code only. Set a passphrase with habeas passphrase.");
        }
        Ok(ExitCode::SUCCESS)
    }
}
