//! The file format of a backup: a line with its name, a manifest, the code that proves the manifest, the parts.
//!
//! Described for readers, and for other programs, in docs/backup-format.md.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::config::{DATABASE, KEYS, create_private_dir, new_private_file};
use crate::crypto::{Secret32, authentication_code, constant_time_eq, hex, slots};
use crate::error::{Error, Result};

/// The first line, without its end; the number changes with the format.
const FORMAT: &str = "habeas-backup/1";
/// What the key of the manifest's code is derived for.
const PURPOSE: &str = "habeas-backup/1 manifest";
/// A manifest of ours has a few hundred bytes; more than this is not read.
const LINE_MAX: u64 = 16 * 1024;
const CHUNK: usize = 64 * 1024;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    /// When it was made, RFC 3339.
    made: String,
    parts: Vec<Part>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    /// Its path in the data directory, with `/`.
    name: String,
    size: u64,
    sha256: String,
}

/// The head of a backup whose parts are as its manifest says. Who wrote the manifest is known after
/// [`Unpacked::is_authentic`] only.
pub struct Unpacked {
    pub made: String,
    /// The bytes that the code covers: the first two lines.
    head: Vec<u8>,
    code: String,
}

impl Unpacked {
    /// Whether the manifest was written by somebody with this data key, and not changed since.
    pub fn is_authentic(&self, key: &Secret32) -> Result<bool> {
        let code = hex::encode(&authentication_code(key, PURPOSE, &self.head)?);
        Ok(constant_time_eq(code.as_bytes(), self.code.as_bytes()))
    }
}

/// Writes the database and the named slots of a directory laid out like a data directory into a new file, readable by
/// its owner alone, and syncs it.
pub fn pack(from: &Path, slots: &[&str], to: &Path, key: &Secret32, made: &str) -> Result<()> {
    let names = slots.iter().map(|slot| format!("{KEYS}/{slot}")).chain([DATABASE.to_owned()]);
    let mut parts = Vec::new();
    for name in names {
        let (size, sha256) = copy(File::open(from.join(&name))?, io::sink())?;
        parts.push(Part { name, size, sha256 });
    }
    let manifest = Manifest { made: made.to_owned(), parts };
    let json = serde_json::to_string(&manifest).map_err(Error::internal)?;
    let head = format!("{FORMAT}\n{json}\n");
    let code = hex::encode(&authentication_code(key, PURPOSE, head.as_bytes())?);
    let mut out = BufWriter::new(new_private_file(to)?);
    writeln!(out, "{head}{code}")?;
    for part in &manifest.parts {
        io::copy(&mut File::open(from.join(&part.name))?, &mut out)?;
    }
    Ok(out.into_inner().map_err(|error| Error::Io(error.into_error()))?.sync_all()?)
}

/// Reads a backup whole and lays its parts out in a directory, which it makes. Everything is compared with the
/// manifest; names that are not ours never reach the file system.
///
/// # Errors
/// `Refused` for a file that is no backup or of a newer format; `Damaged` for one that is not as it was written.
pub fn unpack(file: &Path, to: &Path) -> Result<Unpacked> {
    let unreadable = |error: io::Error| Error::Refused(format!("Can't read {}: {error}.", file.display()));
    let opened = File::open(file).map_err(unreadable)?;
    let length = opened.metadata().map_err(unreadable)?.len();
    let mut reader = BufReader::with_capacity(CHUNK, opened);
    let mut line = || {
        let mut bytes = Vec::new();
        Read::by_ref(&mut reader).take(LINE_MAX).read_until(b'\n', &mut bytes).map_err(unreadable)?;
        Ok::<_, Error>(bytes)
    };
    let format = line()?;
    if format != format!("{FORMAT}\n").as_bytes() {
        let newer = format.starts_with(b"habeas-backup/") && format.ends_with(b"\n");
        return Err(Error::Refused(
            if newer {
                "A newer habeas made this backup: use that version or a later one."
            } else {
                "The file is no habeas backup."
            }
            .into(),
        ));
    }
    let (json, code) = (line()?, line()?);
    let manifest: Manifest = serde_json::from_slice(&json).map_err(|_| damaged())?;
    let code = code.strip_suffix(b"\n").and_then(|code| std::str::from_utf8(code).ok()).ok_or_else(damaged)?.to_owned();
    let head = [format, json].concat();
    // Looked at before anything is laid out: a short or a strange file costs no work.
    let said = manifest.parts.iter().try_fold(0_u64, |sum, part| sum.checked_add(part.size));
    let before = (head.len() + code.len() + 1) as u64;
    if said.and_then(|said| said.checked_add(before)) != Some(length) || !names_are_ours(&manifest.parts) {
        return Err(damaged());
    }
    create_private_dir(&to.join(KEYS))?;
    for part in &manifest.parts {
        let mut laid = new_private_file(&to.join(&part.name))?;
        let (size, sha256) = copy(Read::by_ref(&mut reader).take(part.size), &mut laid)?;
        if size != part.size || sha256 != part.sha256 {
            return Err(damaged());
        }
        laid.sync_all()?;
    }
    Ok(Unpacked { made: manifest.made, head, code })
}

/// The database last, and before it slots we know, each once.
fn names_are_ours(parts: &[Part]) -> bool {
    let known: Vec<String> = slots::SEALED.iter().map(|slot| format!("{KEYS}/{slot}")).collect();
    match parts.split_last() {
        Some((last, before)) => {
            last.name == DATABASE
                && !before.is_empty()
                && before.iter().all(|part| known.contains(&part.name))
                && before.windows(2).all(|two| matches!(two, [one, next] if one.name < next.name))
        }
        None => false,
    }
}

/// Copies to the end; says how many bytes there were, and their SHA-256.
fn copy(mut from: impl Read, mut to: impl Write) -> Result<(u64, String)> {
    let mut hash = Sha256::new();
    let mut chunk = vec![0; CHUNK];
    let mut size = 0;
    loop {
        let read = match from.read(&mut chunk) {
            Ok(0) => return Ok((size, hex::encode(&hash.finalize()))),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        let bytes = chunk.get(..read).unwrap_or_default();
        hash.update(bytes);
        to.write_all(bytes)?;
        size += read as u64;
    }
}

pub(super) fn damaged() -> Error {
    Error::Damaged("The backup is damaged: it is not as it was written. Use another one.".into())
}
