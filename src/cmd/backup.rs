//! `habeas backup`: one encrypted, verified file, also while a server runs.

use std::path::PathBuf;
use std::process::ExitCode;

use super::unlock::unlock_from_environment;
use super::{Data, say};
use crate::app::backup::back_up;
use crate::config::DataDir;
use crate::error::Result;
use crate::store::backup::Original;

#[derive(clap::Args)]
pub struct Backup {
    #[command(flatten)]
    data: Data,
    /// The file to write; it may not exist yet
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Backup {
    pub fn run(self) -> Result<ExitCode> {
        // No lock: a server may go on serving this directory, and restoring never touches one that is in use.
        let dir = DataDir::beside(&self.data.dir)?;
        let original = Original::open(&dir.database(), unlock_from_environment(&dir.keys())?)?;
        let made = back_up(&original, &dir.keys(), &self.out)?;
        say(&format!("Backed up and verified: {}, {} bytes.", self.out.display(), made.bytes));
        if made.passphrase {
            say("It opens with the passphrase of today or the recovery code.");
        } else {
            say("No passphrase is set, and the key file stays here: this backup opens with the recovery code ONLY.");
            say("Lost the code? Make a new one with habeas recovery renew, then back up again.");
        }
        if !made.noted {
            say("Its time could not be noted in the case file: run habeas check.");
            return Ok(ExitCode::from(1));
        }
        Ok(ExitCode::SUCCESS)
    }
}
