//! Custody status: never stored, always what the last custody event that states one says, as of that event.

use serde::Serialize;

use super::record::{Label, RecordId};
use crate::domain::time::{Day, Edtf};

/// An episode with its steps, and how things stand after them.
mod episode;
/// The last word on somebody, in few words.
pub mod last_word;
/// In which order steps happened.
mod order;
/// Lengths of sentences in words.
pub mod sentence;
/// Custody from day to day, as bars.
pub mod span;
/// The statuses.
pub mod status;
/// The steps.
pub mod step;
/// Sentences, and when they end.
mod term;
/// Word after word on one person.
pub mod words;

pub use episode::{Condition, Episode, Legal, Taken};
pub use last_word::{LastWord, Standing};
pub use status::{CustodyState, STATUSES, Status};
pub use step::{LegalState, Step, StepEffect, Steps};
pub use term::Term;
pub use words::{Asked, current};

/// Whether one date surely lies before another.
pub fn before(one: &Edtf, other: &Edtf) -> bool {
    matches!((one.hi(), other.lo()), (Some(last), Some(first)) if last < first)
}

/// A number of days that an uncertain date allows: at least `min`, at most `max` (`None`: no bound).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Days {
    pub min: i64,
    pub max: Option<i64>,
}

impl Days {
    /// No time at all.
    pub const NONE: Days = Days { min: 0, max: Some(0) };
    /// Nothing is known of when it began.
    pub const SINCE_UNKNOWN: Days = Days { min: 0, max: None };

    /// Days from an uncertain date to a day. What lies after that day counts as no time at all.
    pub fn since(date: Option<&Edtf>, on: Day) -> Days {
        let to = |day: Day| day.days_until(on).max(0);
        Days { min: date.and_then(Edtf::hi).map_or(0, to), max: date.and_then(Edtf::lo).map(to) }
    }
}

/// One line of *held now*.
#[derive(Debug, Clone)]
pub struct Holding {
    pub person: Label,
    pub episode: Episode,
    pub word: LastWord,
    pub standing: Standing,
    /// The first step after the last word that may have set him or her free by that day.
    pub against: Option<RecordId>,
    /// Days in custody, from the earliest and the latest day of arrest.
    pub held: Days,
    /// Days since the last word.
    pub silent: Days,
    pub place: Option<Label>,
    /// The place is from an earlier step than the status.
    pub place_is_earlier: bool,
    pub term: Option<Term>,
}

#[cfg(test)]
mod tests {
    use super::Days;
    use crate::domain::time::{Day, Edtf};

    #[test]
    fn days_keep_the_uncertainty_of_the_date() {
        let on = Day::parse_iso("2012-04-02").unwrap_or_else(|| unreachable!());
        let since = |text: &str| Days::since(Edtf::parse(text).ok().as_ref(), on);
        assert_eq!(since("2012-02-25"), Days { min: 37, max: Some(37) });
        assert_eq!(since("[2012-02-01..2012-02-24]"), Days { min: 38, max: Some(61) });
        assert_eq!(since("[..2012-02-25]"), Days { min: 37, max: None });
        assert_eq!(since("[2012-02-25..]"), Days { min: 0, max: Some(37) });
        assert_eq!(since("2012-05-01"), Days { min: 0, max: Some(0) });
    }
}
