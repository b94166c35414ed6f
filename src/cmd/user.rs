//! `habeas user`: accounts and API tokens.

use std::process::ExitCode;

use super::{Data, Opened, say};
use crate::domain::access::{Actor, Role};
use crate::domain::record::Sensitivity;
use crate::error::{Error, Result};
use crate::store::accounts::account::{Account, LinkPurpose, NewAccount};

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
    /// Take password and sessions away; prints a new set-up link's path, which works once
    Reset {
        login: String,
        /// Take the second factor away as well: the telephone is lost
        #[arg(long)]
        second_factor: bool,
    },
    /// Make an API token for an account; printed once
    Token {
        login: String,
        /// What the token is for
        #[arg(long, default_value = "command line")]
        label: String,
        /// How many days it works; without this, until it is revoked
        #[arg(long, value_parser = clap::value_parser!(i64).range(1..=3660))]
        days: Option<i64>,
    },
}

#[derive(clap::Args)]
struct Grant {
    /// What the account is for (a new one: viewer)
    #[arg(long, value_parser = ["viewer", "monitor", "editor"])]
    role: Option<String>,
    /// The most sensitive records it sees: 0 public, 1 internal (a new account), 2 confidential, 3 restricted
    #[arg(long, value_parser = clap::value_parser!(i64).range(0..=3))]
    clearance: Option<i64>,
    /// Manages accounts, keys, backups and settings: true or false
    #[arg(long, num_args = 0..=1, default_missing_value = "true")]
    admin: Option<bool>,
}

impl Grant {
    /// What is not said stays as it was.
    fn over(&self, role: Role, clearance: Sensitivity, admin: bool) -> (Role, Sensitivity, bool) {
        (
            self.role.as_deref().and_then(Role::parse).unwrap_or(role),
            self.clearance.and_then(Sensitivity::from_level).unwrap_or(clearance),
            self.admin.unwrap_or(admin),
        )
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
                let (role, clearance, admin) = grant.over(Role::Viewer, Sensitivity::Internal, false);
                let new = NewAccount { login: &login, name: &login, role, admin, clearance };
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
                let account = find(&opened, &login)?;
                let (role, clearance, admin) = grant.over(account.role, account.clearance, account.admin);
                store.set_role(account.id, role, clearance, admin)?;
                say("Changed.");
            }
            What::Disable { login } => {
                store.disable_account(find(&opened, &login)?.id)?;
                say("Closed.");
            }
            What::Reset { login, second_factor } => {
                let account = open(&opened, &login)?;
                let link = store.reset_account(Actor::PROGRAM, account.id, second_factor)?;
                say(&format!("Reset. Within a week, open on the running server: /setup/{link}"));
            }
            What::Token { login, label, days } => {
                let account = open(&opened, &login)?;
                say(&store.create_api_token(account.id, &label, days)?);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn find(opened: &Opened, login: &str) -> Result<Account> {
    opened.store.account_by_login(login)?.ok_or_else(|| Error::Refused("There is no account of that name.".into()))
}

/// The same, if it is not closed.
fn open(opened: &Opened, login: &str) -> Result<Account> {
    let account = find(opened, login)?;
    if account.disabled { Err(Error::Refused("This account is closed.".into())) } else { Ok(account) }
}

fn describe(account: &Account) -> String {
    let mut line = format!("{}\t{}\tclearance {}", account.login, account.role.code(), account.clearance.level());
    if account.admin {
        line.push_str("\tadmin");
    }
    if account.has_second_factor {
        line.push_str("\tsecond factor");
    }
    if account.disabled {
        line.push_str("\tclosed");
    }
    line
}
