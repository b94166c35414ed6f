//! `habeas passphrase`: sets, changes or removes the passphrase.

use std::process::ExitCode;

use super::unlock::read_new_passphrase;
use super::{Data, say};
use crate::crypto::slots;
use crate::error::Result;

#[derive(clap::Args)]
pub struct Passphrase {
    #[command(flatten)]
    data: Data,
    /// Remove it: the key is then kept beside the file, open to whoever takes the computer
    #[arg(long)]
    remove: bool,
}

impl Passphrase {
    pub fn run(self) -> Result<ExitCode> {
        // The whole case file is opened, not only its slot: a key that is not the database's must not get a new slot.
        let opened = self.data.open()?;
        let (keys, key) = (opened.dir.keys(), opened.store.key()?);
        if self.remove {
            slots::set_passphrase(&keys, &key, None)?;
            say("The passphrase is gone: the key lies beside the file, and whoever takes the computer can read it.");
        } else {
            slots::set_passphrase(&keys, &key, Some(read_new_passphrase()?))?;
            say("The new passphrase is set, and the one before opens this case file no more.");
        }
        say("The recovery code stays as it was. Backups and copies made before open as they did.");
        Ok(ExitCode::SUCCESS)
    }
}
