//! `habeas init`: a new case file.

use std::process::ExitCode;

use super::unlock::{Purpose, read_passphrase};
use super::{Data, say};
use crate::app::intake::load_case;
use crate::config::{DataDir, new_private_file};
use crate::crypto::slots;
use crate::crypto::slots::check_passphrase;
use crate::domain::access::Actor;
use crate::error::Result;
use crate::store::Store;

#[derive(clap::Args)]
pub struct Init {
    #[command(flatten)]
    data: Data,
    /// Load the sample case
    #[arg(long)]
    sample: bool,
}

impl Init {
    pub fn run(self) -> Result<ExitCode> {
        let passphrase = read_passphrase(Purpose::New)?;
        let guarded = passphrase.is_some();
        if let Some(passphrase) = &passphrase {
            // Before anything is made: a refused passphrase leaves nothing behind.
            check_passphrase(passphrase)?;
        }
        let dir = DataDir::create(&self.data.dir)?;
        let (key, recovery) = slots::create(&dir.keys(), passphrase)?;
        // Made by us, so that its permissions don't depend on the umask.
        drop(new_private_file(&dir.database())?);
        let store = Store::create(&dir.database(), key)?;
        load_case::load_vocabulary(&store)?;
        if self.sample {
            load_case::load_sample(&store, &Actor::program())?;
        }
        say(&format!("New case file in {}", dir.path().display()));
        if !guarded {
            say("No passphrase was set: the key lies beside the file, and whoever takes the computer can read it.");
        }
        say(&format!("Recovery code, shown this once: {}", recovery.text()));
        say(
            "Write it down and keep it away from this computer. Without it and the passphrase nobody can open the file.",
        );
        Ok(ExitCode::SUCCESS)
    }
}
