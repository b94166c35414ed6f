//! `habeas serve`: a case file, served to the browser on this computer.

use std::process::ExitCode;
use std::time::Duration;

use super::{Data, say, start_log};
use crate::error::Result;
use crate::store::DEADLINE;
use crate::store::accounts::account::LinkPurpose;
use crate::store::accounts::session::SessionLimits;
use crate::web::{App, Listen, Server};

#[derive(clap::Args)]
pub struct Serve {
    #[command(flatten)]
    data: Data,
    /// Where to listen: an address of this computer, or localhost, and a port
    #[arg(long, default_value_t, value_name = "ADDR")]
    listen: Listen,
    /// How long one question may take before it is stopped
    #[arg(long, default_value_t = DEADLINE.as_secs(), value_name = "SECONDS")]
    deadline: u64,
}

/// How long the set-up link of the first account works.
const HOUR: i64 = 3600;

impl Serve {
    pub fn run(self) -> Result<ExitCode> {
        start_log();
        let opened = self.data.open()?;
        let store = opened.store.with_deadline(Duration::from_secs(self.deadline));
        store.drop_links(LinkPurpose::Setup)?;
        let setup = match store.accounts()?.is_empty() {
            true => Some(store.create_link(LinkPurpose::Setup, None, HOUR)?),
            false => None,
        };
        let server = Server::bind(App::new(store, Some(opened.dir.files()), SessionLimits::STRICT)?, &self.listen)?;
        match setup {
            Some(link) => say(&format!("Open {}/setup/{link}", server.origin())),
            None => say(&format!("Open {}", server.origin())),
        }
        server.serve()?;
        Ok(ExitCode::SUCCESS)
    }
}
