//! `habeas demo`: a throw-away encrypted case file with the sample case, signed in by one link.

use std::process::ExitCode;

use super::{say, start_log};
use crate::app::intake::load_case;
use crate::config::{DataDir, new_private_file};
use crate::crypto::Secret32;
use crate::domain::access::{Actor, Role};
use crate::domain::record::Sensitivity;
use crate::error::Result;
use crate::store::Store;
use crate::store::accounts::account::{LinkPurpose, NewAccount};
use crate::store::accounts::session::SessionLimits;
use crate::web::{App, Listen, Server};

#[derive(clap::Args)]
pub struct Demo {
    /// Where to listen: an address of this computer, or localhost, and a port
    #[arg(long, default_value_t, value_name = "ADDR")]
    listen: Listen,
}

/// The link of a demo works as long as anybody would look for it.
const DAY: i64 = 24 * 3600;

impl Demo {
    pub fn run(self) -> Result<ExitCode> {
        start_log();
        // The key is only in memory: what a killed demo leaves behind nobody can read.
        let dir = DataDir::temporary()?;
        drop(new_private_file(&dir.database())?);
        let store = Store::create(&dir.database(), Secret32::generate()?)?;
        let account = store.add_account(&NewAccount {
            login: "demo",
            name: "Demo",
            role: Role::Editor,
            admin: true,
            clearance: Sensitivity::Restricted,
        })?;
        load_case::load_vocabulary(&store)?;
        load_case::load_sample(&store, &Actor::program())?;
        let link = store.create_link(LinkPurpose::Enter, Some(account), DAY)?;
        let token = store.create_api_token(account, "demo", None)?;
        // The link works once and there is no password: the session lasts as long as the demo.
        let sessions = SessionLimits { idle: 7 * DAY, absolute: 7 * DAY };
        let server = Server::bind(App::new(store, None, sessions)?, &self.listen)?;
        say(&format!("Open {}/enter/{link}", server.origin()));
        say(&format!("API token: {token}"));
        server.serve()?;
        Ok(ExitCode::SUCCESS)
    }
}
