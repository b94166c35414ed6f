//! One question: whatever form it is asked in, it is the same one.

use std::collections::BTreeSet;

use habeas::app::questions::{resolve, with_found};
use habeas::domain::access::Actor;
use habeas::domain::kind::Kind;
use habeas::domain::query::question::TEXT;
use habeas::domain::query::{FACETS, Facet, Facets, NoQuestion, PARAMETERS, Parameter, Question, Takes};
use habeas::domain::record::{Fields, RecordKey};
use habeas::domain::timeline::Counts;
use habeas::error::Error;
use habeas::index::Answers;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::server::{Browser, Server, habeas};
use crate::support::sample_case;

/// Any value a parameter can have: also one that makes no sense is kept as it was typed.
fn value(takes: Takes) -> BoxedStrategy<String> {
    // No white space at the ends: nobody sees it.
    let typed = "[^\\s\\p{C}]([^\\p{C}]{0,20}[^\\s\\p{C}])?";
    match takes {
        Takes::Flag => Just("1".to_owned()).boxed(),
        Takes::Choice(choices) => proptest::sample::select(choices.to_vec()).prop_map(str::to_owned).boxed(),
        Takes::Record(_) | Takes::Value(_) | Takes::Words | Takes::Date => {
            typed.prop_map(|text| text.trim().to_owned()).boxed()
        }
    }
}

fn questions() -> impl Strategy<Value = Question> {
    let some = |parameter: &Parameter| {
        let (name, most) = (parameter.name, if parameter.is_repeatable() { 3 } else { 1 });
        let values = proptest::collection::vec(value(parameter.takes), 0..=most);
        values.prop_map(move |values| values.into_iter().map(|value| (name, value)).collect::<Vec<_>>())
    };
    let all: Vec<_> = PARAMETERS.iter().map(some).collect();
    all.prop_map(|given| {
        let given: Vec<(&str, String)> = given.into_iter().flatten().collect();
        Question::read(given.iter().map(|(name, value)| (*name, value.as_str()))).unwrap()
    })
}

/// What the command line makes of these arguments.
fn of_arguments(question: &Question) -> Question {
    let command = <habeas::cmd::question::Asked as clap::Args>::augment_args(clap::Command::new("x"));
    let arguments = std::iter::once("x".to_owned()).chain(question.to_arguments());
    let matches = command.try_get_matches_from(arguments).unwrap();
    <habeas::cmd::question::Asked as clap::FromArgMatches>::from_arg_matches(&matches).unwrap().0
}

proptest! {
    #[test]
    fn a_question_is_the_same_in_every_form(question in questions()) {
        let of_address = Question::from_query(&question.to_query(&[])).unwrap();
        prop_assert_eq!(of_address, question.without(TEXT), "no address has words in it");
        prop_assert_eq!(&Question::from_json(&question.to_json()).unwrap(), &question, "kept");
        let text = question.to_json().to_string();
        prop_assert_eq!(&Question::from_json(&serde_json::from_str::<Json>(&text).unwrap()).unwrap(), &question, "kept as text");
        prop_assert_eq!(&Question::read(question.pairs()).unwrap(), &question, "names and values");
    }
}

