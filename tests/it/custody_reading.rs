//! What steps say and what they do not: where somebody is kept, which sentence stands, for how long he or she was held.

use habeas::domain::custody::time_held::time_held;
use habeas::domain::custody::{Asked, Days, Episode, LastWord, Standing, Status, Steps};
use habeas::domain::kind::{CustodyEvent, Kind};
use habeas::domain::record::{Record, RecordId};
use habeas::domain::time::Day;
use serde_json::{Value as Json, json};

use crate::custody_states::{day, detention, record, standing};

const TOWN: i64 = 1;
const PRISON: i64 = 2;
const OFFICE: i64 = 3;

/// An episode of steps, each with its type, its date (or none) and what it says besides.
fn told(id: i64, steps: &[(&str, &str, Json)]) -> Episode {
    let step = |(number, (ty, date, more)): (i64, &(&str, &str, Json))| {
        let date = (!date.is_empty()).then_some(*date);
        let brings = habeas::domain::custody::step::built_in(ty).and_then(|step| step.brings_with(None));
        let mut fields = json!({ "detention": id, "seq": number, "type": ty, "date": date, "date_basis": "stated",
                                 "certainty": "stated", "status_after": brings.map(Status::code) });
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        record::<CustodyEvent>(Kind::CustodyEvent, id * 100 + number, fields)
    };
    Episode::new(detention(id), (1..).zip(steps).map(step).collect(), Steps::default())
}

fn none() -> Json {
    json!({})
}

fn word(episode: &Episode, on: &str) -> LastWord {
    let asked = Asked::Earlier;
    LastWord::of(RecordId(1), false, std::slice::from_ref(episode), day(on), asked).unwrap()
}

fn held(episode: &Episode, on: &str) -> (i64, Option<i64>) {
    let term = episode.term(day(on));
    let Days { min, max, .. } = time_held(episode, &word(episode, on), term.as_ref(), day(on));
    (min, max)
}

fn list(episode: &Episode, on: &str) -> Option<Standing> {
    standing(std::slice::from_ref(episode), on, Asked::Earlier)
}

fn place(episode: &Episode) -> Option<i64> {
    episode.last_place(Day::MAX).map(|(place, _)| place.0)
}

#[test]
fn only_what_says_where_somebody_is_kept_moves_the_place_of_custody() {
    let after = |step: &str, more: Json| {
        let mut place = json!({ "place": OFFICE });
        place.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        told(
            1,
            &[
                ("de/arrested", "2012-03-01", json!({ "place": TOWN })),
                ("de/held", "2012-03-02", json!({ "place": PRISON })),
                (step, "2012-03-10", place),
            ],
        )
    };
    for step in [
        "de/remanded",
        "de/fined",
        "de/sentence_changed",
        "de/charged",
        "de/interrogated",
        "de/status_report",
        "de/sentenced",
        "de/bail_granted",
        "de/lawyer_met",
    ] {
        assert_eq!(place(&after(step, none())), Some(PRISON), "{step}");
    }
    for (step, status) in
        [("de/transferred", "held"), ("de/hospitalised", "hospitalised"), ("de/status_report", "held")]
    {
        assert_eq!(place(&after(step, json!({ "status_after": status }))), Some(OFFICE), "{step}");
    }
}

#[test]
fn who_is_let_go_and_taken_again_is_not_kept_where_he_or_she_was_before() {
    let after = |steps: &[(&str, &str, Json)]| {
        let first = [("de/arrested", "2012-03-01", none()), ("de/held", "2012-03-02", json!({ "place": PRISON }))];
        told(1, &[&first[..], steps].concat())
    };
    let released = ("de/released", "2012-03-10", none());
    assert_eq!(place(&after(std::slice::from_ref(&released))), Some(PRISON), "the last place of custody that is known");
    let again = ("de/arrested", "2012-04-01", json!({ "place": TOWN }));
    assert_eq!(place(&after(&[released.clone(), again.clone()])), None);
    let held = ("de/held", "2012-04-02", json!({ "place": OFFICE }));
    assert_eq!(place(&after(&[released.clone(), again.clone(), held])), Some(OFFICE));
    for certainty in ["alleged", "denied"] {
        let hedged = ("de/released", "2012-03-10", json!({ "certainty": certainty }));
        assert_eq!(place(&after(&[hedged, again.clone()])), Some(PRISON), "{certainty}");
    }
}

