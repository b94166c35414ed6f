//! `habeas export`: takes a timeline, who was held, or all of a case away as a file.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::Data;
use super::question::Asked;
use crate::app::export::query;
use crate::app::take_case::{self, Taken};
use crate::config::new_private_file;
use crate::domain::access::Audience;
use crate::domain::kind::Kind;
use crate::domain::lang::Lang;
use crate::domain::query::question::TEXT;
use crate::domain::record::RecordKey;
use crate::domain::timeline::LeftOut;
use crate::domain::vocabulary::Vocabulary;
use crate::error::{Error, Result};
use crate::export::{ExportContext, FORMATS, Format};
use crate::index::Index;
use crate::locale::question::left_out as left_out_in_words;
use crate::pages::held::HeldForm;
use crate::web::today;

#[derive(clap::Args)]
pub struct Export {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Incidents and custody steps in order
    Timeline(Timeline),
    /// Who was in custody on a day, or may have been
    Held(Held),
    /// All records of the case, line by line, for `habeas import` (docs/exchange-format.md)
    Case(Case),
}

#[derive(clap::Args)]
struct Case {
    #[command(flatten)]
    data: Data,
    /// The name of the case in the file; from the end of the history if left out
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The file to write, readable by you alone; standard output if left out or -
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(clap::Args)]
struct Timeline {
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    taken: TakenAway,
}

#[derive(clap::Args)]
struct Held {
    #[command(flatten)]
    data: Data,
    /// The day; of a month or a year its last; today, or the day that the case file fixes, if left out
    #[arg(long, value_name = "DATE", default_value = "")]
    on: String,
    /// In a place or inside it: ref or uid
    #[arg(long, value_name = "RECORD", default_value = "")]
    place: String,
    /// With this status
    #[arg(long, value_name = "WORD", default_value = "")]
    status: String,
    /// Said so firmly
    #[arg(long, value_name = "WORD", default_value = "")]
    certainty: String,
    /// One of the lists: in_custody, possibly, term_run_out, unknown
    #[arg(long, value_name = "LIST", default_value = "")]
    list: String,
    /// Of whom there was no word for so many days
    #[arg(long, value_name = "DAYS", default_value = "")]
    silent: String,
    #[command(flatten)]
    taken: TakenAway,
}

