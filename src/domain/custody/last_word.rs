//! The last word on somebody's custody, in few words: enough to count, to sort and to look for, without the steps themselves.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::{CustodyState, Episode, Status, current};
use crate::domain::record::RecordId;
use crate::domain::time::{Day, Edtf};

/// What is last said, as on a day, of a person or group that is not free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastWord {
    pub person: RecordId,
    pub group: bool,
    pub detention: RecordId,
    /// The step that says it.
    pub step: RecordId,
    pub status: Status,
    pub certainty: String,
    /// The last place of custody that any step names.
    pub place: Option<RecordId>,
    /// The latest day that the step may have been, and that of the arrest.
    pub said: Option<Day>,
    pub taken: Option<Day>,
    /// When a term that the step tells of may have run out, at the earliest.
    pub term: Option<TermEnd>,
}

/// The earliest end of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermEnd {
    On(Day),
    /// Its beginning is not known.
    AnyTime,
}

impl LastWord {
    /// Nothing if nobody says how things stand, or if the last word is that he or she is free.
    pub fn of(person: RecordId, group: bool, episodes: &[Episode], on: Day) -> Option<LastWord> {
        let episode = current(episodes, on)?;
        let step = episode.status_event(on)?;
        let status = step.fields.status_after.filter(|status| status.state() != CustodyState::Free)?;
        Some(LastWord {
            person,
            group,
            detention: episode.detention.id(),
            step: step.id(),
            status,
            certainty: step.fields.certainty.clone(),
            place: episode.last_place(on).map(|(place, _)| place),
            said: step.fields.date.as_ref().and_then(Edtf::hi),
            taken: episode.detention.fields.start.as_ref().and_then(Edtf::hi),
            term: episode.term(on).map(|term| term.earliest_end.map_or(TermEnd::AnyTime, TermEnd::On)),
        })
    }

    /// Every last word there was, with the day from which it is the last, and the day from which another one is.
    pub fn all(person: RecordId, group: bool, episodes: &[Episode]) -> Vec<(Day, Option<Day>, LastWord)> {
        // Between two days on which something may have begun, nothing else comes to be said.
        let starts = episodes.iter().filter_map(|episode| episode.detention.fields.start.as_ref()?.lo());
        let steps = episodes.iter().flat_map(|episode| &episode.events);
        let dates = steps.filter_map(|step| step.fields.date.as_ref()?.lo());
        let days: BTreeSet<Day> = starts.chain(dates).chain([Day::MIN]).collect();
        let mut words: Vec<(Day, Option<Day>, LastWord)> = Vec::new();
        for day in days {
            let word = LastWord::of(person, group, episodes, day);
            match words.last_mut().filter(|(_, until, _)| until.is_none()) {
                Some((_, _, last)) if word.as_ref() == Some(last) => continue,
                Some((_, until, _)) => *until = Some(day),
                None => {}
            }
            words.extend(word.map(|word| (day, None, word)));
        }
        words
    }

    pub fn state(&self) -> CustodyState {
        self.status.state()
    }

    /// Days without word, at least.
    pub fn silent(&self, on: Day) -> i64 {
        since(self.said, on)
    }

    /// Whether a term may have run out before that day.
    pub fn term_run_out(&self, on: Day) -> bool {
        self.term.is_some_and(|end| match end {
            TermEnd::On(end) => end < on,
            TermEnd::AnyTime => true,
        })
    }

    /// Orders by silence: of whom nothing was heard for longest comes first.
    pub fn by_silence(&self, on: Day) -> impl Ord + use<> {
        (Reverse((self.silent(on), since(self.taken, on))), self.group, self.person)
    }
}

fn since(day: Option<Day>, on: Day) -> i64 {
    day.map_or(0, |day| day.days_until(on).max(0))
}
