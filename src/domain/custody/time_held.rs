//! For how long somebody has been held: from the taking, or from when he or she was taken again, to the end that is known.

use super::step::Step;
use super::term::Term;
use super::words::{Word, of_episode};
use super::{CustodyState, Days, Episode, LastWord, Standing, StepEffect};
use crate::domain::record::Record;
use crate::domain::time::{Day, Edtf, Moment};

/// Days in custody by a day, the time at liberty left out. Of whom it is not certain that he or she is held, it is so many
/// at most; of whom a term has run out, no more than to its end.
pub fn time_held(episode: &Episode, word: &LastWord, term: Option<&Term>, on: Day) -> Days {
    let words: Vec<Word<'_>> = of_episode(episode).collect();
    let since = since(episode, &words, word);
    let standing = word.standing(on);
    let ended = term.filter(|_| standing == Standing::TermRunOut).and_then(|term| term.latest_end);
    let until = ended.map_or(on, |end| end.min(on));
    let to = |day: Day| day.days_until(until).max(0);
    let is_certain = standing == Standing::InCustody;
    Days { min: since.latest.filter(|_| is_certain).map_or(0, to), max: since.earliest.map(to), doubted: since.doubted }
}

/// Since when, at the earliest and at the latest.
fn since(episode: &Episode, words: &[Word<'_>], last: &LastWord) -> Moment {
    let at = words.iter().position(|word| word.step.map(Record::id) == last.step);
    let mut freed: Option<Moment> = None;
    let (mut first, mut surely): (Option<Moment>, Option<Moment>) = (None, None);
    for word in words.iter().take(at.map_or(words.len(), |at| at + 1)) {
        let doubted = word.date().is_some_and(|date| date.start().doubted);
        let own = Moment { earliest: word.lo, latest: word.hi, doubted };
        if word.state() == CustodyState::Free {
            surely = None;
            if word.is_firm && !word.lifts {
                (first, freed) = (None, Some(own));
            }
            continue;
        }
        // Whoever is taken or sentenced after a release is in custody since then; whoever is said to be held may have been before.
        let begins = |step: &Step| step.effect == StepEffect::Begins || step.is_of_law;
        let is_taken = word.step.is_some_and(|step| begins(episode.step_of(step)));
        let begun = match freed {
            // Nobody says when he or she was taken.
            None => episode.start().map_or(Moment { earliest: None, ..own }, Edtf::start),
            Some(_) if is_taken => own,
            Some(freed) => Moment { earliest: freed.earliest, ..own },
        };
        surely = surely.or(Some(first.map_or(begun, |_| own)));
        first = first.or(Some(begun));
    }
    let (first, surely) = (first.unwrap_or(Moment::UNKNOWN), surely.unwrap_or(Moment::UNKNOWN));
    Moment { earliest: first.earliest, latest: surely.latest, doubted: first.doubted || surely.doubted }
}
