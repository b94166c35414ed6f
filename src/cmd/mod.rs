//! The command line: one file per subcommand, exit codes 0 (done), 1 (found problems), 2 (wrong usage or refused).

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::DataDir;
use crate::error::{Error, Result};
use crate::locale;
use crate::store::Store;
use unlock::unlock_from_environment;

/// The end of the history, and the proof that it goes on.
mod audit;
/// One encrypted file of everything.
mod backup;
/// Looking for damage.
mod check;
/// A throw-away case file with the sample case.
mod demo;
/// Taking a timeline away.
mod export;
/// Whether a server answers.
mod healthcheck;
/// Loading a case.
mod import;
/// A new case file.
mod init;
/// Names and whom they may mean.
mod matching;
/// The passphrase.
mod passphrase;
/// The flags of a question.
pub mod question;
/// The recovery code.
mod recovery;
/// The way back from a backup.
mod restore;
/// Serving a case file.
mod serve;
/// Where the passphrase comes from.
mod unlock;
/// Accounts and tokens.
mod user;

/// Human-rights incidents, people, places and the reports that say so, in one encrypted file.
#[derive(Parser)]
#[command(name = "habeas", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Try it: a throw-away encrypted case file with the sample case
    Demo(demo::Demo),
    /// Make a new case file
    Init(init::Init),
    /// Serve a case file to the browser on this computer
    Serve(serve::Serve),
    /// Accounts and API tokens
    User(user::User),
    /// Load a case in the exchange format
    Import(import::Import),
    /// Take a timeline away as a file
    Export(export::Export),
    /// Say which people or places the names on standard input may mean
    Match(matching::Match),
    /// Look for damage: database, history chain, citations, keys, index
    Check(check::Check),
    /// Print the last change of the history, or prove that an earlier one is still part of it
    Audit(audit::Audit),
    /// Write one encrypted, verified file with everything
    Backup(backup::Backup),
    /// Make a data directory from a backup
    Restore(restore::Restore),
    /// Set, change or remove the passphrase
    Passphrase(passphrase::Passphrase),
    /// Try the recovery code, or make a new one
    Recovery(recovery::Recovery),
    /// Ask a running server whether it is well
    Healthcheck(healthcheck::Healthcheck),
}

/// Which case file.
#[derive(clap::Args)]
struct Data {
    /// The data directory
    #[arg(long = "data", value_name = "DIR")]
    dir: PathBuf,
}

/// An open case file: the directory's lock is held as long as this lives.
struct Opened {
    store: Store,
    dir: DataDir,
}

impl Data {
    fn open(&self) -> Result<Opened> {
        let dir = DataDir::open(&self.dir)?;
        let key = unlock_from_environment(&dir.keys())?;
        let store = Store::open(&dir.database(), key)?;
        if let Some(lost) = store.lost() {
            let _ = writeln!(io::stderr(), "{}", lost.sentence());
        }
        Ok(Opened { store, dir })
    }
}

/// Reads the command line, does it, and says how it went.
pub fn run() -> ExitCode {
    let outcome = match Cli::try_parse() {
        Ok(cli) => dispatch(cli.command),
        Err(usage) => {
            // Help and version go to stdout with 0, wrong usage to stderr with 2.
            let _ = usage.print();
            return ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(2));
        }
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            complain(&error);
            ExitCode::from(error.exit_code())
        }
    }
}

fn dispatch(command: Command) -> Result<ExitCode> {
    match command {
        Command::Demo(command) => command.run(),
        Command::Init(command) => command.run(),
        Command::Serve(command) => command.run(),
        Command::User(command) => command.run(),
        Command::Import(command) => command.run(),
        Command::Export(command) => command.run(),
        Command::Match(command) => command.run(),
        Command::Check(command) => command.run(),
        Command::Audit(command) => command.run(),
        Command::Backup(command) => command.run(),
        Command::Restore(command) => command.run(),
        Command::Passphrase(command) => command.run(),
        Command::Recovery(command) => command.run(),
        Command::Healthcheck(command) => command.run(),
    }
}

/// One plain sentence on stderr, without data from the file: database messages can hold values.
fn complain(error: &Error) {
    let sentence = match error {
        Error::Refused(sentence) | Error::Damaged(sentence) => sentence.clone(),
        Error::Invalid(fields) => {
            let each = fields.iter().map(|f| format!("--{}: {}", f.field, locale::english(&f.say)));
            each.collect::<Vec<_>>().join("\n")
        }
        Error::Bad(say) => locale::english(say),
        Error::DiskFull => "The disk is full: nothing was saved. Make room on it and run this again.".to_owned(),
        Error::Io(error) => format!("{error}."),
        Error::Db(_) => "The database could not do this. Run `habeas check`.".to_owned(),
        _ => "Something went wrong inside habeas. Run `habeas check`.".to_owned(),
    };
    let _ = writeln!(io::stderr(), "{sentence}");
}

/// A line on stdout. A reader that went away is no reason to fail.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// The log: to stderr, one line per request, never a name.
fn start_log() {
    // Only our own lines: what a library says of a request could quote it.
    let ours = filter_fn(|line| line.target().starts_with("habeas") && *line.level() <= tracing::Level::INFO);
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(false).with_filter(ours);
    // A second start (in tests) keeps the first.
    let _ = tracing_subscriber::registry().with(lines).try_init();
    // The words of a panic can hold data as well: the place is enough to find it.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, ToString::to_string);
        tracing::error!(%place, "panicked");
    }));
}
