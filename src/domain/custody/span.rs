//! Stretches of custody: from when to when somebody was held, and how sure that is, for bars on a time axis.

use crate::domain::custody::{CustodyState, Episode, Status, Term};
use crate::domain::kind::CustodyEvent;
use crate::domain::record::Record;
use crate::domain::time::{Day, Edtf};

/// How sure it is that somebody was held in a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// A report states it, with its day; or it is a term that started on a stated day.
    Stated,
    /// Reported, apparent or inferred; or the day is uncertain.
    Hedged,
    /// No word of it since.
    NotKnown,
}

/// From a day up to, but not including, another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustodySpan {
    pub from: Day,
    pub until: Day,
    pub surety: Confidence,
}

/// A dated word on custody: the taking, or a step that states a status.
struct Word {
    lo: Day,
    hi: Day,
    state: CustodyState,
    surety: Confidence,
    /// The earliest end of the term that is served.
    term: Option<Day>,
}

/// The stretches of an episode up to and including the day `on`. Dates without a beginning are drawn from
/// `first`; of dates without an end only the earliest day is drawn. Nothing for an episode without custody.
pub fn stretches(episode: &Episode, first: Day, on: Day) -> Vec<CustodySpan> {
    let words = words(episode, first, on);
    let end = on.plus(1).unwrap_or(on);
    let mut stretches = Vec::new();
    for (index, word) in words.iter().enumerate() {
        if word.state == CustodyState::Free {
            continue;
        }
        let next = words.get(index + 1);
        let limit = next.map_or(end, |next| next.lo);
        let told = match (word.term, word.state, next) {
            (Some(end), ..) => end,
            // Between two words in custody somebody was held all along, as far as anybody says.
            (None, CustodyState::InCustody, Some(next)) => next.lo,
            _ => word.hi.plus(1).unwrap_or(limit),
        };
        push(&mut stretches, word.lo, told.min(limit), word.surety);
        push(&mut stretches, told.max(word.lo), limit, Confidence::NotKnown);
        if let Some(free) = next.filter(|next| next.state == CustodyState::Free) {
            push(&mut stretches, free.lo, free.hi.min(end), Confidence::Hedged);
        }
    }
    stretches
}

/// The earliest day that any date of an episode names.
pub fn first_day(episode: &Episode) -> Option<Day> {
    let steps = episode.events.iter().filter_map(|event| event.fields.date.as_ref());
    let dates = episode.start().into_iter().chain(steps);
    dates.filter_map(Edtf::sort_day).min()
}

/// The episodes in the order they began.
pub fn in_order(episodes: &[Episode]) -> Vec<&Episode> {
    let mut episodes: Vec<&Episode> = episodes.iter().collect();
    episodes.sort_by_key(|episode| (first_day(episode).is_none(), first_day(episode), episode.detention.id()));
    episodes
}

fn words(episode: &Episode, first: Day, on: Day) -> Vec<Word> {
    let says = |event: &&Record<CustodyEvent>| event.fields.status_after.is_some();
    let steps: Vec<&Record<CustodyEvent>> = episode.events.iter().filter(says).collect();
    let taken = episode.taken();
    let state = if steps.is_empty() { CustodyState::Unknown } else { CustodyState::InCustody };
    // The step of the taking says it by itself.
    let own = taken.date.filter(|_| steps.is_empty() || taken.said_by.0 == episode.detention.id());
    let taken = word(own, taken.basis == "stated", state, None, first);
    let steps = steps.into_iter().filter_map(|event| {
        let CustodyEvent { certainty, date_basis, date, .. } = &event.fields;
        let stated = certainty == "stated" && date_basis == "stated";
        let status = episode.status_after(event.id())?;
        let serving = date.as_ref().filter(|_| status == Status::ServingSentence);
        let term = serving.and_then(|date| episode.term(date.sort_day()?)).filter(Term::ends);
        word(date.as_ref(), stated, status.state(), term.and_then(|term| term.earliest_end), first)
    });
    taken.into_iter().chain(steps).filter(|word| word.lo <= on).collect()
}

fn word(date: Option<&Edtf>, stated: bool, state: CustodyState, term: Option<Day>, first: Day) -> Option<Word> {
    let date = date?;
    let known = date.sort_day()?;
    let surety = if stated && date.is_exact_day() { Confidence::Stated } else { Confidence::Hedged };
    let day = date.start();
    Some(Word { lo: day.earliest.unwrap_or(first), hi: day.latest.unwrap_or(known), state, surety, term })
}

