//! `habeas user`: accounts and API tokens.

use std::process::ExitCode;

use super::{Data, Opened, say};
use crate::domain::access::Role;
use crate::domain::record::Sensitivity;
use crate::error::{Error, Result};
use crate::store::account::{Account, LinkPurpose, NewAccount};

#[derive(clap::Args)]
pub struct User {
    #[command(flatten)]
    data: Data,
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Add an account; prints the set-up link's path, which works once
    Add {
        login: String,
        #[command(flatten)]
        grant: Grant,
    },
    /// List accounts
    List,
    /// Set role, clearance and the admin flag of an account
    Role {
        login: String,
        #[command(flatten)]
        grant: Grant,
    },
    /// Close an account: its sessions and tokens end, its history stays
    Disable { login: String },
    /// Make an API token for an account; printed once
    Token {
        login: String,
        /// What the token is for
        #[arg(long, default_value = "command line")]
        label: String,
    },
}

#[derive(clap::Args)]
struct Grant {
    /// What the account is for
    #[arg(long, default_value = "viewer", value_parser = ["viewer", "monitor", "editor"])]
    role: String,
    /// The most sensitive records it sees: 0 public, 1 internal, 2 confidential, 3 restricted
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(i64).range(0..=3))]
    clearance: i64,
    /// Manages accounts, keys, backups and settings
    #[arg(long)]
    admin: bool,
}

impl Grant {
    fn parse(&self) -> Result<(Role, Sensitivity)> {
        let role = Role::parse(&self.role).ok_or_else(|| Error::Refused("Unknown role.".into()))?;
        let clearance =
            Sensitivity::from_level(self.clearance).ok_or_else(|| Error::Refused("Unknown clearance.".into()))?;
        Ok((role, clearance))
    }
}

/// How long the set-up link of a new account works.
const WEEK: i64 = 7 * 86_400;

impl User {
    pub fn run(self) -> Result<ExitCode> {
        let opened = self.data.open()?;
        let store = &opened.store;
        match self.what {
            What::Add { login, grant } => {
                let (role, clearance) = grant.parse()?;
                let new = NewAccount { login: &login, name: &login, role, admin: grant.admin, clearance };
                let account = store.add_account(&new)?;
                let link = store.create_link(LinkPurpose::Setup, Some(account), WEEK)?;
                say(&format!("Added. Within a week, open on the running server: /setup/{link}"));
            }
            What::List => {
                for account in store.accounts()? {
                    say(&describe(&account));
                }
            }
            What::Role { login, grant } => {
                let (role, clearance) = grant.parse()?;
                store.set_role(find(&opened, &login)?.id, role, clearance, grant.admin)?;
                say("Changed.");
            }
            What::Disable { login } => {
                store.disable_account(find(&opened, &login)?.id)?;
                say("Closed.");
            }
            What::Token { login, label } => {
                let account = find(&opened, &login)?;
                if account.disabled {
                    return Err(Error::Refused("This account is closed.".into()));
                }
                say(&store.create_api_token(account.id, &label)?);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn find(opened: &Opened, login: &str) -> Result<Account> {
    opened.store.account_by_login(login)?.ok_or_else(|| Error::Refused("There is no account of that name.".into()))
}

fn describe(account: &Account) -> String {
    let mut line = format!("{}\t{}\tclearance {}", account.login, account.role.code(), account.clearance.level());
    if account.admin {
        line.push_str("\tadmin");
    }
    if account.disabled {
        line.push_str("\tclosed");
    }
    line
}
