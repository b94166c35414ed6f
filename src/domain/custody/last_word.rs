//! The last word on somebody's custody, in few words: enough to count, to sort and to look for, without the steps themselves.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::law::Ends;
use super::words::{Asked, Word, Words, for_a_part, last, words};
use super::{CustodyState, Episode, Status};
use crate::domain::record::{Record, RecordId};
use crate::domain::time::{Day, Edtf, Moment};

/// What is last said, as on a day, of a person or group that may not be free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastWord {
    pub person: RecordId,
    pub group: bool,
    pub detention: RecordId,
    /// The step that says it; nothing where the episode says by itself since when somebody was held.
    pub step: Option<RecordId>,
    pub status: Status,
    pub certainty: String,
    /// Nothing that is said lets it be that he or she was free, or not yet taken, that day.
    pub is_certain: bool,
    /// The last place of custody that any step names.
    pub place: Option<RecordId>,
    /// The latest day that the step may have been, and that of the arrest.
    pub said: Option<Day>,
    pub taken: Option<Day>,
    /// When a term that is being served may have run out, at the earliest.
    pub term: Option<TermEnd>,
}

/// The earliest end of a term, the earliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TermEnd {
    /// Its beginning is not known.
    AnyTime,
    On(Day),
    /// Nobody can tell from its words how long it is.
    Open,
}

impl TermEnd {
    /// Whether the sentence may be over before that day.
    fn is_before(self, on: Day) -> bool {
        match self {
            TermEnd::On(end) => end < on,
            TermEnd::AnyTime | TermEnd::Open => true,
        }
    }
}

/// In which list somebody stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Standing {
    /// In custody, as far as reports say.
    InCustody,
    /// Perhaps not taken yet, or released already.
    PossiblyInCustody,
    /// A term has run out, or may have, and nobody says what followed.
    TermRunOut,
    /// Taken, and nothing said of what followed.
    Unknown,
}

impl Standing {
    pub const ALL: [Standing; 4] =
        [Standing::InCustody, Standing::PossiblyInCustody, Standing::TermRunOut, Standing::Unknown];

    pub fn code(self) -> &'static str {
        match self {
            Standing::InCustody => "in_custody",
            Standing::PossiblyInCustody => "possibly",
            Standing::TermRunOut => "term_run_out",
            Standing::Unknown => "unknown",
        }
    }
}

impl LastWord {
    /// Nothing if nobody says how things stand, or if the last word is that he or she is free.
    pub fn of(person: RecordId, group: bool, episodes: &[Episode], on: Day, asked: Asked) -> Option<LastWord> {
        LastWord::among(person, group, &words(episodes), on, asked)
    }

    /// The same, out of the words there are on him or her. In whichever order the episodes were, what is certain has to follow.
    pub fn among(person: RecordId, group: bool, words: &Words<'_>, on: Day, asked: Asked) -> Option<LastWord> {
        let mut found: Vec<Option<LastWord>> =
            words.orders().map(|words| LastWord::in_order(person, group, words, on, asked)).collect();
        let is_held = |word: &LastWord| word.state() == CustodyState::InCustody;
        let is_certain = found.iter().all(|word| word.as_ref().is_some_and(|word| is_held(word) && word.is_certain));
        let at = found.iter().position(|word| word.as_ref().is_some_and(is_held));
        let at = at.or_else(|| found.iter().position(Option::is_some))?;
        let word = found.swap_remove(at)?;
        Some(LastWord { is_certain, ..word })
    }

