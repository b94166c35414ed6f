//! Rules of values that stand together, each held on every way in.

use serde_json::{Value as Json, json};

use crate::http_forms::fill;
use crate::http_review_pages::hidden;
use crate::http_write::{checked, editor, faults};
use crate::server::Server;

fn episode(server: &Server) -> (Json, Json) {
    let writer = editor(server);
    let person = writer.create("people", &json!({ "reason": "Told", "name": "Taken In March" }));
    let detention = writer.create("detentions", &json!({ "reason": "Told", "person": person["ref"] }));
    (person, detention)
}

fn step(detention: &Json, code: &str, date: &str, more: &Json) -> Json {
    let mut body = json!({ "reason": "Told", "detention": detention["ref"], "type": code, "date": date });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

#[test]
fn other_words_of_a_count_are_another_count_unless_somebody_says_the_numbers() {
    let server = Server::serve();
    let writer = editor(&server);
    let made = writer.create(
        "figures",
        &json!({ "reason": "Told", "about": "I-1", "measure": "fig/killed", "verbatim": "10 people" }),
    );
    let path = format!("figures/{}", made["ref"].as_str().unwrap());
    let change = |more: Json| {
        let mut body = json!({ "reason": "Typed wrongly", "version": writer.get(&path)["version"] });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let now = writer.patch(&path, &body).json();
        [&now["qualifier"], &now["lo"], &now["best"], &now["hi"]].map(Clone::clone)
    };
    assert_eq!(change(json!({ "verbatim": "12 people" })), [json!("exact"), json!(12), json!(12), json!(12)]);
    assert_eq!(change(json!({ "verbatim": "several" })), [json!("vague"), Json::Null, Json::Null, Json::Null]);
    let said = json!({ "verbatim": "a score", "qualifier": "exact", "lo": 20, "best": 20, "hi": 20,
                       "accepted": "unworded_number" });
    assert_eq!(change(said)[2], 20);
    // Numbers that somebody coded are not taken away by other words.
    assert_eq!(change(json!({ "verbatim": "about a score", "accepted": "unworded_number" }))[2], 20);
    checked(server);
}

#[test]
fn numbers_that_their_wording_rules_out_are_refused_and_those_it_does_not_have_are_asked_about() {
    let server = Server::serve();
    let (writer, mut browser) = (editor(&server), server.sign_in("editor"));
    let figure = |wording: &str, qualifier: &str, [lo, best, hi]: [Option<i64>; 3]| {
        json!({ "reason": "Told", "about": "I-1", "measure": "fig/killed", "verbatim": wording, "qualifier": qualifier,
                "lo": lo, "best": best, "hi": hi })
    };
    for (wording, qualifier, numbers) in [
        ("at least 17 deaths", "exact", [Some(17); 3]),
        ("17 deaths", "exact", [Some(71); 3]),
        ("nobody", "exact", [Some(3); 3]),
        ("up to 30", "at_least", [Some(30), None, None]),
    ] {
        let refused = writer.post("figures", &figure(wording, qualifier, numbers));
        assert_eq!((refused.status, refused.text().contains("says something else")), (422, true), "{wording}");
    }
    let form = |wording: &'static str, number: &'static str| {
        let numbers = ["lo", "best", "hi"].map(|name| (name, number));
        [&[("about", "I-1"), ("measure", "fig/killed"), ("verbatim", wording), ("qualifier", "exact")], &numbers[..]]
            .concat()
    };
    let refused = fill(&mut browser, "/figures/new", &form("at least 17 deaths", "17"));
    assert_eq!((refused.status, refused.text().contains("says something else")), (422, true));
    // A number that is nowhere in the words may be somewhere in the report.
    let asked = fill(&mut browser, "/figures/new", &form("several people", "5"));
    assert!(asked.status == 422 && asked.text().contains(r#"value="unworded_number""#), "{}", asked.text());
    let mut body = figure("several people", "exact", [Some(5); 3]);
    assert_eq!(writer.post("figures", &body).status, 422);
    body["accepted"] = json!("unworded_number");
    assert_eq!(writer.create("figures", &body)["best"], 5);
    assert_eq!(writer.create("figures", &figure("17 deaths, they said", "exact", [Some(17); 3]))["best"], 17);
    checked(server);
}

#[test]
fn a_figure_is_what_its_reports_give_and_is_mended_only_where_it_was_entered_wrongly() {
    let server = Server::serve();
    let (writer, mut browser) = (editor(&server), server.sign_in("editor"));
    let made = writer.create(
        "figures",
        &json!({ "reason": "Told", "about": "I-1", "measure": "fig/killed", "verbatim": "10 people",
                 "citations": [{ "report": "R-1", "paragraph": 3 }] }),
    );
    let path = format!("figures/{}", made["ref"].as_str().unwrap());
    let change = |more: Json| {
        let mut body = json!({ "reason": "Typed wrongly", "version": writer.get(&path)["version"] });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        writer.patch(&path, &body)
    };
    for (field, other) in [("verbatim", json!("12 people")), ("as_of", json!("2012-03-01")), ("best", json!(11))] {
        let refused = change(json!({ field: other }));
        assert_eq!(refused.status, 422, "{field}");
        assert!(refused.text().contains("figure of its own"), "{}", refused.text());
    }
    // Who says so is no part of what is counted.
    assert_eq!(change(json!({ "claimed_by": "A witness" })).status, 200);
    let form = browser.get(&format!("/{path}/edit")).text();
    assert!(form.contains(r#"value="misentered""#), "the form asks");
    assert_eq!(change(json!({ "verbatim": "12 people", "accepted": "misentered" })).json()["best"], 12);
    // Nobody cites it: it is the writer's own.
    let own = writer.create(
        "figures",
        &json!({ "reason": "Told", "about": "I-1", "measure": "fig/killed", "verbatim": "14 people" }),
    );
    let body = json!({ "reason": "Counted again", "version": own["version"], "verbatim": "15 people" });
    assert_eq!(writer.patch(&format!("figures/{}", own["ref"].as_str().unwrap()), &body).status, 200);
    checked(server);
}

#[test]
fn a_nationality_is_a_country_where_it_is_one_and_words_where_it_is_not() {
    let server = Server::serve();
    let (writer, mut browser) = (editor(&server), server.sign_in("editor"));
    for (typed, kept, shown) in [
        ("Казахстан", "KZ", "Kazakhstan (KZ)"),
        ("kaz", "KZ", "Kazakhstan (KZ)"),
        ("stateless", "stateless", "stateless"),
        ("Kazakh and Russian", "Kazakh and Russian", "Kazakh and Russian"),
    ] {
        let person = json!({ "reason": "Told", "name": format!("National {typed}"), "nationality": typed });
        let made = writer.create("people", &person);
        assert_eq!(made["nationality"], kept, "{typed}");
        let page = browser.get(&format!("/people/{}", made["ref"].as_str().unwrap())).text();
        assert!(page.contains(shown), "{typed}");
    }
    checked(server);
}

#[test]
fn what_a_court_did_fits_what_the_rest_of_the_episode_says() {
    let server = Server::serve();
    let (person, detention) = episode(&server);
    let writer = editor(&server);
    let faulty = |collection: &str, body: &Json| faults(&writer.post(collection, body), collection);
    let charge = |more: Json| {
        let mut body = json!({ "reason": "Told", "detention": detention["ref"], "offence": "Assembly" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let hearing = step(&detention, "de/hearing", "2012-03-05", &json!({ "next_hearing": "2012-03-01" }));
    assert_eq!(faulty("custody-events", &hearing), ["next_hearing"]);
    let moved = step(&detention, "de/transferred", "2012-03-05", &json!({ "release_kind": "bail" }));
    assert_eq!(faulty("custody-events", &moved), ["release_kind"]);
    let pending = charge(json!({ "outcome": "pending", "outcome_date": "2012-03-05" }));
    assert_eq!(faulty("charges", &pending), ["outcome_date"]);
    writer.create(
        "charges",
        &charge(json!({ "date": "2012-03-02", "outcome": "convicted", "outcome_date": "2012-03-05" })),
    );
    // What was said of the charge holds against what is said later: the arrest, and the life of the accused.
    let arrest = step(&detention, "de/arrested", "2012-03-10", &json!({}));
    assert_eq!(faulty("custody-events", &arrest), ["date"]);
    let meant = step(&detention, "de/arrested", "2012-03-10", &json!({ "accepted": "implausible_date" }));
    writer.create("custody-events", &meant);
    let born = json!({ "reason": "Told", "version": person["version"], "birth": "2012-03-04" });
    let refused = writer.patch(&format!("people/{}", person["ref"].as_str().unwrap()), &born);
    assert_eq!(faults(&refused, "birth"), ["birth"]);
    let bail = step(&detention, "de/bail_granted", "2012-03-12", &json!({ "release_kind": "bail" }));
    writer.create("custody-events", &bail);
    checked(server);
}

#[test]
fn many_arrests_corrected_as_entered_wrongly_leave_no_rival_days() {
    let server = Server::serve();
    let (_, detention) = episode(&server);
    let writer = editor(&server);
    let cited = json!({ "citations": [{ "report": "R-1", "field": "date" }] });
    let arrest = writer.create("custody-events", &step(&detention, "de/arrested", "2012-02-01", &cited));
    let reference = detention["ref"].as_str().unwrap();
    let mut browser = server.sign_in("editor");
    let (address, path) = (format!("/custody-events/takings?d={reference}"), "/custody-events/takings");
    // Of arrests of which no day is cited there is nothing to say.
    assert!(!browser.get("/custody-events/takings?d=D-17").text().contains("value=\"misentered\""));
    for (day, tick, stance) in [("2 February 2012", true, "supports"), ("3 February 2012", false, "differs")] {
        let page = browser.get(&address).text();
        assert!(page.contains("value=\"misentered\""), "{page}");
        let mut fields = hidden(&page, path);
        fields.push(("date".to_owned(), day.to_owned()));
        fields.push(("d".to_owned(), reference.to_owned()));
        fields.extend(tick.then(|| ("accepted".to_owned(), "misentered".to_owned())));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let saved = browser.post(path, &fields);
        assert_eq!(saved.status, 303, "{}", saved.text());
        let now = writer.get(&format!("custody-events/{}", arrest["ref"].as_str().unwrap()));
        assert_eq!(now["citations"][0]["stance"], stance, "{now}");
    }
    checked(server);
}