#[test]
fn what_is_denied_moves_nobody_and_what_is_hedged_takes_nobody_from_a_place_that_is_stated() {
    let moved = |certainty: &str| {
        told(
            1,
            &[
                ("de/arrested", "2012-03-01", json!({ "place": TOWN })),
                ("de/held", "2012-03-02", json!({ "place": PRISON })),
                ("de/transferred", "2012-03-10", json!({ "place": OFFICE, "certainty": certainty })),
            ],
        )
    };
    let perhaps = |episode: &Episode| episode.perhaps_at(Day::MAX).iter().map(|(place, _)| place.0).collect::<Vec<_>>();
    for certainty in ["reported", "apparent", "alleged", "inferred"] {
        assert_eq!((place(&moved(certainty)), perhaps(&moved(certainty))), (Some(PRISON), vec![OFFICE]), "{certainty}");
    }
    assert_eq!((place(&moved("denied")), perhaps(&moved("denied"))), (Some(PRISON), vec![]));
    assert_eq!((place(&moved("stated")), perhaps(&moved("stated"))), (Some(OFFICE), vec![]));
}

#[test]
fn a_second_sentence_stands_beside_one_that_runs_and_the_longest_decides() {
    let steps = |first: &str, second: &str| {
        told(
            1,
            &[
                ("de/arrested", "2011-02-18", none()),
                ("de/sentenced", "2011-03-18", json!({ "sentence": first })),
                ("de/sentenced", "2012-03-04", json!({ "sentence": second })),
            ],
        )
    };
    for (first, second) in [("7 years", "15 days"), ("7 years", "3 years suspended"), ("life", "15 days")] {
        let episode = steps(first, second);
        let legal = episode.legal(day("2012-06-30")).unwrap();
        assert_eq!(legal.term.as_ref().unwrap().said, first);
        assert_eq!(legal.beside.iter().map(|term| term.said.as_str()).collect::<Vec<_>>(), [second]);
        assert_eq!(list(&episode, "2012-06-30"), Some(Standing::InCustody), "{first}, {second}");
    }
    assert_eq!(list(&steps("7 years", "15 days"), "2018-03-19"), Some(Standing::TermRunOut));
    let over = steps("15 days", "7 years");
    let legal = over.legal(Day::MAX).unwrap();
    assert_eq!(
        (legal.term.unwrap().said.as_str(), legal.beside.len()),
        ("7 years", 0),
        "one that is over stands no more"
    );
}

#[test]
fn a_hedged_change_of_a_sentence_is_possible_and_the_stated_one_stands() {
    let episode = told(
        1,
        &[
            ("de/arrested", "2008-01-01", none()),
            ("de/sentenced", "2008-02-01", json!({ "sentence": "7 years" })),
            ("de/sentence_changed", "2008-06-01", json!({ "sentence": "2 years", "certainty": "alleged" })),
        ],
    );
    let legal = episode.legal(day("2012-06-30")).unwrap();
    assert_eq!((legal.term.unwrap().said.as_str(), legal.step.fields.certainty.as_str()), ("7 years", "stated"));
    assert_eq!(legal.perhaps[0].term.as_ref().unwrap().said, "2 years");
    assert_eq!(list(&episode, "2009-12-31"), Some(Standing::InCustody));
    assert_eq!(list(&episode, "2012-06-30"), Some(Standing::PossiblyInCustody));
    assert_eq!(list(&episode, "2015-02-02"), Some(Standing::TermRunOut));
}

#[test]
fn time_at_liberty_is_no_time_held() {
    let on = "2012-06-30";
    let freed = told(
        1,
        &[
            ("de/arrested", "2012-01-10", none()),
            ("de/released", "2012-01-20", none()),
            ("de/sentenced", "2012-03-01", json!({ "sentence": "3 years" })),
        ],
    );
    assert_eq!(held(&freed, on), (0, Some(121)), "at most, since the sentence: nobody says that he was taken again");
    let escaped = told(
        1,
        &[
            ("de/arrested", "2012-03-01", none()),
            ("de/escaped", "2012-03-05", none()),
            ("de/held", "2012-03-09", none()),
        ],
    );
    assert_eq!(held(&escaped, on), (113, Some(117)), "taken again between the escape and the word that he is held");
    let alleged = told(
        1,
        &[("de/arrested", "2012-03-01", none()), ("de/released", "2012-03-05", json!({ "certainty": "alleged" }))],
    );
    assert_eq!(held(&alleged, on), (0, Some(121)), "at most, of whom it is alleged that he is free");
    let over = told(
        1,
        &[("de/arrested", "2012-01-28", none()), ("de/sentenced", "2012-01-28", json!({ "sentence": "15 days" }))],
    );
    assert_eq!((list(&over, on), held(&over, on)), (Some(Standing::TermRunOut), (0, Some(15))));
    assert_eq!(held(&over, "2012-02-02"), (5, Some(5)));
}

