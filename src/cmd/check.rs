//! `habeas check`: looks for damage and for whatever no longer agrees.

use std::process::ExitCode;

use indicatif::ProgressBar;

use super::{Data, say};
use crate::error::{Error, Result};

#[derive(clap::Args)]
pub struct Check {
    #[command(flatten)]
    data: Data,
}

impl Check {
    pub fn run(self) -> Result<ExitCode> {
        let findings: Vec<String> = match self.data.open() {
            Ok(opened) => {
                let progress = Progress::new();
                let lost = opened.store.lost().map(|lost| lost.sentence());
                let found = opened.store.check_with(&|done, of| progress.show(done, of))?;
                progress.clear();
                opened.store.losses()?.iter().for_each(|loss| say(loss));
                lost.into_iter().chain(found.into_iter().map(|finding| finding.0)).collect()
            }
            Err(Error::Damaged(sentence)) => vec![sentence],
            Err(other) => return Err(other),
        };
        if findings.is_empty() {
            say("No problems found.");
            return Ok(ExitCode::SUCCESS);
        }
        for finding in &findings {
            say(finding);
        }
        say(&format!(
            "{} found.",
            if findings.len() == 1 { "1 problem".into() } else { format!("{} problems", findings.len()) }
        ));
        Ok(ExitCode::from(1))
    }
}

/// How far the check is, for whoever sits in front of it.
struct Progress(ProgressBar);

impl Progress {
    fn new() -> Progress {
        // Drawn on stderr, and only if that is a terminal.
        Progress(ProgressBar::new(0))
    }

    fn show(&self, done: u64, of: u64) {
        if done == 1 {
            self.0.set_length(of);
        }
        if done.is_multiple_of(EVERY) {
            self.0.set_position(done);
        }
    }

    fn clear(&self) {
        self.0.finish_and_clear();
    }
}

/// Changes between two looks at the terminal.
const EVERY: u64 = 1000;
