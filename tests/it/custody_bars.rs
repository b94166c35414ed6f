//! Bars of custody: from when to when somebody was held, and how sure that is.

use habeas::domain::custody::span::{Confidence, CustodySpan, stretches};
use habeas::domain::custody::{Episode, Steps};
use habeas::domain::kind::{CustodyEvent, Detention, Kind};
use habeas::domain::record::Record;
use habeas::domain::time::Day;
use serde_json::json;

use crate::custody_states::record;

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
    let day = |text| Day::parse_iso(text).unwrap();
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
    assert_eq!(drawn(Some("2012-01-28"), &steps), [solid, stretch("2012-02-12", "2012-02-24", Confidence::Hedged)]);
}

#[test]
fn after_a_term_without_a_release_nothing_is_known() {
    let bars = drawn(Some("2012-01-28"), &[("2012-01-28", "serving_sentence", "stated", Some(15))]);
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

#[test]
fn after_what_may_have_set_somebody_free_nothing_is_known_and_after_a_death_nothing_is_drawn() {
    let held = ("2012-02-25", "held", "stated", None);
    let after = |step| drawn(None, &[held, step]);
    let day = stretch("2012-02-25", "2012-03-10", Confidence::Stated);
    let unknown = stretch("2012-03-10", "2012-04-03", Confidence::NotKnown);
    assert_eq!(after(("2012-03-10", "released", "alleged", None)), [day.clone(), unknown]);
    assert_eq!(after(("2012-03-10", "released", "denied", None)).len(), 2, "{held:?}");
    assert_eq!(after(("2012-03-10", "dead", "stated", None)), [day]);
}

#[test]
fn time_at_liberty_is_not_drawn_and_a_sentence_of_somebody_free_is_never_solid() {
    let steps = [
        ("2012-01-10", "held", "stated", None),
        ("2012-01-20", "released", "stated", None),
        ("2012-02-01", "serving_sentence", "stated", Some(30)),
    ];
    let held = stretch("2012-01-10", "2012-01-20", Confidence::Stated);
    let perhaps = stretch("2012-02-01", "2012-03-02", Confidence::Hedged);
    let unknown = stretch("2012-03-02", "2012-04-03", Confidence::NotKnown);
    assert_eq!(drawn(None, &steps), [held, perhaps, unknown]);
}