#[test]
fn a_sentence_does_not_say_that_anybody_was_taken() {
    let sentence = || ("de/sentenced", "2012-03-01", json!({ "sentence": "3 years" }));
    let arrest = || ("de/arrested", "2012-01-01", none());
    for steps in [
        vec![("de/charged", "2012-02-01", none()), sentence()],
        vec![arrest(), ("de/released", "2012-01-20", none()), sentence()],
        vec![arrest(), ("de/bail_granted", "2012-01-20", none()), sentence()],
    ] {
        let episode = told(1, &steps);
        assert_eq!(list(&episode, "2012-06-30"), Some(Standing::PossiblyInCustody), "{steps:?}");
        assert_eq!(word(&episode, "2012-06-30").certainty, "inferred", "{steps:?}");
        let last = episode.status_event(Day::MAX).unwrap();
        assert_eq!(episode.certainty(last), "inferred", "on the page of the person too");
    }
    let kept = told(1, &[arrest(), sentence()]);
    assert_eq!(list(&kept, "2012-06-30"), Some(Standing::InCustody));
    for sentence in ["5 years in absentia", "3 years of exile", "2 years of supervised release", "2 years on probation"]
    {
        let free = told(1, &[("de/sentenced", "2012-03-01", json!({ "sentence": sentence, "status_after": null }))]);
        assert_eq!(list(&free, "2012-06-30"), None, "{sentence}");
    }
}

#[test]
fn a_sentence_that_a_trial_or_an_appeal_tells_of_counts_from_then_on() {
    let sentenced = ("de/sentenced", "2012-03-10", json!({ "sentence": "7 years" }));
    let appeal = ("de/appeal_decided", "2012-04-10", json!({ "sentence": "5 years" }));
    let arrest = ("de/arrested", "2012-03-01", none());
    let term = told(1, &[arrest.clone(), sentenced, appeal]).term(Day::MAX).unwrap();
    assert_eq!((term.said.as_str(), term.earliest_end), ("5 years", Some(day("2017-03-10"))));
    for step in ["de/convicted", "de/tried"] {
        let episode = told(1, &[arrest.clone(), (step, "2012-03-10", json!({ "sentence": "15 days" }))]);
        assert_eq!(episode.status(Day::MAX), Some(Status::ServingSentence), "{step}");
        assert_eq!(list(&episode, "2012-03-20"), Some(Standing::InCustody), "{step}");
        assert_eq!(list(&episode, "2012-03-26"), Some(Standing::TermRunOut), "{step}");
    }
}

#[test]
fn bail_that_is_granted_stands_by_its_number_and_ends_nothing_for_certain() {
    for date in ["", "2012-03"] {
        let episode = told(
            1,
            &[
                ("de/arrested", "2012-03-01", none()),
                ("de/bail_granted", date, none()),
                ("de/remanded", "2012-03-10", none()),
            ],
        );
        assert_eq!(list(&episode, "2012-03-05"), Some(Standing::PossiblyInCustody), "{date}");
        assert_eq!(list(&episode, "2012-03-10"), Some(Standing::InCustody), "{date}: remanded again");
    }
    let granted = told(1, &[("de/arrested", "2012-03-01", none()), ("de/bail_granted", "2012-03-05", none())]);
    assert_eq!(list(&granted, "2012-03-10"), Some(Standing::PossiblyInCustody), "nobody says that it was given");
    assert_eq!(granted.lifted(Day::MAX).map(Record::id), Some(RecordId(102)));
    for (step, more) in [
        ("de/bail_granted", json!({ "release_kind": "bail" })),
        ("de/released", json!({ "status_after": "on_bail", "release_kind": "bail" })),
    ] {
        let out = told(1, &[("de/arrested", "2012-03-01", none()), (step, "2012-03-05", more)]);
        assert_eq!(list(&out, "2012-03-10"), None, "{step}");
    }
}