    /// The same, if the episodes followed one another so.
    fn in_order(person: RecordId, group: bool, words: &[Word<'_>], on: Day, asked: Asked) -> Option<LastWord> {
        let (last, had_been) = last(words, on, asked);
        let of = |state: CustodyState| last.iter().rev().find(move |word| word.state() == state).copied();
        let part = || for_a_part(words, on).filter(|_| asked == Asked::Earlier);
        // Of words that somebody is held, the last that had been said by then.
        let is_held = |word: &&&Word<'_>| word.state() == CustodyState::InCustody;
        let mut held = last.iter().rev().skip_while(|word| !is_held(word)).take_while(is_held);
        let held = held.find(|word| word.is_over_by(on)).copied();
        let word = held.or_else(|| of(CustodyState::InCustody)).or_else(|| of(CustodyState::Unknown)).or_else(part)?;
        let Word { episode, step, .. } = word;
        let taken_back = last.iter().any(|later| later.takes_back(on, asked));
        let status = match word.status {
            Status::ServingSentence if taken_back => Status::Held,
            status => status,
        };
        let date = word.date();
        let ends = |word: &Word<'_>| match word.state() {
            CustodyState::InCustody => {
                let when = word.date().map_or(Moment::UNKNOWN, Edtf::start);
                word.episode.ends(on, word.step.map_or(when, |step| word.episode.when(step)))
            }
            CustodyState::Free | CustodyState::Unknown => Ends::default(),
        };
        let own = ends(word);
        // What is certain has to follow from each of the words that may be the last, and whether a hedged change of the
        // sentence was made or not.
        let holds = |other: &&Word<'_>| other.state() == CustodyState::InCustody && ends(other) == own;
        let may_be_over = own.first != own.last && own.first.is_some_and(|end| end.is_before(on));
        let is_certain = had_been && last.iter().all(holds) && !may_be_over;
        Some(LastWord {
            person,
            group,
            detention: episode.detention.id(),
            step: step.map(Record::id),
            status,
            certainty: word.certainty.to_owned(),
            is_certain,
            place: episode.last_place(on).map(|(place, _)| place),
            said: date.and_then(|date| date.start().latest),
            taken: episode.start().and_then(|date| date.start().latest),
            term: own.last,
        })
    }

    /// What says it: the step, or the episode.
    pub fn said_by(&self) -> RecordId {
        self.step.unwrap_or(self.detention)
    }

    /// Every last word there was, with the day from which it is the last, and the day from which another one is.
    pub fn all(person: RecordId, group: bool, episodes: &[Episode], asked: Asked) -> Vec<(Day, Option<Day>, LastWord)> {
        // Between two days on which something may have begun, or surely had been, nothing else comes to be said; but on such a
        // day itself.
        let dates = episodes.iter().flat_map(|episode| {
            let steps = episode.events.iter().filter_map(|step| step.fields.date.as_ref());
            steps.chain(episode.start()).chain(episode.died.as_ref())
        });
        let days = dates.map(Edtf::start).flat_map(|day| [day.earliest, day.latest]).flatten();
        let days = days.chain(episodes.iter().flat_map(Episode::hedged_ends));
        let days: BTreeSet<Day> = days.flat_map(|day| [Some(day), day.plus(1)]).flatten().chain([Day::MIN]).collect();
        let said = words(episodes);
        let mut all: Vec<(Day, Option<Day>, LastWord)> = Vec::new();
        for day in days {
            let word = LastWord::among(person, group, &said, day, asked);
            match all.last_mut().filter(|(_, until, _)| until.is_none()) {
                Some((_, _, last)) if word.as_ref() == Some(last) => continue,
                Some((_, until, _)) => *until = Some(day),
                None => {}
            }
            all.extend(word.map(|word| (day, None, word)));
        }
        all
    }

    pub fn state(&self) -> CustodyState {
        self.status.state()
    }

    pub fn standing(&self, on: Day) -> Standing {
        match self.state() {
            CustodyState::InCustody if self.term_run_out(on) => Standing::TermRunOut,
            // Of a sentence of which nobody knows how long it is, only the day is certain on which it is told.
            CustodyState::InCustody if self.term == Some(TermEnd::Open) && self.said.is_none_or(|said| said < on) => {
                Standing::PossiblyInCustody
            }
            CustodyState::InCustody if self.is_certain => Standing::InCustody,
            CustodyState::InCustody => Standing::PossiblyInCustody,
            CustodyState::Free | CustodyState::Unknown => Standing::Unknown,
        }
    }

    /// Days without word, at least.
    pub fn silent(&self, on: Day) -> i64 {
        since(self.said, on)
    }

    /// Whether a term may have run out before that day.
    pub fn term_run_out(&self, on: Day) -> bool {
        self.term.is_some_and(|end| end != TermEnd::Open && end.is_before(on))
    }

    /// Orders by silence: of whom nothing was heard for longest comes first.
    pub fn by_silence(&self, on: Day) -> impl Ord + use<> {
        (Reverse(self.silence(on)), self.group, self.person)
    }

    /// Days without word, and days since the arrest: both at least.
    pub fn silence(&self, on: Day) -> (i64, i64) {
        (self.silent(on), since(self.taken, on))
    }
}

fn since(day: Option<Day>, on: Day) -> i64 {
    day.map_or(0, |day| day.days_until(on).max(0))
}
