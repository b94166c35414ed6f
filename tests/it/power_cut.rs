//! What a power cut leaves of files: a process is run under strace, and of what it wrote only that counts which a sync
//! of that file covered before the power went. A killed process loses nothing of this kind: its writes are the kernel's.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::rig::random;
use crate::server::PATIENCE;

/// What changes files, what makes it last, and what tells somebody else.
const CALLS: &str = "trace=pwrite64,ftruncate,unlink,fsync,fdatasync,write,writev,sendto,sendmsg";
/// Disks write sectors whole; more than one of them not.
const SECTOR: usize = 512;

/// Files of a database by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A command that runs a program and writes down its system calls.
pub fn traced(program: &Path, log: &Path) -> Command {
    let strace = Command::new("strace").arg("-V").output();
    assert!(
        strace.is_ok_and(|done| done.status.success()),
        "this test needs strace: install Debian's package of that name"
    );
    let mut command = Command::new("strace");
    // -D: the program is our child, and strace is not between us.
    command.args(["-D", "-f", "--seccomp-bpf", "-y", "-xx", "-s", "1048576", "-e", CALLS, "-o"]);
    command.arg(log).arg("--").arg(program);
    command
}

/// Everything a process did to the files of a database, and what it told of it, in the order of time. Time is counted
/// in lines of the log: what a process does because something else is done comes later in it.
pub struct Trace {
    start: Files,
    changes: Vec<Change>,
    /// When each number was told to somebody.
    pub told: BTreeMap<u64, usize>,
    pub lines: usize,
}

struct Change {
    file: String,
    started: usize,
    ended: usize,
    /// When the first sync ended that had started after the change.
    lasts: Option<usize>,
    what: What,
}

enum What {
    Write { at: usize, bytes: Vec<u8> },
    Length(usize),
    Gone,
}

/// What becomes of changes that no sync covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsynced {
    Lost,
    /// Any sector of them may have been written, in any order.
    Torn,
    /// As if there had been no cut.
    Kept,
}

impl Trace {
    /// Reads the log of a process that has ended, over files that were as `start` when it began.
    pub fn read(log: &Path, process: u32, start: Files) -> Trace {
        let is_end = |line: &str| {
            line.split_once(' ')
                .is_some_and(|(thread, said)| thread == process.to_string() && said.trim_start().starts_with("+++"))
        };
        let until = Instant::now() + PATIENCE;
        let text = loop {
            let text = fs::read_to_string(log).unwrap();
            if text.get(text.len().saturating_sub(4096)..).is_some_and(|tail| tail.lines().any(is_end)) {
                break text;
            }
            assert!(Instant::now() < until, "strace did not write to the end");
            std::thread::sleep(Duration::from_millis(20));
        };
        let mut trace = Trace { start, changes: Vec::new(), told: BTreeMap::new(), lines: 0 };
        // A call that another thread's line interrupted is in two parts.
        let mut begun: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
        for (now, line) in text.lines().enumerate() {
            trace.lines = now + 1;
            let (thread, call) = line.split_once(' ').unwrap();
            let call = call.trim_start();
            if let Some(first) = call.strip_suffix(" <unfinished ...>") {
                begun.insert(thread, (now, first));
                // What was on its way to somebody may have arrived.
                trace.tell(now, first);
            } else if call.starts_with("<... ") {
                let (started, first) = begun.remove(thread).unwrap();
                let rest = call.split_once("resumed>").unwrap().1;
                trace.take(started, now, &format!("{first}{rest}"));
            } else {
                trace.tell(now, call);
                trace.take(now, now, call);
            }
        }
        trace
    }

    fn take(&mut self, started: usize, ended: usize, call: &str) {
        let Some((name, rest)) = call.split_once('(') else { return };
        let Some((arguments, result)) = rest.rsplit_once(" = ") else { return };
        if result.starts_with(['-', '?']) {
            return;
        }
        let Some(file) = database_file(arguments) else { return };
        let numbers: Vec<usize> =
            arguments.trim_end().trim_end_matches(')').split(", ").filter_map(|n| n.parse().ok()).collect();
        let what = match name {
            "pwrite64" => {
                let bytes = unhex(between(arguments, '"'));
                assert_eq!(result.parse(), Ok(bytes.len()), "written whole, logged whole");
                What::Write { at: numbers[1], bytes }
            }
            "ftruncate" => What::Length(numbers[0]),
            // No file goes while saves are under way, so that when this lasts decides nothing.
            "unlink" => What::Gone,
            "fsync" | "fdatasync" => {
                let waiting =
                    |change: &&mut Change| change.file == file && change.lasts.is_none() && change.ended < started;
                self.changes.iter_mut().filter(waiting).for_each(|change| change.lasts = Some(ended));
                return;
            }
            other => panic!("{other} of {file} is not understood"),
        };
        let lasts = matches!(what, What::Gone).then_some(ended);
        self.changes.push(Change { file, started, ended, lasts, what });
    }

