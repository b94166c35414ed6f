//! What can be said of an uncertain date: that something holds certainly, possibly, or not.

use serde::Serialize;

/// Whether something holds of dates that are not exactly known. The only answer that a comparison of dates has.
///
/// `No` speaks of the days that a date can mean. There is no turning round: what is not so by a doubtful date is not
/// certainly otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// On none of the days that the dates can mean.
    No,
    /// On some of those days and not on others; or a date is marked as doubtful.
    Possibly,
    /// On all of those days, and none of the dates is marked as doubtful.
    Certainly,
}

impl Holds {
    pub fn of(holds: bool) -> Holds {
        if holds { Holds::Certainly } else { Holds::No }
    }

    /// Of two that both have to hold, which are known apart from each other.
    #[must_use]
    pub fn and(self, other: Holds) -> Holds {
        self.min(other)
    }

    /// Of two that one has to hold of.
    #[must_use]
    pub fn or(self, other: Holds) -> Holds {
        self.max(other)
    }

    /// What is left of it when it rests on a doubtful date.
    #[must_use]
    pub fn doubted(self, doubted: bool) -> Holds {
        if doubted { self.min(Holds::Possibly) } else { self }
    }

    pub fn is_certain(self) -> bool {
        self == Holds::Certainly
    }

    /// Whether it cannot be ruled out.
    pub fn is_possible(self) -> bool {
        self != Holds::No
    }
}
