//! Dates as uncertain as their sources: EDTF text, what it can mean, how it lies to ranges and to other dates, its wording.
//!
//! The one place where the bounds of a date are computed. `edtf-core` is young, so nothing outside
//! this module sees its types.

mod about;
mod calendar;
mod day;
mod edtf;
mod grammar;
mod holds;
mod missing;
mod moment;
mod names;
mod parts;
mod phrase;
mod phrases;
mod pieces;
mod portion;
mod range;
mod reading;
mod relation;
mod relative;
mod spelling;
mod takes;
mod token;
mod typed;
mod words;
mod years;

pub use day::{Day, Month};
pub use edtf::{Edtf, TEXT_MAX};
pub use holds::Holds;
pub use moment::Moment;
pub use names::names_month;
pub use pieces::Piece;
pub use range::Range;
pub use reading::{Anchor, Ask, Reading, Typing, Why};
pub use takes::Takes;
pub use typed::{parse_range_bound, parse_typed, read_typed};

/// Why a text is not a date we can keep.
///
/// The messages name no data, so that they may be logged; the interface translates [`DateError::key`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Nothing we can read as a date; carries what was typed, to be shown again beside the field.
    #[error("this is not a date we can read")]
    NotADate(String),
    /// A day or month that no calendar has, such as 30 February.
    #[error("there is no such day in the calendar")]
    NoSuchDay,
    /// The end lies before the start.
    #[error("the end lies before the start")]
    EndBeforeStart,
    /// Valid EDTF that we do not keep: a year of more than four digits, or a moment in universal time.
    #[error("this kind of date cannot be kept")]
    Unsupported,
    /// All the time between two days, where one moment is wanted.
    #[error("this is a period, and not one moment")]
    NotAMoment,
    /// One moment between two days, where what lasts is wanted.
    #[error("this is one moment, and not a period")]
    NotAPeriod,
    /// More than [`TEXT_MAX`] characters.
    #[error("the date is too long")]
    TooLong,
    /// A day or month without a year, and nothing to infer the year from.
    #[error("the year is missing")]
    NoYear,
    /// Counted from a day that is not known.
    #[error("it is not known which day it is counted from")]
    NoAnchor,
    /// A time of day without one whole day, or beside "about", "before" or a second date.
    #[error("a time of day goes with one day alone")]
    TimeAlone,
    /// A year that may be one of another calendar, in words that are not converted.
    #[error("the year may be one of another calendar")]
    OtherCalendar,
    /// A word that is not understood, in a text that is no date without it either.
    #[error("a word is not understood")]
    UnknownWord(String),
    /// A person has to say which date is meant.
    #[error("it has to be said which date is meant")]
    Ask(Box<Ask>),
}

impl DateError {
    /// The message key of the error in the interface's message files.
    pub fn key(&self) -> &'static str {
        match self {
            DateError::NotADate(_) => "date-not-a-date",
            DateError::NoSuchDay => "date-no-such-day",
            DateError::EndBeforeStart => "date-end-before-start",
            DateError::Unsupported => "date-unsupported",
            DateError::NotAMoment => "date-not-a-moment",
            DateError::NotAPeriod => "date-not-a-period",
            DateError::TooLong => "date-too-long",
            DateError::NoYear => "date-no-year",
            DateError::NoAnchor => "date-no-anchor",
            DateError::TimeAlone => "date-time-alone",
            DateError::OtherCalendar => "date-other-calendar",
            DateError::UnknownWord(_) => "date-unknown-word",
            DateError::Ask(ask) => ask.why.key(),
        }
    }
}
