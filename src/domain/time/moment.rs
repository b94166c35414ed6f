//! A day that is known between two bounds, and how such days lie to each other.

use crate::domain::time::{Day, Holds};

/// One day, known to lie between two; a bound is `None` where there is none. What is marked as doubtful may be wrong, so
/// that nothing follows from it for certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub earliest: Option<Day>,
    pub latest: Option<Day>,
    pub doubted: bool,
}

impl Moment {
    /// Some day, nobody says which.
    pub const UNKNOWN: Moment = Moment { earliest: None, latest: None, doubted: false };

    /// Whether it comes before the other.
    pub fn before(self, other: Moment) -> Holds {
        self.ordered(other, |one, other| one < other)
    }

    /// Whether it is the other or comes before it.
    pub fn by(self, other: Moment) -> Holds {
        self.ordered(other, |one, other| one <= other)
    }

    /// Whether the two stand in an order: for certain if the latest of one and the earliest of the other do.
    fn ordered(self, other: Moment, in_order: impl Fn(Day, Day) -> bool) -> Holds {
        let surely = self.latest.zip(other.earliest).is_some_and(|(last, first)| in_order(last, first));
        let perhaps = self.earliest.zip(other.latest).is_none_or(|(first, last)| in_order(first, last));
        match (surely, perhaps) {
            (true, _) => Holds::Certainly,
            (false, true) => Holds::Possibly,
            (false, false) => Holds::No,
        }
        .doubted(self.doubted || other.doubted)
    }

    /// So many days later. A bound beyond the years that a date may have is none.
    #[must_use]
    pub fn plus(self, days: i64) -> Moment {
        let later = |bound: Option<Day>| bound.and_then(|day| day.plus(days));
        Moment { earliest: later(self.earliest), latest: later(self.latest), ..self }
    }
}

impl From<Day> for Moment {
    fn from(day: Day) -> Moment {
        Moment { earliest: Some(day), latest: Some(day), doubted: false }
    }
}
