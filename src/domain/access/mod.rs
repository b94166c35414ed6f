//! Who may do what: roles, the rights they carry, and the two handles that prove a right was checked.

use serde::{Deserialize, Serialize};

use super::record::Sensitivity;
use crate::domain::lang::Lang;

/// What may be done to a record.
pub mod act;
/// Who sees a row, as data.
pub mod visibility;

/// What an account is for. Each role may do what the one before may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Viewer,
    Monitor,
    Editor,
}

impl Role {
    pub const ALL: [Role; 3] = [Role::Viewer, Role::Monitor, Role::Editor];

    pub fn code(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Monitor => "monitor",
            Role::Editor => "editor",
        }
    }

    pub fn parse(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// What a route, command or button asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// Anybody, signed in or not.
    Anyone,
    /// Read records, ask questions, use one's own account.
    Read,
    /// Take data away for partners or the public.
    ExportShared,
    /// Take data away for use inside the organization.
    ExportInternal,
    /// Create records and add to those one sees.
    Create,
    /// Change, review, merge and withdraw records.
    Edit,
    /// Manage accounts and compartments.
    Administer,
}

impl Right {
    /// The rights table. Administration is a flag of the account, not a role, and opens no record.
    pub fn held_by(self, role: Option<Role>, admin: bool) -> bool {
        match self {
            Right::Administer => admin && role.is_some(),
            Right::Anyone => true,
            Right::Read | Right::ExportShared => role.is_some(),
            Right::Create => role >= Some(Role::Monitor),
            Right::ExportInternal | Right::Edit => role >= Some(Role::Editor),
        }
    }
}

/// Whom an export is for: it bounds the sensitivity of what goes out, whatever the exporter may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    Internal,
    Partner,
    Public,
}

impl Audience {
    pub const ALL: [Audience; 3] = [Audience::Internal, Audience::Partner, Audience::Public];

    pub fn code(self) -> &'static str {
        match self {
            Audience::Internal => "internal",
            Audience::Partner => "partner",
            Audience::Public => "public",
        }
    }

    pub fn parse(code: &str) -> Option<Audience> {
        Audience::ALL.into_iter().find(|audience| audience.code() == code)
    }

    /// The most sensitive record this audience gets; `None` where only the exporter's clearance bounds it.
    pub fn ceiling(self) -> Option<Sensitivity> {
        match self {
            Audience::Internal => None,
            Audience::Partner => Some(Sensitivity::Internal),
            Audience::Public => Some(Sensitivity::Public),
        }
    }

    pub fn right(self) -> Right {
        match self {
            Audience::Internal => Right::ExportInternal,
            Audience::Partner | Audience::Public => Right::ExportShared,
        }
    }

    /// Outside the organization nothing goes without a source.
    pub fn gets_uncited(self) -> bool {
        self == Audience::Internal
    }
}

/// Who reads: what the one rights filter of the store needs to know. Code that holds only a `Viewer` can't write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    pub account: i64,
    pub role: Role,
    /// Manages accounts; opens no record.
    pub admin: bool,
    pub clearance: Sensitivity,
    pub compartments: Vec<i64>,
    /// The language that somebody reads pages in; none where a program reads.
    pub lang: Option<Lang>,
}

impl Viewer {
    /// The same reader, seeing no more than an audience may get.
    #[must_use]
    pub fn for_audience(&self, audience: Audience) -> Viewer {
        let mut viewer = self.clone();
        if let Some(ceiling) = audience.ceiling() {
            viewer.clearance = viewer.clearance.min(ceiling);
            viewer.compartments.clear();
        }
        viewer
    }

    pub fn may(&self, right: Right) -> bool {
        right.held_by(Some(self.role), self.admin)
    }

    /// The writing handle, for those whose role has it.
    pub fn actor(&self) -> Option<Actor> {
        self.may(Right::Create).then(|| Actor { viewer: self.clone() })
    }
}

/// Who writes. Only `Viewer::actor` and `Actor::program` make one.
#[derive(Debug, Clone)]
pub struct Actor {
    viewer: Viewer,
}

impl Actor {
    /// The account of the program itself, in every case file.
    pub const PROGRAM: i64 = 2;

    /// The program acting for whoever holds the key of the case file (the command line).
    pub fn program() -> Actor {
        Actor {
            viewer: Viewer {
                account: Actor::PROGRAM,
                role: Role::Editor,
                admin: false,
                clearance: Sensitivity::Restricted,
                compartments: Vec::new(),
                lang: None,
            },
        }
    }

    /// The same, inside these compartments.
    #[must_use]
    pub fn within(mut self, compartments: Vec<i64>) -> Actor {
        self.viewer.compartments = compartments;
        self
    }

    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }
}
