//! The days a query asks about.

use serde::{Deserialize, Serialize};

use crate::domain::lang::Lang;
use crate::domain::time::{DateError, Day, phrase};

/// A query's range of days: both ends belong to it, and it is open where an end is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Range {
    /// First day asked about; `None` for no earliest day.
    pub from: Option<Day>,
    /// Last day asked about; `None` for no latest day.
    pub to: Option<Day>,
}

impl Range {
    /// The range between two days.
    ///
    /// # Errors
    /// [`DateError::EndBeforeStart`] if `from` lies after `to`.
    pub fn new(from: Option<Day>, to: Option<Day>) -> Result<Range, DateError> {
        match (from, to) {
            (Some(from), Some(to)) if from > to => Err(DateError::EndBeforeStart),
            _ => Ok(Range { from, to }),
        }
    }

    /// Whether the day lies in the range.
    pub fn contains(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Whether the range asks about every day.
    pub fn is_open(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    /// The range for reading: "1 October 2011 to 31 March 2012", "from 1 October 2011", "any date".
    pub fn words(&self, lang: Lang) -> String {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => from.words(lang),
            (Some(from), Some(to)) => phrase::range(from, to, lang),
            (Some(from), None) => match lang {
                Lang::En => format!("from {}", from.words(lang)),
                Lang::Ru => phrase::with_s(&from.words(lang)),
            },
            (None, Some(to)) => match lang {
                Lang::En => format!("until {}", to.words(lang)),
                Lang::Ru => format!("по {}", to.words(lang)),
            },
            (None, None) => match lang {
                Lang::En => "any date".to_owned(),
                Lang::Ru => "любая дата".to_owned(),
            },
        }
    }
}
