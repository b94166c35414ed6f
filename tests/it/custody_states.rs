//! How things stand in custody: what the steps say in the orders that their dates allow, and what follows for each day.

use habeas::domain::custody::{Asked, CustodyState, Episode, LastWord, LegalState, Standing, Status, Steps};
use habeas::domain::kind::{CustodyEvent, Detention, Kind};
use habeas::domain::record::{Header, Record, RecordId, Sensitivity, Uid};
use habeas::domain::time::{Day, Edtf};
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

/// A record as it is read, by itself.
pub fn record<T: DeserializeOwned>(kind: Kind, id: i64, fields: Json) -> Record<T> {
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
    Record { header, fields: serde_json::from_value(fields).unwrap() }
}

pub fn detention(id: i64) -> Record<Detention> {
    let fields = json!({ "start_basis": "stated", "warrant": "unknown", "acknowledged": "unknown", "incommunicado": "unknown",
                         "lawyer": "unknown", "family_contact": "unknown", "ill_treatment": "unknown" });
    record(Kind::Detention, id, fields)
}

/// A step as type, date, status and sentence.
type Told<'t> = (&'t str, Option<&'t str>, Option<&'t str>, Option<&'t str>);

fn episode(id: i64, steps: &[Told<'_>]) -> Episode {
    let step = |(number, (ty, date, status, sentence)): (i64, &Told<'_>)| {
        let fields = json!({ "detention": id, "seq": number, "type": ty, "date": date, "date_basis": "stated",
                             "status_after": status, "certainty": "stated", "sentence": sentence, "place": null });
        record::<CustodyEvent>(Kind::CustodyEvent, id * 100 + number, fields)
    };
    Episode::new(detention(id), (1..).zip(steps).map(step).collect(), Steps::default())
}

/// A step as it is told, with its certainty.
fn with_certainty(id: i64, steps: &[(Told<'_>, &str)]) -> Episode {
    let told: Vec<Told<'_>> = steps.iter().map(|(step, _)| *step).collect();
    let episode = episode(id, &told);
    let events = episode.events.into_iter().map(|mut event| {
        let (_, certainty) = steps[usize::try_from(event.fields.seq - 1).unwrap()];
        event.fields.certainty = certainty.to_owned();
        event
    });
    Episode::new(episode.detention, events.collect(), Steps::default())
}

const HEDGES: [&str; 4] = ["reported", "apparent", "alleged", "inferred"];

pub fn day(text: &str) -> Day {
    Day::parse_iso(text).unwrap()
}

pub fn standing(episodes: &[Episode], on: &str, asked: Asked) -> Option<Standing> {
    LastWord::of(RecordId(1), false, episodes, day(on), asked).map(|word| word.standing(day(on)))
}

const ARREST: Told<'static> = ("de/arrested", Some("2012-03-15"), Some("held"), None);

#[test]
fn a_release_in_the_month_of_the_arrest_or_without_a_day_ends_it() {
    for release in [Some("2012-03"), None, Some("[2012-03-01..2012-03-31]"), Some("2012"), Some("[2012-03-01..]")] {
        for steps in [
            [ARREST, ("de/released", release, Some("released"), None)],
            [("de/released", release, Some("released"), None), ARREST],
        ] {
            let episode = episode(1, &steps);
            assert_eq!(episode.status(Day::MAX), Some(Status::Released), "{release:?}");
            assert_eq!(episode.events[0].fields.r#type, "de/arrested", "{release:?}");
            assert_eq!(standing(&[episode], "2026-01-01", Asked::Now), None);
        }
    }
}

#[test]
fn what_has_no_day_has_happened_by_now_and_may_not_have_on_an_earlier_day() {
    let let_go = [episode(1, &[ARREST, ("de/released", None, Some("released"), None)])];
    assert_eq!(standing(&let_go, "2012-03-20", Asked::Earlier), Some(Standing::PossiblyInCustody));
    assert_eq!(standing(&let_go, "2012-03-14", Asked::Earlier), None);
    let taken = [episode(1, &[("de/arrested", None, Some("held"), None)])];
    assert_eq!(standing(&taken, "2012-03-20", Asked::Now), Some(Standing::InCustody));
    assert_eq!(standing(&taken, "2012-03-20", Asked::Earlier), None);
}

#[test]
fn an_arrest_in_or_before_a_year_makes_nobody_held_long_before() {
    let taken = [episode(1, &[("de/arrested", Some("[..2012]"), Some("held"), None)])];
    assert_eq!(standing(&taken, "1950-01-01", Asked::Earlier), None);
    assert_eq!(standing(&taken, "2013-01-01", Asked::Earlier), Some(Standing::InCustody));
}

#[test]
fn a_release_between_two_days_leaves_somebody_possibly_held_between_them() {
    let steps = [
        ("de/arrested", Some("2012-01-28"), Some("held"), None),
        ("de/released", Some("[2012-02-12..2012-02-24]"), Some("released"), None),
    ];
    let episodes = [episode(1, &steps)];
    for (on, list) in [
        ("2012-01-27", None),
        ("2012-02-11", Some(Standing::InCustody)),
        ("2012-02-14", Some(Standing::PossiblyInCustody)),
        ("2012-02-23", Some(Standing::PossiblyInCustody)),
        ("2012-02-24", None),
    ] {
        assert_eq!(standing(&episodes, on, Asked::Earlier), list, "{on}");
    }
}

#[test]
fn a_sentence_runs_on_through_what_says_only_that_somebody_is_held() {
    for (step, status) in [("de/transferred", "held"), ("de/incommunicado", "held"), ("de/held", "held")] {
        let episode = episode(
            1,
            &[
                ARREST,
                ("de/sentenced", Some("2012-04-01"), Some("serving_sentence"), Some("7 years")),
                (step, Some("2012-06-01"), Some(status), None),
            ],
        );
        let on = day("2013-01-01");
        assert_eq!(episode.status(on), Some(Status::ServingSentence), "{step}");
        let term = episode.term(on).unwrap();
        assert_eq!((term.said.as_str(), term.earliest_end), ("7 years", Some(day("2019-04-01"))));
        assert_eq!(standing(&[episode], "2019-04-02", Asked::Now), Some(Standing::TermRunOut));
    }
}

#[test]
fn a_changed_sentence_is_the_one_that_stands_and_an_appeal_suspends_nothing() {
    let mut steps = vec![
        ARREST,
        ("de/sentenced", Some("2012-04-01"), Some("serving_sentence"), Some("2557 days")),
        ("de/appealed", Some("2012-04-20"), None, None),
        ("de/hearing", Some("2012-05-10"), None, None),
        ("de/fined", Some("2012-05-11"), None, None),
    ];
    let term = |steps: &[Told<'_>]| {
        episode(1, steps).legal(Day::MAX).map(|legal| (legal.state, legal.term.map(|term| term.said)))
    };
    assert_eq!(term(&steps), Some((LegalState::Sentenced, Some("2557 days".to_owned()))));
    steps.push(("de/sentence_changed", Some("2012-06-01"), None, Some("1826 days")));
    assert_eq!(term(&steps), Some((LegalState::Sentenced, Some("1826 days".to_owned()))));
    // It is counted from where the first one began.
    assert_eq!(episode(1, &steps).term(Day::MAX).unwrap().earliest_end, day("2012-04-01").plus(1826));
    steps.push(("de/acquitted", Some("2012-07-01"), None, None));
    assert_eq!(term(&steps), Some((LegalState::Acquitted, None)));
}

#[test]
fn conditions_follow_from_steps_and_the_last_one_counts() {
    let episode = episode(
        1,
        &[
            ARREST,
            ("de/lawyer_denied", Some("2012-03-16"), None, None),
            ("de/torture_alleged", Some("2012-03-17"), None, None),
            ("de/lawyer_met", Some("2012-03-20"), None, None),
        ],
    );
    let said = |field, on| episode.condition(field, "unknown", day(on)).value.to_owned();
    assert_eq!(said("lawyer", "2012-03-18"), "no");
    assert_eq!(said("lawyer", "2012-03-20"), "yes");
    assert_eq!(said("ill_treatment", "2012-03-18"), "alleged");
    assert_eq!(said("family_contact", "2012-03-18"), "unknown");
}

#[test]
fn nothing_follows_death() {
    let steps = [
        ARREST,
        ("de/died", Some("2012-04-01"), Some("dead"), None),
        ("de/released", Some("2012-05-01"), Some("released"), None),
        ("de/sentenced", Some("2013-05-01"), Some("serving_sentence"), Some("9 years")),
    ];
    let episodes = [episode(1, &steps), episode(2, &[("de/arrested", Some("2014"), Some("held"), None)])];
    assert_eq!(episodes[0].status(Day::MAX), Some(Status::Dead));
    assert_eq!(standing(&episodes, "2015-01-01", Asked::Now), None);
}

#[test]
fn what_is_denied_did_not_happen() {
    let denied = |step: Told<'_>| {
        let mut told = episode(1, &[ARREST, ("de/held", Some("2012-03-16"), Some("held"), None), step]);
        let last = told.events.iter_mut().find(|event| event.fields.seq == 3).unwrap();
        last.fields.certainty = "denied".to_owned();
        told
    };
    for (ty, status) in [("de/released", "released"), ("de/died", "dead")] {
        let told = denied((ty, Some("2012-03-18"), Some(status), None));
        assert_eq!(told.status(Day::MAX), Some(Status::Held), "{ty}");
        assert_eq!(standing(&[told], "2012-03-20", Asked::Earlier), Some(Standing::InCustody), "{ty}");
    }
    let told = denied(("de/sentenced", Some("2012-03-18"), Some("serving_sentence"), Some("7 years")));
    assert!(told.legal(Day::MAX).is_none());
    let told = denied(("de/torture_alleged", Some("2012-03-18"), None, None));
    assert_eq!(told.condition("ill_treatment", "unknown", Day::MAX).value, "unknown");
}

#[test]
fn what_is_hedged_may_not_have_happened_and_settles_nothing() {
    let free = |ty, status| (ty, Some("2012-04-01"), Some(status), None);
    for hedge in HEDGES {
        let possibly = Some(Standing::PossiblyInCustody);
        let taken = [with_certainty(1, &[(ARREST, hedge)])];
        assert_eq!(standing(&taken, "2012-05-01", Asked::Now), possibly, "arrest {hedge}");
        for (ty, status) in [("de/released", "released"), ("de/died", "dead"), ("de/escaped", "escaped")] {
            let told = with_certainty(1, &[(ARREST, "stated"), (free(ty, status), hedge)]);
            assert_eq!(standing(std::slice::from_ref(&told), "2012-03-31", Asked::Earlier), Some(Standing::InCustody));
            assert_eq!(standing(&[told], "2012-05-01", Asked::Now), possibly, "{ty} {hedge}");
        }
        // What is stated later stands, whether or not the hedged step was.
        let held = ("de/transferred", Some("2012-04-10"), Some("held"), None);
        let told = with_certainty(1, &[(ARREST, "stated"), (free("de/died", "dead"), hedge), (held, "stated")]);
        assert_eq!(told.status(Day::MAX), Some(Status::Held));
        assert_eq!(standing(&[told], "2012-05-01", Asked::Now), Some(Standing::InCustody), "{hedge}");
        let let_go = ("de/released", Some("2012-04-10"), Some("released"), None);
        let told = with_certainty(1, &[(ARREST, "stated"), (free("de/died", "dead"), hedge), (let_go, "stated")]);
        assert_eq!(standing(&[told], "2012-05-01", Asked::Now), None, "{hedge}");
        // What only confirms takes nothing away.
        let told = with_certainty(1, &[(ARREST, "stated"), (held, hedge)]);
        assert_eq!(standing(&[told], "2012-05-01", Asked::Now), Some(Standing::InCustody), "{hedge}");
    }
}

const SENTENCED: Told<'static> = ("de/sentenced", Some("2012-04-01"), Some("serving_sentence"), Some("7 years"));

#[test]
fn what_takes_the_ground_of_custody_away_leaves_somebody_possibly_held_and_not_serving() {
    for step in ["de/acquitted", "de/charges_dropped", "de/amnesty_or_pardon"] {
        let told = episode(1, &[ARREST, SENTENCED, (step, Some("2012-06-01"), None, None)]);
        assert_eq!(told.status(day("2012-05-31")), Some(Status::ServingSentence), "{step}");
        assert_eq!(told.status(day("2012-06-01")), Some(Status::Held), "{step}");
        let word = LastWord::of(RecordId(1), false, &[told], day("2012-07-01"), Asked::Now).unwrap();
        assert_eq!((word.status, word.term), (Status::Held, None), "{step}");
        assert_eq!(word.standing(day("2012-07-01")), Standing::PossiblyInCustody, "{step}");
    }
    for sentence in ["3 years suspended", "3 года условно", "community service", "travel ban", "time served"]
    {
        let told = [episode(1, &[ARREST, ("de/sentenced", Some("2012-06-01"), None, Some(sentence))])];
        assert_eq!(standing(&told, "2012-05-31", Asked::Earlier), Some(Standing::InCustody), "{sentence}");
        assert_eq!(standing(&told, "2012-07-01", Asked::Now), Some(Standing::PossiblyInCustody), "{sentence}");
    }
    let fined = [episode(1, &[ARREST, ("de/fined", Some("2012-06-01"), None, None)])];
    assert_eq!(standing(&fined, "2012-07-01", Asked::Now), Some(Standing::PossiblyInCustody));
    // Who is said to be held after it, is.
    let held = ("de/held", Some("2012-06-05"), Some("held"), None);
    let told = [episode(1, &[ARREST, SENTENCED, ("de/acquitted", Some("2012-06-01"), None, None), held])];
    assert_eq!(standing(&told, "2012-07-01", Asked::Now), Some(Standing::InCustody));
}

#[test]
fn who_is_said_to_be_held_after_the_end_of_a_term_is_held() {
    let days = ("de/sentenced", Some("2012-04-01"), Some("serving_sentence"), Some("15 days"));
    for (step, status) in [("de/held", "held"), ("de/hospitalised", "hospitalised"), ("de/transferred", "held")] {
        let after = episode(1, &[ARREST, days, (step, Some("2012-05-01"), Some(status), None)]);
        assert_eq!(after.status(Day::MAX).map(Status::code), Some(status));
        assert_eq!(standing(&[after], "2012-06-01", Asked::Now), Some(Standing::InCustody), "{step}");
        let within = episode(1, &[ARREST, days, (step, Some("2012-04-10"), Some(status), None)]);
        assert_eq!(standing(&[within], "2012-06-01", Asked::Now), Some(Standing::TermRunOut), "{step}");
        // Alleged, it takes nothing from it that the term has run out.
        let told = (step, Some("2012-05-01"), Some(status), None);
        let alleged = with_certainty(1, &[(ARREST, "stated"), (days, "stated"), (told, "alleged")]);
        assert_eq!(standing(&[alleged], "2012-06-01", Asked::Now), Some(Standing::PossiblyInCustody), "{step}");
    }
}

#[test]
fn a_sentence_that_cannot_be_computed_makes_nobody_certainly_held_beyond_its_day() {
    for sentence in ["a long term", "7 years, two of them suspended", "15 days, 3 years suspended", "-3 years"] {
        let told =
            [episode(1, &[ARREST, ("de/sentenced", Some("2012-04-01"), Some("serving_sentence"), Some(sentence))])];
        assert_eq!(standing(&told, "2012-04-01", Asked::Earlier), Some(Standing::InCustody), "{sentence}");
        for on in ["2012-04-02", "2050-01-01"] {
            assert_eq!(standing(&told, on, Asked::Now), Some(Standing::PossiblyInCustody), "{sentence} {on}");
        }
    }
    let life = [episode(1, &[ARREST, ("de/sentenced", Some("2012-04-01"), Some("serving_sentence"), Some("life"))])];
    assert_eq!(standing(&life, "2050-01-01", Asked::Now), Some(Standing::InCustody));
}

#[test]
fn a_death_that_the_person_is_known_by_ends_custody_like_a_step() {
    let dies = |date: &str| vec![episode(1, &[ARREST]).with_death(Edtf::parse(date).ok())];
    assert_eq!(standing(&dies("2012-05-01"), "2012-04-30", Asked::Earlier), Some(Standing::InCustody));
    assert_eq!(standing(&dies("2012-05-01"), "2012-05-01", Asked::Earlier), None);
    assert_eq!(dies("2012-05-01")[0].status(day("2012-05-01")), Some(Status::Dead));
    for uncertain in ["2012", "2012-05-01?", "[2012-03-20..]"] {
        let list = standing(&dies(uncertain), "2012-06-01", Asked::Earlier);
        assert_eq!(list, Some(Standing::PossiblyInCustody), "{uncertain}");
    }
}

#[test]
fn somebody_taken_of_whom_nothing_more_is_said_is_unknown_and_held_where_something_is() {
    let with_start = |id, steps: &[Told<'_>]| {
        let mut told = detention(id);
        told.fields.start = Edtf::parse("2012-03-15").ok();
        Episode::new(told, episode(id, steps).events, Steps::default())
    };
    assert_eq!(standing(&[with_start(1, &[])], "2012-03-20", Asked::Now), Some(Standing::Unknown));
    assert_eq!(standing(&[with_start(1, &[])], "2012-03-14", Asked::Now), None);
    let taken = episode(1, &[("de/abducted", Some("2012-03-15"), None, None)]);
    assert_eq!(standing(&[taken], "2012-03-20", Asked::Now), Some(Standing::Unknown));
    let release = ("de/released", Some("2012-03-22"), Some("released"), None);
    assert_eq!(standing(&[with_start(1, &[release])], "2012-03-20", Asked::Earlier), Some(Standing::InCustody));
    assert_eq!(standing(&[with_start(1, &[release])], "2012-03-22", Asked::Earlier), None);
}

#[test]
fn who_is_taken_and_let_go_on_one_day_or_about_it_was_held_for_a_part_of_it() {
    let let_go = |date| [episode(1, &[ARREST, ("de/released", Some(date), Some("released"), None)])];
    let on = |date, on| standing(&let_go(date), on, Asked::Earlier);
    assert_eq!(on("2012-03-15", "2012-03-15"), Some(Standing::PossiblyInCustody));
    assert_eq!((on("2012-03-15", "2012-03-14"), on("2012-03-15", "2012-03-16")), (None, None));
    assert_eq!(on("2012-03-15~", "2012-03-17"), Some(Standing::PossiblyInCustody));
    assert_eq!(on("2012-03-16", "2012-03-16"), None, "held until that day, and in the lists of the day before");
    assert_eq!(standing(&let_go("2012-03-15"), "2012-03-15", Asked::Now), None);
}

#[test]
fn steps_of_one_date_stand_by_number_but_for_the_first_taking_and_a_death() {
    let on = Some("2012-03-15");
    let order = |steps: &[Told<'_>]| episode(1, steps).events.iter().map(|event| event.fields.seq).collect::<Vec<_>>();
    let (arrest, release) = (("de/arrested", on, Some("held"), None), ("de/released", on, Some("released"), None));
    let held = ("de/held", on, Some("held"), None);
    assert_eq!(order(&[arrest, release, held]), [1, 2, 3]);
    assert_eq!(order(&[arrest, release, arrest]), [1, 2, 3]);
    assert_eq!(order(&[release, arrest]), [2, 1]);
    assert_eq!(order(&[arrest, ("de/died", on, Some("dead"), None), held]), [1, 3, 2]);
    let changed = ("de/sentence_changed", None, None, Some("5 years"));
    assert_eq!(order(&[changed, SENTENCED]), [2, 1], "a sentence is changed once it was passed");
    let term = episode(1, &[changed, SENTENCED]).term(Day::MAX).unwrap();
    assert_eq!((term.said.as_str(), term.earliest_end), ("5 years", Some(day("2017-04-01"))));
}

#[test]
fn a_later_episode_ends_an_earlier_one() {
    let first = episode(1, &[ARREST]);
    let second = episode(
        2,
        &[
            ("de/arrested", Some("2012-06-01"), Some("held"), None),
            ("de/released", Some("2012-06-03"), Some("released"), None),
        ],
    );
    assert_eq!(standing(&[first.clone(), second.clone()], "2012-07-01", Asked::Earlier), None);
    assert_eq!(standing(&[second, first], "2012-05-01", Asked::Earlier), Some(Standing::InCustody));
}

const FIRST: i64 = 15_400;
const DAYS: i64 = 9;

/// A word on custody: held or free, said without a hedge or with one, some time between two days.
type Said = (bool, bool, i64, i64);

/// Words in their order.
fn words() -> impl Strategy<Value = Vec<Said>> {
    let last = |(held, firm, lo, length): Said| (held, firm, lo, (lo + length).min(DAYS - 1));
    proptest::collection::vec((any::<bool>(), any::<bool>(), 0..DAYS, 0..4i64), 1..5)
        .prop_map(move |words| words.into_iter().map(last).collect())
}

/// Every way in which the words can lie on days, in their order; what is hedged may not have been at all.
fn worlds(words: &[Said]) -> Vec<Vec<Option<i64>>> {
    let mut worlds: Vec<Vec<Option<i64>>> = vec![Vec::new()];
    for (_, firm, lo, hi) in words {
        let longer = |world: Vec<Option<i64>>| {
            let from = world.iter().flatten().next_back().map_or(*lo, |last| *lo.max(last));
            let days = (from..=*hi).map(Some).chain((!firm).then_some(None));
            days.map(|day| world.iter().copied().chain([day]).collect()).collect::<Vec<Vec<Option<i64>>>>()
        };
        worlds = worlds.into_iter().flat_map(longer).collect();
    }
    worlds
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn who_is_held_on_a_day_is_what_a_slow_reading_of_all_days_the_dates_allow_says(words in words()) {
        let number = |day: i64| Day::from_number(i32::try_from(FIRST + day).unwrap()).unwrap();
        let dates: Vec<String> =
            words.iter().map(|(_, _, lo, hi)| format!("[{}..{}]", number(*lo).iso(), number(*hi).iso())).collect();
        // Words that stand by number alone where dates do not decide: each is a report on how things stand.
        let steps: Vec<(Told<'_>, &str)> = words
            .iter()
            .zip(&dates)
            .map(|((held, firm, ..), date)| {
                let status = if *held { "held" } else { "unknown" };
                (("de/charged", Some(date.as_str()), Some(status), None), if *firm { "stated" } else { "alleged" })
            })
            .collect();
        let episode = with_certainty(1, &steps);
        let order: Vec<i64> = episode.events.iter().map(|event| event.fields.seq).collect();
        let words: Vec<Said> =
            order.iter().map(|seq| words[usize::try_from(*seq - 1).unwrap()]).collect();
        let worlds = worlds(&words);
        prop_assume!(!worlds.is_empty());
        for on in 0..DAYS {
            let held = |world: &Vec<Option<i64>>| {
                world.iter().rposition(|day| day.is_some_and(|day| day <= on)).is_some_and(|last| words[last].0)
            };
            let in_how_many = worlds.iter().filter(|world| held(world)).count();
            let word = LastWord::of(RecordId(1), false, std::slice::from_ref(&episode), number(on), Asked::Earlier);
            let word = word.filter(|word| word.state() == CustodyState::InCustody);
            prop_assert_eq!(word.is_some(), in_how_many > 0, "possibly, on {}", on);
            prop_assert_eq!(word.is_some_and(|word| word.is_certain), in_how_many == worlds.len(), "surely, on {}", on);
        }
    }

    #[test]
    fn the_last_words_of_all_days_are_those_of_each_day(
        steps in proptest::collection::vec((0usize..6, any::<bool>(), 0..DAYS, 0..4i64, any::<bool>()), 1..6),
        died in proptest::option::of(0..DAYS),
    ) {
        const TOLD: [(&str, &str); 6] = [
            ("de/arrested", "held"), ("de/released", "released"), ("de/held", "held"), ("de/sentenced", "serving_sentence"),
            ("de/status_report", "unknown"), ("de/died", "dead"),
        ];
        let number = |day: i64| Day::from_number(i32::try_from(FIRST + day).unwrap()).unwrap();
        let dates: Vec<String> =
            steps.iter().map(|(_, _, lo, length, _)| format!("[{}..{}]", number(*lo).iso(), number(lo + length).iso())).collect();
        let told: Vec<(Told<'_>, &str)> = steps.iter().zip(&dates).map(|((at, firm, _, _, dated), date)| {
            let (ty, status) = TOLD[*at];
            let sentence = (ty == "de/sentenced").then_some("2 days");
            ((ty, dated.then_some(date.as_str()), Some(status), sentence), if *firm { "stated" } else { "alleged" })
        }).collect();
        let died = died.map(|day| Edtf::day(number(day)));
        let episodes = [with_certainty(1, &told).with_death(died)];
        for asked in [Asked::Now, Asked::Earlier] {
            let all = LastWord::all(RecordId(1), false, &episodes, asked);
            for on in (-1..DAYS + 5).map(number) {
                let kept = all.iter().find(|(from, until, _)| *from <= on && until.is_none_or(|until| on < until));
                let kept = kept.map(|(_, _, word)| word.clone());
                prop_assert_eq!(kept, LastWord::of(RecordId(1), false, &episodes, on, asked), "on {} {:?}", on.iso(), asked);
            }
        }
    }

    #[test]
    fn the_order_of_steps_never_contradicts_their_dates_and_does_not_depend_on_how_they_are_given(
        steps in proptest::collection::vec((0usize..6, 0i64..20, 0i64..8, any::<bool>()), 2..7),
    ) {
        const TYPES: [&str; 6] = ["de/arrested", "de/held", "de/transferred", "de/charged", "de/released", "de/died"];
        let iso = |day: i64| Day::from_number(i32::try_from(FIRST + day).unwrap()).unwrap().iso();
        let dates: Vec<Option<String>> = steps
            .iter()
            .map(|(_, lo, length, dated)| dated.then(|| format!("[{}..{}]", iso(*lo), iso(lo + length))))
            .collect();
        let told: Vec<Told<'_>> =
            steps.iter().zip(&dates).map(|((ty, ..), date)| (TYPES[*ty], date.as_deref(), None, None)).collect();
        let ordered = episode(1, &told);
        let place = |seq: i64| ordered.events.iter().position(|event| event.fields.seq == seq).unwrap();
        for (one, (_, lo, length, dated)) in (1..).zip(&steps) {
            for (other, (_, after, _, other_dated)) in (1..).zip(&steps) {
                prop_assert!(!(*dated && *other_dated && lo + length < *after) || place(one) < place(other));
            }
        }
        let mut events = ordered.events.clone();
        events.reverse();
        let again = Episode::new(detention(1), events, Steps::default());
        let seqs = |episode: &Episode| episode.events.iter().map(|event| event.fields.seq).collect::<Vec<_>>();
        prop_assert_eq!(seqs(&again), seqs(&ordered));
    }
}