/// Adds a stretch, if it has any days, to the last one where the two are one.
fn push(stretches: &mut Vec<CustodySpan>, from: Day, until: Day, surety: Confidence) {
    if from >= until {
        return;
    }
    match stretches.last_mut() {
        Some(last) if last.surety == surety && last.until >= from => last.until = last.until.max(until),
        _ => stretches.push(CustodySpan { from, until, surety }),
    }
}

#[cfg(test)]
mod tests {
    use super::{Confidence, CustodySpan, stretches};
    use crate::domain::custody::{Episode, Steps};
    use crate::domain::kind::Kind;
    use crate::domain::kind::{CustodyEvent, Detention};
    use crate::domain::record::{Header, Record, RecordId, Sensitivity, Uid};
    use crate::domain::time::Day;
    use serde_json::{Value, json};

    fn record<T: serde::de::DeserializeOwned>(kind: Kind, id: i64, fields: Value) -> Record<T> {
        let header = Header {
            id: RecordId(id),
            uid: Uid(uuid::Uuid::nil()),
            reference: String::new(),
            kind,
            sensitivity: Sensitivity::Public,
            review: "draft".to_owned(),
            comment: None,
            compartment: None,
            version: 1,
            created_at: String::new(),
            updated_at: String::new(),
        };
        Record { header, fields: serde_json::from_value(fields).unwrap_or_else(|error| unreachable!("{error}")) }
    }

    /// Steps as date, status, certainty and days of a term; each without an inferred date.
    fn drawn(start: Option<&str>, steps: &[(&str, &str, &str, Option<i64>)]) -> Vec<(String, String, Confidence)> {
        let detention: Record<Detention> =
            record(Kind::Detention, 1, json!({ "start": start, "start_basis": "stated", "warrant": "unknown" }));
        let events: Vec<Record<CustodyEvent>> = steps
            .iter()
            .zip(2..)
            .map(|((date, status, certainty, days), id)| {
                let sentence = days.map(|days| format!("{days} days"));
                let r#type = if days.is_some() { "de/sentenced" } else { "" };
                let fields = json!({ "date": date, "date_basis": "stated", "status_after": status, "type": r#type,
                                     "certainty": certainty, "sentence": sentence });
                record(Kind::CustodyEvent, id, fields)
            })
            .collect();
        let day = |text| Day::parse_iso(text).unwrap_or_else(|| unreachable!());
        let drawn = stretches(&Episode::new(detention, events, Steps::default()), day("2012-01-01"), day("2012-04-02"));
        drawn.into_iter().map(|CustodySpan { from, until, surety }| (from.iso(), until.iso(), surety)).collect()
    }

    fn stretch(from: &str, until: &str, surety: Confidence) -> (String, String, Confidence) {
        (from.to_owned(), until.to_owned(), surety)
    }

    #[test]
    fn the_last_word_is_one_day_and_nothing_is_known_after_it() {
        let bars = drawn(Some("2012-02-25"), &[("2012-02-25", "held", "apparent", None)]);
        let day = stretch("2012-02-25", "2012-02-26", Confidence::Hedged);
        assert_eq!(bars, [day, stretch("2012-02-26", "2012-04-03", Confidence::NotKnown)]);
    }

    #[test]
    fn a_term_is_drawn_as_long_as_it_is_and_a_release_of_uncertain_day_fades_out() {
        let steps = [
            ("2012-01-28", "serving_sentence", "stated", Some(18)),
            ("[2012-02-12..2012-02-24]", "released", "stated", None),
        ];
        let solid = stretch("2012-01-28", "2012-02-12", Confidence::Stated);
        assert_eq!(drawn(None, &steps), [solid, stretch("2012-02-12", "2012-02-24", Confidence::Hedged)]);
    }

    #[test]
    fn after_a_term_without_a_release_nothing_is_known() {
        let bars = drawn(None, &[("2012-01-28", "serving_sentence", "stated", Some(15))]);
        let term = stretch("2012-01-28", "2012-02-12", Confidence::Stated);
        assert_eq!(bars, [term, stretch("2012-02-12", "2012-04-03", Confidence::NotKnown)]);
    }

    #[test]
    fn an_uncertain_day_is_never_solid() {
        for date in ["[..2012-02-25]", "[2012-02-25..]", "[2012-02-01..2012-02-24]", "2012-02"] {
            let bars = drawn(None, &[(date, "held", "stated", None)]);
            assert!(bars.iter().all(|(_, _, surety)| *surety != Confidence::Stated), "{date}: {bars:?}");
        }
    }

    #[test]
    fn without_custody_or_before_the_day_there_is_nothing_to_draw() {
        assert_eq!(drawn(None, &[]), []);
        assert_eq!(drawn(None, &[("2012-05-01", "held", "stated", None)]), []);
    }
}