    /// Notes the numbers of `cut 17;` in what goes to anybody.
    fn tell(&mut self, now: usize, call: &str) {
        if !call.starts_with("write") && !call.starts_with("send") {
            return;
        }
        for text in call.split('"').skip(1).step_by(2) {
            let text = String::from_utf8_lossy(&unhex(text)).into_owned();
            for part in text.split("cut ").skip(1) {
                if let Some(number) = part.split_once(';').and_then(|(number, _)| number.parse().ok()) {
                    self.told.entry(number).or_insert(now);
                }
            }
        }
    }

    /// The files as a disk holds them whose power went before this line.
    pub fn cut(&self, before: usize, unsynced: Unsynced) -> Files {
        let mut files = self.start.clone();
        let begun = self.changes.iter().filter(|change| change.started < before);
        for change in begun {
            let whole = unsynced == Unsynced::Kept || change.lasts.is_some_and(|lasts| lasts < before);
            if !whole && unsynced == Unsynced::Lost {
                continue;
            }
            let file = files.entry(change.file.clone()).or_default();
            match &change.what {
                What::Write { at, bytes } => {
                    for (index, sector) in sectors(*at, bytes) {
                        if whole || random(2) == 0 {
                            file.resize(file.len().max(index + sector.len()), 0);
                            file[index..index + sector.len()].copy_from_slice(sector);
                        }
                    }
                }
                What::Length(length) if whole || random(2) == 0 => file.resize(*length, 0),
                What::Length(_) => {}
                What::Gone => drop(files.remove(&change.file)),
            }
        }
        files
    }

    /// The numbers that somebody was told before this line.
    pub fn told_before(&self, line: usize) -> impl Iterator<Item = u64> {
        self.told.iter().filter(move |(_, told)| **told < line).map(|(number, _)| *number)
    }

    /// So many moments: half of them right after something was told, when it is just promised, half of them anywhere
    /// later than the first.
    pub fn moments(&self, count: u64) -> Vec<usize> {
        let told: Vec<usize> = self.told.values().copied().collect();
        let first = *told.iter().min().expect("something was told");
        let after = |_| told[usize::try_from(random(told.len() as u64)).unwrap()] + 1;
        let anywhere = |_| first + 1 + usize::try_from(random((self.lines - first) as u64)).unwrap();
        (0..count / 2).map(after).chain((count / 2..count).map(anywhere)).collect()
    }
}

/// The files of a database in a directory, but for the index of the log: it is made anew from the log.
pub fn database_files(directory: &Path) -> Files {
    let names = ["habeas.db", "habeas.db-wal"].into_iter();
    names.filter_map(|name| Some((name.to_owned(), fs::read(directory.join(name)).ok()?))).collect()
}

/// The pieces of a write that a disk writes whole, with where they go.
fn sectors(at: usize, bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let length = (SECTOR - (at + start) % SECTOR).min(bytes.len() - start);
        let sector = (at + start, &bytes[start..start + length]);
        start += length;
        (length > 0).then_some(sector)
    })
}

/// The name of the file that a call is about, if it is one of the database.
fn database_file(arguments: &str) -> Option<String> {
    let first = arguments.split(',').next()?;
    let path = match first.split_once('<') {
        Some((_, path)) => path.split('>').next()?,
        None => between(first, '"'),
    };
    let path = PathBuf::from(String::from_utf8(unhex(path)).ok()?);
    let name = path.file_name()?.to_str()?;
    matches!(name, "habeas.db" | "habeas.db-wal").then(|| name.to_owned())
}

fn between(text: &str, mark: char) -> &str {
    text.split(mark).nth(1).unwrap_or_default()
}

/// The bytes of `\x61\x00`.
fn unhex(text: &str) -> Vec<u8> {
    let digit = |byte: u8| if byte.is_ascii_digit() { byte - b'0' } else { byte - b'a' + 10 };
    text.as_bytes().chunks_exact(4).map(|four| digit(four[2]) * 16 + digit(four[3])).collect()
}