#[derive(clap::Args)]
struct TakenAway {
    /// Who it is for: bounds the sensitivity of what goes out
    #[arg(long, default_value = "internal", value_parser = ["internal", "partner", "public"])]
    audience: String,
    /// Language of words and labels
    #[arg(long, default_value = "en", value_parser = ["en", "ru"])]
    lang: String,
    /// Format
    #[arg(long, value_parser = FORMATS.map(|format| format.code))]
    format: String,
    /// The file to write, readable by you alone; standard output if left out or -
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Export {
    pub fn run(self) -> Result<ExitCode> {
        match self.what {
            What::Timeline(timeline) => timeline.run(),
            What::Held(held) => held.run(),
            What::Case(case) => case.run(),
        }
    }
}

impl Case {
    fn run(self) -> Result<ExitCode> {
        let opened = self.data.open()?;
        let (store, actor) = (&opened.store, opened.store.key_holder()?);
        let name = match self.name {
            Some(name) => name,
            None => {
                let head = store.head()?;
                format!("{}-{}", head.stream, head.n)
            }
        };
        let mut taken = Taken::default();
        to_out(self.out, |out| {
            taken = take_case::take(store, actor.viewer(), &name, out)?;
            Ok(out.flush()?)
        })?;
        if io::stderr().is_terminal() {
            let _ = writeln!(io::stderr(), "Records: {}. Citations: {}.", taken.records, taken.citations);
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Timeline {
    fn run(self) -> Result<ExitCode> {
        let opened = self.data.open()?;
        let store = &opened.store;
        let vocabulary = store.vocabulary()?;
        let Asked(question) = self.asked;
        // Whoever holds the key of the file may read all of it.
        let actor = store.key_holder()?;
        let index = Index::default();
        if question.asks(TEXT) {
            index.build(store)?;
        } else {
            // What a server kept finds the lines sooner than the tables; these answer where it is not there or can't be used.
            index.load(store)?;
        }
        let audience = self.taken.audience()?;
        let query = query((store, &index), actor.viewer(), audience, &question, |code| vocabulary.contains(code))?;
        self.taken.write(&vocabulary, |context, format, out| {
            crate::app::export::timeline((store, &index), actor.viewer(), (&question, &query), context, format, out)
        })
    }
}

impl Held {
    fn run(self) -> Result<ExitCode> {
        let opened = self.data.open()?;
        let store = &opened.store;
        let vocabulary = store.vocabulary()?;
        let actor = store.key_holder()?;
        let Held { on, place, status, certainty, list, silent, .. } = self;
        let key = (!place.is_empty()).then(|| RecordKey::parse(&place).ok_or(Error::NotFound)).transpose()?;
        let form = HeldForm { on, status, certainty, place, list, silent, ..HeldForm::default() };
        let today = store.settings()?.as_on.unwrap_or_else(today);
        let filter = form.read(today).map_err(Error::Invalid)?;
        if let Some(key) = &key {
            store.read(actor.viewer(), |tx| tx.resolve_kind(key, Kind::Place))?;
        }
        self.taken.write(&vocabulary, |context, format, out| {
            crate::app::export::held(store, actor.viewer(), (&filter, key.as_ref()), context, format, out)?;
            Ok(Vec::new())
        })
    }
}

impl TakenAway {
    fn audience(&self) -> Result<Audience> {
        Audience::parse(&self.audience).ok_or_else(|| wrong("audience"))
    }

    /// Writes what `export` makes to where it is to go.
    fn write(
        self,
        vocabulary: &Vocabulary,
        export: impl FnOnce(&ExportContext<'_>, &Format, &mut dyn Write) -> Result<Vec<LeftOut>>,
    ) -> Result<ExitCode> {
        let context = ExportContext {
            lang: Lang::parse(&self.lang).ok_or_else(|| wrong("language"))?,
            audience: self.audience()?,
            vocabulary,
            made_on: today(),
        };
        let format = Format::parse(&self.format).ok_or_else(|| wrong("format"))?;
        let mut left_out = Vec::new();
        let write = |out: &mut dyn Write| {
            left_out = export(&context, format, out)?;
            Ok(out.flush()?)
        };
        to_out(self.out, write)?;
        // Nothing is missing without a word to whoever sits there, also where the format has no place for one.
        for lines in left_out.iter().filter(|_| !format.says_left_out && io::stderr().is_terminal()) {
            let _ = writeln!(io::stderr(), "{}", left_out_in_words(Lang::En, lines));
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn wrong(what: &str) -> Error {
    Error::Refused(format!("Unknown {what}."))
}

/// Writes to a file, or to standard output.
fn to_out(out: Option<PathBuf>, write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    match out.filter(|path| path.as_os_str() != "-") {
        Some(path) => to_path(&path, write),
        None => write(&mut BufWriter::new(io::stdout().lock())),
    }
}

/// How many links lead to a file at most, as the kernel has it.
const LINKS_MAX: usize = 40;

/// Writes to what a path names: a file whole, or into a pipe or a device as it is. Links are followed, so that the file
/// they lead to is written and they stay.
fn to_path(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let path = followed(path);
    let refused = |error: io::Error| Error::Refused(format!("Can't write {}: {error}.", path.display()));
    match std::fs::metadata(&path) {
        Ok(there) if !there.is_file() && !there.is_dir() => {
            let mut out = BufWriter::new(OpenOptions::new().write(true).open(&path).map_err(refused)?);
            write(&mut out)?;
            out.flush().map_err(refused)
        }
        _ => whole_file(&path, write),
    }
}

/// Where links lead from a path, also if nothing is there yet.
fn followed(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..LINKS_MAX {
        let Ok(target) = std::fs::read_link(&path) else { break };
        path = path.parent().map_or_else(|| target.clone(), |beside| beside.join(&target));
    }
    path
}

/// Writes beside the file and renames at the end: nobody ever finds half an export under its name. Readable by
/// its owner alone, whatever the umask.
fn whole_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let refused = |error: io::Error| Error::Refused(format!("Can't write {}: {error}.", path.display()));
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    // Left by an export that was interrupted.
    match std::fs::remove_file(&part) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(refused(error)),
        _ => {}
    }
    let file = match new_private_file(&part) {
        Err(Error::Io(error)) => return Err(refused(error)),
        other => other?,
    };
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    out.into_inner().map_err(|error| refused(error.into_error()))?.sync_all().map_err(refused)?;
    std::fs::rename(&part, path).map_err(refused)
}
