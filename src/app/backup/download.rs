//! A backup for a browser: made, verified, and without a name on the disk before it is sent.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::{Staging, make};
use crate::error::{Error, Result};
use crate::store::backup::Original;

/// The last part of a name in the data directory, of which only the hidden form is used.
const NAME: &str = "download";

/// A verified backup that is gone from the disk with this value.
pub struct Download {
    file: File,
    at: String,
    original: Original,
}

impl Download {
    /// Makes it in the data directory around `keys`, which has room for the database and its permissions.
    ///
    /// # Errors
    /// Those of `back_up`.
    pub fn make(original: Original, keys: &Path) -> Result<Download> {
        let data = keys.parent().ok_or_else(|| Error::internal("keys without a data directory"))?;
        let staging = Staging::beside(&data.join(NAME))?;
        let path = staging.0.join("backup");
        let (_, at) = make(&original, keys, &path)?;
        let file = File::open(&path)?;
        // Open, it can be read to its end; without a name nothing is left behind, whatever happens meanwhile.
        fs::remove_file(&path)?;
        Ok(Download { file, at, original })
    }

    /// Sends it, and notes its time when all of it went out.
    pub fn send(mut self, out: &mut dyn Write) -> Result<()> {
        io::copy(&mut self.file, out)?;
        out.flush()?;
        self.original.note_backup(&self.at)
    }
}
