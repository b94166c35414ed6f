//! `habeas match`: which people or places of the case file, or of a list, the names on standard input may mean.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::Data;
use crate::domain::kind::Kind;
use crate::domain::name::matching::Letters;
use crate::domain::name::pair::likeness;
use crate::domain::name::score::Rules;
use crate::domain::name::spellings::Spellings;
use crate::error::{Error, Result};

/// Longer lines are no names, and are refused.
const LONGEST_LINE: u64 = 1 << 20;

#[derive(clap::Args)]
pub struct Match {
    /// The data directory; may be left out with --names
    #[arg(long = "data", value_name = "DIR", required_unless_present_any = ["names", "pairs"])]
    dir: Option<PathBuf>,
    /// What the names are of
    #[arg(long, value_parser = ["person", "place"])]
    kind: String,
    /// So many answers to a name at most
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    limit: usize,
    /// Only names of the script that a line is written in, or those of any
    #[arg(long, value_parser = Letters::ALL.map(Letters::code), default_value = Letters::Any.code())]
    letters: String,
    /// Match against the names in this file: one a line, or an id, the name and, parted by |, other names, with tabs between
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
    /// Read two names a line, with a tab between, and print how alike they are
    #[arg(long)]
    pairs: bool,
}

/// Names with what each record is called by.
#[derive(Default)]
struct Known {
    spellings: Spellings,
    called: Vec<String>,
}

impl Match {
    pub fn run(self) -> Result<ExitCode> {
        let known = match (&self.names, self.dir) {
            (Some(list), _) => of_list(list)?,
            (None, Some(dir)) => of_case_file(&Data { dir }, &self.kind)?,
            // Two names are alike without others, too.
            (None, None) => Known::default(),
        };
        let letters = Letters::ALL.into_iter().find(|letters| letters.code() == self.letters).unwrap_or_default();
        let mut out = BufWriter::new(io::stdout().lock());
        let answered = each_line(&mut io::stdin().lock(), &mut |line| {
            if self.pairs { known.pair(line, &mut out) } else { known.answer(line, (self.limit, letters), &mut out) }
        });
        match answered.and_then(|()| Ok(out.flush()?)) {
            // A reader that went away has what it wanted.
            Err(Error::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
            other => other.map(|()| ExitCode::SUCCESS),
        }
    }
}

impl Known {
    fn insert(&mut self, called: &str, names: &[&str]) {
        let Ok(owner) = i64::try_from(self.called.len()) else { return };
        self.called.push(called.to_owned());
        names.iter().for_each(|name| self.spellings.insert(owner, name));
    }

    fn answer(&self, query: &str, (limit, letters): (usize, Letters), out: &mut impl Write) -> Result<()> {
        let found = self.spellings.search(query, limit, &Rules::SEARCH, &|_, name| letters.admit(query, name));
        for (rank, found) in (1..).zip(found) {
            let name = usize::try_from(found.owner).ok().and_then(|at| self.called.get(at));
            writeln!(out, "{query}\t{rank}\t{}\t{:.4}", name.map_or("", String::as_str), found.value)?;
        }
        Ok(())
    }

    fn pair(&self, line: &str, out: &mut impl Write) -> Result<()> {
        let (one, rest) = line.split_once('\t').unwrap_or((line, ""));
        let other = rest.split('\t').next().unwrap_or_default();
        let value = likeness(one, other, &|sounds| self.spellings.rarity(sounds));
        Ok(writeln!(out, "{one}\t{other}\t{value:.4}")?)
    }
}

fn of_list(path: &Path) -> Result<Known> {
    let file = File::open(path).map_err(|error| Error::Refused(format!("Can't read {}: {error}.", path.display())))?;
    let mut known = Known::default();
    each_line(&mut BufReader::new(file), &mut |line| {
        let mut fields = line.split('\t');
        let (first, second) = (fields.next().unwrap_or_default(), fields.next());
        let name = second.unwrap_or(first);
        let others = fields.next().into_iter().flat_map(|others| others.split('|'));
        let names: Vec<&str> = std::iter::once(name).chain(others).filter(|name| !name.trim().is_empty()).collect();
        known.insert(name, &names);
        Ok(())
    })?;
    Ok(known)
}

fn of_case_file(data: &Data, kind: &str) -> Result<Known> {
    let kind = Kind::parse(kind).ok_or_else(|| Error::Refused("Unknown kind of record.".to_owned()))?;
    let opened = data.open()?;
    // Whoever holds the key of the file may read all of it.
    let actor = opened.store.key_holder()?;
    let mut known = Known::default();
    opened.store.read(actor.viewer(), |tx| {
        tx.each_named(kind, |names| {
            let called =
                names.iter().find(|name| name.is_primary).or(names.first()).map_or("", |name| name.text.as_str());
            let texts: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
            known.insert(called, &texts);
        })
    })?;
    Ok(known)
}

/// Lines of a text, each without its end. What is no UTF-8 is read as well as it can be.
fn each_line(input: &mut impl BufRead, each: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if line.len() as u64 == LONGEST_LINE && !line.ends_with(b"\n") {
            return Err(Error::Refused("A line is too long to be a name.".to_owned()));
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\n', '\r']).trim_start_matches('\u{FEFF}');
        if !text.trim().is_empty() {
            each(text)?;
        }
    }
}
