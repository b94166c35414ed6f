//! Custody status: never stored, always what the last custody event that states one says, as of that event.

use serde::Serialize;

use super::kind::CustodyEvent;
use super::record::{Label, Record};
use crate::domain::time::{Day, Edtf, Moment};

/// An episode with its steps, and how things stand after them.
mod episode;
/// The last word on somebody, in few words.
pub mod last_word;
/// How a case stands in law, and the sentences.
mod law;
/// In which order steps happened.
mod order;
/// What steps say of custody.
mod said;
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
/// For how long somebody has been held.
pub mod time_held;
/// Word after word on one person.
pub mod words;

pub use episode::{Condition, DENIED, Episode, INFERRED, STATED, Taken, is_denied, is_firm};
pub use last_word::{LastWord, Standing};
pub use law::{Legal, Perhaps};
pub use sentence::How;
pub use status::{CustodyState, STATUSES, Status};
pub use step::{LegalState, Step, StepEffect, Steps};
pub use term::{Since, Term};
pub use words::{Against, Asked, current};

/// What an episode may say of the taking, and the field of the step that says it.
pub const SAID_OF_TAKING: [(&str, &str); 2] = [("start", "date"), ("arrest_place", "place")];

/// A number of days that an uncertain date allows: at least `min`, at most `max` (`None`: no bound). Of a date that is marked as
/// uncertain or approximate even that is doubted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Days {
    pub min: i64,
    pub max: Option<i64>,
    pub doubted: bool,
}

impl Days {
    /// No time at all.
    pub const NONE: Days = Days { min: 0, max: Some(0), doubted: false };
    /// Nothing is known of when it began.
    pub const SINCE_UNKNOWN: Days = Days { min: 0, max: None, doubted: false };

    /// Days from an uncertain date to a day. What lies after that day counts as no time at all.
    pub fn since(date: Option<&Edtf>, on: Day) -> Days {
        let to = |day: Day| day.days_until(on).max(0);
        let Moment { earliest, latest, doubted } = date.map_or(Moment::UNKNOWN, Edtf::start);
        Days { min: latest.map_or(0, to), max: earliest.map(to), doubted }
    }
}

/// One line of *held now*.
#[derive(Debug, Clone)]
pub struct Holding {
    pub person: Label,
    pub episode: Episode,
    pub word: LastWord,
    pub standing: Standing,
    /// What after the last word may have set him or her free by that day.
    pub against: Option<Against>,
    /// Days in custody, without what may have been at liberty.
    pub held: Days,
    /// Days since the last word.
    pub silent: Days,
    pub place: Option<Label>,
    /// The place is from an earlier step than the status.
    pub place_is_earlier: bool,
    pub term: Option<Term>,
}

impl Holding {
    /// The step that says where he or she is kept.
    pub fn kept_by(&self, on: Day) -> Option<&Record<CustodyEvent>> {
        self.episode.last_place(on).map(|(_, step)| step).filter(|_| self.place.is_some())
    }

    /// How the day is known since when it is the last word.
    pub fn said_basis(&self) -> &str {
        let step = self.word.step.and_then(|step| self.episode.step(step));
        step.map_or_else(|| self.episode.taken().basis, |step| &step.fields.date_basis)
    }

    /// Since when it is the last word: the day of the step, or of the taking where none says more.
    pub fn said_on(&self) -> Option<&Edtf> {
        let step = self.word.step.and_then(|step| self.episode.step(step));
        step.map_or_else(|| self.episode.start(), |step| step.fields.date.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::Days;
    use crate::domain::time::{Day, Edtf};

    #[test]
    fn days_keep_the_uncertainty_of_the_date() {
        let on = Day::parse_iso("2012-04-02").unwrap_or_else(|| unreachable!());
        let since = |text: &str| Days::since(Edtf::parse(text).ok().as_ref(), on);
        let days = |min, max| Days { min, max, doubted: false };
        assert_eq!(since("2012-02-25"), days(37, Some(37)));
        assert_eq!(since("[2012-02-01..2012-02-24]"), days(38, Some(61)));
        assert_eq!(since("[..2012-02-25]"), days(37, None));
        assert_eq!(since("[2012-02-25..]"), days(0, Some(37)));
        assert_eq!(since("2012-05-01"), days(0, Some(0)));
        assert_eq!(since("2012-02-25?"), Days { min: 37, max: Some(37), doubted: true });
        let about = since("2012-03-15~");
        assert!(about.doubted && about.min < 18 && about.max.is_some_and(|max| max > 18), "{about:?}");
    }
}
