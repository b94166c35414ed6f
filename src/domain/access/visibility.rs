//! Who sees a row, as data: the rule of its kind, and the class that the rule comes to for one row.
//!
//! The rule is written once. The rights filter of the store compiles it to views, for looking rows up; classes compile
//! to sets of bits (`index::classes`), for going over all of them. A test counts by hand and holds both.

use std::collections::BTreeSet;

use super::Viewer;
use crate::domain::kind::{Field, Kind, Target};
use crate::domain::record::{RecordId, Sensitivity};

/// What closes the rows of a kind, beside their own headers: a row is open within the clearance and the compartments of a
/// reader, unless it was merged or withdrawn.
pub struct Rule {
    /// References to what a row belongs to: it is seen only where that is.
    pub owners: Vec<(&'static Field, Target)>,
    /// Flags of the row that raise its level.
    pub closed_by: &'static [(&'static str, Sensitivity)],
}

pub fn rule(kind: Kind) -> Rule {
    Rule { owners: kind.owners().collect(), closed_by: kind.closed_by() }
}

/// What a row and everything it belongs to ask of a reader. There are few: rows of one class are seen by the same readers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Class {
    /// The highest level among them.
    pub level: Sensitivity,
    /// Every compartment that one of them is in.
    pub compartments: BTreeSet<i64>,
    /// One of them is withdrawn: only who looks for what is withdrawn sees it.
    pub withdrawn: bool,
    /// One of them became another record: nobody sees it any more.
    pub merged: bool,
}

impl Class {
    /// The class of a row that belongs to one of this class.
    #[must_use]
    pub fn within(mut self, owner: &Class) -> Class {
        self.level = self.level.max(owner.level);
        self.compartments.extend(&owner.compartments);
        self.withdrawn |= owner.withdrawn;
        self.merged |= owner.merged;
        self
    }

    /// Whether a reader sees the rows of this class; `withdrawn` if what is withdrawn is looked for.
    pub fn admits(&self, viewer: &Viewer, withdrawn: bool) -> bool {
        !self.merged
            && (withdrawn || !self.withdrawn)
            && self.level <= viewer.clearance
            && self.compartments.iter().all(|compartment| viewer.compartments.contains(compartment))
    }
}

/// A row before its class is known: what its own header and flags say, and what it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub id: RecordId,
    pub kind: Kind,
    pub own: Class,
    pub owners: Vec<RecordId>,
}
