//! What a field of a date takes: one moment, all the time of a period, or either.

use crate::domain::time::{Anchor, Ask, DateError, Edtf, Reading, Typing, read_typed};

/// "Since 2010" is a moment not before 2010 of an arrest, and all the time from then on of a tie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Takes {
    /// One moment, perhaps somewhere between two: an arrest, a birth. Never `A/B`.
    #[default]
    Moment,
    /// All the time from one day to another: a tie, a valid name. Never `[A..B]`.
    Period,
    /// A clash or a strike.
    Either,
}

impl Takes {
    /// Reads what is typed into such a field. EDTF says by itself whether it means a moment or a period.
    ///
    /// # Errors
    /// As [`read_typed`], where anything more is asked or kept than a date, and as [`Takes::admit`].
    pub fn read(self, input: &str, anchor: Option<Anchor>) -> Result<Edtf, DateError> {
        let fitting = |date: Edtf| match self {
            Takes::Moment if date.is_period() && Edtf::parse(input).is_err() => somewhere_in(&date),
            _ => self.admit(date),
        };
        match read_typed(input, &Typing { takes: self, anchor }).and_then(Reading::bare) {
            Ok(date) => fitting(date),
            // What is offered has to be such as the field takes, too.
            Err(DateError::Ask(ask)) => {
                let dates = ask.dates.iter().cloned().map(fitting).collect::<Result<_, _>>()?;
                Err(DateError::Ask(Box::new(Ask { dates, ..*ask })))
            }
            Err(error) => Err(error),
        }
    }

    /// The date, if the field can hold it.
    ///
    /// # Errors
    /// [`DateError::NotAMoment`] and [`DateError::NotAPeriod`].
    pub fn admit(self, date: Edtf) -> Result<Edtf, DateError> {
        match self {
            Takes::Moment if date.is_period() => Err(DateError::NotAMoment),
            Takes::Period if date.text().starts_with('[') => Err(DateError::NotAPeriod),
            _ => Ok(date),
        }
    }
}

/// "1 to 24 February" of something that was at one moment.
fn somewhere_in(period: &Edtf) -> Result<Edtf, DateError> {
    let (start, end) = period.text().split_once('/').ok_or(DateError::NotAMoment)?;
    let is_doubted = |end: &str| end.contains(['?', '~', '%']);
    match (start.trim_matches('.'), end.trim_matches('.')) {
        ("", end) => Edtf::parse(&format!("[..{end}]")),
        (start, "") => Edtf::parse(&format!("[{start}..]")),
        // A list has no place for "about" at its ends: days would say more than was said.
        (start, end) if is_doubted(start) || is_doubted(end) => Err(DateError::NotAMoment),
        (start, end) => Edtf::parse(&format!("[{start}..{end}]")).or_else(|_| match (period.lo(), period.hi()) {
            (Some(lo), Some(hi)) => Edtf::parse(&format!("[{lo}..{hi}]")),
            _ => Err(DateError::NotAMoment),
        }),
    }
}