#[test]
fn episodes_of_which_nobody_can_tell_which_came_first_do_not_end_each_other() {
    for date in ["[2012-03-01..2012-03-31]", "2012-03", ""] {
        let open = told(1, &[("de/arrested", date, none())]);
        let closed = told(2, &[("de/arrested", "2012-03-15", none()), ("de/released", "2012-03-20", none())]);
        for episodes in [[open.clone(), closed.clone()], [closed, open]] {
            let on = |on: &str| standing(&episodes, on, Asked::Now);
            assert_eq!(on("2012-04-10"), Some(Standing::PossiblyInCustody), "{date}");
        }
    }
    let first = told(1, &[("de/arrested", "2012-03", none())]);
    let later = told(2, &[("de/arrested", "2012-04-15", none()), ("de/released", "2012-04-20", none())]);
    assert_eq!(standing(&[later, first], "2012-05-01", Asked::Now), None, "a later episode ends an earlier one");
}

#[test]
fn a_suspended_sentence_that_is_made_a_real_one_may_take_somebody_in() {
    let steps = |then: &str| {
        told(
            1,
            &[
                ("de/arrested", "2012-01-01", none()),
                ("de/sentenced", "2012-02-01", json!({ "sentence": "3 years suspended", "status_after": null })),
                ("de/released", "2012-02-02", none()),
                ("de/sentence_changed", "2012-05-01", json!({ "sentence": then })),
            ],
        )
    };
    assert_eq!(list(&steps("3 years"), "2012-04-30"), None);
    assert_eq!(list(&steps("3 years"), "2012-06-30"), Some(Standing::PossiblyInCustody));
    assert_eq!(list(&steps("2 years suspended"), "2012-06-30"), None);
}

#[test]
fn a_term_is_counted_within_the_order_of_the_steps() {
    let episode = told(
        1,
        &[("de/arrested", "2012-02-18", none()), ("de/sentenced", "2012-02", json!({ "sentence": "15 days" }))],
    );
    let term = episode.term(Day::MAX).unwrap();
    assert_eq!((term.earliest_end, term.latest_end), (Some(day("2012-03-04")), Some(day("2012-03-15"))));
    assert_eq!(list(&episode, "2012-02-20"), Some(Standing::InCustody));
    assert_eq!(episode.status(day("2012-02-20")), Some(Status::Held), "the sentence may have been passed later");
    assert_eq!(word(&episode, "2012-02-20").status, Status::Held);
    let ill = told(1, &[("de/arrested", "2012-02-18", none()), ("de/hospitalised", "2012-03", none())]);
    assert_eq!(ill.status(day("2012-03-05")), Some(Status::Held));
    assert_eq!(ill.status(day("2012-03-31")), Some(Status::Hospitalised));
}

#[test]
fn a_sentence_that_is_changed_after_a_pardon_is_counted_from_where_the_first_began() {
    let episode = told(
        1,
        &[
            ("de/arrested", "2012-03-01", none()),
            ("de/sentenced", "2012-03-10", json!({ "sentence": "7 years" })),
            ("de/amnesty_or_pardon", "2012-04-01", none()),
            ("de/sentence_changed", "2012-04-01", json!({ "sentence": "5 years" })),
        ],
    );
    assert_eq!(episode.term(Day::MAX).unwrap().earliest_end, Some(day("2017-03-10")));
}

#[test]
fn what_happens_in_custody_says_that_somebody_was_taken() {
    for step in ["de/hunger_strike_started", "de/lawyer_denied", "de/lawyer_met"] {
        let episode = told(1, &[(step, "2012-03-01", none())]);
        assert_eq!(list(&episode, "2012-03-10"), Some(Standing::Unknown), "{step}");
        assert_eq!(list(&episode, "2012-02-10"), None, "{step}");
    }
    for step in ["de/status_report", "de/charges_dropped", "de/bail_granted"] {
        assert_eq!(list(&told(1, &[(step, "2012-03-01", none())]), "2012-03-10"), None, "{step}");
    }
    let denied = told(1, &[("de/lawyer_denied", "2012-03-01", json!({ "certainty": "denied" }))]);
    assert_eq!(list(&denied, "2012-03-10"), None);
}
