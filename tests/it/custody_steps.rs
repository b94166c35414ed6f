//! Steps of custody that a team adds: they name the built-in step they are a kind of, and behave like it.

use std::fs;

use habeas::domain::custody::step::STEPS as STEP_TABLE;
use serde_json::{Value as Json, json};

use crate::http_forms::fill;
use crate::server::{Answer, Case, Server, between, habeas};

const STEPS: &str = r#"
[[term]]
code = "de/night_raid"
en = "Taken in a night raid"
ru = "Ночное задержание"
parent = "de/arrested"

[[term]]
code = "de/let_go_at_dawn"
en = "Let go at dawn"
parent = "de/released"

[[term]]
code = "de/lawyer_turned_away"
en = "Lawyer turned away"
parent = "de/lawyer_denied"
"#;

pub fn import(case: &Case, text: &str, more: &[&str]) -> (i32, String) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("terms.toml");
    fs::write(&file, text).unwrap();
    let output = habeas(&[&["import", file.to_str().unwrap(), "--data", case.path()], more].concat());
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(said).unwrap())
}

fn terms(case: &Case) -> i64 {
    case.raw().query_row("SELECT count(*) FROM term", [], |row| row.get(0)).unwrap()
}

fn post(server: &Server, collection: &str, body: &Json) -> Answer {
    static LAST: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let key = format!("custody-step-{}", LAST.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    let bearer = format!("Bearer {}", server.case().token("editor"));
    let headers = [("Authorization", bearer.as_str()), ("Idempotency-Key", &key)];
    server.send("POST", &format!("/api/v1/{collection}"), &headers, body.to_string().as_bytes())
}

fn made(answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["ref"].as_str().unwrap().to_owned()
}

#[test]
fn a_step_that_a_team_adds_behaves_like_the_one_it_is_a_kind_of() {
    let case = Case::new();
    assert_eq!(import(&case, STEPS, &["--dry-run"]), (0, "Nothing wrong; kept nothing. Terms: 3.\n".to_owned()));
    let before = terms(&case);
    assert_eq!(import(&case, STEPS, &[]), (0, "Loaded. Terms: 3.\n".to_owned()));
    assert_eq!(terms(&case), before + 3);
    assert_eq!(import(&case, STEPS, &[]).0, 0, "the same again renews the labels");
    assert_eq!(terms(&case), before + 3);

    let server = Server::serve_case(case);
    let reason = "Told by a neighbour";
    let person = made(&post(&server, "people", &json!({ "reason": reason, "name": "Zq neighbour" })));
    let held = json!({ "reason": reason, "person": person, "start": "2012-03-01", "arrest_place": "L-2" });
    let detention = made(&post(&server, "detentions", &held));
    let step = |seq: i64, code: &str, date: &str, status: Option<&str>| {
        let mut body = json!({ "reason": reason, "detention": detention, "seq": seq, "type": code, "date": date });
        if let Some(status) = status {
            body["status_after"] = status.into();
        }
        post(&server, "custody-events", &body)
    };
    let taken = made(&step(1, "de/night_raid", "2012-03-01", Some("held")));
    made(&step(2, "de/lawyer_turned_away", "2012-03-02", None));

    let token = server.case().token("editor");
    let lines = server.api("/api/v1/timeline?place=L-2&from=2012-03-01&to=2012-03-01&limit=500", token).json();
    let line = lines["entries"].as_array().unwrap().iter().find(|line| line["ref"] == taken.as_str()).unwrap();
    assert_eq!(line["place"]["ref"], "L-2", "it happened where the arrest did");
    assert_eq!(line["type"]["label"], "Taken in a night raid");

    let early = step(3, "de/let_go_at_dawn", "2012-02-20", None);
    assert_eq!(
        (early.status, early.json()["error"]["fields"]["date"].is_string()),
        (422, true),
        "an end before the taking"
    );

    let mut browser = server.sign_in("editor");
    let page = browser.get(&format!("/detentions/{detention}")).text();
    assert!(page.contains("Lawyer turned away"), "a step tells of the lawyer: {page}");
    assert!(!page.contains("No report mentions"), "there is no report");
    let form = browser.get(&format!("/custody-events/new?d={detention}")).text();
    assert!(form.contains("Let go at dawn"), "it is offered");

    let case = server.stop().0.unwrap();
    let check = habeas(&["check", "--data", case.path()]);
    assert_eq!(check.status.code(), Some(0), "{}", String::from_utf8_lossy(&check.stdout));
    let moved = "[[term]]\ncode = \"de/night_raid\"\nen = \"Taken in a night raid\"\nparent = \"de/transferred\"\n";
    assert_eq!(import(&case, moved, &[]).0, 0);
    let check = habeas(&["check", "--data", case.path()]);
    assert_eq!(check.status.code(), Some(0), "the timeline follows: {}", String::from_utf8_lossy(&check.stdout));
}

#[test]
fn a_term_that_nobody_could_read_is_refused_with_its_line_and_nothing_is_added() {
    let case = Case::new();
    let before = terms(&case);
    let term = |code: &str, parent: &str| {
        let parent = if parent.is_empty() { String::new() } else { format!("parent = \"{parent}\"\n") };
        format!("[[term]]\ncode = \"{code}\"\nen = \"Word\"\n{parent}")
    };
    for (wrong, line, why) in [
        (term("de/stray", ""), 1, "no built-in step"),
        (term("de/one", "de/two") + &term("de/two", "de/one"), 1, "de/one → de/two → de/one"),
        (term("inc/one", "inc/two") + &term("inc/two", "inc/three") + &term("inc/three", "inc/one"), 1, "in a circle"),
        (term("inc/self", "inc/self"), 1, "inc/self → inc/self"),
        (term("de/one", "inc/rally"), 1, "no built-in step"),
        (term("inc/picnic", "") + &term("inc/walk", "inc/stroll"), 4, "inc/stroll"),
        (term("xyz/thing", ""), 1, "no list"),
        (term("inc/Thing Two", ""), 1, "no code"),
        (term("inc/thing", "") + &term("inc/thing", ""), 4, "inc/thing"),
        (format!("{}nonsense = 1\n", term("inc/thing", "")), 4, "nonsense"),
    ] {
        let (code, said) = import(&case, &format!("{wrong}{}", term("inc/harmless", "")), &[]);
        assert_eq!(code, 2, "{wrong}: {said}");
        assert!(said.contains(&format!("line {line}:")) && said.contains(why), "{wrong}: {said}");
        assert_eq!(terms(&case), before, "{wrong}");
    }
}

/// The statuses of the steps of an episode, in the order of entry.
fn statuses(server: &Server, detention: &str) -> Vec<Json> {
    let record = server.api(&format!("/api/v1/detentions/{detention}"), server.case().token("editor")).json();
    let mut steps = record["events"].as_array().unwrap().clone();
    steps.sort_by_key(|step| step["seq"].as_i64());
    steps.iter().map(|step| step["status_after"].clone()).collect()
}

/// Each built-in step with the status it brings, as JSON has it.
fn brought() -> impl Iterator<Item = (&'static str, Json)> {
    STEP_TABLE.iter().map(|step| (step.code, step.status.map_or(Json::Null, |status| status.code().into())))
}

#[test]
fn a_step_brings_its_own_status_on_every_way_in_unless_another_is_said_or_none() {
    let case = Case::new();
    assert_eq!(import(&case, STEPS, &[]).0, 0);
    let mut file = "format = \"habeas-case/1\"\ncase = \"steps\"\n\n[[person]]\nid = \"P\"\nname = \"Zq\"\n\n[[detention]]\nid = \"D\"\nperson = \"P\"\n".to_owned();
    for (code, _) in brought() {
        file += &format!("\n[[custody_event]]\ndetention = \"D\"\ntype = \"{code}\"\n");
    }
    file += "\n[[custody_event]]\ndetention = \"D\"\ntype = \"de/released\"\nstatus_after = \"on_bail\"\n";
    let loaded = import(&case, &file, &[]);
    assert_eq!(loaded.0, 0, "{}", loaded.1);
    let imported: String = case
        .raw()
        .query_row("SELECT ref FROM record WHERE kind = 'detention' ORDER BY id DESC", [], |row| row.get(0))
        .unwrap();

    let server = Server::serve_case(case);
    let said = [Json::from("on_bail")];
    let expected: Vec<Json> = brought().map(|(_, status)| status).chain(said.clone()).collect();
    assert_eq!(statuses(&server, &imported), expected, "from a file");

    let reason = "Told by a neighbour";
    let person = made(&post(&server, "people", &json!({ "reason": reason, "name": "Zq neighbour" })));
    let episode = || made(&post(&server, "detentions", &json!({ "reason": reason, "person": person })));
    let by_program = episode();
    let step = |code: &str| json!({ "reason": reason, "detention": by_program, "type": code });
    for (code, _) in brought() {
        made(&post(&server, "custody-events", &step(code)));
    }
    for (code, status) in
        [("de/released", json!("on_bail")), ("de/sentenced", Json::Null), ("de/let_go_at_dawn", json!("released"))]
    {
        let mut body = step(code);
        if code != "de/let_go_at_dawn" {
            body["status_after"] = status;
        }
        made(&post(&server, "custody-events", &body));
    }
    let more = [json!("on_bail"), Json::Null, json!("released")];
    let expected: Vec<Json> = brought().map(|(_, status)| status).chain(more).collect();
    assert_eq!(statuses(&server, &by_program), expected, "by a program");

    let by_hand = episode();
    let mut editor = server.sign_in("editor");
    let form = format!("/detentions/{by_hand}/custody-events/new");
    for (code, _) in brought() {
        let typed = [("detention", by_hand.as_str()), ("type", code), ("status_after", ""), ("date_basis", "")];
        assert_eq!(fill(&mut editor, &form, &typed).status, 303, "{code}");
    }
    let typed = [("detention", by_hand.as_str()), ("type", "de/released"), ("status_after", "on_bail")];
    assert_eq!(fill(&mut editor, &form, &typed).status, 303);
    let expected: Vec<Json> = brought().map(|(_, status)| status).chain(said).collect();
    assert_eq!(statuses(&server, &by_hand), expected, "by hand");
}

#[test]
fn a_step_that_becomes_one_of_another_type_brings_the_status_of_that_where_none_was_said() {
    let server = Server::serve();
    let reason = "Read again";
    let person = made(&post(&server, "people", &json!({ "reason": reason, "name": "Zq neighbour" })));
    let detention = made(&post(&server, "detentions", &json!({ "reason": reason, "person": person })));
    let bearer = format!("Bearer {}", server.case().token("editor"));
    for (was, said, becomes, then, status) in [
        ("de/status_report", None, "de/released", None, Json::from("released")),
        ("de/held", None, "de/released", None, "released".into()),
        ("de/held", None, "de/charged", None, Json::Null),
        ("de/held", Some("house_arrest"), "de/released", None, "house_arrest".into()),
        ("de/held", None, "de/released", Some("on_bail"), "on_bail".into()),
        ("de/held", None, "de/released", Some("held"), "held".into()),
    ] {
        let mut body = json!({ "reason": reason, "detention": detention, "type": was });
        said.into_iter().for_each(|said| body["status_after"] = said.into());
        let step = made(&post(&server, "custody-events", &body));
        let mut change = json!({ "reason": reason, "version": 1, "type": becomes });
        then.into_iter().for_each(|then| change["status_after"] = then.into());
        let headers = [("Authorization", bearer.as_str())];
        let answer =
            server.send("PATCH", &format!("/api/v1/custody-events/{step}"), &headers, change.to_string().as_bytes());
        assert_eq!(answer.json()["status_after"], status, "{was} {said:?} → {becomes} {then:?}: {}", answer.text());
    }
    let mut editor = server.sign_in("editor");
    let step = made(&post(
        &server,
        "custody-events",
        &json!({ "reason": reason, "detention": detention, "type": "de/hearing" }),
    ));
    let typed = [("version", "1"), ("reason", reason), ("type", "de/released"), ("status_after", "")];
    assert_eq!(fill(&mut editor, &format!("/custody-events/{step}/edit"), &typed).status, 303);
    assert_eq!(statuses(&server, &detention).last(), Some(&"released".into()), "by hand");
}

#[test]
fn what_the_api_and_pages_say_of_an_episode_is_as_on_the_day_that_the_case_counts_to() {
    let server = Server::serve();
    let reason = "Told by a neighbour";
    let person = made(&post(&server, "people", &json!({ "reason": reason, "name": "Zq neighbour" })));
    let detention = made(&post(&server, "detentions", &json!({ "reason": reason, "person": person })));
    let step = |code: &str, date: &str, more: Json| {
        let mut body = json!({ "reason": reason, "detention": detention, "type": code, "date": date });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        made(&post(&server, "custody-events", &body))
    };
    step("de/arrested", "2012-03-01", json!({}));
    let denied = step("de/lawyer_denied", "2012-03-02", json!({ "certainty": "alleged" }));
    step("de/lawyer_met", "2012-05-02", json!({}));
    step("de/sentenced", "2012-03-20", json!({ "sentence": "7 years" }));
    let dropped = step("de/charges_dropped", "2012-03-30", json!({}));
    step("de/sentenced", "2012-05-20", json!({ "sentence": "9 years" }));
    let read = || server.api(&format!("/api/v1/detentions/{detention}"), server.case().token("editor")).json();
    let told = read();
    // The sample case counts to 2 April 2012.
    let lawyer = &told["conditions"]["lawyer"];
    assert_eq!(
        (&lawyer["value"], &lawyer["certainty"], &lawyer["event"]),
        (&"no".into(), &"alleged".into(), &denied.into())
    );
    assert_eq!((&told["status"]["status"], &told["status"]["lifted_by"]), (&"held".into(), &dropped.into()), "{told}");
    let mut browser = server.sign_in("editor");
    let page = browser.get(&format!("/detentions/{detention}")).text();
    let label = between(&page, "<text class=\"ch-s\"", "</text>").unwrap();
    assert!(!label.contains("9 years"), "{label}");
    assert!(page.contains("No report says whether custody went on after that."), "{page}");
    assert!(browser.get("/held?list=possibly").text().contains("Zq neighbour"));

    let version =
        server.api(&format!("/api/v1/people/{person}"), server.case().token("editor")).json()["version"].clone();
    let dies = |day: &str, key: &str| {
        let body = json!({ "version": version, "reason": reason, "death": day }).to_string();
        let bearer = format!("Bearer {}", server.case().token("editor"));
        let headers = [("Authorization", bearer.as_str()), ("Idempotency-Key", key)];
        server.send("PATCH", &format!("/api/v1/people/{person}"), &headers, body.as_bytes())
    };
    let died = dies("2012-03-31", "dies-too-early");
    assert_eq!(died.status, 422, "somebody who met a lawyer in May was alive: {}", died.text());
    let died = dies("2012-06-01", "dies-in-june");
    assert_eq!(died.status, 200, "{}", died.text());
    assert_eq!(read()["status"]["status"], "held", "alive on the day that the case counts to");
    assert!(browser.get("/held?on=2012-05-30").text().contains("Zq neighbour"));
    assert!(!browser.get("/held?on=2012-06-01").text().contains("Zq neighbour"));
}
