//! What may be done to a record that is there, and by whom: the one table of acts.
//!
//! A `Right` says what a role is for; an act also asks how somebody stands to the one record. Whether the record is seen
//! at all is the rights filter's to say, and comes first.

use crate::domain::access::{Right, Viewer};
use crate::domain::kind::Kind;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// Attach a name, a citation, a source, or a row that belongs to it.
    Add,
    /// Change or take away fields and what is attached; sensitivity and compartment too.
    Change,
    /// Say that it is as its sources say.
    Check,
    /// Say that it stands.
    Approve,
    /// Say that it is contested.
    Dispute,
    /// Make it a draft again.
    Reopen,
    /// Take it out of use, with what belongs to it.
    Withdraw,
    /// Bring it back.
    Restore,
    /// Make one of two records, or two again of one.
    Merge,
    /// Put one figure before the others.
    Prefer,
}

/// How somebody stands to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stake<'r> {
    /// They made it.
    pub author: bool,
    /// They wrote last what it says; a step of review writes nothing.
    pub last: bool,
    pub review: &'r str,
}

impl Act {
    pub const ALL: [Act; 10] = [
        Act::Add,
        Act::Change,
        Act::Check,
        Act::Approve,
        Act::Dispute,
        Act::Reopen,
        Act::Withdraw,
        Act::Restore,
        Act::Merge,
        Act::Prefer,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Act::Add => "add",
            Act::Change => "change",
            Act::Check => "check",
            Act::Approve => "approve",
            Act::Dispute => "dispute",
            Act::Reopen => "reopen",
            Act::Withdraw => "withdraw",
            Act::Restore => "restore",
            Act::Merge => "merge",
            Act::Prefer => "prefer",
        }
    }

    /// The least right it takes. Who holds it may still not do it to every record.
    pub fn right(self) -> Right {
        match self {
            Act::Add | Act::Change | Act::Check | Act::Reopen | Act::Withdraw => Right::Create,
            Act::Approve | Act::Dispute | Act::Restore | Act::Merge | Act::Prefer => Right::Edit,
        }
    }

    /// The table: role, and what is one's own until it is approved.
    pub fn open_to(self, viewer: &Viewer, stake: &Stake<'_>) -> bool {
        let own = stake.author && stake.review != "approved";
        viewer.may(self.right())
            && match self {
                Act::Change | Act::Reopen | Act::Withdraw => own || viewer.may(Right::Edit),
                Act::Check => !stake.last,
                Act::Approve => !stake.author && !stake.last,
                _ => true,
            }
    }

    /// Whether it is an act on records of this kind.
    pub fn suits(self, kind: Kind) -> bool {
        match self {
            Act::Merge => kind.is_mergeable(),
            Act::Prefer => kind == Kind::Figure,
            _ => true,
        }
    }

    /// The review states it can be done in.
    pub fn fits(self, review: &str) -> bool {
        match self {
            Act::Check => matches!(review, "draft" | "disputed"),
            Act::Approve => review == "checked",
            Act::Dispute => matches!(review, "draft" | "checked" | "approved"),
            Act::Reopen => matches!(review, "checked" | "approved" | "disputed"),
            Act::Restore => review == "withdrawn",
            Act::Add | Act::Change | Act::Withdraw | Act::Merge | Act::Prefer => review != "withdrawn",
        }
    }

    /// The step that leads to a review state.
    pub fn leading_to(review: &str) -> Option<Act> {
        match review {
            "draft" => Some(Act::Reopen),
            "checked" => Some(Act::Check),
            "approved" => Some(Act::Approve),
            "disputed" => Some(Act::Dispute),
            _ => None,
        }
    }
}
