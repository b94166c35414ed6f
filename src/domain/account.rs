//! Accounts as their owners and administrators see them: grants, sessions, tokens, compartments, changes.

use serde::{Deserialize, Serialize};

use super::access::Role;
use super::record::Sensitivity;

/// What an account may do and see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub role: Role,
    pub clearance: Sensitivity,
    pub admin: bool,
}

/// What was done to an account or a compartment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Event {
    Added {
        grant: Grant,
    },
    Granted {
        before: Grant,
        after: Grant,
    },
    Disabled,
    /// A new set-up link; the password and the sessions until then ended.
    Reset,
    SessionsEnded,
    SecondFactorOn,
    SecondFactorOff,
    SpareCodesRenewed,
    CompartmentMade {
        compartment: String,
    },
    Entered {
        compartment: String,
    },
    Left {
        compartment: String,
    },
}

/// One line of who gave whom what.
#[derive(Debug, Clone)]
pub struct AccountChange {
    pub id: i64,
    pub at: String,
    pub by: String,
    /// The account's user name.
    pub of: Option<String>,
    pub event: Event,
}

/// An account as administrators see it.
#[derive(Debug, Clone)]
pub struct ListedAccount {
    pub id: i64,
    pub login: String,
    pub grant: Grant,
    pub disabled: bool,
    /// Whether a password was chosen.
    pub is_set_up: bool,
    pub last_sign_in: Option<String>,
    pub has_second_factor: bool,
}

#[derive(Debug, Clone)]
pub struct Compartment {
    pub id: i64,
    pub name: String,
    /// User names.
    pub members: Vec<String>,
}

/// A signed-in browser. Times are UTC, as the history writes them.
#[derive(Debug, Clone)]
pub struct OpenSession {
    pub id: i64,
    pub started_at: String,
    pub seen_at: String,
}

/// A token of the JSON API, without the token.
#[derive(Debug, Clone)]
pub struct ApiToken {
    pub id: i64,
    pub label: String,
    pub created_at: String,
    /// Works until it is revoked, if there is no such time.
    pub expires_at: Option<String>,
}

/// What came before a session: a stranger's sign-in or guesses show here.
#[derive(Debug, Clone)]
pub struct Before {
    pub last_sign_in: Option<String>,
    /// Wrong passwords since then.
    pub failed: i64,
}
