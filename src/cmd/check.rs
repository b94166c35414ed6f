//! `habeas check`: looks for damage and for whatever no longer agrees.

use std::process::ExitCode;

use super::{Data, say};
use crate::error::{Error, Result};

#[derive(clap::Args)]
pub struct Check {
    #[command(flatten)]
    data: Data,
}

impl Check {
    pub fn run(self) -> Result<ExitCode> {
        let findings = match self.data.open() {
            Ok(opened) => opened.store.check()?.into_iter().map(|finding| finding.0).collect(),
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