#[test]
fn the_command_line_takes_every_question() {
    let config = proptest::test_runner::Config { cases: 32, ..proptest::test_runner::Config::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    // The command line itself refuses values outside a closed list.
    let questions = questions().prop_map(|question| {
        let is_known = |(name, value): &(&'static str, &str)| match Parameter::named(name).unwrap().takes {
            Takes::Value(facet) => facet.list().is_empty() || facet.admits(value),
            _ => true,
        };
        Question::read(question.pairs().filter(is_known)).unwrap()
    });
    runner
        .run(&questions, |question| {
            prop_assert_eq!(of_arguments(&question), question);
            Ok(())
        })
        .unwrap();
    for facet in FACETS {
        for value in facet.list() {
            let question =
                Question::default().and(facet.name, value).and(facet.not, value).and(facet.name, facet.list()[0]);
            assert_eq!(of_arguments(&question), question);
        }
    }
}

#[test]
fn what_is_no_question_is_refused_in_every_form() {
    for query in ["nothing=1", "Place=L-2", "certain=maybe", "order=sideways", "month=2012-02", "order=1&order=newest"]
    {
        assert!(Question::from_query(query).is_err(), "{query}");
    }
    for kept in
        [json!([]), json!({ "place": 2 }), json!({ "nothing": "1" }), json!({ "certain": true }), json!("place=L-2")]
    {
        assert!(Question::from_json(&kept).is_err(), "{kept}");
    }
    let nothing = Question::from_query("place=&person=++&certain=0&order=oldest").unwrap();
    assert_eq!(nothing, Question::default(), "what asks for nothing is not asked");
}

#[test]
fn only_what_can_have_several_values_is_asked_for_several() {
    for parameter in PARAMETERS.iter() {
        let query = match parameter.takes {
            Takes::Choice(choices) => {
                format!("{0}={1}&{0}={2}", parameter.name, choices[1], choices[2 % choices.len()])
            }
            _ => format!("{0}=1&{0}=true&{0}=2", parameter.name),
        };
        let several = Question::from_query(&query);
        match parameter.takes {
            Takes::Record(_) | Takes::Value(_) => assert_eq!(several.unwrap().all(parameter.name), ["1", "true", "2"]),
            Takes::Choice([_, _]) => assert_eq!(several.unwrap(), Question::from_query("order=newest").unwrap()),
            Takes::Flag => assert_eq!(several, Err(NoQuestion::Unknown)),
            _ => assert_eq!(several, Err(NoQuestion::Twice), "{query}"),
        }
    }
    let twice = Question::from_query("place=L-2&place=+L-2&place=&place=L-3").unwrap();
    assert_eq!(twice.all("place"), ["L-2", "L-3"], "what is said twice is said once");
    assert_eq!(twice.to_json(), json!({ "place": ["L-2", "L-3"] }));
    assert_eq!(twice.without_value("place", "L-3").to_json(), json!({ "place": "L-2" }));
}

#[test]
fn more_values_than_anybody_reads_are_refused_in_a_sentence_and_as_many_are_answered() {
    let server = Server::serve();
    let token = server.case().token("editor");
    let values =
        |n: usize| (0..n).map(|n| format!("{}=L-{}", ["place", "not-place"][n % 2], n % 11 + 1)).collect::<Vec<_>>();
    let many: Vec<String> = (0..200).map(|n| format!("person=P-{n}")).collect();
    assert_eq!(Question::from_query(&many.join("&")), Err(NoQuestion::TooMany));
    let refused = server.api(&format!("/api/v1/timeline?{}", many.join("&")), token);
    assert_eq!(refused.status, 400);
    assert!(refused.text().contains("more than 100 values"), "{}", refused.text());
    let mut editor = server.sign_in("editor");
    assert_eq!(editor.get(&format!("/timeline?{}", many.join("&"))).status, 400);
    let many = values(40);
    let known = server.api(&format!("/api/v1/timeline?{}", many.join("&")), token);
    assert_eq!(known.status, 200, "{}", known.text());
    let page = editor.get(&format!("/timeline?{}", many.join("&")));
    assert_eq!(page.status, 200);
}

#[test]
fn a_kept_question_whose_place_was_merged_is_answered_and_one_whose_place_is_withdrawn_says_so() {
    let case = sample_case();
    let program = Actor::program();
    let kept = Question::from_query("place=L-3&place=L-4&not-place=L-7").unwrap().to_json();
    let ask = || {
        let question = Question::from_json(&kept).unwrap();
        case.store.read(program.viewer(), |tx| {
            let query = resolve(&question, tx, |_| true)?;
            Ok((query.place.clone(), tx.timeline_summary(&query, Facets::All)?.total))
        })
    };
    let record = |key: &str| {
        let key = RecordKey::parse(key).unwrap();
        case.store
            .read(program.viewer(), |tx| {
                let id = tx.resolve_kind(&key, Kind::Place)?;
                Ok((id, tx.get_untyped(Kind::Place, id)?.0.version))
            })
            .unwrap()
    };
    let before = ask().unwrap();
    let (site, other, closed) = (record("L-3"), record("L-4"), record("L-7"));
    case.store.write(&program, "One place", |tx| tx.merge(site, other, &Fields::new()).map(drop)).unwrap();
    let merged = ask().unwrap();
    assert_eq!(merged.0.any, [site.0, site.0], "what was merged stands for what is kept");
    assert_eq!(merged.1, before.1);
    case.store.write(&program, "No such place", |tx| tx.withdraw(closed.0, closed.1).map(drop)).unwrap();
    let Err(Error::Invalid(errors)) = ask() else { panic!("a withdrawn place answers") };
    let faults: Vec<_> = errors.iter().map(|error| (error.field.as_str(), error.say.key)).collect();
    assert_eq!(faults, [("not-place", "err-no-such-record")]);
}

#[test]
fn every_kind_that_makes_lines_is_one_of_the_kinds_that_are_asked_for() {
    let lines: BTreeSet<&str> = Kind::ALL.into_iter().filter(|kind| kind.is_on_timeline()).map(Kind::table).collect();
    let listed: BTreeSet<&str> = Facet::named("kind").unwrap().list().iter().copied().collect();
    assert_eq!(listed, lines);
}

#[test]
fn every_facet_is_counted_narrowed_and_told_alike() {
    let case = sample_case();
    let (program, vocabulary) = (Actor::program(), case.store.vocabulary().unwrap());
    let ask = |question: &Question| {
        case.store.read(program.viewer(), |tx| {
            tx.timeline_summary(&resolve(question, tx, |code| vocabulary.contains(code))?, Facets::All)
        })
    };
    let all = ask(&Question::default()).unwrap();
    let counted: Vec<&str> = all.facets.iter().map(|(facet, _)| facet.name).collect();
    assert_eq!(counted, FACETS.iter().map(|facet| facet.name).collect::<Vec<_>>());
    for (facet, counts) in &all.facets {
        let values: Vec<(String, i64)> = match counts {
            Counts::Codes(codes) => codes.clone(),
            Counts::Records(places, _) => {
                places.iter().map(|(place, count)| (place.reference.clone(), *count)).collect()
            }
            // What may lie in a month is found by it too.
            Counts::Months(months) => months.iter().map(|m| (m.month.iso(), m.count + m.possible)).collect(),
        };
        let is_unsaid = ["finding", "compartment"].contains(&facet.name);
        assert!(!values.is_empty() || is_unsaid, "the sample case says nothing of {}", facet.name);
        for (value, count) in values {
            let narrowed = ask(&facet.narrow(&Question::default(), &value)).unwrap().total;
            assert_eq!(narrowed, count, "{} {value}", facet.name);
        }
    }
    let drafts: i64 = all.codes("review").iter().map(|(_, count)| count).sum();
    assert!(drafts >= all.total, "every line is in some state of review");
}

#[test]
fn what_was_entered_or_changed_since_a_day_is_asked_for() {
    let case = sample_case();
    let program = Actor::program();
    let count = |asked: &str| {
        let question = Question::from_query(asked).unwrap();
        let total = case.store.read(program.viewer(), |tx| {
            let answers = Answers::of_tables(tx);
            let query = with_found(resolve(&question, tx, |_| true)?, &question, &answers)?;
            Ok(tx.timeline_summary(&query, Facets::All)?.total)
        });
        total.unwrap()
    };
    let all = count("");
    for name in ["entered-since", "changed-since"] {
        assert_eq!(count(&format!("{name}=2012")), all, "{name}: all of it was entered in this test");
        assert_eq!(count(&format!("{name}=2099")), 0, "{name}");
    }
    assert_eq!(count("entered-since=2012&changed-since=2012&type=inc/rally"), count("type=inc/rally"));
}

#[test]
fn a_question_of_the_command_line_an_address_and_the_api_has_one_answer() {
    let server = Server::serve();
    let token = server.case().token("editor");
    let query = "place=L-2&type=de/arrested&review=draft&from=2012-02&to=2012-02&certain=1";
    let api = server.api(&format!("/api/v1/timeline?{query}"), token).json();
    let mut editor = server.sign_in("editor");
    let page = editor.get(&format!("/export/timeline.json?{query}")).json();
    assert_eq!(api["total"], page["total"]);
    assert!(api["total"].as_i64().unwrap() > 0, "{api}");
    assert_eq!(api["facets"], page["facets"]);
    let flags = Question::from_query(query).unwrap().to_arguments();
    let case = server.stop().0.unwrap();
    let mut arguments = vec!["export", "timeline", "--format", "json", "--data", case.path()];
    arguments.extend(flags.iter().map(String::as_str));
    let told = habeas(&arguments);
    let told: Json = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!((&told["total"], &told["facets"]["type"]), (&api["total"], &api["facets"]["type"]));
}

#[test]
fn a_name_in_the_form_becomes_a_ref_in_the_address() {
    let server = Server::serve();
    let mut viewer = server.sign_in("viewer");
    let ask = |viewer: &mut Browser<'_>, fields: &[(&str, &str)]| viewer.post("/questions", fields);
    let found =
        ask(&mut viewer, &[("place", "алматы"), ("person", ""), ("from", "2012-02"), ("to", ""), ("certain", "")]);
    assert_eq!((found.status, found.goes().as_str()), (303, "/timeline?place=L-2&from=2012-02"));
    // Several may be meant: the reader chooses, and everything else stays as it was typed.
    let several = ask(&mut viewer, &[("person", "abilov"), ("from", "2012-02"), ("group", "month")]);
    assert_eq!(several.status, 422);
    let page = several.text();
    assert!(page.contains("name=\"person.pick\" value=\"P-") && page.contains("value=\"2012-02\""), "{page}");
    assert!(page.contains("type=\"radio\" name=\"person.pick\""), "{page}");
    let chosen =
        ask(&mut viewer, &[("person", "abilov"), ("person.for", "abilov"), ("person.pick", "P-4"), ("group", "month")]);
    assert_eq!((chosen.status, chosen.goes().as_str()), (303, "/timeline?person=P-4&group=month"));
    for (field, value) in [("place", "Atlantis"), ("from", "soon"), ("type", "inc/none"), ("review", "withdrawn")] {
        let refused = ask(&mut viewer, &[(field, value)]);
        assert_eq!(refused.status, 422, "{field}");
        assert!(refused.text().contains(&format!("href=\"#{field}\"")), "{field} is not named");
    }
    assert_eq!(ask(&mut viewer, &[("certain", "perhaps")]).status, 400);
}

#[test]
fn the_openapi_file_has_every_parameter_of_a_question() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/openapi.json")).unwrap();
    let openapi: Json = serde_json::from_str(&text).unwrap();
    let told = openapi["paths"]["/timeline"]["get"]["parameters"].as_array().unwrap();
    let told: Vec<&str> = told.iter().map(|parameter| parameter["name"].as_str().unwrap()).collect();
    let asked: Vec<&str> = PARAMETERS.iter().map(|parameter| parameter.name).collect();
    assert_eq!(told, [&asked[..], &["q", "limit", "cursor", "lang"]].concat());
}
