//! `habeas recovery`: tries the recovery code, or makes a new one.

use std::process::ExitCode;

use super::unlock::read_recovery_code;
use super::{Data, say};
use crate::config::DataDir;
use crate::crypto::{Unlock, slots};
use crate::error::Result;
use crate::store::Store;

#[derive(clap::Args)]
pub struct Recovery {
    #[command(flatten)]
    data: Data,
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Type the code from the paper: does it open the case file?
    Test,
    /// Make a new code; printed once, the old one stops working
    Renew,
}

impl Recovery {
    pub fn run(self) -> Result<ExitCode> {
        match self.what {
            What::Test => self.test(),
            What::Renew => self.renew(),
        }
    }

    fn test(self) -> Result<ExitCode> {
        let dir = DataDir::open(&self.data.dir)?;
        let key = slots::open(&dir.keys(), Unlock::Recovery(read_recovery_code()?))?;
        // The slot opened; whether its key is this database's shows only there.
        drop(Store::open(&dir.database(), key)?);
        say("The recovery code opens this case file.");
        Ok(ExitCode::SUCCESS)
    }

    fn renew(self) -> Result<ExitCode> {
        let opened = self.data.open()?;
        let code = slots::renew_recovery_code(&opened.dir.keys(), &*opened.store.key()?)?;
        say(&format!("New recovery code, shown this once: {}", code.text()));
        say(
            "Write it down and keep it away from this computer. The old code opens only backups and copies made before.",
        );
        Ok(ExitCode::SUCCESS)
    }
}
