//! What a typed date is read for, what it comes to, and what is asked where it does not come to a date by itself.

use crate::domain::time::{DateError, Day, Edtf, Takes};
use crate::error::Message;

/// What "yesterday" and "25 February" are counted from: the day of a report, or today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The latest day it can be.
    pub day: Day,
    /// Whether it is that day for certain: only then another day can be counted from it.
    pub is_exact: bool,
    /// The day of a report tells the year of what it reports; today does not.
    pub of_report: bool,
}

/// What is known where a date is typed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Typing {
    pub takes: Takes,
    pub anchor: Option<Anchor>,
}

/// A typed date that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    pub date: Edtf,
    /// The words say more than the date holds, and are to be kept: "early March", "night of", another calendar.
    pub keeps_words: bool,
}

impl Reading {
    /// The date, where its words have no place to be kept.
    ///
    /// # Errors
    /// [`DateError::Ask`] if the words say more than the date.
    pub fn bare(self) -> Result<Edtf, DateError> {
        if self.keeps_words { Err(Ask::of(Why::Words, [self.date], true)) } else { Ok(self.date) }
    }
}

/// Dates that may be meant, of which a person has to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    pub why: Why,
    pub dates: Vec<Edtf>,
    /// The words say more than these dates hold.
    pub keeps_words: bool,
    /// The dates are what all of the text may mean, and not only one date in it.
    pub(in crate::domain::time) is_of_all: bool,
}

impl From<Ask> for DateError {
    fn from(ask: Ask) -> DateError {
        DateError::Ask(Box::new(ask))
    }
}

/// Why it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The weekday is not that of the day.
    Weekday,
    /// The year is missing.
    Year,
    /// The year has two digits.
    ShortYear,
    /// It is counted from another day.
    Relative,
    /// The year is one that is hardly meant, or one of another calendar.
    Implausible,
    /// A word is misspelled.
    Spelling,
    /// A word is not understood, and without it there is a date.
    Leftover(String),
    /// Written so that two things may be meant.
    Ambiguous,
    /// The words say more than the date, and the field has no place for them.
    Words,
}

impl Ask {
    /// Asks whether these dates are meant; without one there is nothing to ask.
    pub(in crate::domain::time) fn of(why: Why, dates: impl IntoIterator<Item = Edtf>, keeps_words: bool) -> DateError {
        Ask { why, dates: dates.into_iter().collect(), keeps_words, is_of_all: false }.into()
    }

    /// The same of dates that are what all of the text may mean.
    pub(in crate::domain::time) fn of_all(why: Why, dates: impl IntoIterator<Item = Edtf>) -> DateError {
        Ask { why, dates: dates.into_iter().collect(), keeps_words: false, is_of_all: true }.into()
    }

    /// What part of the date is inferred rather than stated, as records put it.
    pub fn inferred(&self) -> Option<Option<&'static str>> {
        match self.why {
            Why::Year | Why::ShortYear => Some(Some("year")),
            Why::Relative => Some(None),
            _ => None,
        }
    }
}

impl DateError {
    /// What to say of it beside the field.
    pub fn message(&self, typed: &str) -> Message {
        let message = Message::new(self.key()).arg("value", typed);
        let DateError::Ask(ask) = self else {
            return match self {
                DateError::UnknownWord(word) => message.arg("word", word),
                _ => message,
            };
        };
        let named = ["date", "other"].into_iter().zip(&ask.dates);
        let message = named.fold(message, |message, (name, date)| message.arg(name, date.typed()));
        let message = match ask.inferred() {
            Some(part) => message.arg("basis", "inferred").arg("part", part.unwrap_or_default()),
            None => message,
        };
        let message = if ask.keeps_words { message.arg("said", typed) } else { message };
        match &ask.why {
            Why::Leftover(word) => message.arg("word", word),
            _ => message,
        }
    }
}

impl Why {
    pub(in crate::domain::time) fn key(&self) -> &'static str {
        match self {
            Why::Weekday => "date-ask-weekday",
            Why::Year => "date-ask-year",
            Why::ShortYear => "date-ask-short-year",
            Why::Relative => "date-ask-relative",
            Why::Implausible => "date-ask-implausible",
            Why::Spelling => "date-ask-spelling",
            Why::Leftover(_) => "date-ask-leftover",
            Why::Ambiguous => "date-ask-ambiguous",
            Why::Words => "date-ask-words",
        }
    }
}
