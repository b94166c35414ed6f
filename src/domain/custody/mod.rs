//! Custody status: never stored, always what the last custody event that states one says, as of that event.

use serde::Serialize;

use super::kind::{CustodyEvent, Detention};
use super::record::{Label, Record, RecordId};
use crate::domain::time::{Day, Edtf};

/// The last word on somebody, in few words.
pub mod last_word;
/// Custody from day to day, as bars.
pub mod span;
/// The statuses.
pub mod status;
/// The steps.
pub mod step;

pub use last_word::LastWord;
pub use status::{CustodyState, STATUSES, Status};
pub use step::{Step, StepEffect, Steps};

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

/// The end of a term, computed from its start and length; no report says that anybody was released then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Term {
    pub days: i64,
    pub earliest_end: Option<Day>,
    pub latest_end: Option<Day>,
}

impl Term {
    fn of(event: &CustodyEvent) -> Option<Term> {
        let days = event.sentence_days?;
        let end = |day: Option<Day>| day.and_then(|day| day.plus(days));
        let date = event.date.as_ref();
        Some(Term { days, earliest_end: end(date.and_then(Edtf::lo)), latest_end: end(date.and_then(Edtf::hi)) })
    }

    /// Whether the term may have run out before that day.
    pub fn run_out(&self, on: Day) -> bool {
        self.earliest_end.is_none_or(|end| end < on)
    }

    /// Whether it has, however its start is read.
    pub fn has_run_out(&self, on: Day) -> bool {
        self.latest_end.is_some_and(|end| end < on)
    }
}

/// One custody episode with its steps, in the order they happened.
#[derive(Debug, Clone)]
pub struct Episode {
    pub detention: Record<Detention>,
    pub events: Vec<Record<CustodyEvent>>,
    /// What the codes of its steps do.
    steps: Steps,
}

impl Episode {
    /// Orders the steps by date, then by number. A step without a date comes first: it can't overrule a dated one.
    pub fn new(detention: Record<Detention>, mut events: Vec<Record<CustodyEvent>>, steps: Steps) -> Episode {
        events.sort_by_key(|event| (event.fields.date.as_ref().and_then(Edtf::sort_day), event.fields.seq));
        Episode { detention, events, steps }
    }

    /// What one of its steps does.
    pub fn effect(&self, event: &CustodyEvent) -> StepEffect {
        self.steps.of(&event.r#type).effect_with(event.status_after)
    }

    /// Whether one of its steps says something of a condition: a field of the detention.
    pub fn tells_of(&self, condition: &str) -> bool {
        let tells = |event: &Record<CustodyEvent>| {
            self.steps.of(&event.fields.r#type).conditions.iter().any(|(field, _)| *field == condition)
        };
        self.events.iter().any(tells)
    }

    /// The place of a step: its own, or that of the arrest for the arrest itself.
    pub fn place_of(&self, event: &CustodyEvent) -> Option<RecordId> {
        let taking = || self.steps.of(&event.r#type).effect == StepEffect::Begins;
        event.place.or_else(|| self.detention.fields.arrest_place.filter(|_| taking()))
    }

    /// The last step that states a status and may have happened by that day.
    pub fn status_event(&self, on: Day) -> Option<&Record<CustodyEvent>> {
        let by_then = |event: &&Record<CustodyEvent>| event.fields.date.as_ref().is_none_or(|date| starts_by(date, on));
        self.events.iter().rev().filter(by_then).find(|event| event.fields.status_after.is_some())
    }

    /// Whether the episode surely goes on when something of that date happens: it had begun, and nothing says that it
    /// may have ended by then.
    pub fn goes_on_at(&self, date: &Edtf) -> bool {
        let start = self.detention.fields.start.as_ref();
        let begun = matches!((start.and_then(Edtf::hi), date.lo()), (Some(begun), Some(day)) if begun <= day);
        let by_then = |day: Option<Day>| day.is_none_or(|day| date.hi().is_none_or(|last| day <= last));
        let may_have_ended = |event: &Record<CustodyEvent>| {
            let CustodyEvent { status_after, date, .. } = &event.fields;
            let ends = self.effect(&event.fields) == StepEffect::Ends
                || status_after.map(Status::state) == Some(CustodyState::Free);
            let over = ends && by_then(date.as_ref().and_then(Edtf::lo));
            over || Term::of(&event.fields).is_some_and(|term| by_then(term.earliest_end))
        };
        begun && !self.events.iter().any(may_have_ended)
    }

    fn started_by(&self, on: Day) -> bool {
        self.detention.fields.start.as_ref().is_none_or(|start| starts_by(start, on))
    }

    /// The last place of custody any step names, with that step. Where somebody was taken or tried is none.
    pub fn last_place(&self, on: Day) -> Option<(RecordId, &Record<CustodyEvent>)> {
        let by_then = |event: &&Record<CustodyEvent>| event.fields.date.as_ref().is_none_or(|date| starts_by(date, on));
        let inside = |event: &&Record<CustodyEvent>| self.steps.of(&event.fields.r#type).is_where_kept;
        let mut steps = self.events.iter().rev().filter(by_then).filter(inside);
        steps.find_map(|event| event.fields.place.map(|place| (place, event)))
    }

    /// The term being served, if the step that gives the status is a sentence.
    pub fn term(&self, on: Day) -> Option<Term> {
        self.status_event(on).and_then(|event| Term::of(&event.fields))
    }

    /// Whether anybody was taken at all: a fine alone is an episode too, so that it has its place.
    pub fn has_custody(&self) -> bool {
        self.detention.fields.start.is_some() || self.events.iter().any(|event| event.fields.status_after.is_some())
    }

    pub fn state(&self, on: Day) -> Option<CustodyState> {
        self.status_event(on)?.fields.status_after.map(Status::state)
    }
}

fn starts_by(date: &Edtf, on: Day) -> bool {
    date.lo().is_none_or(|lo| lo <= on)
}

/// The episode that says how things stand with a person: the last one that states a status. An earlier one
/// is over, whether or not a release was reported: nobody is arrested twice at once.
pub fn current(episodes: &[Episode], on: Day) -> Option<&Episode> {
    episodes.iter().filter(|episode| episode.started_by(on) && episode.status_event(on).is_some()).max_by_key(
        |episode| {
            let start = episode.detention.fields.start.as_ref().and_then(Edtf::sort_day);
            (start, episode.detention.id())
        },
    )
}

/// One line of *held now*.
#[derive(Debug, Clone)]
pub struct Holding {
    pub person: Label,
    pub episode: Episode,
    pub state: CustodyState,
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
    use super::{Days, Term};
    use crate::domain::time::{Day, Edtf};

    #[test]
    fn a_term_from_an_uncertain_day_may_have_run_out_before_it_surely_has() {
        let on = |text: &str| Day::parse_iso(text).unwrap_or_else(|| unreachable!());
        let term =
            Term { days: 15, earliest_end: Day::parse_iso("2012-02-16"), latest_end: Day::parse_iso("2012-03-10") };
        assert!(!term.run_out(on("2012-02-16")) && !term.has_run_out(on("2012-02-17")));
        assert!(term.run_out(on("2012-02-17")) && term.has_run_out(on("2012-03-11")));
        let open = Term { latest_end: None, ..term };
        assert!(open.run_out(on("2012-12-31")) && !open.has_run_out(on("2012-12-31")));
    }

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
