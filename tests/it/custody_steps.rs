//! Steps of custody that a team adds: they name the built-in step they are a kind of, and behave like it.

use std::fs;

use serde_json::{Value as Json, json};

use crate::server::{Answer, Case, Server, habeas};

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

fn import(case: &Case, text: &str, more: &[&str]) -> (i32, String) {
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
    assert!(page.contains("No report mentions") && !page.contains("a lawyer, "), "a step tells of the lawyer: {page}");
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
