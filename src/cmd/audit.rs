//! `habeas audit`: the last change of the history, and whether an earlier last one is still part of it.

use std::process::ExitCode;

use clap::Subcommand;

use super::{Data, say};
use crate::error::{Error, Result};
use crate::store::audit::chain::Head;

#[derive(clap::Args)]
pub struct Audit {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Print stream, number and hash of the last change: keep the line somewhere else
    Head {
        #[command(flatten)]
        data: Data,
    },
    /// Prove that a line printed earlier is still part of the history
    Verify {
        #[command(flatten)]
        data: Data,
        /// The line that `habeas audit head` printed: stream, number and hash
        #[arg(long, value_name = "HEAD", num_args = 1..=3, required = true)]
        head: Vec<String>,
    },
}

impl Audit {
    pub fn run(self) -> Result<ExitCode> {
        match self.what {
            What::Head { data } => {
                let opened = data.open()?;
                say(&opened.store.head()?.to_string());
                Ok(ExitCode::SUCCESS)
            }
            What::Verify { data, head } => {
                let head = Head::parse(&head.join(" ")).ok_or_else(|| {
                    Error::Refused(
                        "--head takes the line that `habeas audit head` printed: stream, number and hash.".into(),
                    )
                })?;
                let opened = data.open()?;
                let findings = opened.store.verify(&head)?;
                for finding in &findings {
                    say(&finding.0);
                }
                if findings.is_empty() {
                    say(&format!("Change {} is part of the history, and the chain holds.", head.n));
                    return Ok(ExitCode::SUCCESS);
                }
                Ok(ExitCode::from(1))
            }
        }
    }
}
